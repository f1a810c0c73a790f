//! How a sweep ended, in words, and when two rows without an id are the same. Uses `page` and `domain`.

use super::{Pager, SweepEnd};
use crate::api::page::Row;
use crate::domain::count::thousands;

impl Pager {
    pub(super) fn finish(&mut self) {
        let missing = self.missing_from_before();
        let gathered = self.tasks() + self.unreadable;
        let has_gap = missing > 0 && (self.hole || self.repeats || gathered == 0 || self.may_have_slipped(missing));
        let repeats_for_ever = self.repeats && self.total.is_none();
        let note = if self.repeats && (missing > 0 || repeats_for_ever) {
            Some("The server sends the same page again and again, so tasks may be missing".to_owned())
        } else if missing > 0 {
            let counted = grouped(gathered + missing);
            Some(format!("The server counts {counted} tasks but gave {}", grouped(gathered)))
        } else {
            // A list that shrinks while it is read is no contradiction.
            let odd_total = self.odd_total.filter(|_| !self.total_fell);
            odd_total.map(|total| {
                let (total, gave) = (thousands(total), grouped(gathered));
                format!("The server's totalCount is {total} but it gave {gave} tasks, so the count is not used")
            })
        };
        self.end = Some(SweepEnd { complete: !has_gap && !repeats_for_ever, missing, note });
    }

    pub(super) fn finish_at_cap(&mut self) {
        self.finish_early(format!(
            "Stopped at the cap of {} pages, so tasks may be missing",
            grouped(self.max_pages.into())
        ));
    }

    pub(super) fn finish_early(&mut self, note: String) {
        self.end = Some(SweepEnd { complete: false, missing: self.missing(), note: Some(note) });
    }
}

/// Whether only the row's place names its task.
pub(super) fn is_nameless(row: &Row) -> bool {
    match row {
        Row::Task(task) => task.key.is_place(),
        Row::Unreadable(_) => true,
    }
}

/// Whether two rows without an id say the same, wherever they stood.
pub(super) fn says_the_same(a: &Row, b: &Row) -> bool {
    match (a, b) {
        (Row::Task(a), Row::Task(b)) => {
            a.texts == b.texts && a.stat == b.stat && a.status == b.status && a.created == b.created
        }
        (Row::Unreadable(a), Row::Unreadable(b)) => a.found == b.found,
        _ => false,
    }
}

/// A count in words.
pub(super) fn grouped(count: u64) -> String {
    thousands(i64::try_from(count).unwrap_or(i64::MAX))
}
