//! Files that only their owner may read, whole or not there at all. Uses no other room.

use std::fs::{self, DirBuilder};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// Bytes gathered before they are written.
const BUFFER_BYTES: usize = 64 * 1024;

/// Makes a folder and those above it that are missing, for the owner alone.
///
/// # Errors
/// What the file system reports.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a file in place of one that may be there: a reader sees the old text or the new one, never a part.
///
/// # Errors
/// What the file system or `write` reports; then the old file is as it was.
pub fn replace(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    written(path, write)?.persist(path).map(|_| ()).map_err(|error| error.error)
}

/// Writes a file where there is none.
///
/// # Errors
/// `AlreadyExists` where there is one, else what the file system or `write` reports; then no file is left behind.
pub fn create(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    // Told before the work rather than after it; between the two, the last step still refuses.
    if fs::symlink_metadata(path).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    written(path, write)?.persist_noclobber(path).map(|_| ()).map_err(|error| error.error)
}

/// A file beside the wanted one with all of its text, readable for the owner alone; gone when it is dropped.
fn written(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".callbot-tui-").tempfile_in(folder)?;
    let mut buffer = BufWriter::with_capacity(BUFFER_BYTES, file.as_file_mut());
    write(&mut buffer)?;
    buffer.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_failed_write_leaves_the_old_file_and_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        replace(&path, |out| out.write_all(b"old")).unwrap();
        let half = |out: &mut dyn Write| out.write_all(b"ne").and_then(|()| Err(io::ErrorKind::StorageFull.into()));
        assert!(replace(&path, half).is_err());
        assert!(create(&folder.path().join("new"), half).is_err());
        assert_eq!(
            (fs::read_to_string(&path).unwrap().as_str(), names(folder.path())),
            ("old", vec!["state.json".into()])
        );
        replace(&path, |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }

    #[test]
    fn an_existing_file_is_never_overwritten_by_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        create(&path, |out| out.write_all(b"first")).unwrap();
        let meanwhile = folder.path().join("b.csv");
        for (path, already) in [(&path, "first"), (&meanwhile, "second")] {
            let late = |out: &mut dyn Write| {
                let _ = fs::write(&meanwhile, "second");
                out.write_all(b"third")
            };
            let error = create(path, late).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
            assert_eq!(fs::read_to_string(path).unwrap(), already);
        }
        assert_eq!(names(folder.path()), ["a.csv", "b.csv"]);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        make_folder(&inner).unwrap();
        make_folder(&inner).unwrap();
        let path = inner.join("x");
        create(&path, |out| out.write_all(b"x")).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!([mode(&path), mode(&inner), mode(inner.parent().unwrap())], [0o600, 0o700, 0o700]);
    }
}
