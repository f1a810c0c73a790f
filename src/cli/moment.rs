//! The value of `--since` and `--until`. Uses no other room.

use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};

/// A moment as typed. Which second it means depends on the present and on the user's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// So long ago: `2h`, `3d`, `1h 30m`.
    Ago(Duration),
    /// A day: `2026-09-23`.
    Day(NaiveDate),
    /// A date and a time of the user's zone: `2026-09-23 08:00`, `2026-09-23T08:00:30`.
    Local(NaiveDateTime),
    /// A date and a time with a zone: `2026-09-23T08:00:00+08:00`.
    Zoned(DateTime<FixedOffset>),
    /// Seconds since 1970.
    Unix(i64),
}

/// Which end of a range a moment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// A day means its first second.
    Since,
    /// A day means its last second.
    Until,
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FIRST_UNIX: i64 = 100_000_000;
        const FIRST_MILLISECOND_VALUE: i64 = 100_000_000_000;
        let text = text.trim();
        let unreadable = || {
            format!(
                "{text:?} is no moment; use a span such as 2h or 3d, a date such as 2026-09-23, \
                 a date and time such as \"2026-09-23 08:00\", or unix seconds"
            )
        };
        if let Ok(number) = text.parse::<i64>() {
            return match number {
                FIRST_MILLISECOND_VALUE.. => Ok(Self::Unix(number / 1000)),
                FIRST_UNIX.. => Ok(Self::Unix(number)),
                _ => Err(unreadable()),
            };
        }
        if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Ok(Self::Day(day));
        }
        let spaced = text.replacen(' ', "T", 1);
        if let Ok(zoned) = DateTime::parse_from_rfc3339(&spaced) {
            return Ok(Self::Zoned(zoned));
        }
        for format in ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"] {
            if let Ok(local) = NaiveDateTime::parse_from_str(&spaced, format) {
                return Ok(Self::Local(local));
            }
        }
        humantime::parse_duration(text).map(Self::Ago).map_err(|_| unreadable())
    }
}

impl Moment {
    /// The moment in seconds since 1970, in the user's zone; `None` outside the calendar's range.
    pub fn unix_seconds<Z: TimeZone>(self, now_seconds: i64, zone: &Z, edge: Edge) -> Option<i64> {
        match self {
            Self::Unix(seconds) => Some(seconds),
            Self::Zoned(moment) => Some(moment.timestamp()),
            Self::Ago(span) => now_seconds.checked_sub(i64::try_from(span.as_secs()).ok()?),
            Self::Local(moment) => local(moment, zone),
            Self::Day(day) => match edge {
                Edge::Since => local(day.and_time(NaiveTime::MIN), zone),
                Edge::Until => {
                    local(day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN), zone).map(|end| end - 1)
                }
            },
        }
    }
}

/// A local time as seconds. Where clocks were put back, the earlier of the two; where they were put forward, an hour
/// later.
fn local<Z: TimeZone>(moment: NaiveDateTime, zone: &Z) -> Option<i64> {
    let found = zone.from_local_datetime(&moment).earliest();
    let found = found.or_else(|| {
        let later = moment.checked_add_signed(chrono::TimeDelta::hours(1))?;
        zone.from_local_datetime(&later).earliest()
    });
    found.map(|moment| moment.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-09-23 07:46:07 UTC.
    const NOW: i64 = 1_790_149_567;

    fn read(text: &str, edge: Edge) -> i64 {
        let zone = FixedOffset::east_opt(8 * 3600).unwrap();
        text.parse::<Moment>().unwrap().unix_seconds(NOW, &zone, edge).unwrap()
    }

    fn unix(text: &str) -> i64 {
        DateTime::parse_from_rfc3339(text).unwrap().timestamp()
    }

    #[test]
    fn every_way_of_writing_a_moment_is_understood() {
        for (text, expected) in [
            ("2h", NOW - 7200),
            ("3d", NOW - 3 * 86_400),
            ("1h 30m", NOW - 5400),
            ("2026-09-23", unix("2026-09-23T00:00:00+08:00")),
            ("2026-09-23 08:00", unix("2026-09-23T08:00:00+08:00")),
            ("2026-09-23T08:00:30", unix("2026-09-23T08:00:30+08:00")),
            ("2026-09-23T08:00:00Z", unix("2026-09-23T08:00:00Z")),
            ("2026-09-23 08:00:00+05:30", unix("2026-09-23T08:00:00+05:30")),
            ("1790149567", NOW),
            ("1790149567123", NOW),
        ] {
            assert_eq!(read(text, Edge::Since), expected, "{text}");
        }
    }

    #[test]
    fn a_day_as_the_end_means_its_last_second() {
        assert_eq!(read("2026-09-23", Edge::Until), unix("2026-09-23T23:59:59+08:00"));
        assert_eq!(read("2h", Edge::Until), NOW - 7200);
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in ["", "tomorrow", "2026-13-01", "20260923", "-5", "2026-09-23 25:00", "h"] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }
}
