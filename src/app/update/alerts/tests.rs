//! The panel, the jump, snoozing and muting, played as a user would.

use super::*;
use crate::app::fixture::{feed, model_with, now, play, selected, task};
use crate::app::hits::{Area, Hits, PanelHits, Span};
use crate::app::model::Drawn;
use crate::app::update::update;
use crate::app::{Mouse, MouseKind, Msg};
use crate::history::{AlertPhase, AlertSettings, Alerts, Severity};

const FRUIT: [&str; 5] = ["apple", "banana", "cherry", "damson", "elder"];

fn id(name: &str, rule: RuleName) -> AlertId {
    AlertId { task: Some(task(name).key), rule }
}

fn alert(name: &str, rule: RuleName, severity: Severity, minutes: i64) -> Alert {
    Alert {
        id: id(name, rule),
        severity,
        task_name: name.to_owned(),
        since_unix_ms: now(0).unix_ms - minutes * 60_000,
        phase: AlertPhase::Firing,
        what: "it is wrong".to_owned(),
        snoozed_until_unix_ms: None,
        is_acknowledged: false,
    }
}

/// In the order of the panel: damson stall, damson tail, banana spill.
fn some() -> Vec<Alert> {
    vec![
        alert("banana", RuleName::Spill, Severity::Warning, 9),
        alert("damson", RuleName::Tail, Severity::Warning, 5),
        alert("damson", RuleName::Stall, Severity::Critical, 20),
    ]
}

fn alarmed(alerts: Vec<Alert>) -> Model {
    let mut model = model_with(&FRUIT);
    *model.history.alerts_mut() = Alerts::with(AlertSettings::default(), alerts);
    model
}

fn at_cursor(model: &Model) -> Option<String> {
    let alert = highlighted(model)?;
    match &model.overlay {
        Some(Overlay::Alerts { selected, cursor }) => {
            assert_eq!(model.history.alerts().all().get(*cursor).map(|alert| &alert.id), selected.as_ref());
        }
        other => panic!("{other:?}"),
    }
    Some(format!("{} {}", alert.task_name, alert.id.rule))
}

fn toast(model: &Model) -> &str {
    model.toast.as_ref().map_or("", |toast| toast.text.as_str())
}

#[test]
fn the_jump_goes_through_the_tasks_in_the_order_of_the_alerts_and_round() {
    let mut model = alarmed(some());
    for (key, name) in [("}", "damson"), ("}", "banana"), ("}", "damson"), ("{", "banana"), ("{", "damson")] {
        play(&mut model, key);
        assert_eq!(selected(&model).as_deref(), Some(name), "{key}");
    }
    let mut back = alarmed(some());
    play(&mut back, "{");
    assert_eq!(selected(&back).as_deref(), Some("banana"));
}

#[test]
fn a_jump_from_an_open_task_opens_the_next() {
    let mut model = alarmed(some());
    play(&mut model, "<enter>}");
    assert!(matches!(&model.screen, Screen::Detail { task, .. } if task.task.display_name() == "damson"));
    play(&mut model, "}");
    assert!(matches!(&model.screen, Screen::Detail { task, .. } if task.task.display_name() == "banana"));
    play(&mut model, "<esc>");
    assert_eq!(selected(&model).as_deref(), Some("banana"));
}

#[test]
fn a_jump_says_where_there_is_nothing_to_go_to() {
    let mut model = alarmed(Vec::new());
    play(&mut model, "}");
    assert_eq!(toast(&model), "no alert is open");
    let mut one = alarmed(vec![alert("banana", RuleName::Spill, Severity::Warning, 9)]);
    play(&mut one, "}}");
    assert_eq!(toast(&one), "no other task has an open alert");
    let whole = Alert {
        id: AlertId { task: None, rule: RuleName::PollHealth },
        ..alert("", RuleName::PollHealth, Severity::Critical, 1)
    };
    let mut whole = alarmed(vec![whole, alert("gone", RuleName::Spill, Severity::Warning, 9)]);
    play(&mut whole, "}");
    assert_eq!(toast(&whole), "no open alert is about a task");
    assert_eq!(selected(&whole).as_deref(), Some("apple"));
}

#[test]
fn a_hidden_task_is_opened_and_said_to_be_hidden() {
    for keys in ["/apple<enter>}", "/apple<enter>a<enter>"] {
        let mut model = alarmed(some());
        play(&mut model, keys);
        let is_open = matches!(&model.screen, Screen::Detail { task, .. } if task.task.display_name() == "damson");
        assert!(is_open && model.overlay.is_none() && toast(&model).contains("filter"), "{keys}");
        play(&mut model, "}");
        assert!(matches!(&model.screen, Screen::Detail { task, .. } if task.task.display_name() == "banana"));
    }
}

#[test]
fn the_panel_opens_on_the_task_at_hand_and_enter_goes_to_the_task() {
    let mut model = alarmed(some());
    play(&mut model, "ja");
    assert_eq!(at_cursor(&model).as_deref(), Some("banana spill"));
    play(&mut model, "g");
    assert_eq!(at_cursor(&model).as_deref(), Some("damson stall"));
    play(&mut model, "j<enter>");
    assert!(model.overlay.is_none());
    assert_eq!(selected(&model).as_deref(), Some("damson"));
    play(&mut model, "aG<pgup>kk<end>");
    assert_eq!(at_cursor(&model).as_deref(), Some("banana spill"));
    play(&mut model, "a");
    assert!(model.overlay.is_none(), "the same key closes it");
}

#[test]
fn the_cursor_follows_its_alert_while_others_come_and_go() {
    let mut model = alarmed(some());
    play(&mut model, "ajj");
    assert_eq!(at_cursor(&model).as_deref(), Some("banana spill"));
    let mut more = some();
    more.push(alert("elder", RuleName::Stall, Severity::Critical, 1));
    *model.history.alerts_mut() = Alerts::with(AlertSettings::default(), more);
    update(&mut model, Msg::Tick, now(1));
    assert_eq!(at_cursor(&model).as_deref(), Some("banana spill"));
    play(&mut model, "?");
    *model.history.alerts_mut() = Alerts::with(AlertSettings::default(), some().split_off(1));
    update(&mut model, feed(2, FRUIT.map(task)), now(2));
    play(&mut model, "<esc>");
    assert_eq!(at_cursor(&model).as_deref(), Some("damson tail"), "where it went, the next stands under the cursor");
    *model.history.alerts_mut() = Alerts::default();
    update(&mut model, Msg::Tick, now(3));
    assert_eq!(at_cursor(&model), None);
    play(&mut model, "jkGx<enter>uUAw");
    assert!(matches!(model.overlay, Some(Overlay::Alerts { selected: None, cursor: 0 })));
}

#[test]
fn a_snooze_of_one_alert_says_its_end_and_the_same_key_wakes_it() {
    let mut model = alarmed(some());
    play(&mut model, "ax");
    assert_eq!(toast(&model), "no word of stall of damson until 08:16 UTC");
    assert_eq!(at_cursor(&model).as_deref(), Some("damson stall"), "the cursor went down with it");
    assert_eq!(model.history.alerts().open().len(), 2);
    let until = highlighted(&model).and_then(|alert| alert.snoozed_until_unix_ms);
    assert_eq!(until, Some(now(1800).unix_ms));
    play(&mut model, "x");
    assert_eq!(toast(&model), "stall of damson is heard again");
    assert_eq!(model.history.alerts().open().len(), 3);
}

#[test]
fn a_snooze_on_the_board_takes_all_alerts_of_the_task_and_wakes_them_again() {
    let mut model = alarmed(some());
    play(&mut model, "jjjx");
    assert_eq!(toast(&model), "no word of 2 alerts of this task until 08:16 UTC");
    assert_eq!(model.history.alerts().open().len(), 1);
    play(&mut model, "x");
    assert_eq!(toast(&model), "2 alerts of this task heard again");
    assert_eq!(model.history.alerts().open().len(), 3);
    play(&mut model, "gx");
    assert_eq!(toast(&model), "no alert of this task to snooze");
}

#[test]
fn a_mute_is_for_a_task_or_for_all() {
    let mut model = alarmed(some());
    play(&mut model, "au");
    assert_eq!(toast(&model), "stall is muted for this task");
    assert_eq!(at_cursor(&model).as_deref(), Some("damson stall"));
    assert_eq!(model.history.alerts().open().len(), 2);
    play(&mut model, "x");
    assert!(toast(&model).contains("is muted"), "{}", toast(&model));
    play(&mut model, "uU");
    assert_eq!(toast(&model), "stall is muted for all tasks");
    play(&mut model, "U");
    assert_eq!(toast(&model), "stall is heard again for all tasks");
    assert_eq!(model.history.alerts().open().len(), 3);
}

#[test]
fn all_can_be_marked_as_seen() {
    let mut model = alarmed(some());
    play(&mut model, "aA");
    assert!(model.history.alerts().all().iter().all(|alert| alert.is_acknowledged));
    play(&mut model, "A");
    assert_eq!(toast(&model), "all were seen already");
}

#[test]
fn why_over_the_panel_is_about_its_task_and_gives_the_panel_back() {
    let mut model = alarmed(some());
    play(&mut model, "ajjw");
    assert!(matches!(&model.overlay, Some(Overlay::Why { task, .. }) if task.task.display_name() == "banana"));
    play(&mut model, "<esc>");
    assert_eq!(at_cursor(&model).as_deref(), Some("banana spill"));
    let effects = play(&mut model, "y");
    assert!(matches!(&effects[..], [Effect::Copy { text, .. }] if text == "banana"), "{effects:?}");
}

#[test]
fn a_task_that_left_is_said_to_be_gone() {
    let mut model = alarmed(vec![alert("gone", RuleName::Stall, Severity::Critical, 1)]);
    for keys in ["a<enter>", "w"] {
        model.toast = None;
        play(&mut model, keys);
        assert_eq!(toast(&model), "gone is no longer there");
        assert!(matches!(model.overlay, Some(Overlay::Alerts { .. })));
    }
}

#[test]
fn a_click_highlights_and_a_second_one_goes_there() {
    let mut model = alarmed(some());
    model.mouse = true;
    play(&mut model, "a");
    let columns = Span { x: 10, width: 40 };
    let panel = PanelHits {
        area: Area { columns, y: 5, lines: 10 },
        entries: Area { columns, y: 7, lines: 5 },
        first_entry: 0,
    };
    let hits = Hits { panel: Some(panel), ..Hits::default() };
    update(&mut model, Msg::Drawn(Drawn { list_rows: 10, hits, ..Drawn::default() }), now(0));
    let click = |model: &mut Model, kind, line| {
        update(model, Msg::Mouse(Mouse { kind, column: 12, line }), now(0));
    };
    click(&mut model, MouseKind::Click, 9);
    assert_eq!(at_cursor(&model).as_deref(), Some("banana spill"));
    click(&mut model, MouseKind::WheelUp, 9);
    assert_eq!(at_cursor(&model).as_deref(), Some("damson tail"));
    click(&mut model, MouseKind::Click, 11);
    assert_eq!(at_cursor(&model).as_deref(), Some("damson tail"), "no entry there");
    click(&mut model, MouseKind::Click, 8);
    assert!(model.overlay.is_none());
    assert_eq!(selected(&model).as_deref(), Some("damson"));
}

#[test]
fn commands_do_what_the_keys_do() {
    let mut model = alarmed(some());
    play(&mut model, ":alerts<enter>");
    assert!(at_cursor(&model).is_some());
    play(&mut model, "<esc>jjj:snooze 2h 15m<enter>");
    assert_eq!(toast(&model), "no word of 2 alerts of this task until 10:01 UTC");
    play(&mut model, ":snooze 1d<enter>");
    assert_eq!(toast(&model), "no word of 2 alerts of this task until Thu 24 Sep 07:46 UTC");
    play(&mut model, ":snooze<enter>");
    assert_eq!(toast(&model), "2 alerts of this task heard again");
    play(&mut model, ":mute Stall<enter>");
    assert_eq!(toast(&model), "stall is muted for all tasks");
    play(&mut model, ":why<enter>");
    assert!(matches!(&model.overlay, Some(Overlay::Why { task, .. }) if task.task.display_name() == "damson"));
}

#[test]
fn commands_say_what_is_wrong() {
    for (typed, said) in [
        ("snooze soon", "soon is no length of a snooze"),
        ("snooze 0s", "0s is no length of a snooze"),
        ("snooze 8d", "up to 7d"),
        ("snooze 2h", "no alert that could be snoozed"),
        ("mute", "type mute RULE"),
        ("mute everything", "No rule is called everything"),
        ("mute stall now", "now is too much"),
    ] {
        let mut model = alarmed(some());
        play(&mut model, &format!(":{typed}<enter>"));
        match &model.overlay {
            Some(Overlay::Command(line)) => {
                let problem = line.problem.as_deref().unwrap_or_default();
                assert!(problem.contains(said), "{typed}: {problem}");
            }
            other => panic!("{typed}: {other:?}"),
        }
    }
}
