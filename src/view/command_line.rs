//! The line in which a command is typed, with what can complete it. Uses `app`.

use ratatui::Frame;

use super::theme::Theme;
use crate::app::{CommandLine, Drawn, Model};

/// Draws it over a screen.
pub(super) fn draw(_model: &Model, _state: &CommandLine, _theme: &Theme, _frame: &mut Frame) -> Drawn {
    Drawn::default()
}
