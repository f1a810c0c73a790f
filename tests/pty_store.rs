//! The history of a dashboard in a real terminal: what was read before a sudden end is there at the next start, and no
//! trouble with the disk ends the dashboard.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of a test fails like the test itself"
)]

#[path = "support/pty.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod pty;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::Arc;

use callbot_tui::cli::session::account_digest;
use callbot_tui::demo::{DEMO_UUID, DemoOptions, DemoServer};
use callbot_tui::history::Past;
use callbot_tui::runtime::clock::unix_ms_now;
use callbot_tui::store::read_past;
use pty::Pty;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_callbot-tui");

/// A home that outlives its dashboards, and a fleet that moves between any two readings.
struct Bench {
    home: TempDir,
    server: DemoServer,
}

impl Bench {
    fn new() -> Self {
        let options = DemoOptions { speed: 60.0, ..DemoOptions::new(Arc::new(unix_ms_now)) };
        let bench = Self {
            home: TempDir::new().expect("a temporary folder"),
            server: DemoServer::start(options).expect("the demo server starts"),
        };
        bench.read_each("1s");
        bench
    }

    /// Sets how often the next dashboard reads.
    fn read_each(&self, interval: &str) {
        let config = format!(
            "[poll]\nactive_interval = \"{interval}\"\nfull_interval = \"{interval}\"\nmax_requests_per_second = 0\n"
        );
        fs::write(self.home.path().join("config.toml"), config).expect("a file");
    }

    fn board(&self, arguments: &str) -> Pty {
        let home = self.home.path().to_str().expect("a plain path");
        let (url, config) = (self.server.base_url(), format!("{home}/config.toml"));
        let variables = [
            ("HOME", home),
            ("NO_COLOR", "1"),
            ("CALLBOT_CONFIG", config.as_str()),
            ("CALLBOT_BASE_URL", url.as_str()),
            ("CALLBOT_UUID", DEMO_UUID),
            ("CALLBOT_SECRET_KEY", self.server.secret()),
        ];
        let script = format!("exec '{PROGRAM}' {arguments}");
        let board = Pty::start("/bin/sh", &["-c", &script], &variables, 120, 36);
        board.wait_until("a live board", |screen| screen.contents().contains("LIVE"));
        board
    }

    fn state(&self) -> PathBuf {
        self.home.path().join(".local/state/callbot-tui")
    }

    fn file(&self) -> PathBuf {
        self.state().join(format!("history-environment-{}.db", self.digest()))
    }

    fn digest(&self) -> String {
        account_digest(DEMO_UUID, &self.server.base_url())
    }

    fn kept(&self) -> Past {
        read_past(&self.file(), 0..i64::MAX, None).expect("the history can be read")
    }

    /// Looks at the file until it holds what is waited for; each look comes after something new on the screen.
    fn wait_for_kept(&self, board: &Pty, condition: impl Fn(&Past) -> bool) -> Past {
        for _ in 0..100 {
            let past = self.kept();
            if condition(&past) {
                return past;
            }
            // The clock on the board moves every second.
            let before = board.contents();
            board.wait_until("a changed board", |screen| screen.contents() != before);
        }
        panic!("never kept: {:?}", self.kept().watched);
    }
}

fn samples(past: &Past) -> usize {
    past.tasks.iter().map(|task| task.samples.len()).sum()
}

#[test]
fn what_was_read_before_a_kill_is_there_at_the_next_start() {
    let bench = Bench::new();
    let board = bench.board("");
    let before = bench.wait_for_kept(&board, |past| past.tasks.iter().any(|task| task.samples.len() >= 3));
    let process = Pid::from_raw(i32::try_from(board.process_id()).expect("a small number")).expect("a process");
    kill_process(process, Signal::KILL).expect("it can be killed");
    drop(board);
    let after_kill = bench.kept();
    assert!(samples(&after_kill) >= samples(&before));
    let mode = |path: PathBuf| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(bench.file()), mode(bench.state())), (0o600, 0o700));

    // A fresh one forgets how the board was shown, not what the campaigns did.
    let mut board = bench.board("--fresh");
    let later = bench.wait_for_kept(&board, |past| samples(past) > samples(&after_kill));
    for task in &after_kill.tasks {
        let now = later.tasks.iter().find(|other| other.key == task.key).expect("no task is lost");
        assert!(task.samples.iter().all(|sample| now.samples.iter().any(|other| other.unix_ms == sample.unix_ms)));
    }
    board.keys("q");
    assert_eq!(board.wait_for_end(), 0);
    // The end writes what was still waiting, and works the log in; a reader may make an empty one again.
    assert!(!bench.file().with_extension("db-wal").exists());
    assert!(samples(&bench.kept()) >= samples(&later));
}

/// Calls a minute of the whole fleet as the board tells them.
fn fleet_pace(contents: &str) -> Option<f64> {
    contents.split_once(" calls/min")?.0.rsplit(' ').next()?.replace([',', 'k'], "").parse().ok()
}

#[test]
fn rates_and_charts_stand_at_once_after_a_kill() {
    let bench = Bench::new();
    let board = bench.board("");
    bench.wait_for_kept(&board, |past| past.tasks.iter().filter(|task| task.samples.len() >= 3).count() > 5);
    let process = Pid::from_raw(i32::try_from(board.process_id()).expect("a small number")).expect("a process");
    kill_process(process, Signal::KILL).expect("it can be killed");
    drop(board);

    // One reading and no other for ten minutes: whatever is a rate comes from before.
    bench.read_each("10m");
    let mut board = bench.board("");
    board.wait_until("a pace", |screen| fleet_pace(&screen.contents()).is_some_and(|pace| pace > 1.0));
    board.keys("2/win:open\r\r");
    board.wait_until("a chart with a column in it", |screen| {
        let contents = screen.contents();
        let chart = contents.split_once("CALLS/MIN").map(|(_, below)| below);
        contents.contains("NOW (10 MIN)")
            && chart.is_some_and(|chart| chart.contains(['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']))
    });
    board.keys("qq");
    assert_eq!(board.wait_for_end(), 0);

    // Without a past one reading is no rate.
    fs::remove_dir_all(bench.state()).expect("the state folder");
    let board = bench.board("");
    board.wait_for("sort: attention");
    assert_eq!(fleet_pace(&board.contents()).filter(|pace| *pace > 0.0), None);
}

#[test]
fn a_damaged_file_is_told_on_the_board_and_set_aside() {
    let bench = Bench::new();
    fs::create_dir_all(bench.state()).expect("a folder");
    fs::write(bench.file(), "this is no database ".repeat(500)).expect("a file");
    let mut board = bench.board("");
    // The file's name is cut in its middle.
    board.wait_for("the history file is damaged; it was set aside as");
    bench.wait_for_kept(&board, |past| samples(past) > 0);
    board.keys("q");
    assert_eq!(board.wait_for_end(), 0);
}

#[test]
fn without_a_place_for_it_the_board_lives_and_says_so() {
    let bench = Bench::new();
    fs::create_dir_all(bench.state().parent().expect("a parent")).expect("a folder");
    fs::write(bench.state(), "in the way").expect("a file");
    let mut board = bench.board("--fresh");
    board.wait_for("the history cannot be kept");
    board.wait_for("NO HISTORY");
    board.keys("q");
    assert_eq!(board.wait_for_end(), 0);
}

#[test]
fn the_demo_and_a_store_that_is_switched_off_leave_nothing_behind() {
    let bench = Bench::new();
    let mut board = bench.board("--demo --fresh");
    board.keys("q");
    assert_eq!(board.wait_for_end(), 0);
    fs::write(bench.home.path().join("config.toml"), "[store]\nenabled = false\n").expect("a file");
    let mut board = bench.board("--fresh");
    board.keys("q");
    assert_eq!(board.wait_for_end(), 0);
    let left = fs::read_dir(bench.state()).into_iter().flatten().filter_map(Result::ok);
    assert_eq!(left.filter(|entry| entry.file_name().to_string_lossy().starts_with("history")).count(), 0);
}
