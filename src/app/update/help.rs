//! Keys in the help and in the line in which it is searched. Uses `scroll`, `overlay` and `text_line`.

use tui_input::Input;

use super::{overlay, scroll};
use crate::app::help_view::HelpView;
use crate::app::model::{Model, Overlay};
use crate::app::text_line;
use crate::keys::{Action, Chord};

/// A key that has a meaning in the help or in its search line. `esc` goes back step by step: out of the line with what
/// was typed, then what was kept, then the help itself.
pub(super) fn act(model: &mut Model, action: Action) {
    let Some(help) = of(model) else {
        return;
    };
    match action {
        Action::Search => help.is_searching = true,
        Action::Enter => help.is_searching = false,
        Action::Back if help.is_searching || !help.search.value().is_empty() => {
            help.is_searching = false;
            help.search = Input::default();
            narrowed(model);
        }
        Action::Back | Action::Quit => overlay::close(model),
        other => scroll::act(model, other),
    }
}

/// A key in the search line that no binding took.
pub(super) fn edit(model: &mut Model, chord: Chord) {
    if of(model).is_some_and(|help| text_line::edit(&mut help.search, chord)) {
        narrowed(model);
    }
}

/// Pasted text.
pub(super) fn paste(model: &mut Model, text: &str) {
    if let Some(help) = of(model) {
        text_line::paste(&mut help.search, text);
        narrowed(model);
    }
}

fn of(model: &mut Model) -> Option<&mut HelpView> {
    match &mut model.overlay {
        Some(Overlay::Help(help)) => Some(help),
        _ => None,
    }
}

/// Other lines are shown now: from their beginning.
fn narrowed(model: &mut Model) {
    if let Some(help) = of(model) {
        help.scroll = 0;
    }
    scroll::forget(model);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::{model_with, play};
    use crate::keys::Context;

    fn search(model: &Model) -> &str {
        match &model.overlay {
            Some(Overlay::Help(help)) => help.search.value(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn typing_searches_and_escape_goes_back_step_by_step() {
        let mut model = model_with(&["a"]);
        play(&mut model, "?jj/copy q");
        assert_eq!((search(&model), model.context()), ("copy q", Context::HelpSearch), "letters are typed");
        play(&mut model, "<backspace><backspace><enter>");
        assert_eq!((search(&model), model.context()), ("copy", Context::Help), "enter keeps");
        play(&mut model, "/x<esc>");
        assert_eq!((search(&model), model.context()), ("", Context::Help), "esc clears");
        play(&mut model, "/x<enter><esc>");
        assert_eq!((search(&model), model.context()), ("", Context::Help), "also what was kept");
        play(&mut model, "<esc>");
        assert_eq!(model.context(), Context::Board);
    }

    #[test]
    fn a_new_search_begins_at_the_top() {
        let mut model = model_with(&["a"]);
        play(&mut model, "?");
        model.drawn.content_lines = 100;
        play(&mut model, "jjj/s");
        assert!(matches!(&model.overlay, Some(Overlay::Help(help)) if help.scroll == 0));
        play(&mut model, "<enter>q");
        assert_eq!(model.overlay, None, "q closes at once");
    }

    #[test]
    fn pasted_text_is_searched_for() {
        let mut model = model_with(&["a"]);
        play(&mut model, "?/");
        paste(&mut model, " co\u{1b}py\n");
        assert_eq!(search(&model), "copy");
    }

    #[test]
    fn help_knows_from_where_it_was_opened() {
        let mut model = model_with(&["a"]);
        for (keys, context) in
            [("?", Context::Board), ("<esc><enter>?", Context::Detail), ("<esc>J?", Context::RawJson)]
        {
            play(&mut model, keys);
            assert_eq!(model.context_under_help(), context, "{keys}");
        }
    }
}
