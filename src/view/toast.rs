//! A short message about what was just done, over the last line. Uses `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::{line_of, put};
use super::text::{cut_end, width};
use super::theme::Theme;
use crate::app::{Model, ToastKind};

/// Draws the message, where there is one, at the right end of the last line.
pub(super) fn draw(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let Some(toast) = &model.toast else {
        return;
    };
    let style = match toast.kind {
        ToastKind::Done => theme.chip,
        ToastKind::Failed => theme.bad,
    };
    let text = format!(" {} ", toast.text);
    let text = cut_end(&text, usize::from(area.width), theme.glyphs.ellipsis);
    let column = area.width.saturating_sub(u16::try_from(width(&text)).unwrap_or(u16::MAX));
    put(buf, line_of(area, area.height - 1), (column, 0), &text, style);
}
