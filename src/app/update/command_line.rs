//! Keys in the line in which a command is typed. Uses `run` for what the command does.

mod run;

use super::{overlay, scroll};
use crate::app::command::{CommandLine, complete, read};
use crate::app::effect::Effect;
use crate::app::model::{Model, Overlay};
use crate::app::text_line;
use crate::keys::{Action, Chord, Key};

/// Commands kept in the history; older ones are forgotten.
const MOST_COMMANDS: usize = 100;

/// Opens the line.
pub(super) fn open(model: &mut Model) {
    // It would stand over the line.
    model.toast = None;
    overlay::open(model, Overlay::Command(CommandLine::default()));
    offer(model);
}

/// A key that has a meaning in the line.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Enter => return enter(model),
        Action::Back => overlay::close(model),
        Action::Complete => step(model, true),
        Action::CompleteBack => step(model, false),
        Action::Up | Action::Down => go(model, action == Action::Down),
        _ => {}
    }
    Vec::new()
}

/// A key that no binding took: text, or one of the usual editing keys. Taking away from an empty line closes it.
pub(super) fn edit(model: &mut Model, chord: Chord) {
    let Some(line) = line(model) else {
        return;
    };
    let takes_away = chord.key == Key::Backspace || chord == Chord::ctrl('h') || chord == Chord::ctrl('w');
    if takes_away && line.input.value().is_empty() {
        overlay::close(model);
    } else if text_line::edit(&mut line.input, chord) {
        changed(model);
    }
}

/// Pasted text goes in at the cursor, without what could harm the screen.
pub(super) fn paste(model: &mut Model, text: &str) {
    if let Some(line) = line(model) {
        text_line::paste(&mut line.input, text);
        changed(model);
    }
}

fn line(model: &mut Model) -> Option<&mut CommandLine> {
    match &mut model.overlay {
        Some(Overlay::Command(line)) => Some(line),
        _ => None,
    }
}

/// The text was changed by hand: what was wrong with it may be right, and the history is left.
fn changed(model: &mut Model) {
    if let Some(line) = line(model) {
        (line.problem, line.recalled) = (None, 0);
    }
    offer(model);
}

/// Finds anew what may complete the line.
fn offer(model: &mut Model) {
    let Some(before) = line(model).map(|line| line.before_cursor()) else {
        return;
    };
    let completions = complete(model, &before);
    if let Some(line) = line(model) {
        line.offer(completions);
    }
}

fn step(model: &mut Model, is_forward: bool) {
    if let Some(line) = line(model) {
        line.recalled = 0;
        // The only one is taken for good: the next tab completes what follows.
        if line.step(is_forward) {
            offer(model);
        }
    }
}

/// Up and down: through the history from an empty line, as in a shell; through the completions from a typed text, as in
/// a list.
fn go(model: &mut Model, is_down: bool) {
    let Some(line) = line(model) else {
        return;
    };
    let is_empty = line.input.value().is_empty() && line.chosen.is_none();
    if line.recalled == 0 && (is_down || !is_empty) {
        return step(model, is_down);
    }
    let recalled = if is_down { line.recalled - 1 } else { line.recalled + 1 };
    let command = model.command_history.iter().rev().nth(recalled.wrapping_sub(1)).cloned();
    let Some(line) = self::line(model) else {
        return;
    };
    match command {
        Some(command) => line.put(&command),
        None if recalled == 0 => line.put(""),
        None => return,
    }
    line.recalled = recalled;
    offer(model);
}

/// Runs the command and closes the line, or says in the line what is wrong.
fn enter(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Command(mut line)) = model.overlay.take() else {
        return Vec::new();
    };
    let text = line.input.value().trim().to_owned();
    scroll::forget(model);
    if text.is_empty() {
        return Vec::new();
    }
    match read(&text).and_then(|order| run::run(model, order)) {
        Ok(effects) => {
            remember(model, text);
            effects
        }
        Err(problem) => {
            line.problem = Some(problem.to_string());
            model.overlay = Some(Overlay::Command(line));
            Vec::new()
        }
    }
}

fn remember(model: &mut Model, text: String) {
    let history = &mut model.command_history;
    if history.last() != Some(&text) {
        history.push(text);
    }
    let too_many = history.len().saturating_sub(MOST_COMMANDS);
    history.drain(..too_many);
}

#[cfg(test)]
mod tests;
