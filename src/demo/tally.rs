//! What a demo server has been asked so far, for tests of clients. Uses nothing.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

/// How many `requestID`s are remembered; older ones may come again unnoticed.
const REMEMBERED: usize = 10_000;

/// What a demo server has been asked so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests to either operation, refused ones among them.
    pub requests: u64,
    /// Requests to `ping`.
    pub pings: u64,
    /// Requests to `listTask`.
    pub lists: u64,
    /// Requests whose `requestID` had been used before. The documents do not say that this is refused, so it is not.
    pub repeated_request_ids: u64,
    /// Requests refused with a `retCode` other than 0, by the checks or by a fault.
    pub refused: u64,
    /// Most requests in work at the same moment.
    pub most_at_once: u64,
}

/// The tally while it is kept.
#[derive(Default)]
pub(super) struct Counter(Mutex<State>);

#[derive(Default)]
struct State {
    tally: Tally,
    at_once: u64,
    seen: HashSet<String>,
    order: VecDeque<String>,
}

/// Counts a request as in work until dropped.
pub(super) struct InWork<'a> {
    counter: &'a Counter,
    /// Which request this is, from 1.
    pub number: u64,
}

impl Counter {
    /// What was counted so far.
    pub(super) fn tally(&self) -> Tally {
        self.with(|state| state.tally)
    }

    /// Counts a request; it is in work until the answer is dropped.
    pub(super) fn begin(&self, is_ping: bool, request_id: &str) -> InWork<'_> {
        let number = self.with(|state| {
            let tally = &mut state.tally;
            tally.requests += 1;
            let number = tally.requests;
            if is_ping {
                tally.pings += 1;
            } else {
                tally.lists += 1;
            }
            state.at_once += 1;
            tally.most_at_once = tally.most_at_once.max(state.at_once);
            if request_id.is_empty() {
                return number;
            }
            if state.seen.insert(request_id.to_owned()) {
                state.order.push_back(request_id.to_owned());
                if state.order.len() > REMEMBERED
                    && let Some(oldest) = state.order.pop_front()
                {
                    state.seen.remove(&oldest);
                }
            } else {
                tally.repeated_request_ids += 1;
            }
            number
        });
        InWork { counter: self, number }
    }

    /// Counts a refusal.
    pub(super) fn refuse(&self) {
        self.with(|state| state.tally.refused += 1);
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        // Plain counters stay usable even if a holder of the lock panicked.
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for InWork<'_> {
    fn drop(&mut self) {
        self.counter.with(|state| state.at_once = state.at_once.saturating_sub(1));
    }
}
