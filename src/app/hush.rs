//! The alerts that a person wants no word of, as they outlive a run: snoozes and mutes. Uses `history` and `domain`.
//!
//! The history knows them too, but of alerts that are open; here stands what the next run must know before its first
//! alert.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::domain::TaskKey;
use crate::history::{AlertId, AlertPhase, Alerts, RuleName, Transition};

/// The most snoozes and the most mutes that are remembered.
const MOST: usize = 1000;

/// The longest task key that is remembered, in bytes.
const LONGEST_KEY_BYTES: usize = 500;

/// Snoozes and mutes by a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hush {
    /// Until when an alert is snoozed, in milliseconds since 1970.
    snoozes: BTreeMap<AlertId, i64>,
    mutes: BTreeSet<(RuleName, Option<TaskKey>)>,
}

/// A snooze or a mute in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedHush {
    /// The rule's name.
    pub rule: String,
    /// The task's key; none for a mute of all tasks, or an alert about the reading as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// When a snooze ends, in milliseconds since 1970; none for a mute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_unix_ms: Option<i64>,
}

impl Hush {
    /// Snoozes an alert until a moment, here and in the book of alerts.
    pub fn snooze(&mut self, alerts: &mut Alerts, id: &AlertId, until_unix_ms: i64) {
        alerts.snooze(id, until_unix_ms);
        self.snoozes.insert(id.clone(), until_unix_ms);
    }

    /// Wakes a snoozed alert.
    pub fn wake(&mut self, alerts: &mut Alerts, id: &AlertId) {
        alerts.wake(id);
        self.snoozes.remove(id);
    }

    /// Mutes a rule for one task or for all, or lets it be heard again. Tells whether it is muted now.
    pub fn toggle_mute(&mut self, alerts: &mut Alerts, task: Option<&TaskKey>, rule: RuleName) -> bool {
        let mute = (rule, task.cloned());
        let was_muted = alerts.is_muted(&AlertId { task: task.cloned(), rule });
        let is_muted = alerts.toggle_mute(task, rule);
        if is_muted && !was_muted {
            self.mutes.insert(mute);
        } else {
            self.mutes.remove(&mute);
        }
        is_muted
    }

    /// Holds what was snoozed before the alert was there against steps that alerts took: nobody is told of those.
    pub fn apply(&self, alerts: &mut Alerts, steps: &mut [Transition], now_unix_ms: i64) {
        for step in steps {
            let is_open = matches!(step.alert.phase, AlertPhase::Firing | AlertPhase::Clearing);
            let until = self.snoozes.get(&step.alert.id).filter(|until| **until > now_unix_ms);
            if let Some(until) = until.filter(|_| is_open && step.alert.snoozed_until_unix_ms.is_none()) {
                alerts.snooze(&step.alert.id, *until);
                step.alert.snoozed_until_unix_ms = Some(*until);
                step.notifies = false;
            }
        }
    }

    /// For the file: what still holds, within bounds.
    pub fn saved(&self, now_unix_ms: i64) -> Vec<SavedHush> {
        let is_short = |task: &Option<TaskKey>| {
            task.as_ref().is_none_or(|key| !key.is_place() && key.as_str().len() <= LONGEST_KEY_BYTES)
        };
        let text = |task: &Option<TaskKey>| task.as_ref().map(|key| key.as_str().to_owned());
        let snoozes = self.snoozes.iter().filter(|(id, until)| **until > now_unix_ms && is_short(&id.task));
        let snoozes = snoozes.take(MOST).map(|(id, until)| SavedHush {
            rule: id.rule.name().to_owned(),
            task: text(&id.task),
            until_unix_ms: Some(*until),
        });
        let mutes = self.mutes.iter().filter(|(_, task)| is_short(task)).take(MOST);
        let mutes =
            mutes.map(|(rule, task)| SavedHush { rule: rule.name().to_owned(), task: text(task), until_unix_ms: None });
        snoozes.chain(mutes).collect()
    }

    /// Takes over what a file says, passing over what is past or makes no sense.
    pub fn restore(&mut self, alerts: &mut Alerts, saved: &[SavedHush], now_unix_ms: i64) {
        for entry in saved.iter().take(2 * MOST) {
            let Some(rule) = RuleName::from_name(&entry.rule) else {
                continue;
            };
            let task = entry.task.as_deref().map(TaskKey::from_text);
            match entry.until_unix_ms {
                Some(until) if until > now_unix_ms => {
                    self.snoozes.insert(AlertId { task, rule }, until);
                }
                Some(_) => {}
                None => {
                    // What the configuration mutes already must not be woken.
                    if !alerts.is_muted(&AlertId { task: task.clone(), rule }) {
                        alerts.toggle_mute(task.as_ref(), rule);
                    }
                    self.mutes.insert((rule, task));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{Alert, AlertSettings, Severity};

    fn fires(task: &str) -> Transition {
        let alert = Alert {
            id: AlertId { task: Some(TaskKey::from_text(task)), rule: RuleName::Stall },
            severity: Severity::Critical,
            task_name: task.to_owned(),
            since_unix_ms: 0,
            phase: AlertPhase::Firing,
            what: String::new(),
            snoozed_until_unix_ms: None,
            is_acknowledged: false,
        };
        Transition { unix_ms: 0, from: Some(AlertPhase::Pending), alert, notifies: true }
    }

    #[test]
    fn a_standing_alert_stays_snoozed_after_a_restart_and_is_told_of_once_that_is_over() {
        let mut before = Hush::default();
        let id = fires("a").alert.id;
        before.snooze(&mut Alerts::with(AlertSettings::default(), vec![fires("a").alert]), &id, 5_000);
        let mut alerts = Alerts::with(AlertSettings::default(), vec![fires("a").alert, fires("b").alert]);
        let mut after = Hush::default();
        after.restore(&mut alerts, &before.saved(1_000), 2_000);
        let mut steps = [fires("a"), fires("b")];
        after.apply(&mut alerts, &mut steps, 2_000);
        assert_eq!(steps.each_ref().map(|step| step.notifies), [false, true]);
        assert_eq!(alerts.get(&id).unwrap().snoozed_until_unix_ms, Some(5_000));
        assert_eq!(alerts.open().len(), 1);

        let mut late = [fires("a")];
        after.apply(&mut alerts, &mut late, 5_000);
        assert!(late[0].notifies);
        assert_eq!(after.saved(5_000), [], "what is past is dropped");
        let mut next = Hush::default();
        next.restore(&mut alerts, &before.saved(1_000), 5_000);
        assert_eq!(next, Hush::default());
    }

    #[test]
    fn mutes_come_back_and_foreign_entries_are_passed_over() {
        let (mut alerts, task) = (Alerts::default(), TaskKey::from_text("a"));
        let mut before = Hush::default();
        assert!(before.toggle_mute(&mut alerts, Some(&task), RuleName::Stall));
        assert!(before.toggle_mute(&mut alerts, None, RuleName::Spill));
        assert!(!before.toggle_mute(&mut alerts, None, RuleName::Spill));
        let mut saved = before.saved(0);
        saved.push(SavedHush { rule: "weather".to_owned(), task: None, until_unix_ms: None });
        let (mut alerts, mut after) = (Alerts::default(), Hush::default());
        after.restore(&mut alerts, &saved, 0);
        assert_eq!(after, before);
        assert!(alerts.is_muted(&AlertId { task: Some(task), rule: RuleName::Stall }));
        assert!(!alerts.is_muted(&AlertId { task: None, rule: RuleName::Spill }));
    }
}
