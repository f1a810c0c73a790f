//! What the dashboard asks of the outside world. Uses `export` and `history`.

use super::export::Export;
use crate::history::{Record, Transition};

/// Something that the pure part cannot do itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Ask the poller for a reading now.
    RefreshNow,
    /// Keep what a reading found, in the background.
    Keep(Record),
    /// Tell of alerts: log, bell, notice, command, as they are configured.
    Announce(Vec<Transition>),
    /// Tell from now on of alerts, which another dashboard did until now.
    TakeOver,
    /// Paint every cell of the screen anew, whatever the terminal shows.
    Repaint,
    /// Give the terminal to the shell and stop until it is continued.
    Suspend,
    /// Ask the terminal to report the mouse, or to keep it for its own selection.
    CaptureMouse(bool),
    /// Put a text into the clipboard. What happened comes back as a [`super::Msg::Toast`].
    Copy {
        /// What it is, for the message: `taskID 91ac54be (in_promo_diwali)`.
        what: String,
        /// The text.
        text: String,
    },
    /// Write an export. What happened comes back as a [`super::Msg::Toast`].
    WriteFile {
        /// Where to.
        file: FileChoice,
        /// What it is, for the message: `12 rows`.
        what: String,
        /// The contents, made into text only while they are written.
        export: Export,
    },
}

/// The file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileChoice {
    /// A name made by the program, without a folder: goes into the current folder, or where that is read-only into one
    /// of the program's own.
    Made(String),
    /// A path as the user typed it, relative to the current folder; `~/` stands for the home folder.
    Typed(String),
}
