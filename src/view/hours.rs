//! A dial window in words: weekdays, hours as ranges, open or shut and until when on both clocks.
//! Every time of day is told with its zone. Uses `domain` and `app`.

use crate::app::{Model, ZoneChoice};
use crate::domain::time::{at_offset, span_label, zone_label, zone_name};
use crate::domain::window::HALF_HOURS_PER_DAY;
use crate::domain::{DialWindow, HalfHour, WindowState};

/// The weekdays, Monday first.
pub(super) const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Half-open ranges of consecutive numbers that satisfy a test.
fn runs(count: usize, is_in: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for number in (0..count).filter(|number| is_in(*number)) {
        match runs.last_mut() {
            Some((_, end)) if *end == number => *end = number + 1,
            _ => runs.push((number, number + 1)),
        }
    }
    runs
}

/// The open weekdays: `Mon-Sat`, `Mon, Wed-Fri`; `None` where nothing is known.
pub(super) fn weekdays(window: &DialWindow) -> Option<String> {
    let day = |number: usize| WEEKDAYS.get(number).copied().unwrap_or_default();
    let ranges: Vec<_> = runs(WEEKDAYS.len(), |weekday| window.open_half_hours_on(weekday) > 0)
        .into_iter()
        .map(|(first, end)| match end - first {
            1 => day(first).to_owned(),
            2 => format!("{}, {}", day(first), day(first + 1)),
            _ => format!("{}-{}", day(first), day(end - 1)),
        })
        .collect();
    (!ranges.is_empty()).then(|| ranges.join(", "))
}

/// The open hours of an open weekday: `09:00-13:30 14:00-18:30`; every open weekday has the same.
pub(super) fn hours(window: &DialWindow) -> Option<String> {
    let weekday = (0..WEEKDAYS.len()).find(|weekday| window.open_half_hours_on(*weekday) > 0)?;
    let clock = |slot: usize| format!("{:02}:{:02}", slot / 2, slot % 2 * 30);
    let ranges: Vec<_> = runs(HALF_HOURS_PER_DAY, |index| window.is_open_at(HalfHour { weekday, index }))
        .into_iter()
        .map(|(first, end)| format!("{}-{}", clock(first), clock(end)))
        .collect();
    Some(ranges.join(" "))
}

/// The zone: `+05:30 (19800 s)`.
pub(super) fn zone(window: &DialWindow) -> String {
    match window.zone_seconds {
        None => "not given".to_owned(),
        Some(seconds) if window.offset_seconds().is_none() => format!("{seconds} s, which is no zone"),
        Some(seconds) => format!("{} ({seconds} s)", zone_label(seconds)),
    }
}

/// The other clock on which a moment is told beside the task's own, and what it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OtherClock {
    /// Its offset from UTC.
    pub(super) offset_seconds: i32,
    /// `here` for the user's own, else the zone.
    pub(super) name: &'static str,
}

impl OtherClock {
    /// The clock that the chosen zone asks for; none where the task's own is all that is wanted.
    pub(super) fn of(model: &Model) -> Option<Self> {
        match model.zone {
            ZoneChoice::Mine => Some(Self::here(model)),
            ZoneChoice::Task => None,
            ZoneChoice::Utc => Some(Self { offset_seconds: 0, name: "UTC" }),
        }
    }

    /// The user's own.
    pub(super) fn here(model: &Model) -> Self {
        Self { offset_seconds: model.local_offset_seconds, name: "here" }
    }
}

/// A moment as weekday and time in a zone: `Wed 13:30`. Whoever shows it says which zone.
pub(super) fn clock(unix_seconds: i64, offset_seconds: i32) -> String {
    at_offset(unix_seconds, offset_seconds).map_or_else(|| "-".to_owned(), |at| at.format("%a %H:%M").to_string())
}

/// A moment in full with its zone: `Wed 23 Sep 2026 18:00 +08:00`.
pub(super) fn moment(unix_seconds: i64, offset_seconds: i32) -> String {
    at_offset(unix_seconds, offset_seconds).map_or_else(
        || format!("{unix_seconds} s after 1970"),
        |at| format!("{} {}", at.format("%a %d %b %Y %H:%M"), zone_name(offset_seconds)),
    )
}

/// What a clock of the task's zone shows, and the same moment on the other clock where that shows something else:
/// `Wed 13:30 +05:30 = Wed 16:00 here`.
pub(super) fn both(shown_there: &str, at: i64, there: i32, other: Option<OtherClock>) -> String {
    match other.filter(|other| other.offset_seconds != there) {
        Some(other) => format!("{shown_there} = {} {}", clock(at, other.offset_seconds), other.name),
        None => shown_there.to_owned(),
    }
}

/// The weekday and time of a moment on the task's clock and on the other.
fn both_clocks(at: i64, there: i32, other: Option<OtherClock>) -> String {
    both(&format!("{} {}", clock(at, there), zone_name(there)), at, there, other)
}

/// Whether the window is open, and until when on the task's clock and on the other.
pub(super) fn state(window: &DialWindow, now_seconds: i64, other: Option<OtherClock>) -> String {
    let words = match state_and_change(window, now_seconds, other) {
        (state, Some(change)) => format!("{state}, until {change}"),
        (state, None) => state,
    };
    if window.is_known() && window.skipped_entries() > 0 { words + ", as far as the lists can be read" } else { words }
}

/// Whether the window is open and for how long; and until when, on both clocks.
pub(super) fn state_and_change(
    window: &DialWindow,
    now_seconds: i64,
    other: Option<OtherClock>,
) -> (String, Option<String>) {
    let (word, seconds) = match window.state_at(now_seconds) {
        WindowState::Unknown => {
            return ("unknown: zone, weekdays or hours are missing or cannot be read".to_owned(), None);
        }
        WindowState::Open { shuts_in_seconds: None } => return ("open, never shuts".to_owned(), None),
        WindowState::Closed { opens_in_seconds: None } => return ("shut, never opens".to_owned(), None),
        WindowState::Open { shuts_in_seconds: Some(seconds) } => ("open", seconds),
        WindowState::Closed { opens_in_seconds: Some(seconds) } => ("shut", seconds),
    };
    let there = window.offset_seconds().unwrap_or(0);
    let change = both_clocks(now_seconds.saturating_add(seconds), there, other);
    (format!("{word} for {}", span_label(seconds)), Some(change))
}

/// When an open window, once shut, opens again: `opens again Wed 14:00 +05:30 = Wed 16:30 here`.
pub(super) fn reopening(window: &DialWindow, now_seconds: i64, other: Option<OtherClock>) -> Option<String> {
    let WindowState::Open { shuts_in_seconds: Some(shuts) } = window.state_at(now_seconds) else {
        return None;
    };
    let shut = now_seconds.checked_add(shuts)?;
    let WindowState::Closed { opens_in_seconds: Some(opens) } = window.state_at(shut) else {
        return None;
    };
    let at = shut.checked_add(opens)?;
    Some(format!("opens again {}", both_clocks(at, window.offset_seconds()?, other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wed 2026-09-23 15:46:07 +08:00.
    const NOW: i64 = 1_790_149_567;

    fn india() -> DialWindow {
        DialWindow::parse(
            Some(19_800),
            Some("1,2,3,4,5,6"),
            Some("9,10,11,12,13,14,15,16,17,18"),
            Some("9,10,11,12,14,15,16,17"),
        )
    }

    #[test]
    fn windows_read_as_people_say_them() {
        assert_eq!(weekdays(&india()).as_deref(), Some("Mon-Sat"));
        assert_eq!(hours(&india()).as_deref(), Some("09:00-13:30 14:00-18:30"));
        assert_eq!(zone(&india()), "+05:30 (19800 s)");
        let gaps = DialWindow::parse(Some(0), Some("1,3,4,5,7"), Some("23"), Some("23,0"));
        assert_eq!(weekdays(&gaps).as_deref(), Some("Mon, Wed-Fri, Sun"));
        assert_eq!(hours(&gaps).as_deref(), Some("00:30-01:00 23:00-24:00"));
    }

    #[test]
    fn both_clocks_are_told_with_their_zones() {
        let here = |offset_seconds| Some(OtherClock { offset_seconds, name: "here" });
        let hong_kong = state(&india(), NOW, here(28_800));
        assert_eq!(hong_kong, "open for 13m, until Wed 13:30 +05:30 = Wed 16:00 here");
        let reopening = reopening(&india(), NOW, here(28_800));
        assert_eq!(reopening.as_deref(), Some("opens again Wed 14:00 +05:30 = Wed 16:30 here"));
        assert_eq!(state(&india(), NOW, here(19_800)), "open for 13m, until Wed 13:30 +05:30");
        assert_eq!(state(&india(), NOW, None), "open for 13m, until Wed 13:30 +05:30");
        let utc = OtherClock { offset_seconds: 0, name: "UTC" };
        assert_eq!(state(&india(), NOW, Some(utc)), "open for 13m, until Wed 13:30 +05:30 = Wed 08:00 UTC");
        assert_eq!(moment(NOW, 0), "Wed 23 Sep 2026 07:46 UTC");
    }

    #[test]
    fn nothing_known_is_said_to_be_unknown() {
        let none = DialWindow::default();
        assert_eq!(weekdays(&none), None);
        assert_eq!(hours(&none), None);
        assert_eq!(zone(&none), "not given");
        assert!(state(&none, NOW, None).starts_with("unknown"));
    }
}
