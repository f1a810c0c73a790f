//! Draws cells so that none can push the others out of their places. Uses no other room.
//!
//! How many columns a sign of several characters takes differs from terminal to terminal. The backend lets the cursor run
//! on, so that one wrong guess would move the rest of the row. Here the cursor is placed anew behind each such sign, its
//! columns are blanked before it is written, and nothing wraps at the edge while a frame is drawn.

use std::io::{self, Write};

use crossterm::queue;
use crossterm::terminal::{DisableLineWrap, EnableLineWrap};
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::{Cell, CellWidth as _};
use ratatui::layout::{Position, Size};

/// The terminal, drawn on cell by cell in place.
pub(super) struct PlacedBackend<W: Write>(CrosstermBackend<W>);

impl<W: Write> PlacedBackend<W> {
    pub(super) fn new(writer: W) -> Self {
        Self(CrosstermBackend::new(writer))
    }
}

impl<W: Write> Write for PlacedBackend<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Write::flush(&mut self.0)
    }
}

/// Whether terminals agree about the columns of a sign, or at least the cursor is placed anew behind it anyway.
fn is_sure(symbol: &str) -> bool {
    symbol.len() == 1 || symbol.chars().nth(1).is_none()
}

impl<W: Write> Backend for PlacedBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        queue!(self.0, DisableLineWrap)?;
        let mut run = Vec::new();
        for (x, y, cell) in content {
            if is_sure(cell.symbol()) {
                run.push((x, y, cell));
                continue;
            }
            // Each call places the cursor before its first cell.
            self.0.draw(run.drain(..))?;
            let mut blank = Cell::EMPTY;
            blank.set_style(cell.style());
            let columns = x..x.saturating_add(cell.cell_width());
            self.0.draw(columns.map(|column| (column, y, &blank)))?;
            self.0.draw([(x, y, cell)].into_iter())?;
        }
        self.0.draw(run.into_iter())?;
        queue!(self.0, EnableLineWrap)
    }

    fn append_lines(&mut self, lines: u16) -> io::Result<()> {
        self.0.append_lines(lines)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.0.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.0.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.0.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.0.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.0.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.0.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        self.0.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.0.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.0)
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;

    use super::*;

    fn sent(buffer: &Buffer) -> String {
        let mut bytes = Vec::new();
        PlacedBackend::new(&mut bytes).draw(Buffer::empty(buffer.area).diff(buffer).into_iter()).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    /// What a terminal shows that gives every character a column of its own, but for those above ASCII that it is told.
    fn shown(row: &str, wide: &[char], none: &[char]) -> Vec<String> {
        let buffer = Buffer::with_lines([row]);
        let sent = sent(&buffer);
        let mut columns = vec![" ".to_owned(); 40];
        let mut at: usize = 0;
        let mut rest = sent.as_str();
        while let Some(c) = rest.chars().next() {
            if let Some(sequence) = rest.strip_prefix("\x1b[") {
                let end = sequence.find(|c: char| c.is_ascii_alphabetic()).unwrap();
                if &sequence[end..=end] == "H" {
                    at = sequence[..end].split(';').nth(1).unwrap().parse::<usize>().unwrap() - 1;
                }
                rest = &sequence[end + 1..];
                continue;
            }
            rest = &rest[c.len_utf8()..];
            if none.contains(&c) {
                continue;
            }
            columns[at] = c.to_string();
            at += 1;
            if wide.contains(&c) {
                columns[at] = String::new();
                at += 1;
            }
        }
        columns
    }

    #[test]
    fn what_a_terminal_takes_for_wider_or_narrower_moves_nothing_behind_it() {
        // A terminal that draws the pieces of a family one after the other, and one that draws them in one place.
        let row = "👨\u{200d}👩\u{200d}👧abc கா12";
        for (wide, none) in [(&['👨', '👩', '👧'][..], &[][..]), (&['👨'][..], &['\u{200d}', '👩', '👧', 'ா'][..])]
        {
            let columns = shown(row, wide, none);
            assert_eq!(columns[2..5].concat(), "abc");
            assert_eq!(columns[7..9].concat(), "12", "{columns:?}");
        }
    }

    #[test]
    fn nothing_wraps_while_a_frame_is_drawn() {
        let sent = sent(&Buffer::with_lines(["ab"]));
        assert!(sent.starts_with("\x1b[?7l") && sent.ends_with("\x1b[?7h"), "{sent:?}");
    }
}
