//! The order of the rows. Uses `domain`, `history`, `column`, `digest`, `folded`, `halves`, `text_head` and `warm`.
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
use super::folded::{Folded, Texts};
use super::halves::{WORTH_A_THREAD, both};
use super::text_head::{PIECE_BYTES, goes_on, piece};
use super::warm;
use crate::domain::{ApiTime, DialWindow, Share, StartupType, Task, WindowState};
use crate::history::{Eta, History, TaskHistory};

/// A number to sort by, and the task's index.
type Slot = (u64, u32);

/// What a run of equal numbers is sorted by next.
#[derive(Debug, Clone, Copy)]
enum Level {
    /// The column's text from a byte on.
    Text(usize),
    /// Newest first.
    Newness,
    /// The key from a byte on.
    Key(usize),
}

/// Keys are told apart piece by piece up to here, as whole texts from there on.
const MOST_KEY_BYTES: usize = 256;

/// Rows are nearly in order where fewer than one in so many is smaller than the row before it.
const FEW_FALLS: usize = 64;

/// So many rows show whether the order before is nearly the new one.
const FIRST_LOOK: usize = 2048;

/// What is known of all tasks, each in the snapshot's order.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// Status and counts.
    pub(super) digests: &'a [Digest],
    /// Names without regard to case.
    pub(super) names: &'a dyn Texts,
    /// The tasks themselves.
    pub(super) tasks: &'a imbl::Vector<Arc<Task>>,
    /// How much each wants to be looked at, where rows are sorted by it.
    pub(super) attention: &'a [u64],
    /// What is known of the past.
    pub(super) history: &'a History,
}

/// Sorts all tasks. `order` holds the order from before, whole or not: rows that kept their places are then cheap to
/// sort, because a stable sort finds the long runs that are in order already.
pub(super) fn sort(order: &mut Vec<u32>, known: Known<'_>, sort: Sort, now_seconds: i64) {
    let digests = known.digests;
    let count = u32::try_from(digests.len()).unwrap_or(u32::MAX);
    order.retain(|index| *index < count);
    order.extend(u32::try_from(order.len()).unwrap_or(u32::MAX)..count);

    let read = text_of(sort.column).map(|read| texts(known.tasks, read));
    let texts: &dyn Texts = read.as_ref().map_or(known.names, |read| read);
    let sorter = Sorter::new(sort, known, texts, now_seconds);
    let slot = |index: u32| sorter.place(index as usize).map(|place| (sorter.directed(place), index));
    let mut known: Vec<Slot> = Vec::with_capacity(order.len());
    known.extend(order.iter().copied().take(FIRST_LOOK).filter_map(slot));
    if is_nearly_sorted(&known) {
        known.extend(order.iter().copied().skip(FIRST_LOOK).filter_map(slot));
    } else {
        // Another order before is of no use. The snapshot's own is quicker to begin with: all lies side by side.
        known.clear();
        known.extend((0..count).filter_map(slot));
    }
    let mut missing: Vec<Slot> = Vec::new();
    if known.len() < order.len() {
        missing.extend((0..count).filter(|index| slot(*index).is_none()).map(|index| (0, index)));
    }
    sorter.arrange(&mut known, if is_text(sort.column) { Level::Text(PIECE_BYTES) } else { Level::Newness });
    sorter.arrange(&mut missing, Level::Newness);
    order.clear();
    order.extend(known.iter().chain(&missing).map(|(_, index)| *index));
}

fn is_nearly_sorted(slots: &[Slot]) -> bool {
    let falls = slots.iter().zip(slots.iter().skip(1)).filter(|((a, _), (b, _))| a > b).count();
    falls <= slots.len() / FEW_FALLS
}

struct Sorter<'a> {
    sort: Sort,
    digests: &'a [Digest],
    tasks: &'a imbl::Vector<Arc<Task>>,
    /// For columns that sort by text.
    texts: &'a dyn Texts,
    /// For columns that neither a digest nor a text knows.
    places: Vec<Option<u64>>,
}

impl<'a> Sorter<'a> {
    fn new(sort: Sort, known: Known<'a>, texts: &'a dyn Texts, now_seconds: i64) -> Self {
        let Known { digests, tasks, attention, history, .. } = known;
        let of = |read: fn(&Task) -> Option<u64>| tasks.iter().map(|task| read(task)).collect();
        let of_past = |read: fn(&TaskHistory) -> Option<u64>| {
            let past = |task: &Task| if task.is_active() { history.task(&task.key) } else { None };
            tasks.iter().map(|task| past(task).and_then(read)).collect()
        };
        let places = match sort.column {
            Column::Window => windows(tasks, now_seconds),
            Column::Reach => of(|task| ratio(task.stat.reach())),
            Column::MaxCall => of(|task| task.max_call.map(ordered)),
            Column::Startup => of(startup),
            Column::Zone => of(|task| task.window.offset_seconds().map(|offset| ordered(offset.into()))),
            Column::Attention => attention.iter().copied().map(Some).collect(),
            Column::Trend => of_past(trend),
            Column::CallsPerMinute => of_past(|past| rate(past.rates.calls_per_minute)),
            Column::OrdersPerMinute => of_past(|past| rate(past.rates.orders_per_minute)),
            Column::RecentAnswers => of_past(recent_answers),
            Column::Eta => of_past(|past| expected_end(&past.eta)),
            _ => Vec::new(),
        };
        Self { sort, digests, tasks, texts, places }
    }

    /// Sorts slots by their numbers, and runs of equal numbers by the levels from `next` on. The stable sort is
    /// quickest on rows that are nearly in order, as after a page; the other one on all else. Ties are broken below, so
    /// either will do, in halves or whole.
    fn arrange(&self, slots: &mut [Slot], next: Level) {
        if is_nearly_sorted(slots) {
            slots.sort_by_key(|(number, _)| *number);
        } else if slots.len() < WORTH_A_THREAD {
            slots.sort_unstable_by_key(|(number, _)| *number);
        } else {
            let (left, _, right) = slots.select_nth_unstable_by_key(slots.len() / 2, |(number, _)| *number);
            let sort = |half: &mut [Slot]| half.sort_unstable_by_key(|(number, _)| *number);
            both(|| sort(left), || sort(right));
        }
        if slots.len() < WORTH_A_THREAD {
            return self.arrange_runs(slots, next);
        }
        let at_middle = slots.get(slots.len() / 2).map(|(number, _)| *number);
        let run_start = slots.partition_point(|(number, _)| Some(*number) < at_middle);
        let (left, right) = slots.split_at_mut(run_start);
        both(|| self.arrange_runs(left, next), || self.arrange_runs(right, next));
    }

    /// Sorts runs of equal numbers by the levels from `next` on.
    fn arrange_runs(&self, slots: &mut [Slot], next: Level) {
        for run in slots.chunk_by_mut(|(a, _), (b, _)| a == b).filter(|run| run.len() > 1) {
            let shared = run.first().map_or(0, |(number, _)| *number);
            let next = match next {
                Level::Text(_) if !goes_on(self.directed(shared)) => Level::Newness,
                Level::Key(at) if at > 0 && (at >= MOST_KEY_BYTES || !goes_on(shared)) => {
                    let key = |index: u32| self.tasks.get(index as usize).map(|task| task.key.as_str());
                    run.sort_by_key(|(_, index)| key(*index));
                    continue;
                }
                next => next,
            };
            self.arrange_from(run, next);
        }
    }

    /// Gives slots the numbers of a level, and sorts them by it and those after it.
    fn arrange_from(&self, slots: &mut [Slot], level: Level) {
        let next = match level {
            Level::Text(at) => {
                let at = self.texts.alike_up_to(&mut slots.iter().map(|(_, index)| *index as usize), at);
                for (number, index) in slots.iter_mut() {
                    *number = self.directed(self.texts.piece(*index as usize, at).unwrap_or(0));
                }
                Level::Text(at + PIECE_BYTES)
            }
            Level::Newness => {
                for (number, index) in slots.iter_mut() {
                    let created = self.digests.get(*index as usize).and_then(Digest::created_seconds);
                    *number = created.map_or(u64::MAX, |seconds| !ordered(seconds));
                }
                Level::Key(0)
            }
            Level::Key(at) => {
                for (number, index) in slots.iter_mut() {
                    let key = self.tasks.get(*index as usize).map(|task| task.key.as_str());
                    *number = piece(key.unwrap_or_default().as_bytes(), at);
                }
                Level::Key(at + PIECE_BYTES)
            }
        };
        self.arrange(slots, next);
    }

    /// Turns a number round where the order is turned round; twice gives it back.
    fn directed(&self, number: u64) -> u64 {
        if self.sort.descending { !number } else { number }
    }

    /// A task's first number, ascending; `None` where the task has no value.
    fn place(&self, index: usize) -> Option<u64> {
        let digest = self.digests.get(index)?;
        match self.sort.column {
            Column::Status => status(digest, self.sort.descending),
            Column::Completion => ratio(digest.completion()),
            Column::AnswerRate => ratio(digest.answer_share()),
            Column::Done => digest.completion().part.filter(|_| !digest.completion().is_doubtful()).map(ordered),
            Column::Left => digest.left().map(ordered),
            Column::Calls => digest.answer_share().whole.filter(|calls| *calls >= 0).map(ordered),
            Column::Created => digest.created_seconds().map(ordered),
            Column::Answered => {
                digest.answer_share().part.filter(|_| !digest.answer_share().is_doubtful()).map(ordered)
            }
            Column::Attempts => attempts(digest),
            Column::Window
            | Column::Reach
            | Column::MaxCall
            | Column::Startup
            | Column::Zone
            | Column::Attention
            | Column::Trend
            | Column::CallsPerMinute
            | Column::OrdersPerMinute
            | Column::RecentAnswers
            | Column::Eta => self.places.get(index).copied().flatten(),
            Column::Name | Column::Strategy | Column::Scene | Column::Id => self.texts.piece(index, 0),
        }
    }
}

fn is_text(column: Column) -> bool {
    column == Column::Name || text_of(column).is_some()
}

/// How a text of a task is read.
type ReadText = fn(&Task) -> Option<&str>;

/// The text that a column sorts by, but for the name, which is known already.
fn text_of(column: Column) -> Option<ReadText> {
    match column {
        Column::Strategy => Some(|task| task.texts.strategy()),
        Column::Scene => Some(|task| task.texts.scene_id()),
        Column::Id => Some(|task| task.texts.task_id().or_else(|| task.texts.user_task_id())),
        _ => None,
    }
}

/// A text of every task. To wait for memory is most of the work, and two cores wait side by side.
fn texts(tasks: &imbl::Vector<Arc<Task>>, read: ReadText) -> Folded {
    let tasks: Vec<&Task> = tasks.iter().map(Arc::as_ref).collect();
    if tasks.len() < WORTH_A_THREAD {
        return take_down(&tasks, read);
    }
    let (left, right) = tasks.split_at(tasks.len() / 2);
    let (more, mut texts) = both(|| take_down(right, read), || take_down(left, read));
    texts.append(&more.unwrap_or_default());
    texts
}

fn take_down(tasks: &[&Task], read: ReadText) -> Folded {
    let mut texts = Folded::with_capacity(tasks.len());
    let look = |task: &Task| texts.push(read(task).filter(|text| !text.trim().is_empty()));
    warm::each(tasks.iter().copied(), |task| task, look);
    texts
}

/// Those with a time first, by it; then those that start at once, then those that somebody starts.
fn startup(task: &Task) -> Option<u64> {
    const NO_TIME: u64 = u64::MAX - 3;
    let at = task.startup_at.and_then(ApiTime::unix_seconds);
    Some(match task.startup_type? {
        StartupType::Scheduled => at.map_or(NO_TIME, |at| ordered(at).min(NO_TIME)),
        StartupType::Immediate => NO_TIME + 1,
        StartupType::Manual => NO_TIME + 2,
        StartupType::Unknown(_) => NO_TIME + 3,
    })
}

/// A signed number as an unsigned one in the same order.
fn ordered(value: i64) -> u64 {
    value.cast_unsigned() ^ (1 << 63)
}

/// A ratio in 0..=1 as a number: the bits of such ratios are in the ratios' order.
fn ratio(share: Share) -> Option<u64> {
    share.ratio().map(f64::to_bits)
}

/// A rate, which is never negative, as a number in the same order.
fn rate(rate: Option<f64>) -> Option<u64> {
    rate.filter(|rate| *rate >= 0.0).map(f64::to_bits)
}

/// A recent answer rate; one of too few calls is none.
fn recent_answers(past: &TaskHistory) -> Option<u64> {
    let answers = past.rates.recent_answers;
    if answers.is_small() { None } else { rate(answers.ratio()) }
}

/// Calls for each finished order.
fn attempts(digest: &Digest) -> Option<u64> {
    let (finished, calls) = (digest.completion().part?, digest.answer_share().whole?);
    let can_divide = finished > 0 && calls >= 0 && !digest.completion().is_doubtful();
    can_divide.then(|| (calls as f64 / finished as f64).to_bits())
}

/// The likely end; after those the tasks whose end is open, and those that never end.
fn expected_end(eta: &Eta) -> Option<u64> {
    const OPEN_END: u64 = u64::MAX - 2;
    match eta {
        Eta::Range(range) if range.if_resumed => None,
        Eta::Range(range) if range.is_tail => Some(OPEN_END),
        Eta::Range(range) => Some(ordered(range.likely).min(OPEN_END - 1)),
        Eta::Never(_) => Some(OPEN_END + 1),
        Eta::Unknown(_) | Eta::NotDialling | Eta::Idle => None,
    }
}

/// How the pace now compares with that of the last hour; small where the task slowed down.
fn trend(past: &TaskHistory) -> Option<u64> {
    let known = past.spark.iter().flatten();
    let (sum, count) = known.fold((0.0, 0.0), |(sum, count), figure| (sum + f64::from(*figure), count + 1.0));
    let hour = sum / count;
    rate(past.rates.calls_per_minute.filter(|_| hour > 0.0).map(|now| now / hour))
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
fn windows(tasks: &imbl::Vector<Arc<Task>>, now_seconds: i64) -> Vec<Option<u64>> {
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
