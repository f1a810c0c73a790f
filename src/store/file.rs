//! The store's file: opened for its owner alone, set aside where it is damaged. Uses `error`.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;

/// What SQLite keeps beside the file.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The most damaged files of one second that are told apart.
const MOST_OF_A_SECOND: u32 = 99;

/// Opens a file for reading and writing, and makes it where it is not there.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    make_private(path)?;
    companions_are_files(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(path, flags)?)
}

/// Opens a file for reading; `None` where it is not there.
pub(super) fn open_for_reading(path: &Path) -> Result<Option<Connection>, StoreError> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
        // Opening a pipe would wait for its writer.
        Ok(about) if !about.is_file() => return Err(StoreError::Damaged),
        Ok(_) => {}
    }
    companions_are_files(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Some(Connection::open_with_flags(path, flags)?))
}

/// SQLite opens what lies beside the file. A pipe there would keep it waiting for a writer, with nobody to give up.
fn companions_are_files(path: &Path) -> Result<(), StoreError> {
    for end in COMPANIONS {
        if fs::metadata(beside(path, end)).is_ok_and(|about| !about.is_file()) {
            return Err(StoreError::Damaged);
        }
    }
    Ok(())
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    PathBuf::from(name)
}

/// SQLite gives its companions the file's own permissions, so the file is made before SQLite sees it.
fn make_private(path: &Path) -> Result<(), StoreError> {
    match fs::metadata(path) {
        Ok(about) if !about.is_file() => return Err(StoreError::Damaged),
        Ok(_) => return Ok(()),
        Err(_) => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

/// Gives a damaged file and its companions another name, `history-prod.db.broken-20260923-074607`, so that it is neither
/// lost nor read again. Returns where it is.
///
/// # Errors
/// What the file system reports.
pub fn set_aside(path: &Path, now_unix_ms: i64) -> io::Result<PathBuf> {
    let date = DateTime::from_timestamp_millis(now_unix_ms).unwrap_or_default().format("%Y%m%d-%H%M%S");
    let names = (1..=MOST_OF_A_SECOND).map(|number| match number {
        1 => beside(path, &format!(".broken-{date}")),
        number => beside(path, &format!(".broken-{date}-{number}")),
    });
    let aside = names.into_iter().find(|name| fs::symlink_metadata(name).is_err());
    let aside = aside.ok_or(io::ErrorKind::AlreadyExists)?;
    fs::rename(path, &aside)?;
    for end in COMPANIONS {
        match fs::rename(beside(path, end), beside(&aside, end)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(aside)
}
