//! Where on the last frame a mouse click means something. Uses `column`.

use super::column::Column;

/// A stretch of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// First column of the terminal.
    pub x: u16,
    /// Columns; zero where there is none.
    pub width: u16,
}

/// What a drawing put where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hits {
    /// The terminal's line of the first row of the task table.
    pub first_row_y: u16,
    /// Rows of the task table that were drawn; zero where something covers it.
    pub rows: u16,
    /// The columns that the table takes.
    pub table: Span,
    /// The terminal's line of the column heads, where there are any.
    pub heads_y: Option<u16>,
    /// The heads by the place of their column in [`Column::ALL`].
    pub heads: [Span; Column::ALL.len()],
}
