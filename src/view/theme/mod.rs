//! What each kind of text looks like: the only folder with colours. Uses `domain` (statuses) and `glyphs`.
//!
//! Two levels. A theme is a small file of data (`assets/themes/*.toml`, or a user's own): about a dozen colours by
//! meaning, read by `file` into a `Palette`. All styles of the screen are derived from those in `styles`, and nowhere
//! else. `paint` knows how a colour looks on terminals with 16, 256 and all colours.
//!
//! Never colour alone: a status is a word, a selection has a marker, a chosen chip is reversed or bold.

mod choice;
mod error;
mod file;
mod paint;
mod palette;
mod styles;
#[cfg(test)]
mod tests;

pub use choice::ThemeChoice;
pub use error::{ThemeError, ThemeProblem};
pub use paint::ColourSupport;
pub use palette::Palette;
pub use styles::Theme;
