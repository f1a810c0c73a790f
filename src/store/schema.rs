//! The tables, and how a connection is set up. Uses `error`.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};

use super::error::StoreError;

/// The format that this release writes, in the file's `user_version`.
pub(super) const FORMAT: i64 = 1;

/// Tells a history file from other SQLite files, in the file's `application_id` ("cbth").
const APPLICATION_ID: i64 = 0x6362_7468;

/// How long another instance's transaction is waited for. Those are short.
const PATIENCE: Duration = Duration::from_secs(5);

/// Bytes to which the write-ahead log is cut after it was worked in.
const LARGEST_IDLE_LOG_BYTES: i64 = 1 << 20;

/// `recent` lies in the order of time, so that a batch touches the last pages only: in the order of tasks every batch
/// would write a page for each task. `days.place` is `day << 32 | task`: a rowid table packs large blobs denser than one
/// with a key of two columns, and needs no index. `tasks.last_day` is at most a few days behind a task's last sample.
/// `numberings` counts how often numbers of tasks became free.
const TABLES: [(&str, &str); 5] = [
    (
        "tasks",
        "CREATE TABLE tasks (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, last_day INTEGER NOT NULL) STRICT",
    ),
    (
        "recent",
        "CREATE TABLE recent (
        unix_ms INTEGER NOT NULL,
        task INTEGER NOT NULL,
        orders INTEGER NOT NULL,
        finished INTEGER NOT NULL,
        answered_orders INTEGER NOT NULL,
        calls INTEGER NOT NULL,
        answered_calls INTEGER NOT NULL,
        status INTEGER NOT NULL,
        settings INTEGER NOT NULL,
        link INTEGER NOT NULL,
        PRIMARY KEY (unix_ms, task)
    ) STRICT, WITHOUT ROWID",
    ),
    ("days", "CREATE TABLE days (place INTEGER PRIMARY KEY, samples BLOB NOT NULL) STRICT"),
    (
        "watched",
        "CREATE TABLE watched (id INTEGER PRIMARY KEY, begin_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL) STRICT",
    ),
    ("counters", "CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID"),
];

/// Sets a connection up for writing, and makes the tables where the file is new.
pub(super) fn prepare(connection: &mut Connection) -> Result<(), StoreError> {
    connection.busy_timeout(PATIENCE)?;
    // Before anything is changed: a newer release's file stays as it is.
    let found = format(connection)?;
    if found == 0 {
        // Both must come before the first table. Freed pages go back to the file system in small steps.
        connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "journal_size_limit", LARGEST_IDLE_LOG_BYTES)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    if found == 0 { make_tables(connection) } else { Ok(()) }
}

/// Sets a connection up for reading. `false` where the file has no tables yet.
pub(super) fn prepare_reading(connection: &Connection) -> Result<bool, StoreError> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(format(connection)? != 0)
}

/// The file's format; 0 for an empty file.
///
/// # Errors
/// `Newer`, or `Damaged` where it is somebody else's file.
fn format(connection: &Connection) -> Result<i64, StoreError> {
    // One view of the file: between two of these questions another instance may make the tables.
    let transaction = connection.unchecked_transaction()?;
    format_in(&transaction)
}

fn format_in(connection: &Connection) -> Result<i64, StoreError> {
    let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let table = connection.query_row("SELECT 1 FROM sqlite_schema LIMIT 1", [], |_| Ok(())).optional()?;
    let format = number("user_version")?;
    match (table, number("application_id")?) {
        (None, _) => Ok(0),
        (Some(()), APPLICATION_ID) if format > FORMAT => Err(StoreError::Newer { found: format, known: FORMAT }),
        (Some(()), APPLICATION_ID) if format == FORMAT && has_own_tables(connection)? => Ok(format),
        _ => Err(StoreError::Damaged),
    }
}

/// Whether the tables are those that this program made, to the word, and nothing happens by itself when they are written.
/// A view or a table of other columns in the place of one would be asked all the same, and might never end its answer.
fn has_own_tables(connection: &Connection) -> Result<bool, StoreError> {
    let words = |sql: &str| sql.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let mut entry = connection.prepare("SELECT sql FROM sqlite_schema WHERE name = ?1 AND type = 'table'")?;
    for (name, expected) in TABLES {
        let sql =
            entry.query_row([name], |row| Ok(row.get_ref(0)?.as_str().map(words).unwrap_or_default())).optional()?;
        if sql.is_none_or(|sql| sql != words(expected)) {
            return Ok(false);
        }
    }
    let trigger = connection.query_row("SELECT 1 FROM sqlite_schema WHERE type = 'trigger' LIMIT 1", [], |_| Ok(()));
    Ok(trigger.optional()?.is_none())
}

/// Two instances may come to a new file at the same time: the second finds the tables.
fn make_tables(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if format_in(&transaction)? == 0 {
        for (_, sql) in TABLES {
            transaction.execute(sql, [])?;
        }
        transaction.execute("INSERT INTO counters VALUES ('numberings', 0)", [])?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", FORMAT)?;
    }
    transaction.commit()?;
    Ok(())
}
