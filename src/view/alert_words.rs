//! Alerts in words, for the ticker, the badge and the panel. Uses `domain`, `history` and `app`.

use ratatui::style::Style;

use super::theme::Theme;
use crate::app::Model;
use crate::domain::time::at_offset;
use crate::domain::{Task, TaskKey};
use crate::history::{Alert, AlertPhase, RuleName, Severity};

/// What stands in place of a task's name where an alert is about no single task.
const ALL_TASKS: &str = "all tasks";

/// The style of a severity's word.
pub(super) fn style(severity: Severity, theme: &Theme) -> Style {
    match severity {
        Severity::Critical => theme.bad,
        Severity::Warning => theme.warn,
        Severity::Info => theme.accent,
    }
}

/// How many alerts are open, as a badge with its style; `None` where none is. What asks for nothing does not look as if
/// it did.
pub(super) fn badge(model: &Model, theme: &Theme) -> Option<(String, Style)> {
    let open = model.history.alerts().open();
    let worst = open.iter().map(|alert| alert.severity).max()?;
    let style = if worst == Severity::Info { theme.text } else { theme.bad };
    Some((format!("ALERT {}", open.len()), style))
}

/// The name of an alert's task as it was read last.
pub(super) fn task_name(alert: &Alert) -> &str {
    match &alert.id.task {
        None => ALL_TASKS,
        Some(key) if alert.task_name.is_empty() => key.as_str(),
        Some(_) => &alert.task_name,
    }
}

/// The newest reading of a task on the board.
pub(super) fn task_of<'a>(model: &'a Model, key: &TaskKey) -> Option<&'a Task> {
    model.feed.snapshot.tasks.iter().find(|task| task.key == *key).map(AsRef::as_ref)
}

/// A moment in six columns: the time of day, or the date where it is not today's.
pub(super) fn short_moment(unix_ms: i64, now_unix_ms: i64, offset_seconds: i32) -> String {
    let at = |unix_ms: i64| at_offset(unix_ms.div_euclid(1000), offset_seconds);
    match (at(unix_ms), at(now_unix_ms)) {
        (Some(moment), Some(now)) if moment.date_naive() == now.date_naive() => moment.format("%H:%M").to_string(),
        (Some(moment), _) => moment.format("%d %b").to_string(),
        _ => "-".to_owned(),
    }
}

/// A moment to the minute: the time of day, with its weekday where it is not today.
pub(super) fn clock_moment(unix_ms: i64, now_unix_ms: i64, offset_seconds: i32) -> String {
    let at = |unix_ms: i64| at_offset(unix_ms.div_euclid(1000), offset_seconds);
    match (at(unix_ms), at(now_unix_ms)) {
        (Some(moment), Some(now)) if moment.date_naive() == now.date_naive() => moment.format("%H:%M").to_string(),
        (Some(moment), _) => moment.format("%a %H:%M").to_string(),
        _ => "-".to_owned(),
    }
}

/// What is wrong, and where it seems to be over, that.
pub(super) fn what(alert: &Alert) -> String {
    if alert.phase == AlertPhase::Clearing { format!("seems over: {}", alert.what) } else { alert.what.clone() }
}

/// What a rule watches for, in a sentence.
pub(super) fn about(rule: RuleName) -> &'static str {
    match rule {
        RuleName::Stall => "Running, window open, orders left, and no call for longer than its pace explains",
        RuleName::Crawl => "Far fewer calls a minute than this task usually places at this time",
        RuleName::AsrDrop => "Clearly fewer calls are answered than before",
        RuleName::AsrFloor => "Fewer calls are answered than the floor that was set",
        RuleName::OutsideWindow => "Calls are placed although the dial window is closed or the task does not run",
        RuleName::MissedStart => "Its start time has passed and it does not run",
        RuleName::Spill => "Orders will be left when the dial window shuts",
        RuleName::Inflow => "Orders come in as fast as they are finished, or faster",
        RuleName::Tail => "The last orders drag on",
        RuleName::Failed => "The platform says that the task failed",
        RuleName::Paused => "The task was paused",
        RuleName::Completed => "The task is completed",
        RuleName::SettingsChanged => "The task's settings were changed",
        RuleName::Flapping => {
            "Status or settings change again and again, so that what they are at a moment says little"
        }
        RuleName::PollHealth => "The platform cannot be read well; alerts about single tasks wait until it can",
    }
}
