//! A dashboard that nobody looks after: disks that fill up under its log and its history, a terminal that goes away, a
//! process that sleeps. The real binary in a real pseudo-terminal.

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
use std::path::PathBuf;
use std::sync::Arc;

use callbot_tui::cli::session::account_digest;
use callbot_tui::demo::{DEMO_UUID, DemoOptions, DemoServer};
use callbot_tui::runtime::clock::unix_ms_now;
use callbot_tui::store::read_past;
use pty::Pty;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_callbot-tui");

/// What a file may take where `ulimit -f 100` holds: blocks of 512 bytes.
const MOST_BYTES: usize = 51_200;

/// A home and a fleet that moves between any two readings, of which there is one a second.
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
        let config = "[poll]\nactive_interval = \"1s\"\nfull_interval = \"1s\"\nmax_requests_per_second = 0\n";
        fs::write(bench.home.path().join("config.toml"), config).expect("a file");
        bench
    }

    /// A board that reads, started by a shell that does something before.
    fn board(&self, before: &str, arguments: &str) -> Pty {
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
        let script = format!("{before} exec '{PROGRAM}' {arguments}");
        let board = Pty::start("/bin/sh", &["-c", &script], &variables, 120, 36);
        board.wait_for("LIVE");
        board
    }

    fn log(&self) -> PathBuf {
        self.home.path().join("night.log")
    }

    fn history(&self) -> PathBuf {
        let digest = account_digest(DEMO_UUID, &self.server.base_url());
        self.home.path().join(format!(".local/state/callbot-tui/history-environment-{digest}.db"))
    }

    /// Waits until the server was asked so many times more, looking once for everything new on the screen.
    fn wait_for_readings(&self, board: &Pty, more: u64) {
        let before = self.server.tally().lists;
        board.wait_until("more readings", |_| self.server.tally().lists >= before + more);
    }
}

/// Every escape sequence of a frame stands between the two marks of a synchronized update; what a library prints on standard
/// error comes between frames as bare text.
fn text_outside_of_frames(output: &str) -> String {
    let after_first = output.split_once("\x1b[?2026h").map_or("", |(_, rest)| rest);
    let outside = after_first.split("\x1b[?2026h").filter_map(|frame| frame.split_once("\x1b[?2026l"));
    outside.map(|(_, rest)| rest.split('\x1b').next().unwrap_or_default()).collect()
}

#[test]
fn a_full_disk_under_the_log_and_the_history_neither_ends_the_board_nor_spoils_its_screen() {
    let bench = Bench::new();
    // Files of a hundred blocks at most, and an error in place of the signal. The log is almost there.
    fs::write(bench.log(), "an old line\n".repeat(MOST_BYTES / 12)).expect("a log");
    let arguments = format!("--log '{}' --log-level trace", bench.log().display());
    let mut board = bench.board("trap '' XFSZ; ulimit -f 100;", &arguments);
    board.wait_until("a history that cannot be written", |screen| screen.contents().contains("history cannot be kept"));
    bench.wait_for_readings(&board, 3);
    assert_eq!(fs::metadata(bench.log()).expect("there is a log").len(), MOST_BYTES as u64, "the log is full");
    assert_eq!(text_outside_of_frames(&board.output()), "");
    board.keys("sn");
    board.wait_for("sort: name");
    board.keys("q");
    assert_eq!(board.wait_for_end(), 0);
    // What came before the disk was full can be read.
    let kept = read_past(&bench.history(), 0..i64::MAX, None).expect("the history is whole");
    assert!(!kept.watched.is_empty());
}

#[test]
fn a_process_that_slept_reads_and_draws_again_at_once() {
    let bench = Bench::new();
    let board = bench.board("", "");
    let process = Pid::from_raw(i32::try_from(board.process_id()).expect("a small number")).expect("a process");
    for size in [(100, 30), (120, 36)] {
        kill_process(process, Signal::STOP).expect("it can be stopped");
        board.resize(size.0, size.1);
        let before = bench.server.tally().lists;
        kill_process(process, Signal::CONT).expect("it can go on");
        board.wait_until("a board of the new size", |screen| {
            screen.rows(0, size.0).last().is_some_and(|line| line.contains("quit"))
        });
        board.wait_until("another reading", |_| bench.server.tally().lists > before + 1);
        board.wait_for("LIVE");
    }
}

#[test]
fn a_terminal_that_goes_away_ends_the_program_and_loses_nothing() {
    let bench = Bench::new();
    let arguments = format!("--log '{}' --log-level trace", bench.log().display());
    let mut board = bench.board("", &arguments);
    bench.wait_for_readings(&board, 2);
    board.keys("sn");
    board.wait_for("sort: name");
    assert_eq!(board.hang_up(), 129);
    let state = bench.home.path().join(".local/state/callbot-tui");
    let entries = fs::read_dir(state).expect("the state folder").filter_map(Result::ok);
    let names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    assert!(!names.iter().any(|name| name.starts_with("panic-")), "{names:?}");
    // The end worked the history's log in, as every orderly one does.
    assert!(bench.history().exists() && !bench.history().with_extension("db-wal").exists());
    assert!(!fs::read_to_string(bench.log()).expect("the log").contains("panick"));
    bench.board("", "").wait_for("sort: name");
}
