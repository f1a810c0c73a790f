//! The choice of columns. Uses `app`.

use ratatui::Frame;

use super::theme::Theme;
use crate::app::{ColumnsMenu, Drawn, Model};

/// Draws it over a screen.
pub(super) fn draw(_model: &Model, _state: &ColumnsMenu, _theme: &Theme, _frame: &mut Frame) -> Drawn {
    Drawn::default()
}
