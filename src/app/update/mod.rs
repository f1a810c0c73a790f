//! The one function that changes the model. Uses `domain`, `keys` and the rest of this room; each screen has a file of
//! its own here.

mod alerts;
mod board;
mod columns_menu;
mod command_line;
mod detail;
mod feed;
mod filter_line;
mod help;
mod look;
mod mouse;
mod overlay;
mod past;
mod pause;
mod scroll;
mod span;
mod take_away;
mod toast;
mod why;

use super::effect::Effect;
use super::model::Model;
use super::msg::Msg;
use crate::domain::Now;
use crate::keys::{Action, Chord, Context};

/// Works in what happened and returns what the outside world shall do about it.
pub fn update(model: &mut Model, msg: Msg, now: Now) -> Vec<Effect> {
    model.now = now;
    match msg {
        Msg::Feed(feed) => return feed::take(model, feed),
        Msg::Past(past) => return past::take(model, past),
        Msg::Kept(is_kept) => model.is_history_lost = !is_kept,
        Msg::AnnouncesElsewhere(is_elsewhere) => {
            model.announces_elsewhere = is_elsewhere;
            return if is_elsewhere { Vec::new() } else { vec![Effect::TakeOver] };
        }
        Msg::Chosen(choices) => alerts::take_choices(model, &choices),
        Msg::Chord(chord) => return press(model, chord),
        Msg::Paste(text) => match model.context() {
            Context::FilterLine => filter_line::paste(model, &text),
            Context::CommandLine => command_line::paste(model, &text),
            Context::ColumnSearch => columns_menu::paste(model, &text),
            Context::HelpSearch => help::paste(model, &text),
            _ => {}
        },
        Msg::Mouse(mouse) => return mouse::act(model, mouse),
        Msg::Toast(kind, text) => toast::show(model, kind, text),
        Msg::Resumed => return vec![Effect::Repaint, Effect::RefreshNow],
        // Also where the size is the old one again: in between, the terminal may have moved and cut what it showed.
        Msg::Resized => return vec![Effect::Repaint],
        Msg::Tick => {
            toast::tidy(model);
            model.changes.tidy(now);
            why::renew(model);
            return alerts::tick(model);
        }
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
    match model.keymap.resolve(context, chord) {
        Some(action) => act(model, context, action),
        None => {
            match context {
                Context::FilterLine => filter_line::edit(model, chord),
                Context::CommandLine => command_line::edit(model, chord),
                Context::ColumnSearch => columns_menu::edit(model, chord),
                Context::HelpSearch => help::edit(model, chord),
                _ => {}
            }
            Vec::new()
        }
    }
}

fn act(model: &mut Model, context: Context, action: Action) -> Vec<Effect> {
    let can_poll = model.setup.is_none();
    match (action, context) {
        (Action::QuitNow, _) | (Action::Quit, Context::Board) => model.should_quit = true,
        (Action::QuitKeeping, _) => (model.should_quit, model.keeps_screen) = (true, true),
        (Action::Suspend, _) => return vec![Effect::Suspend],
        (Action::NextTheme, _) => look::next_theme(model),
        (Action::NextZone, _) => look::next_zone(model),
        (Action::Mouse, _) => return look::toggle_mouse(model),
        (Action::Redraw, _) => return vec![Effect::Repaint],
        (Action::Refresh, _) if can_poll => return pause::refresh(model),
        (Action::Help, _) => overlay::open_help(model),
        (_, Context::Help | Context::HelpSearch) => help::act(model, action),
        (Action::Pause, _) if can_poll => pause::toggle(model),
        (Action::CopyId, _) => return take_away::copy_id(model),
        (Action::CopyRow, Context::Why) => return why::copy(model),
        (Action::CopyRow, _) => return take_away::copy_row(model),
        (_, Context::Alerts) => return alerts::act(model, action),
        (Action::Why, _) if can_poll => why::open(model),
        (Action::Alerts, Context::Board | Context::Detail) if can_poll => alerts::open(model),
        (Action::Snooze, Context::Board | Context::Detail) => alerts::snooze(model),
        (Action::PreviousAlert, Context::Board | Context::Detail) => alerts::jump(model, false),
        (Action::NextAlert, Context::Board | Context::Detail) => alerts::jump(model, true),
        (Action::ShorterSpan, Context::Detail) => span::change(model, false),
        (Action::LongerSpan, Context::Detail) => span::change(model, true),
        (_, Context::CommandLine) => return command_line::act(model, action),
        (_, Context::ExportMenu) => return take_away::act(model, action),
        (_, Context::Columns | Context::ColumnSearch) => columns_menu::act(model, action),
        (_, Context::SortMenu | Context::WindowGrid | Context::RawJson | Context::Why) => overlay::act(model, action),
        // Without credentials there is no board to act on.
        _ if !can_poll => {}
        (Action::CommandLine, Context::Board | Context::Detail) => command_line::open(model),
        (Action::Export, Context::Board) => take_away::open_menu(model),
        (Action::Columns, Context::Board) => columns_menu::open(model),
        (_, Context::FilterLine) => filter_line::act(model, action),
        (_, Context::Detail) => detail::act(model, action),
        (_, Context::Board | Context::Global) => board::act(model, action),
    }
    Vec::new()
}

#[cfg(test)]
mod tests;
