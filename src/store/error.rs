//! What can go wrong with the store. Uses no other room.

use std::io;

use rusqlite::ErrorCode;

/// Why the history cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file was made by a newer release. It is left as it is.
    #[error("the history was written by a newer release (format {found}; this one knows {known})")]
    Newer {
        /// The format of the file.
        found: i64,
        /// The newest format that this release knows.
        known: i64,
    },
    /// The file is no history of this program, or is damaged.
    #[error("the history file is damaged")]
    Damaged,
    /// The disk or the quota is full.
    #[error("the disk is full")]
    Full,
    /// Another program keeps the file to itself.
    #[error("another program keeps the history file locked")]
    Locked,
    /// The file or its folder cannot be written.
    #[error("the history file is read-only")]
    ReadOnly,
    /// The file system failed.
    #[error("the history file cannot be used: {0}")]
    File(#[from] io::Error),
    /// Anything else that SQLite reports.
    #[error("the history file cannot be used: {0}")]
    Sqlite(#[source] rusqlite::Error),
}

impl From<io::ErrorKind> for StoreError {
    fn from(kind: io::ErrorKind) -> Self {
        Self::File(kind.into())
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            // The last two come of `bounds`: what takes so long or is so large was not written by this program.
            Some(
                ErrorCode::NotADatabase
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::OperationInterrupted
                | ErrorCode::TooBig,
            ) => Self::Damaged,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            _ => Self::Sqlite(error),
        }
    }
}
