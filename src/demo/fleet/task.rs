//! One campaign of the fleet as planned: settings, first counts, pace, and what will happen to it. Uses the scenario
//! format.

use std::sync::Arc;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::demo::scenario::{Change, Dispatch, Flag, SmsRule};

use super::past::Past;
use super::window::Window;

/// One campaign.
#[derive(Debug)]
pub(super) struct Task {
    pub user_task_id: String,
    pub task_id: String,
    pub scene_id: String,
    pub name: String,
    /// `createTs`, in seconds.
    pub created_seconds: i64,
    pub strategy: String,
    /// `startupType`.
    pub startup_type: i64,
    /// `startupAt`, in seconds; 0 where it is not scheduled.
    pub startup_seconds: i64,
    pub window: Arc<Window>,
    pub dispatch: Option<Dispatch>,
    pub flags: Vec<Flag>,
    pub sms: Vec<SmsRule>,
    pub callback: String,
    /// `taskStatus` at the beginning: of the past, or where there is none, at the start.
    pub status: i64,
    /// The counts at the start.
    pub counts: Counts,
    /// `maxCall` at the beginning.
    pub max_call: u32,
    pub pace: Pace,
    /// The moment that the pace and the plan count from: the server's start, or the task's creation when that is later.
    pub born_ms: i64,
    /// What was before the start.
    pub past: Past,
    /// What happens when, in order.
    pub plan: Vec<Planned>,
    /// What its chance is drawn from.
    pub seed: u64,
    /// The counters move in steps of so many simulated seconds; 0 for at once.
    pub batch_seconds: f64,
    pub disguise: Disguise,
}

/// Something that happens to a campaign.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    /// When, in simulated seconds after `born_ms`; negative before it.
    pub at_seconds: f64,
    /// What.
    pub change: Change,
    /// The number that it needs.
    pub value: f64,
    /// The window that it needs.
    pub window: Option<Arc<Window>>,
}

/// `taskStat`'s counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub orders: u64,
    pub finished_orders: u64,
    pub answered_orders: u64,
    pub calls: u64,
    pub answered_calls: u64,
}

/// How a campaign dials while it may.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// Calls a minute for each of `maxCall`.
    pub calls_per_minute_per_line: f64,
    /// Answered calls of all calls, 0 to [`Pace::MAX_ANSWER_SHARE`].
    pub answer_share: f64,
    /// Calls until an order is finished, at least 1.
    pub calls_per_order: f64,
    /// The share of the orders, 0 to 1, that are hard to finish: among the last of them, calls bring an end the more rarely
    /// the fewer are left.
    pub tail_share: f64,
    /// Where in its small ups and downs the campaign begins, in radians.
    pub phase: f64,
}

/// How the row differs from a well-formed one.
#[derive(Debug)]
pub(super) enum Disguise {
    /// Not at all.
    None,
    /// Members put over the row's.
    Patch(Value),
    /// Something else in its place.
    Instead(Box<RawValue>),
}

impl Pace {
    /// With more, the best hours of a day would answer every call.
    pub(super) const MAX_ANSWER_SHARE: f64 = 0.8;
}

impl Counts {
    /// Counts that fit together for a campaign of which so many orders are finished.
    pub(super) fn begun(orders: u64, finished_orders: u64, answer_share: f64, calls_per_order: f64) -> Self {
        let finished = finished_orders as f64;
        let calls = (finished * calls_per_order).round();
        let answered_calls = (calls * answer_share).floor();
        let answered_orders = (answered_calls * 0.92).min(finished * 0.98).floor();
        Self {
            orders,
            finished_orders,
            answered_orders: answered_orders as u64,
            calls: calls as u64,
            answered_calls: answered_calls as u64,
        }
    }
}
