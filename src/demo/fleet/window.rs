//! A dial window for the fleet: the three lists to show, and how long it was open between two moments. Uses the scenario
//! format; its arithmetic is its own, not the client's.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::demo::scenario::{WindowText, days, half_hours, zone_seconds};

const HALF_HOUR_MS: i64 = 1_800_000;
const DAY_MS: i64 = 48 * HALF_HOUR_MS;
const WEEK_MS: i64 = 7 * DAY_MS;
const HALF_HOURS: usize = 7 * 48;
/// 1970-01-01 was a Thursday: three days after a Monday.
const EPOCH_AFTER_MONDAY_MS: i64 = 3 * DAY_MS;

/// A dial window.
#[derive(Debug)]
pub(super) struct Window {
    /// `zoneSecond`.
    pub zone_seconds: i64,
    /// `dialAtWeekDay`.
    pub weekdays: String,
    /// `dialAtUpHour`.
    pub up_hours: String,
    /// `dialAtDownHour`.
    pub down_hours: String,
    /// How many half-hours of the week are open before each, and in all as the last entry.
    open_before: Vec<u32>,
}

impl Window {
    /// Reads a window; `start_ms` is the moment that `around_start_hours` counts from.
    pub(super) fn new(text: &WindowText, start_ms: i64) -> Result<Self, String> {
        let zone_seconds = zone_seconds(&text.zone)?;
        let mut weekdays = days(text.days.as_deref().unwrap_or("1-7"))?;
        let mut open = match (&text.hours, text.around_start_hours) {
            (Some(_), Some(_)) => return Err("give either hours or around_start_hours".to_owned()),
            (Some(hours), None) => half_hours(hours)?,
            (None, Some([before, after])) => around(start_ms + zone_seconds * 1000, before, after),
            (None, None) => Vec::new(),
        };
        if let Some([from, to]) = text.around_start_break {
            let shut = around(start_ms + zone_seconds * 1000, from, to);
            open.retain(|half_hour| !shut.contains(half_hour));
        }
        open.sort_unstable();
        open.dedup();
        weekdays.sort_unstable();
        weekdays.dedup();
        // A window given word for word may be unreadable on purpose; nobody dials in it.
        let is_raw = text.raw_days.is_some() || text.raw_up_hours.is_some() || text.raw_down_hours.is_some();
        let mut open_before = Vec::with_capacity(HALF_HOURS + 1);
        let mut count = 0;
        for half_hour in 0..HALF_HOURS {
            open_before.push(count);
            count += u32::from(!is_raw && weekdays.contains(&(half_hour / 48)) && open.contains(&(half_hour % 48)));
        }
        open_before.push(count);
        let halves = |rest| open.iter().filter(move |half_hour| **half_hour % 2 == rest).map(|half_hour| half_hour / 2);
        let or_raw = |raw: &Option<String>, text: String| raw.clone().unwrap_or(text);
        Ok(Self {
            zone_seconds,
            weekdays: or_raw(&text.raw_days, comma_list(weekdays.iter().map(|day| day + 1))),
            up_hours: or_raw(&text.raw_up_hours, comma_list(halves(0))),
            down_hours: or_raw(&text.raw_down_hours, comma_list(halves(1))),
            open_before,
        })
    }

    /// Open at all times, in UTC.
    pub(super) fn always() -> Arc<Self> {
        let hours = comma_list(0..24);
        Arc::new(Self {
            zone_seconds: 0,
            weekdays: comma_list(1..=7),
            up_hours: hours.clone(),
            down_hours: hours,
            open_before: (0..=HALF_HOURS as u32).collect(),
        })
    }

    /// Milliseconds during which the window was open between two moments of the wall clock.
    pub(super) fn open_ms(&self, from_ms: i64, to_ms: i64) -> i64 {
        (self.open_until(to_ms) - self.open_until(from_ms)).max(0)
    }

    /// Open milliseconds since a Monday long ago.
    fn open_until(&self, unix_ms: i64) -> i64 {
        let local_ms = unix_ms + self.zone_seconds * 1000 + EPOCH_AFTER_MONDAY_MS;
        let (weeks, in_week) = (local_ms.div_euclid(WEEK_MS), local_ms.rem_euclid(WEEK_MS));
        let before = |index: i64| {
            let count = usize::try_from(index).ok().and_then(|index| self.open_before.get(index));
            i64::from(count.copied().unwrap_or_default())
        };
        let half_hour = in_week / HALF_HOUR_MS;
        let is_open = before(half_hour + 1) > before(half_hour);
        let whole = weeks * before(HALF_HOURS as i64) + before(half_hour);
        whole * HALF_HOUR_MS + if is_open { in_week % HALF_HOUR_MS } else { 0 }
    }
}

/// The half-hours of a day from so many hours before a local time of day to so many after.
fn around(local_ms: i64, before_hours: f64, after_hours: f64) -> Vec<usize> {
    let now = local_ms.rem_euclid(DAY_MS) / HALF_HOUR_MS;
    // Hours are few, so the cast cannot cut anything off.
    let offset = |hours: f64| (hours * 2.0).round().clamp(-48.0, 48.0) as i64;
    (offset(before_hours)..offset(after_hours)).map(|step| (now + step).rem_euclid(48) as usize).collect()
}

fn comma_list(numbers: impl Iterator<Item = usize>) -> String {
    let mut text = String::new();
    for number in numbers {
        let comma = if text.is_empty() { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(text, "{comma}{number}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-09-23T07:46:07Z, a Wednesday; 13:16:07 at +05:30.
    const WEDNESDAY_MS: i64 = 1_790_149_567_000;

    fn window(zone: &str, days: &str, hours: &str) -> Window {
        let text = WindowText {
            zone: zone.to_owned(),
            days: Some(days.to_owned()),
            hours: Some(hours.to_owned()),
            around_start_hours: None,
            around_start_break: None,
            raw_days: None,
            raw_up_hours: None,
            raw_down_hours: None,
        };
        Window::new(&text, WEDNESDAY_MS).unwrap()
    }

    #[test]
    fn lists_name_the_half_hours() {
        let window = window("+05:30", "1-6", "9-13:30,14-18:30");
        assert_eq!(window.weekdays, "1,2,3,4,5,6");
        assert_eq!(window.up_hours, "9,10,11,12,13,14,15,16,17,18");
        assert_eq!(window.down_hours, "9,10,11,12,14,15,16,17");
    }

    #[test]
    fn open_time_stops_at_breaks_nights_and_week_ends() {
        let window = window("+05:30", "1-6", "9-13:30,14-18:30");
        // 13:16:07 to 14:00:00 holds the 833 seconds until the break.
        assert_eq!(window.open_ms(WEDNESDAY_MS, WEDNESDAY_MS + 2_633_000), 833_000);
        assert_eq!(window.open_ms(WEDNESDAY_MS, WEDNESDAY_MS + DAY_MS), 9 * 3_600_000);
        assert_eq!(window.open_ms(WEDNESDAY_MS, WEDNESDAY_MS + 3 * WEEK_MS), 3 * 54 * 3_600_000);
        assert_eq!(window.open_ms(WEDNESDAY_MS, WEDNESDAY_MS - DAY_MS), 0);
    }

    #[test]
    fn a_window_around_the_start_is_open_then_in_any_zone() {
        for zone in ["+00:00", "+05:45", "-05:00", "+12:45"] {
            let text = WindowText {
                zone: zone.to_owned(),
                days: None,
                hours: None,
                around_start_hours: Some([-2.0, 6.0]),
                around_start_break: Some([3.0, 4.5]),
                raw_days: None,
                raw_up_hours: None,
                raw_down_hours: None,
            };
            for hour in 0..24 {
                let start_ms = WEDNESDAY_MS + hour * 3_600_000;
                let window = Window::new(&text, start_ms).unwrap();
                assert_eq!(window.open_ms(start_ms, start_ms + 3_600_000), 3_600_000, "{zone} {hour}");
                assert_eq!(window.open_ms(start_ms, start_ms + DAY_MS), 13 * HALF_HOUR_MS, "{zone} {hour}");
            }
        }
    }
}
