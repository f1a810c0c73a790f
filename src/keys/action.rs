//! What a key can do, and what that is called in the configuration. Uses `table` (to know which actions there are).

use super::table::TABLE;

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
    /// Why the task dials or does not.
    Why,
    /// Open the alerts.
    Alerts,
    /// Hear nothing of an alert for a while, or hear of it again.
    Snooze,
    /// To the task with the alert before.
    PreviousAlert,
    /// To the task with the next alert.
    NextAlert,
    /// Mark all alerts as seen.
    AcknowledgeAll,
    /// Mute the alert's rule for its task, or hear it again.
    MuteForTask,
    /// Mute the alert's rule for all tasks, or hear it again.
    MuteRule,
    /// A shorter span of the charts.
    ShorterSpan,
    /// A longer span of the charts.
    LongerSpan,
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

impl Action {
    /// The name in the configuration and in `callbot-tui keys`: small letters, digits and underscores; no two are alike.
    pub fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::PageUp => "page_up",
            Self::PageDown => "page_down",
            Self::First => "first",
            Self::Last => "last",
            Self::Enter => "enter",
            Self::Back => "back",
            Self::ToggleStatus(1) => "toggle_pending",
            Self::ToggleStatus(2) => "toggle_running",
            Self::ToggleStatus(3) => "toggle_completed",
            Self::ToggleStatus(4) => "toggle_failed",
            Self::ToggleStatus(5) => "toggle_paused",
            Self::ToggleStatus(_) => "toggle_other",
            Self::AllStatuses => "all_statuses",
            Self::Filter => "filter",
            Self::KeepFilter => "keep_filter",
            Self::Sort => "sort",
            Self::Window => "window",
            Self::RawJson => "json",
            Self::Columns => "columns",
            Self::ToggleColumn => "toggle_column",
            Self::MoveLeft => "move_left",
            Self::MoveRight => "move_right",
            Self::ResetColumns => "reset_columns",
            Self::CommandLine => "command",
            Self::Complete => "complete",
            Self::CompleteBack => "complete_back",
            Self::Search => "search",
            Self::Why => "why",
            Self::Alerts => "alerts",
            Self::Snooze => "snooze",
            Self::PreviousAlert => "previous_alert",
            Self::NextAlert => "next_alert",
            Self::AcknowledgeAll => "acknowledge_all",
            Self::MuteForTask => "mute_for_task",
            Self::MuteRule => "mute_rule",
            Self::ShorterSpan => "shorter_span",
            Self::LongerSpan => "longer_span",
            Self::CopyId => "copy_id",
            Self::CopyRow => "copy_row",
            Self::Export => "export",
            Self::NextTheme => "next_theme",
            Self::NextZone => "next_zone",
            Self::Pause => "pause",
            Self::Mouse => "mouse",
            Self::Suspend => "suspend",
            Self::Refresh => "refresh",
            Self::Help => "help",
            Self::Redraw => "redraw",
            Self::Quit => "quit",
            Self::QuitKeeping => "quit_keeping",
            Self::QuitNow => "quit_now",
        }
    }

    /// Every action of the table, once each, in its order.
    pub fn all() -> Vec<Self> {
        let mut actions = Vec::new();
        for binding in TABLE {
            if !actions.contains(&binding.action) {
                actions.push(binding.action);
            }
        }
        actions
    }

    /// The action of a name; `None` where no action is called so.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|action| action.name() == name)
    }
}
