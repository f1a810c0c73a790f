//! Every screen and state of the dashboard, by name.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use callbot_tui::app::{Account, Drawn, Model, Msg, SetupProblem, update};
use callbot_tui::domain::{Fault, FaultKind, Feed, Health, Now, Snapshot, Sweep, SweepLane, Task};
use callbot_tui::keys::{Chord, Key};

use super::fleet::{NOW_SECONDS, diwali, everyday, forty, hostile, with_everything};

/// The moment of every scene.
pub fn now() -> Now {
    static START: OnceLock<Instant> = OnceLock::new();
    #[expect(clippy::disallowed_methods, reason = "any instant will do; only differences are shown")]
    let instant = *START.get_or_init(Instant::now);
    Now { instant, unix_ms: NOW_SECONDS * 1000 }
}

pub fn account() -> Account {
    Account {
        profile: "prod-hk".to_owned(),
        base_url: "https://nxbot.nxcloud.com".to_owned(),
        is_demo: false,
        conditions: None,
    }
}

/// A feed with these tasks, read four seconds ago.
pub fn feed(tasks: Vec<Task>) -> Feed {
    Feed {
        snapshot: Snapshot {
            tasks: tasks.into_iter().map(Arc::new).collect(),
            revision: 1,
            as_of_unix_ms: Some(now().unix_ms - 4_000),
            is_whole: true,
            ..Snapshot::default()
        },
        health: Health::Live,
        next_poll_at: Some(now().instant + Duration::from_secs(11)),
        poll_interval_seconds: 15,
        round_trip_ms: Some(310),
        ..Feed::default()
    }
}

/// A dashboard with a feed, after some keys.
pub fn dashboard(feed: Feed, keys: &str) -> Model {
    let mut model = Model::new(account(), None, 28_800, now());
    update(
        &mut model,
        Msg::Drawn(Drawn { list_rows: 12, view_lines: 12, content_lines: 200, ..Drawn::default() }),
        now(),
    );
    update(&mut model, Msg::Feed(Arc::new(feed)), now());
    press(&mut model, keys);
    model
}

/// Presses keys: characters as they are, `\n` for enter and `\u{1b}` for escape.
pub fn press(model: &mut Model, keys: &str) {
    for c in keys.chars() {
        let chord = match c {
            '\n' => Chord::plain(Key::Enter),
            '\u{1b}' => Chord::plain(Key::Esc),
            c => Chord::char(c),
        };
        update(model, Msg::Chord(chord), now());
    }
}

fn fault(kind: FaultKind, sentence: &str, hint: &str, ret_code: Option<i64>) -> Fault {
    Fault {
        ret_code,
        ret_msg: ret_code.map(|_| "busy".to_owned()),
        response_id: ret_code.map(|_| "r-81c0ffee".to_owned()),
        request_id: Some("5d1e0c7a93b24f6ea1d2c3b4a5968778".to_owned()),
        ..Fault::new(kind, sentence, hint)
    }
}

fn busy() -> Fault {
    fault(FaultKind::Busy, "The platform is under maintenance", "It is asked again by itself", Some(5))
}

fn refusal() -> Fault {
    Fault {
        skew_seconds: Some(-642),
        ..fault(
            FaultKind::SignatureRefused,
            "The platform says that the signature is wrong",
            "Check the secret key, the algorithm and this machine's clock",
            Some(6),
        )
    }
}

fn failing(fault: Fault) -> Health {
    Health::Failing { since_unix_ms: now().unix_ms - 130_000, attempt: 3, fault }
}

fn without_data(health: Health) -> Model {
    let next_poll_at = Some(now().instant + Duration::from_secs(42));
    dashboard(Feed { health, next_poll_at, poll_interval_seconds: 15, ..Feed::default() }, "")
}

fn aged(mut feed: Feed, seconds: i64) -> Feed {
    feed.snapshot.as_of_unix_ms = Some(now().unix_ms - seconds * 1000);
    feed
}

/// A scene: its name and how to make it.
pub type Scene = (&'static str, fn() -> Model);

/// Every screen and state.
pub const SCENES: &[Scene] = &[
    ("board", || dashboard(feed(forty()), "jjj")),
    ("board_hostile", || dashboard(feed(hostile()), "j")),
    ("board_chosen", || dashboard(feed(forty()), "25/loan\n")),
    ("board_typing", || dashboard(feed(everyday()), "/vn_loan")),
    ("board_typing_problem", || dashboard(feed(everyday()), "/promo asr<many")),
    ("board_no_match", || dashboard(feed(everyday()), "4/nothing like this\n")),
    ("board_empty", || dashboard(feed(Vec::new()), "")),
    ("board_empty_conditions", || {
        let mut model = dashboard(feed(Vec::new()), "");
        model.account.conditions = Some("status running, name promo".to_owned());
        model
    }),
    ("board_sweep", || {
        let mut feed = feed(forty());
        feed.sweep = Some(Sweep { lane: SweepLane::Full, page: 3, pages: Some(12) });
        feed.next_poll_at = None;
        feed.snapshot.is_whole = false;
        let mut model = dashboard(feed, "");
        model.account.is_demo = true;
        model.account.profile = "demo".to_owned();
        model.account.base_url = "http://127.0.0.1:40123".to_owned();
        model
    }),
    ("board_stale", || dashboard(aged(feed(everyday()), 130), "")),
    ("board_failing", || {
        let mut feed = aged(feed(everyday()), 130);
        feed.health = failing(busy());
        feed.skew_seconds = Some(-90);
        dashboard(feed, "")
    }),
    ("board_refused", || {
        let mut feed = aged(feed(everyday()), 400);
        feed.health = Health::Refused { since_unix_ms: now().unix_ms - 60_000, fault: refusal() };
        dashboard(feed, "")
    }),
    ("loading", || without_data(Health::Starting)),
    ("unreachable", || {
        without_data(failing(fault(
            FaultKind::Unreachable,
            "No connection to nxbot.nxcloud.com: connection refused",
            "Check the network, the proxy settings and the base URL",
            None,
        )))
    }),
    ("refused", || without_data(Health::Refused { since_unix_ms: now().unix_ms, fault: refusal() })),
    ("dead", || {
        without_data(Health::Dead {
            fault: Fault::new(FaultKind::Internal, "The poller ended unexpectedly", "Please report the log file"),
        })
    }),
    ("no_credentials", || {
        let setup = SetupProblem {
            missing: vec!["uuid".to_owned(), "secret key".to_owned()],
            config_path: "/home/ops/.config/callbot-tui/config.toml".to_owned(),
        };
        Model::new(Account { profile: "default".to_owned(), ..account() }, Some(setup), 28_800, now())
    }),
    ("detail", || dashboard(feed(vec![diwali()]), "\n")),
    ("detail_everything", || dashboard(feed(vec![with_everything()]), "\n")),
    ("detail_nothing", || dashboard(feed(hostile()), "G\n")),
    ("detail_gone", || {
        let mut model = dashboard(feed(everyday()), "\n");
        let mut later = feed(everyday().split_off(2));
        later.snapshot.revision = 2;
        update(&mut model, Msg::Feed(Arc::new(later)), now());
        model
    }),
    ("help", || dashboard(feed(everyday()), "?")),
    ("export_menu", || dashboard(feed(everyday()), "ej")),
    ("sort_menu", || dashboard(feed(everyday()), "s")),
    ("window_grid", || dashboard(feed(vec![diwali()]), "d")),
    ("window_grid_unknown", || dashboard(feed(hostile()[7..8].to_vec()), "d")),
    ("raw_json", || dashboard(feed(vec![diwali()]), "J")),
];
