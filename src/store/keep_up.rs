//! Keeping the store small: packing what has aged, dropping what is too old or too much, in small steps. Uses the other
//! files of this room.

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

use super::bounds::{Gathered, LATEST_MS, is_plausible};
use super::error::StoreError;
use super::pack::{pack, unpack};
use super::read::{Reach, rows};
use super::thin::{PACKED_STEP_MS, in_order, thin};
use super::watched;
use super::write::{DAY_MS, Store, day_of};
use crate::history::Sample;

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For so many hours every sample is kept; older ones to the minute. At least 1.
    pub detail_hours: u32,
    /// So many days are kept. At least 1.
    pub days: u32,
    /// The largest that the file may become, in bytes.
    pub most_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { detail_hours: 48, days: 90, most_bytes: 500 << 20 }
    }
}

/// Where upkeep stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Upkeep {
    #[default]
    Pack,
    /// The day that is being dropped for its age: one in each round, so that a clock that is wrong for a moment costs one
    /// day and not all of them.
    Age(Option<i64>),
    Size,
    Tidy,
}

const HOUR_MS: i64 = 3_600_000;

/// Rows that one step works on, more or less.
const ROWS_A_STEP: i64 = 20_000;

/// Blobs that one step drops.
const BLOBS_A_STEP: i64 = 256;

/// Free pages that are left for new rows, and how many one step gives back to the file system.
const SPARE_PAGES: i64 = 256;
const PAGES_A_STEP: i64 = 512;

/// Days between a task's last sample and the moment when its number is given up, beyond the days that are kept.
const SPARE_DAYS: i64 = 7;

impl Store {
    /// Does the next small step of upkeep. `true` while there is more to do in this round; after `false` a new round
    /// begins with the next call, which is due in an hour.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn keep_up(&mut self, now_unix_ms: i64, limits: &Limits) -> Result<bool, StoreError> {
        self.allowance.grant(&self.connection, ROWS_A_STEP as usize)?;
        let stage = self.upkeep;
        let (has_more, following) = match stage {
            Upkeep::Pack => (self.pack_some(now_unix_ms, limits)?, Some(Upkeep::Age(None))),
            Upkeep::Age(dropped) => match self.drop_aged(now_unix_ms, limits, dropped)? {
                Some(day) => (false, Some(Upkeep::Age(Some(day)))),
                None => (false, Some(Upkeep::Size)),
            },
            Upkeep::Size => {
                let is_too_large = self.bytes()? > limits.most_bytes;
                (is_too_large && self.drop_oldest(now_unix_ms)?, Some(Upkeep::Tidy))
            }
            Upkeep::Tidy => (self.give_pages_back()?, None),
        };
        let next = if has_more { Some(stage) } else { following };
        self.upkeep = next.unwrap_or_default();
        Ok(next.is_some())
    }

    /// Packs a slice of the rows that have aged. `false` where there are none.
    fn pack_some(&mut self, now_unix_ms: i64, limits: &Limits) -> Result<bool, StoreError> {
        let cut = detail_begin(now_unix_ms, limits);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Rows of no moment, which this program did not write, would be the oldest for ever.
        transaction.execute("DELETE FROM recent WHERE unix_ms < 0", [])?;
        transaction.execute("DELETE FROM recent WHERE unix_ms > ?1", [LATEST_MS])?;
        let Some(oldest) = oldest_row(&transaction)?.filter(|oldest| *oldest < cut) else {
            return Ok(false);
        };
        let day = day_of(oldest);
        let end = slice_end(&transaction, oldest, cut.min((day + 1) * DAY_MS))?;
        let mut gathered = Gathered::default();
        rows(&transaction, Reach { since: oldest, until: end }, None, |task, sample| gathered.take(task, sample))?;
        for (task, mut samples) in gathered.into_tasks() {
            pack_into(&transaction, day, task, &mut samples)?;
        }
        transaction.execute("DELETE FROM recent WHERE unix_ms >= ?1 AND unix_ms < ?2", [oldest, end])?;
        transaction.commit()?;
        Ok(true)
    }

    /// Drops a part of the oldest day where it is too old. Tells which day that was, until nothing of it is left.
    fn drop_aged(
        &mut self,
        now_unix_ms: i64,
        limits: &Limits,
        dropped: Option<i64>,
    ) -> Result<Option<i64>, StoreError> {
        let first_kept = day_of(now_unix_ms) - i64::from(limits.days);
        let oldest = oldest_day(&self.connection)?.filter(|day| *day < first_kept);
        match oldest {
            Some(day) if dropped.is_none_or(|dropped| dropped == day) => {
                self.drop_of_day(day)?;
                Ok(Some(day))
            }
            _ => Ok(None),
        }
    }

    /// Drops a part of what is oldest. `false` where nothing is left but the last hour.
    fn drop_oldest(&mut self, now_unix_ms: i64) -> Result<bool, StoreError> {
        if let Some(day) = oldest_day(&self.connection)? {
            self.drop_of_day(day)?;
            return Ok(true);
        }
        let cut = now_unix_ms - HOUR_MS;
        let Some(oldest) = oldest_row(&self.connection)?.filter(|oldest| *oldest < cut) else {
            return Ok(false);
        };
        let end = slice_end(&self.connection, oldest, cut)?;
        self.connection.execute("DELETE FROM recent WHERE unix_ms >= ?1 AND unix_ms < ?2", [oldest, end])?;
        Ok(true)
    }

    /// Drops some blobs of a day that has nothing before it; with the last of them what else belongs to that time.
    fn drop_of_day(&mut self, day: i64) -> Result<(), StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute(
            "DELETE FROM days WHERE place IN (SELECT place FROM days WHERE place <= ?1 ORDER BY place LIMIT ?2)",
            [place(day, LAST_TASK), BLOBS_A_STEP],
        )?;
        if oldest_day(&transaction)? != Some(day) {
            watched::forget(&transaction, (day + 1) * DAY_MS)?;
            if transaction.execute("DELETE FROM tasks WHERE last_day < ?1", [day - SPARE_DAYS])? > 0 {
                transaction.execute("UPDATE counters SET value = value + 1 WHERE name = 'numberings'", [])?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// Gives some free pages back to the file system. `false` where only the spare ones are left.
    fn give_pages_back(&mut self) -> Result<bool, StoreError> {
        let free = self.connection.pragma_query_value(None, "freelist_count", |row| row.get::<_, i64>(0))?;
        if free <= SPARE_PAGES {
            return Ok(false);
        }
        let pages = PAGES_A_STEP.min(free - SPARE_PAGES);
        let mut vacuum = self.connection.prepare(&format!("PRAGMA incremental_vacuum({pages})"))?;
        let mut steps = vacuum.query([])?;
        while steps.next()?.is_some() {}
        Ok(true)
    }
}

/// Where the rows begin that stay as they are: at a full hour, so that minutes are whole.
fn detail_begin(now_unix_ms: i64, limits: &Limits) -> i64 {
    let age = i64::from(limits.detail_hours.max(1)) * HOUR_MS;
    now_unix_ms.saturating_sub(age).div_euclid(HOUR_MS) * HOUR_MS
}

fn oldest_row(connection: &Connection) -> Result<Option<i64>, StoreError> {
    let mut query = connection.prepare_cached("SELECT unix_ms FROM recent ORDER BY unix_ms LIMIT 1")?;
    Ok(query.query_row([], |row| row.get(0)).optional()?)
}

fn oldest_day(connection: &Connection) -> Result<Option<i64>, StoreError> {
    let mut query = connection.prepare_cached("SELECT place >> 32 FROM days ORDER BY place LIMIT 1")?;
    Ok(query.query_row([], |row| row.get(0)).optional()?)
}

/// The end of a slice of rows from `begin` on that one step can work on, at a full minute, or `latest`.
fn slice_end(connection: &Connection, begin: i64, latest: i64) -> Result<i64, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT unix_ms FROM recent WHERE unix_ms >= ?1 AND unix_ms < ?2 ORDER BY unix_ms LIMIT 1 OFFSET ?3",
    )?;
    let far: Option<i64> = query.query_row([begin, latest, ROWS_A_STEP], |row| row.get(0)).optional()?;
    let minute = |unix_ms: i64| unix_ms.div_euclid(PACKED_STEP_MS) * PACKED_STEP_MS;
    Ok(match far {
        None => latest,
        Some(far) if minute(far) > begin => minute(far),
        Some(_) => (minute(begin) + PACKED_STEP_MS).min(latest),
    })
}

/// The last number that a task can have in a place.
pub(super) const LAST_TASK: i64 = 0xffff_ffff;

/// Where the blob of a day and a task is. Days beyond 32 bits, which no calendar has, are the nearest that fit.
pub(super) fn place(day: i64, task: i64) -> i64 {
    (day.clamp(i32::MIN.into(), i32::MAX.into()) << 32) | (task & LAST_TASK)
}

fn pack_into(connection: &Connection, day: i64, task: i64, samples: &mut Vec<Sample>) -> Result<(), StoreError> {
    let place = place(day, task);
    let packed = connection
        .prepare_cached("SELECT samples FROM days WHERE place = ?1")?
        .query_row([place], |row| Ok(row.get_ref(0)?.as_blob().ok().and_then(unpack)))
        .optional()?;
    // What cannot be unpacked is lost, and goes.
    let mut all = packed.flatten().unwrap_or_default();
    all.retain(is_plausible);
    all.append(samples);
    in_order(&mut all);
    thin(&mut all, |_| PACKED_STEP_MS);
    connection
        .prepare_cached("INSERT OR REPLACE INTO days (place, samples) VALUES (?1, ?2)")?
        .execute(params![place, pack(&all)])?;
    connection.prepare_cached("UPDATE tasks SET last_day = max(last_day, ?2) WHERE id = ?1")?.execute([task, day])?;
    Ok(())
}
