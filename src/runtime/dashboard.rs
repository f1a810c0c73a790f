//! The loop of the dashboard: waits for the first thing that happens, lets `app` decide, draws at most once. Uses `app`,
//! `poll`, `view` and the other files of this room.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use crossterm::event::EventStream;
use futures_util::future::OptionFuture;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tokio::sync::{mpsc, watch};

use super::abilities::Abilities;
use super::alert_record::records;
use super::announce::{Announcer, Announcing};
use super::appearance::Appearance;
use super::clipboard::Ways;
use super::clock::local_offset_seconds;
use super::effects::{Effects, Folders};
use super::late_answer::LateAnswer;
use super::made_past::{self, MakePast};
use super::memory::Memory;
use super::panic::{self, BackgroundReports, Stage};
use super::panic_report::note;
use super::recorder::{Recorder, Recording};
use super::signals::{self, Notice, Signal};
use super::suspend;
use super::terminal::{self, Screen};
use super::title::title;
use super::wake::{Wake, event_at_hand, from_terminal, next_event, next_feed, sleep_until};
use crate::app::{Effect, Model, Msg, ToastKind, next_deadline, update};
use crate::domain::{Clock, Feed};
use crate::poll::Poller;
use crate::view::draw;

/// Events taken in before a frame is drawn: a held arrow key or a paste is one frame, not fifty.
const LARGEST_BURST: usize = 32;

/// A window that is dragged to another size reports dozens of sizes. Drawing waits for so long a silence between two of
/// them, and never longer than so many silences.
const RESIZE_SILENCE: Duration = Duration::from_millis(15);
const MOST_RESIZES_AT_ONCE: usize = 16;

/// How long the end of the program waits for disks and programs, all together.
const PATIENCE_AT_END: Duration = Duration::from_secs(2);

/// All that the loop needs.
pub struct Dashboard<'a> {
    /// The dashboard as it starts.
    pub model: Model,
    /// How it looks.
    pub appearance: Appearance,
    /// What the terminal may still answer to a question from before the start.
    pub late_answer: LateAnswer,
    /// The background reader; `None` without credentials.
    pub poller: Option<Poller>,
    /// The clocks.
    pub clock: &'a dyn Clock,
    /// What the terminal can do.
    pub abilities: Abilities,
    /// Panics on background threads end the loop.
    pub reports: BackgroundReports,
    /// What is remembered of the board; `None` where there is no place for it.
    pub memory: Option<Memory>,
    /// Where the history is kept; `None` where it is kept in memory only.
    pub recording: Option<Recording>,
    /// What comes of a past that no store has; `None` where there is none. Made on a thread of its own after the first frame.
    pub past: Option<MakePast>,
    /// The ways to a clipboard.
    pub ways: Ways,
    /// Where the program may leave files.
    pub folders: Folders,
    /// How alerts are told outside of the screen.
    pub announcing: Announcing,
}

/// How the loop ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The user quit. With a frame, the last board shall stay in the scrollback.
    Quit(Option<Buffer>),
    /// A signal asked for it.
    Signal(Signal),
    /// The terminal is gone.
    TerminalGone,
    /// A thread in the background panicked.
    Panicked,
}

/// The dashboard while it is on the terminal.
struct Live<'a> {
    dashboard: Dashboard<'a>,
    screen: Screen,
    /// `None` only while the program is stopped. Created after the screen was taken, polled by this task only.
    input: Option<EventStream>,
    signals: mpsc::UnboundedReceiver<Notice>,
    feed: Option<watch::Receiver<Arc<Feed>>>,
    /// Does what would keep the screen waiting.
    effects: Effects,
    /// Reads and writes the history; started after the first frame.
    recorder: Option<Recorder>,
    announcer: Announcer,
    /// What became of it, and what else is told from beside the loop.
    told: mpsc::UnboundedReceiver<Msg>,
    tell: mpsc::UnboundedSender<Msg>,
    /// Set while a stop is asked for.
    wants_stop: bool,
    /// Stop and continue signals still to come for stops that were worked in already.
    known_stops: u32,
    known_continues: u32,
}

impl<'a> Dashboard<'a> {
    /// Runs until the user quits, a signal comes, a background thread panics or the terminal is gone. The terminal is
    /// given back before it returns.
    ///
    /// # Errors
    /// When the terminal cannot be taken over or drawn on.
    pub async fn run(self) -> io::Result<Ending> {
        let (signals, screen) = (signals::listen()?, Screen::take(self.abilities)?);
        let feed = self.poller.as_ref().map(Poller::feed);
        let (tell, told) = mpsc::unbounded_channel();
        let effects = Effects::new(self.ways.clone(), self.folders.clone(), tell.clone());
        let announcer = Announcer::new(self.announcing.clone(), self.ways.clone(), tell.clone());
        let mut live = Live {
            dashboard: self,
            screen,
            input: None,
            signals,
            feed,
            effects,
            recorder: None,
            announcer,
            told,
            tell,
            wants_stop: false,
            known_stops: 0,
            known_continues: 0,
        };
        let ending = match live.go().await {
            // What fails first on a terminal that was closed, and how, differs from system to system.
            Err(_) if terminal::is_gone() => Ok(Ending::TerminalGone),
            ending => ending,
        };
        let Live { mut dashboard, screen, mut effects, announcer, mut recorder, mut signals, .. } = live;
        drop(screen);
        if let Some(poller) = dashboard.poller {
            poller.stop();
        }
        let recorder_ends = OptionFuture::from(recorder.as_mut().map(Recorder::finish));
        let memory_ends = OptionFuture::from(dashboard.memory.as_mut().map(Memory::finish));
        // All at once and for one and the same time: a disk that does not answer must not be waited for again and again.
        let all = async { tokio::join!(effects.finish(), announcer.finish(), recorder_ends, memory_ends) };
        tokio::select! {
            _ = tokio::time::timeout(PATIENCE_AT_END, all) => {}
            () = signals::asked_to_end(&mut signals) => {}
        }
        ending
    }
}

impl Live<'_> {
    async fn go(&mut self) -> io::Result<Ending> {
        if self.dashboard.model.mouse {
            self.screen.capture_mouse(true)?;
        }
        self.paint()?;
        let recording = self.dashboard.recording.take();
        self.recorder = recording.and_then(|recording| Recorder::start(recording, self.tell.clone()));
        if let Some(make) = self.dashboard.past.take() {
            made_past::start(make, self.tell.clone());
        }
        self.input = Some(EventStream::new());
        panic::rehearse(Stage::Background);
        loop {
            let mut burst = vec![self.next_wake().await];
            while burst.len() < LARGEST_BURST {
                match event_at_hand(&mut self.input).await {
                    Poll::Ready(event) => burst.push(from_terminal(event)),
                    Poll::Pending => break,
                }
            }
            if burst.iter().all(|wake| matches!(wake, Wake::Nothing)) {
                continue;
            }
            self.wait_for_the_last_size(&mut burst).await;
            let flow = self.take_in(burst)?;
            if let Some(memory) = &mut self.dashboard.memory {
                memory.note(&self.dashboard.model, &self.tell);
            }
            if let ControlFlow::Break(ending) = flow {
                return Ok(ending);
            }
            self.paint()?;
        }
    }

    async fn next_wake(&mut self) -> Wake {
        let Dashboard { model, clock, reports, .. } = &self.dashboard;
        let deadline = next_deadline(model, clock.now());
        tokio::select! {
            biased;
            Some(notice) = self.signals.recv() => Wake::Signal(notice),
            () = reports.arrived() => Wake::Panicked,
            event = next_event(&mut self.input) => from_terminal(event),
            Some(message) = self.told.recv() => Wake::Told(message),
            wake = next_feed(&mut self.feed) => wake,
            () = sleep_until(deadline) => Wake::Deadline,
        }
    }

    /// Takes in what comes while the terminal still changes its size.
    async fn wait_for_the_last_size(&mut self, burst: &mut Vec<Wake>) {
        let mut taken = 0;
        while taken < MOST_RESIZES_AT_ONCE && matches!(burst.last(), Some(Wake::Terminal(Msg::Resized))) {
            match tokio::time::timeout(RESIZE_SILENCE, next_event(&mut self.input)).await {
                Ok(event) => burst.push(from_terminal(event)),
                Err(_) => break,
            }
            taken += 1;
        }
    }

    fn take_in(&mut self, burst: Vec<Wake>) -> io::Result<ControlFlow<Ending>> {
        let mut must_repaint = false;
        for wake in burst {
            note(wake.kind());
            let message = match wake {
                Wake::Signal(Notice::End(signal)) => return Ok(ControlFlow::Break(Ending::Signal(signal))),
                Wake::TerminalGone | Wake::Signal(Notice::TerminalGone) => {
                    return Ok(ControlFlow::Break(Ending::TerminalGone));
                }
                Wake::Panicked => return Ok(ControlFlow::Break(Ending::Panicked)),
                Wake::Nothing => continue,
                Wake::Signal(Notice::Stop) if self.known_stops > 0 => {
                    self.known_stops -= 1;
                    continue;
                }
                Wake::Signal(Notice::Stop) => match self.stop(false)? {
                    ControlFlow::Break(ending) => return Ok(ControlFlow::Break(ending)),
                    ControlFlow::Continue(message) => message,
                },
                Wake::Signal(Notice::Continued) => match self.retake()? {
                    Some(message) => message,
                    None => continue,
                },
                Wake::Terminal(message) if self.dashboard.late_answer.swallows(&message) => continue,
                Wake::Terminal(message) | Wake::Told(message) => message,
                Wake::Feed(feed) => Msg::Feed(feed),
                Wake::Deadline => {
                    // A board that stays open for months sees summer time come and go.
                    self.dashboard.model.local_offset_seconds = local_offset_seconds();
                    Msg::Tick
                }
            };
            must_repaint |= self.work_in(message)?;
            if std::mem::take(&mut self.wants_stop) {
                match self.stop(true)? {
                    ControlFlow::Break(ending) => return Ok(ControlFlow::Break(ending)),
                    ControlFlow::Continue(message) => must_repaint |= self.work_in(message)?,
                }
            }
            if self.dashboard.model.should_quit {
                return Ok(ControlFlow::Break(Ending::Quit(self.kept_frame()?)));
            }
        }
        if must_repaint {
            self.screen.repaint()?;
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Lets `app` decide, does what it asks for, and returns whether every cell must be painted anew.
    fn work_in(&mut self, message: Msg) -> io::Result<bool> {
        let mut must_repaint = false;
        let now = self.dashboard.clock.now();
        for effect in update(&mut self.dashboard.model, message, now) {
            match effect {
                Effect::RefreshNow => {
                    if let Some(poller) = &self.dashboard.poller {
                        poller.refresh();
                    }
                }
                Effect::Repaint => must_repaint = true,
                Effect::Keep(record) => {
                    if let Some(recorder) = &mut self.recorder {
                        recorder.keep(record);
                    }
                }
                Effect::Announce(transitions) => {
                    let records = records(&transitions, &self.dashboard.model);
                    self.announcer.announce(&records, |bytes| self.screen.send(bytes))?;
                }
                Effect::TakeOver => self.announcer.take_over(now.unix_ms, |bytes| self.screen.send(bytes))?,
                Effect::Suspend => self.wants_stop = true,
                Effect::CaptureMouse(reports) => self.screen.capture_mouse(reports)?,
                Effect::Copy { what, text } => self.effects.copy(what, text, |bytes| self.screen.send(bytes))?,
                Effect::WriteFile { file, what, export } => self.effects.write_file(file, what, export),
            }
        }
        Ok(must_repaint)
    }

    /// Gives the terminal to the shell and stops; goes on when the shell says so. With `with_group` the companions in the
    /// process group (a script around the program) are stopped as well, as ctrl-z does where the terminal itself sees it.
    fn stop(&mut self, with_group: bool) -> io::Result<ControlFlow<Ending, Msg>> {
        if !suspend::has_job_control() {
            let words = "No shell here that could continue the program after a stop".to_owned();
            return Ok(ControlFlow::Continue(Msg::Toast(ToastKind::Failed, words)));
        }
        // The event stream reads keys on a thread of its own. The new one waits for the old one's end.
        self.input = None;
        // Before anybody stops: the shell takes the terminal as soon as it sees the first of us stopped.
        self.screen.leave();
        self.announcer.rest();
        if with_group {
            suspend::stop_group()?;
            self.known_stops += 1;
        }
        suspend::stop()?;
        self.known_continues += 1;
        // A second ctrl-z typed before the stop counts for nothing; a signal that ends the program does.
        while let Ok(notice) = self.signals.try_recv() {
            match notice {
                Notice::End(signal) => return Ok(ControlFlow::Break(Ending::Signal(signal))),
                Notice::TerminalGone => return Ok(ControlFlow::Break(Ending::TerminalGone)),
                Notice::Continued => self.known_continues = self.known_continues.saturating_sub(1),
                Notice::Stop => self.known_stops = self.known_stops.saturating_sub(1),
            }
        }
        self.announcer.resume();
        self.screen.retake()?;
        self.input = Some(EventStream::new());
        Ok(ControlFlow::Continue(Msg::Resumed))
    }

    /// Takes the terminal again after a stop that was none of ours (SIGSTOP): the shell has used it.
    fn retake(&mut self) -> io::Result<Option<Msg>> {
        if self.known_continues > 0 {
            self.known_continues -= 1;
            return Ok(None);
        }
        self.screen.leave();
        self.screen.retake()?;
        Ok(Some(Msg::Resumed))
    }

    fn paint(&mut self) -> io::Result<()> {
        let Dashboard { model, appearance, clock, .. } = &mut self.dashboard;
        let theme = appearance.theme(model.look.name());
        let title_now = title(model, theme);
        let learned = self.screen.draw(&title_now, |frame| {
            panic::rehearse(Stage::Draw);
            draw(model, theme, frame)
        })?;
        if let Some(drawn) = learned.filter(|drawn| *drawn != model.drawn) {
            update(model, Msg::Drawn(drawn), clock.now());
            // The first frame after a resize was laid out for the old height; the rows may have to move.
            let theme = appearance.theme(model.look.name());
            self.screen.draw(&title_now, |frame| draw(model, theme, frame))?;
        }
        Ok(())
    }

    /// The last frame, where it shall stay in the scrollback.
    fn kept_frame(&mut self) -> io::Result<Option<Buffer>> {
        let Dashboard { model, appearance, .. } = &mut self.dashboard;
        let theme = appearance.theme(model.look.name());
        if !model.keeps_screen {
            return Ok(None);
        }
        // Neither keys nor a passing message mean anything in the scrollback.
        model.toast = None;
        let paint = |frame: &mut ratatui::Frame<'_>| {
            draw(model, theme, frame);
            let screen = frame.area();
            let last = Rect { y: screen.bottom().saturating_sub(1), height: screen.height.min(1), ..screen };
            frame.render_widget(ratatui::widgets::Clear, last);
        };
        self.screen.last_frame(paint).map(Some)
    }
}
