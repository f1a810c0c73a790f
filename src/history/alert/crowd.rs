//! More alerts than anybody can look at: which ones stay, and how many are left out. Uses `book` and `name`.
//!
//! Each rule has its own room: one with thousands of alerts must not keep the others from telling, nor they it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::book::{Alert, Alerts, MOST_ALERTS, Transition};
use super::name::RuleName;

/// What found no room at the last look.
#[derive(Debug, Clone, Default)]
pub(super) struct Crowd {
    left_out: usize,
    /// Rules without room since the last alert ended: the many that come after one need not look again.
    full: BTreeSet<RuleName>,
}

impl Crowd {
    /// A look begins that asks about all tasks.
    pub(super) fn begin(&mut self) {
        *self = Self::default();
    }

    /// An alert ended.
    pub(super) fn has_room(&mut self) {
        self.full.clear();
    }
}

impl Alerts {
    /// How many alerts found no room at the last look: there are more than are kept.
    pub fn left_out(&self) -> usize {
        self.crowd.left_out
    }

    /// Makes room for another alert of a rule; tells whether there is any.
    pub(super) fn make_room(&mut self, rule: RuleName, now_unix_ms: i64, told: &mut Vec<Transition>) -> bool {
        if self.crowd.full.contains(&rule) {
            self.crowd.left_out += 1;
            return false;
        }
        let of_rule =
            || self.entries.values().flatten().map(|entry| &entry.alert).filter(|alert| alert.id.rule == rule);
        if of_rule().count() < MOST_ALERTS {
            return true;
        }
        // What somebody has seen or silenced leaves; what nobody knows of stays.
        let is_known = |alert: &&Arc<Alert>| {
            alert.is_acknowledged || alert.snoozed_until_unix_ms.is_some() || self.is_muted(&alert.id)
        };
        let oldest = of_rule().filter(is_known).min_by_key(|alert| alert.since_unix_ms);
        let Some(id) = oldest.map(|alert| alert.id.clone()) else {
            self.crowd.full.insert(rule);
            self.crowd.left_out += 1;
            return false;
        };
        told.extend(self.end(&id, now_unix_ms));
        true
    }
}
