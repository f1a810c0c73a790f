//! A short message about what was just done, over the last line. Uses `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::{line_of, put};
use super::text::{cut_end, width};
use super::theme::Theme;
use crate::app::{Model, ToastKind};

/// Draws the message, where there is one, at the right end of the last line: over hints, which are told elsewhere as well.
/// While text is typed there, a line higher.
pub(super) fn draw(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let Some(toast) = model.toast.as_ref().filter(|toast| toast.is_visible(model.now)) else {
        return;
    };
    let style = match toast.kind {
        ToastKind::Done => theme.chip,
        ToastKind::Failed => theme.bad,
    };
    let lines_below = 1 + u16::from(model.context().is_text_line());
    let Some(line) = area.height.checked_sub(lines_below) else {
        return;
    };
    let room = usize::from(area.width).saturating_sub(2);
    let text = format!("  {} ", cut_end(&toast.text, room.saturating_sub(1), theme.glyphs.ellipsis));
    let column = area.width.saturating_sub(u16::try_from(width(&text)).unwrap_or(u16::MAX));
    // A blank in front keeps the message apart from what it covers.
    let used = put(buf, line_of(area, line), (column, 0), " ", theme.text);
    let text = text.get(usize::from(used)..).unwrap_or_default();
    put(buf, line_of(area, line), (column + used, 0), text, style);
}
