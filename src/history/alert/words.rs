//! Figures as the sentences of alerts tell them. Uses `domain`.

use crate::domain::count::thousands;
use crate::domain::text::clean;
use crate::domain::time::{at_offset, span_label, zone_label};

/// How many orders miss a window that shuts at a time of day.
pub(super) fn missed(spill: i64, shuts_at: &str) -> String {
    let words = if spill == 1 { "order misses" } else { "orders miss" };
    format!("about {} {words} the window that shuts at {shuts_at}", about(spill))
}

/// A span in at most two units.
pub(super) fn span(ms: i64) -> String {
    span_label(ms / 1000)
}

/// A share in percent with one decimal.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// A rate a minute, with as many digits as mean something.
pub(super) fn rate(per_minute: f64) -> String {
    if per_minute.abs() >= 100.0 { format!("{per_minute:.0}") } else { format!("{per_minute:.1}") }
}

/// The odds of something unlikely, in one digit.
pub(super) fn odds(odds: f64) -> String {
    match odds {
        odds if odds < 1e-12 => "below 1e-12".to_owned(),
        odds if odds < 0.001 => format!("{odds:.0e}"),
        odds => percent(odds),
    }
}

/// A moment as the clock in a task's own zone shows it: `18:30 +05:30`.
pub(super) fn clock(unix_seconds: i64, offset_seconds: i32) -> String {
    let zone = zone_label(offset_seconds.into());
    at_offset(unix_seconds, offset_seconds)
        .map_or_else(|| "an unknown time".to_owned(), |local| format!("{} {zone}", local.format("%H:%M")))
}

/// A moment as the clock in a task's own zone shows it, with its date where that is not today's there.
pub(super) fn far_clock(unix_seconds: i64, now_unix_seconds: i64, offset_seconds: i32) -> String {
    let date = |at: i64| at_offset(at, offset_seconds).map(|local| local.date_naive());
    match at_offset(unix_seconds, offset_seconds).filter(|_| date(unix_seconds) != date(now_unix_seconds)) {
        Some(local) => format!("{} {}", local.format("%-d %b"), clock(unix_seconds, offset_seconds)),
        None => clock(unix_seconds, offset_seconds),
    }
}

/// A count that is an estimate: two digits of it.
pub(super) fn about(count: i64) -> String {
    let step = match count.unsigned_abs() {
        0..100 => 1,
        100..1000 => 10,
        1000..10_000 => 100,
        _ => 1000,
    };
    thousands((count.saturating_add(step / 2) / step).saturating_mul(step))
}

/// One of several words by a count.
pub(super) fn plural(count: i64, one: &str, more: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { more })
}

/// A text of the API that is safe in a terminal, in a file and in a log.
pub(super) fn plain(text: &str) -> String {
    clean(text).into_owned()
}

/// Orders as the subject of a sentence: `4,360 orders are`.
pub(super) fn orders_are(count: i64) -> String {
    format!("{} {}", plural(count, "order", "orders"), if count == 1 { "is" } else { "are" })
}
