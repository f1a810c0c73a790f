//! The commands that judge, in the real binary against a demo server over the loopback: `why`, `watch` and `check`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

use std::io::{BufRead as _, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::Arc;

use callbot_tui::cli::session::account_digest;
use callbot_tui::demo::{DemoOptions, DemoServer};
use callbot_tui::runtime::clock::unix_ms_now;
use serde_json::Value;

fn server(change: impl FnOnce(&mut DemoOptions)) -> DemoServer {
    let mut options = DemoOptions::new(Arc::new(unix_ms_now));
    change(&mut options);
    DemoServer::start(options).unwrap()
}

/// An empty home with the credentials of a server.
struct World {
    home: tempfile::TempDir,
    variables: Vec<(&'static str, String)>,
}

impl World {
    fn of(server: &DemoServer) -> Self {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join(".config/callbot-tui");
        std::fs::create_dir_all(&folder).unwrap();
        let settings = "[poll]\nmax_requests_per_second = 0\nactive_interval = \"1s\"\nfull_interval = \"1s\"\n";
        std::fs::write(folder.join("config.toml"), settings).unwrap();
        let variables = vec![
            ("CALLBOT_BASE_URL", server.base_url()),
            ("CALLBOT_UUID", server.uuid().to_owned()),
            ("CALLBOT_SECRET_KEY", server.secret().to_owned()),
        ];
        Self { home, variables }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
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

    /// The ids of tasks in a status.
    fn ids(&self, status: &str) -> Vec<String> {
        let rows = self.run(&["list", "--format", "jsonl", "--status", status]).out;
        rows.lines().map(|row| json(row)["taskID"].as_str().unwrap().to_owned()).collect()
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
    fn ended(&self, code: i32, piece: &str) {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        assert!(self.out.contains(piece), "no {piece:?} in {:?}", self.out);
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn why_names_a_pause_in_words_and_in_json() {
    let server = server(|options| options.speed = 0.0);
    let world = World::of(&server);
    let id = world.ids("paused")[0].clone();
    let text = world.run(&["why", &id]);
    text.ended(0, "VERDICT  It is paused");
    text.ended(0, "BAD  task status 5 (paused)");
    assert!(text.out.contains("DO       Resume it") && !text.out.contains('\u{1b}'), "{}", text.out);
    assert!(text.out.lines().all(|line| line.chars().count() <= 92), "{}", text.out);

    let judged = json(&world.run(&["why", &id, "--format", "json"]).out);
    assert_eq!((&judged["cause"], &judged["dials"]), (&"status".into(), &false.into()));
    assert_eq!(judged["taskID"], id.as_str());
    assert_eq!(judged["checks"].as_array().unwrap().len(), 9);
    assert_eq!(judged["checks"][1]["finding"], "bad");
}

#[test]
fn why_says_what_one_reading_cannot_tell_and_ends_with_1_without_the_task() {
    let server = server(|options| options.speed = 0.0);
    let world = World::of(&server);
    let judged = |id: &String| json(&world.run(&["why", id, "--format", "json"]).out);
    let judgements: Vec<Value> = world.ids("running").iter().map(judged).collect();
    assert!(!judgements.is_empty());
    for judged in judgements {
        assert_ne!(judged["dials"], true, "one reading shows no call: {judged}");
        assert!(judged["cause"] != "stall" && judged["cause"] != "settings", "{judged}");
    }
    let nobody = world.run(&["why", "no-such-id"]);
    nobody.ended(1, "");
    assert!(nobody.err.contains("No task has the id"), "{}", nobody.err);
    world.run(&["why", "x", "--watch-for", "2 days"]).ended(2, "");
}

#[test]
fn watching_for_a_while_shows_whether_a_task_dials() {
    let living = server(|options| options.speed = 30.0);
    let world = World::of(&living);
    let judged = |world: &World, id: &str| json(&world.run(&["why", id, "--format", "json", "--watch-for", "2s"]).out);
    // Among those that nothing forbids to dial the first that is seen to.
    let dialling =
        world.ids("running").into_iter().map(|id| judged(&world, &id)).find(|judged| judged["dials"] == true);
    let dialling = dialling.expect("a task of a living fleet dials");
    assert!(dialling["verdict"].as_str().unwrap().starts_with("It dials"), "{dialling}");
    assert_eq!(dialling["checks"][8]["finding"], "ok", "{dialling}");

    let still = server(|options| options.speed = 0.0);
    let world = World::of(&still);
    for id in world.ids("running").into_iter().take(4) {
        let judged = judged(&world, &id);
        assert!(judged["dials"] != true && judged["cause"] != "stall", "two seconds prove nothing: {judged}");
    }
}

#[test]
fn check_ends_as_its_expressions_say() {
    let server = server(|options| options.speed = 0.0);
    let world = World::of(&server);
    let paused = world.ids("paused").len();
    for (arguments, code, word) in [
        (vec!["--crit", "left>100m"], 0, "OK - "),
        (vec!["--warn", "st:paused"], 1, "WARNING - st:paused ("),
        (vec!["--warn", "st:paused", "--crit", "st:failed"], 2, "CRITICAL - st:failed ("),
        (vec!["--crit", "why:status st:paused"], 2, "CRITICAL - why:status"),
        (vec!["--crit", "99: st:paused"], 0, "OK - "),
        (vec!["--status", "running", "--crit", "st:paused"], 0, "OK - "),
    ] {
        let run = world.run(&[&["check"], &arguments[..]].concat());
        run.ended(code, &format!("CALLBOT {word}"));
        assert_eq!((run.out.lines().count(), run.err.as_str()), (1, ""), "{}", run.out);
        assert!(run.out.contains(" | pending=") && run.out.contains(" running="), "{}", run.out);
    }
    world.run(&["check", "--warn", &format!("{paused}: st:paused")]).ended(1, &format!("({paused}): "));
    world.run(&["check", "--warn", &format!("{}: st:paused", paused + 1)]).ended(0, "OK");
}

#[test]
fn whatever_keeps_check_from_judging_is_unknown_and_one_line() {
    let healthy = server(|options| options.speed = 0.0);
    let world = World::of(&healthy);
    world.run(&["check", "--id", "no-such-id"]).ended(3, "CALLBOT UNKNOWN - No task meets the conditions");
    for wrong in [&["--bogus"][..], &["--crit", "asr<many"], &["--warn", "why:weather"], &["--status", "asleep"]] {
        let run = world.run(&[&["check"], wrong].concat());
        run.ended(3, "CALLBOT UNKNOWN - ");
        assert!(run.err.contains("error: ") && run.out.lines().count() == 1, "{}{}", run.out, run.err);
    }
    world.run(&["check", "--log", "/no/such/folder/log"]).ended(3, "CALLBOT UNKNOWN - Cannot write the log file");
    let refused = World::of(&healthy).with("CALLBOT_SECRET_KEY", "wrong");
    let without = World::of(&healthy).with("CALLBOT_SECRET_KEY", "");
    let busy = server(|options| options.faults = vec!["ret-5".parse().unwrap()]);
    let busy = World::of(&busy);
    let gone = server(|_| ());
    let unreachable = World::of(&gone);
    gone.shutdown();
    for world in [refused, without, busy, unreachable] {
        let run = world.run(&["check"]);
        run.ended(3, "CALLBOT UNKNOWN - ");
        assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    }
}

#[test]
fn check_does_not_call_fine_what_it_could_not_judge() {
    let server = server(|options| options.speed = 0.0);
    let world = World::of(&server);
    world.run(&["check", "--crit", "why:stall"]).ended(3, "CALLBOT UNKNOWN - ");
    let asked = world.run(&["check", "--crit", "why:stall"]);
    assert!(asked.out.contains("cannot be judged: no history; "), "{}", asked.out);
    // What was found outweighs what could not be judged; what was not asked for is only told.
    world.run(&["check", "--crit", "why:stall", "--warn", "st:paused"]).ended(1, "cannot be judged: no history");
    world.run(&["check", "--crit", "9999: why:stall"]).ended(0, "OK");
    let quiet = world.run(&["check", "--status", "running,paused"]);
    assert!(quiet.out.contains("; stalls not judged: no history |"), "{}", quiet.out);
    let folder = world.home.path().join(".local/state/callbot-tui");
    std::fs::create_dir_all(&folder).unwrap();
    let account = callbot_tui::app::Account {
        profile: "environment".to_owned(),
        digest: account_digest(server.uuid(), &server.base_url()),
        ..Default::default()
    };
    std::fs::write(callbot_tui::runtime::recorder::store_path(&folder, &account), "no database".repeat(999)).unwrap();
    world.run(&["check", "--crit", "why:stall"]).ended(3, "cannot be judged: the history cannot be read; ");
}

#[test]
fn a_failure_is_as_old_as_the_history_saw_it() {
    use callbot_tui::domain::TaskKey;
    use callbot_tui::history::{Counters, Link, Record, Sample};
    use callbot_tui::store::{Coverage, Store};
    let server = server(|options| options.speed = 0.0);
    let world = World::of(&server);
    let id = world.ids("failed")[0].clone();
    let old = ["check", "--status", "failed", "--warn", "st:failed since<90s"];
    world.run(&old).ended(0, "OK");
    let folder = world.home.path().join(".local/state/callbot-tui");
    std::fs::create_dir_all(&folder).unwrap();
    let digest = account_digest(server.uuid(), &server.base_url());
    let account = callbot_tui::app::Account { profile: "environment".to_owned(), digest, ..Default::default() };
    let path = callbot_tui::runtime::recorder::store_path(&folder, &account);
    let unix_ms = unix_ms_now() - 60_000;
    let sample = Sample { unix_ms, counters: Counters::default(), status: 2, settings: 0, link: Link::Continues };
    let record =
        Record { reading: (unix_ms, unix_ms), gap_ms: 45_000, samples: vec![(TaskKey::from_text(&id), sample)] };
    Store::open(&path, Coverage::Whole).unwrap().append(&[record]).unwrap();
    world.run(&old).ended(1, "WARNING - st:failed since<90s (1)");
}

#[test]
fn list_sorts_by_what_only_a_past_tells_and_says_where_there_is_none() {
    use callbot_tui::history::Record;
    use callbot_tui::store::{Coverage, Store};
    let server = server(|_| ());
    let world = World::of(&server);
    let by_pace = ["list", "--status", "running", "--sort", "calls-per-minute", "--format", "jsonl"];
    let without = world.run(&by_pace);
    assert!(without.code == Some(0) && without.err.contains("Nothing is known of the past"), "{}", without.err);
    let folder = world.home.path().join(".local/state/callbot-tui");
    std::fs::create_dir_all(&folder).unwrap();
    let digest = account_digest(server.uuid(), &server.base_url());
    let account = callbot_tui::app::Account { profile: "environment".to_owned(), digest, ..Default::default() };
    let path = callbot_tui::runtime::recorder::store_path(&folder, &account);
    let mut records = Vec::new();
    for task in callbot_tui::cli::demo_past::past_of_demo(&server.past()).tasks {
        for sample in task.samples {
            let reading = (sample.unix_ms, sample.unix_ms);
            records.push(Record { reading, gap_ms: 120_000, samples: vec![(task.key.clone(), sample)] });
        }
    }
    records.sort_by_key(|record| record.reading);
    Store::open(&path, Coverage::Whole).unwrap().append(&records).unwrap();
    let with = world.run(&by_pace);
    assert_eq!((with.code, with.err.contains("past")), (Some(0), false), "{}", with.err);
    let paces: Vec<f64> = with.out.lines().filter_map(|row| json(row)["derived"]["callsPerMinute"].as_f64()).collect();
    assert!(paces.len() > 5 && paces[0] > 30.0, "{paces:?}");
    assert!(paces.is_sorted_by(|a, b| a >= b), "{paces:?}");
}

#[test]
fn check_gives_up_in_time() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let server = server(|_| ());
    let url = format!("http://{}", silent.local_addr().unwrap());
    let run = World::of(&server).with("CALLBOT_BASE_URL", &url).run(&["check", "--timeout", "200ms"]);
    run.ended(3, "CALLBOT UNKNOWN - The platform did not answer within 200ms");
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_that_nobody_reads_changes_no_verdict_and_one_that_cannot_be_written_is_unknown() {
    let server = server(|options| options.speed = 0.0);
    let world = World::of(&server);
    let check = ["check", "--crit", "st:paused"];
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    assert_eq!(world.command(&check).stdout(writer).status().unwrap().code(), Some(2));
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let run = Run::of(world.command(&check).stdout(full).stderr(Stdio::piped()).output().unwrap());
    run.ended(3, "");
    assert!(run.err.contains("Cannot write the output"), "{}", run.err);
}

/// A running `watch`; ended with the test.
struct Watch {
    child: Child,
    /// Taken to close the pipe.
    lines: Option<Lines<BufReader<ChildStdout>>>,
}

impl Watch {
    fn start(world: &World, arguments: &[&str]) -> Self {
        let mut child = world
            .command(&[&["watch"], arguments].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines: Some(lines) }
    }

    fn line(&mut self) -> String {
        self.lines.as_mut().unwrap().next().expect("the lines go on").unwrap()
    }

    /// Reads until a line that is looked for.
    fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let line = json(&self.line());
            if wanted(&line) {
                return line;
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn watch_tells_changes_and_the_health_of_the_reading_as_they_come() {
    let server = server(|options| options.speed = 200.0);
    let world = World::of(&server);
    let mut watch = Watch::start(&world, &[]);
    assert_eq!(watch.until(|line| line["type"] == "health")["health"], "live");
    let change = watch.until(|line| line["changed"]["taskStat.totalCall"].is_object());
    assert!(change["task"]["taskID"].is_string() && change["at"].as_i64().unwrap() > 1_600_000_000, "{change}");
    let calls = &change["changed"]["taskStat.totalCall"];
    assert!(calls["new"].as_i64() > calls["old"].as_i64(), "{change}");
    server.shutdown();
    let failing = watch.until(|line| line["type"] == "health");
    assert!(failing["health"] == "failing" && failing["fault"].is_string(), "{failing}");
}

#[test]
fn watch_takes_conditions_and_prints_text_where_asked() {
    let server = server(|options| options.speed = 200.0);
    let world = World::of(&server);
    let mut watch = Watch::start(&world, &["--status", "running", "--format", "text"]);
    let line = watch.line();
    assert!(line.ends_with(" health  live"), "{line}");
    assert!(watch.line().contains(" change  "));
}

#[cfg(unix)]
#[test]
fn watch_ends_by_signals_with_their_codes() {
    let server = server(|options| options.speed = 0.0);
    let world = World::of(&server);
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let mut watch = Watch::start(&world, &[]);
        watch.until(|line| line["type"] == "health");
        let killed = Command::new("kill").args([signal, &watch.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        assert_eq!(watch.child.wait().unwrap().code(), Some(code));
    }
}

#[cfg(unix)]
#[test]
fn watch_ends_by_a_signal_while_its_reader_takes_nothing() {
    let server = server(|options| options.speed = 200.0);
    let world = World::of(&server);
    let (reader, mut filled) = std::io::pipe().unwrap();
    // Full but for a little: the first lines go, a later one waits for ever.
    std::io::Write::write_all(&mut filled, &[b' '; 61_440]).unwrap();
    let mut child = world.command(&["watch"]).stdout(filled).spawn().unwrap();
    // Until the next line cannot but wait.
    while rustix::io::ioctl_fionread(&reader).unwrap() < 64_500 {
        std::thread::yield_now();
    }
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(143));
    drop(reader);
}

#[test]
fn watch_is_fine_when_its_reader_goes_away() {
    let server = server(|options| options.speed = 200.0);
    let world = World::of(&server);
    let mut watch = Watch::start(&world, &[]);
    watch.until(|line| line["type"] == "health");
    drop(watch.lines.take());
    assert_eq!(watch.child.wait().unwrap().code(), Some(0));
}

#[test]
fn watch_with_credentials_that_are_refused_ends_with_77() {
    let server = server(|_| ());
    let run = World::of(&server).with("CALLBOT_SECRET_KEY", "wrong").run(&["watch"]);
    run.ended(77, "\"refused\"");
    assert!(run.err.starts_with("callbot-tui: "), "{}", run.err);
}
