//! What a history file may cost, however it came about: steps of SQLite, samples in memory, moments that make sense. Uses
//! `error` and `history`.
//!
//! The file lies where other programs can write. Pages that name each other, or a few bytes that unpack to millions of
//! samples, must end in an error and not in a machine that stands still.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rusqlite::Connection;
use rusqlite::limits::Limit;

use super::error::StoreError;
use crate::history::{Counters, Sample};

/// The last moment that is believed, in milliseconds since 1970: the end of the year 9999.
pub(super) const LATEST_MS: i64 = 253_402_300_799_999;

/// The longest text or blob that is read, in bytes; a packed day has a hundredth of that.
const LONGEST_VALUE_BYTES: i32 = 16 << 20;

/// After so many steps of SQLite's machine it is asked whether they are too many.
const STEPS_A_LOOK: i32 = 10_000;

/// What one operation may take whatever the file's size: a few seconds of work.
const STEPS_AT_LEAST: u64 = 20_000_000;

/// What it may take besides for each page of the file. A full page has a hundred rows, each of which takes some twenty.
const STEPS_A_PAGE: u64 = 20_000;

/// What it may take besides for each row that it writes.
const STEPS_A_WRITTEN_ROW: u64 = 1000;

/// The most samples that one reading gathers: 200 MB. A thousand tasks that never stand still have half of that in a day.
const MOST_SAMPLES: usize = 4_000_000;

/// How many steps the running operation may still take. Shared with the connection that it belongs to.
#[derive(Debug, Clone, Default)]
pub(super) struct Allowance(Arc<AtomicU64>);

impl Allowance {
    /// Bounds a connection. Nothing may be asked of it before [`Allowance::grant`].
    pub(super) fn of(connection: &mut Connection) -> Result<Self, StoreError> {
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE_BYTES)?;
        let allowance = Self(Arc::new(AtomicU64::new(STEPS_AT_LEAST)));
        let left = Arc::clone(&allowance.0);
        let is_over = move || {
            let steps = STEPS_A_LOOK.unsigned_abs().into();
            left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(steps)).is_err()
        };
        connection.progress_handler(STEPS_A_LOOK, Some(is_over))?;
        Ok(allowance)
    }

    /// An operation begins that writes so many rows, or none.
    pub(super) fn grant(&self, connection: &Connection, written_rows: usize) -> Result<(), StoreError> {
        self.0.store(STEPS_AT_LEAST, Relaxed);
        let pages = connection.pragma_query_value(None, "page_count", |row| row.get::<_, i64>(0))?;
        let for_pages = u64::try_from(pages).unwrap_or(0).saturating_mul(STEPS_A_PAGE);
        let for_rows = (written_rows as u64).saturating_mul(STEPS_A_WRITTEN_ROW);
        self.0.store(STEPS_AT_LEAST.saturating_add(for_pages).saturating_add(for_rows), Relaxed);
        Ok(())
    }
}

/// Samples by their tasks' numbers, up to a number that fits into the memory.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    tasks: BTreeMap<i64, Vec<Sample>>,
    count: usize,
}

impl Gathered {
    /// Takes a sample in.
    ///
    /// # Errors
    /// `Damaged` where there are more than any history has.
    pub(super) fn take(&mut self, task: i64, sample: Sample) -> Result<(), StoreError> {
        self.extend(task, [sample])
    }

    /// Takes samples of a task in.
    ///
    /// # Errors
    /// As [`Gathered::take`].
    pub(super) fn extend(&mut self, task: i64, samples: impl IntoIterator<Item = Sample>) -> Result<(), StoreError> {
        let kept = self.tasks.entry(task).or_default();
        let before = kept.len();
        kept.extend(samples);
        self.count = self.count.saturating_add(kept.len() - before);
        if self.count > MOST_SAMPLES { Err(StoreError::Damaged) } else { Ok(()) }
    }

    /// All of them.
    pub(super) fn into_tasks(self) -> BTreeMap<i64, Vec<Sample>> {
        self.tasks
    }
}

/// Whether a sample can have been written by this program: what counts is never negative, and time has a range. Rates and
/// sums are worked out of samples that pass, so that no difference of two leaves the range of its type.
pub(super) fn is_plausible(sample: &Sample) -> bool {
    let Counters { orders, finished, answered_orders, calls, answered_calls } = sample.counters;
    is_moment(sample.unix_ms) && [orders, finished, answered_orders, calls, answered_calls].iter().all(|it| *it >= 0)
}

/// Whether a number of milliseconds since 1970 is a moment that is believed.
pub(super) fn is_moment(unix_ms: i64) -> bool {
    (0..=LATEST_MS).contains(&unix_ms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::Link;

    #[test]
    fn a_question_without_end_is_broken_off() {
        let mut connection = Connection::open_in_memory().unwrap();
        let allowance = Allowance::of(&mut connection).unwrap();
        allowance.grant(&connection, 0).unwrap();
        let endless =
            "WITH RECURSIVE rows(number) AS (SELECT 1 UNION ALL SELECT number FROM rows) SELECT count(*) FROM rows";
        let error = StoreError::from(connection.query_row(endless, [], |_| Ok(())).unwrap_err());
        assert!(matches!(error, StoreError::Damaged), "{error}");
        allowance.grant(&connection, 0).unwrap();
        assert!(connection.query_row("SELECT 1", [], |_| Ok(())).is_ok(), "the next operation has its own steps");
    }

    #[test]
    fn a_value_that_fills_the_memory_is_not_read() {
        let mut connection = Connection::open_in_memory().unwrap();
        Allowance::of(&mut connection).unwrap();
        let error = StoreError::from(connection.query_row("SELECT zeroblob(1000000000)", [], |_| Ok(())).unwrap_err());
        assert!(matches!(error, StoreError::Damaged), "{error}");
    }

    #[test]
    fn samples_that_nobody_can_have_written_are_told_from_the_others() {
        let sample = Sample { unix_ms: 0, counters: Counters::default(), status: 0, settings: 0, link: Link::Reset };
        let with = |calls| Sample { counters: Counters { calls, ..sample.counters }, ..sample };
        assert!(is_plausible(&sample) && is_plausible(&with(i64::MAX)));
        assert!(!is_plausible(&with(-1)) && !is_plausible(&Sample { unix_ms: -1, ..sample }));
        assert!(!is_plausible(&Sample { unix_ms: LATEST_MS + 1, ..sample }));
    }
}
