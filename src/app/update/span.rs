//! How far back the charts of the detail view go. Uses `history`.

use crate::app::model::Model;
use crate::history::ChartSpan;

/// The next longer or shorter span; at the ends nothing changes.
pub(super) fn change(model: &mut Model, longer: bool) {
    let at = ChartSpan::ALL.iter().position(|span| *span == model.chart_span).unwrap_or(0);
    let next = if longer { at + 1 } else { at.saturating_sub(1) };
    model.chart_span = ChartSpan::ALL.get(next).copied().unwrap_or(model.chart_span);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::{model_with, play};

    #[test]
    fn the_span_grows_and_shrinks_and_stops_at_the_ends() {
        let mut model = model_with(&["a"]);
        play(&mut model, ">");
        assert_eq!(model.chart_span, ChartSpan::Hour, "on the board the key means nothing");
        play(&mut model, "<enter>>");
        assert_eq!(model.chart_span, ChartSpan::SixHours);
        play(&mut model, ">>>>");
        assert_eq!(model.chart_span, ChartSpan::Week);
        play(&mut model, "<<<<<");
        assert_eq!(model.chart_span, ChartSpan::Hour);
    }
}
