//! What a typed command does: the same as its key, where it has one. Uses the files of the keys.

use std::sync::Arc;

use super::super::{alerts, board, look, overlay, pause, scroll, take_away, toast, why};
use crate::app::column::Sort;
use crate::app::column_choice::ColumnChoice;
use crate::app::command::{Order, Problem, name_of};
use crate::app::effect::Effect;
use crate::app::export::Format;
use crate::app::filter::Filter;
use crate::app::fuzzy;
use crate::app::model::{FilterLine, Model, Overlay, Screen, StatusFilter};
use crate::app::text_line;
use crate::app::toast::ToastKind;
use crate::app::zone::ZoneChoice;
use crate::domain::{Task, TaskStatus};
use crate::keys::Action;

/// Does what was ordered. The line is closed meanwhile.
///
/// # Errors
/// Where nothing could be done, and then nothing was.
pub(super) fn run(model: &mut Model, order: Order) -> Result<Vec<Effect>, Problem> {
    let mut effects = Vec::new();
    match order {
        Order::Sort(sort) => {
            model.list.sort = sort;
            model.project();
            show_board(model);
        }
        Order::Filter(text) => filter(model, &text)?,
        Order::Statuses(statuses) => choose_statuses(model, &statuses),
        Order::Open(name) => open(model, &name)?,
        Order::Columns(columns) => {
            model.list.columns.set(&columns);
            show_board(model);
        }
        Order::ResetColumns => {
            model.list.columns.reset();
            show_board(model);
        }
        Order::ShowColumn(column, is_wanted) => {
            if !is_wanted && !ColumnChoice::can_hide(column) {
                return Err(Problem::NameStays);
            }
            if model.list.columns.is_shown(column) != is_wanted {
                model.list.columns.toggle(column);
            }
            show_board(model);
        }
        Order::Export(format, file) => effects = export(model, format, file.as_deref())?,
        Order::CopyId => {
            overlay::task_at_hand(model).ok_or(Problem::NoRow)?;
            effects = take_away::copy_id(model);
        }
        Order::CopyJson => {
            overlay::task_at_hand(model).ok_or(Problem::NoRow)?;
            effects = take_away::copy_row(model);
        }
        Order::Window => {
            overlay::task_at_hand(model).ok_or(Problem::NoRow)?;
            overlay::open_window_grid(model);
        }
        Order::Json => {
            overlay::task_at_hand(model).ok_or(Problem::NoRow)?;
            overlay::open_raw_json(model);
        }
        Order::Alerts => alerts::open(model),
        Order::Why => {
            overlay::task_at_hand(model).ok_or(Problem::NoRow)?;
            why::open(model);
        }
        Order::Snooze(None) => alerts::snooze(model),
        Order::Snooze(Some(seconds)) => {
            if !alerts::snooze_for(model, seconds).ok_or(Problem::NoRow)? {
                return Err(Problem::NoAlert);
            }
        }
        Order::Mute(rule) => alerts::mute(model, None, rule),
        Order::Theme(name) => choose_theme(model, &name)?,
        Order::Zone(zone) => {
            model.zone = zone;
            let words = match zone {
                ZoneChoice::Mine => "times in my zone",
                ZoneChoice::Task => "times in each task's zone",
                ZoneChoice::Utc => "times in UTC",
            };
            toast::show(model, ToastKind::Done, words);
        }
        Order::Pause(is_wanted) => match (model.pause.is_some(), is_wanted) {
            (true, true) => toast::show(model, ToastKind::Done, "the display is frozen already"),
            (false, false) => toast::show(model, ToastKind::Done, "the display is not frozen"),
            _ => pause::toggle(model),
        },
        Order::Refresh => effects.push(Effect::RefreshNow),
        Order::Reset => effects = reset(model),
        Order::Mouse(is_wanted) if model.mouse == is_wanted => {
            let words = if is_wanted { "the mouse is on already" } else { "the mouse is off already" };
            toast::show(model, ToastKind::Done, words);
        }
        Order::Mouse(_) => effects = look::toggle_mouse(model),
        Order::Help(text) => help(model, &text),
        Order::Quit => model.should_quit = true,
    }
    Ok(effects)
}

/// Sort, filter, statuses, columns, zone and mouse as at the first start, and the display goes on. The colours stay: they
/// depend on the terminal more than on taste.
fn reset(model: &mut Model) -> Vec<Effect> {
    if model.pause.is_some() {
        pause::toggle(model);
    }
    model.list.sort = Sort::default();
    model.list.filter = FilterLine::default();
    model.list.statuses = StatusFilter::default();
    model.list.columns = ColumnChoice::default();
    model.zone = ZoneChoice::default();
    model.project();
    show_board(model);
    let effects = if model.mouse { look::toggle_mouse(model) } else { Vec::new() };
    toast::show(model, ToastKind::Done, "everything as at first");
    effects
}

/// Back to the table, where what was changed can be seen.
fn show_board(model: &mut Model) {
    model.screen = Screen::Board;
    scroll::forget(model);
}

fn filter(model: &mut Model, text: &str) -> Result<(), Problem> {
    let filter = Filter::parse(text);
    if let Some(problem) = filter.problem {
        return Err(Problem::Filter(problem));
    }
    model.list.filter = FilterLine { is_editing: false, input: text_line::holding(text, usize::MAX), filter };
    model.project();
    show_board(model);
    Ok(())
}

fn choose_statuses(model: &mut Model, statuses: &[TaskStatus]) {
    let mut chosen = StatusFilter::default();
    for number in statuses.iter().filter_map(|status| u8::try_from(status.number()).ok()) {
        if !chosen.is_chosen(number) {
            chosen.toggle(number);
        }
    }
    model.list.statuses = chosen;
    model.project();
    show_board(model);
}

/// Opens the visible task with this name or id, else the one that the text fits best.
fn open(model: &mut Model, text: &str) -> Result<(), Problem> {
    let row = row_of(model, text).ok_or_else(|| Problem::NoTask { word: text.to_owned() })?;
    model.screen = Screen::Board;
    model.move_cursor_to(row);
    board::act(model, Action::Enter);
    Ok(())
}

fn row_of(model: &Model, text: &str) -> Option<usize> {
    let rows = || (0..model.list.rows.len()).filter_map(|row| Some((row, model.visible_task(row)?)));
    let has_id = |task: &Arc<Task>| [task.texts.user_task_id(), task.texts.task_id()].contains(&Some(text));
    rows()
        .find(|(_, task)| has_id(task))
        .or_else(|| rows().find(|(_, task)| name_of(task) == text))
        .map(|(row, _)| row)
        .or_else(|| Some(fuzzy::rank(text, rows().map(|(_, task)| name_of(task)), 1).first()?.index))
}

/// Exports as the menu would, to the user's file where one is named.
fn export(model: &mut Model, format: Format, file: Option<&str>) -> Result<Vec<Effect>, Problem> {
    if model.list.rows.is_empty() {
        return Err(Problem::NoRow);
    }
    Ok(take_away::export(model, format, file.map(str::to_owned)))
}

fn choose_theme(model: &mut Model, text: &str) -> Result<(), Problem> {
    let typed = text.to_lowercase();
    let themes = &model.look.themes;
    let exact = themes.iter().find(|name| name.to_lowercase() == typed);
    let mut meant = themes.iter().filter(|name| name.to_lowercase().starts_with(&typed));
    let only = meant.next().filter(|_| meant.next().is_none());
    let name = exact.or(only).cloned();
    let name = name.ok_or_else(|| Problem::Unknown { kind: "theme", word: text.to_owned() })?;
    model.look.choose(&name);
    toast::show(model, ToastKind::Done, format!("theme: {name}"));
    Ok(())
}

fn help(model: &mut Model, text: &str) {
    overlay::open_help(model);
    if let Some(Overlay::Help(help)) = &mut model.overlay {
        help.search = text_line::holding(text, usize::MAX);
    }
}
