//! All that the dashboard knows: one value, owned by the event loop, read by the view. Uses `domain`, `history` and `keys`.

use std::sync::Arc;

use tui_input::Input;

use super::changes::Changes;
use super::column::Sort;
use super::column_choice::ColumnChoice;
use super::columns_menu::ColumnsMenu;
use super::command::CommandLine;
use super::filter::Filter;
use super::help_view::HelpView;
use super::hits::Hits;
use super::look::Look;
use super::pause::Pause;
use super::rows::Rows;
use super::toast::Toast;
use super::zone::ZoneChoice;
use crate::domain::{Feed, Now, Share, Task, TaskKey, TaskStatus};
use crate::history::{AlertId, ChartSpan, History, Proportion, Why};
use crate::keys::{Context, Keymap};

/// Whose campaigns these are, for the header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    /// The profile's name; `demo` for the embedded server.
    pub profile: String,
    /// Scheme and host of the server.
    pub base_url: String,
    /// Tells accounts of one profile apart, in letters and digits: a profile may come to stand for another account. Empty
    /// where there is no account.
    pub digest: String,
    /// Whether the embedded demo server answers.
    pub is_demo: bool,
    /// The start conditions in words (`--status`, `--name`, ...), where there are any: they limit what is fetched.
    pub conditions: Option<String>,
}

/// Why the dashboard cannot ask the platform at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupProblem {
    /// What is missing, in words: `uuid`, `secret key`.
    pub missing: Vec<String>,
    /// Where the configuration file is or would be.
    pub config_path: String,
}

/// The dashboard.
#[derive(Debug)]
pub struct Model {
    /// When the dashboard started.
    pub started: Now,
    /// When the model was last touched; what the view calls "now".
    pub now: Now,
    /// The user's own offset from UTC in seconds, for every time on screen that is not the task's.
    pub local_offset_seconds: i32,
    /// Whose campaigns these are.
    pub account: Account,
    /// Set when there are no credentials; then nothing polls.
    pub setup: Option<SetupProblem>,
    /// The newest published data and health.
    pub feed: Arc<Feed>,
    /// The task table.
    pub list: List,
    /// The screen under the overlay.
    pub screen: Screen,
    /// The overlay on top, at most one.
    pub overlay: Option<Overlay>,
    /// The overlay that comes back when the help closes: asking for help loses nothing.
    pub under_help: Option<Overlay>,
    /// What the last drawing learned about the terminal.
    pub drawn: Drawn,
    /// The keys of this run.
    pub keymap: Arc<Keymap>,
    /// The themes there are, and which one is on.
    pub look: Look,
    /// In which zone moments are shown.
    pub zone: ZoneChoice,
    /// Whether the mouse reports to the dashboard.
    pub mouse: bool,
    /// Set while the display is frozen.
    pub pause: Option<Pause>,
    /// What changed with the last readings, for the glow.
    pub changes: Changes,
    /// What is known of the past, and what follows from it.
    pub history: History,
    /// Whether what is read cannot be kept on the disk at the moment.
    pub is_history_lost: bool,
    /// Whether another dashboard of this profile tells of alerts outside of the screen, so that this one does not.
    pub announces_elsewhere: bool,
    /// How far back the charts go.
    pub chart_span: ChartSpan,
    /// A short message about what was just done.
    pub toast: Option<Toast>,
    /// Commands typed before, the oldest first.
    pub command_history: Vec<String>,
    /// Set when the program shall end.
    pub should_quit: bool,
    /// Set when the last board shall stay in the scrollback.
    pub keeps_screen: bool,
}

/// The screen under the overlay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Screen {
    /// The task table.
    Board,
    /// One task in full.
    Detail {
        /// Which task; it stays open when the task leaves the board.
        task: Arc<TaskOnScreen>,
        /// First line shown.
        scroll: usize,
    },
}

/// A task held open by a view.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskOnScreen {
    /// The newest reading of it.
    pub task: Arc<Task>,
    /// Whether the newest snapshot no longer has it.
    pub is_gone: bool,
}

impl Eq for TaskOnScreen {}

/// What lies over the screen. At most one is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Overlay {
    /// The keys.
    Help(HelpView),
    /// The choice of columns.
    Columns(ColumnsMenu),
    /// The line in which a command is typed.
    Command(CommandLine),
    /// The choice of an export's format.
    ExportMenu {
        /// Index into [`super::export::Format::ALL`].
        cursor: usize,
    },
    /// The sort menu.
    SortMenu {
        /// Index into [`super::Column::ALL`].
        cursor: usize,
    },
    /// A task's dial window as a week grid.
    WindowGrid {
        /// Which task.
        task: Arc<TaskOnScreen>,
        /// First line shown.
        scroll: usize,
    },
    /// Why a task dials or does not; judged anew with every reading.
    Why {
        /// Which task.
        task: Arc<TaskOnScreen>,
        /// The judgement.
        why: Arc<Why>,
        /// First line shown.
        scroll: usize,
    },
    /// The alerts.
    Alerts {
        /// The highlighted one; follows its alert when others come and go.
        selected: Option<AlertId>,
        /// Its line.
        cursor: usize,
    },
    /// A task's JSON as it came, pretty-printed once when the overlay opened; callback addresses masked.
    RawJson {
        /// Which task.
        task: Arc<TaskOnScreen>,
        /// The lines.
        lines: Arc<[String]>,
        /// First line shown.
        scroll: usize,
    },
}

/// Which statuses are shown; none chosen means all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StatusFilter {
    chosen: u8,
}

impl StatusFilter {
    /// Switches one of the API's statuses (1 to 5) on or off.
    pub fn toggle(&mut self, number: u8) {
        if (1..=5).contains(&number) {
            self.chosen ^= 1 << number;
        }
    }

    /// Shows all statuses.
    pub fn clear(&mut self) {
        self.chosen = 0;
    }

    /// Whether no status was chosen, so that all are shown.
    pub fn is_all(self) -> bool {
        self.chosen == 0
    }

    /// Whether this status was chosen.
    pub fn is_chosen(self, number: u8) -> bool {
        number < 8 && self.chosen & (1 << number) != 0
    }

    /// Whether a task with this status is shown.
    pub fn shows(self, status: Option<TaskStatus>) -> bool {
        self.is_all()
            || status.and_then(|status| u8::try_from(status.number()).ok()).is_some_and(|number| self.is_chosen(number))
    }
}

/// The line in which a filter is typed.
#[derive(Debug, Clone, Default)]
pub struct FilterLine {
    /// Whether keys go into the line.
    pub is_editing: bool,
    /// The text and its cursor.
    pub input: Input,
    /// The text as understood.
    pub filter: Filter,
}

/// Sums over the visible tasks, for the gauges and the summary.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Totals {
    /// Finished of all orders.
    pub completion: Share,
    /// Answered of all calls.
    pub answer_rate: Share,
    /// Calls a minute now, of all running tasks whose pace is known; `None` where none is.
    pub pace: Option<f64>,
    /// Answered calls of calls in the last ten minutes, of the same tasks.
    pub recent_answers: Proportion,
    /// Visible tasks whose counts contradict each other or of which one is missing; those counts are in no sum.
    pub doubtful_tasks: u32,
}

/// The task table.
#[derive(Debug, Default)]
pub struct List {
    /// Which statuses are shown.
    pub statuses: StatusFilter,
    /// The typed filter.
    pub filter: FilterLine,
    /// The order.
    pub sort: Sort,
    /// Which columns are shown, and in which order.
    pub columns: ColumnChoice,
    /// The rows after filter and sort.
    pub rows: Rows,
    /// The selected task; follows its task when rows move.
    pub selected: Option<TaskKey>,
    /// The selected row's index into the visible rows.
    pub cursor: usize,
    /// The first row on screen; read it through [`List::offset_for`], which knows how many rows fit.
    pub offset: usize,
    /// Whether the user has moved the cursor. Before that it stays on the first row, so that a board nobody touches
    /// keeps showing its top while rows arrive and move.
    pub has_moved: bool,
}

/// What a drawing learned, returned to the model so that drawing itself changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Drawn {
    /// Rows of the task table that fit.
    pub list_rows: usize,
    /// Lines that fit in the scrolled view on top (detail or overlay).
    pub view_lines: usize,
    /// Lines that the scrolled view on top has in all; `usize::MAX` between the opening of a view and its first drawing,
    /// so a drawing must limit the scroll itself (see [`Drawn::limit`]).
    pub content_lines: usize,
    /// Where a mouse click means something.
    pub hits: Hits,
}

impl Drawn {
    /// The largest useful scroll of the view on top.
    pub fn largest_scroll(self) -> usize {
        self.content_lines.saturating_sub(self.view_lines)
    }

    /// A scroll that leaves no empty space below the last line.
    pub fn limit(self, scroll: usize) -> usize {
        scroll.min(self.largest_scroll())
    }
}

impl Model {
    /// A dashboard before its first data.
    pub fn new(account: Account, setup: Option<SetupProblem>, local_offset_seconds: i32, now: Now) -> Self {
        Self {
            started: now,
            now,
            local_offset_seconds,
            account,
            setup,
            feed: Arc::default(),
            list: List::default(),
            screen: Screen::Board,
            overlay: None,
            under_help: None,
            drawn: Drawn::default(),
            keymap: Arc::default(),
            look: Look::default(),
            zone: ZoneChoice::default(),
            mouse: false,
            pause: None,
            changes: Changes::default(),
            history: History::default(),
            is_history_lost: false,
            announces_elsewhere: false,
            chart_span: ChartSpan::default(),
            toast: None,
            command_history: Vec::new(),
            should_quit: false,
            keeps_screen: false,
        }
    }

    /// The key context: the overlay's, else the filter line's, else the screen's.
    pub fn context(&self) -> Context {
        self.context_under(self.overlay.as_ref())
    }

    /// The key context from which the help was opened, and to which it gives back.
    pub fn context_under_help(&self) -> Context {
        self.context_under(self.under_help.as_ref())
    }

    fn context_under(&self, overlay: Option<&Overlay>) -> Context {
        match (overlay, &self.screen) {
            (Some(Overlay::Help(help)), _) if help.is_searching => Context::HelpSearch,
            (Some(Overlay::Help(_)), _) => Context::Help,
            (Some(Overlay::Columns(menu)), _) if menu.search.is_some() => Context::ColumnSearch,
            (Some(Overlay::Columns(_)), _) => Context::Columns,
            (Some(Overlay::Command(_)), _) => Context::CommandLine,
            (Some(Overlay::ExportMenu { .. }), _) => Context::ExportMenu,
            (Some(Overlay::SortMenu { .. }), _) => Context::SortMenu,
            (Some(Overlay::WindowGrid { .. }), _) => Context::WindowGrid,
            (Some(Overlay::RawJson { .. }), _) => Context::RawJson,
            (Some(Overlay::Why { .. }), _) => Context::Why,
            (Some(Overlay::Alerts { .. }), _) => Context::Alerts,
            (None, Screen::Board) if self.list.filter.is_editing => Context::FilterLine,
            (None, Screen::Board) => Context::Board,
            (None, Screen::Detail { .. }) => Context::Detail,
        }
    }

    /// The moment that the rows are shown for, in seconds since 1970: now, or when the display was frozen, so that nothing
    /// on a frozen row goes on.
    pub fn shown_seconds(&self) -> i64 {
        self.pause.as_ref().map_or(self.now, |pause| pause.since).unix_seconds()
    }

    /// The task in a visible row, counted from the top of the filtered list.
    pub fn visible_task(&self, row: usize) -> Option<&Arc<Task>> {
        self.feed.snapshot.tasks.get(self.list.rows.index_at(row)?)
    }

    /// The selected task.
    pub fn selected_task(&self) -> Option<&Arc<Task>> {
        self.visible_task(self.list.cursor)
    }
}
