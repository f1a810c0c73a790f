//! The little statistics that the judgements need: a proportion with its range, the difference of two, the odds of a
//! silence. Uses nothing.

/// Hits out of trials, such as answered calls of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Proportion {
    /// How many hits.
    pub hits: i64,
    /// Out of how many; n.
    pub trials: i64,
}

impl Proportion {
    /// With fewer trials a proportion says little: shown as small, left out of alerts and sorting.
    pub const FEWEST_TRIALS: i64 = 30;

    /// Hits by trials, clamped to 0..=1; `None` without trials.
    pub fn ratio(&self) -> Option<f64> {
        (self.trials > 0).then(|| (self.hits as f64 / self.trials as f64).clamp(0.0, 1.0))
    }

    /// Whether there are too few trials to say much.
    pub fn is_small(&self) -> bool {
        self.trials < Self::FEWEST_TRIALS
    }

    /// The Wilson score range for 95 %: low and high, both in 0..=1; `None` without trials.
    pub fn wilson(&self) -> Option<(f64, f64)> {
        const Z: f64 = 1.959_963_984_540_054;
        let ratio = self.ratio()?;
        let n = self.trials as f64;
        let denominator = 1.0 + Z * Z / n;
        let centre = ratio + Z * Z / (2.0 * n);
        let spread = Z * (ratio * (1.0 - ratio) / n + Z * Z / (4.0 * n * n)).sqrt();
        let (low, high) = ((centre - spread) / denominator, (centre + spread) / denominator);
        Some((low.clamp(0.0, ratio), high.clamp(ratio, 1.0)))
    }
}
