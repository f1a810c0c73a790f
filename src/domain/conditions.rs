//! What a sweep asks for: the members of `queryConditions` (API page taskList). Uses nothing.

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
