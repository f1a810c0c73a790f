//! What must not be told twice, and not be lost, when one dashboard takes over telling from another. Uses `alert_record` and
//! `history`.
//!
//! The other one told what its log says; two dashboards read at different moments, so that this one may have found an alert
//! that the other did not live to tell, and may find one later that the other told.

use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use serde_json::Value;

use super::alert_record::AlertRecord;
use crate::history::AlertPhase;

/// As much of the end of the log is looked at, in bytes.
const TAIL_BYTES: u64 = 1 << 20;

/// Two readings of one thing lie no further apart, in milliseconds.
const APART_MS: i64 = 600_000;

/// The most alerts that wait to be told, should the other one end.
const MOST_WAITING: usize = 1000;

/// An alert's rule and task.
type Key = (String, Option<String>);

/// What the log says last about an alert.
#[derive(Debug, Clone, Copy)]
struct Told {
    unix_ms: i64,
    is_open: bool,
}

/// What is known about telling by others.
#[derive(Debug, Default)]
pub(super) struct Handover {
    /// What this dashboard would have told while the other one did.
    waiting: VecDeque<AlertRecord>,
    told: HashMap<Key, Told>,
    /// Until when the other one's log counts; none before the first taking over.
    until_unix_ms: Option<i64>,
}

impl Handover {
    /// Works in changes that another dashboard tells of.
    pub(super) fn leave(&mut self, records: &[AlertRecord]) {
        for record in records {
            let key = key_of(record);
            self.waiting.retain(|earlier| key_of(earlier) != key);
            if record.calls() {
                if self.waiting.len() >= MOST_WAITING {
                    self.waiting.pop_front();
                }
                self.waiting.push_back(record.clone());
            }
        }
    }

    /// The other one has ended: what it did not tell any more, by its log.
    pub(super) fn take_over(&mut self, log: Option<&Path>, now_unix_ms: i64) -> Vec<AlertRecord> {
        let text = log.and_then(|path| tail(path).ok()).unwrap_or_default();
        self.told = text.lines().filter_map(told).collect();
        self.until_unix_ms = Some(now_unix_ms.saturating_add(APART_MS));
        let waiting = std::mem::take(&mut self.waiting);
        let is_new = |record: &AlertRecord| now_unix_ms.saturating_sub(record.unix_ms) < APART_MS;
        waiting.into_iter().filter(|record| is_new(record) && !self.was_told(record)).collect()
    }

    /// Changes as they are to be told here: what another dashboard told a moment ago calls nobody again.
    pub(super) fn without_told(&mut self, records: &[AlertRecord]) -> Vec<AlertRecord> {
        let silenced = |record: &AlertRecord| {
            let is_told = record.calls() && self.was_told(record);
            AlertRecord { notifies: record.notifies && !is_told, ..record.clone() }
        };
        let records = records.iter().map(silenced).collect();
        for record in &records as &Vec<AlertRecord> {
            // From now on this dashboard knows better.
            self.told.remove(&key_of(record));
        }
        records
    }

    fn was_told(&self, record: &AlertRecord) -> bool {
        if self.until_unix_ms.is_none_or(|until| record.unix_ms > until) {
            return false;
        }
        let is_recent = |told: &Told| record.unix_ms.saturating_sub(told.unix_ms) < APART_MS;
        self.told.get(&key_of(record)).is_some_and(|told| told.is_open || is_recent(told))
    }
}

fn key_of(record: &AlertRecord) -> Key {
    let task = record.task.as_ref().map(|task| {
        let id = task.task_id.as_ref().or(task.user_task_id.as_ref());
        id.unwrap_or(&task.name).clone()
    });
    (record.rule.to_owned(), task)
}

/// What a line of the log says; `None` where it says nothing about telling: what only waits was not told.
fn told(line: &str) -> Option<(Key, Told)> {
    let line: Value = serde_json::from_str(line).ok()?;
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let task = line.get("task").filter(|task| !task.is_null());
    let id = |task: &Value| ["taskID", "userTaskID", "name"].iter().find_map(|name| text(task.get(name)));
    let (from, to) = (text(line.get("from")), text(line.get("to"))?);
    let is = |phase: &Option<String>, known: AlertPhase| phase.as_deref() == Some(known.name());
    let is_open = to == AlertPhase::Firing.name() || to == AlertPhase::Clearing.name();
    if !is_open && (is(&from, AlertPhase::Pending) || to == AlertPhase::Pending.name()) {
        return None;
    }
    let unix_ms = line.get("unix_ms")?.as_i64()?;
    Some(((text(line.get("rule"))?, task.and_then(id)), Told { unix_ms, is_open }))
}

/// The end of a file, from the first whole line on.
fn tail(path: &Path) -> io::Result<String> {
    // Opening a pipe would wait for its writer.
    if !std::fs::metadata(path)?.is_file() {
        return Ok(String::new());
    }
    let mut file = File::open(path)?;
    let skipped = file.metadata()?.len().saturating_sub(TAIL_BYTES);
    file.seek(SeekFrom::Start(skipped))?;
    let mut bytes = Vec::new();
    file.take(TAIL_BYTES).read_to_end(&mut bytes)?;
    // Half a line makes no sense as JSON and is passed over with it.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
