//! The log file: off unless asked for, never on the terminal, readable by its owner only. Uses no other room.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::format::FmtSpan;

/// Sends the program's log to a file, appending. What is logged never holds a secret or a body.
///
/// # Errors
/// When the file cannot be opened for writing.
pub fn to_file(path: &Path, level: LevelFilter) -> io::Result<()> {
    let file = open_private(path)?;
    let subscriber = tracing_subscriber::fmt()
        .with_writer(std::sync::Mutex::new(file))
        .with_ansi(false)
        .with_max_level(level)
        .with_span_events(FmtSpan::NONE)
        .finish();
    tracing::subscriber::set_global_default(subscriber).map_err(io::Error::other)
}

#[cfg(unix)]
fn open_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn open_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}
