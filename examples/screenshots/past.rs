//! Puts a server's simulated past into the history that the program will open, as if it had watched all the time: what is on
//! screen after a kill has come from the disk. Uses `cli`, `demo`, `history` and `store` of the library.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::DirBuilder;
use std::path::Path;

use callbot_tui::cli::demo_past::past_of_demo;
use callbot_tui::cli::session::account_digest;
use callbot_tui::demo::{DEMO_UUID, DemoServer};
use callbot_tui::domain::TaskKey;
use callbot_tui::history::{Record, Sample};
use callbot_tui::store::{Coverage, Store};

/// More than lies between two readings of the simulated past.
const GAP_MS: i64 = 120_000;

/// Writes the past of a server into the history of the profile `demo` of a home.
///
/// # Errors
/// When the history cannot be written.
pub fn keep(home: &Path, server: &DemoServer) -> Result<(), Box<dyn Error>> {
    let folder = home.join(".local/state/callbot-tui");
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&folder)?;
    let digest = account_digest(DEMO_UUID, &server.base_url());
    let mut store = Store::open(&folder.join(format!("history-demo-{digest}.db")), Coverage::Whole)?;
    let mut readings: BTreeMap<i64, Vec<(TaskKey, Sample)>> = BTreeMap::new();
    for task in past_of_demo(&server.past()).tasks {
        for sample in task.samples {
            readings.entry(sample.unix_ms).or_default().push((task.key.clone(), sample));
        }
    }
    let record = |(unix_ms, samples)| Record { reading: (unix_ms, unix_ms), gap_ms: GAP_MS, samples };
    let records: Vec<Record> = readings.into_iter().map(record).collect();
    store.append(&records)?;
    Ok(())
}
