//! One reading of one task's counters. Uses `domain`.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use crate::domain::{DialWindow, Share, Task, TaskStat};

/// A task's counters at one moment (API page taskList, `taskStat`). None is negative, and none contradicts another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Orders in the task.
    pub orders: i64,
    /// Orders that ended.
    pub finished: i64,
    /// Orders answered at least once.
    pub answered_orders: i64,
    /// Calls placed.
    pub calls: i64,
    /// Calls answered.
    pub answered_calls: i64,
}

/// Why nothing can be computed from a task's counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// A counter did not come or could not be read.
    Missing,
    /// Two counters contradict each other, or one is beyond all measure.
    Impossible,
    /// They fell more than once within minutes, as where two servers tell different counts.
    Unsteady,
}

impl Counters {
    /// The counters of a task.
    ///
    /// # Errors
    /// What is wrong with them; then nothing may be derived from them.
    pub fn of(stat: &TaskStat) -> Result<Self, Trouble> {
        let TaskStat {
            total_order_count, finish_order_count, answer_order_count, total_call, total_answer_call, ..
        } = stat;
        let (Some(orders), Some(finished), Some(calls), Some(answered_calls)) =
            (*total_order_count, *finish_order_count, *total_call, *total_answer_call)
        else {
            return Err(Trouble::Missing);
        };
        let answered_orders = answer_order_count.unwrap_or(0);
        let shares =
            [Share::of(finished, orders), Share::of(answered_orders, orders), Share::of(answered_calls, calls)];
        if shares.into_iter().any(Share::is_doubtful) {
            return Err(Trouble::Impossible);
        }
        Ok(Self { orders, finished, answered_orders, calls, answered_calls })
    }

    /// Orders not yet finished.
    pub fn left(&self) -> i64 {
        self.orders - self.finished
    }

    /// The counters, but each that is lower than it was by next to nothing (one in a thousand) as it was: a server that lags a
    /// few calls behind another takes nothing back, and must not begin a silence anew.
    pub fn held_at(&self, earlier: &Self) -> Self {
        const PART: i64 = 1000;
        let hold = |now: i64, before: i64| if now < before && before - now <= before / PART { before } else { now };
        let held = Self {
            finished: hold(self.finished, earlier.finished),
            calls: hold(self.calls, earlier.calls),
            answered_calls: hold(self.answered_calls, earlier.answered_calls),
            ..*self
        };
        // Not where the rest is of another time: then the fall says what happened.
        let fits = held.finished <= held.orders && held.answered_calls <= held.calls;
        if fits && !held.fell_since(earlier) { held } else { *self }
    }

    /// Whether a counter that can only grow fell since an earlier reading. The number of orders may fall: orders can be
    /// deleted. That of answered orders says nothing: it is zero where it did not come, and no figure is made from it.
    pub fn fell_since(&self, earlier: &Self) -> bool {
        self.finished < earlier.finished || self.calls < earlier.calls || self.answered_calls < earlier.answered_calls
    }
}

/// How a sample hangs together with the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Link {
    /// The counters went on; the difference is what happened in between.
    #[default]
    Continues,
    /// Nobody looked for a while: the difference is right in total, but not how it is spread over the time.
    Gap,
    /// Counters fell or jumped back, or the task was made anew: no difference means anything, whatever is found out later.
    Reset,
    /// Its writer knew of no sample before it. What is found to stand before it decides.
    First,
}

impl Link {
    /// Whether the difference to the sample before means nothing at all, not even in total.
    pub fn means_nothing(self) -> bool {
        matches!(self, Self::Reset | Self::First)
    }
}

/// One reading of a task that is worth keeping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// When it was read, in milliseconds since 1970.
    pub unix_ms: i64,
    /// The counters.
    pub counters: Counters,
    /// `taskStatus` as the API's number; 0 where it is missing, 255 for a number beyond 254.
    pub status: u8,
    /// A digest of the settings, see [`settings_digest`].
    pub settings: u32,
    /// How it hangs together with the sample before.
    pub link: Link,
}

impl Sample {
    /// Whether two readings differ in nothing but their time.
    pub fn is_like(&self, other: &Self) -> bool {
        self.counters == other.counters && self.status == other.status && self.settings == other.settings
    }
}

/// `taskStatus` as a small number, for [`Sample::status`].
pub fn status_number(task: &Task) -> u8 {
    task.status.map_or(0, |status| u8::try_from(status.number()).unwrap_or(u8::MAX))
}

/// A digest of the settings whose change matters for pace: calls at a time, dial window, zone, strategy. Equal settings
/// have equal digests on every machine, because digests are stored. The lists of a window count by what they say; written
/// in their usual form they are digested as they came, so that digests from before that was so still hold.
pub fn settings_digest(task: &Task) -> u32 {
    let window = &task.window;
    let numbers = [task.max_call, window.zone_seconds];
    let lists = window_lists(window);
    let strategy = Cow::Borrowed(strategy(task));
    let mut digest = Sha256::new();
    for number in numbers {
        digest.update(number.map_or_else(Vec::new, |number| number.to_string().into_bytes()));
        digest.update([0]);
    }
    for text in lists.iter().chain([&strategy]) {
        digest.update(text.as_bytes());
        digest.update([0]);
    }
    digest.finalize().iter().take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

/// A window's three lists by what they say: in order, without spaces and repeats, missing ones empty. As they came where an
/// entry could not be read, because what it means nobody knows.
pub(super) fn window_lists(window: &DialWindow) -> [Cow<'_, str>; 3] {
    let texts = [&window.weekday_text, &window.up_hour_text, &window.down_hour_text];
    if window.skipped_entries() > 0 {
        return texts.map(|text| Cow::Borrowed(text.as_deref().unwrap_or_default()));
    }
    window.lists().map(|numbers| Cow::Owned(numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(",")))
}

/// The strategy, empty where it is missing.
pub(super) fn strategy(task: &Task) -> &str {
    task.texts.strategy().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{TaskKey, TaskTexts};

    /// Digests are on disk: another way to make them would be a change of settings of every task.
    #[test]
    fn the_digest_of_settings_is_what_it_was_when_it_was_stored() {
        let digest = |days, hours| {
            let window = Arc::new(DialWindow::parse(Some(28_800), Some(days), Some(hours), Some("9,10")));
            let texts = TaskTexts::new(None, None, None, None, Some("fast"));
            settings_digest(&Task { window, texts, max_call: Some(20), ..Task::empty(TaskKey::from_text("t")) })
        };
        assert_eq!(digest("1,2,3", "9,10,11"), 3696165284);
        assert_eq!(digest("3, 2,1,1", " 11,9,10,"), 3696165284, "written otherwise");
        assert_ne!(digest("1,2", "9,10,11"), 3696165284);
    }
}
