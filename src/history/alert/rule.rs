//! What a rule is: a question about one task, or about the reading as a whole, at one moment. Uses `settings`, the rest of
//! `history` and `domain`.

use super::name::RuleName;
use super::number::Number;
use super::settings::AlertSettings;
use crate::domain::{TaskStatus, WindowState};
use crate::history::fleet::Fleet;
use crate::history::task_history::TaskHistory;

pub(super) const HOUR_MS: i64 = 3_600_000;
/// The span of the recent figures; a judgement about them needs it filled with dialling.
pub(super) const RECENT_MS: i64 = 600_000;

/// What a rule about a task may look at.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The task.
    pub task: &'a TaskHistory,
    /// All tasks together.
    pub fleet: &'a Fleet,
    /// How the rules are set.
    pub settings: &'a AlertSettings,
    /// Now, in milliseconds since 1970.
    pub now_unix_ms: i64,
    /// Whether the dial window is open now.
    pub window: WindowState,
    /// Since when calls must be expected, in milliseconds since 1970; `None` where none must be.
    pub dialling_since_unix_ms: Option<i64>,
    /// Whether the rule that is asked has an open alert about the task: what was told stays news, also in the next run.
    pub is_told: bool,
}

impl<'a> Facts<'a> {
    /// The facts about a task; what several rules need is worked out once.
    pub fn of(task: &'a TaskHistory, fleet: &'a Fleet, settings: &'a AlertSettings, now_unix_ms: i64) -> Self {
        Self {
            task,
            fleet,
            settings,
            now_unix_ms,
            window: task.task.window.state_at(now_unix_ms.div_euclid(1000)),
            dialling_since_unix_ms: task.dialling_since(now_unix_ms),
            is_told: false,
        }
    }

    /// A number by which a rule judges.
    pub fn number(&self, number: Number) -> f64 {
        self.settings.number(number)
    }

    /// A number in milliseconds.
    pub fn ms(&self, number: Number) -> i64 {
        self.settings.ms(number)
    }

    /// Whether calls are to be expected, and have been for so many milliseconds.
    pub fn dialling(&self, settled_ms: i64) -> Dialling {
        let task = &self.task.task;
        let may_call = task.status == Some(TaskStatus::Running)
            && matches!(self.window, WindowState::Open { .. })
            && task.max_call.is_none_or(|calls| calls > 0);
        match self.dialling_since_unix_ms {
            _ if !may_call => Dialling::No,
            _ if self.task.trouble.is_some() => Dialling::Unsettled,
            None => Dialling::No,
            Some(_) if self.dialling_ms() < settled_ms => Dialling::Unsettled,
            Some(_) => Dialling::Settled,
        }
    }

    /// For how long calls must have been expected by now, in milliseconds; 0 where none must be.
    pub fn dialling_ms(&self) -> i64 {
        self.dialling_since_unix_ms.map_or(0, |since| self.now_unix_ms.saturating_sub(since).max(0))
    }

    /// Orders not yet finished; `None` where the counters say nothing.
    pub fn left(&self) -> Option<i64> {
        self.task.task.stat.left().filter(|left| *left >= 0)
    }

    /// The share of orders not yet finished, 0..=1; `None` without orders.
    pub fn left_share(&self) -> Option<f64> {
        let orders = self.task.task.stat.total_order_count.filter(|orders| *orders > 0)?;
        Some(self.left()? as f64 / orders as f64)
    }

    /// Whether a change was seen to happen, was not undone within one reading, and is not older news than told for
    /// (`None`: it never grows old).
    pub fn is_news(&self, changed_unix_ms: Option<i64>, lasts_ms: Option<i64>) -> bool {
        let Some(changed) = changed_unix_ms.filter(|at| self.is_told || self.task.was_seen_to_change(*at)) else {
            return false;
        };
        let age_ms = self.now_unix_ms.saturating_sub(changed);
        // Readings are a little more or less than an interval apart.
        let debounce_ms = self.poll_ms() * 4 / 5;
        age_ms >= debounce_ms && lasts_ms.is_none_or(|lasts| age_ms < debounce_ms.saturating_add(lasts))
    }

    /// The time between two readings in milliseconds.
    pub fn poll_ms(&self) -> i64 {
        i64::try_from(self.fleet.poll_interval_seconds).unwrap_or(i64::MAX).clamp(1, 86_400) * 1000
    }
}

/// What a rule about the reading as a whole may look at.
#[derive(Debug, Clone, Copy)]
pub struct FleetFacts<'a> {
    /// All tasks together, and how the reading goes.
    pub fleet: &'a Fleet,
    /// How the rules are set.
    pub settings: &'a AlertSettings,
    /// For how long no good reply came while this program was awake, in milliseconds.
    pub silent_ms: i64,
}

impl FleetFacts<'_> {
    /// The share of the requests of the last minutes that failed; `None` where there were too few to say.
    pub fn failing_share(&self) -> Option<f64> {
        const FEWEST: u64 = 8;
        let all = self.fleet.recent_requests;
        (all >= FEWEST).then(|| self.fleet.recent_failures as f64 / all as f64)
    }
}

/// Whether calls are to be expected of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialling {
    /// None are: it does not run, its window is not open, nothing is left, or it may place none.
    No,
    /// They are, but nothing can be judged by them yet or any more: somebody looks only since a short while, something
    /// changed just now, or the counters cannot be believed.
    Unsettled,
    /// They are, and have been for long enough.
    Settled,
}

/// What a rule found.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Nothing wrong.
    Clear,
    /// Neither clearly wrong nor clearly over, or it cannot be said: what fires goes on firing.
    Between,
    /// Wrong.
    Wrong {
        /// What, with its figures.
        what: String,
        /// Since when, in milliseconds since 1970; `None` where the rule cannot know: since it was first found so.
        since_unix_ms: Option<i64>,
    },
}

impl Answer {
    /// Wrong, since it was first found so.
    pub fn wrong(what: impl Into<String>) -> Self {
        Self::Wrong { what: what.into(), since_unix_ms: None }
    }
}

/// A rule about tasks.
pub trait Rule: Sync {
    /// Which one.
    fn name(&self) -> RuleName;
    /// Asks it about a task.
    fn ask(&self, facts: &Facts<'_>) -> Answer;
}
