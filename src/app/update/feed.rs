//! New data: the rows are made anew, the cursor and every open view stay with their tasks, and what changed on screen is
//! noted. While the display is frozen the newest data waits.

use std::collections::HashMap;
use std::sync::Arc;

use super::{alerts, why};
use crate::app::effect::Effect;
use crate::app::json_lines;
use crate::app::model::{Model, Overlay, Screen, TaskOnScreen};
use crate::app::selection::find;
use crate::domain::{Feed, Snapshot, Task, TaskKey};
use crate::history::Observed;

/// Takes what the poller published: onto the screen, or aside while that is frozen.
pub(super) fn take(model: &mut Model, feed: Arc<Feed>) -> Vec<Effect> {
    // Before anything is held back: what is remembered and what is wrong do not wait for a frozen screen.
    let Observed { record, mut transitions } = model.history.observe(&feed, model.now.unix_ms);
    alerts::hush(model, &mut transitions);
    match &mut model.pause {
        Some(pause) => pause.held = Some(feed),
        None => show(model, feed),
    }
    why::renew(model);
    alerts::renew(model);
    let announcement = (!transitions.is_empty()).then_some(Effect::Announce(transitions));
    record.map(Effect::Keep).into_iter().chain(announcement).collect()
}

/// Puts a published value on the screen.
pub(super) fn show(model: &mut Model, feed: Arc<Feed>) {
    let is_same_data = feed.snapshot.revision == model.feed.snapshot.revision
        && feed.snapshot.tasks.len() == model.feed.snapshot.tasks.len();
    let before = std::mem::replace(&mut model.feed, feed);
    model.project();
    if is_same_data {
        return;
    }
    note_changes(model, &before.snapshot);
    renew_views(model);
}

/// Brings the open views up to the newest reading of their tasks.
fn renew_views(model: &mut Model) {
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

/// Notes what changed of the tasks on screen since the snapshot before. Must come before the open views are renewed: the
/// open task still tells the reading before.
fn note_changes(model: &mut Model, before: &Snapshot) {
    let now = model.now;
    model.changes.tidy(now);
    if let Screen::Detail { task: open, .. } = &model.screen
        && let Some(newest) = find(&model.feed.snapshot, &open.task.key)
        && differs(&open.task, newest)
    {
        model.changes.note(&open.task.key, Some(Arc::clone(&open.task)), now);
    }
    let first = model.list.offset_for(model.drawn.list_rows);
    let rows = first..first.saturating_add(model.drawn.list_rows).min(model.list.rows.len());
    let mut strangers: HashMap<&TaskKey, &Arc<Task>> = HashMap::new();
    for row in rows {
        let Some((index, task)) = model.list.rows.index_at(row).and_then(|index| {
            let task = model.feed.snapshot.tasks.get(index)?;
            Some((index, task))
        }) else {
            continue;
        };
        // A row without an id is known by its place, where the next reading may find another task.
        if task.key.is_place() {
            continue;
        }
        match before.tasks.get(index) {
            Some(old) if Arc::ptr_eq(old, task) => {}
            Some(old) if old.key == task.key => {
                if differs(old, task) {
                    model.changes.note(&task.key, Some(Arc::clone(old)), now);
                }
            }
            // While the first sweep goes on, rows are only ever added at the end.
            None if !before.is_whole => {}
            _ => {
                strangers.insert(&task.key, task);
            }
        }
    }
    // Rows keep their places from page to page; only where a whole sweep put them in another order, or a task is new, the
    // list is searched, once for all of them.
    for old in &before.tasks {
        if strangers.is_empty() {
            return;
        }
        if let Some(task) = strangers.remove(&old.key)
            && differs(old, task)
        {
            model.changes.note(&task.key, Some(Arc::clone(old)), now);
        }
    }
    // Until a whole sweep has been read, every row is new only to us.
    if before.is_whole {
        for key in strangers.into_keys() {
            model.changes.note(key, None, now);
        }
    }
}

/// Whether two readings of a task differ in anything but the row's text.
fn differs(old: &Arc<Task>, new: &Arc<Task>) -> bool {
    !Arc::ptr_eq(old, new)
        && (old.stat != new.stat || old.status != new.status || old.texts != new.texts || old.max_call != new.max_call)
}
