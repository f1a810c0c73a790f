//! The dial window: on which weekdays and in which half-hours a task may dial, in its own zone. Uses nothing.
//!
//! A window is three comma lists from the API (page taskList): weekdays 1 (Monday) to 7, the hours whose first half may be
//! dialled, and the hours whose second half may. What an empty or unreadable list means is not documented, so such a
//! window is "unknown", never "closed" and never "open".

use chrono::{Datelike, Timelike};

use super::time::at_offset;

/// Half-hours in a day.
pub const HALF_HOURS_PER_DAY: usize = 48;

const HALF_HOUR_SECONDS: i64 = 1800;
const HALF_HOURS_PER_WEEK: i64 = 7 * HALF_HOURS_PER_DAY as i64;
/// The zones of the earth: from -12:00 to +14:00, in steps of quarters of an hour.
const OFFSETS_SECONDS: std::ops::RangeInclusive<i64> = -43_200..=50_400;
const OFFSET_STEP_SECONDS: i64 = 900;

/// A task's dial window, with the texts that it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DialWindow {
    /// `zoneSecond`: offset of the task's zone from UTC, in seconds.
    pub zone_seconds: Option<i64>,
    /// `dialAtWeekDay` as it came.
    pub weekday_text: Option<Box<str>>,
    /// `dialAtUpHour` as it came: hours whose first half is open.
    pub up_hour_text: Option<Box<str>>,
    /// `dialAtDownHour` as it came: hours whose second half is open.
    pub down_hour_text: Option<Box<str>>,
    weekdays: u8,
    up_hours: u32,
    down_hours: u32,
    skipped_entries: u16,
    /// Whether one of the lists has entries and none of them can be read, or one half of the hours came without the other.
    has_unreadable_list: bool,
}

/// Whether a task may dial at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowState {
    /// Dialling is allowed; it ends in so many seconds, or never (`None`).
    Open {
        /// Seconds until the window shuts.
        shuts_in_seconds: Option<i64>,
    },
    /// Dialling is not allowed; it starts in so many seconds.
    Closed {
        /// Seconds until the window opens.
        opens_in_seconds: Option<i64>,
    },
    /// The lists or the zone are missing, empty or unreadable: nothing can be said.
    Unknown,
}

/// A half-hour of the week in the task's own zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HalfHour {
    /// 0 (Monday) to 6 (Sunday).
    pub weekday: usize,
    /// 0 (00:00) to 47 (23:30).
    pub index: usize,
}

impl DialWindow {
    /// Reads the three lists. Spaces, repeats and empty entries are ignored; entries that are not a number in range are
    /// ignored and counted.
    pub fn parse(
        zone_seconds: Option<i64>,
        weekday_text: Option<&str>,
        up_hour_text: Option<&str>,
        down_hour_text: Option<&str>,
    ) -> Self {
        let (weekdays, skipped_weekdays) = bits(weekday_text, 1, 7);
        let (up_hours, skipped_up) = bits(up_hour_text, 0, 23);
        let (down_hours, skipped_down) = bits(down_hour_text, 0, 23);
        let lists = [(weekdays, skipped_weekdays), (up_hours, skipped_up), (down_hours, skipped_down)];
        let kept = |text: Option<&str>| text.map(Box::from);
        Self {
            zone_seconds,
            weekday_text: kept(weekday_text),
            up_hour_text: kept(up_hour_text),
            down_hour_text: kept(down_hour_text),
            weekdays: weekdays as u8,
            up_hours,
            down_hours,
            skipped_entries: lists.iter().fold(0, |sum, (_, skipped)| skipped.saturating_add(sum)),
            has_unreadable_list: lists.iter().any(|(set, skipped)| *set == 0 && *skipped > 0)
                || up_hour_text.is_some() != down_hour_text.is_some(),
        }
    }

    /// How many list entries were not a number in range.
    pub fn skipped_entries(&self) -> u16 {
        self.skipped_entries
    }

    /// What the three lists say, each in order and without repeats: weekdays, hours whose first half is open, hours whose
    /// second half is.
    pub fn lists(&self) -> [Vec<u32>; 3] {
        let numbers =
            |set: u32, first: u32| (0..32).filter(|bit| set & (1 << bit) != 0).map(|bit| bit + first).collect();
        [numbers(self.weekdays.into(), 1), numbers(self.up_hours, 0), numbers(self.down_hours, 0)]
    }

    /// Whether the lists say anything: at least one weekday and at least one half-hour, and no list of which nothing can
    /// be read. A list of which a part can be read counts; [`Self::skipped_entries`] tells that something is missing. A list
    /// that did not come is not an empty one: without it nobody knows half of the hours.
    pub fn is_known(&self) -> bool {
        !self.has_unreadable_list
            && self.weekdays != 0
            && (self.up_hours | self.down_hours) != 0
            && self.offset_seconds().is_some()
    }

    /// Whether a half-hour of the week is inside the window, in the task's own zone.
    pub fn is_open_at(&self, slot: HalfHour) -> bool {
        let hours = if slot.index.is_multiple_of(2) { self.up_hours } else { self.down_hours };
        slot.weekday < 7
            && slot.index < HALF_HOURS_PER_DAY
            && self.weekdays & (1 << slot.weekday) != 0
            && hours & (1 << (slot.index / 2)) != 0
    }

    /// Open half-hours on a weekday, 0 (Monday) to 6 (Sunday).
    pub fn open_half_hours_on(&self, weekday: usize) -> usize {
        (0..HALF_HOURS_PER_DAY).filter(|&index| self.is_open_at(HalfHour { weekday, index })).count()
    }

    /// The half-hour of the week in the task's zone at a moment, or `None` without a usable zone.
    pub fn half_hour_at(&self, unix_seconds: i64) -> Option<HalfHour> {
        let local = at_offset(unix_seconds, self.offset_seconds()?)?;
        Some(HalfHour {
            weekday: local.weekday().num_days_from_monday() as usize,
            index: local.hour() as usize * 2 + usize::from(local.minute() >= 30),
        })
    }

    /// The zone's offset where it is one that exists. A number in another unit, such as hours, is none.
    pub fn offset_seconds(&self) -> Option<i32> {
        let exists = |seconds: &i64| OFFSETS_SECONDS.contains(seconds) && seconds % OFFSET_STEP_SECONDS == 0;
        i32::try_from(self.zone_seconds.filter(exists)?).ok()
    }

    /// Whether the window is open at a moment, and for how long it stays so.
    pub fn state_at(&self, unix_seconds: i64) -> WindowState {
        let (Some(offset), true) = (self.offset_seconds(), self.is_known()) else {
            return WindowState::Unknown;
        };
        let Some(now_slot) = self.half_hour_at(unix_seconds) else {
            return WindowState::Unknown;
        };
        let open = self.is_open_at(now_slot);
        let local = unix_seconds.saturating_add(i64::from(offset));
        let into_slot = local.rem_euclid(HALF_HOUR_SECONDS);
        let first = (now_slot.weekday * HALF_HOURS_PER_DAY + now_slot.index) as i64;
        let change = (1..=HALF_HOURS_PER_WEEK)
            .find(|step| self.is_open_at(slot_of_week(first + step)) != open)
            .map(|steps| steps * HALF_HOUR_SECONDS - into_slot);
        if open {
            WindowState::Open { shuts_in_seconds: change }
        } else {
            WindowState::Closed { opens_in_seconds: change }
        }
    }
}

fn slot_of_week(number: i64) -> HalfHour {
    let number = number.rem_euclid(HALF_HOURS_PER_WEEK) as usize;
    HalfHour { weekday: number / HALF_HOURS_PER_DAY, index: number % HALF_HOURS_PER_DAY }
}

/// The entries of a comma list as a bit set whose bit 0 stands for `first`, and how many were not a number in range.
fn bits(text: Option<&str>, first: u32, last: u32) -> (u32, u16) {
    let (mut set, mut skipped) = (0, 0_u16);
    for entry in text.unwrap_or_default().split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
        match entry.parse::<u32>() {
            Ok(number) if (first..=last).contains(&number) => set |= 1 << (number - first),
            _ => skipped = skipped.saturating_add(1),
        }
    }
    (set, skipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG_DAY: &str = "9,10,11,12,13,14,15,16,17,18";
    const WITH_BREAK: &str = "9,10,11,12,14,15,16,17";
    const ALL_HOURS: &str = "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23";

    fn window(zone: i64, days: &str, up: &str, down: &str) -> DialWindow {
        DialWindow::parse(Some(zone), Some(days), Some(up), Some(down))
    }

    fn unix(text: &str) -> i64 {
        chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp()
    }

    #[test]
    fn next_changes_fall_on_half_hours_of_the_tasks_own_zone() {
        let india = window(19_800, "1,2,3,4,5,6", LONG_DAY, WITH_BREAK);
        let west = window(-28_800, "2", "18,19,20,21,22,23", "18,19,20,21,22,23");
        let nepal = window(20_700, "3", "9", "9");
        let open = |seconds| WindowState::Open { shuts_in_seconds: Some(seconds) };
        let closed = |seconds| WindowState::Closed { opens_in_seconds: Some(seconds) };
        for (window, moment, expected) in [
            (&india, "2026-09-23T07:46:07Z", open(833)),
            (&india, "2026-09-23T08:00:00Z", closed(1800)),
            (&india, "2026-09-26T12:59:59Z", open(1)),
            (&india, "2026-09-26T13:00:00Z", closed(138_600)),
            (&west, "2026-09-23T02:00:00Z", open(21_600)),
            (&nepal, "2026-09-23T03:14:59Z", closed(1)),
            (&nepal, "2026-09-23T03:15:00Z", open(3600)),
        ] {
            assert_eq!(window.state_at(unix(moment)), expected, "{moment}");
        }
    }

    #[test]
    fn a_window_that_never_shuts_says_so() {
        let always = window(0, "1,2,3,4,5,6,7", ALL_HOURS, ALL_HOURS);
        assert_eq!(always.state_at(1_790_149_567), WindowState::Open { shuts_in_seconds: None });
    }

    #[test]
    fn empty_or_unreadable_lists_are_unknown_not_closed() {
        for window in [
            window(28_800, "1,2,3", "", ""),
            window(28_800, "", LONG_DAY, LONG_DAY),
            window(28_800, "x", "25", "-1"),
            window(9_999_999, "1", "9", "9"),
            DialWindow::default(),
            DialWindow::parse(None, Some("1"), Some("9"), Some("9")),
        ] {
            assert_eq!(window.state_at(1_790_149_567), WindowState::Unknown);
        }
    }

    #[test]
    fn spaces_and_repeats_are_fine_and_bad_entries_are_counted() {
        let read = window(0, " 1, 1 ,,8,x", "9, 9,24", "");
        assert!(read.is_open_at(HalfHour { weekday: 0, index: 18 }));
        assert!(!read.is_open_at(HalfHour { weekday: 0, index: 19 }));
        assert_eq!(read.skipped_entries(), 3);
        assert_eq!(read.open_half_hours_on(0), 1);
        assert_eq!(read.open_half_hours_on(1), 0);
        assert!(read.is_known());
    }

    #[test]
    fn a_list_of_which_nothing_can_be_read_makes_the_window_unknown() {
        for (days, up, down) in [("x", "9", "9"), ("1", "9;10", "9"), ("1", "9", "24,-1")] {
            assert!(!window(0, days, up, down).is_known(), "{days} {up} {down}");
        }
        assert!(window(0, "1", "9", "").is_known(), "an empty list is one without hours");
        for (up, down) in [(Some("9"), None), (None, Some("9"))] {
            assert!(!DialWindow::parse(Some(0), Some("1"), up, down).is_known(), "half of the hours did not come");
        }
    }

    #[test]
    fn hostile_moments_and_zones_do_not_panic() {
        let window = window(i64::MIN + 1, "1", "9", "9");
        assert_eq!(window.state_at(i64::MAX), WindowState::Unknown);
        let window = self::window(86_399, "1", "9", "9");
        assert_eq!(window.state_at(i64::MAX), WindowState::Unknown);
    }
}
