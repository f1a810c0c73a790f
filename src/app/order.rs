//! The order of the rows. Uses `domain`, `column`, `digest`, `text_head` and `warm`.
//!
//! A task's place is one number, and rows are sorted by that number alone; only runs of equal numbers are looked at again,
//! by the next piece of a text, then by age, then by key. So no comparison ever reads a task, which at 100,000 tasks is
//! the difference between milliseconds and most of a second.
//!
//! The order is total: ties go to the newer task, then to the key. Tasks without a value (missing, contradictory, not
//! applicable) come last in both directions.

use std::collections::HashMap;
use std::sync::Arc;

use super::column::{Column, Sort};
use super::digest::Digest;
use super::text_head::{Head, exact_piece, goes_on, head, piece};
use super::warm;
use crate::domain::{DialWindow, Share, Task, WindowState};

/// A number to sort by, and the task's index.
type Slot = (u64, u32);

/// What a run of equal numbers is sorted by next.
#[derive(Debug, Clone, Copy)]
enum Level {
    /// A piece of the column's text.
    Text(usize),
    /// Newest first.
    Newness,
    /// A piece of the key.
    Key(usize),
}

/// Texts are told apart by so many pieces at most: enough for any name, and a bound for hostile ones.
const MOST_PIECES: usize = 32;

/// Rows are nearly in order where fewer than one in so many is smaller than the row before it.
const FEW_FALLS: usize = 64;

/// Sorts all tasks. `order` holds the order from before, whole or not: rows that kept their places are then cheap to
/// sort, because a stable sort finds the long runs that are in order already.
pub(super) fn sort(
    order: &mut Vec<u32>,
    digests: &[Digest],
    tasks: &imbl::Vector<Arc<Task>>,
    sort: Sort,
    now_seconds: i64,
) {
    let count = u32::try_from(digests.len()).unwrap_or(u32::MAX);
    order.retain(|index| *index < count);
    order.extend(u32::try_from(order.len()).unwrap_or(u32::MAX)..count);

    let mut sorter = Sorter { sort, digests, tasks: tasks.iter().map(Arc::as_ref).collect(), heads: Vec::new() };
    let places = sorter.places(now_seconds);
    let mut known: Vec<Slot> = Vec::with_capacity(order.len());
    let mut missing: Vec<Slot> = Vec::new();
    for index in order.iter().copied() {
        match places.get(index as usize).copied().flatten() {
            Some(place) => known.push((if sort.descending { !place } else { place }, index)),
            None => missing.push((0, index)),
        }
    }
    let is_text = matches!(sort.column, Column::Name | Column::Strategy);
    sorter.arrange(&mut known, if is_text { Level::Text(1) } else { Level::Newness });
    sorter.arrange(&mut missing, Level::Newness);
    order.clear();
    order.extend(known.iter().chain(&missing).map(|(_, index)| *index));
}

struct Sorter<'a> {
    sort: Sort,
    digests: &'a [Digest],
    tasks: Vec<&'a Task>,
    /// The beginnings of the column's texts, for columns that sort by text.
    heads: Vec<Head>,
}

impl Sorter<'_> {
    /// Sorts slots by their numbers, and runs of equal numbers by the levels from `next` on.
    fn arrange(&self, slots: &mut [Slot], next: Level) {
        // The stable sort is quickest on rows that are nearly in order, as after a page; the other one on all else. Ties
        // are broken below, so either will do.
        let falls = slots.iter().zip(slots.iter().skip(1)).filter(|((a, _), (b, _))| a > b).count();
        if falls < slots.len() / FEW_FALLS {
            slots.sort_by_key(|(number, _)| *number);
        } else {
            slots.sort_unstable_by_key(|(number, _)| *number);
        }
        for run in slots.chunk_by_mut(|(a, _), (b, _)| a == b).filter(|run| run.len() > 1) {
            let shared = run.first().map_or(0, |(number, _)| *number);
            self.break_tie(run, shared, next);
        }
    }

    /// Gives a run of equal numbers the numbers of the next level, and sorts it by them.
    fn break_tie(&self, run: &mut [Slot], shared: u64, level: Level) {
        let (level, next) = match level {
            Level::Text(at) if at < MOST_PIECES && goes_on(self.directed(shared)) => (level, Level::Text(at + 1)),
            Level::Text(_) | Level::Newness => (Level::Newness, Level::Key(0)),
            Level::Key(at) if at < MOST_PIECES && (at == 0 || goes_on(shared)) => (level, Level::Key(at + 1)),
            Level::Key(_) => {
                let key = |index: u32| self.tasks.get(index as usize).map(|task| task.key.as_str());
                return run.sort_by_key(|(_, index)| key(*index));
            }
        };
        for (number, index) in run.iter_mut() {
            *number = self.number(*index as usize, level);
        }
        self.arrange(run, next);
    }

    fn number(&self, index: usize, level: Level) -> u64 {
        match level {
            Level::Text(at) => {
                let head = self.heads.get(index).and_then(|head| head.get(at).copied());
                let beyond = || self.tasks.get(index).and_then(|task| text(self.sort.column, task));
                self.directed(head.unwrap_or_else(|| beyond().map_or(0, |text| piece(text, at))))
            }
            Level::Newness => match self.digests.get(index).and_then(Digest::created_seconds) {
                Some(seconds) => !ordered(seconds),
                None => u64::MAX,
            },
            Level::Key(at) => self.tasks.get(index).map_or(0, |task| exact_piece(task.key.as_str(), at)),
        }
    }

    /// Turns a number round where the order is turned round; twice gives it back.
    fn directed(&self, number: u64) -> u64 {
        if self.sort.descending { !number } else { number }
    }

    /// Each task's first number, ascending, in the snapshot's order; `None` where the task has no value.
    fn places(&mut self, now_seconds: i64) -> Vec<Option<u64>> {
        let share = |of: fn(&Digest) -> Share| self.digests.iter().map(|digest| ratio(of(digest))).collect();
        let count =
            |of: fn(&Digest) -> Option<i64>| self.digests.iter().map(|digest| of(digest).map(ordered)).collect();
        match self.sort.column {
            Column::Status => self.digests.iter().map(|digest| status(digest, self.sort.descending)).collect(),
            Column::Completion => share(Digest::completion),
            Column::AnswerRate => share(Digest::answer_share),
            Column::Done => count(|digest| digest.completion().part.filter(|_| !digest.completion().is_doubtful())),
            Column::Left => count(Digest::left),
            Column::Calls => count(|digest| digest.answer_share().whole.filter(|calls| *calls >= 0)),
            Column::Created => count(Digest::created_seconds),
            Column::Window => windows(&self.tasks, now_seconds),
            Column::Name | Column::Strategy => {
                let mut places = Vec::with_capacity(self.tasks.len());
                let look = |task: &Task| {
                    let head = text(self.sort.column, task).map(head);
                    places.push(head.map(|[first, ..]| first));
                    self.heads.push(head.unwrap_or_default());
                };
                warm::each(self.tasks.iter().copied(), |task| task, look);
                places
            }
        }
    }
}

/// The text that a column sorts by, for columns that sort by text.
fn text(column: Column, task: &Task) -> Option<&str> {
    match column {
        Column::Name => Some(task.display_name()),
        Column::Strategy => task.texts.strategy().filter(|text| !text.trim().is_empty()),
        _ => None,
    }
}

/// A signed number as an unsigned one in the same order.
fn ordered(value: i64) -> u64 {
    value.cast_unsigned() ^ (1 << 63)
}

/// A ratio in 0..=1 as a number: the bits of such ratios are in the ratios' order.
fn ratio(share: Share) -> Option<u64> {
    share.ratio().map(f64::to_bits)
}

/// Live statuses first, and within a status the most work left. Turned round, only the statuses are: what is live still
/// shows its largest task first.
fn status(digest: &Digest, descending: bool) -> Option<u64> {
    const LEFT_BITS: u32 = 60;
    const MOST_LEFT: u64 = (1 << LEFT_BITS) - 1;
    let rank = match digest.status {
        2 => 0,
        5 => 1,
        1 => 2,
        4 => 3,
        6 => 4,
        3 => 5,
        _ => return None,
    };
    let left = digest
        .left()
        .and_then(|left| u64::try_from(left).ok())
        .map_or(MOST_LEFT, |left| MOST_LEFT - 1 - left.min(MOST_LEFT - 1));
    let within = if descending { MOST_LEFT - left } else { left };
    Some(rank << LEFT_BITS | within)
}

/// Open windows first, those that shut soonest in front; then closed ones, those that open soonest in front. Tasks with
/// equal settings share a window, and walking through a window's week is dear, so each is walked once.
fn windows(tasks: &[&Task], now_seconds: i64) -> Vec<Option<u64>> {
    const NEVER: u64 = (1 << 63) - 1;
    let seconds = |seconds: Option<i64>| seconds.and_then(|it| u64::try_from(it).ok()).unwrap_or(NEVER);
    let mut walked: HashMap<*const DialWindow, Option<u64>> = HashMap::new();
    let mut place = |window: &Arc<DialWindow>| {
        *walked.entry(Arc::as_ptr(window)).or_insert_with(|| match window.state_at(now_seconds) {
            WindowState::Open { shuts_in_seconds } => Some(seconds(shuts_in_seconds)),
            WindowState::Closed { opens_in_seconds } => Some(1 << 63 | seconds(opens_in_seconds)),
            WindowState::Unknown => None,
        })
    };
    tasks.iter().map(|task| place(&task.window)).collect()
}

#[cfg(test)]
mod tests;
