//! Freezing the display and letting it go on. Uses `feed`.

use crate::app::model::Model;

/// Freezes the display, or lets it go on with the newest data.
pub(super) fn toggle(_model: &mut Model) {}
