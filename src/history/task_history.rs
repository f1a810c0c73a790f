//! All that is known of one task's past, and what follows from it. Uses the rest of this room and `domain`.

use std::sync::Arc;

use super::eta::Eta;
use super::rates::Rates;
use super::sample::Trouble;
use super::series::Series;
use crate::domain::Task;

/// All that is known of one task's past, and what follows from it as of its last reading.
#[derive(Debug, Clone)]
pub struct TaskHistory {
    /// The newest reading of the task.
    pub task: Arc<Task>,
    /// Its samples.
    pub series: Series,
    /// Set where its counters are such that nothing can be derived from them.
    pub trouble: Option<Trouble>,
    /// The figures as of the last reading.
    pub rates: Rates,
    /// The expected end as it is shown.
    pub eta: Eta,
    /// When this program first saw the task, in milliseconds since 1970 (restored from the store).
    pub first_seen_unix_ms: i64,
    /// When the task was last read, in milliseconds since 1970.
    pub last_read_unix_ms: i64,
    /// Since when its status is what it is, as far as it was seen to change; `None` where it was always so.
    pub status_since_unix_ms: Option<i64>,
    /// When its settings were last seen to change.
    pub settings_changed_unix_ms: Option<i64>,
}

impl TaskHistory {
    /// A task that was never seen before.
    pub fn new(task: Arc<Task>, now_unix_ms: i64) -> Self {
        Self {
            task,
            series: Series::default(),
            trouble: None,
            rates: Rates::default(),
            eta: Eta::default(),
            first_seen_unix_ms: now_unix_ms,
            last_read_unix_ms: now_unix_ms,
            status_since_unix_ms: None,
            settings_changed_unix_ms: None,
        }
    }
}
