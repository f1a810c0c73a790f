//! The little statistics that the judgements need: a proportion with its range, the difference of two, the range of a
//! count, the odds of a silence. Uses nothing.

/// The 97.5 % point of the normal distribution: what bounds a 95 % range on each side.
const Z95: f64 = 1.959_963_984_540_054;

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

    /// Whether hits outrun trials by more than calls on their way can explain (5 % and five): the counters contradict each
    /// other, and nothing follows from them.
    pub fn is_contradictory(&self) -> bool {
        self.hits > self.trials.saturating_add(self.trials / 20).saturating_add(5)
    }

    /// Hits by trials, clamped to 0..=1; `None` without trials, and where they contradict each other. A few more hits than
    /// trials happen right after a pause, when calls are answered that were placed before it.
    pub fn ratio(&self) -> Option<f64> {
        (self.trials > 0 && !self.is_contradictory()).then(|| (self.hits as f64 / self.trials as f64).clamp(0.0, 1.0))
    }

    /// Whether there are too few trials to say much.
    pub fn is_small(&self) -> bool {
        self.trials < Self::FEWEST_TRIALS
    }

    /// The Wilson score range for 95 %: low and high, both in 0..=1 and around the ratio; `None` where there is no ratio.
    pub fn wilson(&self) -> Option<(f64, f64)> {
        let ratio = self.ratio()?;
        let n = self.trials as f64;
        let denominator = 1.0 + Z95 * Z95 / n;
        let centre = ratio + Z95 * Z95 / (2.0 * n);
        let spread = Z95 * (ratio * (1.0 - ratio) / n + Z95 * Z95 / (4.0 * n * n)).sqrt();
        let (low, high) = ((centre - spread) / denominator, (centre + spread) / denominator);
        Some((low.clamp(0.0, ratio), high.clamp(ratio, 1.0)))
    }

    /// What is left when a part is taken out; never below zero.
    pub fn without(&self, part: &Self) -> Self {
        Self { hits: (self.hits - part.hits).max(0), trials: (self.trials - part.trials).max(0) }
    }
}

/// By how many standard errors `recent` is below `earlier` (the pooled two-proportion test); negative where it is above.
/// `None` where one of them has no trials, or both are all hits or all misses.
pub fn two_proportion_z(earlier: Proportion, recent: Proportion) -> Option<f64> {
    let (before, now) = (earlier.ratio()?, recent.ratio()?);
    let (n, m) = (earlier.trials as f64, recent.trials as f64);
    let pooled = (before * n + now * m) / (n + m);
    let error = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
    (error > 0.0).then(|| (before - now) / error)
}

/// The odds of no call in so many minutes where so many come in a minute: exp(-rate x minutes).
pub fn silence_odds(calls_per_minute: f64, minutes: f64) -> f64 {
    (-(calls_per_minute.max(0.0) * minutes.max(0.0))).exp()
}

/// The 95 % range of the mean rate a minute behind a count seen in so many minutes, by Byar's approximation; `None`
/// where no time was observed.
pub fn poisson_range(count: i64, minutes: f64) -> Option<(f64, f64)> {
    if minutes <= 0.0 {
        return None;
    }
    let bound = |n: f64, sign: f64| n * (1.0 - 1.0 / (9.0 * n) + sign * Z95 / (3.0 * n.sqrt())).max(0.0).powi(3);
    let n = count.max(0) as f64;
    let low = if n > 0.0 { bound(n, -1.0) } else { 0.0 };
    Some((low / minutes, bound(n + 1.0, 1.0) / minutes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(hits: i64, trials: i64) -> Proportion {
        Proportion { hits, trials }
    }

    #[test]
    fn few_trials_have_a_wide_range() {
        for (hits, trials, low, high) in [(6, 20, 15, 52), (30, 100, 22, 40), (300, 1000, 27, 33)] {
            let (l, h) = of(hits, trials).wilson().unwrap();
            assert_eq!(((l * 100.0).round() as i64, (h * 100.0).round() as i64), (low, high), "{hits} of {trials}");
        }
        assert_eq!(of(0, 0).wilson(), None);
        assert_eq!(of(0, 9).wilson().unwrap().0, 0.0);
        assert_eq!(of(9, 9).wilson().unwrap().1, 1.0);
    }

    #[test]
    fn answers_that_outrun_their_calls_are_no_rate() {
        for (hits, trials) in [(17, 10), (111, 100), (1500, 600)] {
            assert_eq!((of(hits, trials).ratio(), of(hits, trials).wilson()), (None, None), "{hits} of {trials}");
        }
        assert_eq!(of(15, 10).ratio(), Some(1.0), "calls were on their way");
        assert_eq!(two_proportion_z(of(30, 100), of(1500, 600)), None);
    }

    #[test]
    fn a_drop_needs_enough_calls_to_be_one() {
        let base = of(30_000, 100_000);
        let z = |hits, trials| two_proportion_z(base, of(hits, trials)).unwrap();
        assert!((3.2..3.4).contains(&z(15, 100)), "{}", z(15, 100));
        assert!(z(22, 100) < 3.0);
        assert!(z(88, 400) > 3.0);
        assert!(z(40, 100) < 0.0, "above is negative");
        assert_eq!(two_proportion_z(of(0, 9), of(0, 9)), None);
    }

    #[test]
    fn a_silence_is_odd_only_where_calls_are_frequent() {
        assert!((silence_odds(0.5, 5.0) - 0.082).abs() < 0.001);
        assert!((silence_odds(1.0, 5.0) - 0.0067).abs() < 0.0001);
        assert!((silence_odds(2.0, 5.0) - 4.5e-5).abs() < 1e-6);
    }

    #[test]
    fn a_count_has_a_range() {
        let (low, high) = poisson_range(526, 10.0).unwrap();
        assert_eq!((low.round(), high.round()), (48.0, 57.0));
        let (low, high) = poisson_range(0, 1.0).unwrap();
        assert!(low == 0.0 && (3.6..3.8).contains(&high), "{high}");
        assert_eq!(poisson_range(3, 0.0), None);
    }

    proptest! {
        #[test]
        fn ranges_hold_what_they_are_around(hits in 0..5000i64, more in 0..5000i64, minutes in 0.1..1000f64) {
            let proportion = of(hits, hits + more);
            if let Some((low, high)) = proportion.wilson() {
                let ratio = proportion.ratio().unwrap();
                prop_assert!(0.0 <= low && low <= ratio && ratio <= high && high <= 1.0);
            }
            let (low, high) = poisson_range(hits, minutes).unwrap();
            let rate = hits as f64 / minutes;
            prop_assert!(0.0 <= low && low <= rate && rate <= high);
        }
    }
}
