//! A task's silence: how long it is, how long it must be to mean something, and how it is told. Uses `rule`, `guards`,
//! `words` and `domain`.

use super::guards;
use super::number::Number;
use super::rule::Facts;
use super::words::{odds, orders_are, span};
use crate::domain::DispatchType;
use crate::history::stats;

const MINUTE_MS: i64 = 60_000;

/// How long no call was seen although calls were to be expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Silence {
    /// Its length in milliseconds, up to the last reading.
    pub ms: i64,
    /// Calls a minute before it or usual at this time, whichever is less; `None` where neither is known.
    pub pace: Option<f64>,
}

impl Silence {
    /// The silence as of the last reading.
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let (rates, baseline, series) = (&facts.task.rates, &facts.task.baseline, &facts.task.series);
        let seen_since = series.first().map_or(facts.now_unix_ms, |sample| sample.unix_ms);
        let last_call = rates.last_call_unix_ms.unwrap_or(seen_since);
        let began = last_call.max(facts.dialling_since_unix_ms.unwrap_or(last_call));
        // Only what was read counts as silence.
        let ms = facts.task.last_read_unix_ms.min(facts.now_unix_ms).saturating_sub(began);
        let before = rates.last_call_unix_ms.and_then(|last| guards::pace_before(series, last));
        let paces = [before, baseline.calls_per_open_minute, baseline.calls_per_open_minute_today];
        Self { ms, pace: paces.into_iter().flatten().filter(|pace| *pace > 0.0).reduce(f64::min) }
    }

    /// Whether chance or a gap between rounds may be all there is to it.
    pub(super) fn is_ordinary(&self, facts: &Facts<'_>) -> bool {
        let odds = facts.number(Number::StallOdds);
        let by_odds = self.pace.map_or(facts.ms(Number::StallUnknownPace), |pace| {
            (2.0 * (1.0 / odds).ln() / pace * MINUTE_MS as f64) as i64
        });
        let is_tail = facts.left_share().is_some_and(|share| share < facts.number(Number::TailShare));
        let has_gaps = facts.task.task.flags.round_redial == Some(true) || is_tail;
        let by_round = if has_gaps { facts.ms(Number::StallRoundGap) } else { 0 };
        let least = [3 * facts.poll_ms(), facts.ms(Number::StallQuiet), by_odds, by_round];
        least.into_iter().any(|least_ms| self.ms < least_ms)
    }

    /// The silence in words, with what makes it odd and what may explain it.
    pub(super) fn words(&self, facts: &Facts<'_>) -> String {
        let expected = match self.pace {
            Some(pace) => {
                let every = span((MINUTE_MS as f64 / pace) as i64);
                let odds = odds(stats::silence_odds(pace, self.ms as f64 / MINUTE_MS as f64));
                format!("one expected every {every} (odds of that {odds})")
            }
            None => {
                format!("although it runs, its window is open and {} left", orders_are(facts.left().unwrap_or(0)))
            }
        };
        let dispatch = facts.task.task.manual_call.as_ref().and_then(|manual| manual.dispatch_type);
        let agents = match dispatch {
            Some(DispatchType::Ratio | DispatchType::Predictive) => "; it may wait for free agents",
            _ => "",
        };
        let is_nobody = facts.fleet.tasks_running > 1 && facts.fleet.readings_without_movement >= 3;
        let nobody = if is_nobody { "; no other task dials either" } else { "" };
        format!("no call for {}, {expected}{agents}{nobody}", span(self.ms))
    }
}
