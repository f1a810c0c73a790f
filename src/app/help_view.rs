//! The help while it is open. Uses nothing.

use tui_input::Input;

/// The state of the overlay.
#[derive(Debug, Clone, Default)]
pub struct HelpView {
    /// First line shown.
    pub scroll: usize,
    /// What is looked for.
    pub search: Input,
    /// Whether keys go into the search.
    pub is_searching: bool,
}

impl PartialEq for HelpView {
    fn eq(&self, other: &Self) -> bool {
        let parts = |view: &Self| (view.scroll, view.is_searching, view.search.cursor());
        parts(self) == parts(other) && self.search.value() == other.search.value()
    }
}

impl Eq for HelpView {}
