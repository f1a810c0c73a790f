//! What the loop waits for: events of the terminal, published data, deadlines. Uses `app`, `domain` and `events`.

use std::future::{pending, poll_fn};
use std::io;
use std::sync::Arc;
use std::task::Poll;

use crossterm::event::{Event, EventStream};
use futures_util::StreamExt as _;
use tokio::sync::watch;

use super::events;
use super::signals::Notice;
use crate::app::Msg;
use crate::domain::{Fault, FaultKind, Feed, Health};

/// What woke the loop.
pub(super) enum Wake {
    /// A signal, or the end of the terminal.
    Signal(Notice),
    /// A key, a paste, the mouse or another size.
    Terminal(Msg),
    /// The terminal's input ended.
    TerminalGone,
    /// A thread in the background panicked.
    Panicked,
    /// The poller published.
    Feed(Arc<Feed>),
    /// Something was told from beside the loop.
    Told(Msg),
    /// Something on screen reads differently now.
    Deadline,
    /// Something that means nothing to the dashboard.
    Nothing,
}

impl Wake {
    /// What kind of thing happened, for a panic's report.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Signal(_) => "signal",
            Self::Terminal(Msg::Chord(_)) => "key",
            Self::Terminal(Msg::Paste(_)) => "paste",
            Self::Terminal(Msg::Resized) => "resize",
            Self::Terminal(_) => "mouse",
            Self::TerminalGone => "terminal gone",
            Self::Panicked => "background panic",
            Self::Feed(_) => "data",
            Self::Told(_) => "outcome",
            Self::Deadline => "tick",
            Self::Nothing => "nothing",
        }
    }
}

/// The next event; none ever while there is no stream.
pub(super) async fn next_event(input: &mut Option<EventStream>) -> Option<io::Result<Event>> {
    match input {
        Some(input) => input.next().await,
        None => pending().await,
    }
}

/// The next event if there is one already. Asked with this task's own waker: the stream keeps the waker of its first
/// unanswered question, and one that wakes nobody would put the keyboard to sleep.
pub(super) async fn event_at_hand(input: &mut Option<EventStream>) -> Poll<Option<io::Result<Event>>> {
    let Some(input) = input else {
        return Poll::Pending;
    };
    poll_fn(|context| Poll::Ready(input.poll_next_unpin(context))).await
}

/// What an event, or the lack of one, means.
pub(super) fn from_terminal(event: Option<io::Result<Event>>) -> Wake {
    match event {
        Some(Ok(event)) => events::message(event).map_or(Wake::Nothing, Wake::Terminal),
        // The end of an earlier stream, meant to wake its own thread, may wake this one.
        Some(Err(error)) if error.kind() == io::ErrorKind::Interrupted => Wake::Nothing,
        Some(Err(_)) | None => Wake::TerminalGone,
    }
}

/// The next published value. A poller that is gone is told once, in the feed's own words, and never asked again.
pub(super) async fn next_feed(feed: &mut Option<watch::Receiver<Arc<Feed>>>) -> Wake {
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

/// Returns at a moment; never where there is none.
pub(super) async fn sleep_until(deadline: Option<std::time::Instant>) {
    match deadline {
        Some(instant) => tokio::time::sleep_until(instant.into()).await,
        None => pending().await,
    }
}
