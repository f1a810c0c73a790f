//! Alerts over a restart.

use std::collections::HashMap;
use std::sync::Arc;

use super::scene::{MINUTE, NOW, fleet, task};
use crate::domain::{Task, TaskKey, TaskStatus};
use crate::history::alert::{
    Alert, AlertId, AlertPhase, AlertSettings, Alerts, KeptAlerts, Look, RuleName, Severity, Transition,
};
use crate::history::task_history::TaskHistory;

fn alert(name: &str, rule: RuleName, phase: AlertPhase) -> Alert {
    Alert {
        id: AlertId { task: Some(TaskKey::from_text(name)), rule },
        severity: Severity::Critical,
        task_name: format!("name of {name}"),
        since_unix_ms: NOW - 20 * MINUTE,
        phase,
        what: "no call for 9m".to_owned(),
        snoozed_until_unix_ms: None,
        is_acknowledged: false,
    }
}

/// A run that had these alerts, ended, and the next one, by way of the file.
fn next_run(alerts: Vec<Alert>, act: impl FnOnce(&mut Alerts)) -> Alerts {
    let mut before = Alerts::with(AlertSettings::default(), alerts);
    before.keep();
    act(&mut before);
    let text = serde_json::to_string(&*before.kept()).unwrap();
    let kept: KeptAlerts = serde_json::from_str(&text).unwrap();
    let mut after = Alerts::new(AlertSettings::default());
    after.restore(&kept, NOW);
    after
}

fn observe(alerts: &mut Alerts, task: &Arc<Task>, history: TaskHistory, at: i64) -> Vec<Transition> {
    let mut fleet = fleet();
    fleet.as_of_unix_ms = Some(at);
    let tasks: HashMap<_, _> = [(task.key.clone(), history)].into_iter().collect();
    let board = [Arc::clone(task)].into_iter().collect();
    alerts.observe(Look { tasks: &tasks, board: &board, fleet: &fleet, read_unix_ms: at }, at)
}

#[test]
fn what_was_open_is_open_at_once_and_nobody_is_told_again() {
    let alerts = vec![
        alert("a", RuleName::Stall, AlertPhase::Firing),
        alert("b", RuleName::Tail, AlertPhase::Clearing),
        alert("c", RuleName::Crawl, AlertPhase::Pending),
    ];
    let mut after = next_run(alerts.clone(), |_| ());
    let open: Vec<&Alert> = after.open();
    assert_eq!(open.len(), 2, "what only waited waits again: {open:?}");
    let stall = open.iter().find(|alert| alert.id.rule == RuleName::Stall).unwrap();
    assert_eq!((stall.since_unix_ms, stall.what.as_str()), (NOW - 20 * MINUTE, "no call for 9m"));
    assert!(after.tick(&fleet(), NOW + 1_000).is_empty());
}

#[test]
fn snoozes_mutes_and_what_was_seen_hold_on() {
    let until = NOW + 20 * MINUTE;
    let alerts = vec![
        alert("a", RuleName::Stall, AlertPhase::Firing),
        alert("b", RuleName::Tail, AlertPhase::Firing),
        alert("c", RuleName::Spill, AlertPhase::Firing),
    ];
    let ids: Vec<AlertId> = alerts.iter().map(|alert| alert.id.clone()).collect();
    let mut after = next_run(alerts, |alerts| {
        alerts.acknowledge_all();
        alerts.snooze(&ids[..1], until);
        alerts.toggle_mute(ids[1].task.as_ref(), RuleName::Tail);
    });
    assert_eq!(after.open().len(), 1);
    assert!(after.open()[0].is_acknowledged);
    assert_eq!(after.get(&ids[0]).unwrap().snoozed_until_unix_ms, Some(until));
    assert!(after.is_muted(&ids[1]));
    let woken = after.tick(&fleet(), until + 1);
    assert!(woken.iter().any(|told| told.alert.id == ids[0]), "{woken:?}");
}

#[test]
fn a_failure_that_was_told_stays_told_until_somebody_has_seen_it() {
    let mut after = next_run(vec![alert("t", RuleName::Failed, AlertPhase::Firing)], |_| ());
    let failed = Arc::new(task("t", TaskStatus::Failed));
    let mut history = TaskHistory::new(Arc::clone(&failed), NOW);
    history.last_read_unix_ms = NOW + MINUTE;
    history.status_since_unix_ms = Some(NOW - 20 * MINUTE);
    let told = observe(&mut after, &failed, history, NOW + MINUTE);
    assert!(told.is_empty() && after.open().len() == 1, "{told:?}");
    after.acknowledge_all();
    assert!(after.open().is_empty() && after.kept() == Arc::default());
}

#[test]
fn what_makes_no_sense_in_a_file_is_passed_over() {
    let mut alerts = Alerts::new(AlertSettings::default());
    let text = r#"{"alerts":[{"rule":"no-such","task":"a","name":"","phase":"firing","since_unix_ms":0,"what":""},
        {"rule":"stall","task":"b","name":"x\u001b[2J","phase":"firing","since_unix_ms":9223372036854775807,"what":"\u0007"}],
        "mutes":[{"rule":"none"}]}"#;
    alerts.restore(&serde_json::from_str(text).unwrap(), NOW);
    let open = alerts.open();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].since_unix_ms, NOW);
    assert!(!open[0].task_name.contains('\u{1b}') && !open[0].what.contains('\u{7}'));
}
