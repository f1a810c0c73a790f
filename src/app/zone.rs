//! In which zone moments are shown. Uses `domain` and `model`.

use std::sync::Arc;

use super::model::{Model, Screen};
use crate::domain::Task;

/// The zone of the times on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ZoneChoice {
    /// The user's own.
    #[default]
    Mine,
    /// Each task's own.
    Task,
    /// UTC.
    Utc,
}

impl ZoneChoice {
    /// The next one of the key that goes through them.
    pub fn next(self) -> Self {
        match self {
            Self::Mine => Self::Task,
            Self::Task => Self::Utc,
            Self::Utc => Self::Mine,
        }
    }

    /// The offset from UTC, in seconds, in which a task's times are shown; without a task, or where its zone is not known,
    /// the user's own stands in for the task's.
    pub fn offset_seconds(self, task: Option<&Task>, local_offset_seconds: i32) -> i32 {
        match self {
            Self::Mine => local_offset_seconds,
            Self::Task => task.and_then(task_offset).unwrap_or(local_offset_seconds),
            Self::Utc => 0,
        }
    }
}

impl Model {
    /// The offset from UTC, in seconds, in which a task's times are shown; see [`ZoneChoice::offset_seconds`].
    pub fn offset_for(&self, task: Option<&Task>) -> i32 {
        self.zone.offset_seconds(task, self.local_offset_seconds)
    }

    /// The task whose zone the clock shows where times are in the task's zone: the open one, else the selected one. `None`
    /// where there is none or its zone is not known.
    pub fn clock_task(&self) -> Option<&Arc<Task>> {
        let task = match &self.screen {
            Screen::Detail { task, .. } => Some(&task.task),
            Screen::Board => self.selected_task(),
        };
        task.filter(|task| task_offset(task).is_some())
    }
}

fn task_offset(task: &Task) -> Option<i32> {
    task.window.offset_seconds()
}
