//! Which columns of the table are shown, and in which order. Uses `column`.

use super::column::Column;

/// The user's choice of columns: every column once, in the user's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnChoice {
    order: Vec<(Column, bool)>,
}

impl Default for ColumnChoice {
    fn default() -> Self {
        Self { order: Column::ALL.into_iter().map(|column| (column, column.is_shown_at_first())).collect() }
    }
}

impl ColumnChoice {
    /// Every column in the user's order, with whether it is shown.
    pub fn all(&self) -> &[(Column, bool)] {
        &self.order
    }

    /// The shown columns in the user's order.
    pub fn shown(&self) -> impl Iterator<Item = Column> + '_ {
        self.order.iter().filter(|(_, is_shown)| *is_shown).map(|(column, _)| *column)
    }
}
