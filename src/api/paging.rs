//! Which page to ask for next and when a sweep is over, without doing any input or output itself. Uses `page` and
//! `domain`.
//!
//! The reference leaves open how a list ends, whether `totalCount` can be trusted and in which order rows come, and rows
//! move between pages while tasks are made and deleted. So a sweep counts unique tasks, believes `totalCount` only as
//! long as it agrees with what came, and reads again, once, where rows may have slipped through between two pages.

mod ending;

use std::collections::HashMap;

use self::ending::{grouped, is_nameless, says_the_same};
use super::page::Row;
use crate::domain::TaskKey;

/// The most tasks that a sweep takes: ten times a large account. A server that never stops giving new ones would fill the
/// memory long before the cap on pages.
const MOST_TASKS: u64 = 1_000_000;

/// How often a list whose rows keep moving is read again as a whole.
const MOST_WHOLE_MENDS: u8 = 4;

/// How a sweep ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SweepEnd {
    /// Whether the whole list was read, as far as can be told.
    pub complete: bool,
    /// How many tasks the server counts beyond those that it gave. May be above zero in a complete sweep: the count of
    /// some servers includes tasks that they never list.
    pub missing: u64,
    /// What a person should know about the sweep, in one sentence without a full stop.
    pub note: Option<String>,
}

/// Why the list is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// For the first time.
    First,
    /// Again from the front, as long as pages bring new tasks: rows were pushed back while reading.
    MendFront,
    /// Again as a whole: rows moved over page boundaries while reading, or a page in the middle was empty.
    MendAll,
}

/// One sweep over a list. Ask for [`Pager::next_page`], give the reply to [`Pager::feed`], until [`Pager::end`] is there.
///
/// Whatever the replies say, a sweep ends after at most `max_pages` of them.
#[derive(Debug)]
pub struct Pager {
    size: u32,
    max_pages: u32,
    most_tasks: u64,
    mends: bool,
    pass: Pass,
    pass_number: u8,
    page: u32,
    asked: u32,
    /// Every task of the sweep with the last pass that it was seen in.
    seen: HashMap<TaskKey, u8>,
    unique_in_pass: u64,
    unreadable_in_pass: u64,
    unreadable: u64,
    largest_page: usize,
    /// The rows of the last page that have no id.
    nameless: Vec<Row>,
    /// Pages in a row that brought nothing new to this pass.
    barren: u8,
    empty_in_pass: bool,
    hole: bool,
    repeats: bool,
    /// How often a task came twice in a pass. Each row that moves to an earlier page pushes one other out of sight.
    moves: u64,
    whole_mends: u8,
    total: Option<u64>,
    /// The total when the newest pass began.
    total_before_pass: Option<u64>,
    total_distrusted: bool,
    /// The `totalCount` that could not be right.
    odd_total: Option<i64>,
    total_fell: bool,
    end: Option<SweepEnd>,
}

impl Pager {
    /// A sweep with pages of `size` rows (at least 1) that ends after `max_pages` replies (at least 1) at the latest.
    pub fn new(size: u32, max_pages: u32) -> Self {
        Self {
            size: size.max(1),
            max_pages: max_pages.max(1),
            most_tasks: MOST_TASKS,
            mends: true,
            pass: Pass::First,
            pass_number: 0,
            page: 1,
            asked: 0,
            seen: HashMap::new(),
            unique_in_pass: 0,
            unreadable_in_pass: 0,
            unreadable: 0,
            largest_page: 0,
            nameless: Vec::new(),
            barren: 0,
            empty_in_pass: false,
            hole: false,
            repeats: false,
            moves: 0,
            whole_mends: 0,
            total: None,
            total_before_pass: None,
            total_distrusted: false,
            odd_total: None,
            total_fell: false,
            end: None,
        }
    }

    /// Never reads anything again: for lists that are swept again soon anyway.
    #[must_use]
    pub fn without_mending(mut self) -> Self {
        self.mends = false;
        self
    }

    /// The page to ask for, from 1; `None` once the sweep is over.
    pub fn next_page(&self) -> Option<u32> {
        self.end.is_none().then_some(self.page)
    }

    /// Rows per page to ask for.
    pub fn size(&self) -> u32 {
        self.size
    }

    /// How the sweep ended; `None` while it goes on.
    pub fn end(&self) -> Option<&SweepEnd> {
        self.end.as_ref()
    }

    /// How many pages the list has by the newest trusted `totalCount`.
    pub fn pages_estimate(&self) -> Option<u32> {
        let rows = (self.largest_page as u64).max(1);
        self.total.map(|total| u32::try_from(total.div_ceil(rows)).unwrap_or(u32::MAX).max(1))
    }

    /// The newest `totalCount`, as long as it can be trusted.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// How many different tasks came.
    pub fn tasks(&self) -> u64 {
        self.seen.len() as u64
    }

    /// How many rows could not be read at all.
    pub fn unreadable(&self) -> u64 {
        self.unreadable
    }

    /// How many replies were taken.
    pub fn pages_read(&self) -> u32 {
        self.asked
    }

    /// Whether pages are being read again to find rows that slipped through.
    pub fn is_mending(&self) -> bool {
        self.pass != Pass::First
    }

    /// Begins again at page 1 with smaller pages, remembering which tasks came.
    pub fn restart_with_size(&mut self, size: u32) {
        if self.end.is_none() {
            self.size = size.max(1);
            self.begin_pass(self.pass);
        }
    }

    /// Takes the reply for [`Pager::next_page`] and returns the indices of the rows whose task came for the first time
    /// in this sweep. Rows that are not among them are newer readings of known tasks.
    pub fn feed(&mut self, rows: &[Row], total: Option<i64>) -> Vec<usize> {
        if self.end.is_some() {
            return Vec::new();
        }
        self.asked = self.asked.saturating_add(1);
        self.largest_page = self.largest_page.max(rows.len());
        let before = self.unique_in_pass;
        let repeats = self.repeats_nameless(rows);
        let new = self.count(rows, repeats);
        self.weigh_total(total);
        self.advance(rows.len(), self.unique_in_pass > before, !new.is_empty());
        new
    }

    /// Whether the rows without an id are those of the page before. Their keys cannot tell: they are made of the page's
    /// number, so that a server that ignores it would seem to give new tasks for ever.
    fn repeats_nameless(&mut self, rows: &[Row]) -> bool {
        let nameless: Vec<Row> = rows.iter().filter(|row| is_nameless(row)).cloned().collect();
        let repeats = self.page > 1
            && nameless.len() == self.nameless.len()
            && nameless.iter().zip(&self.nameless).all(|(a, b)| says_the_same(a, b));
        self.nameless = nameless;
        repeats
    }

    fn count(&mut self, rows: &[Row], skips_nameless: bool) -> Vec<usize> {
        let mut new = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            match row {
                row if skips_nameless && is_nameless(row) => {}
                Row::Unreadable(_) => self.unreadable_in_pass += 1,
                Row::Task(task) => match self.seen.get_mut(&task.key) {
                    Some(pass) if *pass == self.pass_number => self.moves += 1,
                    Some(pass) => {
                        *pass = self.pass_number;
                        self.unique_in_pass += 1;
                    }
                    None => {
                        self.seen.insert(task.key.clone(), self.pass_number);
                        self.unique_in_pass += 1;
                        new.push(index);
                    }
                },
            }
        }
        // Unreadable rows have no identity, so a second reading of them must not count twice.
        self.unreadable = self.unreadable.max(self.unreadable_in_pass);
        new
    }

    fn gathered_in_pass(&self) -> u64 {
        self.unique_in_pass + self.unreadable_in_pass
    }

    fn weigh_total(&mut self, total: Option<i64>) {
        let Some(total) = total.filter(|_| !self.total_distrusted) else {
            return;
        };
        let sane = u64::try_from(total).ok();
        if let (Some(old), Some(new)) = (self.total, sane) {
            self.total_fell |= new < old;
        }
        self.total = sane.filter(|total| *total >= self.gathered_in_pass());
        self.total_distrusted = self.total.is_none();
        self.odd_total = Some(total).filter(|_| self.total_distrusted);
    }

    fn advance(&mut self, rows: usize, fresh_in_pass: bool, new: bool) {
        let empty = rows == 0;
        self.barren = if fresh_in_pass { 0 } else { self.barren.saturating_add(1) };
        self.hole |= self.empty_in_pass && fresh_in_pass;
        self.empty_in_pass |= empty;
        let stuck = self.barren >= 2;
        let over = match (self.pass, self.total) {
            (Pass::MendFront, _) => !new || self.missing() == 0,
            (_, Some(total)) => {
                let in_the_middle = self.pages_estimate().is_some_and(|pages| self.page < pages);
                (self.gathered_in_pass() >= total && !self.may_count_the_page(rows, total))
                    || stuck
                    || (empty && !in_the_middle)
            }
            (_, None) => stuck || empty || self.is_short(rows),
        };
        if over {
            self.repeats |= stuck && !empty;
            self.close_pass();
        } else if self.asked >= self.max_pages {
            self.finish_at_cap();
        } else if self.tasks() + self.unreadable >= self.most_tasks {
            self.finish_early(format!("Stopped at {} tasks, so tasks may be missing", grouped(self.most_tasks)));
        } else {
            self.page = self.page.saturating_add(1);
        }
    }

    /// Whether a total may be the number of rows in the page: the first page is full and its rows are all there is. What
    /// the total counts is not documented, and one more request tells.
    fn may_count_the_page(&self, rows: usize, total: u64) -> bool {
        self.page == 1 && self.asked < self.max_pages && rows as u64 == total && rows >= self.size as usize
    }

    /// A page with fewer rows than pages hold. A server may cap the size: from the second page on, the largest page seen
    /// is what pages hold.
    fn is_short(&self, rows: usize) -> bool {
        rows < if self.page == 1 { self.size as usize } else { self.largest_page }
    }

    fn missing(&self) -> u64 {
        self.total.map_or(0, |total| total.saturating_sub(self.tasks() + self.unreadable))
    }

    /// The missing tasks that were there when the newest pass began. What was created while the list was read again is
    /// for the next sweep: nobody can outrun a growing list.
    fn missing_from_before(&self) -> u64 {
        let created_since = match (self.pass, self.total, self.total_before_pass) {
            (Pass::First, ..) => 0,
            (_, Some(now), Some(before)) => now.saturating_sub(before),
            _ => 0,
        };
        self.missing().saturating_sub(created_since)
    }

    /// Whether rows that moved can have hidden the missing ones. A server whose count is simply too high is not read again
    /// for it.
    fn may_have_slipped(&self, missing: u64) -> bool {
        (1..=self.moves).contains(&missing)
    }

    fn close_pass(&mut self) {
        let missing = self.missing_from_before();
        let mend = match self.pass {
            _ if !self.mends => None,
            Pass::First if self.total_fell || (self.hole && missing > 0) => Some(Pass::MendAll),
            Pass::First if missing > 0 => Some(Pass::MendFront),
            Pass::MendFront | Pass::MendAll if self.may_have_slipped(missing) => {
                (self.whole_mends < MOST_WHOLE_MENDS).then_some(Pass::MendAll)
            }
            _ => None,
        };
        match mend {
            Some(_) if self.asked >= self.max_pages => self.finish_at_cap(),
            Some(pass) => self.begin_pass(pass),
            None => self.finish(),
        }
    }

    fn begin_pass(&mut self, pass: Pass) {
        self.whole_mends += u8::from(pass == Pass::MendAll);
        self.pass = pass;
        self.pass_number = self.pass_number.wrapping_add(1);
        self.total_before_pass = self.total;
        self.page = 1;
        self.unique_in_pass = 0;
        self.unreadable_in_pass = 0;
        self.barren = 0;
        self.empty_in_pass = false;
    }
}

#[cfg(test)]
mod tests;
