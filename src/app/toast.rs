//! A short message about what was just done. Uses `domain`.

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
