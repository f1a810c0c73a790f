//! The real binary in a real pseudo-terminal against the demo server over loopback: every key of the dashboard, and the
//! terminal given back however the program ends.

#![cfg(unix)]
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a helper of a test fails like the test itself")]

#[path = "support/pty.rs"]
mod pty;

use std::sync::Arc;

use callbot_tui::demo::{DEMO_UUID, DemoOptions, DemoServer};
use callbot_tui::runtime::clock::unix_ms_now;
use pty::Pty;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_callbot-tui");

/// A dashboard in its own empty home, on a demo fleet that stands still.
struct Bench {
    server: Option<DemoServer>,
    home: TempDir,
    url: String,
    secret: String,
}

impl Bench {
    fn new() -> Self {
        let server = DemoServer::start(options()).expect("the demo server starts");
        let url = server.base_url();
        let secret = server.secret().to_owned();
        Self { server: Some(server), home: TempDir::new().expect("a temporary folder"), url, secret }
    }

    fn server(&self) -> &DemoServer {
        self.server.as_ref().expect("the server runs")
    }

    fn start(&self, arguments: &[&str], columns: u16, rows: u16) -> Pty {
        let home = self.home.path().to_str().expect("a plain path");
        let environment = [
            ("HOME", home),
            ("NO_COLOR", "1"),
            ("CALLBOT_BASE_URL", self.url.as_str()),
            ("CALLBOT_UUID", DEMO_UUID),
            ("CALLBOT_SECRET_KEY", self.secret.as_str()),
        ];
        Pty::start(PROGRAM, arguments, &environment, columns, rows)
    }

    /// A board with its first sweep on screen.
    fn board(&self, columns: u16, rows: u16) -> Pty {
        let board = self.start(&[], columns, rows);
        board.wait_until("a live board with a selected row", |screen| {
            screen.contents().contains("LIVE") && Pty::selected_row(screen).is_some()
        });
        board
    }
}

fn options() -> DemoOptions {
    DemoOptions { speed: 0.0, ..DemoOptions::new(Arc::new(unix_ms_now)) }
}

fn selected(board: &Pty) -> String {
    board.with_screen(Pty::selected_row).expect("a row is selected")
}

/// The rows of the task table: those that begin with a status, but for the line of chips.
fn rows_with_status(contents: &str) -> Vec<&str> {
    const WORDS: [&str; 10] =
        ["RUN", "PAU", "PND", "END", "ERR", "running", "paused", "pending", "completed", "failed"];
    let status = |line: &&str| {
        let first = line.split_whitespace().find(|word| word.chars().any(char::is_alphabetic)).unwrap_or_default();
        WORDS.contains(&first)
    };
    contents.lines().filter(|line| !line.contains("0 all")).filter(status).collect()
}

/// Whether the summary line counts the whole demo fleet, unfiltered.
fn shows_all_tasks(screen: &vt100::Screen) -> bool {
    let contents = screen.contents();
    contents.contains("41 tasks") && !contents.contains("of 41 tasks")
}

#[test]
fn moving_selects_other_rows_and_ends_stay_ends() {
    let bench = Bench::new();
    let mut board = bench.board(120, 36);
    let first = selected(&board);
    board.keys("j");
    board.wait_until("another row selected", |screen| Pty::selected_row(screen).is_some_and(|row| row != first));
    board.keys("k");
    board.wait_until("the first row again", |screen| Pty::selected_row(screen).as_ref() == Some(&first));
    board.keys("G");
    board.wait_until("the last row", |screen| Pty::selected_row(screen).is_some_and(|row| row != first));
    let last = selected(&board);
    board.keys("j");
    board.keys("g");
    board.wait_until("the first row after the last", |screen| Pty::selected_row(screen).as_ref() == Some(&first));
    assert_ne!(first, last);
}

#[test]
fn digits_filter_by_status_and_zero_shows_all() {
    let bench = Bench::new();
    let mut board = bench.board(120, 36);
    for (key, words) in [
        ("1", ["pending", "PND"]),
        ("2", ["running", "RUN"]),
        ("3", ["completed", "END"]),
        ("4", ["failed", "ERR"]),
        ("5", ["paused", "PAU"]),
    ] {
        board.keys(key);
        board.wait_until(&format!("only {} tasks", words[0]), |screen| {
            let contents = screen.contents();
            let rows = rows_with_status(&contents);
            !rows.is_empty() && rows.iter().all(|row| words.iter().any(|word| row.contains(word)))
        });
        board.keys("0");
        board.wait_until("all tasks", shows_all_tasks);
    }
}

#[test]
fn a_typed_filter_narrows_at_once_and_escape_clears_it() {
    let bench = Bench::new();
    let mut board = bench.board(120, 36);
    board.keys("/");
    board.keys("zzz-nothing-is-called-so");
    board.wait_until("no rows", |screen| rows_with_status(&screen.contents()).is_empty());
    board.press_until("\x1b", "all tasks", shows_all_tasks);
    board.keys("/st:run");
    board.wait_until("running tasks only", |screen| {
        let contents = screen.contents();
        let rows = rows_with_status(&contents);
        !rows.is_empty() && rows.iter().all(|row| row.contains("running") || row.contains("RUN"))
    });
    // Letters go into the line, they are no keys there.
    board.keys(" q");
    board.wait_for("st:run q");
    board.press_until("\x1b", "all tasks", shows_all_tasks);
}

#[test]
fn the_sort_menu_sorts_and_the_same_again_reverses() {
    let bench = Bench::new();
    let mut board = bench.board(120, 36);
    let start = rows_with_status(&board.contents()).join("\n");
    board.keys("s");
    board.wait_for("calls placed");
    board.keys("n");
    board.wait_gone("calls placed");
    board.wait_until("another order", |screen| rows_with_status(&screen.contents()).join("\n") != start);
    let by_name = board.contents();
    board.keys("s");
    board.wait_for("calls placed");
    board.keys("n");
    board.wait_gone("calls placed");
    board.wait_until("the order reversed", |screen| {
        rows_with_status(&screen.contents()).first() != rows_with_status(&by_name).first()
    });
}

#[test]
fn enter_opens_the_task_and_json_shows_the_row_as_it_came() {
    let bench = Bench::new();
    let mut board = bench.board(120, 36);
    board.keys("\r");
    board.wait_for("default");
    board.wait_until("the detail view", |screen| rows_with_status(&screen.contents()).len() < 5);
    board.keys("J");
    board.wait_for("\"taskID\"");
    board.press_until("\x1b", "the JSON gone", |screen| !screen.contents().contains("\"taskID\""));
    board.press_until("d", "the window grid", |screen| screen.contents().contains("UpHour"));
    board.press_until("\x1b", "the board", |screen| rows_with_status(&screen.contents()).len() >= 10);
}

#[test]
fn help_opens_everywhere_and_escape_never_quits() {
    let bench = Bench::new();
    let mut board = bench.board(120, 36);
    let has_help = |screen: &vt100::Screen| screen.contents().contains("help: task list");
    board.keys("?");
    board.wait_until("the help", has_help);
    board.press_until("\x1b", "the help gone", |screen| !has_help(screen));
    board.keys("\x1b");
    board.keys("\x1b");
    board.press_until("r?", "the help after escapes", has_help);
}

#[test]
fn refresh_asks_the_server_again() {
    let bench = Bench::new();
    let mut board = bench.board(120, 36);
    board.wait_gone("page ");
    let before = bench.server().tally().lists;
    board.keys("r");
    board.wait_until("another reading", |_| bench.server().tally().lists > before);
}

#[test]
fn resizing_keeps_the_selected_task() {
    let bench = Bench::new();
    let mut board = bench.board(120, 36);
    board.keys("jjj");
    board.keys("\r");
    board.keys("\x1b");
    for (columns, rows) in [(60, 15), (20, 5), (40, 10), (200, 60), (80, 24)] {
        board.resize(columns, rows);
        board.wait_until(&format!("a board at {columns}x{rows}"), |screen| !screen.contents().trim().is_empty());
    }
    board.resize(120, 36);
    board.wait_until("the board with its selection", |screen| Pty::selected_row(screen).is_some());
}

#[test]
fn quitting_gives_the_terminal_back() {
    let bench = Bench::new();
    // Line settings are compared through the shell that goes on after the dashboard.
    let script = format!("stty -g; '{PROGRAM}'; code=$?; stty -g; echo ended with $code");
    let home = bench.home.path().to_str().expect("a plain path").to_owned();
    let environment = [
        ("HOME", home.as_str()),
        ("CALLBOT_BASE_URL", bench.url.as_str()),
        ("CALLBOT_UUID", DEMO_UUID),
        ("CALLBOT_SECRET_KEY", bench.secret.as_str()),
    ];
    let mut shell = Pty::start("/bin/sh", &["-c", &script], &environment, 80, 24);
    shell.wait_for("LIVE");
    assert!(shell.with_screen(vt100::Screen::alternate_screen));
    shell.keys("q");
    shell.wait_for("ended with 0");
    shell.with_screen(|screen| {
        assert!(!screen.alternate_screen());
        assert!(!screen.hide_cursor());
        assert!(!screen.bracketed_paste());
    });
    let contents = shell.contents();
    let settings: Vec<&str> = contents.lines().filter(|line| line.matches(':').count() > 10).collect();
    assert_eq!(settings.first(), settings.last(), "the line settings before and after:\n{contents}");
    shell.wait_for_end();
}

#[test]
fn a_signal_gives_the_terminal_back_too() {
    let bench = Bench::new();
    let mut board = bench.board(80, 24);
    let before = board.line_settings();
    let killed = std::process::Command::new("kill").arg(board.process_id().to_string()).status().expect("kill runs");
    assert!(killed.success());
    assert_eq!(board.wait_for_end(), 143);
    assert!(!board.with_screen(vt100::Screen::alternate_screen));
    assert_ne!(before, board.line_settings(), "raw mode was left");
}

#[test]
fn the_last_data_stays_when_the_server_goes_and_it_comes_back_by_itself() {
    let mut bench = Bench::new();
    let mut board = bench.board(120, 36);
    let rows = rows_with_status(&board.contents()).len();
    let server = bench.server.take().expect("the server runs");
    let address = server.address();
    server.shutdown();
    board.keys("r");
    board.wait_for("FAILING");
    assert!(rows_with_status(&board.contents()).len() + 3 >= rows, "the rows stay");
    // A connection of another test may have the port for a moment.
    let again = || DemoServer::start(DemoOptions { listen: address, ..options() }).ok();
    bench.server = Some((0..10_000).find_map(|_| again()).expect("the address is free again"));
    board.wait_for("LIVE");
}

#[test]
fn wrong_credentials_get_a_screen_that_says_what_is_likely_wrong() {
    let mut bench = Bench::new();
    bench.secret = "not-the-secret".to_owned();
    let board = bench.start(&[], 100, 30);
    board.wait_for("retCode 6");
    board.wait_for("doctor");
    assert!(board.contents().contains("secret"));
    assert!(!board.contents().contains("not-the-secret"));
}

#[test]
fn without_credentials_the_first_screen_says_where_to_put_them() {
    let home = TempDir::new().expect("a temporary folder");
    let environment = [("HOME", home.path().to_str().expect("a plain path"))];
    let mut board = Pty::start(PROGRAM, &[], &environment, 80, 24);
    board.wait_for("CALLBOT_UUID");
    board.wait_for("--demo");
    board.wait_for("config.toml");
    board.keys("q");
    assert_eq!(board.wait_for_end(), 0);
}

#[test]
fn the_demo_needs_nothing() {
    let home = TempDir::new().expect("a temporary folder");
    let environment = [("HOME", home.path().to_str().expect("a plain path"))];
    let mut board = Pty::start(PROGRAM, &["--demo"], &environment, 120, 36);
    board.wait_for("LIVE");
    board.wait_until("a board full of tasks", |screen| rows_with_status(&screen.contents()).len() > 10);
    board.keys("q");
    assert_eq!(board.wait_for_end(), 0);
}
