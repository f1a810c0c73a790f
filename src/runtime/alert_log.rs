//! The alert log: every change of every alert as a line of JSON, readable by its owner only, limited in size. Uses `app`,
//! `log` and `private_file`.
//!
//! A thread of its own does the writing. The file is opened for each batch: alerts are rare, and so two dashboards on one
//! profile see that the other moved the full file away.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::log::{LARGEST_LOG_BYTES, open_private};
use super::private_file::make_folder;
use super::state_file::plain;
use crate::app::{Account, Msg, ToastKind};

/// How long the end of the program waits for the disk.
const PATIENCE_AT_END: Duration = Duration::from_secs(2);

/// The alert log of a running dashboard.
#[derive(Debug)]
pub struct AlertLog {
    lines: Option<Sender<String>>,
    /// Never gets a value; its other end goes away with the thread.
    end: Receiver<()>,
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
        let (ended, end) = channel();
        let work = move || {
            let mut has_told = false;
            while let Ok(mut batch) = batches.recv() {
                batch.extend(batches.try_iter());
                if let Err(error) = append(&path, &batch, LARGEST_LOG_BYTES) {
                    tracing::warn!(path = %path.display(), %error, "alert log not written");
                    if !std::mem::replace(&mut has_told, true) {
                        let text = format!("cannot write the alert log: {error}");
                        let _ = tell.send(Msg::Toast(ToastKind::Failed, text));
                    }
                }
            }
            drop(ended);
        };
        thread::Builder::new().name("alert log".to_owned()).spawn(work).ok()?;
        Some(Self { lines: Some(lines), end })
    }

    /// Has whole lines written, each with its line break.
    pub fn note(&self, lines: String) {
        if let Some(sender) = &self.lines {
            // The thread ends only after its sender.
            let _ = sender.send(lines);
        }
    }
}

impl Drop for AlertLog {
    /// Has the last lines written.
    fn drop(&mut self) {
        self.lines = None;
        let _ = self.end.recv_timeout(PATIENCE_AT_END);
    }
}

/// Adds lines to a file; one that would get too large becomes `FILE.1` first, in place of the one before.
fn append(path: &Path, lines: &str, largest_bytes: u64) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    let bytes = fs::metadata(path).map_or(0, |about| about.len());
    if bytes > 0 && bytes.saturating_add(lines.len() as u64) > largest_bytes {
        let mut before = OsString::from(path);
        before.push(".1");
        // Better too large a log than none.
        let _ = fs::rename(path, before);
    }
    let mut file = open_private(path)?;
    // A program that was killed, or a disk that was full, leaves half a line; the next one must not be part of it.
    let text = if ends_within_a_line(path)? { format!("\n{lines}") } else { lines.to_owned() };
    file.write_all(text.as_bytes())
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
        assert_eq!(fs::read_to_string(&path).unwrap(), "two\nthree\n");
        assert!(told.blocking_recv().is_none(), "told once");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_and_stops_nothing() {
        let (tell, mut told) = unbounded_channel();
        let log = AlertLog::start(PathBuf::from("/dev/full"), tell).unwrap();
        log.note("one\n".to_owned());
        assert!(matches!(told.blocking_recv(), Some(Msg::Toast(ToastKind::Failed, text)) if text.contains("space")));
        log.note("two\n".to_owned());
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
