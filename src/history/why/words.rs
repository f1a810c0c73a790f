//! Moments, spans, rates and odds in the words of the checklist. Uses `domain`.

use crate::domain::time::{at_offset, span_label, zone_name};
use crate::domain::window::HALF_HOURS_PER_DAY;
use crate::domain::{HalfHour, Task, text};

/// A moment as weekday, time and zone: `Wed 15:46 +08:00`.
pub(super) fn moment(unix_seconds: i64, offset_seconds: i32) -> String {
    at_offset(unix_seconds, offset_seconds).map_or_else(
        || format!("{unix_seconds} s after 1970"),
        |at| format!("{} {}", at.format("%a %H:%M"), zone_name(offset_seconds)),
    )
}

/// A moment that may be far away, with its date: `Wed 23 Sep 15:46 +08:00`.
pub(super) fn far_moment(unix_seconds: i64, offset_seconds: i32) -> String {
    at_offset(unix_seconds, offset_seconds).map_or_else(
        || format!("{unix_seconds} s after 1970"),
        |at| format!("{} {}", at.format("%a %d %b %H:%M"), zone_name(offset_seconds)),
    )
}

/// A moment on the task's clock, and on the other one where that shows something else.
pub(super) fn on_both_clocks(unix_seconds: i64, there: i32, here: i32) -> String {
    if there == here {
        moment(unix_seconds, there)
    } else {
        format!("{} = {}", moment(unix_seconds, there), moment(unix_seconds, here))
    }
}

/// A span of milliseconds: with its seconds below an hour (`8m59s`), as everywhere else from then on.
pub(super) fn span(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    match seconds {
        60..3600 if seconds % 60 != 0 => format!("{}m{:02}s", seconds / 60, seconds % 60),
        _ => span_label(seconds),
    }
}

/// How long a change of settings is given until calls must show it: `a change needs about 5 minutes to take effect`.
pub(super) fn change_needs(settle_ms: i64) -> String {
    let about = match settle_ms {
        60_000 => "a minute".to_owned(),
        ms if ms % 60_000 == 0 && ms < 3_600_000 => format!("{} minutes", ms / 60_000),
        ms => span(ms),
    };
    format!("a change needs about {about} to take effect")
}

/// Calls a minute with as many digits as mean something: `52.6`, `0.42`.
pub(super) fn pace(calls_per_minute: f64) -> String {
    if calls_per_minute < 1.0 { format!("{calls_per_minute:.2}") } else { format!("{calls_per_minute:.1}") }
}

/// The odds of something, 0..=1: `12 %`, `0.7 %`, `below 1 in a million`.
pub(super) fn odds(odds: f64) -> String {
    match odds {
        odds if odds >= 0.1 => format!("{:.0} %", odds * 100.0),
        odds if odds >= 1e-3 => format!("{:.1} %", odds * 100.0),
        odds if odds >= 1e-4 => "below 1 in 1,000".to_owned(),
        odds if odds >= 1e-6 => "below 1 in 10,000".to_owned(),
        odds if odds >= 1e-9 => "below 1 in a million".to_owned(),
        _ => "below 1 in a billion".to_owned(),
    }
}

/// `none of the 5 other tasks that`; what follows tells what they should do.
pub(super) fn others(count: u32) -> String {
    if count == 1 { "not even the other task that".to_owned() } else { format!("none of the {count} other tasks that") }
}

/// `1 reading`, `36 readings`.
pub(super) fn readings(count: u32) -> String {
    if count == 1 { "1 reading".to_owned() } else { format!("{count} readings") }
}

/// The half-hour of the window that a moment falls into: `13:00-13:30 on Wed`.
pub(super) fn half_hour(slot: HalfHour) -> String {
    let clock = |index: usize| format!("{:02}:{:02}", index / 2, index % 2 * 30);
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let day = DAYS.get(slot.weekday).copied().unwrap_or("?");
    let end = if slot.index + 1 == HALF_HOURS_PER_DAY { "24:00".to_owned() } else { clock(slot.index + 1) };
    format!("{day} {}-{end}", clock(slot.index))
}

/// What to quote to the platform's support: its own id of the task, else the caller's.
pub(super) fn reference(task: &Task) -> String {
    let visible = |id: &&str| text::is_visible(id);
    if let Some(id) = task.texts.task_id().filter(visible) {
        format!("task id {}", text::clean(id).trim())
    } else if let Some(id) = task.texts.user_task_id().filter(visible) {
        format!("userTaskID {}", text::clean(id).trim())
    } else {
        "the task's name".to_owned()
    }
}
