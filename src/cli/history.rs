//! The past for the commands without a dashboard: what the store has of it, and one-off readings worked into it. Uses
//! `history`, `config` (through the session) and `domain`.

use std::sync::Arc;

use super::context::Context;
use super::session::Session;
use crate::domain::{Fault, Feed, Health, Reading, Snapshot, SweepLane, Task, TaskKey};
use crate::history::{AlertSettings, History, Past};

/// What was kept of the past of this account: of one task, or of all. Nothing where there is no store.
pub fn past_of(_session: &Session, _context: &Context<'_>, _task: Option<&TaskKey>) -> Past {
    // JOINT: store::read_past(runtime::recorder::store_path(state_dir, account), since, task) belongs here.
    Past::default()
}

/// How alerts are judged.
pub fn alert_settings(_session: &Session) -> AlertSettings {
    // JOINT: the alerts section of the configuration belongs here.
    AlertSettings::default()
}

/// A history with one-off readings in it.
#[derive(Debug)]
pub struct Judged {
    /// The history as of the last reading.
    pub history: History,
    /// Whether anything was kept of the past.
    pub has_past: bool,
    readings: u64,
    poll_interval_seconds: u64,
}

impl Judged {
    /// What was kept, and no reading yet.
    pub fn new(session: &Session, context: &Context<'_>, task: Option<&TaskKey>) -> Self {
        let past = past_of(session, context, task);
        let has_past = !past.tasks.is_empty();
        let mut history = History::new(alert_settings(session));
        if has_past {
            history.restore(past);
        }
        Self { history, has_past, readings: 0, poll_interval_seconds: session.settings.active_interval.value.as_secs() }
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
