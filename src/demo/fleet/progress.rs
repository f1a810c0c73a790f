//! Where a campaign stands at a moment, worked out from its plan. Uses nothing of the crate but the plan.
//!
//! Dial windows go by the wall clock, as they do for whoever watches; paces and plans go by simulated time. Counts are
//! integrals with an always positive slope, so they never fall between two moments, and the slopes are ordered as the
//! counts must be: answered orders <= answered calls <= calls, and finished orders <= calls.

use crate::demo::scenario::{Change, Flag};

use super::task::{Counts, Pace, Task};

/// `taskStatus` 1.
pub(super) const PENDING: i64 = 1;
/// `taskStatus` 2.
pub(super) const RUNNING: i64 = 2;
/// `taskStatus` 3.
pub(super) const COMPLETED: i64 = 3;
/// `taskStatus` 4.
pub(super) const FAILED: i64 = 4;
/// `taskStatus` 5.
pub(super) const PAUSED: i64 = 5;

/// The pace goes up and down by this share of itself ...
const PACE_SWING: f64 = 0.35;
/// ... once in so many open seconds,
const PACE_PERIOD_SECONDS: f64 = 47.0;
/// and the answer share by this share of itself ...
const ANSWER_SWING: f64 = 0.2;
/// ... once in so many calls.
const ANSWER_PERIOD_CALLS: f64 = 180.0;

/// What a campaign shows at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    /// `taskStatus`.
    pub status: i64,
    /// `taskStat`'s counters.
    pub counts: Counts,
    /// `maxCall`.
    pub max_call: u32,
}

/// Where a campaign stands at a moment of the wall clock.
pub(super) fn standing(task: &Task, now_ms: i64, speed: f64) -> Standing {
    let now = (now_ms - task.born_ms).max(0) as f64 / 1000.0 * speed;
    let mut walk = Walk::new(task, speed);
    let mut from = 0.0;
    for (at, change, value) in task.plan.iter().copied().take_while(|(at, ..)| *at <= now) {
        walk.dial(from, at);
        walk.apply(change, value);
        from = at;
    }
    walk.dial(from, now);
    walk.standing()
}

/// A campaign on its way from one event to the next.
struct Walk<'a> {
    task: &'a Task,
    speed: f64,
    status: i64,
    stalled: bool,
    max_call: u32,
    answer_share: f64,
    orders: u64,
    open_seconds: f64,
    calls: f64,
    answered_calls: f64,
    answered_orders: f64,
    finished_orders: f64,
}

impl<'a> Walk<'a> {
    fn new(task: &'a Task, speed: f64) -> Self {
        Self {
            task,
            speed,
            status: task.status,
            stalled: false,
            max_call: task.max_call,
            answer_share: task.pace.answer_share,
            orders: task.counts.orders,
            open_seconds: 0.0,
            calls: 0.0,
            answered_calls: 0.0,
            answered_orders: 0.0,
            finished_orders: 0.0,
        }
    }

    /// Dials between two moments in simulated seconds, as far as status, window and orders allow.
    fn dial(&mut self, from: f64, to: f64) {
        if self.status != RUNNING || self.stalled || to <= from {
            return;
        }
        let Pace { calls_per_minute_per_line, calls_per_order, phase, .. } = self.task.pace;
        // `to` is past the start only where the speed is above zero.
        let wall_ms = |seconds: f64| self.task.born_ms + (seconds / self.speed * 1000.0) as i64;
        let open = self.task.window.open_ms(wall_ms(from), wall_ms(to)) as f64 / 1000.0 * self.speed;
        let worked = swinging(self.open_seconds, open, PACE_SWING, PACE_PERIOD_SECONDS, phase);
        self.open_seconds += open;
        let wanted = worked * calls_per_minute_per_line / 60.0 * f64::from(self.max_call);
        let finishable = self.orders.saturating_sub(self.task.counts.finished_orders) as f64;
        let possible = (finishable - self.finished_orders) * calls_per_order;
        let is_last = wanted >= possible;
        let calls = if is_last { possible.max(0.0) } else { wanted };
        let answered = swinging(self.calls, calls, ANSWER_SWING, ANSWER_PERIOD_CALLS, phase * 2.0) * self.answer_share;
        self.answered_calls += answered;
        self.answered_orders += calls * (self.answer_share * (1.0 - ANSWER_SWING)).min(0.98 / calls_per_order);
        self.calls += calls;
        self.finished_orders += calls / calls_per_order;
        if is_last {
            self.finished_orders = finishable;
            if !self.task.flags.contains(&Flag::TaskKeep) {
                self.status = COMPLETED;
            }
        }
    }

    fn apply(&mut self, change: Change, value: f64) {
        let is_over = matches!(self.status, COMPLETED | FAILED);
        match change {
            Change::Start if !is_over => self.status = RUNNING,
            Change::Pause if self.status == RUNNING => self.status = PAUSED,
            Change::Complete if !is_over => self.status = COMPLETED,
            Change::Fail if !is_over => self.status = FAILED,
            Change::Stall => self.stalled = true,
            Change::Recover => self.stalled = false,
            Change::AnswerShare => self.answer_share = value.clamp(0.0, Pace::MAX_ANSWER_SHARE),
            Change::AddOrders if !is_over => self.orders += value.max(0.0) as u64,
            Change::MaxCall => self.max_call = value.max(0.0) as u32,
            Change::Start | Change::Pause | Change::Complete | Change::Fail | Change::AddOrders => {}
        }
    }

    fn standing(&self) -> Standing {
        let start = self.task.counts;
        let counts = Counts {
            orders: self.orders,
            finished_orders: start.finished_orders + self.finished_orders as u64,
            answered_orders: start.answered_orders + self.answered_orders as u64,
            // A sum of parts may end a hair below the whole number that it stands for.
            calls: start.calls + (self.calls + 1e-6) as u64,
            answered_calls: start.answered_calls + self.answered_calls as u64,
        };
        Standing { status: self.status, counts, max_call: self.max_call }
    }
}

/// The integral of `1 + swing * cos` from `from` over `length`: as long as `length` in the long run, and always growing.
fn swinging(from: f64, length: f64, swing: f64, period: f64, phase: f64) -> f64 {
    let turn = std::f64::consts::TAU / period;
    let wave = |at: f64| (at * turn + phase).sin();
    (length + swing / turn * (wave(from + length) - wave(from))).max(0.0)
}
