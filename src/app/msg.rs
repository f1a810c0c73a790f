//! What can happen to the dashboard. Uses `domain` and `keys`.

use std::sync::Arc;

use super::model::Drawn;
use crate::domain::Feed;
use crate::keys::Chord;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Msg {
    /// The poller published.
    Feed(Arc<Feed>),
    /// A key was pressed, or held.
    Chord(Chord),
    /// Text was pasted.
    Paste(String),
    /// The terminal has another size; the next drawing tells which.
    Resized,
    /// A deadline passed: something on screen reads differently now.
    Tick,
    /// A frame was drawn.
    Drawn(Drawn),
}
