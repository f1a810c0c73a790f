//! What a dashboard in a real terminal remembers between two runs, and what leaves it: copies and exports.

#![cfg(unix)]
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a helper of a test fails like the test itself")]

#[path = "support/pty.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod pty;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use callbot_tui::demo::{DEMO_UUID, DemoOptions, DemoServer};
use callbot_tui::runtime::clock::unix_ms_now;
use pty::Pty;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_callbot-tui");

/// A home that outlives its dashboards, a folder of fake tools, and a fleet that stands still.
struct Bench {
    home: TempDir,
    server: DemoServer,
}

impl Bench {
    fn new() -> Self {
        let options = DemoOptions { speed: 0.0, ..DemoOptions::new(Arc::new(unix_ms_now)) };
        let server = DemoServer::start(options).expect("the demo server starts");
        Self { home: TempDir::new().expect("a temporary folder"), server }
    }

    /// A board with all its tasks, at work in a folder of its own.
    fn board(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Pty {
        let home = self.home.path().to_str().expect("a plain path");
        let url = self.server.base_url();
        let mut variables = vec![
            ("HOME", home),
            ("NO_COLOR", "1"),
            ("CALLBOT_BASE_URL", url.as_str()),
            ("CALLBOT_UUID", DEMO_UUID),
            ("CALLBOT_SECRET_KEY", self.server.secret()),
        ];
        variables.extend(environment);
        let script = format!("cd '{home}' && exec '{PROGRAM}' {}", arguments.join(" "));
        let board = Pty::start("/bin/sh", &["-c", &script], &variables, 120, 36);
        board.wait_until("a live board", |screen| {
            let contents = screen.contents();
            contents.contains("LIVE") && contents.contains(" tasks ") && !contents.contains("page ")
        });
        board
    }

    fn state(&self) -> PathBuf {
        self.home.path().join(".local/state/callbot-tui")
    }

    /// But for the locks, which hold nothing.
    fn state_files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.state().join("state")).into_iter().flatten();
        let name = |entry: std::io::Result<fs::DirEntry>| entry.ok()?.file_name().into_string().ok();
        let mut names: Vec<String> = entries.filter_map(name).filter(|name| !name.ends_with(".lock")).collect();
        names.sort();
        names
    }
}

fn quit(mut board: Pty) {
    board.keys("q");
    assert_eq!(board.wait_for_end(), 0);
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

#[test]
fn sort_and_filter_survive_a_restart_and_fresh_ignores_them() {
    let bench = Bench::new();
    let mut board = bench.board(&[], &[]);
    board.wait_for("sort: attention");
    board.keys("sn");
    board.wait_for("sort: name");
    board.keys("/promo\r2");
    board.wait_until("a filtered board", |screen| screen.contents().contains("of 41 tasks"));
    quit(board);
    assert_eq!(bench.state_files(), ["profile-environment.json"]);
    assert_eq!(mode(&bench.state().join("state/profile-environment.json")), 0o600);
    assert_eq!(mode(&bench.state().join("state")), 0o700);

    let mut board = bench.board(&[], &[]);
    board.wait_for("sort: name");
    board.wait_for("promo");
    board.wait_until("a filtered board", |screen| screen.contents().contains("of 41 tasks"));
    // The filter first, then the status.
    board.press_until("\x1b", "all tasks", |screen| !screen.contents().contains("of 41 tasks"));
    board.keys("/promo\r");
    board.wait_until("a filtered board", |screen| screen.contents().contains("of 41 tasks"));
    quit(board);

    let fresh = bench.board(&["--fresh"], &[]);
    fresh.wait_for("sort: attention");
    fresh.wait_until("all tasks", |screen| !screen.contents().contains("of 41 tasks"));
    quit(fresh);
    let board = bench.board(&[], &[]);
    board.wait_for("sort: name");
    quit(board);
}

/// The line of the columns' heads.
fn heads(screen: &vt100::Screen) -> String {
    screen.contents().lines().find(|line| line.contains("NAME")).unwrap_or_default().to_owned()
}

#[test]
fn theme_and_columns_survive_a_restart_and_fresh_ignores_them() {
    let bench = Bench::new();
    let coloured = [("NO_COLOR", ""), ("COLORTERM", "truecolor"), ("COLORFGBG", "15;0")];
    fs::create_dir_all(bench.state().join("state")).expect("a folder");
    let remembered = r#"{"version": 1, "columns": ["calls", "name"], "theme": "dark"}"#;
    fs::write(bench.state().join("state/profile-environment.json"), remembered).expect("a file");
    let mut board = bench.board(&[], &coloured);
    board.wait_until("only the remembered columns", |screen| {
        let heads = heads(screen);
        heads.find("CALLS") < heads.find("NAME") && heads.contains("CALLS") && !heads.contains("ASR")
    });
    board.keys("t");
    board.wait_for("light");
    quit(board);
    let stored = fs::read_to_string(bench.state().join("state/profile-environment.json")).expect("the file");
    assert!(stored.contains("\"light\"") && stored.contains("\"calls\""), "{stored}");
    // The one after the remembered one comes next.
    let mut board = bench.board(&[], &coloured);
    board.keys("t");
    board.wait_for("theme: high-contrast");
    quit(board);
    let fresh = bench.board(&["--fresh"], &coloured);
    fresh.wait_until("the usual columns", |screen| heads(screen).contains("ASR"));
    quit(fresh);
}

#[test]
fn a_signal_loses_nothing() {
    let bench = Bench::new();
    for signal in ["TERM", "HUP"] {
        let mut board = bench.board(&[], &[]);
        board.keys("sc");
        board.wait_for("sort: calls");
        let arguments = ["-s", signal, &board.process_id().to_string()];
        assert!(std::process::Command::new("kill").args(arguments).status().expect("kill runs").success());
        board.wait_for_end();
        let board = bench.board(&[], &[]);
        board.wait_for("sort: calls");
        quit(board);
        fs::remove_dir_all(bench.state()).expect("something was remembered");
    }
}

#[test]
fn a_corrupt_file_is_set_aside_and_told() {
    let bench = Bench::new();
    fs::create_dir_all(bench.state().join("state")).expect("a folder");
    fs::write(bench.state().join("state/profile-environment.json"), "{\"version\": 1, \"so").expect("a file");
    let board = bench.board(&[], &[]);
    board.wait_for("set aside as profile-environment.json.corrupt-1");
    quit(board);
    assert_eq!(bench.state_files(), ["profile-environment.json.corrupt-1"]);
}

#[test]
fn where_nothing_can_be_remembered_the_board_says_so_and_goes_on() {
    let bench = Bench::new();
    fs::create_dir_all(bench.state()).expect("a folder");
    fs::write(bench.state().join("state"), "in the way").expect("a file");
    let mut board = bench.board(&[], &[]);
    board.keys("sn");
    board.wait_for("cannot remember how the board is shown");
    board.keys("sc");
    board.wait_for("sort: calls");
    quit(board);
}

#[test]
fn an_export_holds_the_visible_rows_and_only_the_owner_may_read_it() {
    let bench = Bench::new();
    let mut board = bench.board(&["--status", "failed"], &[]);
    board.keys("e");
    board.wait_for("the shown columns, for reading");
    board.keys("\r");
    board.wait_for("wrote 2 rows to ./callbot-tui-environment-");
    let entries = fs::read_dir(bench.home.path()).expect("the folder can be read");
    let files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    let file = files.iter().find(|path| path.extension().is_some_and(|end| end == "csv")).expect("a CSV file");
    assert_eq!(mode(file), 0o600);
    assert_eq!(csv::Reader::from_path(file).expect("it can be read").records().filter(Result::is_ok).count(), 2);
    quit(board);
}

#[test]
fn a_copy_goes_to_the_tool_of_the_machine_and_the_message_names_it() {
    let bench = Bench::new();
    let tools = bench.home.path().join("tools");
    fs::create_dir(&tools).expect("a folder");
    let got = bench.home.path().join("got");
    for (name, script) in [("wl-copy", "exit 1".to_owned()), ("xclip", format!("/bin/cat > '{}'", got.display()))] {
        fs::write(tools.join(name), format!("#!/bin/sh\n{script}\n")).expect("a tool");
        fs::set_permissions(tools.join(name), fs::Permissions::from_mode(0o755)).expect("a tool");
    }
    let path = tools.to_str().expect("a plain path");
    let mut board = bench.board(&[], &[("PATH", path), ("DISPLAY", ":0"), ("WAYLAND_DISPLAY", "wayland-0")]);
    board.keys("y");
    board.wait_until("the tool's name", |screen| {
        let contents = screen.contents();
        contents.contains("copied taskID") && contents.contains("with xclip")
    });
    let id = fs::read_to_string(&got).expect("the tool got something");
    assert!(!id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{id}");
    quit(board);
}

#[test]
fn without_a_tool_a_copy_is_sent_to_the_terminal() {
    let bench = Bench::new();
    let mut board = bench.board(&[], &[("PATH", "/nonexistent")]);
    board.keys("y");
    board.wait_for("to the terminal's clipboard (OSC 52)");
    quit(board);
    let mut board = bench.board(&[], &[("PATH", "/nonexistent"), ("TERM", "linux")]);
    board.keys("y");
    board.wait_for("~/.local/state/callbot-tui/clipboard.txt");
    quit(board);
}
