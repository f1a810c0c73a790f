//! The history of all tasks: takes in every reading, and keeps what follows from it. Uses the rest of this room and
//! `domain`.

use std::collections::HashMap;

use super::alert::{AlertSettings, Alerts, Transition};
use super::past::{Past, Record};
use super::task_history::TaskHistory;
use crate::domain::{Feed, TaskKey};

/// What is known of the reading and of all tasks together; evidence for every judgement about one of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fleet {
    /// When the newest good reply came, in milliseconds since 1970.
    pub as_of_unix_ms: Option<i64>,
    /// Whether requests succeed.
    pub is_healthy: bool,
    /// What is wrong, where they do not: the fault's sentence.
    pub fault: Option<String>,
    /// How long the last request took.
    pub round_trip_ms: Option<u64>,
    /// How far the server's clock is ahead of ours.
    pub skew_seconds: Option<i64>,
    /// Seconds between two readings.
    pub poll_interval_seconds: u64,
    /// Tasks whose calls went up in the last reading.
    pub tasks_moved: u32,
    /// Tasks that are running.
    pub tasks_running: u32,
    /// Readings in a row that found no call anywhere although tasks are running and open.
    pub readings_without_movement: u32,
}

/// What a reading brought about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Observed {
    /// What the store shall keep; `None` where nothing was read.
    pub record: Option<Record>,
    /// What changed about alerts.
    pub transitions: Vec<Transition>,
}

/// The history of all tasks.
#[derive(Debug, Default)]
pub struct History {
    tasks: HashMap<TaskKey, TaskHistory>,
    fleet: Fleet,
    alerts: Alerts,
    last_reading: u64,
}

impl History {
    /// An empty history that judges by these settings.
    pub fn new(settings: AlertSettings) -> Self {
        Self { alerts: Alerts::new(settings), ..Self::default() }
    }

    /// Works in what was kept of the past. Readings made meanwhile stay.
    pub fn restore(&mut self, _past: Past) {}

    /// Works in what the poller published.
    pub fn observe(&mut self, _feed: &Feed, _now_unix_ms: i64) -> Observed {
        Observed::default()
    }

    /// Lets the time pass: holds, snoozes and the health of the reading go by the clock too.
    pub fn tick(&mut self, _now_unix_ms: i64) -> Vec<Transition> {
        Vec::new()
    }

    /// What is known of a task.
    pub fn task(&self, key: &TaskKey) -> Option<&TaskHistory> {
        self.tasks.get(key)
    }

    /// What is known of the reading and of all tasks together.
    pub fn fleet(&self) -> &Fleet {
        &self.fleet
    }

    /// The alerts.
    pub fn alerts(&self) -> &Alerts {
        &self.alerts
    }

    /// The alerts, for snoozing and muting.
    pub fn alerts_mut(&mut self) -> &mut Alerts {
        &mut self.alerts
    }
}
