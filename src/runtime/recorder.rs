//! The history on disk while the dashboard runs: a thread of its own reads what was kept and writes what comes. Uses
//! `app`, `history`, `store` and `state_file`.

mod keeper;
mod loss;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::companion::Companion;
use super::state_file::plain;
use crate::app::{Account, Msg, ToastKind};
use crate::domain::Clock;
use crate::history::Record;
use crate::store::{Coverage, Limits};
use loss::Loss;

/// Records that may wait for the thread: an hour of readings at the usual interval.
const LONGEST_QUEUE: usize = 256;

/// The history file of an account's profile below the program's own folder. Where the profile comes to stand for another
/// account, that one has a file of its own: tasks of two accounts may have one id.
pub fn store_path(state_dir: &Path, account: &Account) -> PathBuf {
    let account_mark = if account.digest.is_empty() { String::new() } else { format!("-{}", account.digest) };
    state_dir.join(format!("history-{}{account_mark}.db", plain(&account.profile)))
}

/// Where the history is kept, and how.
#[derive(Clone)]
pub struct Recording {
    /// The file, see [`store_path`]. Its folder is made where it is missing.
    pub path: PathBuf,
    /// How much is kept.
    pub limits: Limits,
    /// What the readings cover.
    pub coverage: Coverage,
    /// How often things are done.
    pub pace: Pace,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
}

/// How often things are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Between two writings. What came within it is all that a sudden end can cost.
    pub batch: Duration,
    /// Between a failure and the next try.
    pub retry: Duration,
    /// Between two rounds of upkeep.
    pub upkeep: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { batch: seconds(5), retry: seconds(60), upkeep: seconds(3600) }
    }
}

/// The thread that reads and writes the history. Dropping it has the last records written.
#[derive(Debug)]
pub struct Recorder {
    /// `None` only while it ends.
    queue: Option<SyncSender<Record>>,
    thread: Companion,
    tell: UnboundedSender<Msg>,
    is_behind: bool,
    loss: Loss,
}

impl Recorder {
    /// Starts the thread. It sends what was kept of the past as [`Msg::Past`], the newest part first, and troubles as
    /// [`Msg::Toast`]. `None` where there is no thread to be had.
    pub fn start(recording: Recording, tell: UnboundedSender<Msg>) -> Option<Self> {
        let (queue, records) = sync_channel(LONGEST_QUEUE);
        let keeper_tell = tell.clone();
        match Companion::start("history", move || keeper::run(recording, &records, &keeper_tell)) {
            Ok(thread) => Some(Self { queue: Some(queue), thread, tell, is_behind: false, loss: Loss::default() }),
            Err(error) => {
                let words = format!("the history cannot be kept: {error}");
                let _ = tell.send(Msg::Toast(ToastKind::Failed, words));
                None
            }
        }
    }

    /// Hands a record over; never waits. Where the disk has not answered for an hour, records are lost, and that is told
    /// once.
    pub fn keep(&mut self, mut record: Record) {
        self.loss.mark(&mut record);
        match self.queue.as_ref().map(|queue| queue.try_send(record)) {
            Some(Err(TrySendError::Full(_))) => {
                self.loss.happened();
                if !std::mem::replace(&mut self.is_behind, true) {
                    let words = "the history is not being kept: the disk does not answer".to_owned();
                    let _ = self.tell.send(Msg::Toast(ToastKind::Failed, words));
                }
            }
            Some(Ok(())) => self.is_behind = false,
            // The thread gave up and has said why.
            _ => {}
        }
    }
}

impl Recorder {
    /// Has the last records written, and waits for that.
    pub async fn finish(&mut self) {
        drop(self.queue.take());
        self.thread.ended().await;
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        drop(self.queue.take());
        self.thread.wait();
    }
}

#[cfg(test)]
mod tests;
