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
    /// A choice from names as [`ColumnChoice::names`] gives them: these columns in this order, the others hidden behind
    /// them. Names that no column has are passed over; where none is left, the usual columns are shown.
    pub fn from_names<T: AsRef<str>>(names: &[T]) -> Self {
        let mut order: Vec<(Column, bool)> = Vec::new();
        for column in names.iter().filter_map(|name| Column::with_name(name.as_ref())) {
            if !order.contains(&(column, true)) {
                order.push((column, true));
            }
        }
        if order.is_empty() {
            return Self::default();
        }
        for column in Column::ALL {
            if !order.contains(&(column, true)) {
                order.push((column, column == Column::Name));
            }
        }
        Self { order }
    }

    /// The names of the shown columns in the user's order, for files and commands.
    pub fn names(&self) -> Vec<&'static str> {
        self.shown().map(Column::name).collect()
    }

    /// Every column in the user's order, with whether it is shown.
    pub fn all(&self) -> &[(Column, bool)] {
        &self.order
    }

    /// The shown columns in the user's order.
    pub fn shown(&self) -> impl Iterator<Item = Column> + '_ {
        self.order.iter().filter(|(_, is_shown)| *is_shown).map(|(column, _)| *column)
    }
}
