//! Reading the past: all of it for one question, or in two parts for the dashboard. Uses the other files of this room,
//! `domain` and `history`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, Row};

use super::bounds::{Allowance, Gathered, is_plausible};
use super::error::StoreError;
use super::keep_up::{LAST_TASK, place};
use super::pack::{link_of, unpack};
use super::thin::{in_order, relink, thin};
use super::write::{DAY_MS, Store, day_of, task_number};
use super::{file, schema, watched};
use crate::domain::TaskKey;
use crate::history::series::step_at;
use crate::history::{Counters, Link, Past, PastTask, Sample};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// What the first part for the dashboard reaches back: the hour of the chart and the sparklines, and a little before it.
pub const FIRST_PART_MS: i64 = 65 * MINUTE_MS;

/// What both parts for the dashboard reach back: the longest chart.
pub const BOTH_PARTS_MS: i64 = 7 * DAY_MS;

/// How far back the last sample before a moment is looked for where all tasks are asked for: a day's rows would be a wait.
const LOOK_BACK_MS: i64 = 6 * HOUR_MS;

/// Rows are read in slices of so long a time where most of them are thinned out at once.
const SLICE_MS: i64 = 6 * HOUR_MS;

/// A half-open span of time in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reach {
    /// Its first moment.
    pub(super) since: i64,
    /// The moment after it.
    pub(super) until: i64,
}

/// The samples of tasks, by the tasks' numbers.
type Found = BTreeMap<i64, Vec<Sample>>;

/// Reads what was kept of a span of time, of one task or of all, and beside it each task's last sample before that span,
/// which holds until the next one: of one task however old it is, of all tasks where it is a row of the six hours before.
/// The span should end now: what a clock that was wrong for a while left in the future would hide all that comes until then.
/// For headless commands: changes nothing, and other processes may write meanwhile. Nothing where there is no file.
///
/// # Errors
/// What is wrong with the file.
pub fn read_past(path: &Path, span: Range<i64>, key: Option<&TaskKey>) -> Result<Past, StoreError> {
    match reader(path)? {
        Some(connection) => past(&connection, span, key),
        None => Ok(Past::default()),
    }
}

/// As [`Store::read_parts`], of a file that cannot be written, such as one on a full or read-only disk. Nothing where there
/// is no file.
///
/// # Errors
/// What is wrong with the file.
pub fn read_parts(path: &Path, now_unix_ms: i64, take: impl FnMut(Past)) -> Result<(), StoreError> {
    match reader(path)? {
        Some(connection) => parts(&connection, now_unix_ms, take),
        None => Ok(()),
    }
}

/// A connection for reading; `None` where there is no file, or nothing in it.
fn reader(path: &Path) -> Result<Option<Connection>, StoreError> {
    let open = |how| -> Result<Option<Connection>, StoreError> {
        let Some(mut connection) = file::open_for_reading(path, how)? else {
            return Ok(None);
        };
        let allowance = Allowance::of(&mut connection)?;
        if !schema::prepare_reading(&connection)? {
            return Ok(None);
        }
        allowance.grant(&connection, 0)?;
        Ok(Some(connection))
    };
    match open(file::Reading::WithOthers) {
        // SQLite wants to make files beside this one, and cannot. Without them the file is whole where it has no log.
        Err(error) if !matches!(error, StoreError::Newer { .. } | StoreError::Damaged) && !file::has_log(path) => {
            open(file::Reading::Alone).map_err(|_| error)
        }
        outcome => outcome,
    }
}

impl Store {
    /// As [`read_past`].
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn read_past(&self, span: Range<i64>, key: Option<&TaskKey>) -> Result<Past, StoreError> {
        self.allowance.grant(&self.connection, 0)?;
        past(&self.connection, span, key)
    }

    /// Reads for the dashboard, in three pieces of one view of the file, each handed over as soon as it is there: the last 65
    /// minutes of all tasks; then what lies before them, to seven days, thinned with age as [`step_at`] says, of tasks that
    /// have samples in the first piece too, for which watching ends with this one; and of those that have stood still ever
    /// since.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn read_parts(&self, now_unix_ms: i64, take: impl FnMut(Past)) -> Result<(), StoreError> {
        self.allowance.grant(&self.connection, 0)?;
        parts(&self.connection, now_unix_ms, take)
    }
}

fn parts(connection: &Connection, now_unix_ms: i64, mut take: impl FnMut(Past)) -> Result<(), StoreError> {
    // Another instance may pack what the first piece has before the second is read.
    let connection = connection.unchecked_transaction()?;
    let first = first_part(&connection, now_unix_ms)?;
    let in_first: HashSet<TaskKey> = first.tasks.iter().map(|task| task.key.clone()).collect();
    take(first);
    for part in second_part(&connection, now_unix_ms, &in_first)? {
        take(part);
    }
    Ok(())
}

fn first_part(connection: &Connection, now_unix_ms: i64) -> Result<Past, StoreError> {
    let reach = Reach { since: now_unix_ms.saturating_sub(FIRST_PART_MS), until: now_unix_ms.saturating_add(1) };
    let mut found = Gathered::default();
    let mut take = |task, sample| found.take(task, sample);
    blobs(connection, reach, None, &mut take)?;
    rows(connection, reach, None, &mut take)?;
    finish(connection, found.into_tasks(), reach)
}

fn second_part(
    connection: &Connection,
    now_unix_ms: i64,
    in_first: &HashSet<TaskKey>,
) -> Result<[Past; 2], StoreError> {
    let since = now_unix_ms.saturating_sub(BOTH_PARTS_MS);
    let until = now_unix_ms.saturating_sub(FIRST_PART_MS);
    let step_ms = |unix_ms: i64| step_at(now_unix_ms.saturating_sub(unix_ms)).unwrap_or(MINUTE_MS);
    let mut gathered = Gathered::default();
    let mut slice = Reach { since, until: since };
    while slice.since < until {
        slice.until = (slice.since + SLICE_MS).min(until);
        let mut part = Gathered::default();
        let mut take = |task, sample| part.take(task, sample);
        blobs(connection, slice, None, &mut take)?;
        rows(connection, slice, None, &mut take)?;
        for (task, mut samples) in part.into_tasks() {
            in_order(&mut samples);
            thin(&mut samples, step_ms);
            gathered.extend(task, samples)?;
        }
        slice.since = slice.until;
    }
    let mut found = gathered.into_tasks();
    for samples in found.values_mut() {
        thin(samples, step_ms);
    }
    let whole = finish(connection, found, Reach { since, until: now_unix_ms.saturating_add(1) })?;
    let (moved, still) = whole.tasks.into_iter().partition(|task| in_first.contains(&task.key));
    let clipped = whole.watched.iter().filter(|(begin, _)| *begin < until);
    let clipped = clipped.map(|(begin, end)| (*begin, (*end).min(until))).collect();
    Ok([Past { tasks: moved, watched: clipped }, Past { tasks: still, watched: whole.watched }])
}

fn past(connection: &Connection, span: Range<i64>, key: Option<&TaskKey>) -> Result<Past, StoreError> {
    // All that follows shall see the same moment of the file.
    let connection = connection.unchecked_transaction()?;
    let reach = Reach { since: span.start, until: span.end };
    let task = match key {
        None => None,
        Some(key) => match task_number(&connection, key)? {
            Some(task) => Some(task),
            None => return finish(&connection, Found::new(), reach),
        },
    };
    let mut found = Gathered::default();
    let look_back_to = if task.is_some() { i64::MIN } else { reach.since.saturating_sub(LOOK_BACK_MS) };
    let before = Reach { since: look_back_to, until: reach.since };
    let mut last = HashMap::new();
    rows(&connection, before, task, |task, sample| {
        last.insert(task, sample);
        Ok(())
    })?;
    if let Some(task) = task.filter(|task| !last.contains_key(task))
        && let Some(sample) = last_packed(&connection, task, reach.since)?
    {
        last.insert(task, sample);
    }
    for (task, sample) in last {
        found.take(task, sample)?;
    }
    let mut take = |task, sample| found.take(task, sample);
    blobs(&connection, reach, task, &mut take)?;
    rows(&connection, reach, task, &mut take)?;
    finish(&connection, found.into_tasks(), reach)
}

/// The rows of a span, the oldest first. A row that this program cannot have written is left out: the others are as good as
/// before.
pub(super) fn rows(
    connection: &Connection,
    reach: Reach,
    task: Option<i64>,
    mut take: impl FnMut(i64, Sample) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT task, unix_ms, orders, finished, answered_orders, calls, answered_calls, status, settings, link
         FROM recent WHERE unix_ms >= ?1 AND unix_ms < ?2 AND (?3 IS NULL OR task = ?3) ORDER BY unix_ms",
    )?;
    let mut found = query.query((reach.since, reach.until, task))?;
    while let Some(row) = found.next()? {
        if let (Ok(task), Ok(sample)) = (row.get(0), sample(row))
            && is_plausible(&sample)
        {
            take(task, sample)?;
        }
    }
    Ok(())
}

/// A row as a sample. The error is that of a number which its member cannot hold.
fn sample(row: &Row<'_>) -> Result<Sample, rusqlite::Error> {
    Ok(Sample {
        unix_ms: row.get(1)?,
        counters: Counters {
            orders: row.get(2)?,
            finished: row.get(3)?,
            answered_orders: row.get(4)?,
            calls: row.get(5)?,
            answered_calls: row.get(6)?,
        },
        status: row.get(7)?,
        settings: row.get(8)?,
        link: link_of(row.get(9)?).unwrap_or(Link::Gap),
    })
}

/// The packed samples of a span. A blob that cannot be unpacked is left out: the others are as good as before.
fn blobs(
    connection: &Connection,
    reach: Reach,
    task: Option<i64>,
    mut take: impl FnMut(i64, Sample) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let (first, last) = (day_of(reach.since), day_of(reach.until.saturating_sub(1)));
    let mut query = connection
        .prepare_cached("SELECT place & 4294967295, samples FROM days WHERE place BETWEEN ?1 AND ?2 ORDER BY place")?;
    let mut read = |from: i64, to: i64| -> Result<(), StoreError> {
        let mut found = query.query([from, to])?;
        while let Some(row) = found.next()? {
            let task: i64 = row.get(0)?;
            let samples = row.get_ref(1)?.as_blob().ok().and_then(unpack);
            if samples.is_none() {
                tracing::warn!("a packed day of the history is damaged and left out");
            }
            let inside = |sample: &Sample| sample.unix_ms >= reach.since && sample.unix_ms < reach.until;
            for sample in samples.into_iter().flatten().filter(|sample| inside(sample) && is_plausible(sample)) {
                take(task, sample)?;
            }
        }
        Ok(())
    };
    let Some(task) = task else {
        return read(place(first, 0), place(last, LAST_TASK));
    };
    // From one day that has blobs to the next: a blob of a far day must not mean all days up to it.
    let mut next_day = connection.prepare_cached("SELECT min(place) >> 32 FROM days WHERE place BETWEEN ?1 AND ?2")?;
    let mut from = place(first, 0);
    while let Some(day) = next_day.query_row([from, place(last, LAST_TASK)], |row| row.get::<_, Option<i64>>(0))? {
        read(place(day, task), place(day, task))?;
        let Some(next) = place(day, LAST_TASK).checked_add(1) else {
            break;
        };
        from = next;
    }
    Ok(())
}

/// A task's last packed sample before a moment.
fn last_packed(connection: &Connection, task: i64, before_unix_ms: i64) -> Result<Option<Sample>, StoreError> {
    let mut query = connection.prepare_cached("SELECT samples FROM days WHERE place = ?1")?;
    let mut day_before = connection.prepare_cached("SELECT max(place) >> 32 FROM days WHERE place <= ?1")?;
    let mut until = place(day_of(before_unix_ms), LAST_TASK);
    while let Some(day) = day_before.query_row([until], |row| row.get::<_, Option<i64>>(0))? {
        let packed = query.query_row([place(day, task)], |row| Ok(row.get_ref(0)?.as_blob().ok().and_then(unpack)));
        let samples = packed.optional()?.flatten().unwrap_or_default();
        let is_before = |sample: &Sample| sample.unix_ms < before_unix_ms && is_plausible(sample);
        if let Some(sample) = samples.into_iter().rev().find(is_before) {
            return Ok(Some(sample));
        }
        let Some(next) = place(day, 0).checked_sub(1) else {
            break;
        };
        until = next;
    }
    Ok(None)
}

/// Names the tasks, brings their samples into order, and adds when somebody was looking.
fn finish(connection: &Connection, found: Found, reach: Reach) -> Result<Past, StoreError> {
    let watched = watched::within(connection, reach.since, reach.until)?;
    let mut name = connection.prepare_cached("SELECT key FROM tasks WHERE id = ?1")?;
    let mut tasks = Vec::new();
    for (task, mut samples) in found {
        let key = name.query_row([task], |row| Ok(row.get_ref(0)?.as_str().ok().map(str::to_owned))).optional()?;
        let Some(key) = key.flatten() else {
            continue;
        };
        in_order(&mut samples);
        relink(&mut samples, &watched);
        tasks.push(PastTask { key: TaskKey::from_text(&key), samples });
    }
    Ok(Past { tasks, watched })
}
