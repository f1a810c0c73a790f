//! Moments: the two clocks the program reads, and times as the API writes them. Uses nothing; reads no clock itself.

use std::time::Instant;

use chrono::{DateTime, FixedOffset, Utc};

/// One reading of both clocks, taken together.
///
/// `instant` is for deadlines and intervals. `unix_ms` is for ages and for everything shown to a person, because it
/// goes on while a laptop sleeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The monotonic clock.
    pub instant: Instant,
    /// The wall clock, in milliseconds since 1970-01-01 UTC.
    pub unix_ms: i64,
}

impl Now {
    /// The wall clock in whole seconds since 1970-01-01 UTC, rounded down.
    pub fn unix_seconds(&self) -> i64 {
        self.unix_ms.div_euclid(1000)
    }
}

/// Where the time comes from. The only implementation that reads the machine's clocks is in `runtime::clock`.
pub trait Clock: Send + Sync {
    /// Both clocks, now.
    fn now(&self) -> Now;
}

/// A time in a reply body, kept as the number that the API sent.
///
/// The reference leaves the unit open (quirk 7): values from 10^11 on are read as milliseconds, others as seconds; zero
/// and negative values mean "not set".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApiTime(pub i64);

impl ApiTime {
    const FIRST_MILLISECOND_VALUE: i64 = 100_000_000_000;

    /// Seconds since 1970-01-01 UTC, or `None` where the value means "not set".
    pub fn unix_seconds(self) -> Option<i64> {
        match self.0 {
            value if value <= 0 => None,
            value if value >= Self::FIRST_MILLISECOND_VALUE => Some(value / 1000),
            value => Some(value),
        }
    }
}

/// A UTC offset such as `+08:00`, `-03:30` or `+05:45`; whole seconds are added only where there are some.
pub fn zone_label(offset_seconds: i64) -> String {
    let sign = if offset_seconds < 0 { '-' } else { '+' };
    let seconds = offset_seconds.unsigned_abs();
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if rest == 0 {
        format!("{sign}{hours:02}:{minutes:02}")
    } else {
        format!("{sign}{hours:02}:{minutes:02}:{rest:02}")
    }
}

/// A zone by its offset, as [`zone_label`] writes it; the one without an offset by its name.
pub fn zone_name(offset_seconds: i32) -> String {
    if offset_seconds == 0 { "UTC".to_owned() } else { zone_label(offset_seconds.into()) }
}

/// An age in whole seconds, counted by the full seconds of the wall clock that went by: it changes when the clock does, and
/// a drawing that comes a little late shows no second twice and leaves none out. Never negative.
pub fn age_seconds(since_unix_ms: i64, now_unix_ms: i64) -> i64 {
    now_unix_ms.div_euclid(1000).saturating_sub(since_unix_ms.div_euclid(1000)).max(0)
}

/// The seconds until a moment, counted by the full seconds of the wall clock that are still to go by: it changes when the
/// clock does, as ages do. Zero only once the moment has come.
pub fn countdown_seconds(moment: Instant, now: Now) -> i64 {
    let left_ms = i64::try_from(moment.saturating_duration_since(now.instant).as_millis()).unwrap_or(i64::MAX);
    if left_ms == 0 {
        return 0;
    }
    let until = now.unix_ms.saturating_add(left_ms).saturating_add(999).div_euclid(1000);
    until.saturating_sub(now.unix_seconds())
}

/// The calendar date and time in a zone given by its offset from UTC in seconds; `None` outside the calendar's range.
pub fn at_offset(unix_seconds: i64, offset_seconds: i32) -> Option<DateTime<FixedOffset>> {
    let zone = FixedOffset::east_opt(offset_seconds)?;
    DateTime::<Utc>::from_timestamp(unix_seconds, 0).map(|utc| utc.with_timezone(&zone))
}

/// A span of time in at most two units: `4s`, `2m`, `3h14`, `17h`, `2d 05h`. Negative spans read as zero.
pub fn span_label(seconds: i64) -> String {
    let seconds = seconds.max(0);
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m", seconds / 60),
        3600..86_400 => format!("{}h{:02}", seconds / 3600, seconds / 60 % 60),
        _ => format!("{}d{:02}h", seconds / 86_400, seconds / 3600 % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_seconds_or_milliseconds_by_size() {
        assert_eq!(ApiTime(1_700_000_000).unix_seconds(), Some(1_700_000_000));
        assert_eq!(ApiTime(1_700_000_000_123).unix_seconds(), Some(1_700_000_000));
        assert_eq!(ApiTime(0).unix_seconds(), None);
        assert_eq!(ApiTime(-5).unix_seconds(), None);
    }

    #[test]
    fn zones_read_as_signed_hours_and_minutes() {
        assert_eq!(zone_label(28_800), "+08:00");
        assert_eq!(zone_label(19_800), "+05:30");
        assert_eq!(zone_label(20_700), "+05:45");
        assert_eq!(zone_label(-12_600), "-03:30");
        assert_eq!(zone_label(0), "+00:00");
        assert_eq!(zone_label(i64::MIN), "-2562047788015215:30:08");
    }

    #[test]
    fn an_age_grows_by_one_with_each_second_of_the_clock() {
        let drawn_late = [5_000, 6_003, 7_001, 8_999, 9_000];
        let ages: Vec<_> = drawn_late.into_iter().map(|now| age_seconds(1_001, now)).collect();
        assert_eq!(ages, [4, 5, 6, 7, 8]);
        assert_eq!(age_seconds(9_000, 1_000), 0);
    }

    #[test]
    fn spans_have_at_most_two_units() {
        assert_eq!(span_label(-3), "0s");
        assert_eq!(span_label(59), "59s");
        assert_eq!(span_label(3599), "59m");
        assert_eq!(span_label(11_640), "3h14");
        assert_eq!(span_label(190_800), "2d05h");
    }
}
