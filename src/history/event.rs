//! What is worth a line in a task's history. Uses `domain`.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

use crate::domain::count::thousands;
use crate::domain::{TaskKey, TaskStatus};

/// So many events are kept of one task: the screen shows the last few.
pub const MOST_OF_ONE: usize = 30;

/// So many are kept of all tasks together.
pub const MOST_EVENTS: usize = 2000;

/// Orders that come within so many milliseconds after the first of them are one event.
const ONE_BATCH_MS: i64 = 3_600_000;

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
    /// Counters fell more than once within minutes, as where two servers tell different counts.
    Unsteady,
    /// The task has another date of creation: it was made anew under its id.
    MadeAnew,
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
            // That the task is there is how it came to be known.
            EventKind::Status { from: None, to: Some(TaskStatus::Failed) } => {
                "failed before its status was read".to_owned()
            }
            EventKind::Status { from, to } => format!("{} -> {}", status(from), status(to)),
            EventKind::Settings(diff) => diff.clone(),
            EventKind::SettingsUnseen => "settings changed while nobody was looking".to_owned(),
            EventKind::Orders(count) if *count < 0 => format!("{} orders", thousands(*count)),
            EventKind::Orders(count) => format!("+{} orders", thousands(*count)),
            EventKind::CountersFell => "counters fell; counting anew".to_owned(),
            EventKind::Unsteady => "counters go up and down; no pace until they are steady".to_owned(),
            EventKind::MadeAnew => "made anew under its id; counting anew".to_owned(),
            EventKind::Impossible => "counters contradict each other".to_owned(),
            EventKind::Missing => "counters are missing or unreadable".to_owned(),
            EventKind::ClockBack(seconds) => format!("this machine's clock was set back by {seconds} s"),
        }
    }
}

impl EventKind {
    /// Whether it is told of a task once and not again.
    fn is_told_once(&self) -> bool {
        matches!(self, Self::Impossible | Self::Missing)
    }
}

/// The newest events, the newest first.
#[derive(Debug, Clone, Default)]
pub struct Events {
    of_task: HashMap<Option<TaskKey>, VecDeque<Event>>,
    /// Whose the events are, as they were noted, the newest first: one entry for each event.
    order: VecDeque<Option<TaskKey>>,
}

impl Events {
    /// Notes an event; the oldest one of the task or of all leaves where there are too many. Orders that go on coming, or
    /// being deleted, count together.
    pub fn note(&mut self, event: Event) {
        let of_task = self.of_task.entry(event.task.clone()).or_default();
        if event.kind.is_told_once() && of_task.iter().any(|told| told.kind == event.kind) {
            return;
        }
        if let EventKind::Orders(more) = event.kind {
            let is_recent = |told: &Event| (0..ONE_BATCH_MS).contains(&(event.unix_ms - told.unix_ms));
            let told = of_task.iter_mut().take_while(|told| is_recent(told)).find_map(|told| match &mut told.kind {
                EventKind::Orders(count) if (*count < 0) == (more < 0) => Some(count),
                _ => None,
            });
            if let Some(count) = told {
                *count = count.saturating_add(more);
                return;
            }
        }
        if of_task.len() >= MOST_OF_ONE {
            of_task.pop_back();
            if let Some(oldest) = self.order.iter().rposition(|task| *task == event.task) {
                self.order.remove(oldest);
            }
        }
        self.order.push_front(event.task.clone());
        of_task.push_front(event);
        if self.order.len() > MOST_EVENTS {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        if let Some(task) = self.order.pop_back()
            && let Entry::Occupied(mut of_task) = self.of_task.entry(task)
        {
            of_task.get_mut().pop_back();
            if of_task.get().is_empty() {
                of_task.remove();
            }
        }
    }

    /// All events, the newest first.
    pub fn iter(&self) -> impl Iterator<Item = &Event> {
        let mut of_task: HashMap<_, _> = self.of_task.iter().map(|(task, events)| (task, events.iter())).collect();
        self.order.iter().filter_map(move |task| of_task.get_mut(task)?.next())
    }

    /// The events of a task, the newest first.
    pub fn of(&self, task: &TaskKey) -> impl Iterator<Item = &Event> {
        self.of_task.get(&Some(task.clone())).into_iter().flatten()
    }
}
