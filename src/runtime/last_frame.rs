//! A frame as lines of text, for the shell's scrollback. Uses no other room.

use std::io::{self, Write};

use crossterm::queue;
use crossterm::style::{Attribute, ContentStyle, Print, SetAttribute, SetStyle};
use ratatui::backend::IntoCrossterm as _;
use ratatui::buffer::{Buffer, Cell, CellWidth as _};
use ratatui::style::{Modifier, Style};

/// Writes a frame where the cursor is, in its styles but without empty ends: each line as far as something is seen on
/// it, the lines down to the last such. The cursor ends at the beginning of a line.
///
/// # Errors
/// What `out` reports.
pub fn print(frame: &Buffer, mut out: impl Write) -> io::Result<()> {
    let columns = usize::from(frame.area.width).max(1);
    let lines: Vec<&[Cell]> = frame.content.chunks(columns).map(without_empty_end).collect();
    let used = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    for line in lines.into_iter().take(used) {
        print_line(line, &mut out)?;
    }
    out.flush()
}

fn print_line(line: &[Cell], out: &mut impl Write) -> io::Result<()> {
    let plain = Cell::EMPTY.style();
    let mut current = plain;
    let mut hidden = 0;
    for cell in line {
        // The second half of a wide sign is a cell of its own, which is never written.
        if hidden > 0 {
            hidden -= 1;
            continue;
        }
        hidden = cell.cell_width().saturating_sub(1);
        let style = cell.style();
        if style != current {
            queue!(out, SetAttribute(Attribute::Reset))?;
            queue_style(style, out)?;
            current = style;
        }
        queue!(out, Print(cell.symbol()))?;
    }
    if current != plain {
        queue!(out, SetAttribute(Attribute::Reset))?;
    }
    queue!(out, Print("\n"))
}

/// Only what is set: a colour that is none would be a colour code under NO_COLOR too.
fn queue_style(style: Style, out: &mut impl Write) -> io::Result<()> {
    let mut wanted: ContentStyle = Style { underline_color: None, ..style }.into_crossterm();
    wanted.foreground_color = wanted.foreground_color.filter(|_| style.fg != Some(Cell::EMPTY.fg));
    wanted.background_color = wanted.background_color.filter(|_| style.bg != Some(Cell::EMPTY.bg));
    queue!(out, SetStyle(wanted))
}

fn without_empty_end(line: &[Cell]) -> &[Cell] {
    let end = line.iter().rposition(is_seen).map_or(0, |last| last + 1);
    line.get(..end).unwrap_or_default()
}

fn is_seen(cell: &Cell) -> bool {
    let marks = Modifier::REVERSED | Modifier::UNDERLINED | Modifier::CROSSED_OUT;
    cell.symbol() != " " || cell.bg != Cell::EMPTY.bg || cell.modifier.intersects(marks)
}

#[cfg(test)]
mod tests {
    use ratatui::style::Color;

    use super::*;

    fn printed(frame: &Buffer) -> String {
        let mut out = Vec::new();
        print(frame, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn empty_ends_are_left_out_and_wide_signs_come_once() {
        let frame = Buffer::with_lines(["one 客户 ", "", "  two", "", ""]);
        assert_eq!(printed(&frame), "one 客户\n\n  two\n");
        assert_eq!(printed(&Buffer::with_lines(["", ""])), "");
    }

    #[test]
    fn styles_end_with_their_text() {
        let mut frame = Buffer::with_lines(["ab  ", "c"]);
        frame[(0, 0)].set_style(Style::new().fg(Color::Indexed(75)).add_modifier(Modifier::BOLD));
        let text = printed(&frame);
        assert!(text.ends_with("\u{1b}[0mb\nc\n"), "{text:?}");
        assert!(text.contains("38;5;75") && text.contains("\u{1b}[1m"), "{text:?}");
    }

    #[test]
    fn without_colours_there_is_not_one_colour_code() {
        let mut frame = Buffer::with_lines(["ab  "]);
        frame[(0, 0)].set_style(Style::new().add_modifier(Modifier::REVERSED));
        assert_eq!(printed(&frame), "\u{1b}[0m\u{1b}[7ma\u{1b}[0mb\n");
    }
}
