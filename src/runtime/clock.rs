//! The machine's clocks: the only place that reads them. Uses `domain`.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use chrono::{Local, Offset as _};

use crate::domain::{Clock, Now};

/// The machine's own clocks.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Now {
        Now { instant: instant_now(), unix_ms: unix_ms_now() }
    }
}

/// The user's offset from UTC at this moment, in seconds.
#[allow(clippy::disallowed_methods, reason = "this file is the one that reads clocks")]
pub fn local_offset_seconds() -> i32 {
    Local::now().offset().fix().local_minus_utc()
}

#[allow(clippy::disallowed_methods, reason = "this file is the one that reads clocks")]
fn instant_now() -> Instant {
    Instant::now()
}

/// The wall clock in milliseconds since 1970-01-01 UTC; negative before.
#[allow(clippy::disallowed_methods, reason = "this file is the one that reads clocks")]
pub fn unix_ms_now() -> i64 {
    let in_range = |millis: u128| i64::try_from(millis).unwrap_or(i64::MAX);
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => in_range(since.as_millis()),
        Err(before) => -in_range(before.duration().as_millis()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wall_clock_is_after_the_year_2020_and_the_offset_below_a_day() {
        assert!(SystemClock.now().unix_seconds() > 1_577_836_800);
        assert!(local_offset_seconds().abs() < 86_400);
    }
}
