//! The alert log: every change of every alert as a line of JSON, readable by its owner only, limited in size. Uses `app`,
//! `companion`, `log` and `private_file`.
//!
//! A thread of its own does the writing. The file is opened for each batch: alerts are rare, and so two dashboards on one
//! profile see that the other moved the full file away.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::companion::Companion;
use super::log::{LARGEST_LOG_BYTES, open_private};
use super::private_file::make_folder;
use super::state_file::plain;
use crate::app::{Account, Msg, ToastKind};

/// Lines that wait in memory while nothing can be written, in bytes; beyond them the oldest are given up.
const MOST_WAITING_BYTES: usize = 1 << 20;

/// Between a failure and the next try.
const RETRY: Duration = Duration::from_secs(60);

/// Tries for the file's lock and the pause between two of them: another dashboard needs it for a moment only.
const LOCK_TRIES: u32 = 40;
const LOCK_PAUSE: Duration = Duration::from_millis(25);

/// The alert log of a running dashboard.
#[derive(Debug)]
pub struct AlertLog {
    lines: Option<Sender<String>>,
    thread: Companion,
}

/// The log of an account's profile below the program's own folder.
pub fn path_of(state_dir: &Path, account: &Account) -> PathBuf {
    // A profile may be called demo as well.
    let name = if account.is_demo { "demo-alerts".to_owned() } else { format!("alerts-{}", plain(&account.profile)) };
    state_dir.join(format!("{name}.jsonl"))
}

impl AlertLog {
    /// Starts the thread. Only the first failure to write is told through `tell`; `None` where no thread can be had.
    pub fn start(path: PathBuf, tell: UnboundedSender<Msg>) -> Option<Self> {
        let (lines, batches) = channel::<String>();
        let thread = Companion::start("alert log", move || write_all(&path, &batches, &tell)).ok()?;
        Some(Self { lines: Some(lines), thread })
    }

    /// Has whole lines written, each with its line break.
    pub fn note(&self, lines: String) {
        if let Some(sender) = &self.lines {
            // The thread ends only after its sender.
            let _ = sender.send(lines);
        }
    }
}

impl AlertLog {
    /// Has the last lines written, and waits for that.
    pub async fn finish(&mut self) {
        self.lines = None;
        self.thread.ended().await;
    }
}

impl Drop for AlertLog {
    /// Has the last lines written.
    fn drop(&mut self) {
        self.lines = None;
        self.thread.wait();
    }
}

/// Writes what comes until nobody can send any more. What could not be written waits for the next try.
fn write_all(path: &Path, batches: &Receiver<String>, tell: &UnboundedSender<Msg>) {
    let (mut waiting, mut has_told) = (String::new(), false);
    loop {
        let next = if waiting.is_empty() {
            batches.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            batches.recv_timeout(RETRY)
        };
        let ends = match next {
            Ok(batch) => {
                waiting += &batch;
                waiting.extend(batches.try_iter());
                false
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => true,
        };
        if !waiting.is_empty() {
            match append(path, &waiting, LARGEST_LOG_BYTES) {
                Ok(()) => {
                    waiting.clear();
                    has_told = false;
                }
                Err(error) => {
                    tracing::warn!(path = %path.display(), %error, "alert log not written");
                    give_up_the_oldest(&mut waiting);
                    if !std::mem::replace(&mut has_told, true) {
                        let text = format!("cannot write the alert log: {error}");
                        let _ = tell.send(Msg::Toast(ToastKind::Failed, text));
                    }
                }
            }
        }
        if ends {
            return;
        }
    }
}

/// Drops whole lines from the front until the rest is short enough.
fn give_up_the_oldest(waiting: &mut String) {
    let Some(least) = waiting.len().checked_sub(MOST_WAITING_BYTES).filter(|least| *least > 0) else {
        return;
    };
    let end = waiting.bytes().enumerate().skip(least - 1).find(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
    waiting.drain(..end.unwrap_or(waiting.len()));
    tracing::warn!("lines of the alert log are lost");
}

/// Adds lines to a file, all or none; one that would get too large becomes `FILE.1` first, in place of the one before.
fn append(path: &Path, lines: &str, largest_bytes: u64) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    let mut file = open_locked(path)?;
    let about = file.metadata()?;
    let bytes = about.len();
    if about.is_file() && bytes > 0 && bytes.saturating_add(lines.len() as u64) > largest_bytes {
        let mut before = OsString::from(path);
        before.push(".1");
        // Better too large a log than none. Who waits for the lock finds that the name stands for another file.
        if fs::rename(path, before).is_ok() {
            file = open_locked(path)?;
        }
    }
    let bytes = file.metadata()?.len();
    // A program that was killed leaves half a line; the next one must not be part of it.
    let text = if ends_within_a_line(path)? { format!("\n{lines}") } else { lines.to_owned() };
    let written = file.write_all(text.as_bytes());
    if written.is_err() && about.is_file() {
        // What a full disk took of it comes again with the next try.
        let _ = file.set_len(bytes);
    }
    written
}

/// Opens the file that the name stands for, to be written by nobody else meanwhile. Where no lock can be had it is
/// opened without: a line twice or out of place is better than none.
fn open_locked(path: &Path) -> io::Result<File> {
    for _ in 0..LOCK_TRIES {
        let file = open_private(path)?;
        match file.try_lock() {
            Ok(()) if is_at(&file, path) => return Ok(file),
            // Moved away between the two.
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => thread::sleep(LOCK_PAUSE),
            Err(TryLockError::Error(_)) => return Ok(file),
        }
    }
    open_private(path)
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let same = |open: fs::Metadata, there: fs::Metadata| (open.dev(), open.ino()) == (there.dev(), there.ino());
    file.metadata().ok().zip(fs::metadata(path).ok()).is_some_and(|(open, there)| same(open, there))
}

/// An open file cannot be moved away here.
#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> bool {
    true
}

fn ends_within_a_line(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;

    use super::*;

    #[test]
    fn lines_are_added_for_the_owner_alone_and_a_full_file_makes_room() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("below/alerts-prod.jsonl");
        append(&path, "one\n", 10).unwrap();
        append(&path, "two\n", 10).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\ntwo\n");
        append(&path, "three\n", 10).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "three\n");
        assert_eq!(fs::read_to_string(folder.path().join("below/alerts-prod.jsonl.1")).unwrap(), "one\ntwo\n");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        }
    }

    #[test]
    fn half_a_line_stays_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("alerts.jsonl");
        fs::write(&path, "{\"to\":\"fir").unwrap();
        append(&path, "{}\n", 100).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "{\"to\":\"fir\n{}\n");
    }

    #[test]
    fn what_cannot_be_written_is_told_once_and_the_end_has_all_of_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let (tell, mut told) = unbounded_channel();
        let path = folder.path().join("alerts.jsonl");
        fs::create_dir(&path).unwrap();
        let log = AlertLog::start(path.clone(), tell).unwrap();
        log.note("one\n".to_owned());
        assert!(
            matches!(told.blocking_recv(), Some(Msg::Toast(ToastKind::Failed, text)) if text.contains("alert log"))
        );
        fs::remove_dir(&path).unwrap();
        log.note("two\n".to_owned());
        log.note("three\n".to_owned());
        drop(log);
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\ntwo\nthree\n");
        assert!(told.blocking_recv().is_none(), "told once");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_and_stops_nothing() {
        let (tell, mut told) = unbounded_channel();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("alerts.jsonl");
        std::os::unix::fs::symlink("/dev/full", &path).unwrap();
        let log = AlertLog::start(path, tell).unwrap();
        log.note("one\n".to_owned());
        assert!(matches!(told.blocking_recv(), Some(Msg::Toast(ToastKind::Failed, text)) if text.contains("space")));
        log.note("two\n".to_owned());
    }

    #[test]
    fn a_second_outage_is_told_as_well_and_what_waits_is_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let (tell, mut told) = unbounded_channel();
        let path = folder.path().join("alerts.jsonl");
        let log = AlertLog::start(path.clone(), tell).unwrap();
        for _ in 0..2 {
            fs::create_dir(&path).unwrap();
            log.note("one\n".to_owned());
            assert!(matches!(told.blocking_recv(), Some(Msg::Toast(ToastKind::Failed, _))));
            fs::remove_dir(&path).unwrap();
            log.note("two\n".to_owned());
            // Written once the file is there and whole.
            while !fs::read_to_string(&path).is_ok_and(|text| text.ends_with("two\n")) {
                thread::yield_now();
            }
            fs::remove_file(&path).unwrap();
        }
        let mut waiting = format!("first\n{}\nlast\n", "x".repeat(MOST_WAITING_BYTES));
        give_up_the_oldest(&mut waiting);
        assert_eq!(waiting, "last\n");
    }

    #[test]
    fn two_dashboards_move_a_full_file_once_and_lose_no_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("alerts.jsonl");
        let write = |name: char| (0..200).for_each(|n| append(&path, &format!("{name}{n:03}\n"), 1500).unwrap());
        thread::scope(|scope| {
            scope.spawn(|| write('a'));
            scope.spawn(|| write('b'));
        });
        let kept: String =
            [".1", ""].map(|end| fs::read_to_string(format!("{}{end}", path.display())).unwrap()).concat();
        // 300 lines fill a file: the last ones of both are there, in order and whole.
        assert!(kept.lines().all(|line| line.len() == 4), "{kept}");
        assert!(kept.lines().count() > 300, "a file was moved twice");
    }

    #[test]
    fn no_two_accounts_share_a_log() {
        let of = |profile: &str, is_demo| {
            let account = Account { profile: profile.to_owned(), is_demo, ..Account::default() };
            path_of(Path::new("state"), &account)
        };
        assert_eq!(of("prod", false), Path::new("state/alerts-prod.jsonl"));
        assert_ne!(of("demo", true), of("demo", false));
        assert_eq!(of("../x", false).parent(), Some(Path::new("state")));
    }
}
