//! What one `listTask` reply brought. Uses `domain`.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{Fault, Task};

/// A decoded page.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The rows in the reply's order; `null` rows are left out.
    pub rows: Vec<Row>,
    /// `totalCount` as it came; may lie.
    pub total_count: Option<i64>,
    /// What the reply told besides.
    pub meta: ReplyMeta,
}

/// One row of a page.
#[derive(Debug, Clone)]
pub enum Row {
    /// A row that could be read at least in part.
    Task(Arc<Task>),
    /// A row that was no object at all.
    Unreadable(RowIssue),
}

/// A row of which nothing could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowIssue {
    /// The page, from 1.
    pub page: u32,
    /// The row's place in the page, from 1.
    pub row: usize,
    /// What stood there, cut to a readable length.
    pub found: Box<str>,
}

/// What came of checking the reply's own signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignatureCheck {
    /// Not checked: switched off.
    #[default]
    NotChecked,
    /// The signature is right.
    Valid,
    /// The reply carried no signature.
    Missing,
    /// The signature is wrong.
    Invalid,
}

impl SignatureCheck {
    /// The graver of two results: one wrong reply among many right ones is what a person must hear of.
    #[must_use]
    pub fn graver(self, other: Self) -> Self {
        let gravity = |check| match check {
            Self::NotChecked => 0,
            Self::Valid => 1,
            Self::Missing => 2,
            Self::Invalid => 3,
        };
        if gravity(other) > gravity(self) { other } else { self }
    }
}

/// What a reply told besides its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReplyMeta {
    /// The `requestID` that was sent.
    pub request_id: String,
    /// The reply's `responseID`.
    pub response_id: Option<String>,
    /// How far the server's clock is ahead of ours, in seconds, by the reply's `createTs` header, else by HTTP's `Date`.
    pub skew_seconds: Option<i64>,
    /// What came of checking the reply's own signature.
    pub signature: SignatureCheck,
    /// From sending to the last byte.
    pub round_trip: Duration,
    /// Bytes of the body.
    pub body_bytes: usize,
    /// Pieces of the body that were no text and were replaced before reading: bytes that are not UTF-8, and control
    /// characters inside strings.
    pub mended_pieces: usize,
}

/// A failed request as the poller and the headless commands take it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The failure in words.
    pub fault: Fault,
    /// How long the server asked to wait (`Retry-After`).
    pub retry_after: Option<Duration>,
    /// Whether the same request may well succeed a few seconds later.
    pub can_pass: bool,
}
