//! The choice of columns while it is open. Uses `column_choice` and `fuzzy`.

use tui_input::Input;

use super::column::Column;
use super::column_choice::ColumnChoice;
use super::fuzzy;

/// The state of the overlay.
#[derive(Debug, Clone, Default)]
pub struct ColumnsMenu {
    /// The highlighted entry: a place in [`ColumnChoice::all`].
    pub cursor: usize,
    /// Set while a column is looked for.
    pub search: Option<ColumnSearch>,
}

/// A search for a column.
#[derive(Debug, Clone, Default)]
pub struct ColumnSearch {
    /// The line in which it is typed.
    pub input: Input,
    /// The entry that was highlighted before.
    pub(super) cursor_before: usize,
}

/// A column that a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundColumn {
    /// Its place in [`ColumnChoice::all`].
    pub place: usize,
    /// Which graphemes of its title were typed, from 0.
    pub graphemes: Vec<u32>,
}

impl ColumnsMenu {
    /// The columns that the search finds, the likeliest first; all where nothing is looked for.
    pub fn found(&self, choice: &ColumnChoice) -> Vec<FoundColumn> {
        let typed = self.search.as_ref().map_or("", |search| search.input.value());
        let titles = choice.all().iter().map(|(column, _)| format!("{} {}", column.title(), about(*column)));
        fuzzy::rank(typed, titles, choice.all().len())
            .into_iter()
            .map(|found| FoundColumn { place: found.index, graphemes: found.graphemes })
            .collect()
    }
}

/// What a column tells, in a few words: what it sorts by, where no other words say more.
pub fn about(column: Column) -> &'static str {
    match column {
        Column::Status => "what the task is doing",
        Column::Name => "always shown",
        Column::Completion => "orders done in percent",
        Column::Done => "orders done, of all",
        Column::Window => "dial window: open or shut",
        Column::Created => "when the task was made",
        Column::Strategy => "the dialling strategy",
        Column::Attention => "the task's gravest alert",
        Column::Trend => "calls a minute over the last hour",
        other => other.sort_help().split(':').next().unwrap_or_default(),
    }
}

impl PartialEq for ColumnsMenu {
    fn eq(&self, other: &Self) -> bool {
        fn parts(menu: &ColumnsMenu) -> (usize, Option<(&str, usize, usize)>) {
            let search = menu.search.as_ref();
            (menu.cursor, search.map(|line| (line.input.value(), line.input.cursor(), line.cursor_before)))
        }
        parts(self) == parts(other)
    }
}

impl Eq for ColumnsMenu {}
