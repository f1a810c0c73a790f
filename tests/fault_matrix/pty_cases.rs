//! Cases that need the real dashboard: proxies, which only the environment can name, and the log of a dashboard that is told
//! the secret by its server.

use callbot_tui::demo::fault_names;

use super::bench::{Run, World, server};
use super::gate::{Gate, Way};
use super::leak;
use super::pty::Pty;

/// The dashboard in a terminal, with its log at the most verbose level.
pub fn dashboard(world: &World, log_format: &str) -> Pty {
    let (home, log) = (world.home.path().to_str().unwrap(), world.log_path());
    let mut environment = vec![("HOME", home)];
    environment.extend(world.environment.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let arguments = ["--log", &log, "--log-level", "trace", "--log-format", log_format];
    Pty::start(env!("CARGO_BIN_EXE_callbot-tui"), &arguments, &environment, 120, 36)
}

/// What a dashboard showed behind a proxy that stops to let requests through, and `list` behind the same.
pub struct BehindProxy {
    pub screen: String,
    pub output: String,
    pub log: String,
    pub runs: (Run, Run),
}

/// Lets a dashboard read through a gate, changes the gate, looks, opens it again and waits until the dashboard is live.
pub fn behind_proxy(way: Way) -> (BehindProxy, Gate) {
    let demo = server(|_| ());
    let mut gate = Gate::before(demo.address());
    let world = World::new("http://callbot.invalid", "", "active_interval = \"1s\"")
        .with("HTTP_PROXY", &format!("http://{}", gate.address));
    let mut board = dashboard(&world, "text");
    board.wait_for("LIVE");
    board.wait_for("running");
    gate.set(way);
    board.wait_until("the failure and the tasks", |screen| {
        let contents = screen.contents();
        contents.contains("FAILING") && contents.contains("running")
    });
    let screen = board.contents();
    let log = world.log();
    // The log of the dashboard goes on meanwhile; these have files of their own.
    let other = World::new("http://callbot.invalid", "", "").with("HTTP_PROXY", &format!("http://{}", gate.address));
    let runs = (other.run(&["list"], "text"), other.run(&["doctor"], "json"));
    gate.set(Way::Open);
    board.wait_for("LIVE");
    board.keys("q");
    assert_eq!(board.wait_for_end(), 0);
    (BehindProxy { screen, output: board.output(), log: log + &world.log(), runs }, gate)
}

#[test]
fn a_proxy_that_opens_no_tunnel_is_told_as_such() {
    let demo = server(|_| ());
    let mut gate = Gate::before(demo.address());
    gate.set(Way::WantsCredentials);
    let world = World::new("https://callbot.invalid", "", "")
        .with("HTTPS_PROXY", &format!("http://user:pass-word@{}", gate.address));
    let run = world.run(&["list"], "text");
    assert_eq!(run.code, 69, "{}", run.err);
    assert!(run.err.contains("The proxy does not let the request through: it wants a user"), "{}", run.err);
    assert!(run.err.contains(&gate.address.to_string()) && !run.err.contains("pass-word"), "{}", run.err);
    assert!(!run.log.contains("pass-word"));
}

#[test]
fn the_dashboard_shows_and_logs_nothing_of_what_a_server_repeats() {
    std::thread::scope(|scope| {
        for (index, (name, _)) in fault_names().filter(|(name, _)| name.starts_with("echo-")).enumerate() {
            scope.spawn(move || {
                let demo = server(|options| options.faults = vec![name.parse().unwrap()]);
                let world = World::new(&demo.base_url(), "", "");
                let mut board = dashboard(&world, ["text", "json"][index % 2]);
                board.wait_until("an answer", |screen| {
                    let contents = screen.contents();
                    ["REFUSED", "FAILING", "LIVE"].iter().any(|word| contents.contains(word))
                });
                if ["echo-rows", "echo-hidden", "echo-headers"].contains(&name) {
                    board.wait_for("LIVE");
                }
                board.keys("q");
                assert_eq!(board.wait_for_end(), 0);
                assert_eq!(leak::find(&board.output()), None, "{name}");
                let log = world.log();
                assert!(log.contains("DEBUG") || log.contains("TRACE"), "{name}: {log}");
                assert_eq!(leak::find(&log), None, "{name}");
            });
        }
    });
}
