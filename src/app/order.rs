//! The order of the rows: one number per task that says most of it, full texts only where that number ties. Uses `domain`
//! and `column`.
//!
//! The order is total: ties go to the newer task, then to the key. Tasks without a value (missing, contradictory, not
//! applicable) come last in both directions.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use super::column::{Column, Sort};
use crate::domain::{ApiTime, DialWindow, Task, TaskStatus, WindowState};

/// Bytes of a text that fit into the number.
const PREFIX_BYTES: usize = 16;

/// A task's place as a number. Smaller comes first; the direction is already worked in.
#[derive(Debug, Clone, Copy)]
struct Entry {
    place: u128,
    /// Seconds since 1970, turned round so that newer is smaller and unknown is largest.
    newness: i64,
    index: u32,
    is_missing: bool,
}

/// Sorts all tasks. `order` holds the order from before, whole or not: rows that kept their places are then cheap to
/// sort, because the merge finds long runs that are in order already.
pub(super) fn sort(order: &mut Vec<u32>, tasks: &imbl::Vector<Arc<Task>>, sort: Sort, now_seconds: i64) {
    let mut places = Places { sort, now_seconds, windows: HashMap::new() };
    let tasks: Vec<&Task> = tasks.iter().map(Arc::as_ref).collect();
    let by_index: Vec<Entry> = (0..).zip(&tasks).map(|(index, task)| places.entry(index, task)).collect();
    let count = u32::try_from(tasks.len()).unwrap_or(u32::MAX);
    order.retain(|index| *index < count);
    order.extend(u32::try_from(order.len()).unwrap_or(u32::MAX)..count);
    let mut entries: Vec<Entry> = order.iter().filter_map(|index| by_index.get(*index as usize)).copied().collect();
    entries.sort_by(|a, b| {
        (a.is_missing, a.place)
            .cmp(&(b.is_missing, b.place))
            .then_with(|| by_text(sort, &tasks, a, b))
            .then(a.newness.cmp(&b.newness))
            .then_with(|| key_of(&tasks, a).cmp(&key_of(&tasks, b)))
    });
    order.clear();
    order.extend(entries.iter().map(|entry| entry.index));
}

fn key_of<'a>(tasks: &[&'a Task], entry: &Entry) -> Option<&'a str> {
    tasks.get(entry.index as usize).map(|task| task.key.as_str())
}

/// Compares texts whose first bytes tie.
fn by_text(sort: Sort, tasks: &[&Task], a: &Entry, b: &Entry) -> Ordering {
    let texts = [a, b].map(|entry| tasks.get(entry.index as usize).and_then(|task| text(sort.column, task)));
    let [Some(a), Some(b)] = texts else {
        return Ordering::Equal;
    };
    let order = folded(a).cmp(folded(b));
    if sort.descending { order.reverse() } else { order }
}

/// The text that a column sorts by, for columns that sort by text.
fn text(column: Column, task: &Task) -> Option<&str> {
    match column {
        Column::Name => Some(task.display_name()),
        Column::Strategy => task.texts.strategy().filter(|text| !text.trim().is_empty()),
        _ => None,
    }
}

fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().flat_map(char::to_lowercase)
}

/// The first bytes of the folded text as a number. UTF-8 bytes compare as characters do.
fn prefix(text: &str) -> u128 {
    let mut bytes = [0; PREFIX_BYTES];
    let head = text.as_bytes().get(..PREFIX_BYTES).unwrap_or(text.as_bytes());
    if head.is_ascii() {
        for (to, from) in bytes.iter_mut().zip(head) {
            *to = from.to_ascii_lowercase();
        }
    } else {
        let mut buffer = [0; 4];
        let mut free = bytes.iter_mut();
        'full: for c in folded(text) {
            for byte in c.encode_utf8(&mut buffer).bytes() {
                let Some(slot) = free.next() else { break 'full };
                *slot = byte;
            }
        }
    }
    u128::from_be_bytes(bytes)
}

/// Turns tasks into places for one sort.
struct Places {
    sort: Sort,
    now_seconds: i64,
    /// Places of windows already worked out. Tasks with equal settings share one window, and walking through a window's
    /// week is dear.
    windows: HashMap<*const DialWindow, Option<u128>>,
}

impl Places {
    fn entry(&mut self, index: u32, task: &Task) -> Entry {
        let created = task.created.and_then(ApiTime::unix_seconds);
        let place = self.place(task);
        Entry {
            place: place.unwrap_or(0),
            newness: created.map_or(i64::MAX, |seconds| -seconds),
            index,
            is_missing: place.is_none(),
        }
    }

    fn place(&mut self, task: &Task) -> Option<u128> {
        let stat = &task.stat;
        let place = match self.sort.column {
            // Within a status the most work left comes first in both directions; so only the status is turned round.
            Column::Status => {
                let rank = status_rank(task.status?);
                let rank = if self.sort.descending { u128::from(u8::MAX) - rank } else { rank };
                let left = stat.left().map_or(u64::MAX, |left| !ordered(left));
                return Some(rank << 64 | u128::from(left));
            }
            Column::Name | Column::Strategy => prefix(text(self.sort.column, task)?),
            Column::Completion => ratio(stat.completion().ratio()?),
            Column::AnswerRate => ratio(stat.answer_share().ratio()?),
            Column::Done if stat.completion().is_doubtful() => return None,
            Column::Done => number(stat.finish_order_count?),
            Column::Left => number(stat.left()?),
            Column::Calls => number(stat.total_call.filter(|calls| *calls >= 0)?),
            Column::Created => number(task.created?.unix_seconds()?),
            Column::Window => self.window(&task.window)?,
        };
        Some(if self.sort.descending { !place } else { place })
    }

    fn window(&mut self, window: &Arc<DialWindow>) -> Option<u128> {
        let now_seconds = self.now_seconds;
        *self.windows.entry(Arc::as_ptr(window)).or_insert_with(|| {
            let (rank, seconds) = match window.state_at(now_seconds) {
                WindowState::Open { shuts_in_seconds } => (0, shuts_in_seconds),
                WindowState::Closed { opens_in_seconds } => (1, opens_in_seconds),
                WindowState::Unknown => return None,
            };
            Some(rank << 64 | seconds.map_or(u128::from(u64::MAX), number))
        })
    }
}

fn status_rank(status: TaskStatus) -> u128 {
    match status {
        TaskStatus::Running => 0,
        TaskStatus::Paused => 1,
        TaskStatus::Pending => 2,
        TaskStatus::Failed => 3,
        TaskStatus::Unknown(_) => 4,
        TaskStatus::Completed => 5,
    }
}

/// A signed number as an unsigned one in the same order.
fn ordered(value: i64) -> u64 {
    value.cast_unsigned() ^ (1 << 63)
}

fn number(value: i64) -> u128 {
    u128::from(ordered(value))
}

/// A ratio in 0..=1. The bits of such numbers are in the numbers' order.
fn ratio(value: f64) -> u128 {
    u128::from(value.to_bits())
}

#[cfg(test)]
mod tests;
