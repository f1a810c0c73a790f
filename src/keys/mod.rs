//! The keyboard vocabulary: chords, actions, the one table that joins them, and the user's own keys worked into it. Pure;
//! knows no terminal library.
//!
//! Dispatch, footer hints, the help overlay, `callbot-tui keys` and the README's table are all made from [`TABLE`].

pub mod action;
pub mod chord;
pub mod context;
pub mod keymap;
pub mod overrides;
pub mod parse;
pub mod problem;
pub mod table;

pub use action::Action;
pub use chord::{Chord, Key};
pub use context::Context;
pub use keymap::{Keymap, KeymapRow};
pub use overrides::KeyOverride;
pub use parse::ChordError;
pub use problem::{KeyProblem, KeyTrouble};
pub use table::{Binding, Group, TABLE};
