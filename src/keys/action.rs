//! What a key can do. Uses nothing.

/// Everything that a key can ask for. What it means in a place is decided by `app::update`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the first row.
    First,
    /// To the last row.
    Last,
    /// Into the selected task, or take the highlighted choice.
    Enter,
    /// One step back: close the overlay, leave the view, clear the filter. Never quits.
    Back,
    /// Switch a status filter on or off (1 to 5, the API's numbers).
    ToggleStatus(u8),
    /// Show all statuses.
    AllStatuses,
    /// Type a filter.
    Filter,
    /// Keep the filter and leave its line.
    KeepFilter,
    /// Choose the sort column.
    Sort,
    /// Open the dial window grid.
    Window,
    /// Show the task's JSON as it came.
    RawJson,
    /// Choose and order the columns.
    Columns,
    /// Show or hide the highlighted column.
    ToggleColumn,
    /// Move the highlighted column to the left.
    MoveLeft,
    /// Move the highlighted column to the right.
    MoveRight,
    /// Back to the columns that the program comes with.
    ResetColumns,
    /// Type a command.
    CommandLine,
    /// Take the next completion of what was typed.
    Complete,
    /// Take the completion before.
    CompleteBack,
    /// Look for something in the view on top.
    Search,
    /// Copy the selected task's id.
    CopyId,
    /// Copy the selected task as JSON.
    CopyRow,
    /// Write the visible rows to a file.
    Export,
    /// The next theme.
    NextTheme,
    /// The next time zone: mine, the task's, UTC.
    NextZone,
    /// Freeze the display, or let it go on.
    Pause,
    /// The mouse on or off.
    Mouse,
    /// Give the terminal to the shell until `fg`.
    Suspend,
    /// Poll now.
    Refresh,
    /// Open the help.
    Help,
    /// Paint the screen anew.
    Redraw,
    /// Quit at top level, else back.
    Quit,
    /// Quit from anywhere and leave the board in the scrollback.
    QuitKeeping,
    /// Quit from anywhere.
    QuitNow,
}
