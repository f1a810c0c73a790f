//! The log file: off unless asked for, never on the terminal, readable by its owner only, limited in size. Uses no other
//! room.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tracing::level_filters::LevelFilter;

/// The size in bytes at which a log file makes room: it becomes `FILE.1`, in place of the one before.
pub(super) const LARGEST_LOG_BYTES: u64 = 10 << 20;

/// What a line of the log looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, for programs.
    Json,
}

/// Sends the program's log to a file, appending. What is logged never holds a secret or a body.
///
/// # Errors
/// When the file cannot be opened for writing.
pub fn to_file(path: &Path, level: LevelFilter, format: LogFormat) -> io::Result<()> {
    let writer = Mutex::new(LogFile::open(path, LARGEST_LOG_BYTES)?);
    // A line that cannot be written is lost in silence: told on standard error, it would land in the middle of the screen.
    let builder =
        tracing_subscriber::fmt().with_writer(writer).with_ansi(false).with_max_level(level).log_internal_errors(false);
    let installed = match format {
        LogFormat::Text => tracing::subscriber::set_global_default(builder.finish()),
        LogFormat::Json => tracing::subscriber::set_global_default(builder.json().finish()),
    };
    installed.map_err(io::Error::other)
}

/// A file that is appended to until it is too large. By hand, because the crates that rotate files panic where a file
/// vanishes under them, and a log must never be what ends the program.
struct LogFile {
    path: PathBuf,
    file: File,
    bytes: u64,
    largest_bytes: u64,
}

impl LogFile {
    fn open(path: &Path, largest_bytes: u64) -> io::Result<Self> {
        let file = open_private(path)?;
        let about = file.metadata()?;
        // What is no plain file (a pipe, /dev/null) has no size and is never moved.
        let largest_bytes = if about.is_file() { largest_bytes } else { u64::MAX };
        Ok(Self { path: path.to_owned(), file, bytes: about.len(), largest_bytes })
    }

    fn make_room(&mut self) -> io::Result<()> {
        let mut before = OsString::from(&self.path);
        before.push(".1");
        fs::rename(&self.path, before)?;
        self.file = open_private(&self.path)?;
        self.bytes = 0;
        Ok(())
    }
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let would_be = self.bytes.saturating_add(line.len() as u64);
        if self.bytes > 0 && would_be > self.largest_bytes && self.make_room().is_err() {
            // Better too large a log than none; it is tried again after as much again.
            self.largest_bytes = self.largest_bytes.saturating_mul(2);
        }
        let written = self.file.write(line)?;
        self.bytes = self.bytes.saturating_add(written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Opens a file for appending that only its owner may read.
#[cfg(unix)]
pub(super) fn open_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

/// Opens a file for appending.
#[cfg(not(unix))]
pub(super) fn open_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_log_becomes_the_one_before_and_no_line_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("callbot.log");
        let mut log = LogFile::open(&path, 20).unwrap();
        for line in ["first line\n", "second\n", "third line\n"] {
            log.write_all(line.as_bytes()).unwrap();
        }
        let of = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(
            (of("callbot.log.1").as_str(), of("callbot.log").as_str()),
            ("first line\nsecond\n", "third line\n")
        );
        drop(log);
        let mut again = LogFile::open(&path, 20).unwrap();
        again.write_all(b"a line too long for the rest\n").unwrap();
        assert_eq!(of("callbot.log.1"), "third line\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_log_that_is_no_plain_file_is_never_moved() {
        let mut log = LogFile::open(Path::new("/dev/null"), 1).unwrap();
        log.write_all(b"one").unwrap();
        log.write_all(b"two").unwrap();
        assert!(!Path::new("/dev/null.1").exists());
    }
}
