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
    /// Poll now.
    Refresh,
    /// Open the help.
    Help,
    /// Paint the screen anew.
    Redraw,
    /// Quit at top level, else back.
    Quit,
    /// Quit from anywhere.
    QuitNow,
}
