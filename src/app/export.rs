//! The visible rows as a file. Uses `domain`.

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// A JSON array of the API's rows.
    Json,
    /// A Markdown table.
    Markdown,
}

impl Format {
    /// Every format in the order of the menu.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Json, Self::Markdown];
}
