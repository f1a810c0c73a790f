//! The frame of an overlay: clears what is below, draws a border with a title. Uses `keys` and `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::footer::hints;
use super::paint::{clear, put, put_line};
use super::text::{self, cut_middle};
use super::theme::Theme;
use crate::app::{Area, Hits, PanelHits, Span};
use crate::keys::{Context, Keymap};

/// Below this size an overlay takes the whole screen and has no border.
const SMALLEST_WITH_BORDER: (u16, u16) = (44, 12);

/// Where a panel stands, for the mouse: its frame is around `inside` as [`Panel::draw`] laid it; without a frame it is the
/// whole screen.
pub(super) fn hits(screen: Rect, inside: Rect, entries: Rect, first_entry: usize) -> Hits {
    let frame = if has_border(screen) {
        Rect {
            x: inside.x.saturating_sub(2),
            y: inside.y.saturating_sub(1),
            width: inside.width.saturating_add(4),
            height: inside.height.saturating_add(2),
        }
    } else {
        screen
    };
    let place = |area: Rect| Area { columns: Span { x: area.x, width: area.width }, y: area.y, lines: area.height };
    Hits { panel: Some(PanelHits { area: place(frame), entries: place(entries), first_entry }), ..Hits::default() }
}

/// A panel that leaves fewer columns than this free takes the screen for itself.
const NARROWEST_STRIP: u16 = 28;

/// What a panel is and how large it wants to be inside.
#[derive(Debug, Clone)]
pub(super) struct Panel {
    /// Stands in the border.
    pub(super) title: String,
    /// Whose keys are shown where the panel covers the footer.
    pub(super) context: Context,
    /// Columns wanted inside.
    pub(super) columns: u16,
    /// Lines wanted inside.
    pub(super) lines: u16,
    /// What stands at the right end of the lower border, such as a position.
    pub(super) note: String,
}

impl Panel {
    /// The columns that the content may use on a screen; known before the content is made.
    pub(super) fn inner_columns(screen: Rect, wanted: u16) -> u16 {
        if has_border(screen) { wanted.min(screen.width.saturating_sub(6)) } else { screen.width.min(wanted) }
    }

    /// Draws the frame and returns the area inside of it. The footer below stays: it shows the keys.
    pub(super) fn draw(&self, keymap: &Keymap, theme: &Theme, buf: &mut Buffer, screen: Rect) -> Rect {
        if !has_border(screen) {
            return self.draw_whole(keymap, theme, buf, screen);
        }
        let screen = Rect { height: screen.height - 1, ..screen };
        let width = (self.columns + 4).min(screen.width);
        let height = (self.lines + 2).min(screen.height);
        let x = screen.x + (screen.width - width) / 2;
        let y = screen.y + (screen.height - height) / 2;
        let area = Rect { x, y, width, height };
        // A strip of a few columns beside a wide panel would show torn words.
        let is_wide = width + NARROWEST_STRIP > screen.width;
        // The header, with the age of the data, stays wherever the panel does not need its line.
        let top = screen.y + u16::from(y > screen.y);
        let below = Rect { y: top, height: screen.bottom() - top, ..screen };
        if is_wide {
            clear(buf, below, theme);
        } else {
            step_back(buf, below, area, theme);
            // A blank column on both sides, so that no word runs into the frame.
            clear(buf, Rect { x: x - 1, width: width + 2, ..area }, theme);
        }
        draw_border(theme, buf, area);
        let room = usize::from(width.saturating_sub(6));
        let title = cut_middle(&self.title, room, theme.glyphs.ellipsis).into_owned();
        put(buf, area, (2, 0), &format!(" {title} "), theme.title);
        let note_columns = u16::try_from(text::width(&self.note)).unwrap_or(u16::MAX);
        if note_columns > 0 && note_columns.saturating_add(8) <= width {
            put(buf, area, (width - note_columns - 4, height - 1), &format!(" {} ", self.note), theme.muted);
        }
        Rect { x: x + 2, y: y + 1, width: width - 4, height: height - 2 }
    }

    fn draw_whole(&self, keymap: &Keymap, theme: &Theme, buf: &mut Buffer, screen: Rect) -> Rect {
        clear(buf, screen, theme);
        let has_title = screen.height >= 3;
        let has_keys = screen.height >= 4;
        if has_title {
            let title = cut_middle(&self.title, usize::from(screen.width), theme.glyphs.ellipsis).into_owned();
            put(buf, screen, (0, 0), &title, theme.title);
        }
        if has_keys {
            let keys = hints(keymap, self.context, usize::from(screen.width), theme);
            put_line(buf, screen, (0, screen.height - 1), &keys);
        }
        let top = u16::from(has_title);
        Rect { y: screen.y + top, height: screen.height - top - u16::from(has_keys), ..screen }
    }
}

/// Fades what lies behind a panel: its sides cut words in two wherever they fall, and faded they are not read. Where the
/// theme has no colour to fade with, the lines beside the panel are cleared.
fn step_back(buf: &mut Buffer, behind: Rect, panel: Rect, theme: &Theme) {
    buf.set_style(behind.intersection(buf.area), theme.behind);
    if theme.behind.fg.is_none() {
        clear(buf, Rect { y: panel.y, height: panel.height, ..behind }, theme);
    }
}

/// Whether a panel on such a screen has a frame.
pub(super) fn has_border(screen: Rect) -> bool {
    screen.width >= SMALLEST_WITH_BORDER.0 && screen.height >= SMALLEST_WITH_BORDER.1
}

fn draw_border(theme: &Theme, buf: &mut Buffer, area: Rect) {
    let glyphs = &theme.glyphs;
    let [top_left, top_right, bottom_left, bottom_right] = glyphs.corners;
    let across = glyphs.rule.repeat(usize::from(area.width.saturating_sub(2)));
    put(buf, area, (0, 0), &format!("{top_left}{across}{top_right}"), theme.border);
    put(buf, area, (0, area.height - 1), &format!("{bottom_left}{across}{bottom_right}"), theme.border);
    for line in 1..area.height - 1 {
        put(buf, area, (0, line), glyphs.upright, theme.border);
        put(buf, area, (area.width - 1, line), glyphs.upright, theme.border);
    }
}
