//! A change of an alert as JSON: a line of the alert log, and what a program started for it gets. Uses `app`, `domain` and
//! `history`.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde::Serialize;

use crate::app::Model;
use crate::domain::text::{clean, is_visible};
use crate::domain::{Task, TaskKey};
use crate::history::{AlertPhase, Severity, Transition};

/// A change of an alert. All texts are harmless.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AlertRecord {
    /// When, as RFC 3339 with the user's offset from UTC.
    pub at: String,
    /// When, in milliseconds since 1970.
    pub unix_ms: i64,
    /// The process that noticed: one dashboard takes over from another, and those with other start conditions tell too.
    pub pid: u32,
    /// Whose campaigns these are.
    pub profile: String,
    /// The rule's name.
    pub rule: &'static str,
    /// `info`, `warning` or `critical`.
    pub severity: &'static str,
    /// Where it stood: `pending`, `firing`, `clearing`, `over`; null where it is new.
    pub from: Option<&'static str>,
    /// Where it stands now.
    pub to: &'static str,
    /// Since when its condition holds, in milliseconds since 1970.
    pub since_unix_ms: i64,
    /// The task; null where the alert is about the reading of all tasks.
    pub task: Option<TaskRecord>,
    /// What is wrong, with its figures.
    pub what: String,
    /// Until when it is snoozed, in milliseconds since 1970; null where it is not.
    pub snoozed_until_unix_ms: Option<i64>,
    /// Whether a person muted it.
    pub muted: bool,
    /// Whether somebody has seen it.
    pub seen: bool,
    /// Whether somebody should be told.
    pub notifies: bool,
    /// How grave it is, for choosing.
    #[serde(skip)]
    pub(super) gravity: Severity,
}

/// The task of an alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskRecord {
    /// The platform's id.
    #[serde(rename = "taskID")]
    pub task_id: Option<String>,
    /// The caller's own id.
    #[serde(rename = "userTaskID")]
    pub user_task_id: Option<String>,
    /// The name as it was read last.
    pub name: String,
}

impl AlertRecord {
    /// Whether somebody should be told that it fires.
    pub fn calls(&self) -> bool {
        self.notifies && self.to == AlertPhase::Firing.name()
    }

    /// What it is about, for people.
    pub(super) fn subject(&self) -> &str {
        self.task.as_ref().map_or("all tasks", |task| &task.name)
    }

    /// As JSON on one line.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Changes as records. The ids of the tasks are those on the board, where they still are.
pub fn records(transitions: &[Transition], model: &Model) -> Vec<AlertRecord> {
    // The board may hold 100,000 tasks: it is gone through once.
    let mut tasks: HashMap<&TaskKey, Option<&Task>> =
        transitions.iter().filter_map(|transition| Some((transition.alert.id.task.as_ref()?, None))).collect();
    if !tasks.is_empty() {
        for task in &model.newest_feed().snapshot.tasks {
            if let Some(found) = tasks.get_mut(&task.key) {
                *found = Some(task);
            }
        }
    }
    let record = |transition: &Transition| {
        let alert = &transition.alert;
        AlertRecord {
            at: rfc_3339(transition.unix_ms, model.local_offset_seconds),
            unix_ms: transition.unix_ms,
            pid: std::process::id(),
            profile: plain(&model.account.profile),
            rule: alert.id.rule.name(),
            severity: alert.severity.name(),
            from: transition.from.map(AlertPhase::name),
            to: alert.phase.name(),
            since_unix_ms: alert.since_unix_ms,
            task: alert
                .id
                .task
                .as_ref()
                .map(|key| task_record(key, &alert.task_name, tasks.get(key).copied().flatten())),
            what: plain(&alert.what),
            snoozed_until_unix_ms: alert.snoozed_until_unix_ms,
            muted: model.history.alerts().is_muted(&alert.id),
            seen: alert.is_acknowledged,
            notifies: transition.notifies,
            gravity: alert.severity,
        }
    };
    transitions.iter().map(record).collect()
}

fn task_record(key: &TaskKey, name: &str, task: Option<&Task>) -> TaskRecord {
    let id = |id: Option<&str>| id.filter(|id| is_visible(id)).map(plain);
    let (task_id, user_task_id) = match task {
        Some(task) => (id(task.texts.task_id()), id(task.texts.user_task_id())),
        // The key is the platform's id, or the caller's behind a mark.
        None if key.is_place() => (None, None),
        None => match key.as_str().strip_prefix("user:") {
            Some(user_task_id) => (None, id(Some(user_task_id))),
            None => (id(Some(key.as_str())), None),
        },
    };
    let name = if is_visible(name) { plain(name) } else { plain(key.as_str()) };
    TaskRecord { task_id, user_task_id, name }
}

fn plain(text: &str) -> String {
    match clean(text) {
        Cow::Borrowed(text) => text.trim().to_owned(),
        Cow::Owned(text) => text.trim().to_owned(),
    }
}

fn rfc_3339(unix_ms: i64, offset_seconds: i32) -> String {
    let zone = FixedOffset::east_opt(offset_seconds);
    let moment = DateTime::from_timestamp_millis(unix_ms).zip(zone).map(|(utc, zone)| utc.with_timezone(&zone));
    moment.map(|moment| moment.to_rfc3339_opts(SecondsFormat::Millis, false)).unwrap_or_default()
}
