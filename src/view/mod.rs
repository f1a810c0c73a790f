//! Everything on screen: `draw` turns the model into cells and changes nothing. Uses `domain`, `keys` and `app` (read only),
//! and is the only room besides `runtime` that names ratatui.
//!
//! Colours live in `theme`, glyphs in `glyphs`, cutting and padding in `text`; every other file lays out one part of the
//! screen with those three.

mod alert_words;
mod alerts_panel;
mod banner;
mod bar;
mod board;
mod cells;
mod chart;
mod chips;
mod columns;
mod columns_menu;
mod command_line;
mod detail;
mod draw;
mod export_menu;
mod footer;
mod gauges;
pub mod glyphs;
mod grid;
mod header;
mod help;
mod hints;
mod hours;
mod input_line;
mod marks_beside;
mod matched;
mod number;
mod paint;
mod panel;
mod preview;
mod raw_json;
mod segments;
mod settle;
mod sheet;
mod sort_menu;
mod sparkline;
mod states;
mod status_line;
mod table;
mod text;
mod text_field;
pub mod theme;
mod ticker;
mod toast;
mod why;
mod window_grid;

pub use detail::content as task_lines;
pub use draw::draw;
pub use glyphs::{GlyphSet, Glyphs};
pub use header::freshness_word;
pub use settle::take_joined_signs_apart;
pub use theme::{ColourSupport, Palette, Theme, ThemeChoice, ThemeError, ThemeProblem};
pub use why::lines as why_lines;
