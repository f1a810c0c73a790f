//! The log file: off unless asked for, never on the terminal, readable by its owner only, limited in size. Uses
//! `exposed` and `config` (for paths in commands).

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tracing::level_filters::LevelFilter;

use super::exposed;
use crate::config::paths::shell_word;

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

/// Sends the program's log to a file, appending. What is logged never holds a secret or a body. Returns warnings: that the
/// file is somewhere else than the path says, and that others can read it.
///
/// # Errors
/// When the file cannot be opened for writing, or the path is a link that somebody else laid there.
pub fn to_file(path: &Path, level: LevelFilter, format: LogFormat) -> io::Result<Vec<String>> {
    let log = LogFile::open(path, LARGEST_LOG_BYTES)?;
    let shown = path.display();
    let elsewhere = (log.path != path).then(|| format!("The log {shown} is a link to {}", log.path.display()));
    let is_open_to_others = log.is_plain && exposed::is_exposed(&log.path);
    let open = is_open_to_others.then(|| {
        format!("The log {shown} can be read or changed by others; mend it with: chmod 600 {}", shell_word(&log.path))
    });
    let writer = Mutex::new(log);
    let builder = tracing_subscriber::fmt().with_writer(writer).with_ansi(false).with_max_level(level);
    // A line that cannot be written would be told on standard error, over the screen; where that is gone, with a panic.
    let builder = builder.log_internal_errors(false);
    let installed = match format {
        LogFormat::Text => tracing::subscriber::set_global_default(builder.finish()),
        LogFormat::Json => tracing::subscriber::set_global_default(builder.json().finish()),
    };
    installed.map_err(io::Error::other)?;
    Ok(elsewhere.into_iter().chain(open).collect())
}

/// A file that is appended to until it is too large. By hand, because the crates that rotate files panic where a file
/// vanishes under them, and a log must never be what ends the program.
struct LogFile {
    /// Where the file is; no link.
    path: PathBuf,
    file: File,
    is_plain: bool,
    bytes: u64,
    largest_bytes: u64,
}

impl LogFile {
    fn open(path: &Path, largest_bytes: u64) -> io::Result<Self> {
        let (file, path) = open_chosen(path)?;
        let about = file.metadata()?;
        let is_plain = about.is_file();
        // What is no plain file (a pipe, /dev/null) has no size and is never moved.
        let largest_bytes = if is_plain { largest_bytes } else { u64::MAX };
        Ok(Self { path, file, is_plain, bytes: about.len(), largest_bytes })
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

/// Opens the file that a user chose, and tells where it really is. A link is followed where the user or the system laid
/// it; in a folder that everybody may write to, somebody else's would lead the log over a file of the user's.
#[cfg(unix)]
fn open_chosen(path: &Path) -> io::Result<(File, PathBuf)> {
    use std::os::unix::fs::MetadataExt as _;
    let link = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_symlink);
    let Some(link) = link else {
        return Ok((open_private(path)?, path.to_owned()));
    };
    let own = rustix::process::geteuid().as_raw();
    if ![own, 0].contains(&link.uid()) {
        return Err(io::Error::other("it is a link that somebody else laid there"));
    }
    match fs::metadata(path) {
        // The standard streams have names that are links to no real path.
        Ok(target) if !target.is_file() => Ok((OpenOptions::new().append(true).open(path)?, path.to_owned())),
        Ok(_) => fs::canonicalize(path).and_then(|target| Ok((open_private(&target)?, target))),
        Err(_) => {
            let target = path.parent().unwrap_or(Path::new("")).join(fs::read_link(path)?);
            Ok((open_private(&target)?, target))
        }
    }
}

/// Opens the file that a user chose, and tells where it is.
#[cfg(not(unix))]
fn open_chosen(path: &Path) -> io::Result<(File, PathBuf)> {
    Ok((open_private(path)?, path.to_owned()))
}

/// Opens a file for appending that only its owner may read, and never what a link in its place leads to.
#[cfg(unix)]
pub(super) fn open_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = OpenOptions::new();
    options.create(true).append(true).mode(0o600).custom_flags(nix::libc::O_NOFOLLOW);
    options.open(path).map_err(|error| match error.raw_os_error() {
        Some(nix::libc::ELOOP) => io::Error::other("it is a link, and links are not followed here"),
        _ => error,
    })
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

    #[cfg(unix)]
    #[test]
    fn links_lead_only_a_chosen_log_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        std::os::unix::fs::symlink("target", &link).unwrap();
        for _ in 0..2 {
            // First a link to nothing yet, then to a file.
            let mut log = LogFile::open(&link, 6).unwrap();
            log.write_all(b"line\n").unwrap();
            assert_eq!(fs::canonicalize(&log.path).unwrap(), fs::canonicalize(&target).unwrap());
            assert!(link.is_symlink(), "the file behind makes room, not the link");
        }
        assert_eq!(fs::read_to_string(folder.path().join("target.1")).unwrap(), "line\n");
        let refusal = open_private(&link).unwrap_err().to_string();
        assert!(refusal.contains("it is a link"), "{refusal}");
    }

    #[cfg(unix)]
    #[test]
    fn the_standard_streams_can_be_logs() {
        // What they are depends on how the test is run; a pipe, a terminal and a file must all do.
        LogFile::open(Path::new("/dev/stderr"), u64::MAX).unwrap();
    }
}
