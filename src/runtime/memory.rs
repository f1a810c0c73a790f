//! Keeping the state file up to date while the dashboard runs. Uses `app` and `state_file`.
//!
//! A thread of its own does the writing, a moment after the last change, so that neither a held key nor a slow disk is
//! felt. It is started by the first change.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::companion::Companion;
use super::state_file::{Found, StateFile};
use crate::app::{Model, Msg, Saved, ToastKind, update};
use crate::domain::Now;

/// How long nothing must change before it is written.
const QUIET: Duration = Duration::from_secs(1);

/// What is remembered of a board, and where.
#[derive(Debug)]
pub struct Memory {
    file: StateFile,
    before: Saved,
    start: Saved,
    seen: Saved,
    writer: Option<Writer>,
}

#[derive(Debug)]
struct Writer {
    /// `None` only while it ends.
    newest: Option<Sender<Saved>>,
    thread: Companion,
}

impl Memory {
    /// Brings back what the file remembers of a board that has not been shown yet; what is wrong with the file is told on
    /// the board.
    pub fn restored(file: StateFile, model: &mut Model, now: Now) -> Self {
        let Found { saved, trouble } = file.read();
        model.restore(&saved);
        if let Some(trouble) = trouble {
            update(model, Msg::Toast(ToastKind::Failed, trouble), now);
        }
        Self::of(file, saved, model)
    }

    fn of(file: StateFile, before: Saved, model: &Model) -> Self {
        let start = model.saved();
        Self { file, before, seen: start.clone(), start, writer: None }
    }

    /// Looks whether something worth remembering changed. The first failure to write is told through `tell`.
    pub fn note(&mut self, model: &Model, tell: &UnboundedSender<Msg>) {
        let now = model.saved();
        if now == self.seen {
            return;
        }
        self.seen = now.clone();
        let stored = now.since(&self.start, &self.before);
        if self.writer.is_none() {
            self.writer = Writer::start(self.file.clone(), tell.clone());
        }
        if let Some(newest) = self.writer.as_ref().and_then(|writer| writer.newest.as_ref()) {
            // The thread ends only after its sender.
            let _ = newest.send(stored);
        }
    }

    /// Has the last change written, and waits for that.
    pub async fn finish(&mut self) {
        if let Some(writer) = &mut self.writer {
            writer.newest = None;
            writer.thread.ended().await;
        }
    }
}

impl Drop for Memory {
    /// Has the last change written.
    fn drop(&mut self) {
        if let Some(Writer { newest, mut thread }) = self.writer.take() {
            drop(newest);
            thread.wait();
        }
    }
}

impl Writer {
    fn start(file: StateFile, tell: UnboundedSender<Msg>) -> Option<Self> {
        let (newest, changes) = channel();
        let work = move || {
            write_changes(
                &changes,
                QUIET,
                |saved| file.write(saved),
                |error| {
                    let text = format!("cannot remember how the board is shown: {error}");
                    let _ = tell.send(Msg::Toast(ToastKind::Failed, text));
                },
            );
        };
        let thread = Companion::start("memory", work).ok()?;
        Some(Self { newest: Some(newest), thread })
    }
}

/// Writes the newest value whenever none came for a moment, and the last one at the end. Only the first failure is told.
fn write_changes<E>(
    changes: &Receiver<Saved>,
    quiet: Duration,
    mut write: impl FnMut(&Saved) -> Result<(), E>,
    tell: impl FnOnce(E),
) {
    let mut tell = Some(tell);
    while let Ok(mut newest) = changes.recv() {
        let ends = loop {
            match changes.recv_timeout(quiet) {
                Ok(newer) => newest = newer,
                Err(RecvTimeoutError::Timeout) => break false,
                Err(RecvTimeoutError::Disconnected) => break true,
            }
        };
        if let Err(error) = write(&newest)
            && let Some(tell) = tell.take()
        {
            tell(error);
        }
        if ends {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tokio::sync::mpsc::unbounded_channel;

    use super::*;
    use crate::app::{Account, Look};
    use crate::domain::Clock as _;
    use crate::runtime::SystemClock;

    fn board() -> Model {
        let mut model = Model::new(Account::default(), None, 0, SystemClock.now());
        model.look = Look { themes: ["night", "day"].map(str::to_owned).into(), theme: 0 };
        model
    }

    #[test]
    fn the_last_change_is_written_at_the_end_and_nothing_without_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::of(folder.path(), &Account::default());
        let (tell, _told) = unbounded_channel();
        let mut model = board();
        let mut memory = Memory::restored(file.clone(), &mut model, SystemClock.now());
        memory.note(&model, &tell);
        drop(memory);
        assert!(!file.path().exists());

        let mut memory = Memory::restored(file.clone(), &mut model, SystemClock.now());
        for theme in ["day", "night", "day"] {
            model.look.choose(theme);
            memory.note(&model, &tell);
        }
        drop(memory);
        let stored = Saved { theme: Some("day".to_owned()), ..Saved::default() };
        assert_eq!(file.read().saved, stored);
    }

    #[test]
    fn a_board_comes_back_and_trouble_is_told_on_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::of(folder.path(), &Account::default());
        let stored = Saved { theme: Some("day".to_owned()), ..Saved::default() };
        file.write(&stored).unwrap();
        let names = |model: &Model| model.look.name().to_owned();
        let mut model = board();
        assert_eq!(names(&model), "night");
        drop(Memory::restored(file.clone(), &mut model, SystemClock.now()));
        assert_eq!((names(&model), model.toast.is_none()), ("day".to_owned(), true));
        assert_eq!(file.read().saved, stored, "nothing was changed");

        fs::write(file.path(), "{").unwrap();
        let mut model = board();
        drop(Memory::restored(file, &mut model, SystemClock.now()));
        assert!(model.toast.is_some_and(|toast| toast.text.contains("corrupt")));
    }

    #[test]
    fn a_disk_that_takes_nothing_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("state"), "a file").unwrap();
        let file = StateFile::of(folder.path(), &Account::default());
        let (sender, changes) = channel();
        let mut told = 0;
        let mut tries = 0;
        sender.send(Saved::default()).unwrap();
        let mut sender = Some(sender);
        write_changes(
            &changes,
            Duration::ZERO,
            |saved| {
                tries += 1;
                // Another change while the first is written, then the end.
                if let Some(sender) = sender.take() {
                    sender.send(Saved::default()).unwrap();
                }
                file.write(saved)
            },
            |_| told += 1,
        );
        assert_eq!((tries, told), (2, 1));
    }
}
