//! Where a task comes from: ids, scene, time of creation; and what of its row is doubtful. Uses `domain` and `app`.

use crate::app::Model;
use crate::domain::time::span_label;
use crate::domain::{ApiTime, Task};
use crate::view::hours;
use crate::view::sheet::Sheet;

/// Writes the sections "task" and "doubtful".
pub(super) fn write(task: &Task, model: &Model, sheet: &mut Sheet<'_>) {
    sheet.heading("TASK");
    sheet.field("created", &created(task, model));
    sheet.field("scene", task.texts.scene_id().unwrap_or_default());
    sheet.field("userTaskID", task.texts.user_task_id().unwrap_or_default());
    sheet.field("taskID", task.texts.task_id().unwrap_or_default());
    if task.issues.is_empty() {
        return;
    }
    sheet.heading("DOUBTFUL");
    for issue in &task.issues {
        sheet.entry(&issue.to_string());
    }
}

fn created(task: &Task, model: &Model) -> String {
    let Some(made) = task.created.and_then(ApiTime::unix_seconds) else {
        return String::new();
    };
    let age = model.now.unix_seconds().saturating_sub(made);
    let moment = hours::moment(made, model.offset_for(Some(task)));
    if age >= 0 { format!("{moment}, {} ago", span_label(age)) } else { moment }
}
