//! The few colours of a theme, by meaning. Uses `paint`; how they are read is in `file`.

use super::error::ThemeError;
use super::file;
use super::paint::Paint;

/// What a theme file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Palette {
    /// Its colours; a theme may have none.
    pub(super) colours: Option<Colours>,
    /// Whether the words of running, paused and failed are bold.
    pub(super) bold_status: bool,
    /// Whether what is bad is underlined.
    pub(super) underline_bad: bool,
}

/// The colours of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colours {
    pub(super) text: Paint,
    pub(super) muted: Paint,
    pub(super) accent: Paint,
    pub(super) good: Paint,
    pub(super) warn: Paint,
    pub(super) bad: Paint,
    pub(super) pending: Paint,
    pub(super) running: Paint,
    pub(super) completed: Paint,
    pub(super) paused: Paint,
    pub(super) failed: Paint,
    pub(super) border: Paint,
    pub(super) changed: Paint,
    /// Text on the accent colour.
    pub(super) on_accent: Paint,
    /// Under the selected row; without one the row is reversed.
    pub(super) selection: Option<Paint>,
    /// Under the empty part of a bar; without one a sign stands for it.
    pub(super) track: Option<Paint>,
    /// Under everything; without one the terminal's own background stays.
    pub(super) background: Option<Paint>,
}

impl Palette {
    /// Reads a theme file's text.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, ThemeError> {
        file::parse(text)
    }

    /// Whether it has no colours, so that it looks the same on every terminal.
    pub fn is_mono(&self) -> bool {
        self.colours.is_none()
    }
}
