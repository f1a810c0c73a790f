//! The cursor of the task table: it follows its task when rows move, and the screen moves as little as it can. Uses
//! `domain`, `model` and `rows`.

use std::sync::Arc;

use super::model::{List, Model};
use super::rows::Choice;
use crate::domain::{Snapshot, Task, TaskKey};
use crate::history::History;

impl List {
    /// The first row to draw where so many rows fit: the cursor is on screen and the last page is full.
    pub fn offset_for(&self, screen_rows: usize) -> usize {
        if screen_rows == 0 {
            return self.offset.min(self.cursor);
        }
        let lowest = (self.cursor + 1).saturating_sub(screen_rows);
        let last_page = self.rows.len().saturating_sub(screen_rows);
        self.offset.min(last_page).clamp(lowest, self.cursor)
    }

    /// Puts the cursor on a row, or on the last one where there are fewer.
    pub(super) fn move_to(&mut self, row: usize, snapshot: &Snapshot, screen_rows: usize) {
        self.has_moved = true;
        self.cursor = row.min(self.rows.len().saturating_sub(1));
        self.settle(snapshot, screen_rows);
    }

    /// Makes the rows anew where anything changed, and puts the cursor back on its task.
    pub(super) fn project(&mut self, snapshot: &Snapshot, history: &History, now_seconds: i64, screen_rows: usize) {
        let before = self.rows.index_at(self.cursor);
        let (statuses, filter, sort) = (self.statuses, &self.filter.filter, self.sort);
        let choice = Choice { statuses, filter, sort, history, now_seconds };
        if !self.rows.project(snapshot, choice) {
            return;
        }
        let row = self
            .selected
            .as_ref()
            .filter(|_| self.has_moved)
            .and_then(|key| index_of(snapshot, key, before))
            .and_then(|index| self.rows.row_of(index));
        let screen_row = self.cursor.saturating_sub(self.offset);
        self.cursor = match row {
            Some(row) => row,
            None if self.has_moved => self.cursor.min(self.rows.len().saturating_sub(1)),
            None => 0,
        };
        // Where the top of the list was on screen it stays there, as far as the cursor allows.
        if self.offset > 0 {
            self.offset = self.cursor.saturating_sub(screen_row);
        }
        self.settle(snapshot, screen_rows);
    }

    /// Reads the selected task off the cursor and brings the cursor on screen.
    fn settle(&mut self, snapshot: &Snapshot, screen_rows: usize) {
        let task = self.rows.index_at(self.cursor).and_then(|index| snapshot.tasks.get(index));
        self.selected = task.map(|task| task.key.clone());
        self.offset = self.offset_for(screen_rows);
    }
}

impl Model {
    /// Brings the rows up to date with everything that decides them.
    pub(super) fn project(&mut self) {
        self.list.project(&self.feed.snapshot, &self.history, self.now.unix_seconds(), self.drawn.list_rows);
    }

    /// Puts the cursor on a row.
    pub(super) fn move_cursor_to(&mut self, row: usize) {
        self.list.move_to(row, &self.feed.snapshot, self.drawn.list_rows);
    }
}

/// Where a task stands in the snapshot. `guess` is where it stood before: mostly still right, and then the other 99,999
/// need not be looked at.
fn index_of(snapshot: &Snapshot, key: &TaskKey, guess: Option<usize>) -> Option<usize> {
    let is_it = |task: &Arc<Task>| task.key == *key;
    guess
        .filter(|index| snapshot.tasks.get(*index).is_some_and(is_it))
        .or_else(|| snapshot.tasks.iter().position(is_it))
}

/// The newest reading of a task, where the snapshot has it.
pub(super) fn find<'a>(snapshot: &'a Snapshot, key: &TaskKey) -> Option<&'a Arc<Task>> {
    snapshot.tasks.iter().find(|task| task.key == *key)
}
