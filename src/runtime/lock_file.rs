//! Files that stand for nothing but a lock between two dashboards; the system gives it back when its holder ends, however
//! that comes about. Uses `private_file`.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::private_file::make_folder;

/// Tries for a lock that others hold for a moment only, and the pause between two of them.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(25);

/// Opens a lock's file, for the owner alone, and makes it and its folder where they are missing. Its name must stand for the
/// file itself: a link might lead to a file of somebody else's.
///
/// # Errors
/// What the file system reports.
pub(super) fn open(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // Opening a pipe would wait for its reader.
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.mode(0o600).custom_flags(flags.bits().cast_signed());
    }
    options.open(path)
}

/// Waits for a lock that others hold for a moment only; it is given back when the file is dropped. `None` where it cannot be
/// had.
pub(super) fn for_a_moment(path: &Path) -> Option<File> {
    let file = open(path).ok()?;
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Some(file),
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(TryLockError::Error(_)) => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_lock_is_had_by_one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("below/a.lock");
        let held = for_a_moment(&path).unwrap();
        assert!(matches!(open(&path).unwrap().try_lock(), Err(TryLockError::WouldBlock)));
        drop(held);
        assert!(open(&path).unwrap().try_lock().is_ok());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a.lock"), folder.path().join("other"));
        std::os::unix::fs::symlink(&other, &path).unwrap();
        assert!(open(&path).is_err() && for_a_moment(&path).is_none());
        assert!(fs::symlink_metadata(&other).is_err());
    }
}
