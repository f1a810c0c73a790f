//! The pace that a deadline asks for. Uses `open_time` and `domain`.

use crate::domain::DialWindow;
use crate::history::open_time::open_seconds;

/// Orders that must be finished in each open minute so that none of `left` is left at a deadline. Moments are in seconds
/// since 1970. `None` where the window is unknown, and where no open time is left before the deadline although orders are.
pub fn needed_pace(left: i64, deadline_unix: i64, window: &DialWindow, now_unix: i64) -> Option<f64> {
    let open = open_seconds(window, now_unix, deadline_unix)?;
    if left <= 0 {
        return Some(0.0);
    }
    (open > 0).then(|| left as f64 * 60.0 / open as f64)
}
