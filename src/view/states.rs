//! The screens for when there is no table to show: each says what is going on and what to do. Uses `domain`, `keys` and
//! `app`.

use ratatui::text::{Line, Span};

use super::banner;
use super::header::{next_reading, next_step};
use super::number::thousands;
use super::text::{clean, cut_middle, wrap};
use super::theme::Theme;
use crate::app::{Model, SetupProblem};
use crate::domain::time::span_label;
use crate::domain::{Fault, FaultKind, Health};
use crate::keys::Action;

/// The widest block of text: longer lines are hard to read.
const TEXT_COLUMNS: usize = 76;

/// A block of lines under construction.
struct Page<'a> {
    theme: &'a Theme,
    columns: usize,
    lines: Vec<Line<'static>>,
}

impl<'a> Page<'a> {
    fn new(theme: &'a Theme, columns: usize, title: &str) -> Self {
        let columns = columns.clamp(1, TEXT_COLUMNS);
        let mut page = Self { theme, columns, lines: Vec::new() };
        page.lines.extend(wrap(title, columns).into_iter().map(|line| Line::styled(line, theme.title)));
        page.gap();
        page
    }

    fn gap(&mut self) {
        self.lines.push(Line::default());
    }

    fn say(&mut self, sentence: &str) {
        let lines = wrap(sentence, self.columns);
        self.lines.extend(lines.into_iter().map(|line| Line::styled(line, self.theme.text)));
    }

    /// Something to copy: a path or names.
    fn show(&mut self, what: &str) {
        let lines = wrap(what, self.columns.saturating_sub(2));
        self.lines.extend(lines.into_iter().map(|line| Line::styled(format!("  {line}"), self.theme.accent)));
    }

    /// A key or a command with what it does.
    fn offer(&mut self, key: &str, key_columns: usize, what: &str) {
        let indent = key_columns + 2;
        for (index, line) in wrap(what, self.columns.saturating_sub(indent).max(8)).into_iter().enumerate() {
            let head = if index == 0 { format!("{key:<indent$}") } else { " ".repeat(indent) };
            self.lines.push(Line::from(vec![Span::styled(head, self.theme.key), Span::styled(line, self.theme.text)]));
        }
    }
}

/// The state that takes the place of the whole board, where there is one.
pub(super) fn of(model: &Model, theme: &Theme, columns: usize) -> Option<Vec<Line<'static>>> {
    if let Some(setup) = &model.setup {
        return Some(no_credentials(setup, theme, columns));
    }
    if model.feed.snapshot.as_of_unix_ms.is_some() {
        return None;
    }
    Some(match &model.feed.health {
        Health::Starting | Health::Live => loading(model, theme, columns),
        Health::Refused { fault, .. } => refused(model, fault, theme, columns),
        Health::Failing { fault, .. } => failing(model, fault, theme, columns),
        Health::Dead { fault } => dead(fault, theme, columns),
    })
}

/// The state that takes the place of the rows, where there is one.
pub(super) fn of_rows(model: &Model, theme: &Theme, columns: usize) -> Option<Vec<Line<'static>>> {
    if !model.list.rows.is_empty() {
        return None;
    }
    Some(if model.feed.snapshot.tasks.is_empty() {
        empty(model, theme, columns)
    } else {
        no_match(model, theme, columns)
    })
}

fn loading(model: &Model, theme: &Theme, columns: usize) -> Vec<Line<'static>> {
    let mut page = Page::new(theme, columns, "Reading the first page");
    let waited = span_label(model.now.unix_ms.saturating_sub(model.started.unix_ms).max(0) / 1000);
    page.say(&format!("Waiting for {}", clean(&model.account.base_url)));
    page.say(&format!("{waited} so far"));
    if let (Some(_), Some(step)) = (model.feed.sweep, next_step(model)) {
        page.say(&format!("Now {step}"));
    }
    page.lines
}

fn no_credentials(setup: &SetupProblem, theme: &Theme, columns: usize) -> Vec<Line<'static>> {
    let mut page = Page::new(theme, columns, "No credentials yet");
    let missing = setup.missing.join(" and ");
    page.say(&format!(
        "To show your campaigns, callbot-tui needs the {missing} from the Developer page of the Callbot backend."
    ));
    page.gap();
    page.say("Put them into this file:");
    page.show(&setup.config_path);
    page.gap();
    page.say("or set these variables:");
    page.show("CALLBOT_UUID CALLBOT_SECRET_KEY");
    page.gap();
    page.offer("callbot-tui config init", 23, "writes a file with every setting explained");
    page.offer("callbot-tui doctor", 23, "checks credentials, clock and connection");
    page.offer("callbot-tui --demo", 23, "shows everything without an account");
    page.lines
}

fn refused(model: &Model, fault: &Fault, theme: &Theme, columns: usize) -> Vec<Line<'static>> {
    let mut page = Page::new(theme, columns, "The platform refused these credentials");
    page.lines.extend(banner::fault_lines(fault, theme, page.columns));
    page.gap();
    for cause in likely_causes(fault) {
        page.say(&format!("{} {cause}", theme.glyphs.bullet));
    }
    page.gap();
    offers(&mut page, model);
    page.lines
}

/// What is worth checking, the likeliest first.
fn likely_causes(fault: &Fault) -> Vec<String> {
    let mut causes = Vec::new();
    if let Some(skew) = fault.skew_seconds.filter(|skew| skew.saturating_abs() >= 60) {
        let direction = if skew > 0 { "behind" } else { "ahead of" };
        let span = span_label(skew.saturating_abs());
        causes.push(format!("the clock: this machine's is {span} {direction} the server's"));
    }
    let others: &[&str] = match fault.kind {
        FaultKind::AccountUnknown => &["the uuid: no account has this one", "the base URL: it may be another region's"],
        FaultKind::NotPermitted => &["the account: it may lack the right to use the Callbot API"],
        _ => &[
            "the secret key: copy it again from the Developer page",
            "the algorithm: the Developer page says MD5 or SHA256",
            "the uuid: it must belong to the same account as the secret key",
        ],
    };
    causes.extend(others.iter().map(|cause| (*cause).to_owned()));
    causes
}

fn failing(model: &Model, fault: &Fault, theme: &Theme, columns: usize) -> Vec<Line<'static>> {
    let title = match fault.kind {
        FaultKind::Busy => "The platform asks to wait",
        FaultKind::Unreachable => "The platform cannot be reached",
        FaultKind::Setup => "This machine cannot ask the platform",
        _ => "No usable answer yet",
    };
    let mut page = Page::new(theme, columns, title);
    page.lines.extend(banner::fault_lines(fault, theme, page.columns));
    page.gap();
    page.say(&format!("Server: {}", clean(&model.account.base_url)));
    page.gap();
    offers(&mut page, model);
    page.lines
}

fn dead(fault: &Fault, theme: &Theme, columns: usize) -> Vec<Line<'static>> {
    let mut page = Page::new(theme, columns, "The reading has stopped");
    page.lines.extend(banner::fault_lines(fault, theme, page.columns));
    page.gap();
    page.say("Only a restart of callbot-tui brings it back.");
    page.lines
}

fn offers(page: &mut Page<'_>, model: &Model) {
    let again = match next_reading(model) {
        Some(wait) => format!("tries again now; by itself {wait}"),
        None => "tries again now".to_owned(),
    };
    page.offer(&model.keymap.key_of(Action::Refresh), 18, &again);
    page.offer("callbot-tui doctor", 18, "finds out what is wrong and what to do");
}

fn empty(model: &Model, theme: &Theme, columns: usize) -> Vec<Line<'static>> {
    if !model.feed.snapshot.is_whole {
        return loading(model, theme, columns);
    }
    let mut page = Page::new(theme, columns, "No tasks");
    match &model.account.conditions {
        Some(conditions) => {
            page.say(&format!("Only tasks with {} are asked for, and there are none.", clean(conditions)));
            page.say("Start callbot-tui without these conditions to see the others.");
        }
        None => {
            page.say("This account has no tasks yet. A task made on the platform shows up here by itself.");
        }
    }
    page.gap();
    page.offer(&model.keymap.key_of(Action::Refresh), 3, "looks again now");
    page.lines
}

fn no_match(model: &Model, theme: &Theme, columns: usize) -> Vec<Line<'static>> {
    let tasks = thousands(i64::try_from(model.feed.snapshot.tasks.len()).unwrap_or(i64::MAX));
    let mut page = Page::new(theme, columns, &format!("None of {tasks} tasks matches"));
    let list = &model.list;
    let typed = list.filter.input.value().trim();
    if !typed.is_empty() {
        let shown = cut_middle(typed, page.columns.saturating_sub(8), theme.glyphs.ellipsis);
        page.say(&format!("filter: /{shown}"));
        page.offer(&model.keymap.key_of(Action::Back), 4, "clears the filter");
    }
    if !list.statuses.is_all() {
        if !typed.is_empty() {
            page.gap();
        }
        let chosen: Vec<_> = crate::domain::TaskStatus::DOCUMENTED
            .into_iter()
            .filter(|status| list.statuses.shows(Some(*status)))
            .map(crate::domain::TaskStatus::word)
            .collect();
        page.say(&format!("status: {}", chosen.join(", ")));
        page.offer(&model.keymap.key_of(Action::AllStatuses), 4, "shows all statuses");
    }
    page.lines
}
