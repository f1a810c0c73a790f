//! The past for the commands without a dashboard: what the store has of it, or the demo's world, and one-off readings worked into it. Uses
//! `history`, `store`, `runtime` (where the store is), `config` (through the session) and `domain`.

use std::sync::Arc;

use super::context::Context;
use super::demo_past::past_of_demo;
use super::session::Session;
use crate::domain::{Fault, Feed, Health, QueryConditions, Reading, Snapshot, SweepLane, Task, TaskKey};
use crate::history::{AlertSettings, History, Past};
use crate::runtime::recorder::store_path;
use crate::store;

/// How far back the past is read for all tasks at once: rates and an expected end need hours, not days.
const ALL_TASKS_MS: i64 = 26 * 3_600_000;

/// How far back it is read for one task.
const ONE_TASK_MS: i64 = 7 * 24 * 3_600_000;

/// What was kept of the past of this account: of one task, or of all. Nothing where there is no store; the demo's is simulated; what is wrong with it is
/// told and stops nothing.
pub fn past_of(session: &Session, context: &mut Context<'_>, task: Option<&TaskKey>) -> Past {
    read_past_of(session, context, task).unwrap_or_default()
}

/// As [`past_of`]; `None` where there is a store that cannot be read.
fn read_past_of(session: &Session, context: &mut Context<'_>, task: Option<&TaskKey>) -> Option<Past> {
    if let Some(server) = &session.demo {
        let past = past_of_demo(&server.past());
        let tasks = past.tasks.into_iter().filter(|of| task.is_none_or(|task| of.key == *task)).collect();
        return Some(Past { tasks, ..past });
    }
    let account = session.account(&QueryConditions::default(), context.local_offset_seconds);
    let Some(folder) = context.paths.state_dir.as_deref() else {
        return Some(Past::default());
    };
    let reach_ms = if task.is_some() { ONE_TASK_MS } else { ALL_TASKS_MS };
    let now = context.clock.now().unix_ms;
    match store::read_past(&store_path(folder, &account), now - reach_ms..now.saturating_add(1), task) {
        Ok(past) => Some(past),
        Err(error) => {
            context.tell(&format!("The history cannot be read, so nothing is said about the past: {error}"));
            None
        }
    }
}

/// How alerts are judged.
pub fn alert_settings(session: &Session) -> AlertSettings {
    session.settings.alerts.clone()
}

/// A history with one-off readings in it.
#[derive(Debug)]
pub struct Judged {
    /// The history as of the last reading.
    pub history: History,
    /// Whether anything was kept of the past.
    pub has_past: bool,
    /// Whether there is a past that cannot be read.
    pub is_unreadable: bool,
    /// When somebody was looking: spans in the order of time, in milliseconds since 1970.
    pub watched: Vec<(i64, i64)>,
    readings: u64,
    poll_interval_seconds: u64,
}

impl Judged {
    /// No past at all.
    #[cfg(test)]
    pub fn without_past() -> Self {
        Self {
            history: History::default(),
            has_past: false,
            is_unreadable: false,
            watched: Vec::new(),
            readings: 0,
            poll_interval_seconds: 15,
        }
    }

    /// What was kept, and no reading yet.
    pub fn new(session: &Session, context: &mut Context<'_>, task: Option<&TaskKey>) -> Self {
        let past = read_past_of(session, context, task);
        let is_unreadable = past.is_none();
        let past = past.unwrap_or_default();
        let watched = past.watched.clone();
        let has_past = !past.tasks.is_empty();
        let mut history = History::new(alert_settings(session));
        if has_past {
            history.restore(past);
        }
        let poll_interval_seconds = session.settings.active_interval.value.as_secs();
        Self { history, has_past, is_unreadable, watched, readings: 0, poll_interval_seconds }
    }

    /// Works in a reading of these tasks that began and ended at these moments, in milliseconds since 1970.
    pub fn read(&mut self, tasks: impl IntoIterator<Item = Arc<Task>>, (began_unix_ms, ended_unix_ms): (i64, i64)) {
        self.readings += 1;
        let snapshot = Snapshot {
            tasks: tasks.into_iter().collect(),
            revision: self.readings,
            as_of_unix_ms: Some(ended_unix_ms),
            is_whole: true,
            ..Snapshot::default()
        };
        let reading = Reading { number: self.readings, lane: SweepLane::Full, began_unix_ms, ended_unix_ms };
        let feed = Feed { snapshot, health: Health::Live, reading: Some(reading), ..self.feed() };
        self.history.observe(&feed, ended_unix_ms);
    }

    /// Notes that a reading failed; what was read before stays.
    pub fn fail(
        &mut self,
        tasks: impl IntoIterator<Item = Arc<Task>>,
        as_of_unix_ms: i64,
        now_unix_ms: i64,
        fault: Fault,
    ) {
        let snapshot = Snapshot {
            tasks: tasks.into_iter().collect(),
            revision: self.readings,
            as_of_unix_ms: Some(as_of_unix_ms),
            is_whole: true,
            ..Snapshot::default()
        };
        let health = Health::Failing { since_unix_ms: now_unix_ms, attempt: 1, fault };
        self.history.observe(&Feed { snapshot, health, ..self.feed() }, now_unix_ms);
    }

    fn feed(&self) -> Feed {
        Feed { poll_interval_seconds: self.poll_interval_seconds, ..Feed::default() }
    }
}
