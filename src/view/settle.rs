//! The last touch on a frame: wide signs and what lies under their second half. Uses no other room.
//!
//! A sign that is two or three columns wide is one cell followed by hidden ones. Two things go wrong with it unless
//! somebody looks after it: an overlay that begins in its middle leaves half of it sticking out, and an Indic or Thai
//! cluster, which many terminals keep as several narrow cells, leaves pieces behind when it is overwritten with blanks,
//! because the hidden cells look unchanged.

use ratatui::buffer::{Buffer, Cell, CellWidth as _};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr as _;

/// Blanks every wide sign that something else was drawn into, and marks the hidden cells of the others, so that they
/// count as changed when the sign goes. Hidden cells themselves are never sent to the terminal.
pub fn settle(buffer: &mut Buffer) {
    let width = usize::from(buffer.area.width).max(1);
    for start in 0..buffer.content.len() {
        let columns = buffer.content.get(start).map_or(1, columns);
        if columns < 2 {
            continue;
        }
        let end = start + columns;
        let fits = start % width + columns <= width;
        let hidden = buffer.content.get_mut(start + 1..end).unwrap_or_default();
        if fits && hidden.iter().all(|cell| cell.symbol() == " ") {
            for cell in hidden {
                cell.modifier.insert(Modifier::HIDDEN);
            }
        } else if let Some(cell) = buffer.content.get_mut(start) {
            cell.set_symbol(" ");
        }
    }
}

/// Writes signs that are joined of several as their first alone, in the same columns: GNU screen draws each of the pieces, and
/// everything behind them in the row moves.
pub fn take_joined_signs_apart(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().contains([
            '\u{200d}',
            '\u{fe0f}',
            '\u{1f3fb}',
            '\u{1f3fc}',
            '\u{1f3fd}',
            '\u{1f3fe}',
            '\u{1f3ff}',
        ]) {
            continue;
        }
        let mut first = String::new();
        first.extend(cell.symbol().chars().next());
        let missing = cell.symbol().width().saturating_sub(first.width());
        first.extend(std::iter::repeat_n(' ', missing));
        cell.set_symbol(&first);
    }
}

fn columns(cell: &Cell) -> usize {
    // One byte is one column; nearly all cells are that.
    if cell.symbol().len() == 1 { 1 } else { usize::from(cell.cell_width()) }
}

#[cfg(test)]
mod tests {
    use ratatui::backend::{Backend as _, TestBackend};
    use ratatui::layout::Rect;

    use super::*;

    #[test]
    fn a_wide_sign_cut_by_an_overlay_is_blanked() {
        let mut buffer = Buffer::with_lines(["a客b"]);
        buffer[(2, 0)].set_symbol("│");
        settle(&mut buffer);
        assert_eq!(buffer[(1, 0)].symbol(), " ");
        assert_eq!(buffer[(2, 0)].symbol(), "│");
    }

    #[test]
    fn joined_signs_keep_their_columns_and_lose_their_joiners() {
        let mut buffer = Buffer::with_lines(["👨\u{200d}👩\u{200d}👧a", "☎\u{fe0f}b", "👍🏽c", "客d"]);
        settle(&mut buffer);
        take_joined_signs_apart(&mut buffer);
        let row = |y| [buffer[(0, y)].symbol(), buffer[(2, y)].symbol()];
        assert_eq!([row(0), row(1), row(2), row(3)], [["👨", "a"], ["☎ ", "b"], ["👍", "c"], ["客", "d"]]);
    }

    #[test]
    fn every_column_of_a_cluster_is_sent_again_when_it_goes() {
        let mut before = Buffer::with_lines(["शि客 "]);
        settle(&mut before);
        let mut after = Buffer::empty(before.area);
        settle(&mut after);
        let sent: Vec<u16> = before.diff(&after).into_iter().map(|(x, ..)| x).collect();
        assert_eq!(sent, [0, 1, 2, 3]);
    }

    #[test]
    fn a_cluster_that_stays_is_not_sent_again() {
        let mut before = Buffer::with_lines(["शि客 "]);
        settle(&mut before);
        let after = before.clone();
        assert!(before.diff(&after).is_empty());
        let mut backend = TestBackend::new(5, 1);
        let blank = Buffer::empty(Rect::new(0, 0, 5, 1));
        backend.draw(blank.diff(&before).into_iter()).expect("a test backend takes everything");
        assert!(!backend.buffer().content.iter().any(|cell| cell.modifier.contains(Modifier::HIDDEN)));
    }
}
