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

impl Span {
    /// Whether a column of the terminal lies in it.
    pub fn contains(self, column: u16) -> bool {
        column >= self.x && column - self.x < self.width
    }
}

/// A rectangle of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Area {
    /// Its columns.
    pub columns: Span,
    /// Its first line.
    pub y: u16,
    /// Its lines.
    pub lines: u16,
}

impl Area {
    /// Whether a cell of the terminal lies in it.
    pub fn contains(self, column: u16, line: u16) -> bool {
        self.columns.contains(column) && line >= self.y && line - self.y < self.lines
    }
}

/// The panel of an overlay that lies over the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PanelHits {
    /// With its frame: a click outside closes it.
    pub area: Area,
    /// Where its entries stand, if it is a menu.
    pub entries: Area,
    /// Which entry stands in the first line.
    pub first_entry: usize,
}

/// How many chips can be clicked: one for each of the API's statuses, and the one for all.
pub const CHIPS: usize = 6;

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
    /// The terminal's line of the status chips, where there are any.
    pub chips_y: Option<u16>,
    /// The chips of the statuses 1 to 5 in this order, then the one for all.
    pub chips: [Span; CHIPS],
    /// The panel on top, where it told where it is.
    pub panel: Option<PanelHits>,
}

/// What a click meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// A row of the table, counted from the first on screen.
    Row(usize),
    /// A column's head.
    Head(Column),
    /// A status chip, by the API's number.
    Status(u8),
    /// The chip for all statuses.
    AllStatuses,
}

impl Hits {
    /// What of the screen stands at a cell of the terminal; nothing where a panel lies over it.
    pub fn at(&self, column: u16, line: u16) -> Option<Hit> {
        let over = |spans: &[Span]| spans.iter().position(|span| span.contains(column));
        if self.heads_y == Some(line) {
            return over(&self.heads).and_then(|place| Column::ALL.get(place)).copied().map(Hit::Head);
        }
        if self.chips_y == Some(line) {
            let place = over(&self.chips)?;
            let number = u8::try_from(place).ok()? + 1;
            return Some(if usize::from(number) < CHIPS { Hit::Status(number) } else { Hit::AllStatuses });
        }
        let rows = Area { columns: self.table, y: self.first_row_y, lines: self.rows };
        rows.contains(column, line).then(|| Hit::Row(usize::from(line - self.first_row_y)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_means_what_stands_there_and_the_rest_means_nothing() {
        let mut hits = Hits {
            first_row_y: 8,
            rows: 3,
            table: Span { x: 0, width: 80 },
            heads_y: Some(7),
            chips_y: Some(5),
            ..Hits::default()
        };
        hits.heads[1] = Span { x: 10, width: 4 };
        hits.chips[1] = Span { x: 12, width: 9 };
        hits.chips[5] = Span { x: 60, width: 5 };
        assert_eq!(hits.at(13, 7), Some(Hit::Head(Column::ALL[1])));
        assert_eq!(hits.at(14, 7), None, "between two heads");
        assert_eq!(hits.at(12, 5), Some(Hit::Status(2)));
        assert_eq!(hits.at(64, 5), Some(Hit::AllStatuses));
        assert_eq!(hits.at(0, 5), None);
        assert_eq!(hits.at(79, 10), Some(Hit::Row(2)));
        assert_eq!((hits.at(80, 10), hits.at(0, 11), hits.at(0, 0)), (None, None, None));
        assert_eq!(Hits::default().at(0, 0), None);
    }
}
