//! Two dashboards and one file: what each of them changed stays, and what a person chose in one reaches the other. Uses
//! `kept` and `book`.

use std::collections::BTreeMap;

use super::{KeptAlert, KeptAlerts, KeptMute, MOST};
use crate::domain::TaskKey;
use crate::history::alert::book::{AlertId, Alerts};
use crate::history::alert::name::RuleName;

/// An alert's task and rule, by which they are sorted.
type Key<'a> = (&'a str, &'a str);

/// What a person chose about alerts between two states of a file: snoozes, what was seen, mutes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlertChoices {
    alerts: Vec<Choice>,
    muted: Vec<KeptMute>,
    unmuted: Vec<KeptMute>,
}

/// What was chosen about one alert; `None` where nothing was.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Choice {
    rule: String,
    task: String,
    snoozed_until_unix_ms: Option<Option<i64>>,
    is_seen: Option<bool>,
}

impl AlertChoices {
    /// What was chosen from one state to another. Of an alert that is not in the later one nothing was chosen, but for a failure:
    /// it leaves when somebody has seen it, and where its task is failed no more, it leaves everywhere.
    pub fn between(before: &KeptAlerts, after: &KeptAlerts) -> Self {
        let known = by_key(before);
        let choice = |alert: &KeptAlert| {
            let old = known.get(&key_of(alert));
            let (snooze, is_seen) = old.map_or((None, false), |old| (old.snoozed_until_unix_ms, old.is_seen));
            let choice = Choice {
                rule: alert.rule.clone(),
                task: alert.task.clone(),
                snoozed_until_unix_ms: (alert.snoozed_until_unix_ms != snooze).then_some(alert.snoozed_until_unix_ms),
                is_seen: (alert.is_seen != is_seen).then_some(alert.is_seen),
            };
            (choice.snoozed_until_unix_ms.is_some() || choice.is_seen.is_some()).then_some(choice)
        };
        let left = by_key(after);
        let seen = before.alerts.iter().filter(|alert| {
            alert.rule == RuleName::Failed.name() && !alert.is_seen && !left.contains_key(&key_of(alert))
        });
        let seen = seen.map(|alert| Choice {
            rule: alert.rule.clone(),
            task: alert.task.clone(),
            snoozed_until_unix_ms: None,
            is_seen: Some(true),
        });
        let without = |these: &[KeptMute], those: &[KeptMute]| {
            these.iter().filter(|mute| !those.contains(mute)).cloned().collect()
        };
        Self {
            alerts: after.alerts.iter().filter_map(choice).chain(seen).collect(),
            muted: without(&after.mutes, &before.mutes),
            unmuted: without(&before.mutes, &after.mutes),
        }
    }

    /// Whether nothing was chosen.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl KeptAlerts {
    /// These with what was chosen elsewhere.
    #[must_use]
    pub fn with(&self, choices: &AlertChoices) -> Self {
        let mut chosen = self.clone();
        for choice in &choices.alerts {
            let same = |alert: &&mut KeptAlert| alert.rule == choice.rule && alert.task == choice.task;
            if let Some(alert) = chosen.alerts.iter_mut().find(same) {
                alert.snoozed_until_unix_ms = choice.snoozed_until_unix_ms.unwrap_or(alert.snoozed_until_unix_ms);
                alert.is_seen = choice.is_seen.unwrap_or(alert.is_seen);
            }
        }
        chosen.mutes.retain(|mute| !choices.unmuted.contains(mute));
        let new: Vec<_> = choices.muted.iter().filter(|mute| !chosen.mutes.contains(mute)).cloned().collect();
        chosen.mutes.extend(new);
        chosen.mutes.sort_by(|a, b| (&a.rule, &a.task).cmp(&(&b.rule, &b.task)));
        chosen.mutes.truncate(MOST);
        chosen
    }

    /// What a file shall hold: what it holds by now (`disk`), with what this run changed since both were at one (`base`).
    #[must_use]
    pub fn merged(&self, base: &Self, disk: &Self) -> Self {
        let (known, others) = (by_key(base), by_key(disk));
        let mut alerts: BTreeMap<Key<'_>, KeptAlert> = BTreeMap::new();
        for alert in &self.alerts {
            let key = key_of(alert);
            match (others.get(&key), known.get(&key)) {
                // Of a thing that both see, this run's words, and at first the choices of the file.
                (Some(other), _) => {
                    let (snoozed_until_unix_ms, is_seen) = (other.snoozed_until_unix_ms, other.is_seen);
                    alerts.insert(key, KeptAlert { snoozed_until_unix_ms, is_seen, ..alert.clone() });
                }
                (None, None) => {
                    alerts.insert(key, alert.clone());
                }
                // Ended elsewhere, such as a failure that somebody has seen there; unless it was dealt with here since.
                (None, Some(old)) if choice_of(old) != choice_of(alert) => {
                    alerts.insert(key, alert.clone());
                }
                (None, Some(_)) => {}
            }
        }
        let here = by_key(self);
        for (key, other) in others {
            let ended_here = known.get(&key).is_some_and(|old| choice_of(old) == choice_of(other));
            if !here.contains_key(&key) && !ended_here {
                alerts.insert(key, other.clone());
            }
        }
        let union = Self { alerts: alerts.into_values().take(MOST).collect(), mutes: disk.mutes.clone() };
        union.with(&AlertChoices::between(base, self))
    }
}

impl Alerts {
    /// Takes over what a person chose in another dashboard.
    pub fn choose(&mut self, choices: &AlertChoices) {
        for choice in &choices.alerts {
            let Some(rule) = RuleName::from_name(&choice.rule) else { continue };
            let id = AlertId { task: Some(TaskKey::from_text(&choice.task)), rule };
            match choice.snoozed_until_unix_ms {
                Some(Some(until)) => self.snooze(std::slice::from_ref(&id), until),
                Some(None) => self.wake(std::slice::from_ref(&id)),
                None => {}
            }
            if choice.is_seen == Some(true) {
                self.acknowledge(std::slice::from_ref(&id));
            }
            if let (Some(until), Some(ended)) = (choice.snoozed_until_unix_ms, self.ended.get_mut(&id)) {
                ended.snoozed_until_unix_ms = until;
                ended.forgotten_unix_ms = until.map_or(ended.forgotten_unix_ms, |end| end.max(ended.forgotten_unix_ms));
            }
        }
        for (mutes, is_muted) in [(&choices.muted, true), (&choices.unmuted, false)] {
            for mute in mutes {
                let Some(rule) = RuleName::from_name(&mute.rule) else { continue };
                let task = mute.task.as_deref().map(TaskKey::from_text);
                if self.mutes.contains(&(rule, task.clone())) != is_muted {
                    self.toggle_mute(task.as_ref(), rule);
                }
            }
        }
        self.keep();
    }
}

fn key_of(alert: &KeptAlert) -> Key<'_> {
    (&alert.task, &alert.rule)
}

fn by_key(kept: &KeptAlerts) -> BTreeMap<Key<'_>, &KeptAlert> {
    kept.alerts.iter().map(|alert| (key_of(alert), alert)).collect()
}

fn choice_of(alert: &KeptAlert) -> (Option<i64>, bool) {
    (alert.snoozed_until_unix_ms, alert.is_seen)
}
