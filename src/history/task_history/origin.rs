//! Whether a task is still the campaign that it was: the same id may be given to another one. Uses `domain` and the flaps of a
//! task's history.

use super::TaskHistory;
use crate::domain::{ApiTime, Task};

impl TaskHistory {
    /// How often it was made anew or its counters fell in that half-hour.
    pub(in crate::history) fn origin_changes(&self, now_unix_ms: i64) -> usize {
        self.origin_flaps.count(now_unix_ms)
    }

    /// Notes whether a reading tells another date of creation, and gives whether it is another campaign. A date that goes to
    /// and fro is two servers that tell it differently: one campaign.
    pub(super) fn find_made_anew(&mut self, task: &Task, unix_ms: i64) -> bool {
        let has_other_date = has_other_date(&self.task, task);
        if has_other_date {
            self.origin_flaps.note(unix_ms);
        }
        has_other_date && !self.origin_flaps.is_flapping(unix_ms)
    }
}

/// Whether a task was made at another time than it was before. Servers round differently, and tell the same moment in seconds
/// or in milliseconds.
fn has_other_date(before: &Task, task: &Task) -> bool {
    const TOLERANCE_SECONDS: u64 = 5;
    let made = |task: &Task| task.created.and_then(ApiTime::unix_seconds);
    made(before).zip(made(task)).is_some_and(|(before, now)| before.abs_diff(now) > TOLERANCE_SECONDS)
}
