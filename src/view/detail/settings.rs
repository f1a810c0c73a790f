//! The settings of a task in human words: start, dial window, dialling, agents. Uses `domain` and `app`.

use crate::app::Model;
use crate::domain::text::mask_address;
use crate::domain::time::span_label;
use crate::domain::{DispatchType, ManualCall, StartupType, Task};
use crate::view::cells::has_ended;
use crate::view::hours::OtherClock;
use crate::view::number::thousands_or_dash;
use crate::view::sheet::Sheet;
use crate::view::{grid, hours};

/// Writes the section "dial window".
pub(super) fn write_window(task: &Task, model: &Model, sheet: &mut Sheet<'_>) {
    let window = &task.window;
    let now = model.shown_seconds();
    let unknown = || "unknown".to_owned();

    sheet.heading("DIAL WINDOW");
    sheet.field("now", &state(task, now, model));
    sheet.field("zone", &hours::zone(window));
    sheet.field("days", &hours::weekdays(window).unwrap_or_else(unknown));
    sheet.field("hours", &hours::hours(window).unwrap_or_else(unknown));
    if window.skipped_entries() > 0 {
        let skipped = format!("{} entries of the lists could not be read", window.skipped_entries());
        sheet.field_in("", &skipped, sheet.theme.warn);
    }
    sheet.gap();
    let week = grid::lines(window, now, sheet.columns, false, sheet.theme);
    sheet.lines.extend(week);
}

/// Whether the window is open, and until when; of a task that dials no more, only that.
fn state(task: &Task, now_seconds: i64, model: &Model) -> String {
    match task.status {
        Some(status) if has_ended(task) => format!("{status}: dials no more"),
        _ => hours::state(&task.window, now_seconds, OtherClock::of(model)),
    }
}

/// Writes the section "dialling".
pub(super) fn write_dialling(task: &Task, model: &Model, sheet: &mut Sheet<'_>) {
    sheet.heading("DIALLING");
    sheet.field("strategy", task.texts.strategy().unwrap_or_default());
    sheet.field("starts", &start(task, model));
    sheet.field("max calls", &max_calls(task));
    if let Some(seconds) = task.max_ring_seconds {
        sheet.field("rings for", &format!("at most {}", span_label(seconds)));
    }
    if let Some(route) = &task.route_id {
        sheet.field("route", route);
    }
    sheet.field("callback", &task.callback_url.as_deref().map(mask_address).unwrap_or_default());
    agents(task.manual_call.as_deref(), sheet);
}

/// `maxCall` in words; empty where it is not given.
pub(in crate::view) fn max_calls(task: &Task) -> String {
    match task.max_call {
        Some(_) => format!("{} at a time", thousands_or_dash(task.max_call)),
        None => String::new(),
    }
}

/// How and when a task starts, in words; empty where nothing is known.
pub(in crate::view) fn start(task: &Task, model: &Model) -> String {
    let at = task.startup_at.and_then(crate::domain::ApiTime::unix_seconds);
    let moment = at.map(|at| {
        let there = task.window.offset_seconds().unwrap_or(model.local_offset_seconds);
        hours::both(&hours::moment(at, there), at, there, OtherClock::of(model))
    });
    match (task.startup_type, moment) {
        (None, None) => String::new(),
        (None, Some(moment)) => moment,
        (Some(StartupType::Manual), _) => "manually: somebody starts it".to_owned(),
        (Some(StartupType::Immediate), _) => "immediately".to_owned(),
        (Some(StartupType::Scheduled), None) => "scheduled, but no time is given".to_owned(),
        (Some(StartupType::Scheduled), Some(moment)) => format!("scheduled, {moment}"),
        (Some(other), None) => other.to_string(),
        (Some(other), Some(moment)) => format!("{other}, {moment}"),
    }
}

fn agents(manual_call: Option<&ManualCall>, sheet: &mut Sheet<'_>) {
    let Some(manual) = manual_call.filter(|manual| !manual.is_empty()) else {
        sheet.field("agents", "none");
        return;
    };
    let rate = |rate: Option<f64>| rate.map_or_else(|| "no rate given".to_owned(), |rate| format!("rate {rate}"));
    let dispatch = match manual.dispatch_type {
        None => "not given".to_owned(),
        Some(DispatchType::None) => "none".to_owned(),
        Some(DispatchType::Ratio) => format!("by ratio, {}", rate(manual.ratio_call_rate)),
        Some(DispatchType::Predictive) => format!("predictive, {}", rate(manual.predict_call_rate)),
        Some(other) => other.to_string(),
    };
    sheet.field("dispatch", &dispatch);
    sheet.field("agent group", manual.agent_group.as_deref().unwrap_or_default());
}
