//! Rules about what was seen to change. Uses `rule`, `words`, `flaps` and `domain`.

use crate::domain::TaskStatus;
use crate::domain::count::thousands;
use crate::history::alert::name::RuleName;
use crate::history::alert::number::Number;
use crate::history::alert::rule::{Answer, Facts, Rule};
use crate::history::alert::words::plain;
use crate::history::flaps;

/// The task came into a status: it failed, was paused, is completed.
pub(super) struct Became(pub(super) RuleName, pub(super) TaskStatus, pub(super) Option<Number>);

impl Rule for Became {
    fn name(&self) -> RuleName {
        self.0
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let (Self(_, status, lasts), task) = (self, &facts.task.task);
        let lasts_ms = lasts.map(|lasts| facts.ms(lasts));
        let since_unix_ms = facts.changed(facts.task.status_since_unix_ms);
        if task.status != Some(*status) || !facts.is_news(since_unix_ms, lasts_ms) {
            return Answer::Clear;
        }
        // Where the past is not known (yet) the alert itself knows best what was before.
        if let Some(told) = facts.told.filter(|_| facts.task.status_before.is_none()) {
            return Answer::Wrong { what: told.what.to_owned(), since_unix_ms };
        }
        let before = facts.task.status_before.map_or_else(String::new, |before| format!("{before} -> "));
        let counts = task.stat.completion();
        let orders = match (counts.part, counts.whole) {
            (Some(done), Some(orders)) if !counts.is_doubtful() => {
                format!(", {} of {} orders finished", thousands(done), thousands(orders))
            }
            _ => String::new(),
        };
        Answer::Wrong { what: format!("{before}{status}{orders}"), since_unix_ms }
    }
}

/// Settings changed.
pub(super) struct SettingsChanged;

impl Rule for SettingsChanged {
    fn name(&self) -> RuleName {
        RuleName::SettingsChanged
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let changed = facts.changed(facts.task.settings_changed_unix_ms);
        if !facts.is_news(changed, Some(facts.ms(Number::SettingsChangedLasts))) {
            return Answer::Clear;
        }
        // The past knows when they changed, not what; the alert of then does.
        let told = facts.told.filter(|told| changed == Some(told.since_unix_ms)).map(|told| told.what);
        let what = facts.task.settings_diff.as_deref().or(told).map_or_else(|| "settings changed".to_owned(), plain);
        Answer::Wrong { what, since_unix_ms: changed }
    }
}

/// Status, settings, or what tells one campaign from another go to and fro, so quickly that no single change stands for long
/// enough to be told.
pub(super) struct Flapping;

impl Rule for Flapping {
    fn name(&self) -> RuleName {
        RuleName::Flapping
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let (task, now) = (facts.task, facts.now_unix_ms);
        let (statuses, settings) = task.changes(now);
        let origins = task.origin_changes(now);
        match statuses.max(settings).max(origins) {
            most if most < flaps::MOST / 2 => Answer::Clear,
            most if most < flaps::MOST => Answer::Between,
            _ if origins > statuses.max(settings) => Answer::wrong(format!(
                "its date of creation or its counters changed to and fro {origins} times in half an hour, as where two servers tell different ones"
            )),
            _ if statuses >= settings => {
                let word = |status: Option<TaskStatus>| status.map_or_else(|| "none".to_owned(), |it| it.to_string());
                let (from, to) = (word(task.status_before), word(task.task.status));
                Answer::wrong(format!("the status changed {statuses} times in half an hour, last {from} -> {to}"))
            }
            _ => {
                let last = task.settings_diff.as_deref().map(|diff| format!(", last {}", plain(diff)));
                let last = last.unwrap_or_default();
                Answer::wrong(format!("the settings changed {settings} times in half an hour{last}"))
            }
        }
    }
}
