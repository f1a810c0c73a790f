//! Rules about what was seen to change. Uses `rule`, `words` and `domain`.

use crate::domain::TaskStatus;
use crate::domain::count::thousands;
use crate::history::alert::name::RuleName;
use crate::history::alert::number::Number;
use crate::history::alert::rule::{Answer, Facts, Rule};
use crate::history::alert::words::plain;

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
        let orders = match (task.stat.finish_order_count, task.stat.total_order_count) {
            (Some(done), Some(orders)) => format!(", {} of {} orders finished", thousands(done), thousands(orders)),
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
