//! A task's silence as the alert about it tells it: what makes it odd, and what may explain it. Uses `rule`, `words`, the
//! room's `silence` and `domain`.

use super::rule::Facts;
use super::words::{odds, orders_are, rate, span};
use crate::domain::DispatchType;
use crate::history::silence::Silence;

const MINUTE_MS: f64 = 60_000.0;

/// From so many calls a minute on the time between two of them is no figure for people.
const OFTEN: f64 = 30.0;

/// The silence in words.
pub(super) fn words(silence: &Silence, facts: &Facts<'_>) -> String {
    let expected = match (silence.pace, silence.odds()) {
        (Some(pace), Some(chance)) if pace.per_minute >= OFTEN => {
            format!("{} a minute expected (odds of that {})", rate(pace.per_minute), odds(chance))
        }
        (Some(pace), Some(chance)) => {
            let every = span((MINUTE_MS / pace.per_minute) as i64);
            format!("one expected every {every} (odds of that {})", odds(chance))
        }
        _ => format!("although it runs, its window is open and {} left", orders_are(facts.left().unwrap_or(0))),
    };
    let dispatch = facts.task.task.manual_call.as_ref().and_then(|manual| manual.dispatch_type);
    let agents = match dispatch {
        Some(DispatchType::Ratio | DispatchType::Predictive) => "; it may wait for free agents",
        _ => "",
    };
    let nobody = if facts.fleet.is_still() { "; no other task dials either" } else { "" };
    format!("no call for {}, {expected}{agents}{nobody}", span(silence.counted_ms))
}
