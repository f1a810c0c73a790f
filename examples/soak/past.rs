//! Fills the dashboard's history before the night: of the last hour and a bit every reading is kept, so that a dashboard
//! that reads every second legitimately grows for an hour. With that hour behind it, it is as full as it ever gets, and
//! what grows from then on is a leak.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use callbot_tui::cli::session::account_digest;
use callbot_tui::domain::TaskKey;
use callbot_tui::history::{Counters, Link, Record, Sample};
use callbot_tui::runtime::clock::unix_ms_now;
use callbot_tui::store::{Coverage, Store};
use serde_json::Value;

use crate::server::Server;

/// More than the 65 minutes of which the dashboard keeps every reading.
const SECONDS: i64 = 67 * 60;

/// Readings that are written at a time.
const BATCH: usize = 200;

/// Writes a past of the running tasks into the history that a dashboard with this home will open.
pub fn fill(home: &Path, server: &Server, rows: &[Value]) -> usize {
    let folder = home.join(".local/state/callbot-tui");
    DirBuilder::new().recursive(true).mode(0o700).create(&folder).expect("a folder for the history");
    let digest = account_digest(server.variable("CALLBOT_UUID"), server.variable("CALLBOT_BASE_URL"));
    let path = folder.join(format!("history-environment-{digest}.db"));
    let mut store = Store::open(&path, Coverage::Whole).expect("the history can be made");
    let end_ms = unix_ms_now() - 2000;
    let samples: Vec<(TaskKey, Sample)> = rows.iter().filter_map(newest).collect();
    let ages: Vec<i64> = (0..SECONDS).rev().collect();
    for batch in ages.chunks(BATCH) {
        let records: Vec<Record> = batch.iter().map(|age| record(&samples, end_ms, *age)).collect();
        store.append(&records).expect("the history can be written");
    }
    samples.len()
}

/// What a running task was at the end of its past.
fn newest(row: &Value) -> Option<(TaskKey, Sample)> {
    let stat = |name: &str| row["taskStat"][name].as_i64();
    let counters = Counters {
        orders: stat("totalOrderCount")?,
        finished: stat("finishOrderCount")?,
        answered_orders: stat("answerOrderCount")?,
        calls: stat("totalCall")?,
        answered_calls: stat("totalAnswerCall")?,
    };
    let is_running = row["taskStatus"].as_i64() == Some(2);
    let sample = Sample { unix_ms: 0, counters, status: 2, settings: 0, link: Link::Continues };
    is_running.then(|| (TaskKey::from_text(row["taskID"].as_str().unwrap_or_default()), sample))
}

/// One reading of all tasks: a call less for each second before the end.
fn record(newest: &[(TaskKey, Sample)], end_ms: i64, age_seconds: i64) -> Record {
    let unix_ms = end_ms - age_seconds * 1000;
    let at = |sample: &Sample| {
        let calls = (sample.counters.calls - age_seconds).max(sample.counters.answered_calls);
        Sample { unix_ms, counters: Counters { calls, ..sample.counters }, ..*sample }
    };
    let samples = newest.iter().map(|(key, sample)| (key.clone(), at(sample))).collect();
    Record { reading: (unix_ms - 100, unix_ms), gap_ms: 45_000, samples }
}
