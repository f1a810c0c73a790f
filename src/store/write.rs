//! Opening the store and appending to it. Uses the other files of this room, `domain` and `history`.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::bounds::Allowance;
use super::error::StoreError;
use super::pack::link_number;
use super::{file, schema, watched};
use crate::domain::TaskKey;
use crate::history::{Record, Sample};

/// A day in milliseconds.
pub(super) const DAY_MS: i64 = 86_400_000;

/// The most tasks whose numbers are remembered between batches.
const MOST_KNOWN_TASKS: usize = 200_000;

/// What the readings of a run cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Coverage {
    /// All tasks of the account.
    #[default]
    Whole,
    /// Only those that meet the start conditions. Then nothing may be said about stillness: a task that was not asked for
    /// has no samples either.
    Part,
}

/// A profile's history on disk. One thread writes; other processes may read and write the same file.
#[derive(Debug)]
pub struct Store {
    pub(super) connection: Connection,
    pub(super) upkeep: super::keep_up::Upkeep,
    pub(super) allowance: Allowance,
    coverage: Coverage,
    known: Known,
}

/// The numbers of tasks that were met before.
#[derive(Debug, Default)]
struct Known {
    /// With the day that was last noted for the task.
    numbers: HashMap<TaskKey, (i64, i64)>,
    /// The numbering that they belong to: an instance that forgets tasks makes their numbers free for others.
    numbering: i64,
}

impl Store {
    /// Opens the store, or makes it, readable for the owner alone. Its folder must be there.
    ///
    /// # Errors
    /// [`StoreError::Newer`] and [`StoreError::Damaged`] leave the file as it is; see [`file::set_aside`].
    pub fn open(path: &Path, coverage: Coverage) -> Result<Self, StoreError> {
        // Nobody sets the file aside between its making and its tables.
        let lock = file::lock(path)?;
        let mut connection = file::open(path)?;
        let allowance = Allowance::of(&mut connection)?;
        schema::prepare(&mut connection)?;
        drop(lock);
        let upkeep = super::keep_up::Upkeep::default();
        Ok(Self { connection, upkeep, allowance, coverage, known: Known::default() })
    }

    /// Appends records in one transaction: all of them or, on an error, none. A task's sample of a moment that is there
    /// already is left as it is.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn append(&mut self, records: &[Record]) -> Result<(), StoreError> {
        let Self { connection, allowance, coverage, known, .. } = self;
        allowance.grant(connection, records.iter().map(|record| record.samples.len()).sum())?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let outcome = insert(&transaction, records, *coverage, known).and_then(|()| Ok(transaction.commit()?));
        if outcome.is_err() {
            // Numbers that were given in this transaction are void.
            known.numbers.clear();
        }
        outcome
    }

    /// Lets the file grow no further than so many pages, as on a full disk.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn limit_pages(&self, pages: i64) -> Result<(), StoreError> {
        self.connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
        Ok(())
    }

    /// How many bytes the file has, without what waits in the log beside it.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn bytes(&self) -> Result<u64, StoreError> {
        let number = |pragma: &str| self.connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        let pages = number("page_count")?.saturating_sub(number("freelist_count")?);
        Ok(u64::try_from(pages.saturating_mul(number("page_size")?)).unwrap_or(0))
    }
}

fn insert(
    transaction: &Transaction<'_>,
    records: &[Record],
    coverage: Coverage,
    known: &mut Known,
) -> Result<(), StoreError> {
    let numbering = transaction
        .prepare_cached("SELECT value FROM counters WHERE name = 'numberings'")?
        .query_row([], |row| row.get::<_, i64>(0))
        .optional()?
        .unwrap_or(0);
    if known.numbering != numbering || known.numbers.len() > MOST_KNOWN_TASKS {
        *known = Known { numbering, ..Known::default() };
    }
    let mut row =
        transaction.prepare_cached("INSERT OR IGNORE INTO recent VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
    for record in records {
        if coverage == Coverage::Whole {
            watched::extend(transaction, record.reading, record.gap_ms)?;
        }
        // A row that only its place names is another one in the next reading.
        for (key, sample) in record.samples.iter().filter(|(key, _)| !key.is_place()) {
            let day = day_of(sample.unix_ms);
            let task = match known.numbers.get(key) {
                Some((task, noted)) if *noted >= day => *task,
                // Once a day for each task: a number whose day is old is given up, whoever still writes under it.
                _ => {
                    let task = number_of(transaction, key, day)?;
                    known.numbers.insert(key.clone(), (task, day));
                    task
                }
            };
            let Sample { unix_ms, counters, status, settings, link } = sample;
            row.execute(params![
                unix_ms,
                task,
                counters.orders,
                counters.finished,
                counters.answered_orders,
                counters.calls,
                counters.answered_calls,
                status,
                settings,
                link_number(*link)
            ])?;
        }
    }
    Ok(())
}

/// The number of a task, be it new or not, that has a sample of this day. No number is given twice: samples that are left
/// of a task that was forgotten must never become another's.
fn number_of(connection: &Connection, key: &TaskKey, day: i64) -> Result<i64, StoreError> {
    let known = connection
        .prepare_cached("UPDATE tasks SET last_day = max(last_day, ?2) WHERE key = ?1 RETURNING id")?
        .query_row(params![key.as_str(), day], |row| row.get(0))
        .optional()?;
    if let Some(number) = known {
        return Ok(number);
    }
    let number: i64 = connection
        .prepare_cached(
            "INSERT INTO counters (name, value) SELECT 'last_number', coalesce(max(id), 0) + 1 FROM tasks WHERE true
             ON CONFLICT (name) DO UPDATE SET value = max(value + 1, excluded.value) RETURNING value",
        )?
        .query_row([], |row| row.get(0))?;
    connection.prepare_cached("INSERT INTO tasks (id, key, last_day) VALUES (?1, ?2, ?3)")?.execute(params![
        number,
        key.as_str(),
        day
    ])?;
    Ok(number)
}

/// The day of a moment, counted from 1970 in UTC.
pub(super) fn day_of(unix_ms: i64) -> i64 {
    unix_ms.div_euclid(DAY_MS)
}

/// The number of a task; `None` where it was never met.
pub(super) fn task_number(connection: &Connection, key: &TaskKey) -> Result<Option<i64>, StoreError> {
    let mut query = connection.prepare_cached("SELECT id FROM tasks WHERE key = ?1")?;
    Ok(query.query_row([key.as_str()], |row| row.get(0)).optional()?)
}
