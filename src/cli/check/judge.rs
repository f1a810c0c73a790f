//! The tasks held against the expressions: what is found, and how many tasks nothing can be said about. Uses `history`,
//! `app` (through the expressions) and `domain`.

use std::sync::Arc;

use super::expression::Expression;
use super::report::{Finds, task_name};
use crate::cli::history::Judged;
use crate::domain::time::span_label;
use crate::domain::{ApiTime, Task, TaskStatus};
use crate::history::{Counters, Finding, TaskHistory, Why};

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
    /// Whether rows are such that they cannot be judged: what it takes did not come, cannot be read, or contradicts itself.
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
            let mut open = lacking;
            let mut is_lacking = lacking > 0;
            for task in tasks.iter().filter(|task| self.meets(expression, task)) {
                if expression.causes.is_empty() {
                    names.push(task_name(task));
                    continue;
                }
                let why = self.why(task);
                if expression.asks_for(why.cause) {
                    names.push(task_name(task));
                } else if self.is_doubtful(task, &why) {
                    open += 1;
                    is_lacking = true;
                } else if self.is_open(expression, &why) {
                    open += 1;
                }
            }
            if names.len() >= expression.at_least {
                answers.finds.push(Finds { expression: expression.text.clone(), names });
            } else if names.len() + open >= expression.at_least {
                answers.open = answers.open.max(open);
                answers.lacking |= is_lacking;
            }
        }
        answers
    }

    /// What is missing where tasks cannot be judged.
    pub(super) fn lack(&self, is_lacking: bool) -> String {
        let words = if is_lacking {
            "what it takes did not come, cannot be read or contradicts itself"
        } else if self.judged.is_unreadable {
            "the history cannot be read"
        } else if !self.judged.has_past {
            "no history"
        } else if let Some(watched_ms) = self.watched_ms().filter(|watched| *watched < WATCHED_FOR_MS) {
            let [watched, needed] = [watched_ms, WATCHED_FOR_MS].map(|ms| span_label(ms / 1000));
            return format!("the history is kept for {watched} only, {needed} are needed");
        } else {
            "the history is not being kept now"
        };
        words.to_owned()
    }

    fn cannot_tell(&self, expression: &Expression, task: &Task) -> bool {
        let now_seconds = self.now_unix_ms.div_euclid(1000);
        let is_ageless = expression.since_ms.is_some_and(|limit| self.status_age_is_unknown(task, limit));
        let may_meet = expression.filter.matches(task, now_seconds) && is_ageless;
        may_meet || !self.meets(expression, task) && expression.filter.cannot_tell(task, now_seconds)
    }

    /// Whether nothing tells if a task has had its status for less than so many milliseconds.
    fn status_age_is_unknown(&self, task: &Task, limit_ms: i64) -> bool {
        let is_unseen = |past: &TaskHistory| {
            past.status_since_unix_ms.is_none() && self.now_unix_ms.saturating_sub(past.first_seen_unix_ms) < limit_ms
        };
        task.created.and_then(ApiTime::unix_seconds).is_none() && self.past(task).is_none_or(is_unseen)
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
    fn is_open(&self, expression: &Expression, why: &Why) -> bool {
        let is_unknown = expression.causes.iter().any(|cause| why.finding(*cause) == Some(Finding::Unknown));
        why.cause.is_none() && why.dials.is_none() && is_unknown && !self.is_watched()
    }

    /// Whether a task runs of which the row itself does not tell whether it ought to dial: counts that are missing or
    /// contradict each other, hours or a number of lines that came and cannot be read.
    fn is_doubtful(&self, task: &Task, why: &Why) -> bool {
        let is_troubled = self.past(task).is_some_and(|past| past.trouble.is_some());
        let has_no_lines = task.max_call.is_none() && task.issues.iter().any(|issue| issue.path.ends_with("maxCall"));
        let is_odd = is_troubled || Counters::of(&task.stat).is_err() || task.window.skipped_entries() > 0;
        task.status == Some(TaskStatus::Running) && why.dials != Some(true) && (is_odd || has_no_lines)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DialWindow, FieldIssue, TaskKey, TaskStat};

    const NOW_MS: i64 = 1_790_149_567_000;

    /// A task about which nothing is wrong with its row.
    fn task(status: TaskStatus) -> Task {
        let hours: Vec<String> = (0..24).map(|hour| hour.to_string()).collect();
        let hours = Some(hours.join(","));
        let stat = TaskStat {
            total_order_count: Some(1000),
            finish_order_count: Some(400),
            answer_order_count: Some(100),
            total_call: Some(900),
            total_answer_call: Some(160),
            ..TaskStat::default()
        };
        let window = DialWindow::parse(Some(0), Some("1,2,3,4,5,6,7"), hours.as_deref(), hours.as_deref());
        Task {
            stat,
            status: Some(status),
            max_call: Some(20),
            created: Some(ApiTime(NOW_MS / 1000 - 864_000)),
            window: Arc::new(window),
            ..Task::empty(TaskKey::new(Some("t"), None, String::new))
        }
    }

    fn ask(expression: &str, task: Task) -> Answers {
        let judged = Judged::without_past();
        let room = Room { judged: &judged, now_unix_ms: NOW_MS, offset_seconds: 0 };
        room.ask(&[expression.parse().unwrap()], &[Arc::new(task)])
    }

    #[test]
    fn a_row_that_cannot_be_judged_is_lacking_and_a_missing_history_is_not() {
        let stall = |task| ask("why:stall", task);
        let usual = stall(task(TaskStatus::Running));
        assert_eq!((usual.open, usual.lacking), (1, false));
        let mut odd = [TaskStatus::Running; 3].map(task);
        odd[0].stat.finish_order_count = Some(1200);
        odd[1].window = Arc::new(DialWindow::parse(Some(0), Some("1,2,3"), Some("10,9-23"), Some("10,9-23")));
        odd[2].max_call = None;
        let path = "taskSetting.taskCreateSetting.maxCall";
        odd[2].issues = Box::new([FieldIssue { path, found: "zero".into(), expected: "a number" }]);
        for task in odd {
            assert!(stall(task.clone()).lacking, "{task:?}");
        }
        assert!(!stall(task(TaskStatus::Paused)).lacking);
        assert!(ask("st:failed", Task { status: None, ..task(TaskStatus::Running) }).lacking);
        let odd_window = Arc::new(DialWindow::parse(Some(0), Some("3"), Some("9-18"), Some("9-18")));
        assert!(ask("win:open st:run", Task { window: odd_window, ..task(TaskStatus::Running) }).lacking);
    }

    #[test]
    fn a_failure_of_no_known_age_is_not_old() {
        let failed = |created| ask("st:failed since<1d", Task { created, ..task(TaskStatus::Failed) });
        assert!(failed(None).lacking && failed(Some(ApiTime(0))).lacking);
        let old = failed(Some(ApiTime(5)));
        assert!(!old.lacking && old.finds.is_empty());
        let young = failed(Some(ApiTime(NOW_MS / 1000 - 60)));
        assert!(!young.lacking && young.finds.len() == 1);
    }
}
