//! Every screen and state of the dashboard, by name.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use callbot_tui::app::{Account, Drawn, Model, Msg, SetupProblem, update};
use callbot_tui::domain::{
    Fault, FaultKind, Feed, Health, Now, Snapshot, Sweep, SweepLane, Task, TaskKey, TaskStatus, TaskTexts,
};
use callbot_tui::keys::{Action, Chord, Key, KeyOverride, Keymap};

use super::alerts::{alarmed, alarmed_hostile};
use super::fleet::{NOW_SECONDS, diwali, everyday, forty, hostile, with_everything};
use super::past::watched;

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
        digest: String::new(),
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

/// Presses keys: characters as they are, `\n` for enter, `\t` for tab and `\u{1b}` for escape.
pub fn press(model: &mut Model, keys: &str) {
    for c in keys.chars() {
        let chord = match c {
            '\n' => Chord::plain(Key::Enter),
            '\t' => Chord::plain(Key::Tab),
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

/// The same tasks a reading later: some went on, one is new.
fn read_again(mut model: Model) -> Model {
    let mut later = everyday();
    for task in later.iter_mut().step_by(2) {
        let stat = &mut task.stat;
        stat.finish_order_count = stat.finish_order_count.map(|count| count + 130);
        stat.total_call = stat.total_call.map(|count| count + 310);
    }
    later[1].status = Some(TaskStatus::Paused);
    later.push(Task { texts: TaskTexts::new(Some("brand_new"), None, None, None, None), ..diwali_as("brand_new") });
    let mut later = feed(later);
    later.snapshot.revision = 2;
    update(&mut model, Msg::Feed(Arc::new(later)), now());
    model
}

/// A task like any other under another key.
fn diwali_as(key: &str) -> Task {
    Task { key: TaskKey::new(Some(key), None, String::new), ..diwali() }
}

/// Keys as a user chose them, with two settings that could not be taken as they were written.
fn odd_keys() -> Keymap {
    let line = |number: u32, action, chords: &[&str]| KeyOverride {
        context: None,
        action,
        chords: chords.iter().map(|chord| chord.parse().unwrap()).collect(),
        place: format!("/home/ops/.config/callbot-tui/config.toml, line {number}"),
    };
    let (keymap, problems) = Keymap::with_overrides(&[
        line(21, Action::Refresh, &["s"]),
        line(22, Action::Sort, &["s"]),
        line(23, Action::QuitNow, &[]),
        line(24, Action::Window, &["w", "ctrl-alt-w", "f2"]),
        line(25, Action::Mouse, &[]),
    ]);
    keymap.noting(problems.iter().map(ToString::to_string).collect())
}

/// A scene: its name and how to make it.
pub type Scene = (&'static str, fn() -> Model);

/// Every screen and overlay over campaigns that try to break it, by name and the keys that lead there. A new overlay is
/// one line here.
pub const HOSTILE: &[(&str, &str)] = &[
    ("board", "jjj"),
    ("filter", "/a"),
    ("paused", "p"),
    (
        "all_columns",
        ":show left\n:show answered\n:show reach\n:show max\n:show zone\n:show starts\n:show scene\n:show id\n",
    ),
    ("sort_menu", "s"),
    ("columns", "K"),
    ("column_search", "K/an"),
    ("command_line", ":"),
    ("command_open", ":open "),
    ("export_menu", "e"),
    ("help", "?"),
    ("help_search", "?/task"),
    ("detail", "\n"),
    ("window_grid", "jd"),
    ("raw_json", "J"),
    ("why", "jw"),
];

/// A dashboard of [`HOSTILE`].
pub fn hostile_dashboard(keys: &str) -> Model {
    dashboard(feed(hostile()), keys)
}

/// Every screen and state.
pub const SCENES: &[Scene] = &[
    ("board", || dashboard(feed(forty()), "jjj")),
    ("board_past", || watched(&feed(everyday()), "jj")),
    ("detail_past", || watched(&feed(vec![diwali()]), "\n>")),
    ("window_grid_past", || watched(&feed(vec![diwali()]), "d")),
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
    ("help_search", || dashboard(feed(everyday()), "\n?/copy")),
    ("help_kept", || dashboard(feed(everyday()), "J?/close\n")),
    ("help_nothing", || dashboard(feed(everyday()), "?/zzz")),
    ("help_notes", || {
        let mut model = dashboard(feed(everyday()), "");
        model.keymap = Arc::new(odd_keys());
        press(&mut model, "?");
        model
    }),
    ("board_odd_keys", || {
        let mut model = dashboard(feed(everyday()), "");
        model.keymap = Arc::new(odd_keys());
        model
    }),
    ("export_menu", || dashboard(feed(everyday()), "ej")),
    ("sort_menu", || dashboard(feed(everyday()), "s")),
    ("columns", || dashboard(feed(everyday()), "Kjj j>")),
    ("columns_search", || dashboard(feed(everyday()), "K/orders")),
    ("command", || dashboard(feed(everyday()), ":")),
    ("command_choosing", || dashboard(feed(everyday()), ":sort \t\t\t")),
    ("command_no_match", || dashboard(feed(everyday()), ":open nothing like this")),
    ("command_open_hostile", || dashboard(feed(hostile()), ":open \t")),
    ("command_problem", || dashboard(feed(vec![diwali()]), "\n:sort nothing\n")),
    ("window_grid", || dashboard(feed(vec![diwali()]), "d")),
    ("window_grid_unknown", || dashboard(feed(hostile()[7..8].to_vec()), "d")),
    ("board_alerts", || alarmed("jjjjj")),
    ("board_alerts_selected", || alarmed("}}")),
    ("board_alerts_hostile", || alarmed_hostile("}")),
    ("alerts", || alarmed("a")),
    ("alerts_snoozed", || alarmed("ajjjj")),
    ("alerts_muted", || alarmed("aG")),
    ("alerts_none", || dashboard(feed(everyday()), "a")),
    ("alerts_none_stale", || dashboard(aged(feed(everyday()), 130), "a")),
    ("alerts_hidden_task", || alarmed("/no such task\na\n")),
    ("raw_json", || dashboard(feed(vec![diwali()]), "J")),
    ("why", || dashboard(feed(vec![diwali()]), "w")),
    ("board_changed", || read_again(dashboard(feed(everyday()), ""))),
    ("detail_changed", || read_again(dashboard(feed(everyday()), "\n"))),
    ("board_paused", || read_again(dashboard(feed(everyday()), "jp"))),
    ("board_zones", || dashboard(feed(forty()), "jT")),
    ("detail_stale", || dashboard(aged(feed(vec![diwali()]), 130), "\nTT")),
];
