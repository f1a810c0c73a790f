//! Which columns of the table are shown, and in which order. Uses `column` and `column_names`.

use super::column::Column;

/// The user's choice of columns: every column once, in the user's order. The name is always shown: without it a row
/// could be anyone's.
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
    /// A choice from names as [`ColumnChoice::names`] gives them; see [`ColumnChoice::set`]. Names that no column has are
    /// passed over; where none is left, the usual columns are shown.
    pub fn from_names<T: AsRef<str>>(names: &[T]) -> Self {
        let columns: Vec<Column> = names.iter().filter_map(|name| Column::with_name(name.as_ref())).collect();
        let mut choice = Self::default();
        if !columns.is_empty() {
            choice.set(&columns);
        }
        choice
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

    /// Whether a column is shown.
    pub fn is_shown(&self, column: Column) -> bool {
        self.order.contains(&(column, true))
    }

    /// Whether a column may be hidden.
    pub fn can_hide(column: Column) -> bool {
        column != Column::Name
    }

    /// Shows a column or hides it, and tells whether it did: the name stays.
    pub fn toggle(&mut self, column: Column) -> bool {
        let is_possible = Self::can_hide(column);
        for entry in self.order.iter_mut().filter(|entry| entry.0 == column && is_possible) {
            entry.1 = !entry.1;
        }
        is_possible
    }

    /// Puts a column one place to the left, past shown and hidden ones alike.
    pub fn move_left(&mut self, column: Column) {
        if let Some(place) = self.place_of(column).filter(|place| *place > 0) {
            self.order.swap(place, place - 1);
        }
    }

    /// Puts a column one place to the right, past shown and hidden ones alike.
    pub fn move_right(&mut self, column: Column) {
        if let Some(place) = self.place_of(column).filter(|place| place + 1 < self.order.len()) {
            self.order.swap(place, place + 1);
        }
    }

    /// Back to the columns that the program comes with.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Shows these columns in this order and no others. The others are kept, hidden, each behind the column that it
    /// usually follows, so that one shown later comes up where it is looked for; the name comes in shown that way.
    pub fn set(&mut self, columns: &[Column]) {
        self.order.clear();
        for column in columns {
            if self.place_of(*column).is_none() {
                self.order.push((*column, true));
            }
        }
        let mut before = None;
        for column in Column::ALL {
            if self.place_of(column).is_none() {
                let place = before.and_then(|before| self.place_of(before)).map_or(0, |place| place + 1);
                self.order.insert(place, (column, !Self::can_hide(column)));
            }
            before = Some(column);
        }
    }

    /// A column's place in the user's order, from 0.
    pub fn place_of(&self, column: Column) -> Option<usize> {
        self.order.iter().position(|(other, _)| *other == column)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_usual_columns_come_back_from_their_names() {
        let usual = ColumnChoice::default();
        assert_eq!(ColumnChoice::from_names(&usual.names()), usual);
        assert_eq!(ColumnChoice::from_names(&["gone", ""]), usual);
        assert_eq!(ColumnChoice::from_names::<&str>(&[]), usual);
    }

    #[test]
    fn a_hidden_column_waits_beside_its_neighbour() {
        let mut choice = ColumnChoice::from_names(&["calls", "name", "done/total", "calls"]);
        assert_eq!(choice.names(), ["calls", "name", "done/total"]);
        choice.toggle(Column::Left);
        assert_eq!(choice.names(), ["calls", "name", "done/total", "left"]);
    }

    #[test]
    fn columns_move_and_stop_at_the_ends() {
        let mut choice = ColumnChoice::default();
        choice.move_left(Column::Attention);
        assert_eq!(choice, ColumnChoice::default());
        choice.move_right(Column::Status);
        assert_eq!(&choice.names()[..3], ["attention", "name", "status"]);
        choice.reset();
        assert_eq!(choice, ColumnChoice::default());
    }

    fn column() -> impl Strategy<Value = Column> {
        prop::sample::select(Column::ALL.to_vec())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_column_is_there_once_and_the_name_is_shown(
            set in prop::collection::vec(column(), 0..8),
            steps in prop::collection::vec((column(), 0..4_u8), 0..20),
        ) {
            let mut choice = ColumnChoice::default();
            choice.set(&set);
            for (column, step) in steps {
                match step {
                    0 => choice.move_left(column),
                    1 => choice.move_right(column),
                    2 => choice.set(&[column]),
                    _ => { choice.toggle(column); }
                }
                prop_assert!(choice.is_shown(Column::Name));
                prop_assert_eq!(choice.all().len(), Column::ALL.len());
                prop_assert!(Column::ALL.into_iter().all(|column| choice.place_of(column).is_some()));
                let again = ColumnChoice::from_names(&choice.names());
                prop_assert_eq!(again.names(), choice.names());
            }
        }
    }
}
