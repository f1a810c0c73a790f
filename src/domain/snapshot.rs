//! The board's data at one moment: an immutable, cheaply shared list of tasks. Uses `task`.
//!
//! The list is a persistent vector: publishing after each page shares every untouched part with the snapshot before, so
//! neither a page nor a frame copies 100,000 rows.

use std::sync::Arc;

use super::task::Task;

/// All tasks known at one moment, in the API's order as far as a sweep has told it.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// The tasks. Cloning this shares it.
    pub tasks: imbl::Vector<Arc<Task>>,
    /// Grows with every change of `tasks`; equal revisions of one poller mean equal tasks.
    pub revision: u64,
    /// When the newest reply arrived, in milliseconds since 1970; `None` before the first.
    pub as_of_unix_ms: Option<i64>,
    /// Whether a whole sweep has been read since the start; until then tasks may be missing.
    pub is_whole: bool,
    /// Rows of the last sweep that could not be read at all.
    pub unreadable_rows: u64,
    /// `totalCount` of the newest full-sweep reply, where it was sane.
    pub total_count: Option<u64>,
}
