//! What can happen to the dashboard. Uses `domain`, `history` and `keys`.

use std::sync::Arc;

use super::model::Drawn;
use super::toast::ToastKind;
use crate::domain::Feed;
use crate::history::{AlertChoices, Past};
use crate::keys::Chord;

/// What a mouse did, and where. Columns and lines count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What it did.
    pub kind: MouseKind,
    /// The column.
    pub column: u16,
    /// The line.
    pub line: u16,
}

/// What a mouse can do here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// The left button went down.
    Click,
    /// The wheel turned away from the user.
    WheelUp,
    /// The wheel turned towards the user.
    WheelDown,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Msg {
    /// The poller published.
    Feed(Arc<Feed>),
    /// What was kept of the past has been read; may come in several parts.
    Past(Past),
    /// Whether what is read is being kept on the disk; told where that changes.
    Kept(bool),
    /// Whether another dashboard of this profile tells of alerts outside of the screen, so that this one does not; told
    /// where that changes.
    AnnouncesElsewhere(bool),
    /// What a person chose about alerts in another dashboard.
    Chosen(AlertChoices),
    /// A key was pressed, or held.
    Chord(Chord),
    /// Text was pasted.
    Paste(String),
    /// The terminal has another size; the next drawing tells which.
    Resized,
    /// A deadline passed: something on screen reads differently now.
    Tick,
    /// The mouse did something.
    Mouse(Mouse),
    /// The outside world tells what became of an effect.
    Toast(ToastKind, String),
    /// The program goes on after it was suspended.
    Resumed,
    /// A frame was drawn.
    Drawn(Drawn),
}
