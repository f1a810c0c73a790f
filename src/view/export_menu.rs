//! The choice of an export's format. Uses `app`.

use ratatui::Frame;

use super::theme::Theme;
use crate::app::{Drawn, Model};

/// Draws it over a screen.
pub(super) fn draw(_model: &Model, _cursor: usize, _theme: &Theme, _frame: &mut Frame) -> Drawn {
    Drawn::default()
}
