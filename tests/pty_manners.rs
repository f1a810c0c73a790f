//! How the dashboard treats the terminal that it is given: each way to stop, to end and to die, in a real
//! pseudo-terminal, with the terminal's modes compared before and after.

#![cfg(unix)]
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a helper of a test fails like the test itself")]

#[path = "support/pty.rs"]
mod pty;

use std::process::Command;
use std::sync::Arc;

use callbot_tui::demo::{DEMO_UUID, DemoOptions, DemoServer};
use callbot_tui::runtime::clock::unix_ms_now;
use pty::{Pty, Start};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_callbot-tui");
const STOP: &str = "\x1a";

/// A home of its own and a demo fleet that stands still.
struct Bench {
    server: DemoServer,
    home: TempDir,
    more: Vec<(&'static str, &'static str)>,
}

impl Bench {
    fn new() -> Self {
        let options = DemoOptions { speed: 0.0, ..DemoOptions::new(Arc::new(unix_ms_now)) };
        let server = DemoServer::start(options).expect("the demo server starts");
        Self { server, home: TempDir::new().expect("a temporary folder"), more: Vec::new() }
    }

    /// With another variable in the environment.
    fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.more.push((name, value));
        self
    }

    fn run(&self, program: &str, arguments: &[&str], is_own_terminal: bool) -> Pty {
        let (url, secret) = (self.server.base_url(), self.server.secret().to_owned());
        let home = self.home.path().to_str().expect("a plain path");
        let mut environment = vec![
            ("HOME", home),
            ("NO_COLOR", "1"),
            ("PS1", "shell> "),
            ("RUST_BACKTRACE", "0"),
            ("CALLBOT_BASE_URL", url.as_str()),
            ("CALLBOT_UUID", DEMO_UUID),
            ("CALLBOT_SECRET_KEY", secret.as_str()),
        ];
        environment.extend(&self.more);
        Pty::start_as(Start { program, arguments, environment: &environment, size: (100, 30), is_own_terminal })
    }

    /// The dashboard as the only program of its terminal, with data on it.
    fn board(&self) -> Pty {
        let board = self.run(PROGRAM, &[], true);
        wait_for_board(&board);
        board
    }

    /// A script with the dashboard in it, which tells its exit code, and the line settings around it.
    fn script(&self, dashboard: &str) -> Pty {
        self.run("/bin/sh", &["-c", &format!("stty -g; {dashboard}; code=$?; stty -g; echo ended with $code")], true)
    }

    /// A shell with job control, in which the dashboard was started.
    fn shell(&self) -> Pty {
        let mut shell = self.run("/bin/sh", &["-i"], true);
        shell.wait_for("shell> ");
        shell.keys(&format!("stty -g; '{PROGRAM}'; echo ended with $?; stty -g\n"));
        wait_for_board(&shell);
        shell
    }

    /// The reports that panics have left.
    fn reports(&self) -> Vec<std::path::PathBuf> {
        let folder = self.home.path().join(".local/state/callbot-tui");
        let Ok(entries) = std::fs::read_dir(folder) else {
            return Vec::new();
        };
        let is_report = |path: &std::path::PathBuf| {
            path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("panic-"))
        };
        entries.map(|entry| entry.expect("an entry can be read").path()).filter(is_report).collect()
    }
}

fn wait_for_board(board: &Pty) {
    board.wait_until("a live board with a selected row", |screen| {
        screen.contents().contains("LIVE") && screen.alternate_screen() && Pty::selected_row(screen).is_some()
    });
}

/// Every mode that the dashboard switches, as the terminal has it.
fn modes(screen: &vt100::Screen) -> String {
    format!(
        "alternate {}, hidden cursor {}, paste {}, mouse {:?} {:?}, keypad {} {}, attributes {:?} {:?} {} {} {} {}",
        screen.alternate_screen(),
        screen.hide_cursor(),
        screen.bracketed_paste(),
        screen.mouse_protocol_mode(),
        screen.mouse_protocol_encoding(),
        screen.application_keypad(),
        screen.application_cursor(),
        screen.fgcolor(),
        screen.bgcolor(),
        screen.bold(),
        screen.italic(),
        screen.underline(),
        screen.inverse(),
    )
}

fn untouched_modes() -> String {
    modes(vt100::Parser::default().screen())
}

/// The terminal's modes, line settings and title are what they were.
#[track_caller]
fn assert_given_back(terminal: &Pty) {
    assert_eq!(terminal.with_screen(modes), untouched_modes());
    assert_eq!(terminal.line_settings(), terminal.line_settings_before());
    let output = terminal.output();
    let count = |sequence: &str| output.matches(sequence).count();
    assert_eq!(count("\x1b[22;2t"), count("\x1b[23;2t"), "each title laid on the stack is taken back");
    assert!(output.rfind("\x1b[?2026h") < output.rfind("\x1b[?2026l"), "the last synchronized update is ended");
    let after = output.rsplit("\x1b[?1049l").next().unwrap_or_default();
    assert!(!after.contains("\x1b[?2026h") && !after.contains("\x1b]2;"), "a frame after the end: {after:?}");
}

fn send(signal: &str, process: u32) {
    let sent = Command::new("kill").args([signal, &process.to_string()]).status().expect("kill runs");
    assert!(sent.success());
}

/// The dashboard's process below a shell.
#[cfg(target_os = "linux")]
fn dashboard_below(shell: &Pty) -> u32 {
    let parent = shell.process_id();
    let children =
        std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).expect("children are told");
    children.split_whitespace().next_back().expect("the shell has a child").parse().expect("a process id")
}

/// Waits until a program's first thread waits for room in its terminal. Where the system hides what threads wait for, it
/// is stuck a little later than the test goes on, which the test bears.
fn wait_for_stuck_write(process: u32) {
    for _ in 0..200_000 {
        let waits_for = std::fs::read_to_string(format!("/proc/{process}/wchan")).unwrap_or_default();
        if waits_for.contains("woken") || waits_for.contains("tty") {
            return;
        }
        std::thread::yield_now();
    }
}

#[test]
fn signals_that_end_the_program_give_the_terminal_back() {
    let bench = Bench::new();
    for (signal, code) in [("-TERM", 143), ("-HUP", 129), ("-INT", 130), ("-QUIT", 131)] {
        let mut board = bench.board();
        assert_ne!(board.with_screen(modes), untouched_modes());
        send(signal, board.process_id());
        assert_eq!(board.wait_for_end(), code, "{signal}");
        assert_given_back(&board);
    }
}

#[test]
fn quitting_gives_the_terminal_back() {
    let bench = Bench::new();
    for key in ["q", "\x03"] {
        let mut board = bench.board();
        board.keys(key);
        assert_eq!(board.wait_for_end(), 0);
        assert_given_back(&board);
        assert_eq!(board.contents().trim(), "", "nothing is left on the screen");
    }
}

#[test]
fn a_shell_finds_its_line_settings_as_they_were() {
    let bench = Bench::new();
    let mut script = bench.script(&format!("'{PROGRAM}'"));
    wait_for_board(&script);
    script.keys("q");
    script.wait_for("ended with 0");
    let contents = script.contents();
    let settings: Vec<&str> = contents.lines().filter(|line| line.matches(':').count() > 10).collect();
    assert_eq!(settings.len(), 2, "{contents}");
    assert_eq!(settings[0], settings[1]);
}

#[test]
fn a_panic_while_drawing_gives_the_terminal_back_and_is_readable() {
    let bench = Bench::new().with("CALLBOT_TUI_PANIC", "draw");
    let mut board = bench.run(PROGRAM, &[], true);
    assert_eq!(board.wait_for_end(), 101);
    assert_given_back(&board);
    let contents = board.contents();
    assert!(
        contents.contains("a rehearsed panic") && contents.contains("A report without any data is in"),
        "{contents}"
    );
    assert_eq!(bench.reports().len(), 1);
}

#[test]
fn a_panic_in_the_background_ends_the_dashboard_and_is_told_after_it() {
    let bench = Bench::new().with("CALLBOT_TUI_PANIC", "background");
    let mut board = bench.run(PROGRAM, &[], true);
    assert_eq!(board.wait_for_end(), 101);
    assert_given_back(&board);
    let contents = board.contents();
    assert!(contents.contains("thread 'rehearsal'") && contents.contains("a rehearsed panic"), "{contents}");
}

#[test]
fn a_panic_leaves_a_report_for_its_owner_without_what_it_was_about() {
    use std::os::unix::fs::PermissionsExt as _;

    let bench = Bench::new().with("CALLBOT_TUI_PANIC", "background");
    let mut board = bench.run(PROGRAM, &[], true);
    assert_eq!(board.wait_for_end(), 101);
    let reports = bench.reports();
    assert_eq!(reports.len(), 1);
    let report = std::fs::read_to_string(&reports[0]).expect("the report can be read");
    for piece in [env!("CARGO_PKG_VERSION"), "xterm-256color", "100 columns, 30 lines", "a rehearsed panic", "src/"] {
        assert!(report.contains(piece), "no {piece:?} in\n{report}");
    }
    assert!(!report.contains("客户") && !report.contains(bench.server.secret()), "{report}");
    let mode = std::fs::metadata(&reports[0]).expect("the report is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_terminal_that_is_closed_ends_the_program() {
    let bench = Bench::new();
    assert_eq!(bench.board().hang_up(), 129);
}

#[test]
fn a_terminal_that_is_closed_ends_the_program_without_any_signal_too() {
    let bench = Bench::new();
    // Not the program's own terminal: when it is closed, nobody sends a signal.
    let mut board = bench.run(PROGRAM, &[], false);
    wait_for_board(&board);
    assert_eq!(board.hang_up(), 129);
}

#[test]
fn a_terminal_that_takes_no_output_holds_up_no_signal() {
    let bench = Bench::new();
    let mut board = bench.board();
    board.hold_output();
    // Every one of these paints every cell; far more than a terminal holds that nobody reads.
    board.keys(&"\x0c".repeat(2_000));
    wait_for_stuck_write(board.process_id());
    send("-TERM", board.process_id());
    assert_eq!(board.wait_for_silent_end(), 143);
    board.read_the_rest();
    assert_given_back(&board);
}

#[test]
fn ctrl_z_hands_the_terminal_to_the_shell_and_fg_comes_back_whole() {
    let bench = Bench::new();
    let mut shell = bench.shell();
    shell.keys("m");
    for _ in 0..2 {
        let before = bench.server.tally().lists;
        shell.keys(STOP);
        shell.wait_for("Stopped");
        shell.wait_until("the modes of the shell", |screen| modes(screen) == untouched_modes());
        shell.keys("fg\n");
        wait_for_board(&shell);
        shell.wait_until("another reading", |_| bench.server.tally().lists > before);
        shell.keys("j");
        shell.wait_until("a row selected", |screen| Pty::selected_row(screen).is_some());
    }
    shell.keys("q");
    shell.wait_for("ended with");
    shell.wait_until("the modes of the shell", |screen| modes(screen) == untouched_modes());
}

#[test]
fn ctrl_z_stops_a_script_around_the_dashboard_too() {
    let bench = Bench::new();
    let script = bench.home.path().join("wrapper");
    std::fs::write(&script, format!("'{PROGRAM}'\necho ended with $?\n")).expect("the script can be written");
    let mut shell = bench.run("/bin/sh", &["-i"], true);
    shell.wait_for("shell> ");
    shell.keys(&format!("sh '{}'\n", script.display()));
    wait_for_board(&shell);
    for _ in 0..2 {
        shell.keys(STOP);
        shell.wait_for("Stopped");
        shell.wait_until("the modes of the shell", |screen| modes(screen) == untouched_modes());
        shell.keys("clear; fg\n");
        wait_for_board(&shell);
    }
    shell.keys("q");
    shell.wait_for("ended with 0");
}

#[cfg(target_os = "linux")]
#[test]
fn a_stop_from_outside_is_the_same_and_the_size_may_change_meanwhile() {
    let bench = Bench::new();
    let mut shell = bench.shell();
    let dashboard = dashboard_below(&shell);
    send("-TSTP", dashboard);
    shell.wait_for("Stopped");
    shell.wait_until("the modes of the shell", |screen| modes(screen) == untouched_modes());
    shell.resize(80, 24);
    shell.keys("fg\n");
    wait_for_board(&shell);
    shell.wait_until("the footer in the last line", |screen| {
        screen.rows(0, 80).last().is_some_and(|line| line.contains("quit"))
    });
    // No program can tell the terminal of a stop that cannot be caught; it is taken again when the program goes on.
    send("-STOP", dashboard);
    shell.wait_for("Stopped");
    shell.keys("reset_is_not_needed=1; fg\n");
    wait_for_board(&shell);
    shell.wait_gone("reset_is_not_needed");
    shell.keys("?");
    shell.wait_for("down one row");
}

#[test]
fn without_a_shell_above_ctrl_z_stops_nothing_and_says_so() {
    let bench = Bench::new();
    let mut board = bench.board();
    board.keys(STOP);
    board.keys("?");
    board.wait_for("down one row");
    send("-TSTP", board.process_id());
    board.press_until("\x1b", "the board", |screen| !screen.contents().contains("down one row"));
    board.keys("q");
    assert_eq!(board.wait_for_end(), 0);
}

#[test]
fn the_last_board_stays_where_that_is_asked_for() {
    let bench = Bench::new();
    let mut board = bench.board();
    let rows = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    board.keys("Q");
    assert_eq!(board.wait_for_end(), 0);
    assert_given_back(&board);
    let kept = rows(&board.contents());
    assert!(kept.iter().any(|line| line.contains("41 tasks")), "{kept:#?}");
    assert!(kept.iter().any(|line| line.contains("callbot-tui")) || kept.len() >= 29, "{kept:#?}");
    assert_eq!(board.with_screen(|screen| screen.cursor_position().1), 0, "the cursor is on a new line");
    let after = board.output();
    let after = after.rsplit("\x1b[?1049l").next().unwrap_or_default();
    assert!(after.contains("\x1b[7m"), "the selection is still to be seen");
    assert!(!after.contains("\x1b[38;") && !after.contains("\x1b[39"), "no colour under NO_COLOR: {after:?}");
}

#[test]
fn the_title_tells_the_state_and_goes_with_the_program() {
    let bench = Bench::new();
    let mut board = bench.board();
    board.wait_for_output("]2;LIVE, ");
    let output = board.output();
    let first =
        output.split("\x1b]2;").nth(1).and_then(|rest| rest.split('\x07').next()).unwrap_or_default().to_owned();
    assert!(first.ends_with(": callbot-tui environment"), "{first:?}");
    assert!(output.find("\x1b[22;2t") < output.find("\x1b]2;"), "the old title is kept first");
    board.keys("jkjk");
    board.keys("q");
    assert_eq!(board.wait_for_end(), 0);
    let output = board.output();
    let titles: Vec<&str> = output.split("\x1b]2;").skip(1).filter_map(|rest| rest.split('\x07').next()).collect();
    assert!(titles.iter().any(|title| title.contains(" running, ") && title.starts_with("LIVE, ")), "{titles:?}");
    assert!(titles.windows(2).all(|pair| pair[0] != pair[1]), "told only when it changes: {titles:?}");
    assert_given_back(&board);
}

#[test]
fn a_console_without_windows_is_told_no_title() {
    let bench = Bench::new().with("TERM", "linux");
    let mut board = bench.board();
    board.keys("q");
    assert_eq!(board.wait_for_end(), 0);
    let output = board.output();
    assert!(!output.contains("\x1b]") && !output.contains("\x1b[22;2t") && !output.contains("\x1b[23;2t"));
    assert_given_back(&board);
}

#[test]
fn a_dumb_terminal_gets_the_table_once() {
    let bench = Bench::new().with("TERM", "dumb");
    let mut terminal = bench.run(PROGRAM, &[], true);
    assert_eq!(terminal.wait_for_end(), 0);
    let output = terminal.output();
    assert!(output.contains("STATUS") && output.contains("this is one reading"), "{output}");
    assert!(!output.contains("\x1b[?"), "{output:?}");
}

#[test]
fn keys_come_from_the_terminal_where_the_standard_input_is_something_else() {
    let bench = Bench::new();
    let mut script = bench.script(&format!("'{PROGRAM}' < /dev/null"));
    wait_for_board(&script);
    script.keys("q");
    script.wait_for("ended with 0");
}

#[test]
fn without_any_keyboard_the_table_comes_once() {
    let bench = Bench::new();
    let mut script = bench.run("/bin/sh", &["-c", &format!("exec '{PROGRAM}' < /dev/null")], false);
    assert_eq!(script.wait_for_end(), 0);
    assert!(script.contents().contains("this is one reading"), "{}", script.contents());
}

#[test]
fn a_storm_of_sizes_is_few_frames_and_keeps_the_selection() {
    let bench = Bench::new();
    let mut board = bench.board();
    board.keys("G");
    board.keys("k");
    board.wait_until("a row selected", |screen| Pty::selected_row(screen).is_some());
    let frames = |board: &Pty| board.output().matches("\x1b[?2026h").count();
    let before = frames(&board);
    for step in 0..60 {
        board.resize(60 + step, 20 + step % 7);
    }
    board.resize(120, 36);
    board.wait_until("the board in its last size", |screen| {
        screen.rows(0, 120).last().is_some_and(|line| line.contains("quit")) && Pty::selected_row(screen).is_some()
    });
    let drawn = frames(&board) - before;
    assert!(drawn < 40, "{drawn} frames");
}
