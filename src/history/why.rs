//! Why a task dials or does not: a checklist of causes with their evidence, and one verdict. Uses the rest of this room
//! and `domain`.

use super::fleet::Fleet;
use super::task_history::TaskHistory;
use crate::domain::Task;

/// A cause for silence that is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The platform cannot be asked, so nothing newer is known.
    Api,
    /// The status: paused, completed, failed, pending.
    Status,
    /// The start time has not come, or the task waits for somebody to start it.
    Start,
    /// The dial window is closed or unknown.
    Window,
    /// No orders are left.
    Orders,
    /// No calls at a time are allowed.
    MaxCall,
    /// Human agents are needed, and the API does not tell whether any is free.
    Agents,
    /// The settings just changed; changes need minutes to take effect.
    Settings,
    /// Everything is right and yet no call is placed.
    Stall,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// Not the cause.
    Ok,
    /// This is a cause.
    Bad,
    /// Cannot be known from here.
    Unknown,
    /// Does not apply.
    NotApplicable,
}

impl Finding {
    /// The word in front of a check.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Bad => "BAD",
            Self::Unknown => "?",
            Self::NotApplicable => "--",
        }
    }
}

/// One line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was checked.
    pub cause: Cause,
    /// What was found.
    pub finding: Finding,
    /// The evidence in words.
    pub evidence: String,
}

/// The checklist and the verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The checks, in the order in which a person would make them.
    pub checks: Vec<Check>,
    /// The cause that the verdict names; `None` where the task dials, or where it cannot be known.
    pub cause: Option<Cause>,
    /// Whether the task dials right now; `None` where it cannot be known.
    pub dials: Option<bool>,
    /// The verdict in a sentence.
    pub verdict: String,
    /// What to do next, in a sentence; empty where there is nothing to do.
    pub advice: String,
}

impl Why {
    /// Judges a task. `history` is `None` for a task that was read only once; `offset_seconds` is the zone in which moments
    /// are told.
    pub fn of(
        _task: &Task,
        _history: Option<&TaskHistory>,
        _fleet: &Fleet,
        _now_unix_ms: i64,
        _offset_seconds: i32,
    ) -> Self {
        Self { checks: Vec::new(), cause: None, dials: None, verdict: String::new(), advice: String::new() }
    }
}
