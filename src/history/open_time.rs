//! Time inside dial windows: how much of a span is open, and when so much open time has passed. Uses `domain`.

use crate::domain::window::HALF_HOURS_PER_DAY;
use crate::domain::{DialWindow, HalfHour};

/// A walk never looks further ahead than so many seconds (about two years): what takes longer is "not in sight".
pub const FURTHEST_SECONDS: i64 = 2 * 366 * 86_400;

const SLOT_SECONDS: i64 = 1800;
const SLOTS_PER_DAY: i64 = HALF_HOURS_PER_DAY as i64;
const SLOTS_PER_WEEK: i64 = 7 * SLOTS_PER_DAY;
const WEEK_SECONDS: i64 = SLOTS_PER_WEEK * SLOT_SECONDS;

/// The first of January 1970 was a Thursday.
const FIRST_SLOT_OF_WEEK: i64 = 3 * SLOTS_PER_DAY;

/// A window with its offset, where both are known.
#[derive(Clone, Copy)]
struct Clockwork<'a> {
    window: &'a DialWindow,
    offset: i64,
}

impl<'a> Clockwork<'a> {
    fn of(window: &'a DialWindow) -> Option<Self> {
        let offset = window.offset_seconds().filter(|_| window.is_known())?;
        Some(Self { window, offset: i64::from(offset) })
    }

    fn is_open(&self, at: i64) -> bool {
        let slot = (at.saturating_add(self.offset).div_euclid(SLOT_SECONDS) + FIRST_SLOT_OF_WEEK)
            .rem_euclid(SLOTS_PER_WEEK) as usize;
        let half_hour = HalfHour { weekday: slot / HALF_HOURS_PER_DAY, index: slot % HALF_HOURS_PER_DAY };
        self.window.is_open_at(half_hour)
    }

    /// The end of the half-hour that a moment lies in.
    fn slot_end(&self, at: i64) -> i64 {
        let local = at.saturating_add(self.offset);
        at.saturating_add(SLOT_SECONDS - local.rem_euclid(SLOT_SECONDS))
    }

    fn slot_begin(&self, at: i64) -> i64 {
        at.saturating_sub(at.saturating_add(self.offset).rem_euclid(SLOT_SECONDS))
    }

    fn open_seconds_a_week(&self) -> i64 {
        let half_hours: usize = (0..7).map(|weekday| self.window.open_half_hours_on(weekday)).sum();
        half_hours as i64 * SLOT_SECONDS
    }
}

/// Whether a window is open at a moment in seconds since 1970; `None` where it is unknown.
pub fn is_open(window: &DialWindow, at: i64) -> Option<bool> {
    Some(Clockwork::of(window)?.is_open(at))
}

/// Open seconds between two moments in seconds since 1970, zero where the second is not later; `None` where the window is
/// unknown.
pub fn open_seconds(window: &DialWindow, from: i64, to: i64) -> Option<i64> {
    let clockwork = Clockwork::of(window)?;
    let weeks = to.saturating_sub(from).max(0) / WEEK_SECONDS;
    // Asked for thousands of short spans; a week is added up only where there is one.
    let mut open = if weeks > 0 { weeks.saturating_mul(clockwork.open_seconds_a_week()) } else { 0 };
    let mut at = from.saturating_add(weeks.saturating_mul(WEEK_SECONDS));
    while at < to {
        let end = clockwork.slot_end(at).min(to);
        if clockwork.is_open(at) {
            open += end - at;
        }
        if end <= at {
            break;
        }
        at = end;
    }
    Some(open)
}

/// The moment in seconds since 1970 at which so many open seconds have passed since `from`: inside the window or at its very
/// end. `None` where the window is unknown or the moment is out of sight.
pub fn walk(window: &DialWindow, from: i64, open_seconds: i64) -> Option<i64> {
    let clockwork = Clockwork::of(window)?;
    let limit = from.saturating_add(FURTHEST_SECONDS);
    let a_week = clockwork.open_seconds_a_week();
    // Whole weeks at once; the last one half-hour by half-hour, so that the moment is the first at which the time has passed.
    let weeks = (open_seconds.max(1) - 1) / a_week.max(1);
    let mut left = open_seconds.max(0) - weeks * a_week;
    let mut at = from.checked_add(weeks.checked_mul(WEEK_SECONDS)?)?;
    while at < limit {
        let end = clockwork.slot_end(at);
        if clockwork.is_open(at) {
            if left <= end - at {
                return at.checked_add(left).filter(|end| *end <= limit);
            }
            left -= end - at;
        }
        at = end;
    }
    None
}

/// When the window that is open at a moment opened, in seconds since 1970; `None` where it is closed, unknown or always
/// open.
pub fn opened_at(window: &DialWindow, at: i64) -> Option<i64> {
    let clockwork = Clockwork::of(window).filter(|clockwork| clockwork.is_open(at))?;
    let mut begin = clockwork.slot_begin(at);
    for _ in 0..SLOTS_PER_WEEK {
        if !clockwork.is_open(begin - 1) {
            return Some(begin);
        }
        begin -= SLOT_SECONDS;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::WindowState;

    fn some_window() -> impl Strategy<Value = DialWindow> {
        let hours = proptest::collection::vec(0..24u32, 0..20);
        let days = proptest::collection::vec(1..8u32, 1..7);
        (-48..57i64, days, hours.clone(), hours).prop_map(|(quarters, days, up, down)| {
            let zone = quarters * 900;
            let list = |numbers: &[u32]| numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
            DialWindow::parse(Some(zone), Some(&list(&days)), Some(&list(&up)), Some(&list(&down)))
        })
    }

    proptest! {
        #[test]
        fn a_walk_ends_in_open_time_and_counts_it(window in some_window(), from in 0..4_000_000_000i64, open in 1..3_000_000i64) {
            prop_assume!(window.is_known());
            if let Some(end) = walk(&window, from, open) {
                prop_assert_eq!(open_seconds(&window, from, end), Some(open));
                prop_assert_eq!(is_open(&window, end - 1), Some(true), "the last second counted is an open one");
                prop_assert!(walk(&window, from, open + 1).is_none_or(|later| later > end));
            }
        }

        #[test]
        fn spans_add_up_and_agree_with_the_state(window in some_window(), from in 0..4_000_000_000i64, one in 0..900_000i64, two in 0..900_000i64) {
            prop_assume!(window.is_known());
            let sum = |from, to| open_seconds(&window, from, to).unwrap();
            prop_assert_eq!(sum(from, from + one) + sum(from + one, from + one + two), sum(from, from + one + two));
            match window.state_at(from) {
                WindowState::Open { shuts_in_seconds: Some(shuts) } => {
                    prop_assert_eq!(sum(from, from + shuts), shuts);
                    prop_assert_eq!(is_open(&window, from + shuts), Some(false));
                    let opened = opened_at(&window, from).unwrap();
                    prop_assert!(opened <= from && is_open(&window, opened - 1) == Some(false));
                    prop_assert_eq!(sum(opened, from), from - opened);
                }
                WindowState::Closed { opens_in_seconds: Some(opens) } => prop_assert_eq!(sum(from, from + opens), 0),
                _ => {}
            }
        }
    }

    #[test]
    fn unknown_windows_have_no_open_time() {
        let unknown = DialWindow::default();
        assert_eq!((open_seconds(&unknown, 0, 9), walk(&unknown, 0, 9), is_open(&unknown, 0)), (None, None, None));
    }

    #[test]
    fn a_window_without_an_hour_a_week_is_out_of_sight_at_some_point() {
        let narrow = DialWindow::parse(Some(0), Some("1"), Some("9"), Some(""));
        assert_eq!(walk(&narrow, 0, 1000 * 1800), None);
        assert!(walk(&narrow, 0, 10 * 1800).is_some());
        assert_eq!(open_seconds(&narrow, 9, 9), Some(0));
        assert_eq!(open_seconds(&narrow, 9, 3), Some(0));
    }
}
