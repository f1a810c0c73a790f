//! The one function that changes the model. Uses `domain`, `keys` and the rest of this room; each screen has a file of
//! its own here.

mod board;
mod detail;
mod feed;
mod filter_line;
mod overlay;
mod scroll;

use super::effect::Effect;
use super::model::Model;
use super::msg::Msg;
use crate::domain::Now;
use crate::keys::{Action, Chord, Context, resolve};

/// Works in what happened and returns what the outside world shall do about it.
pub fn update(model: &mut Model, msg: Msg, now: Now) -> Vec<Effect> {
    model.now = now;
    match msg {
        Msg::Feed(feed) => feed::take(model, feed),
        Msg::Chord(chord) => return press(model, chord),
        Msg::Paste(text) if model.context() == Context::FilterLine => filter_line::paste(model, &text),
        // Also where the size is the old one again: in between, the terminal may have moved and cut what it showed.
        Msg::Resized => return vec![Effect::Repaint],
        Msg::Paste(_) | Msg::Tick => {}
        Msg::Drawn(drawn) => {
            model.drawn = drawn;
            model.list.offset = model.list.offset_for(drawn.list_rows);
            scroll::limit(model);
        }
    }
    Vec::new()
}

fn press(model: &mut Model, chord: Chord) -> Vec<Effect> {
    let context = model.context();
    if context == Context::SortMenu && overlay::choose_by_letter(model, chord) {
        return Vec::new();
    }
    match resolve(context, chord) {
        Some(action) => act(model, context, action),
        None if context == Context::FilterLine => {
            filter_line::edit(model, chord);
            Vec::new()
        }
        None => Vec::new(),
    }
}

fn act(model: &mut Model, context: Context, action: Action) -> Vec<Effect> {
    let can_poll = model.setup.is_none();
    match (action, context) {
        (Action::QuitNow, _) | (Action::Quit, Context::Board) => model.should_quit = true,
        (Action::Redraw, _) => return vec![Effect::Repaint],
        (Action::Refresh, _) if can_poll => return vec![Effect::RefreshNow],
        (Action::Help, _) => overlay::open_help(model),
        (_, Context::Help | Context::SortMenu | Context::WindowGrid | Context::RawJson) => overlay::act(model, action),
        // Without credentials there is no board to act on.
        _ if !can_poll => {}
        (_, Context::FilterLine) => filter_line::act(model, action),
        (_, Context::Detail) => detail::act(model, action),
        (_, Context::Board | Context::Global) => board::act(model, action),
    }
    Vec::new()
}

#[cfg(test)]
mod tests;
