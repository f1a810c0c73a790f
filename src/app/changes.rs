//! What changed with the last readings, so that it can glow for a moment. Uses `domain`.
//!
//! Only tasks on screen are noted, each with the reading before: what of it is drawn differently is for the view to see,
//! which knows the figures as they are written. A count that grew without changing its text does not glow.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::domain::{Now, Task, TaskKey};

/// How long a change glows.
const GLOW: Duration = Duration::from_secs(2);

/// A change of a task.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The reading before; `None` for a task that is new on the board.
    pub before: Option<Arc<Task>>,
    /// When it was noticed, on the monotonic clock.
    since: Instant,
}

impl Change {
    /// A change that was noticed at some moment.
    #[cfg(test)]
    pub(crate) fn for_test(before: Option<Arc<Task>>) -> Self {
        Self { before, since: super::fixture::now(0).instant }
    }

    /// When it stops to glow.
    fn ends(&self) -> Option<Instant> {
        self.since.checked_add(GLOW)
    }

    fn is_over(&self, now: Now) -> bool {
        self.ends().is_none_or(|end| end <= now.instant)
    }
}

/// What changed lately, by task; a handful of entries, however many tasks there are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    glowing: HashMap<TaskKey, Change>,
}

impl Changes {
    /// What changed of a task, as long as it glows.
    pub fn of(&self, key: &TaskKey, now: Now) -> Option<&Change> {
        self.glowing.get(key).filter(|change| !change.is_over(now))
    }

    /// When the last glow ends; `None` where nothing glows.
    pub fn last_end(&self, now: Now) -> Option<Instant> {
        self.glowing.values().filter(|change| !change.is_over(now)).filter_map(Change::ends).max()
    }

    /// Notes a change, in place of the one noted for the task before.
    pub(super) fn note(&mut self, key: &TaskKey, before: Option<Arc<Task>>, now: Now) {
        self.glowing.insert(key.clone(), Change { before, since: now.instant });
    }

    /// Drops what glows no more.
    pub(super) fn tidy(&mut self, now: Now) {
        self.glowing.retain(|_, change| !change.is_over(now));
    }
}
