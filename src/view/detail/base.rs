//! What is usual for a task: the same half-hour of the week's earlier days where it was seen, else its whole life. Uses
//! `history`.

use crate::history::{Proportion, TaskHistory};

/// What is usual; `None` where it cannot be said.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Base {
    /// Whether this is of the same half-hour of earlier days. Of a whole life only ratios mean anything: its time is mostly
    /// closed nights.
    pub(super) is_of_slot: bool,
    /// Calls a minute.
    pub(super) calls_per_minute: Option<f64>,
    /// Answered calls of calls.
    pub(super) answers: Option<Proportion>,
    /// Calls for each finished order, of the whole life.
    pub(super) calls_per_finish: Option<f64>,
}

impl Base {
    /// What is usual for a task at the time of its last reading.
    pub(super) fn of(past: &TaskHistory) -> Self {
        let (slot, life) = (&past.baseline, past.rates.lifetime_answers);
        let is_of_slot = slot.days > 0;
        // As the alert compares: what is new is no part of what was before.
        let before = life.without(&past.rates.recent_answers);
        let answers = if is_of_slot && !slot.answers.is_small() { slot.answers } else { before };
        Self {
            is_of_slot,
            calls_per_minute: slot.calls_per_open_minute.or(slot.calls_per_open_minute_today),
            answers: (answers.trials > 0).then_some(answers),
            calls_per_finish: past.rates.lifetime_calls_per_finish,
        }
    }
}
