//! What may complete the command that is being typed. Uses `domain`, `history`, `model`, `fuzzy` and `table`.

use std::borrow::Cow;

use super::line::{Completion, Completions};
use super::read::{ALL, COPIES, DIRECTIONS, FORMATS, RESET, SWITCH, ZONES, is_comma};
use super::table::{COMMANDS, Verb, find, split};
use crate::app::column::Column;
use crate::app::column_choice::ColumnChoice;
use crate::app::columns_menu::about;
use crate::app::filter::LANGUAGE;
use crate::app::fuzzy;
use crate::app::model::Model;
use crate::domain::text::clean;
use crate::domain::{Task, TaskStatus};
use crate::history::{AlertId, RuleName};

/// The most completions that are offered: nobody goes through more.
const MOST: usize = 50;

/// A word that may come, before it is known whether it matches.
struct Candidate {
    /// What comes into the line.
    text: String,
    /// Shown behind it.
    arguments: &'static str,
    /// What it is.
    help: String,
    /// Whether more may follow.
    takes_more: bool,
}

/// What may complete the text before the cursor.
pub(crate) fn complete(model: &Model, before: &str) -> Completions {
    let (word, rest) = split(before);
    let is_in_name = rest.is_empty() && before.ends_with(word);
    if is_in_name {
        return ranked(before, word.len(), commands());
    }
    let Ok(command) = find(word) else {
        return Completions::default();
    };
    let rest = rest.trim_start();
    let is_first_word = !rest.contains(char::is_whitespace);
    let last_word = last(rest, char::is_whitespace);
    let last_piece = last(rest, is_comma);
    let is_first_piece = last_piece.len() == rest.len();
    match command.verb {
        Verb::Open => tasks(model, before, rest),
        Verb::Status => ranked(before, last_piece.len(), statuses(is_first_piece)),
        Verb::Columns => ranked(before, last_piece.len(), column_list(rest, last_piece, is_first_piece)),
        Verb::Filter => ranked(before, last_word.len(), LANGUAGE.map(|(term, help)| candidate(term, help))),
        Verb::Sort if is_first_word => ranked(before, rest.len(), columns(|_| true, true)),
        Verb::Sort if rest.split_whitespace().count() + usize::from(last_word.is_empty()) == 2 => {
            ranked(before, last_word.len(), words(&DIRECTIONS))
        }
        _ if !is_first_word => Completions::default(),
        Verb::Show => ranked(before, rest.len(), columns(|column| !model.list.columns.is_shown(column), false)),
        Verb::Hide => {
            let can_go = |column| model.list.columns.is_shown(column) && ColumnChoice::can_hide(column);
            ranked(before, rest.len(), columns(can_go, false))
        }
        Verb::Export => ranked(before, rest.len(), words(&FORMATS)),
        Verb::Copy => ranked(before, rest.len(), words(&COPIES)),
        Verb::Zone => ranked(before, rest.len(), words(&ZONES)),
        Verb::Mouse => ranked(before, rest.len(), words(&SWITCH)),
        Verb::Theme => ranked(before, rest.len(), themes(model)),
        Verb::Snooze => ranked(before, rest.len(), SNOOZES.map(|(length, help)| candidate(length, help))),
        Verb::Mute => ranked(before, rest.len(), rules(model)),
        Verb::Sort
        | Verb::Alerts
        | Verb::Why
        | Verb::Window
        | Verb::Json
        | Verb::Pause
        | Verb::Resume
        | Verb::Refresh
        | Verb::Reset
        | Verb::Help
        | Verb::Quit => Completions::default(),
    }
}

/// The part of a text behind its last separator.
fn last(text: &str, is_separator: fn(char) -> bool) -> &str {
    text.rsplit(is_separator).next().unwrap_or_default()
}

fn candidate(text: &str, help: &str) -> Candidate {
    Candidate { text: text.to_owned(), arguments: "", help: help.to_owned(), takes_more: false }
}

/// The candidates that match the last bytes of the text before the cursor.
fn ranked(before: &str, word_bytes: usize, candidates: impl IntoIterator<Item = Candidate>) -> Completions {
    let start = before.len().saturating_sub(word_bytes);
    let candidates: Vec<Candidate> = candidates.into_iter().collect();
    let found = fuzzy::rank(before.get(start..).unwrap_or_default(), candidates.iter().map(|one| &one.text), MOST);
    let list = found.into_iter().filter_map(|found| {
        let Candidate { text, arguments, help, takes_more } = candidates.get(found.index)?;
        let gap = if arguments.is_empty() { "" } else { " " };
        Some(Completion {
            label: format!("{text}{gap}{arguments}"),
            help: help.clone(),
            text: text.clone(),
            graphemes: found.graphemes,
            takes_more: *takes_more,
        })
    });
    Completions { start, list: list.collect() }
}

fn commands() -> impl Iterator<Item = Candidate> {
    COMMANDS.iter().map(|command| Candidate {
        arguments: command.arguments,
        takes_more: !command.arguments.is_empty(),
        ..candidate(command.name, command.help)
    })
}

/// One of a few words.
fn words<T>(choices: &'static [(&'static str, T, &'static str)]) -> impl Iterator<Item = Candidate> {
    choices.iter().map(|(word, _, help)| candidate(word, help))
}

fn statuses(is_first: bool) -> impl Iterator<Item = Candidate> {
    let numbered = |status: TaskStatus| candidate(status.word(), &format!("status {}", status.number()));
    let all = is_first.then(|| candidate(ALL, "every status"));
    TaskStatus::DOCUMENTED.into_iter().map(numbered).chain(all)
}

fn columns(wanted: impl Fn(Column) -> bool, takes_more: bool) -> impl Iterator<Item = Candidate> {
    Column::ALL
        .into_iter()
        .filter(move |column| wanted(*column))
        .map(move |column| Candidate { takes_more, ..candidate(column.name(), about(column)) })
}

/// The columns that a list does not name yet.
fn column_list<'a>(rest: &'a str, last: &str, is_first: bool) -> impl Iterator<Item = Candidate> + 'a {
    let named = rest.get(..rest.len().saturating_sub(last.len())).unwrap_or_default();
    let is_new = move |column| !named.split(is_comma).any(|piece| Column::with_name(piece) == Some(column));
    columns(is_new, false).chain(is_first.then(|| candidate(RESET, "the usual columns")))
}

/// Lengths of a snooze that are often wanted.
const SNOOZES: [(&str, &str); 4] = [("30m", "half an hour"), ("2h", "two hours"), ("8h", "a shift"), ("1d", "a day")];

fn rules(model: &Model) -> impl Iterator<Item = Candidate> {
    let alerts = model.history.alerts();
    RuleName::ALL.into_iter().map(|rule| {
        let is_muted = alerts.is_muted(&AlertId { task: None, rule });
        candidate(rule.name(), if is_muted { "muted; hear it again" } else { "" })
    })
}

fn themes(model: &Model) -> Vec<Candidate> {
    let now = model.look.name();
    let help = |name: &str| if name == now { "in use" } else { "" };
    model.look.themes.iter().map(|name| candidate(&clean(name), help(name))).collect()
}

/// The visible tasks. A name that several of the found ones have is completed to the task's id.
fn tasks(model: &Model, before: &str, typed: &str) -> Completions {
    let visible = || (0..model.list.rows.len()).filter_map(|row| model.visible_task(row));
    let found = fuzzy::rank(typed, visible().map(|task| name_of(task.as_ref())), MOST);
    let found: Vec<(&Task, Vec<u32>)> = found
        .into_iter()
        .filter_map(|found| Some((model.visible_task(found.index)?.as_ref(), found.graphemes)))
        .collect();
    let list = found.iter().map(|(task, graphemes)| {
        let name = name_of(task).into_owned();
        let twins = found.iter().filter(|(other, _)| other.display_name() == task.display_name()).count();
        let id = [task.texts.user_task_id(), task.texts.task_id()].into_iter().flatten().next();
        let id = clean(id.unwrap_or_default()).into_owned();
        let status = task.status.map(|status| status.to_string()).unwrap_or_default();
        let gap = if status.is_empty() || id.is_empty() || id == name { "" } else { "  " };
        Completion {
            help: format!("{status}{gap}{}", if id == name { "" } else { &id }),
            text: if twins > 1 && !id.is_empty() { id } else { name.clone() },
            label: name,
            graphemes: graphemes.clone(),
            takes_more: false,
        }
    });
    Completions { start: before.len().saturating_sub(typed.len()), list: list.collect() }
}

/// A task's name as it is typed.
pub(crate) fn name_of(task: &Task) -> Cow<'_, str> {
    match clean(task.display_name()) {
        Cow::Borrowed(name) => Cow::Borrowed(name.trim()),
        Cow::Owned(name) => Cow::Owned(name.trim().to_owned()),
    }
}

#[cfg(test)]
mod tests;
