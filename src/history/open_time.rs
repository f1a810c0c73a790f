//! Time inside dial windows: how much of a span is open, and when so much open time has passed. Uses `domain`.

use crate::domain::{DialWindow, WindowState};

/// A walk never looks further ahead than so many seconds (about two years): what takes longer is "not in sight".
pub const FURTHEST_SECONDS: i64 = 2 * 366 * 86_400;

/// Open seconds between two moments in seconds since 1970; `None` where the window is unknown.
pub fn open_seconds(window: &DialWindow, from: i64, to: i64) -> Option<i64> {
    let mut open = 0;
    let mut at = from;
    while at < to {
        let (is_open, change) = state(window, at)?;
        let end = change.map_or(to, |seconds| at.saturating_add(seconds).min(to));
        if is_open {
            open += end - at;
        }
        at = end;
    }
    Some(open)
}

/// The moment in seconds since 1970 at which so many open seconds have passed since `from`: always inside the window, or at
/// its very end. `None` where the window is unknown or the moment is out of sight.
pub fn walk(window: &DialWindow, from: i64, open_seconds: i64) -> Option<i64> {
    let mut left = open_seconds.max(0);
    let mut at = from;
    let limit = from.saturating_add(FURTHEST_SECONDS);
    while at < limit {
        let (is_open, change) = state(window, at)?;
        let span = change.unwrap_or(FURTHEST_SECONDS);
        if is_open {
            if left <= span {
                return at.checked_add(left).filter(|end| *end <= limit);
            }
            left -= span;
        }
        at = at.saturating_add(span);
    }
    None
}

fn state(window: &DialWindow, at: i64) -> Option<(bool, Option<i64>)> {
    match window.state_at(at) {
        WindowState::Open { shuts_in_seconds } => Some((true, shuts_in_seconds)),
        WindowState::Closed { opens_in_seconds } => Some((false, opens_in_seconds)),
        WindowState::Unknown => None,
    }
}
