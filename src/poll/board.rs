//! The poller's working copy of the list: takes pages, keeps order and identity, and knows which rows were not seen.
//! Uses `domain` and `api`.
//!
//! The work for a page is proportional to the page. Only the end of a full sweep looks at the whole list, and it makes
//! it anew only where rows left or moved.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::api::Row;
use crate::domain::{Task, TaskKey};

/// The most tasks that are held: twice what a sweep takes. Rows leave only at the end of a whole sweep, which a server that
/// makes up new tasks for ever never grants.
const MOST_TASKS: usize = 2_000_000;

/// All known tasks and what the sweeps learned about each.
#[derive(Debug, Default)]
pub(super) struct Board {
    tasks: imbl::Vector<Arc<Task>>,
    places: HashMap<TaskKey, usize>,
    /// For each row the number of the last full sweep during which it was read.
    read_in: Vec<u32>,
    active: HashSet<usize>,
    revision: u64,
    full: FullMarks,
    fast_seen: HashSet<usize>,
    /// Rows that were asked for by id and are not asked for again until they are read again or a full sweep ends.
    asked: HashSet<TaskKey>,
}

/// What the running full sweep has told so far.
#[derive(Debug, Default)]
struct FullMarks {
    number: u32,
    last_complete: u32,
    order: Vec<usize>,
    /// Rows found by reading the front again; they belong before the others.
    front: Vec<usize>,
}

/// Tasks to be asked for by their `userTaskID`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lookup {
    pub(super) keys: Vec<TaskKey>,
    pub(super) user_task_ids: Vec<String>,
}

impl Board {
    /// The list as it stands; shares all rows.
    pub(super) fn tasks(&self) -> imbl::Vector<Arc<Task>> {
        self.tasks.clone()
    }

    /// Grows with every visible change.
    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    /// A full sweep begins; what an unfinished one told is forgotten.
    pub(super) fn begin_full(&mut self) {
        self.full.number += 1;
        self.full.order.clear();
        self.full.front.clear();
    }

    /// Takes a page of the full sweep. `new` are the indices of rows that came for the first time in this sweep;
    /// `mending` tells that the page was read again to find rows that slipped through.
    pub(super) fn full_page(&mut self, rows: &[Row], new: &[usize], mending: bool) {
        let places = self.apply(rows);
        let new_places = new.iter().filter_map(|index| places.get(*index).copied().flatten());
        let order = if mending { &mut self.full.front } else { &mut self.full.order };
        order.extend(new_places);
    }

    /// A full sweep was read to its end: rows take its order, and those that were not read leave. Where the server
    /// counts more tasks than it gave (`short`), a row leaves only after two sweeps without it.
    pub(super) fn end_full(&mut self, short: bool) {
        let oldest_kept = if short { self.full.last_complete } else { self.full.number };
        self.full.last_complete = self.full.number;
        self.asked.clear();
        let mut placed = vec![false; self.tasks.len()];
        let mut sequence = Vec::with_capacity(self.tasks.len());
        let told = self.full.front.iter().chain(&self.full.order).copied();
        let others = (0..self.tasks.len()).filter(|place| self.read_in.get(*place).is_some_and(|n| *n >= oldest_kept));
        for place in told.chain(others) {
            if let Some(placed) = placed.get_mut(place).filter(|placed| !**placed) {
                *placed = true;
                sequence.push(place);
            }
        }
        let unchanged = sequence.len() == self.tasks.len() && sequence.iter().enumerate().all(|(i, place)| i == *place);
        if !unchanged {
            self.rearrange(&sequence);
        }
    }

    fn rearrange(&mut self, sequence: &[usize]) {
        let old = std::mem::take(&mut self.tasks);
        let kept = |place: &usize| Some((Arc::clone(old.get(*place)?), *self.read_in.get(*place)?));
        let rows: Vec<(Arc<Task>, u32)> = sequence.iter().filter_map(kept).collect();
        self.places = rows.iter().enumerate().map(|(place, (task, _))| (task.key.clone(), place)).collect();
        self.active = rows.iter().enumerate().filter(|(_, (task, _))| task.is_active()).map(|(i, _)| i).collect();
        self.read_in = rows.iter().map(|(_, number)| *number).collect();
        self.tasks = rows.into_iter().map(|(task, _)| task).collect();
        // Places changed: what a fast sweep or a full one noted by place is void.
        self.fast_seen.clear();
        self.full.order.clear();
        self.full.front.clear();
        self.revision += 1;
    }

    /// A fast sweep begins.
    pub(super) fn begin_fast(&mut self) {
        self.fast_seen.clear();
    }

    /// Takes a page of the fast sweep. Rows without an id wait for the full sweep: their place among the active tasks is
    /// the place of another task in the whole list.
    pub(super) fn fast_page(&mut self, rows: &[Row]) {
        let places = self.apply(&identified(rows));
        for place in places.into_iter().flatten() {
            self.fast_seen.insert(place);
            if let Some(task) = self.tasks.get(place) {
                self.asked.remove(&task.key);
            }
        }
    }

    /// A fast sweep was read to its end: rows that are active here but were not in it have changed status or gone.
    /// Returns them in chunks, to be asked for once; rows without a `userTaskID` wait for the full sweep.
    pub(super) fn end_fast(&mut self, chunk: usize) -> Vec<Lookup> {
        let mut missing: Vec<usize> = self.active.difference(&self.fast_seen).copied().collect();
        missing.sort_unstable();
        let to_ask = |place: &usize| {
            let task = self.tasks.get(*place)?;
            let id = task.texts.user_task_id().map(str::trim).filter(|id| !id.is_empty())?;
            (!self.asked.contains(&task.key)).then(|| (task.key.clone(), id.to_owned()))
        };
        let found: Vec<(TaskKey, String)> = missing.iter().filter_map(to_ask).collect();
        self.asked.extend(found.iter().map(|(key, _)| key.clone()));
        let lookup = |part: &[(TaskKey, String)]| {
            let (keys, user_task_ids) = part.iter().cloned().unzip();
            Lookup { keys, user_task_ids }
        };
        found.chunks(chunk.max(1)).map(lookup).collect()
    }

    /// Rows that are active here and were not in the fast sweep that just ended.
    pub(super) fn unread(&self) -> imbl::HashSet<TaskKey> {
        let missing = self.active.difference(&self.fast_seen);
        missing.filter_map(|place| self.tasks.get(*place)).map(|task| task.key.clone()).collect()
    }

    /// Takes the answer to a lookup: the tasks that were asked for. Whatever else a server puts into it is for a sweep to
    /// find, which is counted and capped. Returns whether all of them came.
    pub(super) fn lookup_page(&mut self, lookup: &Lookup, rows: &[Row]) -> bool {
        let mut rows = identified(rows);
        rows.retain(|row| matches!(row, Row::Task(task) if lookup.keys.contains(&task.key)));
        self.apply(&rows);
        let came = |key: &TaskKey| rows.iter().any(|row| matches!(row, Row::Task(task) if task.key == *key));
        lookup.keys.iter().all(came)
    }

    /// A lookup could not be answered: its rows may be asked for again.
    pub(super) fn lookup_failed(&mut self, lookup: &Lookup) {
        for key in &lookup.keys {
            self.asked.remove(key);
        }
    }

    /// Replaces known rows in place, appends new ones, and returns each row's place.
    fn apply(&mut self, rows: &[Row]) -> Vec<Option<usize>> {
        let mut changed = false;
        let places = rows
            .iter()
            .map(|row| match row {
                Row::Unreadable(_) => None,
                Row::Task(task) if self.tasks.len() >= MOST_TASKS && !self.places.contains_key(&task.key) => None,
                Row::Task(task) => {
                    let (place, differs) = self.put(task);
                    changed |= differs;
                    Some(place)
                }
            })
            .collect();
        self.revision += u64::from(changed);
        places
    }

    fn put(&mut self, task: &Arc<Task>) -> (usize, bool) {
        let known = self.places.get(&task.key).copied();
        let place = known.unwrap_or(self.tasks.len());
        let differs = match known.and_then(|place| self.tasks.get(place)) {
            Some(old) if same_reading(old, task) => {
                // Only the row's text differs: it is exchanged, but nobody has to look again.
                if old.raw != task.raw {
                    self.tasks.set(place, Arc::clone(task));
                }
                false
            }
            Some(_) => {
                self.tasks.set(place, Arc::clone(task));
                true
            }
            None => {
                self.tasks.push_back(Arc::clone(task));
                self.places.insert(task.key.clone(), place);
                self.read_in.push(self.full.number);
                true
            }
        };
        if let Some(number) = self.read_in.get_mut(place) {
            *number = self.full.number;
        }
        if task.is_active() {
            self.active.insert(place);
        } else {
            self.active.remove(&place);
        }
        (place, differs)
    }
}

/// The rows whose task is known by an id.
fn identified(rows: &[Row]) -> Vec<Row> {
    let has_id = |row: &&Row| matches!(row, Row::Task(task) if !task.key.is_place());
    rows.iter().filter(has_id).cloned().collect()
}

/// Whether two readings of a task say the same, apart from the row's text. Takes the struct apart, so that a new member
/// cannot be forgotten here.
fn same_reading(a: &Task, b: &Task) -> bool {
    let Task {
        key,
        texts,
        status,
        created,
        stat,
        startup_type,
        startup_at,
        window,
        max_call,
        max_ring_seconds,
        route_id,
        callback_url,
        manual_call,
        flags,
        issues,
        raw: _,
    } = a;
    *stat == b.stat
        && *status == b.status
        && *key == b.key
        && *texts == b.texts
        && *created == b.created
        && *startup_type == b.startup_type
        && *startup_at == b.startup_at
        && *window == b.window
        && *max_call == b.max_call
        && *max_ring_seconds == b.max_ring_seconds
        && *route_id == b.route_id
        && *callback_url == b.callback_url
        && *manual_call == b.manual_call
        && *flags == b.flags
        && *issues == b.issues
}

#[cfg(test)]
mod tests;
