//! The store's file: opened for its owner alone, set aside where it is damaged. Uses `error`.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use chrono::DateTime;
use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;

/// What SQLite keeps beside the file.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// What stands behind the name of a damaged file, before the date.
const BROKEN: &str = ".broken-";

/// The most damaged files that are kept.
const MOST_BROKEN: usize = 2;

/// The most damaged files of one second that are told apart.
const MOST_OF_A_SECOND: u32 = 99;

/// Opens a file for reading and writing, and makes it where it is not there.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    make_private(path)?;
    companions_are_files(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(path, flags)?)
}

/// How a file is opened for reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Others may write meanwhile; SQLite may make files beside it.
    WithOthers,
    /// Nobody can write to it: a disk that is full or read-only.
    Alone,
}

/// Opens a file for reading; `None` where it is not there.
pub(super) fn open_for_reading(path: &Path, how: Reading) -> Result<Option<Connection>, StoreError> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
        // Opening a pipe would wait for its writer.
        Ok(about) if !about.is_file() => return Err(StoreError::Damaged),
        Ok(_) => {}
    }
    companions_are_files(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Some(match how {
        Reading::WithOthers => Connection::open_with_flags(path, flags)?,
        Reading::Alone => {
            let plain = path.to_str().ok_or(io::ErrorKind::InvalidInput)?;
            let escaped = plain.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
            let address = format!("file:{escaped}?immutable=1");
            Connection::open_with_flags(address, flags | OpenFlags::SQLITE_OPEN_URI)?
        }
    }))
}

/// Whether something waits in the log beside a file.
pub(super) fn has_log(path: &Path) -> bool {
    fs::metadata(beside(path, "-wal")).is_ok_and(|about| about.len() > 0)
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    PathBuf::from(name)
}

/// Which file stands under a name: another one may come to stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    /// Of the file under a name; `None` where there is none. Where the system does not tell files apart, all are one.
    pub fn of(path: &Path) -> Option<Self> {
        let about = fs::metadata(path).ok()?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            Some(Self { device: about.dev(), inode: about.ino() })
        }
        #[cfg(not(unix))]
        {
            let _ = about;
            Some(Self { device: 0, inode: 0 })
        }
    }
}

/// Tries for the lock of a file and the pause between two of them.
const LOCK_TRIES: u32 = 40;
const LOCK_PAUSE: Duration = Duration::from_millis(50);

/// Keeps other instances from opening or setting aside a file until it is dropped. `None` where no lock can be had here,
/// such as on a file system that knows none: then the chance is small as well.
///
/// # Errors
/// [`StoreError::Locked`] where another instance keeps it.
pub(super) fn lock(path: &Path) -> Result<Option<File>, StoreError> {
    let place = beside(path, ".lock");
    // Opening a pipe would wait for its reader.
    if fs::metadata(&place).is_ok_and(|about| !about.is_file()) {
        return Ok(None);
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let Ok(file) = options.open(place) else {
        return Ok(None);
    };
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::WouldBlock) => thread::sleep(LOCK_PAUSE),
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
    Err(StoreError::Locked)
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
/// lost nor read again; the oldest of such files go. Returns where it is; `None` where the name stands for another file by
/// now than the one that was found `damaged`, because another instance did the same.
///
/// # Errors
/// What the file system reports, or that another instance keeps the lock.
pub fn set_aside(path: &Path, damaged: Option<Identity>, now_unix_ms: i64) -> Result<Option<PathBuf>, StoreError> {
    let _lock = lock(path)?;
    if Identity::of(path) != damaged {
        return Ok(None);
    }
    let date = DateTime::from_timestamp_millis(now_unix_ms).unwrap_or_default().format("%Y%m%d-%H%M%S");
    let names = (1..=MOST_OF_A_SECOND).map(|number| match number {
        1 => beside(path, &format!("{BROKEN}{date}")),
        number => beside(path, &format!("{BROKEN}{date}-{number}")),
    });
    let aside = names.into_iter().find(|name| fs::symlink_metadata(name).is_err());
    let aside = aside.ok_or(io::ErrorKind::AlreadyExists)?;
    fs::rename(path, &aside)?;
    for end in COMPANIONS {
        match fs::rename(beside(path, end), beside(&aside, end)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    drop_oldest_broken(path);
    Ok(Some(aside))
}

/// Keeps the newest damaged files only. What cannot be dropped stays.
fn drop_oldest_broken(path: &Path) {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return;
    };
    let head = format!("{}{BROKEN}", name.to_string_lossy());
    let names = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.file_name());
    let mut broken: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
    broken.retain(|name| name.starts_with(&head) && !COMPANIONS.iter().any(|end| name.ends_with(end)));
    // The date makes the name's order that of time.
    broken.sort();
    let old = broken.len().saturating_sub(MOST_BROKEN);
    for name in broken.iter().take(old) {
        for end in COMPANIONS.iter().chain([&""]) {
            let _ = fs::remove_file(folder.join(format!("{name}{end}")));
        }
    }
}
