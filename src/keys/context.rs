//! Where a key holds, what that place is called, and which keys it keeps for itself. Uses `chord`.

use super::chord::{Chord, Key};

/// Where a binding holds. An open overlay is asked first, then the screen, then the global rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// Everywhere that no narrower context takes the key.
    Global,
    /// The task table.
    Board,
    /// The line in which a filter is typed. Characters not bound here are typed.
    FilterLine,
    /// A task's detail view.
    Detail,
    /// The sort menu. Column letters are added by the menu itself.
    SortMenu,
    /// The dial window grid.
    WindowGrid,
    /// The raw JSON view.
    RawJson,
    /// Why a task dials or does not.
    Why,
    /// The alerts.
    Alerts,
    /// The choice of columns.
    Columns,
    /// The line in which a column is looked for. Characters not bound here are typed.
    ColumnSearch,
    /// The line in which a command is typed. Characters not bound here are typed.
    CommandLine,
    /// The choice of an export's format.
    ExportMenu,
    /// The help.
    Help,
    /// The line in which the help is searched. Characters not bound here are typed.
    HelpSearch,
}

/// The letters that choose a column in the sort menu. They are taken there before any binding is asked.
pub const SORT_LETTERS: &str = "tnpoacwdylehmzuib!TCOAPE";

impl Context {
    /// Every context, in the order in which keys are printed.
    pub const ALL: [Self; 15] = [
        Self::Global,
        Self::Board,
        Self::FilterLine,
        Self::Detail,
        Self::SortMenu,
        Self::WindowGrid,
        Self::RawJson,
        Self::Why,
        Self::Alerts,
        Self::Columns,
        Self::ColumnSearch,
        Self::CommandLine,
        Self::ExportMenu,
        Self::Help,
        Self::HelpSearch,
    ];

    /// The name in the configuration, as in `[keys.board]`. None is an action's name too, because both stand in `[keys]`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Board => "board",
            Self::FilterLine => "filter_line",
            Self::Detail => "detail",
            Self::SortMenu => "sort_menu",
            Self::WindowGrid => "window_grid",
            Self::RawJson => "raw_json",
            Self::Why => "why_view",
            Self::Alerts => "alerts_panel",
            Self::Columns => "columns_menu",
            Self::ColumnSearch => "column_search",
            Self::CommandLine => "command_line",
            Self::ExportMenu => "export_menu",
            Self::Help => "help_view",
            Self::HelpSearch => "help_search",
        }
    }

    /// What people call the place.
    pub fn title(self) -> &'static str {
        match self {
            Self::Global => "everywhere",
            Self::Board => "task list",
            Self::FilterLine => "filter line",
            Self::Detail => "task detail",
            Self::SortMenu => "sort menu",
            Self::WindowGrid => "dial window",
            Self::RawJson => "raw JSON",
            Self::Why => "why",
            Self::Alerts => "alerts",
            Self::Columns => "columns",
            Self::ColumnSearch => "column search",
            Self::CommandLine => "command line",
            Self::ExportMenu => "export",
            Self::Help => "help",
            Self::HelpSearch => "help search",
        }
    }

    /// The context of a name; `None` where none is called so.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|context| context.name() == name)
    }

    /// Whether characters are typed into a line here.
    pub fn is_text_line(self) -> bool {
        matches!(self, Self::FilterLine | Self::CommandLine | Self::ColumnSearch | Self::HelpSearch)
    }

    /// Whether a chord types or edits text here, or chooses a letter, so that no action can have it.
    pub fn takes_for_itself(self, chord: Chord) -> bool {
        match self {
            Self::SortMenu => chord.typed().is_some_and(|c| SORT_LETTERS.contains(c)),
            _ if self.is_text_line() => chord.typed().is_some() || edits(chord),
            _ => false,
        }
    }
}

/// Whether a chord moves or deletes in a line of text, as in a shell.
fn edits(chord: Chord) -> bool {
    match chord.key {
        Key::Left | Key::Right | Key::Home | Key::End | Key::Backspace | Key::Delete => true,
        Key::Char(c) => (chord.ctrl || chord.alt) && "aehkuw".contains(c),
        _ => false,
    }
}
