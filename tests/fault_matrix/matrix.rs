//! Does every case of the matrix and holds the table to what was seen.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use callbot_tui::api::{Client, ClientSettings, SignaturePolicy};
use callbot_tui::demo::{DEMO_SECRET, DEMO_UUID, DemoOptions, DemoServer, fault_names};
use callbot_tui::domain::Clock;

use super::bench::{Run, World, server};
use super::cases::{Case, How, all};
use super::certificates::{self, Shown};
use super::gate::{Counter, Held, Way};
use super::leak;
use super::pty_cases::{behind_proxy, dashboard};
use super::table::{self, Row, normal};
use super::watch::{Event, FAULT, LeapingClock, Seen, watch};

/// How many cases are in work at a time: most of the time is waited.
const AT_A_TIME: usize = 14;

/// A patience that is used up within a test.
const IMPATIENT: Duration = Duration::from_secs(1);

fn settings(base_url: &str) -> ClientSettings {
    let mut settings = ClientSettings::new(base_url, DEMO_UUID, DEMO_SECRET.into());
    settings.use_system_proxy = false;
    settings.ca_pem = Some(certificates::authority_pem().as_bytes().to_vec());
    settings
}

fn client(settings: ClientSettings, clock: &Arc<LeapingClock>) -> Client {
    Client::new(settings, Arc::clone(clock) as Arc<dyn Clock>).unwrap()
}

/// A demo server in leaping time.
fn leaping_server(clock: &Arc<LeapingClock>, change: impl FnOnce(&mut DemoOptions)) -> DemoServer {
    let mut options = DemoOptions { speed: 0.0, ..DemoOptions::new(clock.of_server()) };
    change(&mut options);
    DemoServer::start(options).unwrap()
}

/// What a case came to, and what is wrong with it.
struct Outcome {
    row: Row,
    complaints: Vec<String>,
}

fn outcome(case: &Case, seen: Seen, (list, doctor): (Run, Run), requests: u64, names: &[(String, &str)]) -> Outcome {
    let Seen { word, words, recovered, screens, mut complaints } = seen;
    complaints.extend(leak::find(&screens).map(|found| format!("screen: {found}")));
    complaints.extend(list.leak().map(|found| format!("list: {found}")));
    complaints.extend(doctor.leak().map(|found| format!("doctor: {found}")));
    let failed = recovered.is_some();
    if failed == (list.code == 0) {
        complaints.push(format!("list ended with {} where the dashboard says {word}: {}", list.code, list.err));
    }
    if !(failed || word == "LIVE") {
        complaints.push(format!("{word} where nothing failed"));
    }
    if list.log.is_empty() || !list.log.contains("TRACE") && !list.log.contains("DEBUG") {
        complaints.push("nothing was logged".to_owned());
    }
    if [list.code, doctor.code].iter().any(|code| ![0, 65, 69, 77, 78].contains(code)) {
        complaints.push(format!("exit codes {} and {}: {} {}", list.code, doctor.code, list.err, doctor.err));
    }
    let words = normal(&words, names);
    // Without the conditions of the reading in between, which only the dashboard has.
    let said = words.replace("{\"taskStatus\":[1,2,5]}", "{}");
    let sentence: String = said.split(" (listTask").next().unwrap_or_default().chars().take(100).collect();
    if failed && !normal(&list.err, names).contains(&sentence) {
        complaints.push(format!("list says {:?}, not {sentence:?}", list.err));
    }
    let times = if requests == 1 { "once".to_owned() } else { format!("{requests} times") };
    let shown = if words.is_empty() { word.to_owned() } else { format!("{word}: {words}") };
    let row = Row {
        injected: case.injected.clone(),
        shown,
        list: if requests == 0 { list.code.to_string() } else { format!("{}, asked {times}", list.code) },
        recovered: match recovered {
            Some((seconds, step)) => format!("{seconds} s of a step of {step} s"),
            None => "never lost".to_owned(),
        },
    };
    Outcome { row, complaints }
}

/// Runs `list` and `doctor` in a world, each with a log of its own form.
fn headless(world: &World) -> (Run, Run) {
    (world.run(&["list", "--format", "jsonl"], "text"), world.run(&["doctor"], "json"))
}

fn by_server(case: &Case, elsewhere: &Counter) -> Outcome {
    let How::Server { fault, reply_signature, is_impatient } = case.how else { unreachable!() };
    let clock = LeapingClock::new();
    let target = format!("http://{}/elsewhere", elsewhere.address);
    let leaping = leaping_server(&clock, |options| {
        let length = FAULT.end - FAULT.start;
        options.faults = vec![format!("{fault}@{}+{length}", FAULT.start).parse().unwrap()];
        options.elsewhere.clone_from(&target);
    });
    let base_url = leaping.base_url();
    let mut usual = settings(&base_url);
    usual.reply_signature = match reply_signature {
        "off" => SignaturePolicy::Off,
        "require" => SignaturePolicy::Require,
        _ => SignaturePolicy::Warn,
    };
    let mut during = usual.clone();
    if is_impatient {
        during.request_timeout = IMPATIENT;
    }
    // The binary reads as much as it ever does; once is enough.
    during.max_body_bytes = 4 << 20;
    let seen = watch(&clock, &FAULT, (client(usual, &clock), client(during, &clock)), &base_url, Vec::new());

    let lasting = server(|options| {
        options.faults = vec![fault.parse().unwrap()];
        options.elsewhere = target;
    });
    let profile = format!("reply_signature = \"{reply_signature}\"");
    let poll = if is_impatient { "request_timeout = \"1s\"" } else { "" };
    let world = World::new(&lasting.base_url(), &profile, poll);
    let list = world.run(&["list", "--format", "jsonl"], "text");
    let requests = lasting.tally().requests;
    let doctor = world.run(&["doctor"], "json");
    let names = [
        (leaping.address().to_string(), "SERVER"),
        (lasting.address().to_string(), "SERVER"),
        (elsewhere.address.to_string(), "ELSEWHERE"),
    ];
    outcome(case, seen, (list, doctor), requests, &names)
}

fn gone(case: &Case, seconds: u64) -> Outcome {
    let clock = LeapingClock::new();
    let before = leaping_server(&clock, |_| ());
    let (address, base_url) = (before.address(), before.base_url());
    let after = Arc::new(Mutex::new(None));
    let (kept, again) = (Arc::clone(&after), Arc::clone(&clock));
    let span = FAULT.start..FAULT.start + seconds;
    // A connection of another test may have the port for a moment.
    let start_again = move || {
        let options = || DemoOptions { speed: 0.0, listen: address, ..DemoOptions::new(again.of_server()) };
        let started = (0..10_000).find_map(|_| DemoServer::start(options()).ok());
        *kept.lock().unwrap() = Some(started.expect("the port is free again"));
    };
    let events: Vec<Event> = vec![(span.start, Box::new(move || before.shutdown())), (span.end, Box::new(start_again))];
    let clients = (client(settings(&base_url), &clock), client(settings(&base_url), &clock));
    let seen = watch(&clock, &span, clients, &base_url, events);
    let held = Held::any();
    let nobody = held.address();
    let world = World::new(&format!("http://{nobody}"), "", "");
    outcome(case, seen, headless(&world), 0, &[(address.to_string(), "SERVER"), (nobody.to_string(), "SERVER")])
}

fn no_such_name(case: &Case) -> Outcome {
    let clock = LeapingClock::new();
    let right = leaping_server(&clock, |_| ());
    let base_url = "http://callbot.invalid";
    let clients = (client(settings(&right.base_url()), &clock), client(settings(base_url), &clock));
    let mut seen = watch(&clock, &FAULT, clients, base_url, Vec::new());
    // Why not is told in the system's words.
    if let Some((before, after)) = seen.words.split_once("resolved: ")
        && let Some((_, after)) = after.split_once(" (listTask")
    {
        seen.words = format!("{before}resolved (listTask{after}");
    }
    let world = trusting(World::new(base_url, "", ""));
    outcome(case, seen, headless(&world), 0, &[])
}

/// A world in which the authority is the only one that is trusted.
fn trusting(world: World) -> World {
    let path = world.home.path().join("authority.pem");
    std::fs::write(&path, certificates::authority_pem()).unwrap();
    world.with("SSL_CERT_FILE", path.to_str().unwrap())
}

fn certificate(case: &Case, shown: Shown) -> Outcome {
    let clock = LeapingClock::new();
    let demo = leaping_server(&clock, |_| ());
    let right = certificates::listen(Shown::Right, demo.address());
    let wrong = certificates::listen(shown, demo.address());
    let base_url = format!("https://{wrong}");
    let clients = (client(settings(&format!("https://{right}")), &clock), client(settings(&base_url), &clock));
    let seen = watch(&clock, &FAULT, clients, &base_url, Vec::new());
    let world = trusting(World::new(&base_url, "", ""));
    let requests = demo.tally().requests;
    let runs = headless(&world);
    assert_eq!(demo.tally().requests, requests, "a request went to a server with a wrong certificate");
    outcome(case, seen, runs, 0, &[(wrong.to_string(), "SERVER")])
}

fn proxy(case: &Case, way: Way) -> Outcome {
    let (seen, gate) = behind_proxy(way);
    let names = [(gate.address.to_string(), "PROXY")];
    let said = |run: &Run| {
        let words: Vec<&str> = run.err.trim_start_matches("callbot-tui: ").lines().take(2).map(str::trim).collect();
        normal(&words.join(". "), &names)
    };
    let words = said(&seen.runs.0);
    let squeezed = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let mut complaints = Vec::new();
    let sentence = squeezed(words.split(" (listTask").next().unwrap_or_default());
    if !squeezed(&normal(&seen.screen, &names)).contains(&sentence) {
        complaints.push(format!("the screen does not say {words:?}:\n{}", seen.screen));
    }
    for (name, text) in [("terminal", &seen.output), ("log", &seen.log)] {
        complaints.extend(leak::find(text).map(|found| format!("{name}: {found}")));
    }
    let shown = Seen { word: "FAILING", words, recovered: Some((0, 0)), screens: seen.screen, complaints };
    let mut outcome = outcome(case, shown, seen.runs, 0, &names);
    outcome.row.recovered = "the next attempt, within a step of 2 s".to_owned();
    outcome
}

fn run(case: &Case, elsewhere: &Counter) -> Outcome {
    match case.how {
        How::Server { .. } => by_server(case, elsewhere),
        How::Gone { seconds } => gone(case, seconds),
        How::NoSuchName => no_such_name(case),
        How::Proxy(way) => proxy(case, way),
        How::Certificate(shown) => certificate(case, shown),
    }
}

#[test]
fn every_fault_is_told_keeps_the_data_leaks_nothing_and_passes() {
    let cases = all();
    let elsewhere = Counter::start();
    let next = AtomicUsize::new(0);
    let outcomes: Vec<Mutex<Option<Outcome>>> = cases.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(index) = Some(next.fetch_add(1, Ordering::SeqCst)).filter(|index| *index < cases.len()) {
                    *outcomes[index].lock().unwrap() = Some(run(&cases[index], &elsewhere));
                }
            });
        }
    });
    let outcomes: Vec<Outcome> = outcomes.into_iter().map(|outcome| outcome.into_inner().unwrap().unwrap()).collect();
    let complaints: Vec<String> = outcomes
        .iter()
        .flat_map(|outcome| outcome.complaints.iter().map(|words| format!("{}: {words}", outcome.row.injected)))
        .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert_eq!(elsewhere.connections(), 0, "a signed request followed a redirect");
    let rows: Vec<Row> = outcomes.into_iter().map(|outcome| outcome.row).collect();
    table::hold("faults.md", true, &rows);
}

#[test]
fn whoever_follows_a_redirect_is_counted() {
    let elsewhere = Counter::start();
    let _ = std::net::TcpStream::connect(elsewhere.address).unwrap();
    while elsewhere.connections() == 0 {
        std::thread::yield_now();
    }
}

#[test]
fn every_fault_of_the_demo_server_is_in_the_matrix_or_about_rows() {
    let cases = all();
    let has = |name| cases.iter().any(|case| matches!(case.how, How::Server { fault, .. } if fault == name));
    for (name, _) in fault_names() {
        assert!(has(name) != super::cases::ABOUT_ROWS.contains(&name), "{name}");
    }
}

#[test]
fn a_server_with_a_certificate_of_a_trusted_authority_is_read() {
    let demo = server(|_| ());
    let address = certificates::listen(Shown::Right, demo.address());
    let base_url = format!("https://{address}");
    let by_environment = trusting(World::new(&base_url, "", ""));
    assert_eq!(by_environment.run(&["list"], "text").code, 0);

    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, certificates::authority_pem()).unwrap();
    let setting = format!("ca_file = {:?}", file.path());
    let by_setting = World::new(&base_url, &setting, "");
    let run = by_setting.run(&["list"], "text");
    assert_eq!(run.code, 0, "{}", run.err);
    let by_nobody = World::new(&base_url, "", "").run(&["list"], "text");
    assert!([69, 78].contains(&by_nobody.code), "{}", by_nobody.err);
}

/// To a client with another secret, the demo server's is a word like any other: what it repeats goes everywhere.
#[test]
fn the_search_finds_a_leak_on_the_screen_in_the_output_and_in_the_log() {
    let demo = server(|options| options.faults = vec!["echo-response-id".parse().unwrap()]);
    let world = World::new(&demo.base_url(), "", "").with("CALLBOT_SECRET_KEY", "another-secret-0002");
    for format in ["text", "json"] {
        let run = world.run(&["list"], format);
        assert!(leak::find(&run.err).is_some(), "{}", run.err);
        assert!(leak::find(&run.log).is_some(), "{}", run.log);
    }
    let board = dashboard(&world, "text");
    board.wait_for("REFUSED");
    board.wait_until("the ids", |screen| leak::find(&screen.contents()).is_some());
    assert!(leak::find(&board.output()).is_some());
}
