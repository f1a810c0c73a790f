//! The real binary against a demo server over the loopback: formats, exit codes, what goes to which stream.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use callbot_tui::config::template;
use callbot_tui::demo::{DEMO_SECRET, DEMO_UUID, DemoOptions, DemoServer};
use callbot_tui::runtime::clock::unix_ms_now;
use serde_json::Value;

const SECRET: &str = "TOP-SECRET-0042";

fn server(change: impl FnOnce(&mut DemoOptions)) -> DemoServer {
    let mut options = DemoOptions::new(Arc::new(unix_ms_now));
    change(&mut options);
    DemoServer::start(options).unwrap()
}

fn with_fault(name: &str) -> DemoServer {
    server(|options| options.faults = vec![name.parse().unwrap()])
}

/// A world of its own: an empty home and nothing in the environment.
struct World {
    home: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

impl World {
    fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap(), variables: Vec::new() }
    }

    /// With the credentials of a server, and no limit on requests.
    fn of(server: &DemoServer) -> Self {
        let world = Self::new()
            .with("CALLBOT_BASE_URL", &server.base_url())
            .with("CALLBOT_UUID", server.uuid())
            .with("CALLBOT_SECRET_KEY", server.secret());
        world.config("[poll]\nmax_requests_per_second = 0\n");
        world
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn config(&self, text: &str) {
        let directory = self.home.path().join(".config/callbot-tui");
        std::fs::create_dir_all(&directory).unwrap();
        std::fs::write(directory.join("config.toml"), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callbot-tui"));
        command.args(arguments).env_clear().env("HOME", self.home.path()).env("PATH", "/usr/bin:/bin");
        command.envs(self.variables.iter().cloned()).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments).output().unwrap())
    }
}

struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    #[track_caller]
    fn fine(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
        assert_eq!(self.err, "");
        self.out
    }

    #[track_caller]
    fn failed(&self, code: i32, piece: &str) {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        assert!(self.err.contains(piece), "no {piece:?} in {:?}", self.err);
        assert!(self.err.starts_with("callbot-tui: "), "{:?}", self.err);
    }
}

fn task_ids(jsonl: &str) -> Vec<String> {
    let id = |line: &str| serde_json::from_str::<Value>(line).unwrap()["taskID"].as_str().unwrap().to_owned();
    jsonl.lines().map(id).collect()
}

#[test]
fn every_format_holds_the_same_tasks_and_no_escape_codes() {
    let server = server(|options| options.speed = 0.0);
    let world = World::of(&server);
    let jsonl = world.run(&["list", "--format", "jsonl"]).fine();
    let ids = task_ids(&jsonl);
    assert!(ids.len() >= 30);

    let json: Vec<Value> = serde_json::from_str(&world.run(&["list", "--format", "json"]).fine()).unwrap();
    assert_eq!(json.iter().map(|task| task["taskID"].as_str().unwrap()).collect::<Vec<_>>(), ids);
    for task in &json {
        assert!(task["taskStat"]["finishOrderCount"].is_i64(), "{task}");
        assert!(task["taskSetting"]["taskCreateSetting"]["taskName"].is_string(), "{task}");
    }

    let csv = world.run(&["list", "--format", "csv"]).fine();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let place = reader.headers().unwrap().iter().position(|name| name == "taskID").unwrap();
    let csv_ids: Vec<_> = reader.records().map(|row| row.unwrap()[place].to_owned()).collect();
    assert_eq!(csv_ids, ids);

    let table = world.run(&["list"]).fine();
    assert_eq!(table.lines().count(), ids.len() + 1);
    assert!(table.starts_with("STATUS "), "{table}");
    for text in [&jsonl, &csv, &table] {
        assert!(!text.contains('\u{1b}'));
    }
    assert!(world.run(&["list", "--color", "always"]).fine().contains("\u{1b}[94mrunning"));
}

#[test]
fn conditions_reach_the_platform_and_sort_turns_the_order() {
    let server = server(|options| options.speed = 0.0);
    let world = World::of(&server);
    let column = |arguments: &[&str], pointer: &str| {
        let text = world.run(arguments).fine();
        let value = |line: &str| serde_json::from_str::<Value>(line).unwrap().pointer(pointer).unwrap().clone();
        text.lines().map(value).collect::<Vec<_>>()
    };
    let statuses = column(&["list", "--format", "jsonl", "--status", "running,paused"], "/taskStatus");
    assert!(!statuses.is_empty() && statuses.iter().all(|status| *status == 2 || *status == 5), "{statuses:?}");

    let everything = column(&["list", "--format", "jsonl"], "/createTs");
    let recent = column(&["list", "--format", "jsonl", "--since", "12h"], "/createTs");
    assert!(!recent.is_empty() && recent.len() < everything.len());

    let calls = column(&["list", "--format", "jsonl", "--sort", "calls"], "/taskStat/totalCall");
    assert_eq!(calls.len(), everything.len());
    assert!(calls.windows(2).all(|pair| pair[0].as_i64() >= pair[1].as_i64()), "{calls:?}");

    let none = world.run(&["list", "--format", "json", "--name", "no task is called this"]).fine();
    assert_eq!(none, "[]\n");
}

#[test]
fn twenty_five_pages_give_every_task_exactly_once_while_tasks_are_created() {
    let server = server(|options| {
        options.scenario = "growing".to_owned();
        options.tasks = Some(2_500);
        options.speed = 20.0;
    });
    let world = World::of(&server);
    let run = || task_ids(&world.run(&["list", "--format", "jsonl"]).fine());
    let (first, second) = (run(), run());
    for ids in [&first, &second] {
        assert!(ids.len() >= 2_500, "{}", ids.len());
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "a task came twice");
    }
    assert!(second.len() > first.len(), "no task was created in between");
    let second: BTreeSet<_> = second.iter().collect();
    assert!(first.iter().all(|id| second.contains(id)), "a task was left out");
    assert!(server.tally().lists >= 50);
}

#[test]
fn refusals_end_with_77_and_name_the_likely_cause() {
    let healthy = server(|_| ());
    let log = tempfile::NamedTempFile::new().unwrap();
    for (name, value, piece) in [
        ("CALLBOT_SECRET_KEY", SECRET, "secret"),
        ("CALLBOT_ALGORITHM", "SHA256", "algorithm"),
        ("CALLBOT_UUID", "somebody-else", "uuid"),
    ] {
        let world = World::of(&healthy).with(name, value);
        let run = world.run(&["list", "--log", log.path().to_str().unwrap(), "--log-level", "trace"]);
        run.failed(77, piece);
        assert_eq!(run.out, "");
        assert!(run.err.contains("requestID"), "{}", run.err);
    }
    let ahead = with_fault("clock-ahead");
    World::of(&ahead).run(&["list"]).failed(77, "clock");
    World::of(&with_fault("ret-6003")).run(&["show", "x"]).failed(77, "callbot-tui: ");
    let log = std::fs::read_to_string(log.path()).unwrap();
    assert!(log.contains("listTask") && !log.contains(SECRET), "{log}");
}

#[test]
fn unreachable_and_busy_servers_end_with_69() {
    let gone = server(|_| ());
    let world = World::of(&gone);
    drop(gone);
    let run = world.run(&["list"]);
    run.failed(69, "127.0.0.1");
    assert_eq!(run.out, "");
    World::of(&with_fault("ret-7")).run(&["list"]).failed(69, "retCode 7");
    World::of(&with_fault("ret-5")).run(&["list"]).failed(69, "retCode 5");
}

#[test]
fn a_passing_disturbance_is_waited_out() {
    let server = with_fault("ret-7*1");
    World::of(&server).run(&["list", "--format", "jsonl"]).fine();
}

#[test]
fn unusable_answers_end_with_65() {
    for (fault, piece) in [("html", "web page"), ("empty", ""), ("not-json", "JSON"), ("redirect", "redirect")] {
        let run = World::of(&with_fault(fault)).run(&["list", "--format", "json"]);
        run.failed(65, piece);
        assert!(run.err.lines().count() >= 2, "no hint: {}", run.err);
    }
}

#[test]
fn an_incomplete_sweep_keeps_what_came_and_says_where_it_stopped() {
    let server = server(|options| {
        options.tasks = Some(400);
        options.faults = vec!["refuse-page-3".parse().unwrap()];
    });
    let run = World::of(&server).run(&["list", "--format", "json"]);
    run.failed(69, "stopped at page 3 after 200 tasks");
    assert_eq!(serde_json::from_str::<Vec<Value>>(&run.out).unwrap().len(), 200, "what was read is well formed");
}

#[test]
fn the_page_cap_ends_with_65() {
    let server = server(|options| options.tasks = Some(400));
    let world = World::of(&server);
    world.config("[poll]\nmax_pages = 2\nmax_requests_per_second = 0\n");
    let run = world.run(&["list", "--format", "jsonl"]);
    run.failed(65, "stopped after page 2");
    assert_eq!(task_ids(&run.out).len(), 200);
}

#[test]
fn a_reader_that_goes_away_is_success() {
    let server = server(|options| options.tasks = Some(2_500));
    let world = World::of(&server);
    let mut child =
        world.command(&["list", "--format", "jsonl"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(line.starts_with('{'));
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
    assert!(server.tally().lists < 25, "the sweep went on without a reader");
}

#[test]
fn show_prints_one_task_by_either_id() {
    let server = server(|options| options.speed = 0.0);
    let world = World::of(&server);
    let all = world.run(&["list", "--format", "jsonl", "--name", "cobrança"]).fine();
    let task: Value = serde_json::from_str(all.lines().next().unwrap()).unwrap();
    for name in ["userTaskID", "taskID"] {
        let id = task[name].as_str().unwrap();
        let shown: Value = serde_json::from_str(&world.run(&["show", id, "--format", "json"]).fine()).unwrap();
        assert_eq!(shown, task);
        let text = world.run(&["show", id, "--ascii"]).fine();
        for piece in ["Aviso_de_cobrança_São_Paulo  (running)", "DIAL WINDOW", "taskKeep", id] {
            assert!(text.contains(piece), "no {piece:?} in {text}");
        }
        assert!(!text.contains("token") && !text.contains('\u{1b}'), "{text}");
    }
    let run = world.run(&["show", "no-such-task"]);
    run.failed(1, "No task has the id \"no-such-task\"");
    assert_eq!(run.out, "");
}

#[test]
fn hostile_rows_are_listed_as_far_as_they_can_be_read() {
    let server = server(|options| options.scenario = "hostile".to_owned());
    let world = World::of(&server);
    for format in ["table", "csv", "json", "jsonl"] {
        let run = world.run(&["list", "--format", format]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        assert!(run.err.contains("could not be read"), "{}", run.err);
        let harmful = |c: char| !matches!(c, '\n' | '\t') && callbot_tui::domain::text::is_harmful(c);
        let found: Vec<_> = run.out.chars().filter(|c| harmful(*c)).collect();
        // Text in a CSV file is kept but for control characters; only marks of writing direction may remain.
        assert!(found.iter().all(|c| format == "csv" && !c.is_control()), "{format}: {found:?}");
    }
}

#[test]
fn doctor_goes_step_by_step_and_ends_with_the_first_failure() {
    let healthy = server(|_| ());
    let report = World::of(&healthy).run(&["doctor"]).fine();
    assert!(report.lines().all(|line| line.starts_with("ok ") || line.starts_with("-- ")), "{report}");
    assert!(report.contains("signature") && report.contains("environment variable CALLBOT_UUID"), "{report}");
    assert!(!report.contains(healthy.uuid()) && !report.contains(healthy.secret()), "{report}");

    for (world, code, piece) in [
        (World::of(&healthy).with("CALLBOT_SECRET_KEY", SECRET), 77, "BAD  signature"),
        (World::of(&healthy).with("CALLBOT_UUID", "somebody-else"), 77, "BAD  account"),
        (World::of(&with_fault("clock-ahead")), 77, "BAD  clock"),
        (World::of(&with_fault("html")), 65, "BAD  connection"),
        (World::new(), 78, "BAD  credentials"),
        (World::new().with("CALLBOT_ALGORITHM", "MD4"), 78, "BAD  configuration"),
    ] {
        let run = world.run(&["doctor"]);
        assert_eq!(run.code, Some(code), "{}{}", run.out, run.err);
        assert!(run.out.contains(piece), "no {piece:?} in {}", run.out);
        assert!(!run.out.contains(SECRET));
    }
}

#[test]
fn a_bad_configuration_ends_with_78_and_one_message() {
    let world = World::new();
    world.config("[profiles.prod]\nuuid = \"u\"\nsecretkey = \"TOP-SECRET-0042\"\n");
    for arguments in [&["list"][..], &["show", "x"], &["config", "check"], &["config", "show"], &[]] {
        let run = world.run(arguments);
        run.failed(78, "config.toml, line 3");
        run.failed(78, "Did you mean \"secret_key\"?");
        assert!(!run.err.contains(SECRET) && run.out.is_empty());
    }
    World::new().run(&["list"]).failed(78, "Missing uuid and secret key");
    World::new().run(&["list", "--config", "/nowhere.toml"]).failed(78, "/nowhere.toml does not exist");
    World::new().run(&["list", "--profile", "x"]).failed(78, "Unknown profile \"x\"");
    World::new().run(&["list", "--base-url", "http://example.com"]).failed(78, "Plain http://");
}

#[test]
fn usage_errors_end_with_2() {
    let world = World::new();
    for arguments in [&["list", "--format", "xml"][..], &["--nonsense"], &["show"], &["--status", "9"]] {
        let run = world.run(arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}");
    }
    world.run(&["list", "--since", "2026-09-24", "--until", "2026-09-23"]).failed(2, "--since is later");
    world.run(&["demo-server", "--scenario", "no-such"]).failed(2, "Unknown scenario");
}

#[test]
fn without_a_terminal_the_dashboard_is_one_reading() {
    let server = server(|options| options.speed = 0.0);
    let world = World::of(&server);
    let run = world.run(&["--status", "failed"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), world.run(&["list", "--status", "failed"]).fine().as_str()));
    assert_eq!(run.err, "callbot-tui: The dashboard needs a terminal on standard output; this is one reading\n");

    let demo = World::new().run(&["--demo"]);
    assert!(demo.code == Some(0) && demo.out.lines().count() > 30 && !demo.out.contains('\u{1b}'), "{}", demo.err);
}

#[test]
fn a_failed_reading_in_place_of_the_dashboard_ends_as_list_does() {
    World::of(&server(|_| ())).with("CALLBOT_SECRET_KEY", "another").run(&[]).failed(77, "");
    let stopped = server(|_| ());
    let world = World::of(&stopped);
    stopped.shutdown();
    world.run(&[]).failed(69, "");
    World::new().run(&[]).failed(78, "Missing uuid and secret key");
}

#[test]
fn config_init_path_check_and_show_work_together() {
    let world = World::new();
    let path = world.home.path().join(".config/callbot-tui/config.toml");
    let run = world.run(&["config", "path"]);
    assert_eq!((run.code, run.out.trim()), (Some(0), path.to_str().unwrap()));
    let run = world.run(&["config", "init"]);
    assert_eq!((run.code, run.out.trim()), (Some(0), path.to_str().unwrap()));
    world.run(&["config", "init"]).failed(78, "already");
    assert!(world.run(&["config", "check"]).fine().starts_with("ok"));

    let uncommented: String =
        template::EXAMPLE.lines().map(|line| format!("{}\n", line.strip_prefix("# ").unwrap_or(line))).collect();
    std::fs::write(&path, uncommented).unwrap();
    let run = world.run(&["config", "check"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("profiles prod, staging, lab"), "{}", run.out);
    assert!(run.err.contains("secret_key_file names"), "{}", run.err);

    let shown = world.run(&["config", "show"]).out;
    let line = |key: &str| shown.lines().find(|line| line.starts_with(key)).unwrap().to_owned();
    assert!(line("uuid").contains("your...") && line("uuid").contains(", line "), "{shown}");
    assert!(line("poll.page_size").contains("100") && !shown.contains("your-secret-key"), "{shown}");
    let world = world.with("CALLBOT_UUID", "other");
    assert!(world.run(&["config", "show"]).out.contains("environment variable CALLBOT_UUID"));
}

#[test]
fn the_demo_needs_nothing() {
    let world = World::new();
    world.config("this is not even TOML");
    assert!(task_ids(&world.run(&["--demo", "list", "--format", "jsonl"]).fine()).len() >= 30);
    assert!(world.run(&["--demo", "doctor"]).fine().contains("accepted"));
}

#[test]
fn keys_and_help_go_to_standard_output() {
    let world = World::new();
    assert!(world.run(&["keys"]).fine().contains("open the task"));
    assert!(world.run(&["keys", "--format", "markdown"]).fine().contains("| `enter` | `enter` | open the task |"));
    assert!(world.run(&["--help"]).fine().contains("Examples:"));
    assert!(world.run(&["list", "--help"]).fine().contains("jsonl"));
    let version = concat!("callbot-tui ", env!("CARGO_PKG_VERSION"));
    assert_eq!(world.run(&["-V"]).fine().trim(), version);
    assert_eq!(world.run(&["--version"]).fine().lines().next(), Some(version));
}

/// A child that does not outlive a failed test.
#[cfg(unix)]
struct Killed(std::process::Child);

#[cfg(unix)]
impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
fn kill(signal: &str, pid: u32) {
    let status = Command::new("kill").args([signal, &pid.to_string()]).status().unwrap();
    assert!(status.success());
}

#[cfg(unix)]
#[test]
fn demo_server_prints_what_scripts_need_and_ends_well_on_sigterm() {
    let world = World::new();
    let arguments = ["demo-server", "--scenario", "single", "--seed", "7", "--algorithm", "SHA256"];
    let mut child = Killed(world.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let url = lines.next().unwrap();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    let rest: Vec<String> = lines.by_ref().take(7).collect();
    assert_eq!(rest[0], format!("uuid        {DEMO_UUID}"));
    assert_eq!(rest[1], format!("secret key  {DEMO_SECRET}"));
    let mut client = World::new();
    for line in &rest[3..] {
        let (name, value) = line.strip_prefix("export ").unwrap().split_once('=').unwrap();
        client = client.with(name, value);
    }
    assert_eq!(task_ids(&client.run(&["list", "--format", "jsonl"]).fine()).len(), 1);
    kill("-TERM", child.0.id());
    assert_eq!(child.0.wait().unwrap().code(), Some(0));
}

#[test]
fn a_demo_server_obeys_the_lines_of_its_input_and_ends_with_them() {
    let world = World::new();
    let mut command = world.command(&["demo-server", "--scenario", "single", "--control", "--fault", "ret-7"]);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut child = Killed(child.unwrap());
    let mut orders = child.0.stdin.take().unwrap();
    let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut client = World::new();
    for line in lines.by_ref().take(8).filter(|line| line.starts_with("export ")) {
        let (name, value) = line.strip_prefix("export ").unwrap().split_once('=').unwrap();
        client = client.with(name, value);
    }
    client.run(&["list", "--format", "jsonl"]).failed(69, "retCode 7");
    for (order, answer) in [
        ("fault htp-500", "Unknown fault"),
        ("fault ret-6 slow", "faults: ret-6 slow"),
        ("hold", "the fleet stands still"),
        ("fault none", "faults: none"),
    ] {
        writeln!(orders, "{order}").unwrap();
        let line = lines.next().unwrap();
        assert!(line.starts_with(answer), "{line}");
    }
    assert_eq!(task_ids(&client.run(&["list", "--format", "jsonl"]).fine()).len(), 1);
    drop(orders);
    assert_eq!(child.0.wait().unwrap().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn an_interrupted_command_ends_with_130() {
    let server = with_fault("black-hole");
    let world = World::of(&server);
    let command = world.command(&["list"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = Killed(command.unwrap());
    while server.tally().lists == 0 {
        std::thread::yield_now();
    }
    kill("-INT", child.0.id());
    let code = child.0.wait().unwrap().code();
    let mut err = String::new();
    child.0.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(code, Some(130), "{err}");
}

#[cfg(unix)]
#[test]
fn the_log_file_is_for_its_owner_only() {
    use std::os::unix::fs::MetadataExt as _;
    let world = World::new();
    let log = world.home.path().join("callbot.log");
    world.run(&["--demo", "list", "--log", log.to_str().unwrap()]).fine();
    assert_eq!(std::fs::metadata(&log).unwrap().mode() & 0o777, 0o600);
    let run = world.run(&["--demo", "list", "--log", "/nowhere/at/all.log"]);
    run.failed(78, "Cannot write the log file");
    assert!(!Path::new("/nowhere").exists());
}
