//! When the task is expected to be done and what that hangs on: pace, inflow, dial window, what a deadline would take.
//! Uses `domain`, `history` and `app`.

use crate::app::Model;
use crate::domain::time::{at_offset, span_label};
use crate::domain::{ApiTime, DialWindow, Task, TaskStatus, WindowState};
use crate::history::eta::needed_pace;
use crate::history::open_time::open_seconds;
use crate::history::{Eta, NeverReason, TaskHistory};
use crate::view::number::{pace, thousands};
use crate::view::sheet::Sheet;

const DAY_SECONDS: i64 = 86_400;

/// Writes the section "expected end"; nothing for a task that is over.
pub(super) fn write(task: &Task, past: &TaskHistory, model: &Model, sheet: &mut Sheet<'_>) {
    if !task.is_active() {
        return;
    }
    sheet.heading("EXPECTED END");
    let (now, offset) = (model.shown_seconds(), model.offset_for(Some(task)));
    sheet.field("end", &past.eta.sentence(task, now, offset));
    if let Some(drain) = past.rates.drain_per_open_minute {
        sheet.field("pace", &flow(drain, past.rates.inflow_per_open_minute));
    }
    if let Some(used) = open_time(task, now) {
        sheet.field("open time", &used);
    }
    let is_stalled = past.eta == Eta::Never(NeverReason::Stalled);
    let drain = past.rates.drain_per_open_minute.filter(|_| !is_stalled);
    if let Some(needed) = deadline(task, drain, now) {
        sheet.field("deadline", &needed);
    }
}

/// How fast orders go, and how fast they come.
fn flow(drain: f64, inflow: Option<f64>) -> String {
    let done = format!("{} orders done a minute of open window", pace(drain));
    match inflow.filter(|inflow| inflow.abs() >= 0.05) {
        Some(inflow) if inflow > 0.0 => format!("{done}, {} added", pace(inflow)),
        Some(inflow) => format!("{done}, {} taken out", pace(-inflow)),
        None => format!("{done}, none added"),
    }
}

/// How much dial window the task has had since it was made, and how much is left of today's.
fn open_time(task: &Task, now: i64) -> Option<String> {
    let made = task.created.and_then(ApiTime::unix_seconds).filter(|made| *made <= now)?;
    // A task of years is no campaign, and walking its weeks would take long.
    const LONGEST: i64 = 400 * DAY_SECONDS;
    let used = open_seconds(&task.window, made.max(now - LONGEST), now)?;
    if never_shuts(&task.window, now) {
        return Some(format!("{} since it was created, the window never shuts", span_label(used)));
    }
    let left = open_seconds(&task.window, now, end_of_day(&task.window, now)?)?;
    let left = if left > 0 { format!("{} left today", span_label(left)) } else { "none left today".to_owned() };
    Some(format!("{} of dial window since it was created, {left}", span_label(used)))
}

/// Whether a window is open around the clock, so that no day of it ends.
fn never_shuts(window: &DialWindow, now: i64) -> bool {
    matches!(window.state_at(now), WindowState::Open { shuts_in_seconds: None })
}

/// The pace that the end of today's window would take, or where that is over the end of the next day that has one; `None`
/// where it never shuts.
fn deadline(task: &Task, drain: Option<f64>, now: i64) -> Option<String> {
    let left = task.stat.left().filter(|left| *left > 0 && !never_shuts(&task.window, now))?;
    let day_end = (0..7).find_map(|days| {
        let end = end_of_day(&task.window, now + days * DAY_SECONDS)?;
        (open_seconds(&task.window, now, end)? >= 60).then_some(end)
    })?;
    let needed = needed_pace(left, day_end, &task.window, now)?;
    let day = at_offset(day_end - 1, task.window.offset_seconds()?)?.format("%a").to_string();
    let beside = match drain.filter(|drain| *drain > 0.0 && task.status == Some(TaskStatus::Running)) {
        Some(drain) if needed <= drain => ", less than now".to_owned(),
        Some(drain) if needed / drain < 10.0 => format!(", {:.1} times as fast as now", needed / drain),
        Some(drain) => format!(", {} times as fast as now", thousands((needed / drain).round() as i64)),
        None => String::new(),
    };
    Some(format!("by the end of {day}'s window: {} orders a minute{beside}", pace(needed)))
}

/// Midnight after a moment, in the task's zone.
fn end_of_day(window: &DialWindow, at: i64) -> Option<i64> {
    let offset = i64::from(window.offset_seconds()?);
    Some((at + offset).div_euclid(DAY_SECONDS).saturating_add(1) * DAY_SECONDS - offset)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{TaskKey, TaskStat};

    /// Wed 2026-09-23 13:16:07 +05:30.
    const NOW: i64 = 1_790_149_567;

    fn diwali(left: i64) -> Task {
        let hours = "9,10,11,12,13,14,15,16,17,18";
        let window = DialWindow::parse(Some(19_800), Some("1,2,3,4,5,6"), Some(hours), Some("9,10,11,12,14,15,16,17"));
        Task {
            status: Some(TaskStatus::Running),
            created: Some(ApiTime(NOW - 86_400)),
            window: Arc::new(window),
            stat: TaskStat {
                total_order_count: Some(100_000),
                finish_order_count: Some(100_000 - left),
                ..TaskStat::default()
            },
            ..Task::empty(TaskKey::new(Some("t"), None, String::new))
        }
    }

    #[test]
    fn open_time_is_counted_inside_the_window_only() {
        // 13:16:07 to 13:30 and 14:00 to 18:30.
        assert_eq!(
            open_time(&diwali(1), NOW).as_deref(),
            Some("9h00 of dial window since it was created, 4h43 left today")
        );
        let night = NOW + 8 * 3_600;
        assert!(open_time(&diwali(1), night).is_some_and(|text| text.ends_with("none left today")));
    }

    #[test]
    fn a_deadline_is_the_end_of_the_window_that_is_left() {
        // 284 minutes are left today.
        let needed = deadline(&diwali(11_880), Some(17.4), NOW);
        assert_eq!(
            needed.as_deref(),
            Some("by the end of Wed's window: 41.8 orders a minute, 2.4 times as fast as now")
        );
        let tomorrow = deadline(&diwali(540), Some(17.4), NOW + 8 * 3_600);
        assert_eq!(tomorrow.as_deref(), Some("by the end of Thu's window: 1.0 orders a minute, less than now"));
        assert_eq!(deadline(&diwali(0), Some(17.4), NOW), None);
    }
}
