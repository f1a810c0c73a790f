//! All that a judgement may look at, and what several checks ask of it. Uses `movement`, the rest of `history` and `domain`.

use super::judgement::{Cause, Check, Finding};
use super::movement::Movement;
use crate::domain::{Task, TaskStatus, WindowState};
use crate::history::fleet::is_due;
use crate::history::silence::SilenceLimits;
use crate::history::{Fleet, TaskHistory};

/// How long the platform may need until a start shows.
pub(super) const GRACE_MS: i64 = 300_000;

/// A task, what is known of its past, and the moment of the judgement.
pub(super) struct Facts<'a> {
    /// The task as it was read last.
    pub(super) task: &'a Task,
    /// What is known of its past; `None` where it was read only once.
    pub(super) history: Option<&'a TaskHistory>,
    /// The reading and all tasks together.
    pub(super) fleet: &'a Fleet,
    /// By what a silence is told from a stall.
    pub(super) limits: SilenceLimits,
    /// Now, in milliseconds since 1970.
    pub(super) now_unix_ms: i64,
    /// The zone in which moments are told.
    pub(super) offset_seconds: i32,
    /// Whether calls are seen to be placed.
    pub(super) movement: Movement,
}

impl<'a> Facts<'a> {
    /// The facts at a moment.
    pub(super) fn new(
        task: &'a Task,
        history: Option<&'a TaskHistory>,
        fleet: &'a Fleet,
        limits: &SilenceLimits,
        now_unix_ms: i64,
        offset_seconds: i32,
    ) -> Self {
        let movement = Movement::of(task, history, limits, fleet.poll_interval_ms());
        Self { task, history, fleet, limits: *limits, now_unix_ms, offset_seconds, movement }
    }

    /// Now, in seconds since 1970.
    pub(super) fn now_seconds(&self) -> i64 {
        self.now_unix_ms.div_euclid(1000)
    }

    /// The moment of which anything is known: the newest good reply, else the last reading of the task.
    pub(super) fn as_of_unix_ms(&self) -> Option<i64> {
        self.fleet.as_of_unix_ms.or_else(|| self.history.map(|history| history.last_read_unix_ms))
    }

    /// Whether the task is running.
    pub(super) fn is_running(&self) -> bool {
        self.task.status == Some(TaskStatus::Running)
    }

    /// Whether the task counts among those of which calls are to be expected.
    pub(super) fn is_due(&self) -> bool {
        is_due(self.task, self.now_unix_ms)
    }

    /// Whether the task waits for its start.
    pub(super) fn is_pending(&self) -> bool {
        self.task.status == Some(TaskStatus::Pending)
    }

    /// Whether the dial window is open now.
    pub(super) fn window(&self) -> WindowState {
        self.task.window.state_at(self.now_seconds())
    }
}

/// A line of the checklist.
pub(super) fn check(cause: Cause, finding: Finding, evidence: impl Into<String>) -> Check {
    Check { cause, finding, evidence: evidence.into() }
}
