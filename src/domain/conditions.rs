//! What a sweep asks for: the members of `queryConditions` (API page taskList). Uses `task`.

use super::Task;

/// Conditions that the API applies. Empty members are left out of the request, because what an empty filter means is
/// not documented.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QueryConditions {
    /// `taskStatus`: any of these numbers.
    pub statuses: Vec<i64>,
    /// `taskName`: fuzzy match with any of these.
    pub names: Vec<String>,
    /// `sceneID`.
    pub scene_id: Option<String>,
    /// `userTaskID`: any of these.
    pub user_task_ids: Vec<String>,
    /// `startTs`: created at or after, in seconds since 1970.
    pub created_since: Option<i64>,
    /// `endTs`: created at or before, in seconds since 1970.
    pub created_until: Option<i64>,
}

impl QueryConditions {
    /// Whether a task may have been asked for, as far as that can be judged here: by its status, its `userTaskID` and its scene,
    /// where they came. How the API matches names and dates is its own business.
    pub fn admit(&self, task: &Task) -> bool {
        let is_one_of = |asked: &[String], found: Option<&str>| {
            asked.is_empty() || found.is_none_or(|found| asked.iter().any(|one| one.trim() == found.trim()))
        };
        let has_status =
            self.statuses.is_empty() || task.status.is_none_or(|status| self.statuses.contains(&status.number()));
        has_status
            && is_one_of(&self.user_task_ids, task.texts.user_task_id())
            && is_one_of(self.scene_id.as_slice(), task.texts.scene_id())
    }
}
