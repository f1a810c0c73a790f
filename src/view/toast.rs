//! A short message about what was just done, over the last line. Uses `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::{line_of, put};
use super::text::{cut_middle, width};
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
    let text = cut_middle(&toast.text, usize::from(area.width).saturating_sub(2), theme.glyphs.ellipsis);
    let text = format!(" {text} ");
    let column = area.width.saturating_sub(u16::try_from(width(&text)).unwrap_or(u16::MAX));
    let line = line_of(area, line);
    if lines_below == 1 {
        clear_torn_word(buf, line, column, theme);
    }
    put(buf, line, (column, 0), &text, style);
}

/// Clears what a message would cut in two: from the last gap of two blanks in front of it on.
fn clear_torn_word(buf: &mut Buffer, line: Rect, end: u16, theme: &Theme) {
    let (left, y) = (line.x, line.y);
    let is_blank = |buf: &Buffer, x: u16| buf.cell((x, y)).is_none_or(|cell| cell.symbol() == " ");
    let mut x = left.saturating_add(end);
    while x > left && !(is_blank(buf, x - 1) && (x - 1 == left || is_blank(buf, x - 2))) {
        x -= 1;
        if let Some(cell) = buf.cell_mut((x, y)) {
            cell.reset();
            cell.set_style(theme.base);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Account, Toast};
    use crate::domain::Now;
    use crate::view::{ColourSupport, GlyphSet, ThemeChoice};

    fn last_line(below: &str, width: u16, seconds: u64) -> String {
        #[expect(clippy::disallowed_methods, reason = "any instant will do; only differences are shown")]
        let now = Now { instant: std::time::Instant::now(), unix_ms: 0 };
        let mut model = Model::new(Account::default(), None, 0, now);
        model.toast = Some(Toast { text: "mouse on".to_owned(), kind: ToastKind::Done, since: now });
        model.now.instant += std::time::Duration::from_secs(seconds);
        let theme = Theme::new(ThemeChoice::Dark, ColourSupport::Ansi256, GlyphSet::Block);
        let area = Rect::new(0, 0, width, 2);
        let mut buf = Buffer::empty(area);
        put(&mut buf, area, (0, 1), below, theme.text);
        draw(&model, &theme, &mut buf, area);
        (0..width).map(|x| buf[(x, 1)].symbol()).collect()
    }

    #[test]
    fn a_message_tears_no_hint_in_two() {
        assert_eq!(last_line("enter open  s sort  q quit", 26, 0), "enter open       mouse on ");
        assert_eq!(last_line("enter open  s sort  q quit", 34, 0), "enter open  s sort       mouse on ");
        assert_eq!(last_line("enter open  s sort", 40, 0), "enter open  s sort             mouse on ");
        assert_eq!(last_line("enter open", 6, 0), " mo…n ");
        assert_eq!(last_line("enter open", 12, 4), "enter open  ", "its time is over");
    }
}
