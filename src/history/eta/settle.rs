//! Keeping the shown end steady: it follows what is known, but not every tremor of it. Uses nothing.

use super::value::{Eta, EtaRange};

/// A move below this share of the time left is not shown.
const STEADY_SHARE: f64 = 0.05;
/// Nor is one below so many seconds.
const STEADY_SECONDS: f64 = 60.0;

impl Eta {
    /// What to show at a moment (milliseconds since 1970), given what was shown before: the likely end moves only where it
    /// differs enough; everything else is always new.
    pub fn settle(self, shown: Self, now_unix_ms: i64) -> Self {
        match (self, shown) {
            (Self::Range(new), Self::Range(shown)) if keeps(&new, &shown, now_unix_ms) => {
                Self::Range(EtaRange { likely: shown.likely, ..new })
            }
            _ => self,
        }
    }
}

/// Whether the likely end that was shown may stay: it is near the new one, still ahead, and inside the new range.
fn keeps(new: &EtaRange, shown: &EtaRange, now_unix_ms: i64) -> bool {
    let now = now_unix_ms.div_euclid(1000);
    let moved = new.likely.abs_diff(shown.likely) as f64;
    let steady = (STEADY_SHARE * (new.likely - now) as f64).max(STEADY_SECONDS);
    moved <= steady
        && shown.likely > now
        && shown.likely >= new.early
        && new.late.is_none_or(|late| shown.likely <= late)
        && new.if_resumed == shown.if_resumed
}
