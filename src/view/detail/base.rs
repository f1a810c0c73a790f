//! What is usual for a task: the same half-hour of the week's earlier days where it was seen, else its whole life. Uses
//! `history`.

use crate::history::{Counters, Proportion, TaskHistory};

const HALF_HOUR_MS: i64 = 1_800_000;
const DAY_MS: i64 = 86_400_000;

/// How many days back one looks.
const DAYS: i64 = 7;

/// What is usual; `None` where it cannot be said.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Base {
    days: i64,
    /// Calls a minute.
    pub(super) calls_per_minute: Option<f64>,
    /// Orders finished a minute.
    pub(super) orders_per_minute: Option<f64>,
    /// Answered calls of calls.
    pub(super) answers: Option<Proportion>,
    /// Calls for each finished order.
    pub(super) calls_per_finish: Option<f64>,
}

impl Base {
    /// What is usual at a moment in seconds since 1970.
    pub(super) fn of(past: &TaskHistory, now_seconds: i64) -> Self {
        let now_ms = now_seconds.saturating_mul(1000);
        // Zones with a quarter of an hour put the dial window's edges elsewhere; the day's rhythm is not that sharp.
        let slot = now_ms.div_euclid(HALF_HOUR_MS).saturating_mul(HALF_HOUR_MS);
        let mut days = 0;
        let mut sum = Counters::default();
        for day in 1..=DAYS {
            let begin = slot.saturating_sub(day * DAY_MS);
            let ends = past.series.counters_at(begin).zip(past.series.counters_at(begin + HALF_HOUR_MS));
            let Some((before, after)) = ends.filter(|(before, after)| !after.fell_since(before)) else {
                continue;
            };
            // A day on which nothing was dialled says nothing about a day on which something is.
            if after.calls > before.calls {
                days += 1;
                sum.calls += after.calls - before.calls;
                sum.answered_calls += after.answered_calls - before.answered_calls;
                sum.finished += after.finished - before.finished;
            }
        }
        if days == 0 {
            return Self::of_life(past);
        }
        let minutes = (days * HALF_HOUR_MS / 60_000) as f64;
        Self {
            days,
            calls_per_minute: Some(sum.calls as f64 / minutes),
            orders_per_minute: Some(sum.finished as f64 / minutes),
            answers: Some(Proportion { hits: sum.answered_calls, trials: sum.calls }),
            calls_per_finish: (sum.finished > 0).then(|| sum.calls as f64 / sum.finished as f64),
        }
    }

    /// Of a whole life only the ratios mean anything: its time is mostly closed nights.
    fn of_life(past: &TaskHistory) -> Self {
        let answers = past.rates.lifetime_answers;
        Self {
            answers: (answers.trials > 0).then_some(answers),
            calls_per_finish: past.rates.lifetime_calls_per_finish,
            ..Self::default()
        }
    }

    /// Whether this is of the same half-hour of earlier days.
    pub(super) fn is_of_slot(&self) -> bool {
        self.days > 0
    }
}
