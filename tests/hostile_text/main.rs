//! Text from outside is data: a platform that says the worst in every field, paths, names and arguments made of escape
//! sequences. The real binary, in a real pseudo-terminal and in pipes; every byte that comes out is searched.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

#[path = "../support/pty.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod pty;
mod scan;
#[path = "../quirk_matrix/serve.rs"]
mod serve;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pty::Pty;
use scan::EVIL;
use serde_json::{Value, json};
use serve::{SECRET, Server, UUID};

/// The moment that the server tells in its headers.
fn now_seconds() -> i64 {
    callbot_tui::runtime::clock::unix_ms_now().div_euclid(1000)
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_callbot-tui");

/// How many tasks there are. Each begins with a sign that a spreadsheet takes for a formula.
const SIGNS: [&str; 10] = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "＠a"];

fn task(number: usize, status: i64) -> Value {
    let sign = SIGNS[number % SIGNS.len()];
    let evil = |what: &str| format!("{sign}{what}{number} {EVIL}");
    json!({
        "userTaskID": evil("user"), "taskID": evil("task"), "sceneID": evil("scene"), "taskStatus": status,
        "createTs": EVIL, "\u{1b}]0;MARK\u{7}": EVIL,
        "secret_key": "hunter2-secret", "userPhone": "8613800001234", "callback_url": "https://u:hunter2-url@h.example/?k=1",
        "taskStat": {"totalOrderCount": 900, "finishOrderCount": 100, "answerOrderCount": 20, "totalCall": 300,
            "totalAnswerCall": 30, "finishRate": EVIL},
        "taskSetting": {
            "taskCreateSetting": {
                "strategyName": evil("strategy"), "startupType": EVIL, "zoneSecond": 0, "dialAtWeekDay": EVIL,
                "dialAtUpHour": "1", "dialAtDownHour": "1", "taskName": evil("name"), "routeID": evil("route"),
                "taskCallbackUrl": format!("https://{EVIL}/?t=hunter2"),
                "manualCallSetting": {"agentGroup": evil("group")},
            },
            "funcFlag": {"smsFuncFlag": [{"smsID": evil("sms"), "intentID": [EVIL], "intentName": [EVIL]}]},
        },
    })
}

fn list(status: i64) -> Vec<u8> {
    let tasks: Vec<Value> = (0..SIGNS.len()).map(|number| task(number, if number == 1 { status } else { 2 })).collect();
    let rows = tasks.len();
    json!({"retCode": 0, "retMsg": EVIL, "responseID": EVIL, "taskData": tasks, "totalCount": rows})
        .to_string()
        .into_bytes()
}

fn refusal() -> Vec<u8> {
    json!({"retCode": 4, "retMsg": format!("no {EVIL}"), "responseID": format!("id {EVIL}")}).to_string().into_bytes()
}

#[track_caller]
fn assert_harmless(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}: {} pieces, such as {:#?}", found.len(), &found[..found.len().min(5)]);
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn nothing_that_the_platform_says_reaches_the_terminal_as_an_order() {
    let (failed, refuses) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let server = Server::start();
    let flags = (Arc::clone(&failed), Arc::clone(&refuses));
    server.play(Arc::new(move |_| match (flags.0.load(Ordering::SeqCst), flags.1.load(Ordering::SeqCst)) {
        (_, true) => refusal(),
        (false, false) => list(2),
        (true, false) => list(4),
    }));
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name);
    let hook = "[poll]\nactive_interval = \"1s\"\nfull_interval = \"1s\"\nmax_requests_per_second = 0\n[notify]\n\
        desktop = \"osc9\"\ncommand = [\"/bin/sh\", \"-c\", \"cat >> $HOME/told.json; env >> $HOME/told.env\"]\n";
    fs::write(path("config.toml"), hook).unwrap();
    let folder = home.path().to_str().unwrap().to_owned();
    let (config, log, url) = (format!("{folder}/config.toml"), format!("{folder}/trace.log"), server.base_url());
    let variables = [
        ("HOME", folder.as_str()),
        ("CALLBOT_CONFIG", config.as_str()),
        ("CALLBOT_BASE_URL", url.as_str()),
        ("CALLBOT_UUID", UUID),
        ("CALLBOT_SECRET_KEY", SECRET),
    ];
    let script = format!("cd \"$HOME\" && exec '{PROGRAM}' --log '{log}' --log-level trace");
    let mut board = Pty::start("/bin/sh", &["-c", &script], &variables, 150, 44);
    board.wait_for("LIVE");
    board.wait_for("10 tasks");
    board.keys("j");
    // The detail view and what lies over it.
    board.keys("\r");
    board.wait_for("EXPECTED END");
    board.keys("G");
    board.keys("w");
    board.wait_for("VERDICT");
    board.press_until("\x1b", "the detail view", |screen| !screen.contents().contains("VERDICT"));
    board.keys("J");
    board.wait_for("raw JSON");
    board.keys("G");
    board.press_until("\x1b", "the detail view", |screen| !screen.contents().contains("raw JSON"));
    board.keys("d");
    board.wait_for("dial window: ");
    board.press_until("\x1b", "the detail view", |screen| !screen.contents().contains("dial window: "));
    // Copies.
    board.keys("y");
    board.wait_for_output("\x1b]52;");
    board.keys("Y");
    board.wait_for("JSON of");
    board.press_until("\x1b", "the board", |screen| screen.contents().contains("10 tasks"));
    // An alert, which goes to the board, the log, the terminal and a program.
    failed.store(true, Ordering::SeqCst);
    board.wait_for("running -> failed");
    board.wait_for_output("\x1b]9;");
    board.keys("a");
    board.wait_for("go to task");
    board.press_until("\x1b", "the board", |screen| !screen.contents().contains("go to task"));
    board.keys("?");
    board.wait_for("help: ");
    board.press_until("\x1b", "the board", |screen| !screen.contents().contains("help: "));
    board.keys(":open name");
    board.wait_for("open name");
    board.keys("\x1b");
    board.press_until("\x1b", "the board", |screen| !screen.contents().contains("open name"));
    board.keys("/name\r");
    for format in ["csv", "json", "markdown"] {
        board.keys(&format!(":export {format} {folder}/out.{format}\r"));
        board.wait_until("the export", |_| path(&format!("out.{format}")).exists());
    }
    // The platform refuses, in its own words.
    refuses.store(true, Ordering::SeqCst);
    board.keys("r");
    board.wait_for("retCode 4");
    board.keys("\x03");
    assert_eq!(board.wait_for_end(), 0);

    assert_harmless("the terminal", &scan::of_terminal(&board.output()));
    for name in ["out.csv", "out.json", "out.markdown", "trace.log", "told.json", "told.env"] {
        assert_harmless(name, &scan::of_text(&read(&path(name))));
    }
    let alert_log = path(".local/state/callbot-tui/alerts-environment.jsonl");
    assert_harmless("the alert log", &scan::of_text(&read(&alert_log)));
    assert!(!read(&path("told.env")).contains("MARK"), "nothing of an alert is in the environment");
    let everything =
        ["out.csv", "out.json", "out.markdown", "trace.log", "told.json"].map(|name| read(&path(name))).concat();
    assert!(!everything.contains("hunter2") && !everything.contains(SECRET));
    assert!(!board.output().contains("hunter2") && !board.output().contains("8613800001234"));
    no_formula(&read(&path("out.csv")));
    assert_eq!(read(&path("out.markdown")).lines().count(), SIGNS.len() + 2, "a line a row");
    let rows: Vec<Value> = serde_json::from_str(&read(&path("out.json"))).unwrap();
    assert_eq!(rows.len(), SIGNS.len());
}

/// One line a row, and no cell that a spreadsheet computes.
fn no_formula(csv: &str) {
    assert_eq!(csv.lines().count(), SIGNS.len() + 1, "a line a row");
    for row in csv::Reader::from_reader(csv.as_bytes()).records() {
        for cell in row.unwrap().iter().filter(|cell| cell.parse::<f64>().is_err()) {
            for part in cell.split(';') {
                assert!(!part.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{cell:?}");
            }
        }
    }
}

/// A command with a server's credentials.
fn command(server: &Server, home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).env_clear().env("HOME", home).env("PATH", "/usr/bin:/bin").stdin(Stdio::null());
    command.env("CALLBOT_BASE_URL", server.base_url()).env("CALLBOT_UUID", UUID).env("CALLBOT_SECRET_KEY", SECRET);
    command
}

#[test]
fn commands_say_it_all_in_lines_of_their_own() {
    let server = Server::start();
    server.play(Arc::new(|_| list(2)));
    let home = tempfile::tempdir().unwrap();
    let id = task(0, 2)["taskID"].as_str().unwrap().replace('\0', "");
    for arguments in [
        &["list"][..],
        &["list", "--format", "table", "--color", "never"],
        &["list", "--format", "csv"],
        &["list", "--format", "json"],
        &["list", "--format", "jsonl"],
        &["show", &id],
        &["show", "t-nowhere"],
        &["why", &id],
        &["check"],
        &["doctor"],
    ] {
        let output = command(&server, home.path(), arguments).output().unwrap();
        for (stream, bytes) in [("out", &output.stdout), ("err", &output.stderr)] {
            let text = std::str::from_utf8(bytes).unwrap();
            assert_harmless(&format!("{arguments:?} {stream}"), &scan::of_text(text));
            assert!(!text.contains("hunter2"), "{arguments:?} {stream}");
        }
        let out = String::from_utf8(output.stdout).unwrap();
        match arguments {
            ["list"] | ["list", "--format", "table", ..] => assert_eq!(out.lines().count(), SIGNS.len() + 1),
            ["list", "--format", "csv"] => no_formula(&out),
            ["list", "--format", "jsonl"] => assert_eq!(out.lines().count(), SIGNS.len()),
            _ => {}
        }
    }
    server.play(Arc::new(|_| refusal()));
    for arguments in [&["list"][..], &["show", "x"], &["why", "x"], &["check"], &["doctor"]] {
        let output = command(&server, home.path(), arguments).output().unwrap();
        for bytes in [&output.stdout, &output.stderr] {
            assert_harmless(&format!("{arguments:?}"), &scan::of_text(std::str::from_utf8(bytes).unwrap()));
        }
    }
    server.play(Arc::new(|_| list(2)));
    for format in ["text", "jsonl"] {
        let mut watch = command(&server, home.path(), &["watch", "--format", format]);
        let mut child = watch.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        assert_harmless(&format!("watch --format {format}"), &scan::of_text(&line));
    }
}

#[test]
fn paths_names_and_arguments_are_data_too() {
    let server = Server::start();
    server.play(Arc::new(|_| list(2)));
    // A slash would end a folder's name, and no argument can hold a zero byte.
    let evil = EVIL.replace(['\0', '/'], "");
    let evil: String = evil.chars().take(60).chain("\nFORGED\u{202e}\u{9b}7319H".chars()).collect();
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join(&evil);
    fs::create_dir_all(&home).unwrap();
    let config = home.join("config.toml");
    fs::write(
        &config,
        format!("profile = {}\n[profiles.{}]\nuuid = 5\n", json!("x\u{1b}[7319H"), json!("x\u{1b}[7319H")),
    )
    .unwrap();
    let broken = home.join("broken.toml");
    fs::write(&broken, "a = \u{1b}[7319H\n= = =").unwrap();
    let (config, broken, missing) =
        (config.to_str().unwrap(), broken.to_str().unwrap(), format!("{}/no.toml", home.display()));
    for arguments in [
        &["--config", config, "list"][..],
        &["--config", broken, "list"],
        &["--config", &missing, "list"],
        &["--config", config, "config", "show"],
        &["--config", config, "config", "path"],
        &["--config", config, "config", "check"],
        &["--config", &missing, "config", "path"],
        &["config", "path"],
        &["config", "show"],
        &["config", "check"],
        &["config", "init"],
        &["--profile", &evil, "list"],
        &["--log", &missing.replace("no.toml", "no/trace.log"), "list"],
        &["list", "--sort", &evil],
        &["list", "--format", &evil],
        &["list", "--status", &evil],
        &["list", "--since", &evil],
        &[&evil],
        &["list", &evil],
        &["--bogus", &evil],
        &[&format!("--{evil}")],
        &["show", &evil],
        &["why", &evil],
        &["check", "--task", &evil],
        &["demo-server", "--scenario", &evil],
        &["demo-server", "--fault", &evil],
        &["doctor"],
    ] {
        let output = command(&server, &home, arguments).output().unwrap();
        for (stream, bytes) in [("out", &output.stdout), ("err", &output.stderr)] {
            let text = String::from_utf8_lossy(bytes);
            assert_harmless(&format!("{arguments:?} {stream}"), &scan::of_text(&text));
        }
    }
    // The dashboard, which shows where its configuration is.
    let environment = [("HOME", home.to_str().unwrap())];
    let mut board = Pty::start(PROGRAM, &["--demo", "--fresh"], &environment, 100, 30);
    board.wait_for("LIVE");
    board.keys(&format!(
        ":export csv {}/x.csv\r",
        home.display().to_string().replace(['\n', '\r', '\u{1b}', '\u{7}', '\u{8}'], "")
    ));
    board.keys("\x03");
    board.wait_for_end();
    assert_harmless("the demo", &scan::of_terminal(&board.output()));
    let mut board = Pty::start(PROGRAM, &[], &environment, 100, 30);
    board.wait_for("callbot-tui");
    board.keys("\x03");
    board.wait_for_end();
    assert_harmless("a first start", &scan::of_terminal(&board.output()));
}
