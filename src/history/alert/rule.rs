//! What a rule is: a question about one task at one moment. Uses `book` of `history` and `domain`.

use super::name::RuleName;
use crate::history::fleet::Fleet;
use crate::history::task_history::TaskHistory;

/// What a rule may look at.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The task.
    pub task: &'a TaskHistory,
    /// All tasks together.
    pub fleet: &'a Fleet,
    /// Now, in milliseconds since 1970.
    pub now_unix_ms: i64,
}

/// What a rule found.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Nothing wrong.
    Clear,
    /// Neither clearly wrong nor clearly over: what fires goes on firing.
    Between,
    /// Wrong; the sentence says what, with its figures.
    Wrong(String),
}

/// A rule.
pub trait Rule {
    /// Which one.
    fn name(&self) -> RuleName;
    /// Asks it about a task.
    fn ask(&self, facts: &Facts<'_>) -> Answer;
}
