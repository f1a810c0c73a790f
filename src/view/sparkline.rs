//! A row of figures as a row of blocks, each as high as its figure is large. Uses `history` and `glyphs`.

use super::glyphs::Glyphs;
use crate::history::TaskHistory;

/// Calls a minute over the last hour as of the last reading, in so many steps, at most as many as are kept.
pub(super) fn last_hour(past: &TaskHistory, steps: usize) -> Vec<Option<f64>> {
    let kept = past.spark.len();
    let steps = steps.min(kept);
    let step = |number: usize| {
        let (first, end) = (number * kept / steps, (number + 1) * kept / steps);
        let known: Vec<f64> =
            past.spark.get(first..end).unwrap_or_default().iter().flatten().map(|figure| f64::from(*figure)).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    (0..steps).map(step).collect()
}

/// One cell for each figure: the higher, the larger, by the largest of the row. Zero has a sign of its own, so that a task
/// that stands still does not look like a slow one; a figure that nobody knows is a blank.
pub(super) fn sparkline(figures: &[Option<f64>], glyphs: &Glyphs) -> String {
    let largest = figures.iter().flatten().copied().filter(|figure| figure.is_finite()).fold(0.0, f64::max);
    figures.iter().map(|figure| sign(*figure, largest, glyphs)).collect()
}

fn sign(figure: Option<f64>, largest: f64, glyphs: &Glyphs) -> &'static str {
    let levels = glyphs.spark;
    match figure.filter(|figure| figure.is_finite()) {
        None => " ",
        Some(figure) if figure <= 0.0 || largest <= 0.0 => glyphs.spark_zero,
        Some(figure) => {
            let level = (figure / largest * levels.len() as f64).ceil() as usize;
            levels.get(level.clamp(1, levels.len().max(1)) - 1).copied().unwrap_or(" ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::GlyphSet;

    #[test]
    fn small_is_low_zero_is_a_line_and_unknown_is_blank() {
        let figures = [None, Some(0.0), Some(0.01), Some(30.0), Some(60.0), None];
        assert_eq!(sparkline(&figures, &Glyphs::of(GlyphSet::Block)), " ▁▂▄▇ ");
        assert_eq!(sparkline(&figures, &Glyphs::of(GlyphSet::Ascii)), " _.:| ");
        assert_eq!(sparkline(&[Some(0.0); 3], &Glyphs::of(GlyphSet::Block)), "▁▁▁");
        assert_eq!(sparkline(&[None, Some(f64::NAN)], &Glyphs::of(GlyphSet::Linux)), "  ");
    }
}
