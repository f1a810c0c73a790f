//! Gives signs the columns that terminals draw them in. Uses `domain` for which marks those are.
//!
//! The tables of widths count some vowel signs of Indic scripts to the letter before them; terminals draw them in a column of
//! their own. Such a sign gets that column where the text has blanks or a rule behind it, so that the sign stays whole and
//! what stands further right stays in its place.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth as _};

use crate::domain::text::is_mark_beside;

/// Makes room for every sign of the frame that needs more columns than it was given.
pub fn make_room_for_marks(buffer: &mut Buffer) {
    let columns = usize::from(buffer.area.width).max(1);
    for row in buffer.content.chunks_mut(columns) {
        let mut at = 0;
        while let Some(cell) = row.get(at) {
            let given = usize::from(cell.cell_width()).max(1);
            let missing = if cell.symbol().len() < 4 { 0 } else { marks(cell.symbol()) };
            let behind = row.get_mut(at + given..).unwrap_or_default();
            if missing > 0 && push_right(behind, missing) {
                let whole = u16::try_from(given + missing).ok().and_then(NonZeroU16::new);
                if let (Some(cell), Some(whole)) = (row.get_mut(at), whole) {
                    cell.set_diff_option(CellDiffOption::ForcedWidth(whole));
                }
                at += missing;
            }
            at += given;
        }
    }
}

fn marks(symbol: &str) -> usize {
    symbol.chars().filter(|c| is_mark_beside(*c)).count()
}

/// Moves cells to the right until what fills up their line takes up the difference; false where nothing does. One filling
/// cell stays, so that fields never touch.
fn push_right(cells: &mut [Cell], by: usize) -> bool {
    let is_filling = |symbol: &str| symbol == " " || symbol == "─" || symbol == "-";
    let is_run = |run: &[Cell]| {
        run.iter().all(|cell| is_filling(cell.symbol()) && Some(cell.symbol()) == run.first().map(Cell::symbol))
    };
    let border = cells.iter().position(|cell| matches!(cell.symbol(), "│" | "|")).unwrap_or(cells.len());
    let before_border = cells.get_mut(..border).unwrap_or_default();
    let Some(start) = before_border.windows(by + 1).position(is_run) else {
        return false;
    };
    let moved = before_border.get_mut(..start + by).unwrap_or_default();
    moved.rotate_right(by);
    for cell in moved.iter_mut().take(by) {
        cell.set_symbol(" ");
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (String, Vec<u16>) {
        let mut buffer = Buffer::with_lines([text]);
        make_room_for_marks(&mut buffer);
        let symbols = buffer.content.iter().map(Cell::symbol).collect();
        (symbols, buffer.content.iter().map(Cell::cell_width).collect())
    }

    #[test]
    fn a_sign_gets_its_column_from_the_blanks_behind_the_text() {
        let (text, widths) = rows("காb  12");
        assert_eq!(text, "கா b 12");
        assert_eq!(widths[..3], [2, 1, 1]);
        assert_eq!(rows("காகாb   12").0, "கா கா b 12");
        assert_eq!(rows(" கா ─── 1 of 9").0, " கா  ── 1 of 9");
    }

    #[test]
    fn without_blanks_and_beyond_a_border_nothing_moves() {
        for text in ["காb 12", "கா│  12", "काb  12", "客b  12"] {
            let plain: String = Buffer::with_lines([text]).content.iter().map(Cell::symbol).collect();
            assert_eq!(rows(text).0, plain);
        }
    }
}
