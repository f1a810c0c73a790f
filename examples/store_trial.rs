//! Measures the history on disk, on Linux: bytes a sample, samples a second, bytes a task and day, the time to open and
//! read ninety days of two hundred tasks, upkeep, and what such a file costs the dashboard's first frame. Compare ratios,
//! not times.
//!
//! `cargo build --release --bins && cargo run --release --example store_trial [-- DAYS]`

#![allow(clippy::disallowed_methods, reason = "measuring is about the real clock")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a tool for maintainers"
)]
#![allow(clippy::print_stdout, reason = "its output is its purpose")]

#[path = "../tests/support/pty.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod pty;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use callbot_tui::cli::session::account_digest;
use callbot_tui::domain::TaskKey;
use callbot_tui::history::{Counters, Link, Past, Record, Sample};
use callbot_tui::runtime::clock::unix_ms_now;
use callbot_tui::store::{Coverage, Limits, Store, read_past};
use pty::Pty;

const POLL_MS: i64 = 15_000;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
const TASKS: usize = 200;

/// Days of the large file, where no other number is given.
const DAYS: i64 = 90;

/// How long a dial window is open on a day.
const OPEN_HOURS: i64 = 10;

/// First frames that are taken with and without the file, by turns.
const FRAMES: usize = 30;

/// A task that dials: calls come at random, each may be answered and may finish an order.
struct Living {
    key: TaskKey,
    last: Sample,
    calls_a_reading: f64,
    random: fastrand::Rng,
}

impl Living {
    fn new(number: usize) -> Self {
        let mut random = fastrand::Rng::with_seed(number as u64);
        let counters = Counters { orders: 500_000, ..Counters::default() };
        Self {
            key: TaskKey::from_text(&format!("7f3c9a12-0000-4000-8000-{number:012}")),
            last: Sample { unix_ms: 0, counters, status: 2, settings: 0x9e37_79b9, link: Link::Continues },
            calls_a_reading: 1.0 + random.f64() * 12.0,
            random,
        }
    }

    /// The next reading; `None` where nothing changed.
    fn read(&mut self, unix_ms: i64) -> Option<Sample> {
        let calls = (self.random.f64() * 2.0 * self.calls_a_reading) as i64;
        let answered = (0..calls).filter(|_| self.random.f64() < 0.35).count() as i64;
        let finished = (0..calls).filter(|_| self.random.f64() < 0.3).count() as i64;
        let counters = &mut self.last.counters;
        counters.calls += calls;
        counters.answered_calls += answered;
        counters.answered_orders += answered * 9 / 10;
        counters.finished += finished;
        self.last.unix_ms = unix_ms;
        (calls > 0).then_some(self.last)
    }
}

/// All that a poll found, with the jitter of real polls.
fn record(fleet: &mut [Living], at: i64, random: &mut fastrand::Rng) -> Record {
    let begin = at + random.i64(0..POLL_MS / 10);
    let end = begin + 180;
    let samples = fleet.iter_mut().filter_map(|task| Some((task.key.clone(), task.read(end)?))).collect();
    Record { reading: (begin, end), gap_ms: 3 * POLL_MS, samples }
}

fn samples(records: &[Record]) -> usize {
    records.iter().map(|record| record.samples.len()).sum()
}

fn bytes_with_log(path: &Path) -> u64 {
    let log = path.with_file_name(format!("{}-wal", path.file_name().unwrap().to_string_lossy()));
    fs::metadata(path).unwrap().len() + fs::metadata(log).map_or(0, |about| about.len())
}

fn all_upkeep(store: &mut Store, now: i64) -> (usize, f64, f64) {
    let (mut steps, mut longest, started) = (0, 0.0_f64, Instant::now());
    loop {
        let step = Instant::now();
        let has_more = store.keep_up(now, &Limits::default()).expect("upkeep works");
        longest = longest.max(step.elapsed().as_secs_f64());
        steps += 1;
        if !has_more {
            return (steps, longest * 1000.0, started.elapsed().as_secs_f64());
        }
    }
}

/// One day of the fleet in one record for each poll.
fn day(fleet: &mut [Living], begin: i64, random: &mut fastrand::Rng) -> Vec<Record> {
    let polls = OPEN_HOURS * HOUR_MS / POLL_MS;
    (0..polls).map(|poll| record(fleet, begin + poll * POLL_MS, random)).collect()
}

fn fleet(tasks: usize) -> Vec<Living> {
    (0..tasks).map(Living::new).collect()
}

/// Rows and blobs of one day.
fn density(folder: &Path) {
    let path = folder.join("density.db");
    let (mut fleet, mut random) = (fleet(TASKS), fastrand::Rng::with_seed(7));
    let begin = 20_000 * DAY_MS;
    let records = day(&mut fleet, begin, &mut random);
    let count = samples(&records);
    let mut store = Store::open(&path, Coverage::Whole).expect("the store opens");
    let started = Instant::now();
    // A batch is what comes within five seconds: one reading.
    for record in &records {
        store.append(std::slice::from_ref(record)).expect("the store takes samples");
    }
    let seconds = started.elapsed().as_secs_f64();
    let rows = store.bytes().unwrap();
    println!(
        "rows: {:.1} bytes a sample, {:.0} kB a task and day ({} readings of {TASKS} tasks, {count} samples)",
        rows as f64 / count as f64,
        rows as f64 / TASKS as f64 / 1000.0,
        records.len()
    );
    println!(
        "writing: {:.0} samples a second, {:.2} ms a reading of {TASKS} tasks; file and log {} kB",
        count as f64 / seconds,
        seconds * 1000.0 / records.len() as f64,
        bytes_with_log(&path) / 1000
    );
    let (steps, longest, seconds) = all_upkeep(&mut store, begin + 4 * DAY_MS);
    let packed = store.bytes().unwrap();
    let kept: usize = store.read_past(0..i64::MAX, None).unwrap().tasks.iter().map(|task| task.samples.len()).sum();
    println!(
        "packed to the minute: {:.1} bytes a sample kept, {:.1} kB a task and day ({kept} of {count} samples)",
        packed as f64 / kept as f64,
        packed as f64 / TASKS as f64 / 1000.0
    );
    println!("packing that day: {steps} steps, the longest {longest:.0} ms, together {seconds:.2} s");
}

/// So many days of two hundred tasks up to this moment.
fn fill(path: &Path, now: i64, days: i64) {
    let (mut fleet, mut random) = (fleet(TASKS), fastrand::Rng::with_seed(8));
    let mut store = Store::open(path, Coverage::Whole).expect("the store opens");
    let started = Instant::now();
    let mut count = 0;
    for ago in (0..days).rev() {
        let records = day(&mut fleet, now - ago * DAY_MS - OPEN_HOURS * HOUR_MS, &mut random);
        count += samples(&records);
        for batch in records.chunks(200) {
            store.append(batch).expect("the store takes samples");
        }
        all_upkeep(&mut store, now - ago * DAY_MS);
    }
    drop(store);
    println!(
        "{days} days of {TASKS} tasks: {count} samples written and packed in {:.0} s, file {:.1} MB",
        started.elapsed().as_secs_f64(),
        fs::metadata(path).unwrap().len() as f64 / 1e6
    );
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let done = work();
    println!("  {what}: {:.1} ms", started.elapsed().as_secs_f64() * 1000.0);
    done
}

fn shown(past: &Past) -> usize {
    past.tasks.iter().map(|task| task.samples.len()).sum()
}

fn reading(path: &Path, now: i64) {
    println!("reading it:");
    let store = timed("open", || Store::open(path, Coverage::Whole).unwrap());
    let mut samples = Vec::new();
    timed("both parts (7 days, thinned)", || store.read_parts(now, |past| samples.push(shown(&past))).unwrap());
    println!("  {samples:?} samples");
    let key = TaskKey::from_text("7f3c9a12-0000-4000-8000-000000000042");
    let one = timed("one task, 90 days", || read_past(path, 0..i64::MAX, Some(&key)).unwrap());
    println!("  {} samples", shown(&one));
    timed("one task, one hour", || read_past(path, now - HOUR_MS..i64::MAX, Some(&key)).unwrap());
    timed("all tasks, one hour", || read_past(path, now - HOUR_MS..i64::MAX, None).unwrap());
}

struct Server {
    child: Child,
    variables: Vec<(String, String)>,
}

impl Server {
    fn start(dashboard: &Path) -> Self {
        let mut child = Command::new(dashboard)
            .args(["demo-server", "--speed", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the demo server starts; cargo build --release --bins");
        let mut lines = BufReader::new(child.stdout.take().expect("stdout")).lines().map_while(Result::ok);
        let url = lines.next().expect("the first line is the URL").trim().to_owned();
        let mut variables = vec![("CALLBOT_BASE_URL".to_owned(), url)];
        while variables.len() < 3 {
            let line = lines.next().expect("the credentials follow");
            for name in ["CALLBOT_UUID", "CALLBOT_SECRET_KEY"] {
                if let Some(value) = line.strip_prefix(&format!("export {name}=")) {
                    variables.push((name.to_owned(), value.trim_matches('\'').to_owned()));
                }
            }
        }
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, variables }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn state(home: &Path) -> PathBuf {
    home.join(".local/state/callbot-tui")
}

/// Milliseconds to the first frame and to the first rows, in a terminal.
fn first_frame(dashboard: &Path, server: &Server, home: &Path) -> [f64; 2] {
    let (home, config) = (home.to_str().unwrap(), home.join("config.toml"));
    let mut variables: Vec<(&str, &str)> =
        server.variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    variables.extend([("HOME", home), ("CALLBOT_CONFIG", config.to_str().unwrap())]);
    let started = Instant::now();
    let mut board = Pty::start(dashboard.to_str().unwrap(), &[], &variables, 140, 40);
    board.wait_for("callbot-tui");
    let frame = started.elapsed().as_secs_f64() * 1000.0;
    board.wait_for("LIVE");
    let rows = started.elapsed().as_secs_f64() * 1000.0;
    board.keys("q");
    board.wait_for_end();
    [frame, rows]
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn frames(folder: &Path, file: &Path) {
    let dashboard = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("callbot-tui");
    let server = Server::start(&dashboard);
    let homes = ["without", "with"].map(|name| folder.join(name));
    for home in &homes {
        fs::create_dir_all(state(home)).unwrap();
        // A theme by name: the terminal is asked nothing.
        fs::write(home.join("config.toml"), "[ui]\ntheme = \"colour-blind\"\n").unwrap();
    }
    let of = |name: &str| {
        let found = server.variables.iter().find(|(variable, _)| variable == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let digest = account_digest(of("CALLBOT_UUID"), of("CALLBOT_BASE_URL"));
    fs::copy(file, state(&homes[1]).join(format!("history-environment-{digest}.db"))).unwrap();
    let mut taken = [Vec::new(), Vec::new()];
    for _ in 0..FRAMES {
        for (home, taken) in homes.iter().zip(&mut taken) {
            taken.push(first_frame(&dashboard, &server, home));
        }
    }
    for (name, taken) in ["without a history", "with that history"].iter().zip(&taken) {
        let of = |which: usize| median(taken.iter().map(|times| times[which]).collect());
        println!("first frame {name}: {:.1} ms, first rows {:.1} ms (medians of {FRAMES})", of(0), of(1));
    }
}

fn main() {
    let days = std::env::args().nth(1).map_or(DAYS, |text| text.parse().expect("a number of days"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    density(folder.path());
    let path = folder.path().join("full.db");
    let now = unix_ms_now();
    fill(&path, now, days);
    reading(&path, now);
    frames(folder.path(), &path);
}
