//! An alert from the platform's answer to the operator: on the board, in the log, to a program, in a real terminal.

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
use std::sync::Arc;

use callbot_tui::demo::{DEMO_UUID, DemoOptions, DemoServer};
use callbot_tui::runtime::clock::unix_ms_now;
use pty::Pty;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_callbot-tui");

/// The name tries to set the title, to run a command and to end a string.
const SCENARIO: &str = r#"
[window.always]
zone = "+00:00"
hours = "0-24"

[[task]]
name = "evil\u001b]0;taken\u0007$(touch pwned)\"'; touch pwned"
id = "evil-1"
orders = 50000
finished = 100
window = "always"
events = [{ at_seconds = 160, change = "fail" }]

[[task]]
name = "good_one"
id = "good-1"
orders = 50000
finished = 100
window = "always"
"#;

const CONFIG: &str = r#"
[poll]
active_interval = "1s"
full_interval = "1s"
max_requests_per_second = 0

[notify]
bell = true
desktop = "osc9"
command = ["/bin/sh", "-c", "cat >> \"$HOME/alerts.json\"; echo >> \"$HOME/alerts.json\""]
"#;

/// Ends a dashboard as suddenly as can be.
fn kill(board: Pty) {
    let process = Pid::from_raw(i32::try_from(board.process_id()).expect("a small number")).expect("a process");
    kill_process(process, Signal::KILL).expect("it can be killed");
    drop(board);
}

/// A folder, a demo server in quick motion, and dashboards that read it.
struct Scene {
    home: TempDir,
    server: DemoServer,
}

impl Scene {
    fn new(scenario: &str, speed: f64) -> Self {
        let home = TempDir::new().expect("a temporary folder");
        let path = home.path().join("scenario.toml");
        fs::write(&path, scenario).expect("a file");
        fs::write(home.path().join("config.toml"), CONFIG).expect("a file");
        let scenario = path.to_str().expect("a plain path").to_owned();
        let options = DemoOptions { speed, scenario, ..DemoOptions::new(Arc::new(unix_ms_now)) };
        Self { server: DemoServer::start(options).expect("the demo server starts"), home }
    }

    fn start(&self) -> Pty {
        let (url, folder) = (self.server.base_url(), self.home.path().to_str().expect("a plain path"));
        let config = format!("{folder}/config.toml");
        let variables = [
            ("HOME", folder),
            ("NO_COLOR", "1"),
            ("CALLBOT_CONFIG", config.as_str()),
            ("CALLBOT_BASE_URL", url.as_str()),
            ("CALLBOT_UUID", DEMO_UUID),
            ("CALLBOT_SECRET_KEY", self.server.secret()),
        ];
        let script = format!("cd \"$HOME\" && exec '{PROGRAM}'");
        let board = Pty::start("/bin/sh", &["-c", &script], &variables, 120, 36);
        board.wait_until("a live board", |screen| screen.contents().contains("LIVE"));
        board
    }

    /// The names of the tasks that a file of JSON lines tells the failure of.
    fn told(&self, file: &str) -> Vec<String> {
        let text = fs::read_to_string(self.home.path().join(file)).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.is_empty());
        let lines = lines.map(|line| serde_json::from_str::<Value>(line).expect("each line is JSON"));
        let failed = lines.filter(|line| line["rule"] == "failed" && line["to"] == "firing");
        failed.map(|line| line["task"]["name"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

const LOG: &str = ".local/state/callbot-tui/alerts-environment.jsonl";

#[test]
fn of_two_dashboards_one_tells_and_the_other_takes_over_after_a_kill() {
    let scenario = r#"
[window.always]
zone = "+00:00"
hours = "0-24"

[[task]]
name = "early"
id = "early-1"
orders = 50000
finished = 100
window = "always"
events = [{ at_seconds = 160, change = "fail" }]

[[task]]
name = "later"
id = "later-1"
orders = 50000
finished = 100
window = "always"
events = [{ at_seconds = 320, change = "fail" }]
"#;
    let scene = Scene::new(scenario, 20.0);
    let first = scene.start();
    let mut second = scene.start();
    first.wait_for("ALERT 1");
    first.wait_for_output("\x1b]9;");
    second.wait_for("ALERT 1");
    second.keys("a");
    second.wait_for("another callbot-tui announces for this profile");
    first.wait_until("the program run", |_| !scene.told("alerts.json").is_empty());
    kill(first);
    second.wait_gone("another callbot-tui announces");
    assert!(!second.output().contains("\x1b]9;"), "one of two tells");
    second.wait_for("2 open");
    second.wait_for_output("\x1b]9;");
    second.keys("\x03");
    assert_eq!(second.wait_for_end(), 0);
    assert_eq!(second.output().matches("\x1b]9;").count(), 1, "what the other one told is not told again");
    assert_eq!(scene.told("alerts.json"), ["early", "later"]);
    assert_eq!(scene.told(LOG), ["early", "later"]);
}

#[test]
fn a_failed_task_is_told_on_the_board_in_the_log_and_to_a_program() {
    let scene = Scene::new(SCENARIO, 20.0);
    let path = |name: &str| scene.home.path().join(name);
    let board = scene.start();

    board.wait_for("ALERT 1");
    board.wait_for("running -> failed");
    board.wait_for_output("1 alert");
    board.wait_for_output("\x1b]9;");

    board.wait_until("the program run", |_| !scene.told("alerts.json").is_empty());

    // A sudden end forgets nothing of it, and nobody is told twice.
    let state = path(".local/state/callbot-tui/state/profile-environment.json");
    board.wait_until("the alert kept", |_| fs::read_to_string(&state).is_ok_and(|text| text.contains("firing")));
    kill(board);
    let mut board = scene.start();
    board.wait_for("ALERT 1");
    board.wait_for("running -> failed");
    board.keys("a");
    board.wait_for("go to task");
    board.keys("\r");
    board.wait_until("the task chosen", |screen| Pty::selected_row(screen).is_some_and(|row| row.contains("failed")));
    // A failure is told until somebody has seen it.
    board.keys("aA");
    board.wait_gone("ALERT 1");
    // ctrl-c quits from anywhere.
    board.keys("\x03");
    assert_eq!(board.wait_for_end(), 0);

    let told = fs::read_to_string(path("alerts.json")).expect("the program was run");
    assert_eq!(told.lines().filter(|line| line.contains("\"failed\"")).count(), 1, "{told}");
    let told: Value = serde_json::from_str(told.lines().next().expect("a line")).expect("it is JSON");
    assert_eq!((told["rule"].as_str(), told["severity"].as_str()), (Some("failed"), Some("critical")), "{told}");
    assert!(told.to_string().contains("evil-1"), "{told}");
    let log = fs::read_to_string(path(LOG)).expect("there is a log");
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    assert!(lines.iter().any(|line| line["rule"] == "failed" && line["to"] == "firing"), "{log}");
    assert!(!log.contains(scene.server.secret()) && !told.to_string().contains(scene.server.secret()));
    // Nothing of the name was ever a command, a title or an escape sequence.
    assert!(!path("pwned").exists());
    assert!(!board.output().contains("\x1b]0;taken"));
}
