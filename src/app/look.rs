//! The themes to choose from, by name; what they look like is the view's. Uses nothing.

use std::sync::Arc;

/// The themes and the chosen one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Look {
    /// The names of all themes, in the order of the key that goes through them.
    pub themes: Arc<[String]>,
    /// The chosen one.
    pub theme: usize,
}

impl Look {
    /// The chosen theme's name; empty where there is none.
    pub fn name(&self) -> &str {
        self.themes.get(self.theme).map_or("", String::as_str)
    }

    /// Goes on to the next theme.
    pub fn next(&mut self) {
        self.theme = (self.theme + 1).checked_rem(self.themes.len()).unwrap_or(0);
    }

    /// Chooses a theme by its name; tells whether there is one.
    pub fn choose(&mut self, name: &str) -> bool {
        let found = self.themes.iter().position(|theme| theme == name);
        self.theme = found.unwrap_or(self.theme);
        found.is_some()
    }
}
