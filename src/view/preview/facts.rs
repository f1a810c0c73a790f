//! The settings of a task in brief: dial window, dialling, flags, origin. Uses `domain` and `app`.

use ratatui::text::Line;

use crate::app::Model;
use crate::domain::text::mask_address;
use crate::domain::time::{span_label, zone_name};
use crate::domain::{ApiTime, Task};
use crate::view::cells::has_ended;
use crate::view::detail::{max_calls, on_and_off, start};
use crate::view::hours::{self, OtherClock};
use crate::view::sheet::Sheet;
use crate::view::theme::Theme;

/// Columns of the labels.
pub(super) const LABEL_COLUMNS: usize = 11;

/// All of it without headings, what is asked most in front: what has no room at the end is missed least.
pub(super) fn all(task: &Task, model: &Model, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut sheet = sheet(columns, theme);
    write_window(task, model, &mut sheet);
    write_dialling(task, model, &mut sheet);
    let (on, _) = on_and_off(&task.flags);
    sheet.field("flags", if on.is_empty() { "none on" } else { &on });
    sheet.field("created", &age(task, model).unwrap_or_default());
    sheet.lines
}

/// Whether the window is open and until when, in which zone, on which days and hours.
pub(super) fn window(task: &Task, model: &Model, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut sheet = sheet(columns, theme);
    write_window(task, model, &mut sheet);
    sheet.lines
}

/// How the task starts and dials.
pub(super) fn dialling(task: &Task, model: &Model, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut sheet = sheet(columns, theme);
    write_dialling(task, model, &mut sheet);
    sheet.field("callback", &task.callback_url.as_deref().map(mask_address).unwrap_or_default());
    sheet.lines
}

/// Which flags are on and which are off.
pub(super) fn flags(task: &Task, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut sheet = sheet(columns, theme);
    let (on, off) = on_and_off(&task.flags);
    sheet.field("on", &on);
    sheet.field_in("off", &off, theme.muted);
    sheet.lines
}

/// Where the task comes from.
pub(super) fn origin(task: &Task, model: &Model, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut sheet = sheet(columns, theme);
    sheet.field("created", &created(task, model));
    sheet.field("scene", task.texts.scene_id().unwrap_or_default());
    sheet.field("user id", task.texts.user_task_id().unwrap_or_default());
    sheet.field("task id", task.texts.task_id().unwrap_or_default());
    if !task.issues.is_empty() {
        let fields = if task.issues.len() == 1 { "field" } else { "fields" };
        sheet.field_in("doubtful", &format!("{} {fields}, told in the detail view", task.issues.len()), theme.warn);
    }
    sheet.lines
}

fn sheet(columns: usize, theme: &Theme) -> Sheet<'_> {
    Sheet::new(theme, columns).with_labels(LABEL_COLUMNS)
}

fn write_window(task: &Task, model: &Model, sheet: &mut Sheet<'_>) {
    let window = &task.window;
    let now = model.shown_seconds();
    match task.status {
        Some(status) if has_ended(task) => sheet.field("now", &format!("{status}: dials no more")),
        _ => {
            let (state, change) = hours::state_and_change(window, now, OtherClock::of(model));
            sheet.field("now", &state);
            if let Some(change) = change {
                sheet.field("until", &change);
            }
        }
    }
    let zone = match window.offset_seconds() {
        Some(there) => format!("{}, {} there", zone_name(there), hours::clock(now, there)),
        None => hours::zone(window),
    };
    sheet.field("zone", &zone);
    let times = hours::weekdays(window).zip(hours::hours(window)).map(|(days, hours)| format!("{days} {hours}"));
    sheet.field("hours", &times.unwrap_or_else(|| "unknown".to_owned()));
}

fn write_dialling(task: &Task, model: &Model, sheet: &mut Sheet<'_>) {
    sheet.field("starts", &start(task, model));
    sheet.field("max calls", &max_calls(task));
    sheet.field("strategy", task.texts.strategy().unwrap_or_default());
}

fn created(task: &Task, model: &Model) -> String {
    let Some(made) = task.created.and_then(ApiTime::unix_seconds) else {
        return String::new();
    };
    let moment = hours::moment(made, model.offset_for(Some(task)));
    age(task, model).map_or(moment.clone(), |age| format!("{moment}, {age}"))
}

fn age(task: &Task, model: &Model) -> Option<String> {
    let made = task.created.and_then(ApiTime::unix_seconds)?;
    let seconds = model.shown_seconds().saturating_sub(made);
    (seconds >= 0).then(|| format!("{} ago", span_label(seconds)))
}
