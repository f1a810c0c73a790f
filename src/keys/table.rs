//! The one table of keys. A new key is a row here, an arm in `app::update`, and nothing else. Uses `action`, `chord` and
//! `context`.

use super::action::Action;
use super::chord::{Chord, Key};
use super::context::Context;

/// Headings of the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// Moving about.
    Move,
    /// Choosing what is shown.
    Find,
    /// Opening things.
    Look,
    /// What is wrong.
    Attention,
    /// How things are shown.
    View,
    /// Taking things away.
    Keep,
    /// The program itself.
    System,
}

impl Group {
    /// The groups in the order of the help.
    pub const ALL: [Self; 7] =
        [Self::Move, Self::Find, Self::Look, Self::Attention, Self::View, Self::Keep, Self::System];

    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Move => "MOVE",
            Self::Find => "FIND",
            Self::Look => "LOOK INTO",
            Self::Attention => "ATTENTION",
            Self::View => "VIEW",
            Self::Keep => "KEEP",
            Self::System => "SYSTEM",
        }
    }
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// Where it holds.
    pub context: Context,
    /// The chords, the one to show first in front.
    pub chords: &'static [Chord],
    /// What it does.
    pub action: Action,
    /// One or two words for the footer; empty where the footer leaves it out.
    pub hint: &'static str,
    /// A short sentence for the help.
    pub help: &'static str,
    /// The help's heading.
    pub group: Group,
    /// The action that opens the place, where this row closes it by the same key: it follows that action's keys.
    pub follows: Option<Action>,
}

const fn row(
    context: Context,
    chords: &'static [Chord],
    action: Action,
    hint: &'static str,
    help: &'static str,
    group: Group,
) -> Binding {
    Binding { context, chords, action, hint, help, group, follows: None }
}

/// A row with the key of what opened the place, pressed again.
const fn again(context: Context, chords: &'static [Chord], opener: Action, action: Action) -> Binding {
    let binding = row(context, chords, action, "", "close by the same key", Group::Move);
    Binding { follows: Some(opener), ..binding }
}

const UP: &[Chord] = &[Chord::char('k'), Chord::plain(Key::Up)];
const DOWN: &[Chord] = &[Chord::char('j'), Chord::plain(Key::Down)];
const PAGE_UP: &[Chord] = &[Chord::plain(Key::PageUp), Chord::ctrl('u')];
const PAGE_DOWN: &[Chord] = &[Chord::plain(Key::PageDown), Chord::ctrl('d')];
const FIRST: &[Chord] = &[Chord::char('g'), Chord::plain(Key::Home)];
const LAST: &[Chord] = &[Chord::char('G'), Chord::plain(Key::End)];
const ENTER: &[Chord] = &[Chord::plain(Key::Enter)];
const ESC: &[Chord] = &[Chord::plain(Key::Esc)];
const TOGGLE: &[Chord] = &[Chord::char(' '), Chord::plain(Key::Enter)];
const LEFT: &[Chord] = &[Chord::char('<'), Chord::plain(Key::Left)];
const RIGHT: &[Chord] = &[Chord::char('>'), Chord::plain(Key::Right)];
const EARLIER: &[Chord] = &[Chord::plain(Key::Up), Chord::ctrl('p')];
const LATER: &[Chord] = &[Chord::plain(Key::Down), Chord::ctrl('n')];

/// Every key of the program.
pub const TABLE: &[Binding] = &[
    row(Context::Board, ENTER, Action::Enter, "open", "open the task", Group::Look),
    row(Context::Board, &[Chord::char('1')], Action::ToggleStatus(1), "status", "pending on or off", Group::Find),
    row(Context::Board, &[Chord::char('2')], Action::ToggleStatus(2), "status", "running on or off", Group::Find),
    row(Context::Board, &[Chord::char('3')], Action::ToggleStatus(3), "status", "completed on or off", Group::Find),
    row(Context::Board, &[Chord::char('4')], Action::ToggleStatus(4), "status", "failed on or off", Group::Find),
    row(Context::Board, &[Chord::char('5')], Action::ToggleStatus(5), "status", "paused on or off", Group::Find),
    row(Context::Board, &[Chord::char('0')], Action::AllStatuses, "all", "all statuses", Group::Find),
    row(Context::Board, &[Chord::char('/')], Action::Filter, "filter", "filter as you type", Group::Find),
    row(Context::Board, &[Chord::char('s')], Action::Sort, "sort", "sort; the same again reverses", Group::Find),
    row(Context::Board, ESC, Action::Back, "clear", "clear the filter", Group::Find),
    row(Context::FilterLine, ENTER, Action::KeepFilter, "keep", "keep the filter", Group::Find),
    row(Context::FilterLine, ESC, Action::Back, "clear", "clear the filter", Group::Find),
    row(Context::FilterLine, &[Chord::plain(Key::Up)], Action::Up, "", "up one row", Group::Move),
    row(Context::FilterLine, &[Chord::plain(Key::Down)], Action::Down, "", "down one row", Group::Move),
    row(Context::FilterLine, &[Chord::plain(Key::PageUp)], Action::PageUp, "", "up a page", Group::Move),
    row(Context::FilterLine, &[Chord::plain(Key::PageDown)], Action::PageDown, "", "down a page", Group::Move),
    row(Context::Detail, ESC, Action::Back, "back", "back to the list", Group::Move),
    again(Context::Detail, &[Chord::char('q')], Action::Quit, Action::Back),
    row(Context::SortMenu, ENTER, Action::Enter, "sort", "sort by this column", Group::Find),
    again(Context::SortMenu, &[Chord::char('s')], Action::Sort, Action::Enter),
    row(Context::SortMenu, ESC, Action::Back, "close", "close what is open", Group::Move),
    row(Context::WindowGrid, ESC, Action::Back, "close", "close what is open", Group::Move),
    again(Context::WindowGrid, &[Chord::char('d')], Action::Window, Action::Back),
    row(Context::RawJson, ESC, Action::Back, "close", "close what is open", Group::Move),
    again(Context::RawJson, &[Chord::char('J')], Action::RawJson, Action::Back),
    row(Context::Why, ESC, Action::Back, "close", "close what is open", Group::Move),
    again(Context::Why, &[Chord::char('w')], Action::Why, Action::Back),
    row(Context::Alerts, ENTER, Action::Enter, "go to task", "go to the alert's task", Group::Attention),
    row(Context::Alerts, ESC, Action::Back, "close", "close what is open", Group::Move),
    again(Context::Alerts, &[Chord::char('a')], Action::Alerts, Action::Back),
    row(Context::Alerts, &[Chord::char('A')], Action::AcknowledgeAll, "seen", "mark all as seen", Group::Attention),
    row(
        Context::Alerts,
        &[Chord::char('u')],
        Action::MuteForTask,
        "mute",
        "mute the rule for this task, or hear it again",
        Group::Attention,
    ),
    row(
        Context::Alerts,
        &[Chord::char('U')],
        Action::MuteRule,
        "mute rule",
        "mute the rule for all tasks, or hear it again",
        Group::Attention,
    ),
    row(Context::Detail, LEFT, Action::ShorterSpan, "", "charts of a shorter span", Group::View),
    row(Context::Detail, RIGHT, Action::LongerSpan, "span", "charts of a longer span", Group::View),
    row(
        Context::Board,
        &[Chord::char('K')],
        Action::Columns,
        "columns",
        "choose, hide and order the columns",
        Group::View,
    ),
    row(
        Context::Board,
        &[Chord::char('e')],
        Action::Export,
        "export",
        "export the visible rows to a file",
        Group::Keep,
    ),
    row(Context::Columns, ESC, Action::Back, "close", "close what is open", Group::Move),
    again(Context::Columns, &[Chord::char('K')], Action::Columns, Action::Back),
    row(Context::Columns, TOGGLE, Action::ToggleColumn, "show/hide", "show or hide the column", Group::View),
    row(Context::Columns, LEFT, Action::MoveLeft, "move", "move the column to the left", Group::View),
    row(Context::Columns, RIGHT, Action::MoveRight, "move", "move the column to the right", Group::View),
    row(Context::Columns, &[Chord::char('0')], Action::ResetColumns, "reset", "the usual columns", Group::View),
    row(Context::Columns, &[Chord::char('/')], Action::Search, "find", "find a column", Group::Find),
    row(Context::ColumnSearch, ENTER, Action::Enter, "keep", "stay on what was found", Group::Find),
    row(Context::ColumnSearch, ESC, Action::Back, "back", "back to where it was", Group::Move),
    row(Context::ColumnSearch, &[Chord::plain(Key::Up)], Action::Up, "", "the match before", Group::Move),
    row(Context::ColumnSearch, &[Chord::plain(Key::Down)], Action::Down, "", "the next match", Group::Move),
    row(Context::CommandLine, ENTER, Action::Enter, "run", "run the command", Group::Find),
    row(Context::CommandLine, ESC, Action::Back, "close", "close what is open", Group::Move),
    row(
        Context::CommandLine,
        &[Chord::plain(Key::Tab)],
        Action::Complete,
        "complete",
        "the next completion",
        Group::Find,
    ),
    row(
        Context::CommandLine,
        &[Chord::plain(Key::BackTab)],
        Action::CompleteBack,
        "",
        "the completion before",
        Group::Find,
    ),
    row(Context::CommandLine, EARLIER, Action::Up, "history", "history, or choose up", Group::Find),
    row(Context::CommandLine, LATER, Action::Down, "", "history, or choose down", Group::Find),
    row(Context::ExportMenu, ENTER, Action::Enter, "write", "write the file", Group::Keep),
    row(Context::ExportMenu, ESC, Action::Back, "close", "close what is open", Group::Move),
    row(Context::Help, &[Chord::char('/')], Action::Search, "search", "search the help", Group::Find),
    row(Context::HelpSearch, ENTER, Action::Enter, "keep", "keep what was found", Group::Find),
    row(Context::HelpSearch, ESC, Action::Back, "clear", "clear the search", Group::Find),
    row(Context::HelpSearch, &[Chord::plain(Key::Up)], Action::Up, "", "up one row", Group::Move),
    row(Context::HelpSearch, &[Chord::plain(Key::Down)], Action::Down, "", "down one row", Group::Move),
    row(Context::HelpSearch, &[Chord::plain(Key::PageUp)], Action::PageUp, "", "up a page", Group::Move),
    row(Context::HelpSearch, &[Chord::plain(Key::PageDown)], Action::PageDown, "", "down a page", Group::Move),
    row(Context::Help, ESC, Action::Back, "close", "close what is open", Group::Move),
    again(Context::Help, &[Chord::char('?')], Action::Help, Action::Back),
    row(Context::Global, UP, Action::Up, "", "up one row", Group::Move),
    row(Context::Global, DOWN, Action::Down, "", "down one row", Group::Move),
    row(Context::Global, PAGE_UP, Action::PageUp, "", "up a page", Group::Move),
    row(Context::Global, PAGE_DOWN, Action::PageDown, "", "down a page", Group::Move),
    row(Context::Global, FIRST, Action::First, "", "to the first row", Group::Move),
    row(Context::Global, LAST, Action::Last, "", "to the last row", Group::Move),
    row(Context::Global, &[Chord::char('d')], Action::Window, "window", "dial window as a week grid", Group::Look),
    row(Context::Global, &[Chord::char('J')], Action::RawJson, "json", "raw JSON as it came", Group::Look),
    row(Context::Global, &[Chord::char('w')], Action::Why, "why", "why the task dials or does not", Group::Look),
    row(Context::Global, &[Chord::char('a')], Action::Alerts, "alerts", "what is wrong", Group::Attention),
    row(
        Context::Global,
        &[Chord::char('x')],
        Action::Snooze,
        "snooze",
        "snooze: no word of its alerts for a while",
        Group::Attention,
    ),
    row(
        Context::Global,
        &[Chord::char('{')],
        Action::PreviousAlert,
        "",
        "to the task with the alert before",
        Group::Attention,
    ),
    row(
        Context::Global,
        &[Chord::char('}')],
        Action::NextAlert,
        "",
        "to the task with the next alert",
        Group::Attention,
    ),
    row(Context::Global, &[Chord::char(':')], Action::CommandLine, "command", "type a command", Group::Find),
    row(Context::Global, &[Chord::char('y')], Action::CopyId, "copy id", "copy the task's id", Group::Keep),
    row(Context::Global, &[Chord::char('Y')], Action::CopyRow, "copy json", "copy the task as JSON", Group::Keep),
    row(Context::Global, &[Chord::char('t')], Action::NextTheme, "theme", "next theme (colours)", Group::View),
    row(
        Context::Global,
        &[Chord::char('T')],
        Action::NextZone,
        "zone",
        "times in my zone, the task's, UTC",
        Group::View,
    ),
    row(
        Context::Global,
        &[Chord::char('p')],
        Action::Pause,
        "freeze",
        "freeze (pause) the display, or go on",
        Group::View,
    ),
    row(Context::Global, &[Chord::char('m')], Action::Mouse, "", "mouse on or off", Group::View),
    row(Context::Global, &[Chord::ctrl('z')], Action::Suspend, "", "suspend; fg comes back", Group::System),
    row(Context::Global, &[Chord::char('r')], Action::Refresh, "refresh", "refresh now", Group::System),
    row(Context::Global, &[Chord::char('?')], Action::Help, "help", "this help", Group::System),
    row(Context::Global, &[Chord::ctrl('l')], Action::Redraw, "", "paint the screen anew", Group::System),
    row(Context::Global, &[Chord::char('q')], Action::Quit, "quit", "back, or quit from the list", Group::System),
    row(
        Context::Global,
        &[Chord::char('Q')],
        Action::QuitKeeping,
        "",
        "quit and leave the board in the scrollback",
        Group::System,
    ),
    row(Context::Global, &[Chord::ctrl('c')], Action::QuitNow, "", "quit from anywhere", Group::System),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_chord_means_one_thing_in_a_context() {
        let mut seen = HashSet::new();
        for binding in TABLE {
            for chord in binding.chords {
                assert!(seen.insert((binding.context, *chord)), "{chord} twice in {:?}", binding.context);
            }
        }
    }

    #[test]
    fn every_binding_is_reachable_and_explained() {
        for binding in TABLE {
            assert!(!binding.chords.is_empty());
            assert!(!binding.help.is_empty());
        }
    }
}
