//! What differs between two readings of a task's settings, in words. Uses `sample` and `domain`.

use super::sample::{strategy, window_lists};
use crate::domain::time::zone_label;
use crate::domain::{DialWindow, Task};

/// What changed of the settings that matter for pace; `None` where nothing did.
pub(super) fn settings_diff(before: &Task, after: &Task) -> Option<String> {
    let mut changes = Vec::new();
    if before.max_call != after.max_call {
        changes.push(change("max calls", &number(before.max_call), &number(after.max_call)));
    }
    let (old, new) = (&*before.window, &*after.window);
    if old.zone_seconds != new.zone_seconds {
        changes.push(change("zone", &zone(old), &zone(new)));
    }
    let texts = [
        ("days", &old.weekday_text, &new.weekday_text),
        ("first half-hours", &old.up_hour_text, &new.up_hour_text),
        ("second half-hours", &old.down_hour_text, &new.down_hour_text),
    ];
    let lists = window_lists(old).into_iter().zip(window_lists(new));
    for ((name, old, new), (said, says)) in texts.into_iter().zip(lists) {
        if said != says {
            changes.push(change(name, &text(old.as_deref()), &text(new.as_deref())));
        }
    }
    if strategy(before) != strategy(after) {
        changes.push(change("strategy", &text(before.texts.strategy()), &text(after.texts.strategy())));
    }
    (!changes.is_empty()).then(|| changes.join("; "))
}

fn change(name: &str, from: &str, to: &str) -> String {
    format!("{name} {from} -> {to}")
}

fn number(count: Option<i64>) -> String {
    count.map_or_else(|| "not given".to_owned(), |count| count.to_string())
}

fn zone(window: &DialWindow) -> String {
    window.offset_seconds().map_or_else(|| "unknown".to_owned(), |offset| zone_label(offset.into()))
}

fn text(text: Option<&str>) -> String {
    match text.map(str::trim) {
        None => "not given".to_owned(),
        Some("") => "empty".to_owned(),
        Some(text) => text.to_owned(),
    }
}
