//! How far back the charts of the detail view go. Uses `history`.

use crate::app::model::Model;
use crate::history::ChartSpan;

/// The next longer or shorter span; at the ends nothing changes.
pub(super) fn change(model: &mut Model, longer: bool) {
    let at = ChartSpan::ALL.iter().position(|span| *span == model.chart_span).unwrap_or(0);
    let next = if longer { at + 1 } else { at.saturating_sub(1) };
    model.chart_span = ChartSpan::ALL.get(next).copied().unwrap_or(model.chart_span);
}
