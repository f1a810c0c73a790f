//! The keyboard vocabulary: chords, actions, the one table that joins them. Pure; knows no terminal library.
//!
//! Dispatch, footer hints, the help overlay, `callbot-tui keys` and the README's table are all made from [`TABLE`].

pub mod action;
pub mod chord;
pub mod keymap;
pub mod table;

pub use action::Action;
pub use chord::{Chord, Key};
pub use keymap::{Keymap, KeymapRow};
pub use table::{Binding, Context, Group, TABLE};
