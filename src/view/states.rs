//! The screens for when there is no table to show: each says what is going on and what to do. Uses `domain`, `keys` and
//! `app`.

use ratatui::text::{Line, Span};

use super::banner;
use super::header::{next_reading, next_step};
use super::number::thousands;
use super::text::{clean, cut_middle, width, wrap};
use super::theme::Theme;
use crate::app::{Model, SetupProblem};
use crate::domain::time::span_label;
use crate::domain::{Fault, FaultKind, Health};
use crate::keys::Action;

/// The widest block of text: longer lines are hard to read.
const TEXT_COLUMNS: usize = 76;

/// With fewer columns beside it, what a key does does not stand beside the key.
const LEAST_BESIDE: usize = 20;

/// How long a line stays where the height is scarce: the lowest leaves first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Empty lines.
    Air,
    /// What may help.
    Hint,
    /// What to do.
    Offer,
    /// What is going on.
    Matter,
}

/// Columns and lines for a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// Columns.
    pub(super) columns: usize,
    /// Lines.
    pub(super) lines: usize,
}

/// A block of lines under construction.
struct Page<'a> {
    theme: &'a Theme,
    columns: usize,
    /// Lines that the finished page may have.
    most_lines: usize,
    /// What belongs together, with its rank.
    blocks: Vec<(Rank, Vec<Line<'static>>)>,
}

impl<'a> Page<'a> {
    fn new(theme: &'a Theme, room: Room, title: &str) -> Self {
        let columns = room.columns.clamp(1, TEXT_COLUMNS);
        let mut page = Self { theme, columns, most_lines: room.lines, blocks: Vec::new() };
        page.add(Rank::Matter, wrap(title, columns).into_iter().map(|line| Line::styled(line, theme.title)));
        page.gap();
        page
    }

    fn add(&mut self, rank: Rank, lines: impl IntoIterator<Item = Line<'static>>) {
        self.blocks.push((rank, lines.into_iter().collect()));
    }

    fn gap(&mut self) {
        self.add(Rank::Air, [Line::default()]);
    }

    fn say(&mut self, sentence: &str) {
        self.say_as(Rank::Matter, sentence);
    }

    fn say_as(&mut self, rank: Rank, sentence: &str) {
        let theme = self.theme;
        self.add(rank, wrap(sentence, self.columns).into_iter().map(|line| Line::styled(line, theme.text)));
    }

    /// Something to copy: a path or names.
    fn show(&mut self, rank: Rank, what: &str) {
        let theme = self.theme;
        let lines = wrap(what, self.columns.saturating_sub(2));
        self.add(rank, lines.into_iter().map(|line| Line::styled(format!("  {line}"), theme.accent)));
    }

    /// The finished page. Where it has too many lines, what ranks lowest leaves, the last first; what is going on stays.
    fn finish(mut self) -> Vec<Line<'static>> {
        let taken = |blocks: &[(Rank, Vec<Line<'_>>)]| blocks.iter().map(|(_, lines)| lines.len()).sum::<usize>();
        while taken(&self.blocks) > self.most_lines {
            let dispensable = self.blocks.iter().enumerate().rev().filter(|(_, (rank, _))| *rank < Rank::Matter);
            let Some((lowest, _)) = dispensable.min_by_key(|(_, (rank, _))| *rank) else {
                break;
            };
            self.blocks.remove(lowest);
        }
        self.blocks.into_iter().flat_map(|(_, lines)| lines).collect()
    }

    /// A key or a command with what it does.
    fn offer(&mut self, key: &str, key_columns: usize, what: &str) {
        self.offer_as(Rank::Offer, key, key_columns, what);
    }

    fn offer_as(&mut self, rank: Rank, key: &str, key_columns: usize, what: &str) {
        let theme = self.theme;
        let mut indent = key_columns + 2;
        if self.columns < indent + LEAST_BESIDE {
            indent = width(key) + 2;
        }
        if self.columns < indent + LEAST_BESIDE {
            // Too narrow for both: what the command does stands below it.
            let mut lines = vec![Line::styled(key.to_owned(), theme.key)];
            let what = wrap(what, self.columns.saturating_sub(2));
            lines.extend(what.into_iter().map(|line| Line::styled(format!("  {line}"), theme.text)));
            return self.add(rank, lines);
        }
        let lines = wrap(what, self.columns.saturating_sub(indent)).into_iter().enumerate();
        let lines = lines.map(|(index, line)| {
            let head = if index == 0 { format!("{key:<indent$}") } else { " ".repeat(indent) };
            Line::from(vec![Span::styled(head, theme.key), Span::styled(line, theme.text)])
        });
        self.add(rank, lines);
    }
}

/// The state that takes the place of the whole board, where there is one.
pub(super) fn of(model: &Model, theme: &Theme, room: Room) -> Option<Vec<Line<'static>>> {
    if let Some(setup) = &model.setup {
        return Some(no_credentials(setup, theme, room));
    }
    if model.feed.snapshot.as_of_unix_ms.is_some() {
        return None;
    }
    Some(match &model.feed.health {
        Health::Starting | Health::Live => loading(model, theme, room),
        Health::Refused { fault, .. } => refused(model, fault, theme, room),
        Health::Failing { fault, .. } => failing(model, fault, theme, room),
        Health::Dead { fault } => dead(fault, theme, room),
    })
}

/// The state that takes the place of the rows, where there is one.
pub(super) fn of_rows(model: &Model, theme: &Theme, room: Room) -> Option<Vec<Line<'static>>> {
    if !model.list.rows.is_empty() {
        return None;
    }
    Some(if model.feed.snapshot.tasks.is_empty() { empty(model, theme, room) } else { no_match(model, theme, room) })
}

fn loading(model: &Model, theme: &Theme, room: Room) -> Vec<Line<'static>> {
    let mut page = Page::new(theme, room, "Reading the first page");
    let waited = span_label(model.now.unix_ms.saturating_sub(model.started.unix_ms).max(0) / 1000);
    page.say(&format!("Waiting for {}", clean(&model.account.base_url)));
    page.say(&format!("{waited} so far"));
    if let (Some(_), Some(step)) = (model.feed.sweep, next_step(model)) {
        page.say(&format!("Now {step}"));
    }
    page.finish()
}

fn no_credentials(setup: &SetupProblem, theme: &Theme, room: Room) -> Vec<Line<'static>> {
    let mut page = Page::new(theme, room, "No credentials yet");
    // The header says the same.
    page.blocks.iter_mut().for_each(|(rank, _)| *rank = (*rank).min(Rank::Hint));
    let missing = setup.missing.join(" and ");
    page.say(&format!(
        "To show your campaigns, callbot-tui needs the {missing} from the Developer page of the Callbot backend."
    ));
    page.gap();
    page.say("Put them into this file:");
    page.show(Rank::Matter, &setup.config_path);
    page.gap();
    page.say_as(Rank::Hint, "or set these variables:");
    page.show(Rank::Hint, "CALLBOT_UUID CALLBOT_SECRET_KEY");
    page.gap();
    page.offer("callbot-tui config init", 23, "writes a file with every setting explained");
    page.offer_as(Rank::Hint, "callbot-tui doctor", 23, "checks credentials, clock and connection");
    page.offer_as(Rank::Matter, "callbot-tui --demo", 23, "shows everything without an account");
    page.finish()
}

fn refused(model: &Model, fault: &Fault, theme: &Theme, room: Room) -> Vec<Line<'static>> {
    let mut page = Page::new(theme, room, "The platform refused these credentials");
    page.add(Rank::Matter, banner::fault_lines(fault, theme, page.columns));
    page.gap();
    for cause in likely_causes(fault) {
        page.say_as(Rank::Hint, &format!("{} {cause}", theme.glyphs.bullet));
    }
    page.gap();
    offers(&mut page, model);
    page.finish()
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

fn failing(model: &Model, fault: &Fault, theme: &Theme, room: Room) -> Vec<Line<'static>> {
    let title = match fault.kind {
        FaultKind::Busy => "The platform cannot answer now",
        FaultKind::Unreachable => "The platform cannot be reached",
        FaultKind::Setup => "This machine cannot ask the platform",
        _ => "No usable answer yet",
    };
    let mut page = Page::new(theme, room, title);
    page.add(Rank::Matter, banner::fault_lines(fault, theme, page.columns));
    page.gap();
    page.say(&format!("Server: {}", clean(&model.account.base_url)));
    page.gap();
    offers(&mut page, model);
    page.finish()
}

fn dead(fault: &Fault, theme: &Theme, room: Room) -> Vec<Line<'static>> {
    let mut page = Page::new(theme, room, "The reading has stopped");
    page.add(Rank::Matter, banner::fault_lines(fault, theme, page.columns));
    page.gap();
    page.say("Only a restart of callbot-tui brings it back.");
    page.finish()
}

fn offers(page: &mut Page<'_>, model: &Model) {
    let again = match next_reading(model) {
        Some(wait) => format!("tries again now; by itself {wait}"),
        None => "tries again now".to_owned(),
    };
    page.offer(&model.keymap.key_of(Action::Refresh), 18, &again);
    page.offer("callbot-tui doctor", 18, "finds out what is wrong and what to do");
}

fn empty(model: &Model, theme: &Theme, room: Room) -> Vec<Line<'static>> {
    if !model.feed.snapshot.is_whole {
        return loading(model, theme, room);
    }
    let mut page = Page::new(theme, room, "No tasks");
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
    page.finish()
}

fn no_match(model: &Model, theme: &Theme, room: Room) -> Vec<Line<'static>> {
    let tasks = thousands(i64::try_from(model.feed.snapshot.tasks.len()).unwrap_or(i64::MAX));
    let mut page = Page::new(theme, room, &format!("None of {tasks} tasks matches"));
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
    page.finish()
}
