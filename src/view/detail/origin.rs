//! Where a task comes from: ids, scene, time of creation; and what of its row is doubtful. Uses `domain` and `app`.

use crate::app::Model;
use crate::domain::time::span_label;
use crate::domain::{ApiTime, Task};
use crate::view::hours;
use crate::view::sheet::Sheet;

/// Writes the sections "doubtful" and "task".
pub(super) fn write(task: &Task, model: &Model, sheet: &mut Sheet<'_>) {
    // In front of ids and names, which may be as long as they like.
    if !task.issues.is_empty() {
        sheet.heading("DOUBTFUL");
        for issue in &task.issues {
            sheet.entry(&issue.to_string());
        }
    }
    sheet.heading("TASK");
    sheet.field("created", &created(task, model));
    sheet.field("scene", task.texts.scene_id().unwrap_or_default());
    sheet.field("userTaskID", task.texts.user_task_id().unwrap_or_default());
    sheet.field("taskID", task.texts.task_id().unwrap_or_default());
}

fn created(task: &Task, model: &Model) -> String {
    let Some(made) = task.created.and_then(ApiTime::unix_seconds) else {
        return String::new();
    };
    let age = model.now.unix_seconds().saturating_sub(made);
    let moment = hours::moment(made, model.offset_for(Some(task)));
    if age >= 0 { format!("{moment}, {} ago", span_label(age)) } else { moment }
}
