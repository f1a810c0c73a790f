//! The typed filter: a small language, read once per change and applied to every task. Uses `domain`.
//!
//! Terms stand side by side and all must hold: `promo` (a text anywhere), `"two words"`, `name:promo`, `st:run,paused`,
//! `win:open`, `zone:+05:30`, `asr<15`, `left>1k`, `age<2d`; `!` before a term turns it round.

mod field;
mod guide;
mod language;
mod needle;
mod quantity;
mod read;
mod split;
mod term;

pub use guide::{LANGUAGE, SAMPLES};
pub use language::Filter;
