//! The spans in which somebody was looking. Uses `bounds`, `error` and `history`.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::bounds::is_moment;
use super::error::StoreError;
use crate::history::past::merged;

/// Notes a reading. Spans that lie closer together than `gap_ms` are one: those of a restart, or of another instance.
pub(super) fn extend(connection: &Connection, reading: (i64, i64), gap_ms: i64) -> Result<(), StoreError> {
    let (begin, end) = (reading.0.min(reading.1), reading.0.max(reading.1));
    let near = connection
        .prepare_cached("SELECT id FROM watched WHERE end_ms >= ?1 AND begin_ms <= ?2 ORDER BY end_ms DESC LIMIT 1")?
        .query_row([begin.saturating_sub(gap_ms), end.saturating_add(gap_ms)], |row| row.get::<_, i64>(0))
        .optional()?;
    match near {
        Some(id) => connection
            .prepare_cached("UPDATE watched SET begin_ms = min(begin_ms, ?2), end_ms = max(end_ms, ?3) WHERE id = ?1")?
            .execute([id, begin, end])?,
        None => connection
            .prepare_cached("INSERT INTO watched (begin_ms, end_ms) VALUES (?1, ?2)")?
            .execute([begin, end])?,
    };
    Ok(())
}

/// The spans that reach into a span of time, in the order of time, none touching another; none goes beyond its end.
pub(super) fn within(connection: &Connection, since: i64, until: i64) -> Result<Vec<(i64, i64)>, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT begin_ms, end_ms FROM watched WHERE end_ms >= ?1 AND begin_ms < ?2")?;
    let mut found = query.query([since, until])?;
    let mut spans: Vec<(i64, i64)> = Vec::new();
    while let Some(row) = found.next()? {
        // What this program did not write is passed over, so that one such row does not cost all others.
        if let (Ok(begin), Ok(end)) = (row.get(0), row.get::<_, i64>(1))
            && is_moment(begin)
            && is_moment(end)
            && begin <= end
        {
            spans.push((begin, end.min(until)));
        }
    }
    Ok(merged(spans))
}

/// Forgets the spans that ended before a moment.
pub(super) fn forget(connection: &Connection, before_unix_ms: i64) -> Result<(), StoreError> {
    connection.execute("DELETE FROM watched WHERE end_ms < ?1", params![before_unix_ms])?;
    Ok(())
}
