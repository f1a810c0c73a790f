//! The typed filter. Uses `domain`.

use crate::domain::Task;

/// A filter as understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// What could not be understood, in words, for the filter line; the rest of the filter still applies.
    pub problem: Option<String>,
    needle: String,
}

impl Filter {
    /// Reads a filter.
    pub fn parse(text: &str) -> Self {
        Self { problem: None, needle: text.trim().to_lowercase() }
    }

    /// Whether every task matches.
    pub fn is_empty(&self) -> bool {
        self.needle.is_empty()
    }

    /// Whether a task is let through.
    pub fn matches(&self, task: &Task, _now_seconds: i64) -> bool {
        task.texts.joined().to_lowercase().contains(&self.needle)
    }

    /// Whether every task that this filter lets through was let through by the previous one as well.
    pub fn narrows(&self, previous: &Self) -> bool {
        self.needle.contains(&previous.needle)
    }
}
