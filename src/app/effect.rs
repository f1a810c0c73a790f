//! What the dashboard asks of the outside world. Uses nothing.

/// Something that the pure part cannot do itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Ask the poller for a reading now.
    RefreshNow,
    /// Paint every cell of the screen anew, whatever the terminal shows.
    Repaint,
    /// Give the terminal to the shell and stop until it is continued.
    Suspend,
    /// Ask the terminal to report the mouse, or to keep it for its own selection.
    CaptureMouse(bool),
    /// Put a text into the clipboard. What happened comes back as a [`super::Msg::Toast`].
    Copy {
        /// What it is, for the message: `id of in_promo_diwali`.
        what: String,
        /// The text.
        text: String,
    },
    /// Write an export. What happened comes back as a [`super::Msg::Toast`].
    WriteFile {
        /// The file's name without a folder.
        name: String,
        /// What it is, for the message: `12 rows`.
        what: String,
        /// The contents.
        text: String,
    },
}
