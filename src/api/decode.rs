//! From a row's text to a task: one odd field never costs the row, one bad row never costs the page. Uses `lenient`,
//! `mend`, `page` and `domain`.
//!
//! A row is read in one pass. Only a row that fails it (half surrogates, numbers beyond every type) is read a second
//! time, value by value.

mod doubt;
mod draft;
mod member;
mod visit;
mod windows;

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::value::RawValue;

use self::draft::Draft;
use self::visit::{Care, read_row};
use self::windows::WindowCache;
use super::error::cut;
use super::lenient::Odd;
use super::mend::mend_surrogates;
use super::page::{Row, RowIssue};
use crate::domain::text::clean;
use crate::domain::{FieldIssue, RawRow, Task, TaskKey, TaskStat};

/// The longest piece of an unreadable row that is kept, in characters.
const FOUND_LIMIT: usize = 120;

/// The longest row that is read, in bytes: a thousand times a documented one. The rows of a page are kept for as long as
/// their tasks are on the board, so that a few such rows would fill the memory and hold up every drawing.
const LONGEST_ROW_BYTES: usize = 1 << 20;

/// Where a row stands in a sweep; names a task that has no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowPlace {
    /// The page, from 1.
    pub page: u32,
    /// The row's place in the page, from 1.
    pub row: usize,
}

/// Reads rows. Keep one for many pages: it remembers dial windows, so that tasks share them.
#[derive(Debug)]
pub struct Decoder {
    keep_raw: bool,
    windows: WindowCache,
}

impl Decoder {
    /// A decoder that keeps the text of each row in its task, or not.
    pub fn new(keep_raw: bool) -> Self {
        Self { keep_raw, windows: WindowCache::default() }
    }

    /// The rows of a page in their order, without those that are `null`.
    pub fn rows(&mut self, page: u32, rows: &[&RawValue]) -> Vec<Row> {
        let places = (1..).map(|row| RowPlace { page, row });
        let mut rows: Vec<Row> =
            rows.iter().zip(places).filter_map(|(json, place)| self.row(json.get(), place)).collect();
        contradict(&mut rows);
        rows
    }

    /// One row from its JSON text; `None` where it is `null`.
    pub fn row(&mut self, json: &str, place: RowPlace) -> Option<Row> {
        let json = json.trim();
        match json {
            "null" => None,
            _ if json.len() > LONGEST_ROW_BYTES => Some(unreadable(json, place)),
            _ if json.starts_with('{') => Some(self.object(json, place)),
            _ => Some(unreadable(json, place)),
        }
    }

    fn object(&mut self, json: &str, place: RowPlace) -> Row {
        let mut draft = Draft::default();
        if read_row(json, Care::Fast, &mut draft).is_ok() {
            return Row::Task(Arc::new(self.finish(draft, json, place)));
        }
        let mended = mend_surrogates(json);
        let mut draft = Draft::default();
        if read_row(&mended.text, Care::Slow, &mut draft).is_err() {
            return unreadable(json, place);
        }
        if mended.pieces > 0 {
            let found = format!("{} broken characters", mended.pieces).into_boxed_str();
            draft.issue("row", Odd { found, expected: "whole characters" });
        }
        Row::Task(Arc::new(self.finish(draft, json, place)))
    }

    fn finish(&mut self, draft: Draft<'_>, json: &str, place: RowPlace) -> Task {
        let raw = if self.keep_raw { RawRow::pack(json) } else { RawRow::default() };
        draft.finish(&mut self.windows, raw, || format!("{}.{}", place.page, place.row))
    }
}

/// Marks rows of one reply that say different things of the same task: nobody can tell which is right, so their counts are
/// taken out.
fn contradict(rows: &mut [Row]) {
    let mut first: HashMap<TaskKey, Arc<Task>> = HashMap::with_capacity(rows.len());
    let mut at_odds: HashSet<TaskKey> = HashSet::new();
    for row in rows.iter() {
        let Row::Task(task) = row else {
            continue;
        };
        match first.entry(task.key.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(Arc::clone(task));
            }
            Entry::Occupied(entry) => {
                let known = entry.get();
                if known.stat != task.stat || known.status != task.status || known.texts != task.texts {
                    at_odds.insert(task.key.clone());
                }
            }
        }
    }
    if at_odds.is_empty() {
        return;
    }
    for row in rows {
        let Row::Task(task) = row else {
            continue;
        };
        if at_odds.contains(&task.key) {
            let issue =
                FieldIssue { path: "row", found: "several rows that differ".into(), expected: "one row for an id" };
            let issues = task.issues.iter().cloned().chain([issue]).collect();
            *row = Row::Task(Arc::new(Task { stat: TaskStat::default(), status: None, issues, ..Task::clone(task) }));
        }
    }
}

fn unreadable(json: &str, place: RowPlace) -> Row {
    let start: String = json.chars().take(FOUND_LIMIT * 2).collect();
    let found = cut(&clean(&start), FOUND_LIMIT).into_boxed_str();
    Row::Unreadable(RowIssue { page: place.page, row: place.row, found })
}

#[cfg(test)]
mod tests;
