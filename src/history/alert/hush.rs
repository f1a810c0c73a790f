//! What a person does about alerts: snooze, wake, acknowledge, mute. What changes is handed out at the next look. Uses
//! `book`.

use std::sync::Arc;

use super::book::{Alert, AlertId, Alerts, Transition};
use super::name::RuleName;
use crate::domain::TaskKey;

/// Failures that somebody has seen are remembered for so many tasks at most.
const MOST_SEEN_FAILURES: usize = 10_000;

impl Alerts {
    /// Nobody wants to hear of these alerts until a moment. One that is over meanwhile and fires again stays snoozed.
    pub fn snooze(&mut self, ids: &[AlertId], until_unix_ms: i64) {
        self.change(ids, |alert| alert.snoozed_until_unix_ms = Some(until_unix_ms));
    }

    /// Wakes snoozed alerts.
    pub fn wake(&mut self, ids: &[AlertId]) {
        self.change(ids, |alert| alert.snoozed_until_unix_ms = None);
    }

    /// Marks all open alerts as seen. That ends those of failed tasks: there is nothing more to come.
    pub fn acknowledge_all(&mut self) {
        let ids: Vec<AlertId> = self.all().into_iter().map(|alert| alert.id.clone()).collect();
        self.acknowledge(&ids);
    }

    /// Marks these as seen.
    pub(super) fn acknowledge(&mut self, ids: &[AlertId]) {
        self.change(ids, |alert| alert.is_acknowledged = true);
    }

    /// Mutes a rule for one task, or for all (`None`), or lets it be heard again. Tells whether it is muted now.
    pub fn toggle_mute(&mut self, task: Option<&TaskKey>, rule: RuleName) -> bool {
        let open = self.all().into_iter().filter(|alert| alert.id.rule == rule);
        let before: Vec<(Alert, bool)> = open.map(|alert| (alert.clone(), self.is_muted(&alert.id))).collect();
        let mute = (rule, task.cloned());
        if !self.mutes.remove(&mute) {
            self.mutes.insert(mute);
        }
        self.keep();
        for (alert, was_muted) in before {
            if self.is_muted(&alert.id) != was_muted {
                self.tell(alert);
            }
        }
        self.sort();
        self.is_muted(&AlertId { task: task.cloned(), rule })
    }

    fn change(&mut self, ids: &[AlertId], change: impl Fn(&mut Alert)) {
        for id in ids {
            self.change_one(id, &change);
        }
        self.sort();
        self.keep();
    }

    fn change_one(&mut self, id: &AlertId, change: impl Fn(&mut Alert)) {
        let entry = self.entries.get_mut(&id.task).and_then(|of_task| {
            of_task.iter_mut().find(|entry| entry.alert.id.rule == id.rule && entry.alert.phase.is_open())
        });
        let Some(entry) = entry else {
            return;
        };
        let before = Arc::clone(&entry.alert);
        change(Arc::make_mut(&mut entry.alert));
        if entry.alert == before {
            return;
        }
        let alert = Alert::clone(&entry.alert);
        if id.rule == RuleName::Failed && alert.is_acknowledged {
            if let Some(task) = id.task.clone().filter(|_| self.seen_failures.len() < MOST_SEEN_FAILURES) {
                self.seen_failures.insert(task);
            }
            let unix_ms = self.last_looked();
            let ended = self.end(id, unix_ms);
            self.queue.extend(ended);
        } else {
            self.tell(alert);
        }
    }

    /// Hands an alert out that stays in its phase.
    fn tell(&mut self, alert: Alert) {
        let (unix_ms, from) = (self.last_looked(), Some(alert.phase));
        self.queue.push(Transition { unix_ms, from, alert, notifies: false });
    }

    fn last_looked(&self) -> i64 {
        self.clocks.map_or(0, |clocks| clocks.last)
    }
}
