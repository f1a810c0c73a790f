//! Columns by name, as files keep them. Uses `column`.

use std::sync::LazyLock;

use super::column::Column;

static NAMES: LazyLock<Vec<String>> =
    LazyLock::new(|| Column::ALL.into_iter().map(|column| column.title().to_lowercase().replace(' ', "-")).collect());

impl Column {
    /// The column's name in commands and files: its title in lower case, without blanks.
    pub fn name(self) -> &'static str {
        let place = Self::ALL.into_iter().position(|column| column == self);
        place.and_then(|place| NAMES.get(place)).map_or("", String::as_str)
    }

    /// The column with this name, ignoring case.
    pub(super) fn with_name(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        Self::ALL.into_iter().find(|column| column.name() == text)
    }
}
