//! The view of why a task dials or does not. Uses `history`.

use std::sync::Arc;

use super::overlay;
use crate::app::model::{Model, Overlay, TaskOnScreen};
use crate::history::Why;

/// Opens it for the open or selected task.
pub(super) fn open(model: &mut Model) {
    if let Some(task) = overlay::task_at_hand(model) {
        let why = Arc::new(judge(model, &task));
        overlay::open(model, Overlay::Why { task, why, scroll: 0 });
    }
}

/// Judges anew after a reading.
pub(super) fn renew(_model: &mut Model) {}

fn judge(model: &Model, task: &TaskOnScreen) -> Why {
    let offset = model.offset_for(Some(&task.task));
    Why::of(&task.task, model.history.task(&task.task.key), model.history.fleet(), model.now.unix_ms, offset)
}
