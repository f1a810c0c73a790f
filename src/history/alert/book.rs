//! The alerts of all tasks: what fires, what is snoozed or muted, and what is told. `watch` moves them, `hush` is what a
//! person does about them. Uses `name` and `settings`.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use super::crowd::Crowd;
use super::kept::KeptAlerts;
use super::name::{RuleName, Severity};
use super::settings::AlertSettings;
use crate::domain::TaskKey;

/// Alerts of one rule that are not over, at most; `crowd` tells which ones stay.
pub(super) const MOST_ALERTS: usize = 2000;
/// Alerts that are over and still told of.
const MOST_OVER: usize = 50;
/// Moments of firing that are kept for counting.
const MOST_FIRED: usize = 10_000;

/// Which alert: one rule about one task, or about the reading as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AlertId {
    /// The task; `None` for the reading as a whole.
    pub task: Option<TaskKey>,
    /// The rule.
    pub rule: RuleName,
}

/// Where an alert stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlertPhase {
    /// The condition holds, but not yet for long enough.
    Pending,
    /// It fires.
    Firing,
    /// The condition is gone, but not yet for long enough.
    Clearing,
    /// It is over.
    Over,
}

impl AlertPhase {
    /// The word in the alert log and in JSON: `pending`, `firing`, `clearing`, `over`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Firing => "firing",
            Self::Clearing => "clearing",
            Self::Over => "over",
        }
    }

    /// Whether somebody should look: it fires, or its condition is gone only just now.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Firing | Self::Clearing)
    }
}

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Which.
    pub id: AlertId,
    /// How grave.
    pub severity: Severity,
    /// The task's name as it was read last, cleaned; empty for the reading as a whole.
    pub task_name: String,
    /// Since when its condition holds, in milliseconds since 1970: since it began, such as the last call before a silence,
    /// where its rule can know that; else since it was found to hold.
    pub since_unix_ms: i64,
    /// Where it stands.
    pub phase: AlertPhase,
    /// What is wrong, with its figures.
    pub what: String,
    /// Until when nobody wants to hear of it.
    pub snoozed_until_unix_ms: Option<i64>,
    /// Whether somebody has seen it.
    pub is_acknowledged: bool,
}

/// A change of an alert, for the log and for notices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// When.
    pub unix_ms: i64,
    /// From which phase; `None` where it is new. The same phase as the alert's where it was snoozed, woken, acknowledged,
    /// muted or unmuted.
    pub from: Option<AlertPhase>,
    /// The alert as it is now.
    pub alert: Alert,
    /// Whether somebody should be told: it fires anew or its snooze ended (not within a cooldown, not snoozed, not muted).
    pub notifies: bool,
}

/// An alert that is not over, with since when it is in its phase.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub alert: Arc<Alert>,
    pub phase_since_unix_ms: i64,
}

/// What is remembered of an alert that is over, until its cooldown and its snooze have passed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ended {
    pub over_unix_ms: i64,
    pub forgotten_unix_ms: i64,
    pub is_acknowledged: bool,
    pub snoozed_until_unix_ms: Option<i64>,
}

/// The moments that an evaluation goes by, in milliseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clocks {
    /// Since when this program watches without having slept.
    pub awake_since: i64,
    /// When it looked last.
    pub last: i64,
}

/// The alerts of all tasks.
#[derive(Debug, Clone, Default)]
pub struct Alerts {
    pub(super) settings: Arc<AlertSettings>,
    /// Alerts that are not over, by task; the key `None` holds those about the reading as a whole.
    pub(super) entries: HashMap<Option<TaskKey>, Vec<Entry>>,
    pub(super) ended: HashMap<AlertId, Ended>,
    pub(super) mutes: BTreeSet<(RuleName, Option<TaskKey>)>,
    /// Tasks to which the configuration's mutes by id were applied already, so that a person can undo them.
    pub(super) muted_by_id: BTreeSet<(RuleName, TaskKey)>,
    pub(super) clocks: Option<Clocks>,
    /// Tasks whose failure somebody has seen, for as long as they stay failed.
    pub(super) seen_failures: HashSet<TaskKey>,
    /// Changes that a person made, to be handed out at the next look.
    pub(super) queue: Vec<Transition>,
    /// What found no room.
    pub(super) crowd: Crowd,
    /// Whether the last look could say nothing about single tasks.
    pub(super) is_held_back: bool,
    /// What the next run should know.
    pub(super) kept: Arc<KeptAlerts>,
    over: VecDeque<Arc<Alert>>,
    fired: VecDeque<i64>,
    open: Vec<Arc<Alert>>,
    hushed: Vec<Arc<Alert>>,
    worst: HashMap<TaskKey, Arc<Alert>>,
}

impl Alerts {
    /// No alerts yet, by these settings.
    pub fn new(settings: AlertSettings) -> Self {
        let mutes = settings.muted.iter().filter(|mute| mute.task_id.is_none()).map(|mute| (mute.rule, None)).collect();
        Self { settings: Arc::new(settings), mutes, ..Self::default() }
    }

    /// These alerts, by these settings: for the tests of other rooms.
    #[doc(hidden)]
    pub fn with(settings: AlertSettings, alerts: Vec<Alert>) -> Self {
        let mut book = Self::new(settings);
        for alert in alerts {
            let (phase, since) = (alert.phase, alert.since_unix_ms);
            if phase.is_open() {
                book.note_fired(since);
            }
            let alert = Arc::new(alert);
            if phase == AlertPhase::Over {
                book.note_over(alert);
            } else {
                let task = alert.id.task.clone();
                book.entries.entry(task).or_default().push(Entry { alert, phase_since_unix_ms: since });
            }
        }
        book.sort();
        book
    }

    /// The settings.
    pub fn settings(&self) -> &AlertSettings {
        &self.settings
    }

    /// What fires or is clearing and neither snoozed nor muted, the gravest first, then the newest.
    pub fn open(&self) -> Vec<&Alert> {
        self.open.iter().map(Arc::as_ref).collect()
    }

    /// All that a panel shows: open ones as above, then snoozed and muted ones. None of them is pending or over.
    pub fn all(&self) -> Vec<&Alert> {
        self.open.iter().chain(&self.hushed).map(Arc::as_ref).collect()
    }

    /// The last alerts that are over, the newest first; at most fifty.
    pub fn over(&self) -> Vec<&Alert> {
        self.over.iter().rev().map(Arc::as_ref).collect()
    }

    /// The gravest open alert of a task.
    pub fn worst_of(&self, task: &TaskKey) -> Option<&Alert> {
        self.worst.get(task).map(Arc::as_ref)
    }

    /// An alert that is not over.
    pub fn get(&self, id: &AlertId) -> Option<&Alert> {
        let mut of_task = self.entries.get(&id.task)?.iter();
        of_task.find(|entry| entry.alert.id.rule == id.rule).map(|entry| entry.alert.as_ref())
    }

    /// Whether nothing is said about single tasks, because the platform cannot be read well or the clocks are minutes apart.
    pub fn are_held_back(&self) -> bool {
        self.is_held_back
    }

    /// How many alerts fired since the given moment.
    pub fn fired_since(&self, unix_ms: i64) -> u32 {
        let count = self.fired.iter().rev().take_while(|at| **at >= unix_ms).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// Whether a rule is muted for a task, or for all.
    pub fn is_muted(&self, id: &AlertId) -> bool {
        self.mutes.contains(&(id.rule, None))
            || id.task.as_ref().is_some_and(|task| self.mutes.contains(&(id.rule, Some(task.clone()))))
    }

    pub(super) fn note_fired(&mut self, unix_ms: i64) {
        if self.fired.len() >= MOST_FIRED {
            self.fired.pop_front();
        }
        self.fired.push_back(unix_ms);
    }

    pub(super) fn note_over(&mut self, alert: Arc<Alert>) {
        if self.over.len() >= MOST_OVER {
            self.over.pop_front();
        }
        self.over.push_back(alert);
    }

    /// Moves every moment that was noted, after the clock was put back by so much: what was to wait two minutes still waits
    /// two minutes, not an hour and two.
    pub(super) fn shift(&mut self, ms: i64) {
        let moved = |at: i64| at.saturating_sub(ms);
        for entry in self.entries.values_mut().flatten() {
            entry.phase_since_unix_ms = moved(entry.phase_since_unix_ms);
            let alert = Arc::make_mut(&mut entry.alert);
            alert.since_unix_ms = moved(alert.since_unix_ms);
            alert.snoozed_until_unix_ms = alert.snoozed_until_unix_ms.map(moved);
        }
        for ended in self.ended.values_mut() {
            ended.over_unix_ms = moved(ended.over_unix_ms);
            ended.forgotten_unix_ms = moved(ended.forgotten_unix_ms);
            ended.snoozed_until_unix_ms = ended.snoozed_until_unix_ms.map(moved);
        }
        for at in &mut self.fired {
            *at = moved(*at);
        }
        if let Some(clocks) = &mut self.clocks {
            clocks.awake_since = moved(clocks.awake_since);
            clocks.last = moved(clocks.last);
        }
    }

    /// Sorts anew what is asked for with each frame.
    pub(super) fn sort(&mut self) {
        let shown = self.entries.values().flatten().map(|entry| &entry.alert).filter(|alert| alert.phase.is_open());
        let is_hushed = |alert: &Arc<Alert>| alert.snoozed_until_unix_ms.is_some() || self.is_muted(&alert.id);
        let (mut hushed, mut open): (Vec<_>, Vec<_>) = shown.cloned().partition(is_hushed);
        for list in [&mut open, &mut hushed] {
            list.sort_by(|a, b| {
                let by_severity = b.severity.cmp(&a.severity);
                by_severity.then(b.since_unix_ms.cmp(&a.since_unix_ms)).then_with(|| a.id.cmp(&b.id))
            });
        }
        self.worst.clear();
        for alert in &open {
            if let Some(task) = &alert.id.task
                && !self.worst.contains_key(task)
            {
                self.worst.insert(task.clone(), Arc::clone(alert));
            }
        }
        (self.open, self.hushed) = (open, hushed);
    }
}
