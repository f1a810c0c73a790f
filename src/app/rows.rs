//! The rows after filter and sort, as indices into the snapshot. Uses `domain`, `history`, `attention`, `digest`,
//! `filter`, `order` and `shelf`.
//!
//! Three things are kept between projections, so that a key press at 100,000 tasks touches little memory: a digest of
//! each task's status and counts, the sorted order, and which tasks the typed filter lets through. A status key needs
//! the digests only; a letter more in the filter line looks only at tasks that matched before.

use std::sync::Arc;

use super::attention::Attention;
use super::column::{Column, Sort};
use super::digest::Digest;
use super::filter::Filter;
use super::model::{StatusFilter, Totals};
use super::order;
use super::shelf::Shelf;
use super::warm;
use crate::domain::{Snapshot, Task};
use crate::history::History;

/// Everything that decides which rows are visible and in which order, beside the snapshot.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a> {
    /// Which statuses are shown.
    pub statuses: StatusFilter,
    /// The typed filter.
    pub filter: &'a Filter,
    /// The order.
    pub sort: Sort,
    /// What is known of the past: paces, alerts, expected ends.
    pub history: &'a History,
    /// The wall clock in seconds since 1970, for ages and dial windows.
    pub now_seconds: i64,
}

/// The visible rows: made anew only when the snapshot, the filter or the sort changed.
#[derive(Debug, Default)]
pub struct Rows {
    visible: Vec<u32>,
    totals: Totals,
    status_counts: [u32; 7],
    revision: Option<u64>,
    /// The revision of the history that the digests and the order are made of.
    history_revision: Option<u64>,
    attention: Attention,
    digests: Vec<Digest>,
    shelf: Shelf,
    order: Vec<u32>,
    order_for: Option<Sort>,
    matching: Vec<bool>,
    matching_for: Option<Filter>,
    visible_for: Option<StatusFilter>,
}

impl Rows {
    /// How many rows are visible.
    pub fn len(&self) -> usize {
        self.visible.len()
    }

    /// Whether no row is visible.
    pub fn is_empty(&self) -> bool {
        self.visible.is_empty()
    }

    /// The snapshot's index of a visible row.
    pub fn index_at(&self, row: usize) -> Option<usize> {
        self.visible.get(row).map(|index| *index as usize)
    }

    /// The visible row of a snapshot's index.
    pub fn row_of(&self, index: usize) -> Option<usize> {
        let index = u32::try_from(index).ok()?;
        self.visible.iter().position(|visible| *visible == index)
    }

    /// Sums over the visible rows.
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// How many tasks of the whole snapshot have each status: index 1 to 5 the API's numbers, 6 any other, 0 missing.
    pub fn status_counts(&self) -> [u32; 7] {
        self.status_counts
    }

    /// Makes the rows anew as far as anything changed since the last time, and tells whether it did.
    pub fn project(&mut self, snapshot: &Snapshot, choice: Choice<'_>) -> bool {
        let mut is_new = self.digest(snapshot, choice.history);
        let mut is_reordered = false;
        if self.order_for != Some(choice.sort) {
            if choice.sort.column == Column::Attention {
                self.attention.follow(&snapshot.tasks, &self.digests, choice.history, choice.now_seconds);
            } else {
                self.attention.forget();
            }
            let known = order::Known {
                digests: &self.digests,
                names: &self.shelf,
                tasks: &snapshot.tasks,
                attention: self.attention.places(),
                history: choice.history,
            };
            order::sort(&mut self.order, known, choice.sort, choice.now_seconds);
            self.order_for = Some(choice.sort);
            is_reordered = true;
        }
        is_new |= self.sift(snapshot, choice.filter, choice.now_seconds);
        is_new |= self.visible_for != Some(choice.statuses);
        if is_new || is_reordered {
            self.collect(choice.statuses, is_new);
        }
        is_new || is_reordered
    }

    /// Reads what every projection needs of a new snapshot, once.
    fn digest(&mut self, snapshot: &Snapshot, history: &History) -> bool {
        let past = Some(history.revision());
        let is_same_past = self.history_revision == past;
        if self.revision == Some(snapshot.revision) && self.digests.len() == snapshot.tasks.len() && is_same_past {
            return false;
        }
        self.history_revision = past;
        let digest = |task: &Arc<Task>| {
            let past = if Digest::runs(task) { history.task(&task.key) } else { None };
            Digest::of(task, past)
        };
        self.digests.clear();
        self.digests.extend(snapshot.tasks.iter().map(digest));
        self.shelf.follow(&snapshot.tasks);
        self.status_counts = [0; 7];
        for digest in &self.digests {
            if let Some(count) = self.status_counts.get_mut(usize::from(digest.status)) {
                *count += 1;
            }
        }
        self.revision = Some(snapshot.revision);
        self.order_for = None;
        self.matching_for = None;
        true
    }

    /// Applies the typed filter, to the tasks that matched before where it only got narrower.
    fn sift(&mut self, snapshot: &Snapshot, filter: &Filter, now_seconds: i64) -> bool {
        if self.matching_for.as_ref() == Some(filter) {
            return false;
        }
        let count = snapshot.tasks.len();
        let is_narrower = self.matching_for.as_ref().is_some_and(|before| filter.narrows(before));
        if filter.is_empty() {
            self.matching.clear();
            self.matching.resize(count, true);
        } else if filter.is_about_texts() && is_narrower {
            self.shelf.narrow(filter, &mut self.matching);
        } else if filter.is_about_texts() {
            self.shelf.search(filter, &mut self.matching);
        } else if is_narrower {
            let matching = snapshot.tasks.iter().zip(&mut self.matching).filter(|(_, matches)| **matches);
            let look = |(task, matches): (&Arc<Task>, &mut bool)| *matches = filter.matches(task, now_seconds);
            warm::each(matching, |(task, _)| task, look);
        } else {
            self.matching.clear();
            let look = |task: &Arc<Task>| self.matching.push(filter.matches(task, now_seconds));
            warm::each(snapshot.tasks.iter(), |task| task, look);
        }
        self.matching_for = Some(filter.clone());
        true
    }

    /// Joins order, filter and statuses, and adds up what is left where it may have changed.
    fn collect(&mut self, statuses: StatusFilter, adds_up: bool) {
        let shows = |digest: &Digest, matches: bool| matches && digest.is_shown_by(statuses);
        let seen = self.digests.iter().zip(&self.matching);
        if adds_up {
            self.totals = Totals::default();
            seen.clone().filter(|(digest, matches)| shows(digest, **matches)).for_each(|(digest, _)| {
                digest.add_to(&mut self.totals);
            });
        }
        // Along the order one looks here and there, so at bytes side by side rather than at digests.
        let shown: Vec<bool> = seen.map(|(digest, matches)| shows(digest, *matches)).collect();
        let is_shown = |index: &u32| shown.get(*index as usize).copied().unwrap_or(false);
        self.visible.clear();
        self.visible.extend(self.order.iter().copied().filter(is_shown));
        self.visible_for = Some(statuses);
    }
}

#[cfg(test)]
mod tests;
