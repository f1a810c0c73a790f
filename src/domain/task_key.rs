//! What a task is known by across polls. Uses nothing.

use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};

/// Documented ids are UUIDs; anything up to this is kept word for word.
const LONGEST_ID_BYTES: usize = 512;

/// What a task is known by across polls: its `taskID`, else its `userTaskID`, else its place in the sweep.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskKey(Arc<str>);

impl TaskKey {
    const PLACE: &str = "place:";

    const USER: &str = "user:";
    /// In front of a `taskID` that would be taken for a key of another kind.
    const TASK: &str = "task:";

    /// The key for the ids of a row; `place` stands in where both ids are missing or empty. Ids that differ in anything,
    /// be it white space, are different keys: two tasks must never become one.
    pub fn new(task_id: Option<&str>, user_task_id: Option<&str>, place: impl FnOnce() -> String) -> Self {
        let present = |id: Option<&str>| id.filter(|id| !id.trim().is_empty()).map(short);
        let plain = |id: String| {
            let is_taken = [Self::PLACE, Self::USER, Self::TASK].iter().any(|prefix| id.starts_with(prefix));
            if is_taken { format!("{}{id}", Self::TASK) } else { id }
        };
        let text = present(task_id)
            .map(plain)
            .or_else(|| present(user_task_id).map(|id| format!("{}{id}", Self::USER)))
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

/// An id as a part of a key: a very long one by its beginning and its digest, because keys are kept, hashed and stored.
fn short(id: &str) -> String {
    if id.len() <= LONGEST_ID_BYTES {
        return id.to_owned();
    }
    let start: String = id.chars().take(LONGEST_ID_BYTES / 8).collect();
    format!("{start}~{}", hex::encode(Sha256::digest(id.as_bytes())))
}

impl fmt::Debug for TaskKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaskKey({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(task: Option<&str>, user: Option<&str>) -> String {
        TaskKey::new(task, user, || "1.2".to_owned()).as_str().to_owned()
    }

    #[test]
    fn no_two_tasks_share_a_key() {
        let long = "x".repeat(100_000);
        let longer = format!("{long}y");
        let keys = [
            key(Some("a"), None),
            key(Some(" a"), None),
            key(Some("a\u{200b}"), None),
            key(None, Some("a")),
            key(Some("user:a"), None),
            key(Some("task:user:a"), None),
            key(None, None),
            key(Some("place:1.2"), None),
            key(Some(&long), None),
            key(Some(&longer), None),
        ];
        for (number, a) in keys.iter().enumerate() {
            assert!(a.len() < 1000 && !keys[number + 1..].contains(a), "{a}");
        }
        assert!(!TaskKey::new(Some("place:1.2"), None, String::new).is_place());
    }
}
