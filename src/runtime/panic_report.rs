//! The report that a panic leaves in a file: what a maintainer needs, and nothing of the user's data. Uses `clock`.

use std::backtrace::Backtrace;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chrono::DateTime;

use super::clock::unix_ms_now;

/// How many of the last events a report names.
const EVENTS_KEPT: usize = 24;

static LAST_EVENTS: Mutex<VecDeque<&'static str>> = Mutex::new(VecDeque::new());

/// Notes what kind of thing happened to the dashboard; never what was in it.
pub fn note(event: &'static str) {
    if let Ok(mut events) = LAST_EVENTS.try_lock() {
        if events.len() == EVENTS_KEPT {
            events.pop_front();
        }
        events.push_back(event);
    }
}

/// Writes a report for its owner only and returns where it is; `None` where that was impossible. For a panic hook:
/// never panics, waits for no lock.
pub(super) fn write(folder: &Path, info: &PanicHookInfo<'_>) -> Option<PathBuf> {
    let payload = info.payload();
    let message =
        payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let place = info.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    let now = DateTime::from_timestamp_millis(unix_ms_now())?;
    let thread = std::thread::current();
    let mut text = String::new();
    let size = crossterm::terminal::size().unwrap_or_default();
    let terminal = std::env::var("TERM").unwrap_or_default();
    let events = LAST_EVENTS.try_lock().map(|events| events.iter().copied().collect::<Vec<_>>().join(", "));
    let _ =
        writeln!(text, "callbot-tui {} panicked at {}", env!("CARGO_PKG_VERSION"), now.format("%Y-%m-%d %H:%M:%S UTC"));
    let _ = writeln!(text, "place: {place}");
    let _ = writeln!(text, "thread: {}", thread.name().unwrap_or("unnamed"));
    let _ = writeln!(text, "message: {}", without_quotations(message.unwrap_or("none")));
    let _ = writeln!(text, "system: {} {}", std::env::consts::OS, std::env::consts::ARCH);
    let _ = writeln!(text, "terminal: {terminal:?}, {} columns, {} lines", size.0, size.1);
    let _ = writeln!(text, "last events: {}", events.unwrap_or_default());
    let _ = writeln!(text, "\n{}", Backtrace::force_capture());
    let path = folder.join(format!("panic-{}.txt", now.format("%Y%m%d-%H%M%S%.3f")));
    create(folder, &path).and_then(|mut file| file.write_all(text.as_bytes())).ok()?;
    Some(path)
}

/// Tells where the report is, below the message that the standard hook has printed.
pub(super) fn tell(where_to_find: &str) {
    // Nothing can be done where even this fails.
    let _ = io::stderr().write_all(where_to_find.as_bytes());
}

/// A panic's message quotes what it stumbled over, and that may be a campaign's name.
fn without_quotations(message: &str) -> String {
    let mut kept = String::new();
    let mut quote = None;
    for c in message.chars() {
        match quote {
            None => {
                kept.push(if c.is_control() { ' ' } else { c });
                if matches!(c, '"' | '`') {
                    quote = Some(c);
                }
            }
            Some(open) if c == open => {
                kept.push_str("...");
                kept.push(c);
                quote = None;
            }
            Some(_) => {}
        }
    }
    kept
}

#[cfg(unix)]
fn create(folder: &Path, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn create(folder: &Path, path: &Path) -> io::Result<File> {
    DirBuilder::new().recursive(true).create(folder)?;
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_message_quotes_is_left_out() {
        let message = "byte index 4 is not a char boundary; it is inside '户' (bytes 3..6) of `客户 secret`";
        assert!(!without_quotations(message).contains("secret"));
        assert_eq!(without_quotations("called on \"a\" and \"b"), "called on \"...\" and \"");
        assert_eq!(without_quotations("index out of bounds: 3 of 2"), "index out of bounds: 3 of 2");
    }
}
