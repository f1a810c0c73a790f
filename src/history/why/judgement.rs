//! What a judgement is: causes, findings, the checklist and the verdict. Uses the rest of this room and `domain`.

use super::facts::Facts;
use super::{checks, start, verdict, window};
use crate::domain::Task;
use crate::history::History;
use crate::history::silence::SilenceLimits;

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

impl Cause {
    /// Every cause, in the order in which one thing holds up the next.
    pub const ALL: [Self; 9] = [
        Self::Api,
        Self::Status,
        Self::Start,
        Self::Window,
        Self::Orders,
        Self::MaxCall,
        Self::Agents,
        Self::Settings,
        Self::Stall,
    ];

    /// The name in the JSON of `callbot-tui why`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Status => "status",
            Self::Start => "start",
            Self::Window => "window",
            Self::Orders => "orders",
            Self::MaxCall => "maxCall",
            Self::Agents => "agents",
            Self::Settings => "settings",
            Self::Stall => "stall",
        }
    }
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

    /// The name in the JSON of `callbot-tui why`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Bad => "bad",
            Self::Unknown => "unknown",
            Self::NotApplicable => "notApplicable",
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
    /// Judges a task by what is known of it and of the others at a moment in milliseconds since 1970. `offset_seconds` is the
    /// zone in which moments are told.
    pub fn of(task: &Task, history: &History, now_unix_ms: i64, offset_seconds: i32) -> Self {
        let limits = SilenceLimits::of(history.alerts().settings());
        // One reading is no past: nothing was seen to happen, or not to happen.
        let past = history.task(&task.key).filter(|past| past.trouble.is_some() || past.series.len() > 1);
        let facts = Facts::new(task, past, history.fleet(), &limits, now_unix_ms, offset_seconds);
        Self::by(&facts)
    }

    /// Judges by facts.
    pub(super) fn by(facts: &Facts<'_>) -> Self {
        let checks = vec![
            checks::api(facts),
            checks::status(facts),
            start::start(facts),
            window::window(facts),
            checks::orders(facts),
            checks::max_call(facts),
            checks::agents(facts),
            checks::settings(facts),
            checks::stall(facts),
        ];
        verdict::judge(facts, checks)
    }

    /// What was found about a cause.
    pub fn finding(&self, cause: Cause) -> Option<Finding> {
        self.checks.iter().find(|check| check.cause == cause).map(|check| check.finding)
    }

    /// The whole judgement as text, a check a line: for the clipboard.
    pub fn text(&self) -> String {
        let lines = self.checks.iter().map(|check| format!("{:<4}{}\n", check.finding.word(), check.evidence));
        let end = [&self.verdict, &self.advice].into_iter().filter(|text| !text.is_empty());
        let end = end.map(|text| format!("\n{text}"));
        lines.chain(end).collect()
    }
}
