//! What a person does about alerts: snooze, wake, acknowledge, mute. What changes is handed out at the next look. Uses
//! `book`.

use std::sync::Arc;

use super::book::{Alert, AlertId, AlertPhase, Alerts, Transition};
use super::name::RuleName;
use crate::domain::TaskKey;

impl Alerts {
    /// Nobody wants to hear of an alert until a moment. An alert that is over meanwhile and fires again stays snoozed.
    pub fn snooze(&mut self, id: &AlertId, until_unix_ms: i64) {
        self.change(id, |alert| alert.snoozed_until_unix_ms = Some(until_unix_ms));
    }

    /// Wakes a snoozed alert.
    pub fn wake(&mut self, id: &AlertId) {
        self.change(id, |alert| alert.snoozed_until_unix_ms = None);
    }

    /// Marks all open alerts as seen. That ends those of failed tasks: there is nothing more to come.
    pub fn acknowledge_all(&mut self) {
        let ids: Vec<AlertId> = self.all().into_iter().map(|alert| alert.id.clone()).collect();
        for id in ids {
            self.change(&id, |alert| alert.is_acknowledged = true);
        }
    }

    /// Mutes a rule for one task, or for all (`None`), or lets it be heard again. Tells whether it is muted now.
    pub fn toggle_mute(&mut self, task: Option<&TaskKey>, rule: RuleName) -> bool {
        let mute = (rule, task.cloned());
        if !self.mutes.remove(&mute) {
            self.mutes.insert(mute);
        }
        self.sort();
        self.is_muted(&AlertId { task: task.cloned(), rule })
    }

    fn change(&mut self, id: &AlertId, change: impl FnOnce(&mut Alert)) {
        let unix_ms = self.clocks.map_or(0, |clocks| clocks.last);
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
        if id.rule == RuleName::Failed && entry.alert.is_acknowledged {
            let ended = self.end(id, unix_ms);
            self.queue.extend(ended);
        } else {
            let alert = Alert::clone(&entry.alert);
            let from: Option<AlertPhase> = Some(alert.phase);
            self.queue.push(Transition { unix_ms, from, alert, notifies: false });
        }
        self.sort();
    }
}
