//! What the projection reads of a task on every key press: its status and counts, in 64 bytes instead of a task,
//! and of a running one its pace. Uses `domain` and `history`.

use super::model::{StatusFilter, Totals};
use crate::domain::{ApiTime, Share, Task, TaskStatus};
use crate::history::TaskHistory;

const HAS_FINISHED: u8 = 1;
const HAS_ORDERS: u8 = 2;
const HAS_ANSWERED: u8 = 4;
const HAS_CALLS: u8 = 8;
const HAS_CREATED: u8 = 16;

/// A task's numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digest {
    finished: i64,
    orders: i64,
    answered: i64,
    calls: i64,
    created_seconds: i64,
    /// Calls a minute now, of a running task; not a number where it cannot be said.
    pace: f32,
    /// Answered calls of the last ten minutes, and calls: of a running task.
    recent: (u32, u32),
    /// Which of the numbers came.
    has: u8,
    /// The status: 1 to 5 the API's numbers, 6 any other, 0 missing.
    pub(super) status: u8,
}

impl Digest {
    /// Of a task and, where it is running, of what is known of its past.
    pub(super) fn of(task: &Task, history: Option<&TaskHistory>) -> Self {
        let rates = history.filter(|_| Self::runs(task)).map(|history| &history.rates);
        let small = |count: i64| u32::try_from(count).unwrap_or(0);
        let stat = &task.stat;
        let created = task.created.and_then(ApiTime::unix_seconds);
        let flag = |number: Option<i64>, flag: u8| if number.is_some() { flag } else { 0 };
        Self {
            finished: stat.finish_order_count.unwrap_or(0),
            orders: stat.total_order_count.unwrap_or(0),
            answered: stat.total_answer_call.unwrap_or(0),
            calls: stat.total_call.unwrap_or(0),
            created_seconds: created.unwrap_or(0),
            pace: rates.and_then(|rates| rates.calls_per_minute).map_or(f32::NAN, |pace| pace as f32),
            recent: rates
                .filter(|rates| !rates.recent_answers.is_contradictory())
                .map_or((0, 0), |rates| (small(rates.recent_answers.hits), small(rates.recent_answers.trials))),
            has: flag(stat.finish_order_count, HAS_FINISHED)
                | flag(stat.total_order_count, HAS_ORDERS)
                | flag(stat.total_answer_call, HAS_ANSWERED)
                | flag(stat.total_call, HAS_CALLS)
                | flag(created, HAS_CREATED),
            status: match task.status {
                None => 0,
                Some(TaskStatus::Unknown(_)) => 6,
                Some(known) => u8::try_from(known.number()).unwrap_or(6),
            },
        }
    }

    fn known(&self, number: i64, flag: u8) -> Option<i64> {
        (self.has & flag != 0).then_some(number)
    }

    pub(super) fn completion(&self) -> Share {
        Share { part: self.known(self.finished, HAS_FINISHED), whole: self.known(self.orders, HAS_ORDERS) }
    }

    pub(super) fn answer_share(&self) -> Share {
        Share { part: self.known(self.answered, HAS_ANSWERED), whole: self.known(self.calls, HAS_CALLS) }
    }

    /// Orders left, as [`crate::domain::TaskStat::left`] has it.
    pub(super) fn left(&self) -> Option<i64> {
        let share = self.completion();
        if share.is_doubtful() {
            return None;
        }
        share.whole?.checked_sub(share.part?)
    }

    /// When the task was made, in seconds since 1970.
    pub(super) fn created_seconds(&self) -> Option<i64> {
        self.known(self.created_seconds, HAS_CREATED)
    }

    /// Whether a pace of the task means anything: only a running one can have one.
    pub(super) fn runs(task: &Task) -> bool {
        task.status == Some(TaskStatus::Running)
    }

    pub(super) fn is_shown_by(&self, statuses: StatusFilter) -> bool {
        statuses.is_all() || statuses.is_chosen(self.status)
    }

    /// Adds the task to sums. Tasks whose counts contradict each other, or of which one is missing, are counted, not summed.
    pub(super) fn add_to(&self, totals: &mut Totals) {
        let (completion, answers) = (self.completion(), self.answer_share());
        // A task that has not begun may have no counts at all.
        let is_pending = self.status == 1;
        let lacks = |share: Share| match (share.part, share.whole) {
            (None, None) => !is_pending,
            (part, whole) => part.is_none() || whole.is_none(),
        };
        if completion.is_doubtful() || answers.is_doubtful() {
            totals.doubtful_tasks += 1;
        } else {
            totals.doubtful_tasks += u32::from(lacks(completion) || lacks(answers));
            totals.completion = totals.completion.plus(completion);
            totals.answer_rate = totals.answer_rate.plus(answers);
        }
        if self.pace.is_finite() {
            totals.pace = Some(totals.pace.unwrap_or(0.0) + f64::from(self.pace));
            totals.recent_answers.hits += i64::from(self.recent.0);
            totals.recent_answers.trials += i64::from(self.recent.1);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::TaskKey;
    use crate::history::Proportion;

    #[test]
    fn answers_that_outrun_their_calls_are_left_out_of_the_sum() {
        let task = Task { status: Some(TaskStatus::Running), ..Task::empty(TaskKey::from_text("t")) };
        let mut past = TaskHistory::new(Arc::new(task.clone()), 0);
        past.rates.calls_per_minute = Some(30.0);
        let mut totals = Totals::default();
        for (hits, trials) in [(60, 300), (800, 300)] {
            past.rates.recent_answers = Proportion { hits, trials };
            Digest::of(&task, Some(&past)).add_to(&mut totals);
        }
        assert_eq!(totals.recent_answers, Proportion { hits: 60, trials: 300 });
        assert_eq!(totals.pace, Some(60.0), "its calls count");
    }
}
