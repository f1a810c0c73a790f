//! The thread behind the recorder: gathers records into batches, writes them, does the upkeep, and goes on after
//! failures. Uses `app`, `history`, `store` and `private_file`.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;

use super::Recording;
use super::loss::Loss;
use crate::app::{Msg, ToastKind};
use crate::domain::text::clean;
use crate::history::Record;
use crate::runtime::private_file;
use crate::store::{Identity, Store, StoreError, file, read_parts};

/// Samples that wait in memory while nothing can be written; beyond them the oldest records are given up.
const MOST_WAITING_SAMPLES: usize = 200_000;

/// Damaged files that are set aside in one run. A disk that spoils more needs a person.
const MOST_SET_ASIDE: u32 = 3;

/// Between two steps of upkeep the thread looks at the queue, and leaves the disk to others for a moment.
const BETWEEN_STEPS: Duration = Duration::from_millis(50);

/// Does the thread's work until the other end of the queue goes away.
pub(super) fn run(recording: Recording, records: &Receiver<Record>, tell: &UnboundedSender<Msg>) {
    let now = recording.clock.now().instant;
    let mut keeper = Keeper {
        recording,
        tell,
        store: None,
        opened: None,
        loss: Loss::default(),
        has_read: false,
        waiting: VecDeque::new(),
        waiting_samples: 0,
        next_write: now,
        next_upkeep: now,
        is_failing: false,
        set_aside: 0,
    };
    keeper.work();
    while !keeper.has_given_up() {
        match records.recv_timeout(keeper.patience()) {
            Ok(record) => keeper.take(record),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        keeper.work();
    }
    keeper.finish();
}

struct Keeper<'t> {
    recording: Recording,
    tell: &'t UnboundedSender<Msg>,
    store: Option<Store>,
    /// The file that was opened last, or that could not be.
    opened: Option<Identity>,
    loss: Loss,
    /// Whether the past was sent.
    has_read: bool,
    waiting: VecDeque<Record>,
    waiting_samples: usize,
    next_write: Instant,
    next_upkeep: Instant,
    /// Whether the last try failed and that was told.
    is_failing: bool,
    set_aside: u32,
}

impl Keeper<'_> {
    fn take(&mut self, record: Record) {
        self.waiting_samples += record.samples.len();
        self.waiting.push_back(record);
        while self.waiting_samples > MOST_WAITING_SAMPLES
            && let Some(lost) = self.waiting.pop_front()
        {
            self.waiting_samples -= lost.samples.len();
            self.loss.happened();
        }
    }

    /// How long there is nothing to do unless a record comes.
    fn patience(&self) -> Duration {
        let has_to_write = !self.waiting.is_empty() || self.store.is_none();
        let next = if has_to_write { self.next_write.min(self.next_upkeep) } else { self.next_upkeep };
        next.saturating_duration_since(self.recording.clock.now().instant)
    }

    /// Does what is due.
    fn work(&mut self) {
        let now = self.recording.clock.now();
        if now.instant < self.next_write.min(self.next_upkeep) {
            return;
        }
        let outcome = self.open().and_then(|()| self.write(now.instant)).and_then(|()| self.keep_up());
        match outcome {
            Ok(()) if self.is_failing => {
                self.is_failing = false;
                let _ = self.tell.send(Msg::Kept(true));
                self.say(ToastKind::Done, "the history is being kept again".to_owned());
            }
            Ok(()) => {}
            Err(error) => self.fail(&error),
        }
    }

    /// Opens the store where it is not open or another file has taken its place, and sends the past the first time.
    fn open(&mut self) -> Result<(), StoreError> {
        let path = &self.recording.path;
        if self.store.is_some() && Identity::of(path) != self.opened {
            // Another instance set the file aside: what is written to it would be lost.
            self.store = None;
        }
        if self.store.is_none() {
            let opened = path.parent().map_or(Ok(()), private_file::make_folder).map_err(StoreError::from);
            self.opened = Identity::of(path);
            match opened.and_then(|()| Store::open(path, self.recording.coverage)) {
                Ok(store) => self.store = Some(store),
                Err(error) => {
                    self.send_what_can_be_read(&error);
                    return Err(error);
                }
            }
            // A new file has its identity only now.
            self.opened = Identity::of(path);
        }
        if let Some(store) = self.store.as_ref().filter(|_| !self.has_read) {
            // The newest part at once, for the rates and the chart of the last hour. Nobody listens once the program ends.
            store.read_parts(self.recording.clock.now().unix_ms, |past| {
                let _ = self.tell.send(Msg::Past(past));
            })?;
            self.has_read = true;
        }
        Ok(())
    }

    /// A disk that takes nothing may still give.
    fn send_what_can_be_read(&mut self, error: &StoreError) {
        if self.has_read || matches!(error, StoreError::Newer { .. } | StoreError::Damaged) {
            return;
        }
        let mut parts = Vec::new();
        let now = self.recording.clock.now().unix_ms;
        match read_parts(&self.recording.path, now, |past| parts.push(past)) {
            Ok(()) if parts.is_empty() => {}
            Ok(()) => {
                self.has_read = true;
                for past in parts {
                    let _ = self.tell.send(Msg::Past(past));
                }
            }
            Err(error) => tracing::warn!(%error, "nor can the history be read"),
        }
    }

    fn write(&mut self, now: Instant) -> Result<(), StoreError> {
        if let Some(store) = self.store.as_mut().filter(|_| !self.waiting.is_empty() && now >= self.next_write) {
            let waiting = self.waiting.make_contiguous();
            for record in &mut *waiting {
                self.loss.mark(record);
            }
            store.append(waiting)?;
            self.waiting.clear();
            self.waiting_samples = 0;
            self.next_write = self.recording.clock.now().instant + self.recording.pace.batch;
        }
        Ok(())
    }

    /// Does one step of upkeep where it is due.
    fn keep_up(&mut self) -> Result<(), StoreError> {
        let now = self.recording.clock.now();
        if let Some(store) = self.store.as_mut().filter(|_| now.instant >= self.next_upkeep) {
            let has_more = store.keep_up(now.unix_ms, &self.recording.limits)?;
            let pause = if has_more { BETWEEN_STEPS } else { self.recording.pace.upkeep };
            self.next_upkeep = self.recording.clock.now().instant + pause;
        }
        Ok(())
    }

    /// Tells a failure once, and plans the next try. The store is opened anew then: what failed may be the file itself.
    fn fail(&mut self, error: &StoreError) {
        tracing::warn!(%error, "history store");
        self.store = None;
        let now = self.recording.clock.now();
        (self.next_write, self.next_upkeep) =
            (now.instant + self.recording.pace.retry, now.instant + self.recording.pace.retry);
        let words = match error {
            StoreError::Newer { .. } => {
                self.set_aside = u32::MAX;
                format!("{error}; it is left as it is, and nothing is kept: use the newer callbot-tui")
            }
            StoreError::Damaged if self.set_aside == MOST_SET_ASIDE => {
                self.set_aside = u32::MAX;
                format!("{error} again, and nothing more is kept in this run: check the disk")
            }
            StoreError::Damaged => match file::set_aside(&self.recording.path, self.opened, now.unix_ms) {
                Ok(aside) => {
                    (self.next_write, self.next_upkeep) = (now.instant, now.instant);
                    let Some(aside) = aside else {
                        // Another instance was faster, and has told.
                        return;
                    };
                    self.set_aside += 1;
                    let name = aside.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    let words = format!("{error}; it was set aside as {}, and a new one begun", clean(&name));
                    return self.say(ToastKind::Failed, words);
                }
                Err(reason) => format!("{error} and cannot be set aside: {reason}"),
            },
            _ => format!("the history cannot be kept: {error}; tried again every minute"),
        };
        if !std::mem::replace(&mut self.is_failing, true) {
            let _ = self.tell.send(Msg::Kept(false));
            self.say(ToastKind::Failed, words);
        }
    }

    /// Whether there is no sense in trying again.
    fn has_given_up(&self) -> bool {
        self.set_aside > MOST_SET_ASIDE
    }

    /// Writes what is left, once.
    fn finish(mut self) {
        if self.has_given_up() || self.waiting.is_empty() {
            return;
        }
        self.next_write = self.recording.clock.now().instant;
        let now = self.next_write;
        if let Err(error) = self.open().and_then(|()| self.write(now)) {
            tracing::warn!(%error, "the last records of the history are lost");
        }
    }

    fn say(&self, kind: ToastKind, words: String) {
        let _ = self.tell.send(Msg::Toast(kind, words));
    }
}
