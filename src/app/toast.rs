//! A short message about what was just done. Uses `domain`.

use std::time::{Duration, Instant};

use crate::domain::Now;

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToastKind {
    /// It was done.
    Done,
    /// It could not be done.
    Failed,
}

/// A message that stays for a few seconds.
#[derive(Debug, Clone)]
pub struct Toast {
    /// One short sentence.
    pub text: String,
    /// How it is meant.
    pub kind: ToastKind,
    /// When it came up.
    pub since: Now,
}

impl Toast {
    /// When it goes; a failure takes longer to read and to believe.
    fn ends(&self) -> Option<Instant> {
        let seconds = match self.kind {
            ToastKind::Done => 4,
            ToastKind::Failed => 8,
        };
        self.since.instant.checked_add(Duration::from_secs(seconds))
    }

    /// When it goes, or `None` once it is gone.
    pub fn end(&self, now: Now) -> Option<Instant> {
        self.ends().filter(|end| *end > now.instant)
    }

    /// Whether it is still to be seen.
    pub fn is_visible(&self, now: Now) -> bool {
        self.end(now).is_some()
    }
}
