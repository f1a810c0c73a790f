//! Scrolling of the view on top: the overlay's, else the detail view's.

use crate::app::help_view::HelpView;
use crate::app::model::{Drawn, Model, Overlay, Screen};
use crate::keys::Action;

/// The scroll of the view on top, where it has one.
fn of(model: &mut Model) -> Option<&mut usize> {
    match (&mut model.overlay, &mut model.screen) {
        (
            Some(
                Overlay::Help(HelpView { scroll, .. })
                | Overlay::WindowGrid { scroll, .. }
                | Overlay::Why { scroll, .. }
                | Overlay::RawJson { scroll, .. },
            ),
            _,
        )
        | (None, Screen::Detail { scroll, .. }) => Some(scroll),
        (Some(_), _) | (None, Screen::Board) => None,
    }
}

pub(super) fn act(model: &mut Model, action: Action) {
    let drawn = model.drawn;
    let page = drawn.view_lines.max(1);
    let Some(scroll) = of(model) else {
        return;
    };
    let wanted = match action {
        Action::Up => scroll.saturating_sub(1),
        Action::Down => scroll.saturating_add(1),
        Action::PageUp => scroll.saturating_sub(page),
        Action::PageDown => scroll.saturating_add(page),
        Action::First => 0,
        Action::Last => usize::MAX,
        _ => return,
    };
    *scroll = drawn.limit(wanted);
}

/// Brings the scroll back to where there are lines, after a drawing told how many there are.
pub(super) fn limit(model: &mut Model) {
    let drawn = model.drawn;
    if let Some(scroll) = of(model) {
        *scroll = drawn.limit(*scroll);
    }
}

/// Forgets the length of the view that was on top: the next drawing tells that of the new one.
pub(super) fn forget(model: &mut Model) {
    model.drawn = Drawn { content_lines: usize::MAX, ..model.drawn };
}
