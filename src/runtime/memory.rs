//! Keeping the state file up to date while the dashboard runs, and learning from it what a person chose about alerts in
//! another dashboard. Uses `app`, `history`, `companion` and `state_file`.
//!
//! A thread of its own does the writing, a moment after the last change, so that neither a held key nor a slow disk is
//! felt. It is started by the first change or reading.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::companion::Companion;
use super::state_file::{Found, Stamp, StateFile};
use crate::app::{Model, Msg, Saved, Since, ToastKind, update};
use crate::domain::Now;
use crate::history::{AlertChoices, KeptAlerts};

/// How long nothing must change before it is written.
const QUIET: Duration = Duration::from_secs(1);

/// As many readings put the writing off.
const MOST_LOOKS: u32 = 3;

/// What is remembered of a board, and where.
#[derive(Debug)]
pub struct Memory {
    /// `None` once the thread has it.
    keeper: Option<Keeper>,
    seen: Saved,
    /// The last reading at which the file was looked at.
    looked: Option<u64>,
    writer: Option<Writer>,
}

#[derive(Debug)]
struct Writer {
    /// `None` only while it ends.
    notes: Option<Sender<Note>>,
    thread: Companion,
}

/// What the thread is told.
#[derive(Debug)]
enum Note {
    /// The board has changed.
    Changed(Box<Saved>),
    /// Another dashboard may have written.
    Look,
    /// Tells that all notes before were worked in.
    #[cfg(test)]
    Reached(Sender<()>),
}

impl Memory {
    /// Brings back what the file remembers of a board that has not been shown yet; what is wrong with the file is told on
    /// the board.
    pub fn restored(file: StateFile, model: &mut Model, now: Now) -> Self {
        let stamp = file.stamp();
        let Found { saved, trouble } = file.read();
        model.restore(&saved);
        if let Some(trouble) = trouble {
            update(model, Msg::Toast(ToastKind::Failed, trouble), now);
        }
        let start = model.saved();
        let keeper =
            Keeper { file, stamp, disk: saved.clone(), before: saved, base: start.clone(), start: start.clone() };
        Self { keeper: Some(keeper), seen: start, looked: None, writer: None }
    }

    /// Looks whether something worth remembering changed, and with each reading whether another dashboard wrote. The first
    /// failure to write is told through `tell`, and what was chosen elsewhere.
    pub fn note(&mut self, model: &Model, tell: &UnboundedSender<Msg>) {
        let reading = model.newest_feed().reading.map(|reading| reading.number);
        if reading != self.looked {
            self.looked = reading;
            self.send(Note::Look, tell);
        }
        let now = model.saved();
        if now != self.seen {
            self.seen = now.clone();
            self.send(Note::Changed(Box::new(now)), tell);
        }
    }

    fn send(&mut self, note: Note, tell: &UnboundedSender<Msg>) {
        if let Some(keeper) = self.keeper.take() {
            self.writer = Writer::start(keeper, tell.clone());
        }
        if let Some(notes) = self.writer.as_ref().and_then(|writer| writer.notes.as_ref()) {
            // The thread ends only after its sender.
            let _ = notes.send(note);
        }
    }

    /// Has the last change written, and waits for that.
    pub async fn finish(&mut self) {
        if let Some(writer) = &mut self.writer {
            writer.notes = None;
            writer.thread.ended().await;
        }
    }
}

impl Drop for Memory {
    /// Has the last change written.
    fn drop(&mut self) {
        if let Some(Writer { notes, mut thread }) = self.writer.take() {
            drop(notes);
            thread.wait();
        }
    }
}

impl Writer {
    fn start(mut keeper: Keeper, tell: UnboundedSender<Msg>) -> Option<Self> {
        let (sender, notes) = channel();
        let thread = Companion::start("memory", move || keeper.follow(&notes, QUIET, &tell)).ok()?;
        Some(Self { notes: Some(sender), thread })
    }
}

/// The file, and what it takes to tell this run's changes from those of others.
#[derive(Debug)]
struct Keeper {
    file: StateFile,
    /// The board as it started, and what the file held then.
    start: Saved,
    before: Saved,
    /// The board when it was written last, and what the file held when it was looked at last.
    base: Saved,
    disk: Saved,
    stamp: Option<Stamp>,
}

impl Keeper {
    /// Writes the newest board whenever none came for a moment, and the last one at the end. Only the first failure is told.
    fn follow(&mut self, notes: &Receiver<Note>, quiet: Duration, tell: &UnboundedSender<Msg>) {
        let mut has_told = false;
        while let Ok(note) = notes.recv() {
            let mut newest = match note {
                Note::Changed(newest) => newest,
                Note::Look => {
                    self.look(tell);
                    continue;
                }
                #[cfg(test)]
                Note::Reached(done) => {
                    let _ = done.send(());
                    continue;
                }
            };
            let mut looks = 0;
            #[cfg(test)]
            let mut reached = None;
            let ends = loop {
                match notes.recv_timeout(quiet) {
                    Ok(Note::Changed(newer)) => newest = newer,
                    // Readings may come more often than that: they must not put the writing off for ever.
                    Ok(Note::Look) if looks < MOST_LOOKS => looks += 1,
                    Ok(Note::Look) | Err(RecvTimeoutError::Timeout) => break false,
                    Err(RecvTimeoutError::Disconnected) => break true,
                    #[cfg(test)]
                    Ok(Note::Reached(done)) => {
                        reached = Some(done);
                        break false;
                    }
                }
            };
            if let Err(error) = self.write(*newest, tell)
                && !std::mem::replace(&mut has_told, true)
            {
                let text = format!("cannot remember how the board is shown: {error}");
                let _ = tell.send(Msg::Toast(ToastKind::Failed, text));
            }
            #[cfg(test)]
            if let Some(done) = reached {
                let _ = done.send(());
            }
            if ends {
                return;
            }
        }
    }

    /// Writes what this run changed over what the file holds by now.
    fn write(&mut self, mut now: Saved, tell: &UnboundedSender<Msg>) -> std::io::Result<()> {
        let file = self.file.clone();
        let mut written = None;
        let outcome = file.change(|found| {
            self.take(found, Some(&mut now), tell);
            let Self { start, before, base, disk, .. } = &*self;
            let merged = now.clone().merged(Since { start, before, base, disk });
            written.insert(merged).clone()
        });
        outcome?;
        self.disk = written.unwrap_or_default();
        self.base = now;
        self.stamp = self.file.stamp();
        Ok(())
    }

    /// Looks at the file, where it is another one than before.
    fn look(&mut self, tell: &UnboundedSender<Msg>) {
        let stamp = self.file.stamp();
        if stamp != self.stamp {
            self.stamp = stamp;
            let found = self.file.look();
            self.take(found, None, tell);
        }
    }

    /// Takes over what another dashboard wrote, also into a board that does not know it yet. Without a file to be read, what
    /// was known of it counts.
    fn take(&mut self, found: Option<Saved>, board: Option<&mut Saved>, tell: &UnboundedSender<Msg>) {
        let Some(found) = found else { return };
        let none: Arc<KeptAlerts> = Arc::default();
        let [old, new] = [&self.disk, &found].map(|saved| saved.alerts.as_ref().unwrap_or(&none));
        let theirs = AlertChoices::between(old, new);
        if !theirs.is_empty() {
            // The board will have them too, and not as changes of its own.
            if let (Some(base), Some(alerts)) = (&mut self.base.alerts, board.and_then(|board| board.alerts.as_mut())) {
                // What was chosen here is not written yet, so that it is the newer choice.
                let ours = AlertChoices::between(base, alerts);
                *alerts = Arc::new(alerts.with(&theirs).with(&ours));
            }
            self.base.alerts = self.base.alerts.as_ref().map(|alerts| Arc::new(alerts.with(&theirs)));
            let _ = tell.send(Msg::Chosen(theirs));
        }
        self.disk = found;
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tokio::sync::mpsc::unbounded_channel;

    use super::*;
    use crate::app::{Account, Look};
    use crate::domain::{Clock as _, TaskKey};
    use crate::history::{Alert, AlertId, AlertPhase, AlertSettings, Alerts, RuleName, Severity};
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
        let (tell, mut told) = unbounded_channel();
        let mut model = board();
        let mut memory = Memory::restored(file, &mut model, SystemClock.now());
        for theme in ["day", "night"] {
            model.look.choose(theme);
            let note = Note::Changed(Box::new(model.saved()));
            memory.send(note, &tell);
            let (done, wait) = channel();
            memory.send(Note::Reached(done), &tell);
            wait.recv().unwrap();
        }
        drop((memory, tell));
        assert!(matches!(told.blocking_recv(), Some(Msg::Toast(ToastKind::Failed, text)) if text.contains("remember")));
        assert!(told.blocking_recv().is_none());
    }

    /// A board on a folder, with three alerts that fire.
    struct Run {
        model: Model,
        memory: Memory,
        tell: UnboundedSender<Msg>,
        told: tokio::sync::mpsc::UnboundedReceiver<Msg>,
    }

    impl Run {
        fn start(file: &StateFile) -> Self {
            let (tell, told) = unbounded_channel();
            let mut model = board();
            let alerts = [id("a"), id("b"), failure()].map(|id| Alert {
                task_name: "task".to_owned(),
                id,
                severity: Severity::Critical,
                since_unix_ms: 1,
                phase: AlertPhase::Firing,
                what: "no call for 9m".to_owned(),
                snoozed_until_unix_ms: None,
                is_acknowledged: false,
            });
            *model.history.alerts_mut() = Alerts::with(AlertSettings::default(), alerts.to_vec());
            let memory = Memory::restored(file.clone(), &mut model, SystemClock.now());
            Self { model, memory, tell, told }
        }

        /// Has the changes so far written, and takes in what was chosen elsewhere.
        fn settle(&mut self) {
            self.memory.note(&self.model, &self.tell);
            self.memory.send(Note::Look, &self.tell);
            // What the thread has begun it ends before it takes in another one.
            let (done, wait) = channel();
            self.memory.send(Note::Reached(done), &self.tell);
            wait.recv().unwrap();
            while let Ok(message) = self.told.try_recv() {
                update(&mut self.model, message, SystemClock.now());
            }
        }
    }

    fn failure() -> AlertId {
        AlertId { task: Some(TaskKey::from_text("f")), rule: RuleName::Failed }
    }

    fn id(task: &str) -> AlertId {
        AlertId { task: Some(TaskKey::from_text(task)), rule: RuleName::Stall }
    }

    #[test]
    fn two_boards_on_one_file_lose_nothing_of_each_other_and_see_each_others_choices() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::of(folder.path(), &Account::default());
        let (mut first, mut second) = (Run::start(&file), Run::start(&file));
        let until = SystemClock.now().unix_ms + 3_600_000;
        first.model.history.alerts_mut().snooze(&[id("a")], until);
        first.model.look.choose("day");
        first.settle();
        // Not yet looked at the file, the second one changes something as well.
        second.model.history.alerts_mut().toggle_mute(None, RuleName::Spill);
        second.model.mouse = true;
        second.settle();
        first.settle();
        for run in [&first, &second] {
            let alerts = run.model.history.alerts();
            assert_eq!(alerts.get(&id("a")).unwrap().snoozed_until_unix_ms, Some(until));
            assert!(alerts.is_muted(&AlertId { task: None, rule: RuleName::Spill }));
        }
        // Taken back elsewhere, and seen.
        second.model.history.alerts_mut().wake(&[id("a")]);
        second.model.history.alerts_mut().acknowledge_all();
        second.settle();
        first.settle();
        let alerts = first.model.history.alerts();
        assert_eq!(alerts.get(&id("a")).unwrap().snoozed_until_unix_ms, None);
        assert!(alerts.get(&id("b")).unwrap().is_acknowledged);
        assert!(alerts.get(&failure()).is_none(), "a failure that was seen is over in both");
        drop((second, first));
        let saved = file.read().saved;
        assert_eq!((saved.theme.as_deref(), saved.mouse), (Some("day"), Some(true)));
        let mut next = Alerts::new(AlertSettings::default());
        next.restore(&saved.alerts.unwrap(), SystemClock.now().unix_ms);
        assert!(next.is_muted(&AlertId { task: None, rule: RuleName::Spill }));
        assert!(next.get(&id("a")).unwrap().is_acknowledged && next.get(&id("b")).unwrap().is_acknowledged);
    }
}
