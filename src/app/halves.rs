//! Two halves of a work side by side on two cores. Uses nothing.

use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, scope};

/// Below so many items a second thread costs more than it saves.
pub(super) const WORTH_A_THREAD: usize = 20_000;

/// Does both works and returns when both are done. Where the system has no thread to give, it does one after the other.
pub(super) fn both<A: Send, B>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B) -> (Option<A>, B) {
    let (work, result) = (Mutex::new(Some(first)), Mutex::new(None));
    let do_first = || {
        let work = work.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(work) = work {
            let done = work();
            *result.lock().unwrap_or_else(PoisonError::into_inner) = Some(done);
        }
    };
    let second = scope(|scope| {
        // A thread that could not be started leaves its work behind.
        let _ = Builder::new().spawn_scoped(scope, do_first);
        second()
    });
    do_first();
    (result.into_inner().unwrap_or_else(PoisonError::into_inner), second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_works_are_done_once() {
        let mut numbers = [1, 2, 3, 4];
        let (left, right) = numbers.split_at_mut(2);
        let double = |half: &mut [i32]| {
            half.iter_mut().for_each(|number| *number *= 2);
            half.len()
        };
        assert_eq!(both(|| double(left), || double(right)), (Some(2), 2));
        assert_eq!(numbers, [2, 4, 6, 8]);
    }
}
