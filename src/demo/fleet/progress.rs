//! Where a campaign stands at a moment, worked out from its plan. Uses nothing of the crate but the plan.
//!
//! Dial windows and the time of day go by the wall clock, as they do for whoever watches; paces and plans go by simulated
//! time. What is to be expected is an integral with a positive slope; chance that never falls is laid over it. So counts fit
//! together at every moment: answered orders <= answered calls <= calls, and finished orders <= calls.

use crate::demo::scenario::{Change, Flag};

use super::past::Past;
use super::task::{Counts, Pace, Planned, Task};
use super::window::Window;
use super::{mix, noise};

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
const PACE_SWING: f64 = 0.12;
/// ... once in so many open seconds.
const PACE_PERIOD_SECONDS: f64 = 1300.0;
/// The answer share goes up and down by this share of itself over a day, in steps ...
const ANSWER_SWING: f64 = 0.08;
/// ... of three hours of the wall clock.
const ANSWER_STEP_MS: i64 = 3 * 3_600_000;
const ANSWER_STEPS_A_DAY: i64 = 8;
/// Of the answered calls so many answer an order for the first time.
const FIRST_ANSWERS: f64 = 0.9;
/// Of the finished orders so many may have been answered.
const ANSWERED_AT_MOST: f64 = 0.98;

/// What a campaign shows at a moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing<'a> {
    /// `taskStatus`.
    pub status: i64,
    /// `taskStat`'s counters.
    pub counts: Counts,
    /// `maxCall`.
    pub max_call: u32,
    /// The dial window.
    pub window: &'a Window,
}

/// Where a campaign stands at a moment of the wall clock.
pub(super) fn standing(task: &Task, now_ms: i64, speed: f64) -> Standing<'_> {
    let past_seconds = task.past.seconds;
    let now = ((now_ms - task.born_ms) as f64 / 1000.0 * speed).max(0.0 - past_seconds);
    let walk = Walk::until(task, speed, now);
    let mut standing = walk.standing();
    // Whoever completes a task counts it up; otherwise the counters wait for the next step.
    if task.batch_seconds > 0.0 && standing.status != COMPLETED {
        let offset = task.pace.phase % 1.0 * task.batch_seconds;
        let stepped = (((now + offset) / task.batch_seconds).floor() * task.batch_seconds - offset).max(if now < 0.0 {
            -past_seconds
        } else {
            0.0
        });
        let orders = standing.counts.orders;
        standing.counts = Counts { orders, ..Walk::until(task, speed, stepped).standing().counts };
    }
    standing
}

/// A campaign on its way from one event to the next.
pub(super) struct Walk<'a> {
    task: &'a Task,
    past: Past,
    speed: f64,
    status: i64,
    stalled: bool,
    ignores_window: bool,
    window: &'a Window,
    max_call: u32,
    answer_share: f64,
    haste: f64,
    orders: u64,
    /// Whether it has not come to the start yet. Nothing is ever all done there, for the campaign goes on.
    is_past: bool,
    /// The counts that those below are added to.
    base: Counts,
    open_seconds: f64,
    /// Calls to be expected so far, and those that came.
    expected: f64,
    pub(super) arrived: u64,
    calls: u64,
    answered_calls: u64,
    /// Orders that so many calls are to finish; chance says which do.
    progress: f64,
    /// Orders finished when there was nothing left the last time.
    finished_at_least: u64,
}

impl<'a> Walk<'a> {
    fn until(task: &'a Task, speed: f64, now: f64) -> Self {
        let mut walk = Self::over_the_past(task, &task.past, speed, now);
        if now >= 0.0 {
            walk.start();
            walk.go(0.0, now);
        }
        walk
    }

    /// From the beginning of the past to a moment, or to just before the start.
    pub(super) fn over_the_past(task: &'a Task, past: &Past, speed: f64, now: f64) -> Self {
        let mut walk = Self::new(task, past, speed);
        walk.go(0.0 - past.seconds, now.min(0.0));
        walk
    }

    /// Goes on to a moment of its time. What is planned for the start itself comes after it.
    fn go(&mut self, from: f64, now: f64) {
        let mut from = from;
        let (is_past, task) = (self.is_past, self.task);
        let comes = |planned: &&Planned| (planned.at_seconds < 0.0) == is_past && planned.at_seconds <= now;
        for planned in task.plan.iter().filter(comes) {
            self.dial(from, planned.at_seconds);
            self.apply(planned);
            from = planned.at_seconds;
        }
        self.dial(from, now);
    }

    /// Comes to the start: from here on the counters are counted from what the scenario says of it.
    fn start(&mut self) {
        self.is_past = false;
        self.orders = self.task.counts.orders;
        self.reset();
        self.base = self.task.counts;
    }

    fn new(task: &'a Task, past: &Past, speed: f64) -> Self {
        Self {
            task,
            past: *past,
            speed,
            status: task.status,
            stalled: false,
            ignores_window: false,
            window: &task.window,
            max_call: task.max_call,
            answer_share: task.pace.answer_share,
            haste: 1.0,
            orders: past.orders,
            is_past: true,
            base: Counts { finished_orders: past.finished_orders, ..Counts::default() },
            open_seconds: 0.0,
            expected: 0.0,
            arrived: 0,
            calls: 0,
            answered_calls: 0,
            progress: 0.0,
            finished_at_least: 0,
        }
    }

    /// Dials between two moments in simulated seconds, as far as status, window and orders allow.
    fn dial(&mut self, from: f64, to: f64) {
        // Without speed no time passes, whatever is planned.
        if to <= from || self.speed <= 0.0 {
            return;
        }
        let (born_ms, speed) = (self.task.born_ms, self.speed);
        let wall_ms = |seconds: f64| born_ms + (seconds / speed * 1000.0) as i64;
        let seconds = |wall_ms: i64| (wall_ms - born_ms) as f64 / 1000.0 * speed;
        let step = |seconds| wall_ms(seconds).div_euclid(ANSWER_STEP_MS);
        let mut from = from;
        for step in step(from)..=step(to) {
            if self.status != RUNNING || self.stalled {
                return;
            }
            let end = to.min(seconds((step + 1) * ANSWER_STEP_MS)).max(from);
            let open = if self.ignores_window {
                end - from
            } else {
                self.window.open_ms(wall_ms(from), wall_ms(end)) as f64 / 1000.0 * speed
            };
            self.dial_for(open, self.answer_share * day_factor(step));
            from = end;
        }
    }

    fn dial_for(&mut self, open_seconds: f64, answer_share: f64) {
        let Pace { calls_per_minute_per_line, phase, .. } = self.task.pace;
        let worked = swinging(self.open_seconds, open_seconds, PACE_SWING, PACE_PERIOD_SECONDS, phase);
        self.open_seconds += open_seconds;
        self.expected += worked * calls_per_minute_per_line / 60.0 * f64::from(self.max_call) * self.haste;
        let arrived = noise::arrivals(self.task.seed, self.expected);
        let wanted = arrived.saturating_sub(self.arrived);
        self.arrived = arrived;

        let left = self.finishable() as f64 - self.progress;
        if self.is_past {
            return self.dial_in_the_past(
                wanted.min(arrived.saturating_sub(self.past.skipped_calls)),
                left,
                answer_share,
            );
        }
        let possible = self.calls_to_the_end(left);
        let is_last = wanted as f64 >= possible;
        // A sum of parts may end a hair above the whole number that it stands for.
        let calls = if is_last { (possible - 1e-6).ceil().max(0.0) as u64 } else { wanted };
        self.place(calls, answer_share);
        if is_last {
            self.progress = self.finishable() as f64;
            self.finished_at_least = self.finishable();
            if !self.task.flags.contains(&Flag::TaskKeep) {
                self.status = COMPLETED;
            }
        } else {
            self.progress += left - self.left_after(left, calls as f64);
        }
    }

    fn place(&mut self, calls: u64, answer_share: f64) {
        let seed = mix(self.task.seed, 1);
        let answered_by = |calls| noise::successes(seed, calls, answer_share);
        self.answered_calls += answered_by(self.calls + calls) - answered_by(self.calls);
        self.calls += calls;
    }

    fn dial_in_the_past(&mut self, calls: u64, left: f64, answer_share: f64) {
        self.place(calls, answer_share);
        self.progress = (self.progress + left - self.left_after(left, calls as f64)).min(self.finishable() as f64);
    }

    /// Orders that there were to finish since the counters began.
    fn finishable(&self) -> u64 {
        self.orders.saturating_sub(self.base.finished_orders)
    }

    /// With so many orders left, the ends become rarer.
    fn tail(&self) -> f64 {
        let tail = self.task.pace.tail_share * self.orders as f64;
        if tail > 1.0 { tail } else { 0.0 }
    }

    /// Calls until nothing is left. In the tail each call finishes a share of what is left, down to the last order.
    fn calls_to_the_end(&self, left: f64) -> f64 {
        let tail = self.tail();
        let in_tail = left.min(tail);
        let tail_calls = tail * (in_tail.max(1.0).ln() + in_tail.clamp(0.0, 1.0));
        ((left - tail).max(0.0) + tail_calls) * self.task.pace.calls_per_order
    }

    /// What was left so many calls before there was so much left.
    pub(super) fn left_before(&self, left: f64, calls: f64) -> f64 {
        let tail = self.tail();
        let work = (self.calls_to_the_end(left) + calls) / self.task.pace.calls_per_order;
        let of_tail = if tail > 0.0 { tail * (tail.ln() + 1.0) } else { 0.0 };
        if work >= of_tail {
            tail + work - of_tail
        } else if work > tail {
            (work / tail - 1.0).exp()
        } else {
            work / tail
        }
    }

    /// What is left after so many calls of which none is the last.
    fn left_after(&self, left: f64, calls: f64) -> f64 {
        let tail = self.tail();
        let work = calls / self.task.pace.calls_per_order;
        let before_tail = (left - tail).max(0.0);
        if work <= before_tail {
            return left - work;
        }
        let (left, work) = (left - before_tail, work - before_tail);
        let until_one = tail * left.max(1.0).ln();
        if work <= until_one {
            return left * (-work / tail).exp();
        }
        left.min(1.0) - (work - until_one) / tail
    }

    fn apply(&mut self, planned: &'a Planned) {
        let is_over = matches!(self.status, COMPLETED | FAILED);
        let value = planned.value;
        match planned.change {
            Change::Start if !is_over => self.status = RUNNING,
            Change::Pause if self.status == RUNNING => self.status = PAUSED,
            Change::Complete if !is_over => self.status = COMPLETED,
            Change::Fail if !is_over => self.status = FAILED,
            Change::Stall => self.stalled = true,
            Change::Recover => self.stalled = false,
            Change::AnswerShare => self.answer_share = value.clamp(0.0, Pace::MAX_ANSWER_SHARE),
            Change::AddOrders if !is_over => self.orders += value as u64,
            Change::RemoveOrders if !is_over => {
                let least = self.base.finished_orders + self.finished() + 1;
                self.orders = self.orders.saturating_sub(value as u64).max(least.min(self.orders));
            }
            Change::MaxCall => self.max_call = value as u32,
            Change::Pace => self.haste = value,
            Change::IgnoreWindow => self.ignores_window = true,
            Change::ObeyWindow => self.ignores_window = false,
            Change::Window => self.window = planned.window.as_deref().unwrap_or(self.window),
            Change::Reset => self.reset(),
            Change::Start
            | Change::Pause
            | Change::Complete
            | Change::Fail
            | Change::AddOrders
            | Change::RemoveOrders => {}
        }
    }

    fn reset(&mut self) {
        self.base = Counts::default();
        self.calls = 0;
        self.answered_calls = 0;
        self.progress = 0.0;
        self.finished_at_least = 0;
    }

    /// Orders finished since the counters began.
    fn finished(&self) -> u64 {
        let per_order = self.task.pace.calls_per_order;
        let drawn =
            noise::successes(mix(self.task.seed, 2), (self.progress * per_order + 1e-6) as u64, 1.0 / per_order);
        let is_done = self.finished_at_least == self.finishable();
        let most = self.finishable().saturating_sub(u64::from(!is_done));
        drawn.min(most).max(self.finished_at_least)
    }

    fn standing(&self) -> Standing<'a> {
        let counted = self.counted();
        let counts = if self.is_past {
            self.past.counts(&self.task.counts, &counted)
        } else {
            let base = self.base;
            Counts {
                orders: counted.orders,
                finished_orders: base.finished_orders + counted.finished_orders,
                answered_orders: base.answered_orders + counted.answered_orders,
                calls: base.calls + counted.calls,
                answered_calls: base.answered_calls + counted.answered_calls,
            }
        };
        Standing { status: self.status, counts, max_call: self.max_call, window: self.window }
    }

    /// What was counted so far, beside the base.
    pub(super) fn counted(&self) -> Counts {
        let finished = self.finished();
        let share = |of: u64, share: f64| (of as f64 * share) as u64;
        Counts {
            orders: self.orders,
            finished_orders: finished,
            answered_orders: share(self.answered_calls, FIRST_ANSWERS).min(share(finished, ANSWERED_AT_MOST)),
            calls: self.calls,
            answered_calls: self.answered_calls,
        }
    }

    /// `taskStatus` at this moment.
    pub(super) fn status(&self) -> i64 {
        self.status
    }
}

/// How the time of day changes the answer share: people answer more at one time than at another.
fn day_factor(step: i64) -> f64 {
    let turn = step.rem_euclid(ANSWER_STEPS_A_DAY) as f64 / ANSWER_STEPS_A_DAY as f64;
    1.0 + ANSWER_SWING * (turn * std::f64::consts::TAU).cos()
}

/// The integral of `1 + swing * cos` from `from` over `length`: as long as `length` in the long run, and always growing.
fn swinging(from: f64, length: f64, swing: f64, period: f64, phase: f64) -> f64 {
    let turn = std::f64::consts::TAU / period;
    let wave = |at: f64| (at * turn + phase).sin();
    (length + swing / turn * (wave(from + length) - wave(from))).max(0.0)
}
