//! The fields that a filter can name, and what a task has in them. Uses `domain`.

use crate::domain::{Share, Task, TaskStatus};

/// A field with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberField {
    /// Answered of all calls, in percent.
    AnswerRate,
    /// Finished of all orders, in percent.
    Completion,
    /// Orders left.
    Left,
    /// Orders in all.
    Total,
    /// Calls placed.
    Calls,
    /// Calls answered.
    Answered,
    /// Most calls at a time.
    MaxCall,
    /// Seconds since the task was made.
    Age,
}

impl NumberField {
    /// The fields with their names, in the order in which a person reads them.
    pub(super) const ALL: [(&'static str, Self); 8] = [
        ("asr", Self::AnswerRate),
        ("done", Self::Completion),
        ("left", Self::Left),
        ("total", Self::Total),
        ("calls", Self::Calls),
        ("answered", Self::Answered),
        ("max", Self::MaxCall),
        ("age", Self::Age),
    ];

    /// The task's number as a fraction of two counts; `None` where it is missing or contradicts itself.
    pub(super) fn fraction(self, task: &Task, now_seconds: i64) -> Option<(i128, i128)> {
        let stat = &task.stat;
        let percent = |share: Share| {
            share.ratio()?;
            Some((i128::from(share.part?) * 100, i128::from(share.whole?)))
        };
        let count = |count: Option<i64>| Some((i128::from(count.filter(|count| *count >= 0)?), 1));
        match self {
            Self::AnswerRate => percent(stat.answer_share()),
            Self::Completion => percent(stat.completion()),
            Self::Left => count(stat.left()),
            Self::Total => count(stat.total_order_count),
            Self::Calls => count(stat.total_call),
            Self::Answered => count(stat.total_answer_call),
            Self::MaxCall => count(task.max_call),
            Self::Age => count(Some(now_seconds.saturating_sub(task.created?.unix_seconds()?).max(0))),
        }
    }

    /// Whether the number cannot be told: a count that it is made from did not come, or contradicts another. A rate of nothing,
    /// such as that of a task without calls, can be: there is none.
    pub(super) fn cannot_be_told(self, task: &Task) -> bool {
        let stat = &task.stat;
        let (needed, share): (&[Option<i64>], _) = match self {
            Self::AnswerRate => (&[stat.total_answer_call, stat.total_call], stat.answer_share()),
            Self::Calls => (&[stat.total_call], stat.answer_share()),
            Self::Answered => (&[stat.total_answer_call], stat.answer_share()),
            Self::Completion | Self::Left => (&[stat.finish_order_count, stat.total_order_count], stat.completion()),
            Self::Total => (&[stat.total_order_count], stat.completion()),
            Self::MaxCall => return task.max_call.is_none(),
            Self::Age => return task.created.is_none(),
        };
        share.is_doubtful() || needed.iter().any(Option::is_none)
    }
}

/// A field with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextField {
    /// `taskName`.
    Name,
    /// `userTaskID` or `taskID`.
    Id,
    /// `sceneID`.
    Scene,
    /// `strategyName`.
    Strategy,
}

impl TextField {
    /// The fields with their names.
    pub(super) const ALL: [(&'static str, Self); 4] =
        [("name", Self::Name), ("id", Self::Id), ("scene", Self::Scene), ("strategy", Self::Strategy)];

    /// The task's texts in this field.
    pub(super) fn texts(self, task: &Task) -> [Option<&str>; 2] {
        let texts = &task.texts;
        match self {
            Self::Name => [texts.name(), None],
            Self::Id => [texts.user_task_id(), texts.task_id()],
            Self::Scene => [texts.scene_id(), None],
            Self::Strategy => [texts.strategy(), None],
        }
    }
}

/// Which statuses a term names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct StatusSet {
    /// The statuses named one by one.
    pub(super) named: Vec<TaskStatus>,
    /// Missing statuses and numbers that are not documented.
    pub(super) has_unknown: bool,
}

impl StatusSet {
    pub(super) fn has(&self, status: Option<TaskStatus>) -> bool {
        let is_unknown = matches!(status, None | Some(TaskStatus::Unknown(_)));
        (self.has_unknown && is_unknown) || status.is_some_and(|status| self.named.contains(&status))
    }
}

/// Whether a dial window is open, as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WindowWord {
    Open,
    Closed,
    Unknown,
}

impl WindowWord {
    /// The words.
    pub(super) const ALL: [(&'static str, Self); 4] =
        [("open", Self::Open), ("shut", Self::Closed), ("closed", Self::Closed), ("unknown", Self::Unknown)];

    /// What is true of a task's window now. Unlike [`crate::domain::DialWindow::state_at`] this does not walk through the
    /// week to the next change, which nobody asked for here.
    pub(super) fn of(task: &Task, now_seconds: i64) -> Self {
        let window = &task.window;
        match window.half_hour_at(now_seconds).filter(|_| window.is_known()) {
            Some(slot) if window.is_open_at(slot) => Self::Open,
            Some(_) => Self::Closed,
            None => Self::Unknown,
        }
    }
}
