//! The loop of the dashboard: waits for the first thing that happens, lets `app` decide, draws at most once. Uses `app`,
//! `poll`, `view` and the other files of this room.

use std::future::{pending, poll_fn};
use std::io;
use std::sync::Arc;
use std::task::Poll;

use crossterm::event::{Event, EventStream};
use futures_util::StreamExt as _;
use tokio::sync::{mpsc, watch};

use super::appearance::Appearance;
use super::clock::local_offset_seconds;
use super::events;
use super::late_answer::LateAnswer;
use super::signals::{self, Signal};
use super::terminal::Screen;
use crate::app::{Effect, Model, Msg, next_deadline, update};
use crate::domain::{Clock, Fault, FaultKind, Feed, Health};
use crate::poll::Poller;
use crate::view::draw;

/// Events taken in before a frame is drawn: a held arrow key or a paste is one frame, not fifty.
const LARGEST_BURST: usize = 32;

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
}

/// How the loop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The user quit.
    Quit,
    /// A signal asked for it.
    Signal(Signal),
    /// The terminal is gone: its input ended.
    TerminalGone,
}

enum Wake {
    Signal(Signal),
    Terminal(Msg),
    TerminalGone,
    Feed(Arc<Feed>),
    Deadline,
    Nothing,
}

impl Dashboard<'_> {
    /// Runs until the user quits, a signal comes or the terminal is gone. The terminal is given back before it returns.
    ///
    /// # Errors
    /// When the terminal cannot be taken over or drawn on.
    pub async fn run(mut self) -> io::Result<Ending> {
        let mut signals = signals::listen()?;
        let mut screen = Screen::take()?;
        if self.model.mouse {
            screen.capture_mouse(true)?;
        }
        let mut feed = self.poller.as_ref().map(Poller::feed);
        self.paint(&mut screen)?;
        // Created after the screen was taken, polled by this task only.
        let mut input = EventStream::new();
        let ending = loop {
            let mut burst = vec![self.next_wake(&mut signals, &mut input, &mut feed).await];
            while burst.len() < LARGEST_BURST {
                match event_at_hand(&mut input).await {
                    Poll::Ready(event) => burst.push(from_terminal(event)),
                    Poll::Pending => break,
                }
            }
            if burst.iter().all(|wake| matches!(wake, Wake::Nothing)) {
                continue;
            }
            if let Some(ending) = self.take_in(burst, &mut screen)? {
                break ending;
            }
            self.paint(&mut screen)?;
        };
        drop(screen);
        if let Some(poller) = self.poller.take() {
            poller.stop();
        }
        Ok(ending)
    }

    async fn next_wake(
        &self,
        signals: &mut mpsc::Receiver<Signal>,
        input: &mut EventStream,
        feed: &mut Option<watch::Receiver<Arc<Feed>>>,
    ) -> Wake {
        let deadline = next_deadline(&self.model, self.clock.now());
        tokio::select! {
            biased;
            Some(signal) = signals.recv() => Wake::Signal(signal),
            event = input.next() => from_terminal(event),
            wake = next_feed(feed) => wake,
            () = sleep_until(deadline) => Wake::Deadline,
        }
    }

    fn take_in(&mut self, burst: Vec<Wake>, screen: &mut Screen) -> io::Result<Option<Ending>> {
        for wake in burst {
            let message = match wake {
                Wake::Signal(signal) => return Ok(Some(Ending::Signal(signal))),
                Wake::TerminalGone => return Ok(Some(Ending::TerminalGone)),
                Wake::Nothing => continue,
                Wake::Terminal(message) if self.late_answer.swallows(&message) => continue,
                Wake::Terminal(message) => message,
                Wake::Feed(feed) => Msg::Feed(feed),
                Wake::Deadline => {
                    // A board that stays open for months sees summer time come and go.
                    self.model.local_offset_seconds = local_offset_seconds();
                    Msg::Tick
                }
            };
            for effect in update(&mut self.model, message, self.clock.now()) {
                match effect {
                    Effect::RefreshNow => {
                        if let Some(poller) = &self.poller {
                            poller.refresh();
                        }
                    }
                    Effect::Repaint => screen.repaint()?,
                    Effect::CaptureMouse(is_on) => screen.capture_mouse(is_on)?,
                    Effect::Suspend | Effect::Copy { .. } | Effect::WriteFile { .. } => {}
                }
            }
            if self.model.should_quit {
                return Ok(Some(Ending::Quit));
            }
        }
        Ok(None)
    }

    fn paint(&mut self, screen: &mut Screen) -> io::Result<()> {
        let Self { model, appearance, .. } = self;
        let theme = appearance.theme(model.look.name());
        let learned = screen.draw(|frame| draw(model, theme, frame))?;
        if let Some(drawn) = learned.filter(|drawn| *drawn != self.model.drawn) {
            update(&mut self.model, Msg::Drawn(drawn), self.clock.now());
            // The first frame after a resize was laid out for the old height; the rows may have to move.
            let Self { model, appearance, .. } = self;
            let theme = appearance.theme(model.look.name());
            screen.draw(|frame| draw(model, theme, frame))?;
        }
        Ok(())
    }
}

/// The next event if there is one already. Asked with this task's own waker: the stream keeps the waker of its first
/// unanswered question, and one that wakes nobody would put the keyboard to sleep.
async fn event_at_hand(input: &mut EventStream) -> Poll<Option<io::Result<Event>>> {
    poll_fn(|context| Poll::Ready(input.poll_next_unpin(context))).await
}

fn from_terminal(event: Option<io::Result<Event>>) -> Wake {
    match event {
        Some(Ok(event)) => events::message(event).map_or(Wake::Nothing, Wake::Terminal),
        Some(Err(_)) | None => Wake::TerminalGone,
    }
}

/// The next published value. A poller that is gone is told once, in the feed's own words, and never asked again.
async fn next_feed(feed: &mut Option<watch::Receiver<Arc<Feed>>>) -> Wake {
    let Some(receiver) = feed else {
        return pending().await;
    };
    match receiver.changed().await {
        Ok(()) => Wake::Feed(Arc::clone(&receiver.borrow_and_update())),
        Err(_) => {
            let mut last = Feed::clone(&receiver.borrow());
            *feed = None;
            if !matches!(last.health, Health::Dead { .. }) {
                let fault =
                    Fault::new(FaultKind::Internal, "The background reader ended", "Quit and start the program again");
                last.health = Health::Dead { fault };
            }
            Wake::Feed(Arc::new(last))
        }
    }
}

async fn sleep_until(deadline: Option<std::time::Instant>) {
    match deadline {
        Some(instant) => tokio::time::sleep_until(instant.into()).await,
        None => pending().await,
    }
}
