//! What is worth a line in a task's history. Uses `domain`.

use std::collections::VecDeque;

use crate::domain::count::thousands;
use crate::domain::{TaskKey, TaskStatus};

/// More are not kept: the screen shows the last few.
pub const MOST_EVENTS: usize = 200;

/// Something that happened to a task, or to the reading as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When it was seen, in milliseconds since 1970.
    pub unix_ms: i64,
    /// To which task; `None` for the reading as a whole.
    pub task: Option<TaskKey>,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// The status changed.
    Status {
        /// What it was.
        from: Option<TaskStatus>,
        /// What it is.
        to: Option<TaskStatus>,
    },
    /// Settings changed; the text says which.
    Settings(String),
    /// Settings changed while nobody was looking.
    SettingsUnseen,
    /// Orders were added (above zero) or deleted (below).
    Orders(i64),
    /// Counters fell: a reset, a task made anew under its id, or a correction by the platform.
    CountersFell,
    /// Counters contradict each other.
    Impossible,
    /// Counters did not come or could not be read.
    Missing,
    /// The machine's clock was set back by so many seconds.
    ClockBack(i64),
}

impl Event {
    /// What happened, in words.
    pub fn text(&self) -> String {
        let status = |status: &Option<TaskStatus>| status.map_or_else(|| "no status".to_owned(), |it| it.to_string());
        match &self.kind {
            EventKind::Status { from, to } => format!("{} -> {}", status(from), status(to)),
            EventKind::Settings(diff) => diff.clone(),
            EventKind::SettingsUnseen => "settings changed while nobody was looking".to_owned(),
            EventKind::Orders(count) if *count < 0 => format!("{} orders", thousands(*count)),
            EventKind::Orders(count) => format!("+{} orders", thousands(*count)),
            EventKind::CountersFell => "counters fell; counting anew".to_owned(),
            EventKind::Impossible => "counters contradict each other".to_owned(),
            EventKind::Missing => "counters are missing or unreadable".to_owned(),
            EventKind::ClockBack(seconds) => format!("this machine's clock was set back by {seconds} s"),
        }
    }
}

/// The newest events, the newest first.
#[derive(Debug, Clone, Default)]
pub struct Events {
    events: VecDeque<Event>,
}

impl Events {
    /// Notes an event; the oldest one leaves where there are too many.
    pub fn note(&mut self, event: Event) {
        self.events.push_front(event);
        self.events.truncate(MOST_EVENTS);
    }

    /// All events, the newest first.
    pub fn iter(&self) -> impl Iterator<Item = &Event> {
        self.events.iter()
    }
}
