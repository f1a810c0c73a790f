//! A drawn frame as text and as a map of its styles: ratatui's own text form drops every colour, and a screen whose
//! colours are wrong would pass.

use std::fmt::Write as _;

use callbot_tui::app::{Drawn, Model};
use callbot_tui::view::{Theme, draw};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// Letters for styles, in the order of their first appearance.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Draws a model on a screen of a size.
pub fn render(model: &Model, theme: &Theme, width: u16, height: u16) -> (Buffer, Drawn) {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let mut drawn = Drawn::default();
    terminal.draw(|frame| drawn = draw(model, theme, frame)).unwrap();
    (terminal.backend().buffer().clone(), drawn)
}

/// The frame's text, then the same grid with a letter for each distinct style, then what the letters stand for.
pub fn text_and_styles(buffer: &Buffer) -> String {
    let mut styles: Vec<Look> = Vec::new();
    let mut map = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        for x in 0..buffer.area.width {
            let look = Look::of(&buffer[(x, y)]);
            line.push(if look == Look::default() {
                '.'
            } else {
                let index = styles.iter().position(|style| *style == look).unwrap_or_else(|| {
                    styles.push(look);
                    styles.len() - 1
                });
                LETTERS.chars().nth(index).unwrap_or('?')
            });
        }
        map.push_str(line.trim_end_matches('.'));
        map.push('\n');
    }
    let mut out = text(buffer);
    out.push_str("=== styles\n");
    out.push_str(&map);
    for (style, letter) in styles.iter().zip(LETTERS.chars()) {
        writeln!(out, "{letter} {style:?}").unwrap();
    }
    out
}

/// The frame's text alone, blanks at the ends of lines left out.
pub fn text(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            if skip == 0 {
                line.push_str(symbol);
                skip = symbol.width().max(1);
            }
            skip -= 1;
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// The frame as escape codes, for looking at it.
pub fn ansi(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut skip = 0;
        for x in 0..buffer.area.width {
            let cell = &buffer[(x, y)];
            if skip == 0 {
                out.push_str("\u{1b}[0");
                colour(&mut out, cell.fg, 30);
                colour(&mut out, cell.bg, 40);
                for (modifier, code) in [(Modifier::BOLD, 1), (Modifier::UNDERLINED, 4), (Modifier::REVERSED, 7)] {
                    if cell.modifier.contains(modifier) {
                        write!(out, ";{code}").unwrap();
                    }
                }
                write!(out, "m{}", cell.symbol()).unwrap();
                skip = cell.symbol().width().max(1);
            }
            skip -= 1;
        }
        out.push_str("\u{1b}[0m");
        if y + 1 < buffer.area.height {
            out.push_str("\r\n");
        }
    }
    out
}

fn colour(out: &mut String, colour: Color, base: u8) {
    let named = |index: u8| if index < 8 { base + index } else { base + 52 + index };
    let code = match colour {
        Color::Reset => return,
        Color::Indexed(index) => return write!(out, ";{};5;{index}", base + 8).unwrap(),
        Color::Black => 0,
        Color::Red => 1,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::Green => 2,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        other => panic!("no code for {other}"),
    };
    write!(out, ";{}", named(code)).unwrap();
}

/// What of a cell is seen besides its sign.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Look {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }
}

impl std::fmt::Debug for Look {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut parts = Vec::new();
        if self.fg != Color::Reset {
            parts.push(self.fg.to_string());
        }
        if self.bg != Color::Reset {
            parts.push(format!("on {}", self.bg));
        }
        parts.extend(self.modifier.iter_names().map(|(name, _)| name.to_lowercase()));
        f.write_str(&parts.join(" "))
    }
}
