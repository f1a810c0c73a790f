//! The alerts of all tasks: what fires, what is snoozed or muted, and what is told. Uses `name` and `settings`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::name::{RuleName, Severity};
use super::settings::AlertSettings;
use crate::domain::TaskKey;

/// Which alert: one rule about one task, or about the reading as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AlertId {
    /// The task; `None` for the reading as a whole.
    pub task: Option<TaskKey>,
    /// The rule.
    pub rule: RuleName,
}

/// Where an alert stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlertPhase {
    /// The condition holds, but not yet for long enough.
    Pending,
    /// It fires.
    Firing,
    /// The condition is gone, but not yet for long enough.
    Clearing,
    /// It is over.
    Over,
}

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Which.
    pub id: AlertId,
    /// How grave.
    pub severity: Severity,
    /// The task's name as it was read last; empty for the reading as a whole.
    pub task_name: String,
    /// Since when its condition holds, in milliseconds since 1970.
    pub since_unix_ms: i64,
    /// Where it stands.
    pub phase: AlertPhase,
    /// What is wrong, with its figures.
    pub what: String,
    /// Until when nobody wants to hear of it.
    pub snoozed_until_unix_ms: Option<i64>,
    /// Whether somebody has seen it.
    pub is_acknowledged: bool,
}

/// A change of an alert, for the log and for notices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// When.
    pub unix_ms: i64,
    /// From which phase; `None` where it is new.
    pub from: Option<AlertPhase>,
    /// The alert as it is now.
    pub alert: Alert,
    /// Whether somebody should be told (not within a cooldown, not snoozed, not muted).
    pub notifies: bool,
}

/// The alerts of all tasks.
#[derive(Debug, Clone, Default)]
pub struct Alerts {
    settings: AlertSettings,
    alerts: BTreeMap<AlertId, Alert>,
    /// Muted rules, for one task or for all.
    muted: BTreeSet<(Option<TaskKey>, RuleName)>,
}

impl Alerts {
    /// No alerts yet, by these settings.
    pub fn new(settings: AlertSettings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// These alerts, for tests of what shows them.
    #[doc(hidden)]
    pub fn with(settings: AlertSettings, alerts: Vec<Alert>) -> Self {
        let alerts = alerts.into_iter().map(|alert| (alert.id.clone(), alert)).collect();
        Self { alerts, ..Self::new(settings) }
    }

    /// The settings.
    pub fn settings(&self) -> &AlertSettings {
        &self.settings
    }

    /// What fires or is clearing and neither snoozed nor muted, the gravest first, then the newest.
    pub fn open(&self) -> Vec<&Alert> {
        let mut open: Vec<&Alert> = self.alerts.values().filter(|alert| self.is_open(alert)).collect();
        open.sort_by_key(|alert| (Reverse(alert.severity), Reverse(alert.since_unix_ms)));
        open
    }

    fn is_open(&self, alert: &Alert) -> bool {
        is_shown(alert) && alert.snoozed_until_unix_ms.is_none() && !self.is_muted(&alert.id)
    }

    /// All that a panel shows: open ones as above, then snoozed and muted ones.
    pub fn all(&self) -> Vec<&Alert> {
        let mut rest: Vec<&Alert> =
            self.alerts.values().filter(|alert| is_shown(alert) && !self.is_open(alert)).collect();
        rest.sort_by_key(|alert| (self.is_muted(&alert.id), Reverse(alert.severity), Reverse(alert.since_unix_ms)));
        self.open().into_iter().chain(rest).collect()
    }

    /// The gravest open alert of a task.
    pub fn worst_of(&self, task: &TaskKey) -> Option<&Alert> {
        self.open().into_iter().find(|alert| alert.id.task.as_ref() == Some(task))
    }

    /// How many alerts fired since the given moment.
    pub fn fired_since(&self, unix_ms: i64) -> u32 {
        let fired = self.alerts.values().filter(|alert| is_shown(alert) && alert.since_unix_ms >= unix_ms).count();
        u32::try_from(fired).unwrap_or(u32::MAX)
    }

    /// Nobody wants to hear of an alert until a moment.
    pub fn snooze(&mut self, id: &AlertId, until_unix_ms: i64) {
        if let Some(alert) = self.alerts.get_mut(id) {
            alert.snoozed_until_unix_ms = Some(until_unix_ms);
        }
    }

    /// Wakes a snoozed alert.
    pub fn wake(&mut self, id: &AlertId) {
        if let Some(alert) = self.alerts.get_mut(id) {
            alert.snoozed_until_unix_ms = None;
        }
    }

    /// Marks all as seen.
    pub fn acknowledge_all(&mut self) {
        for alert in self.alerts.values_mut() {
            alert.is_acknowledged = true;
        }
    }

    /// Mutes a rule for one task, or for all (`None`), or lets it be heard again. Tells whether it is muted now.
    pub fn toggle_mute(&mut self, task: Option<&TaskKey>, rule: RuleName) -> bool {
        let mute = (task.cloned(), rule);
        if self.muted.remove(&mute) {
            return false;
        }
        self.muted.insert(mute)
    }

    /// Whether a rule is muted for a task.
    pub fn is_muted(&self, id: &AlertId) -> bool {
        self.muted.contains(&(id.task.clone(), id.rule)) || self.muted.contains(&(None, id.rule))
    }
}

fn is_shown(alert: &Alert) -> bool {
    matches!(alert.phase, AlertPhase::Firing | AlertPhase::Clearing)
}
