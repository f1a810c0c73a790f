//! What a task is known by across polls. Uses nothing.

use std::fmt;
use std::sync::Arc;

/// What a task is known by across polls: its `taskID`, else its `userTaskID`, else its place in the sweep.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskKey(Arc<str>);

impl TaskKey {
    const PLACE: &str = "place:";

    /// The key for the ids of a row; `place` stands in where both ids are missing or empty.
    pub fn new(task_id: Option<&str>, user_task_id: Option<&str>, place: impl FnOnce() -> String) -> Self {
        let present = |id: Option<&str>| id.map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned);
        let text = present(task_id)
            .or_else(|| present(user_task_id).map(|id| format!("user:{id}")))
            .unwrap_or_else(|| format!("{}{}", Self::PLACE, place()));
        Self(text.into())
    }

    /// The key of a text that [`TaskKey::as_str`] gave.
    pub fn from_text(text: &str) -> Self {
        Self(text.into())
    }

    /// Whether only the row's place names the task: it means nothing outside the sweep that read the row.
    pub fn is_place(&self) -> bool {
        self.0.starts_with(Self::PLACE)
    }

    /// The key as text, for maps and stored files.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TaskKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaskKey({})", self.0)
    }
}
