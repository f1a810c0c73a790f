//! The tasks held against the expressions: what is found, and how many tasks nothing can be said about. Uses `history`,
//! `app` (through the expressions) and `domain`.

use std::sync::Arc;

use super::expression::Expression;
use super::report::{Finds, task_name};
use crate::cli::history::Judged;
use crate::domain::Task;
use crate::domain::time::span_label;
use crate::history::{Finding, TaskHistory, Why};

/// A history that was added to within so long a time, for at least so long a time, is being kept: a silence in it that is
/// too short to be a stall is no stall yet.
const WATCHED_UP_TO_MS: i64 = 3 * 60_000;
const WATCHED_FOR_MS: i64 = 5 * 60_000;

/// What a judgement looks at besides the task.
pub(super) struct Room<'a> {
    /// The past, with the reading in it.
    pub(super) judged: &'a Judged,
    /// When the reading ended, in milliseconds since 1970.
    pub(super) now_unix_ms: i64,
    /// The zone in which moments are told, as seconds from UTC.
    pub(super) offset_seconds: i32,
}

/// What expressions came to.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// What was found, where enough was.
    pub(super) finds: Vec<Finds>,
    /// The most tasks that one expression which found too few could not judge, and that would have made it enough.
    pub(super) open: usize,
    /// Whether a number or a status that is asked for did not come, or contradicts another one.
    pub(super) lacking: bool,
}

impl Room<'_> {
    /// Holds the tasks against expressions.
    pub(super) fn ask(&self, expressions: &[Expression], tasks: &[Arc<Task>]) -> Answers {
        let mut answers = Answers::default();
        for expression in expressions {
            let mut names = Vec::new();
            // Of whom it cannot be told whether the terms hold.
            let cannot_tell = |task: &&Arc<Task>| self.cannot_tell(expression, task);
            let lacking = tasks.iter().filter(cannot_tell).count();
            answers.lacking |= lacking > 0;
            let mut open = lacking;
            for task in tasks.iter().filter(|task| self.meets(expression, task)) {
                if expression.causes.is_empty() {
                    names.push(task_name(task));
                    continue;
                }
                let why = self.why(task);
                if expression.asks_for(why.cause) {
                    names.push(task_name(task));
                } else if self.is_open(expression, task, &why) {
                    open += 1;
                }
            }
            if names.len() >= expression.at_least {
                answers.finds.push(Finds { expression: expression.text.clone(), names });
            } else if names.len() + open >= expression.at_least {
                answers.open = answers.open.max(open);
            }
        }
        answers
    }

    /// What is missing where tasks cannot be judged.
    pub(super) fn lack(&self, lacks_numbers: bool) -> String {
        let words = if lacks_numbers {
            "what is asked for did not come or contradicts itself"
        } else if self.judged.is_unreadable {
            "the history cannot be read"
        } else if !self.judged.has_past {
            "no history"
        } else if let Some(watched_ms) = self.watched_ms().filter(|watched| *watched < WATCHED_FOR_MS) {
            let [watched, needed] = [watched_ms, WATCHED_FOR_MS].map(|ms| span_label(ms / 1000));
            return format!("the history is kept for {watched} only, {needed} are needed");
        } else if !self.is_watched() {
            "the history is not being kept now"
        } else {
            "their counters are missing or contradict each other"
        };
        words.to_owned()
    }

    fn cannot_tell(&self, expression: &Expression, task: &Task) -> bool {
        let now_seconds = self.now_unix_ms.div_euclid(1000);
        !self.meets(expression, task) && expression.filter.cannot_tell(task, now_seconds)
    }

    fn meets(&self, expression: &Expression, task: &Task) -> bool {
        let now_seconds = self.now_unix_ms.div_euclid(1000);
        expression.filter.matches(task, now_seconds)
            && expression.since_ms.is_none_or(|limit| self.status_is_younger(task, limit))
    }

    /// Whether a task has had its status for less than so many milliseconds: as far as it was seen to change, else since it
    /// was made.
    fn status_is_younger(&self, task: &Task, limit_ms: i64) -> bool {
        let past = self.past(task);
        if let Some(since) = past.and_then(|past| past.status_since_unix_ms) {
            return self.now_unix_ms.saturating_sub(since) < limit_ms;
        }
        if past.is_some_and(|past| self.now_unix_ms.saturating_sub(past.first_seen_unix_ms) >= limit_ms) {
            return false;
        }
        let made = task.created.as_ref().and_then(|made| made.unix_seconds());
        made.is_some_and(|made| self.now_unix_ms.saturating_sub(made.saturating_mul(1000)) < limit_ms)
    }

    fn past(&self, task: &Task) -> Option<&TaskHistory> {
        self.judged.history.task(&task.key).filter(|_| self.judged.has_past)
    }

    fn why(&self, task: &Task) -> Why {
        Why::of(task, &self.judged.history, self.now_unix_ms, self.offset_seconds)
    }

    /// Whether one of the causes could be it, for all that is known.
    fn is_open(&self, expression: &Expression, task: &Task, why: &Why) -> bool {
        let is_unknown = expression.causes.iter().any(|cause| why.finding(*cause) == Some(Finding::Unknown));
        let is_troubled = self.past(task).is_some_and(|past| past.trouble.is_some());
        why.cause.is_none() && why.dials.is_none() && is_unknown && (is_troubled || !self.is_watched())
    }

    fn is_watched(&self) -> bool {
        self.watched_ms().is_some_and(|watched| watched >= WATCHED_FOR_MS)
    }

    /// For how long the history has been kept without a break, in milliseconds; `None` where it is not kept now.
    fn watched_ms(&self) -> Option<i64> {
        let (begin, end) = self.judged.watched.iter().rev().find(|(begin, _)| *begin <= self.now_unix_ms)?;
        let is_now = self.now_unix_ms.saturating_sub(*end) <= WATCHED_UP_TO_MS;
        is_now.then(|| self.now_unix_ms.saturating_sub(*begin))
    }
}
