//! The alerts as they outlive a run: what is open or snoozed, and what a person muted. Uses `book`, `name` and `domain`.
//!
//! Without it a restart would call everything well that was wrong a moment before, ring the bell again for what somebody has
//! seen, and forget what nobody wanted to hear of.

mod merge;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::book::{Alert, AlertId, AlertPhase, Alerts, Ended, Entry};
use super::name::RuleName;
use super::words::plain;
use crate::domain::TaskKey;

pub use merge::AlertChoices;

/// As many alerts and as many mutes are kept at most.
const MOST: usize = 1000;

/// The longest task key that is kept, in bytes.
const LONGEST_KEY_BYTES: usize = 500;

/// The longest text that is kept, in characters.
const LONGEST_TEXT: usize = 300;

/// Alerts in a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KeptAlerts {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    alerts: Vec<KeptAlert>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    mutes: Vec<KeptMute>,
}

/// An alert about a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeptAlert {
    rule: String,
    task: String,
    name: String,
    phase: KeptPhase,
    since_unix_ms: i64,
    what: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    snoozed_until_unix_ms: Option<i64>,
    #[serde(default)]
    is_seen: bool,
}

/// An alert that is over is kept for its snooze, should it fire again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KeptPhase {
    Firing,
    Clearing,
    Over,
}

/// A rule that a person muted, for a task or for all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeptMute {
    rule: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    task: Option<String>,
}

impl Alerts {
    /// What the next run should know; made anew where something changed that is worth knowing then.
    pub fn kept(&self) -> Arc<KeptAlerts> {
        Arc::clone(&self.kept)
    }

    /// Makes anew what the next run should know.
    pub(super) fn keep(&mut self) {
        // Alerts about the reading itself are judged anew at once, and what only waits begins its wait again.
        let open = self.entries.values().flatten().filter_map(|entry| kept(&entry.alert, entry.alert.phase));
        let snoozed = self.ended.iter().filter_map(|(id, ended)| {
            let until = ended.snoozed_until_unix_ms?;
            Some(KeptAlert {
                rule: id.rule.name().to_owned(),
                task: text_of(id.task.as_ref()?)?,
                name: String::new(),
                phase: KeptPhase::Over,
                since_unix_ms: ended.over_unix_ms,
                what: String::new(),
                snoozed_until_unix_ms: Some(until),
                is_seen: ended.is_acknowledged,
            })
        });
        let mut alerts: Vec<KeptAlert> = open.chain(snoozed).take(MOST).collect();
        alerts.sort_by(|a, b| (&a.task, &a.rule).cmp(&(&b.task, &b.rule)));
        // What the configuration mutes is muted by it again.
        let by_configuration = |rule, task: &Option<TaskKey>| {
            task.is_none() && self.settings.muted.iter().any(|mute| mute.rule == rule && mute.task_id.is_none())
        };
        let mutes = self.mutes.iter().filter(|(rule, task)| !by_configuration(*rule, task));
        let mutes = mutes.filter_map(|(rule, task)| {
            let task = match task {
                Some(task) => Some(text_of(task)?),
                None => None,
            };
            Some(KeptMute { rule: rule.name().to_owned(), task })
        });
        self.kept = Arc::new(KeptAlerts { alerts, mutes: mutes.take(MOST).collect() });
    }

    /// Takes over what an earlier run knew. Nothing is told of it: it was told then. What makes no sense is passed over.
    pub fn restore(&mut self, kept: &KeptAlerts, now_unix_ms: i64) {
        for mute in kept.mutes.iter().take(MOST) {
            if let Some(rule) = RuleName::from_name(&mute.rule) {
                self.mutes.insert((rule, mute.task.as_deref().map(TaskKey::from_text)));
            }
        }
        for one in kept.alerts.iter().take(MOST) {
            self.restore_one(one, now_unix_ms);
        }
        self.sort();
        self.keep();
    }

    fn restore_one(&mut self, one: &KeptAlert, now_unix_ms: i64) {
        let Some(rule) = RuleName::from_name(&one.rule).filter(|rule| self.settings.rule(*rule).enabled) else {
            return;
        };
        let id = AlertId { task: Some(TaskKey::from_text(&one.task)), rule };
        let snoozed_until_unix_ms = one.snoozed_until_unix_ms.filter(|until| *until > now_unix_ms);
        let phase = match one.phase {
            KeptPhase::Firing => AlertPhase::Firing,
            KeptPhase::Clearing => AlertPhase::Clearing,
            KeptPhase::Over => {
                if let Some(until) = snoozed_until_unix_ms {
                    let (over_unix_ms, is_acknowledged) = (one.since_unix_ms.min(now_unix_ms), one.is_seen);
                    let ended =
                        Ended { over_unix_ms, forgotten_unix_ms: until, is_acknowledged, snoozed_until_unix_ms };
                    self.ended.insert(id, ended);
                }
                return;
            }
        };
        if self.get(&id).is_some() {
            return;
        }
        let alert = Alert {
            severity: self.settings.rule(rule).severity,
            task_name: plain(&one.name),
            since_unix_ms: one.since_unix_ms.min(now_unix_ms),
            phase,
            what: plain(&one.what),
            snoozed_until_unix_ms,
            is_acknowledged: one.is_seen,
            id: id.clone(),
        };
        // Nobody looked meanwhile, so that the wait until it is over begins now.
        let entry = Entry { alert: Arc::new(alert), phase_since_unix_ms: now_unix_ms };
        self.entries.entry(id.task).or_default().push(entry);
    }
}

fn kept(alert: &Alert, phase: AlertPhase) -> Option<KeptAlert> {
    let phase = match phase {
        AlertPhase::Firing => KeptPhase::Firing,
        AlertPhase::Clearing => KeptPhase::Clearing,
        AlertPhase::Pending | AlertPhase::Over => return None,
    };
    Some(KeptAlert {
        rule: alert.id.rule.name().to_owned(),
        task: text_of(alert.id.task.as_ref()?)?,
        name: alert.task_name.chars().take(LONGEST_TEXT).collect(),
        phase,
        since_unix_ms: alert.since_unix_ms,
        what: alert.what.chars().take(LONGEST_TEXT).collect(),
        snoozed_until_unix_ms: alert.snoozed_until_unix_ms,
        is_seen: alert.is_acknowledged,
    })
}

/// A task's key as text; none where it says only where the task stood, or is too long to be kept.
fn text_of(key: &TaskKey) -> Option<String> {
    (!key.is_place() && key.as_str().len() <= LONGEST_KEY_BYTES).then(|| key.as_str().to_owned())
}
