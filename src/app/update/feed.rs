//! New data: the rows are made anew, the cursor and every open view stay with their tasks.

use std::sync::Arc;

use crate::app::json_lines;
use crate::app::model::{Model, Overlay, Screen, TaskOnScreen};
use crate::app::selection::find;
use crate::domain::{Feed, Snapshot};

pub(super) fn take(model: &mut Model, feed: Arc<Feed>) {
    let is_same_data = feed.snapshot.revision == model.feed.snapshot.revision
        && feed.snapshot.tasks.len() == model.feed.snapshot.tasks.len();
    model.feed = feed;
    model.project();
    if is_same_data {
        return;
    }
    let snapshot = &model.feed.snapshot;
    if let Screen::Detail { task, .. } = &mut model.screen {
        renew(task, snapshot);
    }
    for overlay in [&mut model.overlay, &mut model.under_help].into_iter().flatten() {
        match overlay {
            Overlay::WindowGrid { task, .. } => {
                renew(task, snapshot);
            }
            Overlay::RawJson { task, lines, .. } => {
                let is_new = renew(task, snapshot);
                if is_new {
                    *lines = json_lines::of(&task.task);
                }
            }
            _ => {}
        }
    }
}

/// Puts the newest reading under an open view, and tells whether the task itself changed. A task that left the board
/// stays open as it was last read.
fn renew(open: &mut Arc<TaskOnScreen>, snapshot: &Snapshot) -> bool {
    match find(snapshot, &open.task.key) {
        Some(newest) => {
            let is_new = !Arc::ptr_eq(newest, &open.task);
            if is_new || open.is_gone {
                *open = Arc::new(TaskOnScreen { task: Arc::clone(newest), is_gone: false });
            }
            is_new
        }
        None => {
            if !open.is_gone {
                *open = Arc::new(TaskOnScreen { task: Arc::clone(&open.task), is_gone: true });
            }
            false
        }
    }
}
