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
        if task.status != Some(*status) || !facts.is_news(facts.task.status_since_unix_ms, lasts_ms) {
            return Answer::Clear;
        }
        let before = facts.task.status_before.map_or_else(String::new, |before| format!("{before} -> "));
        let orders = match (task.stat.finish_order_count, task.stat.total_order_count) {
            (Some(done), Some(orders)) => format!(", {} of {} orders finished", thousands(done), thousands(orders)),
            _ => String::new(),
        };
        Answer::Wrong { what: format!("{before}{status}{orders}"), since_unix_ms: facts.task.status_since_unix_ms }
    }
}

/// Settings changed.
pub(super) struct SettingsChanged;

impl Rule for SettingsChanged {
    fn name(&self) -> RuleName {
        RuleName::SettingsChanged
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let changed = facts.task.settings_changed_unix_ms;
        if !facts.is_news(changed, Some(facts.ms(Number::SettingsChangedLasts))) {
            return Answer::Clear;
        }
        let what = facts.task.settings_diff.as_deref().map_or_else(|| "settings changed".to_owned(), plain);
        Answer::Wrong { what, since_unix_ms: changed }
    }
}
