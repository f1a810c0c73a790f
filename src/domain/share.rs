//! A share of a whole, kept as its two counts: completion and answer rate. Uses `count`.

use super::count::is_plausible;

/// Part and whole as the API counted them. Percentages are always computed from these counts, never from the API's own
/// two-decimal rates, which read 1.00 long before the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// What is done or answered.
    pub part: Option<i64>,
    /// Out of how many.
    pub whole: Option<i64>,
}

impl Share {
    /// A share of two known counts.
    pub fn of(part: i64, whole: i64) -> Self {
        Self { part: Some(part), whole: Some(whole) }
    }

    /// The share as a number in 0..=1, or `None` where a count is missing, the whole is zero or the counts contradict
    /// each other.
    pub fn ratio(self) -> Option<f64> {
        match (self.part, self.whole) {
            (Some(part), Some(whole)) if whole > 0 && !self.is_doubtful() => Some(part as f64 / whole as f64),
            _ => None,
        }
    }

    /// Whether the counts cannot be right: a part larger than the whole, or a count that is negative or beyond all
    /// measure. Such a share is marked and never turned into a percentage.
    pub fn is_doubtful(self) -> bool {
        let impossible = |count: Option<i64>| count.is_some_and(|n| !is_plausible(n));
        impossible(self.part)
            || impossible(self.whole)
            || matches!((self.part, self.whole), (Some(part), Some(whole)) if part > whole)
    }

    /// Whether part and whole are equal and not zero: the only case that may read 100 %.
    pub fn is_full(self) -> bool {
        matches!((self.part, self.whole), (Some(part), Some(whole)) if whole > 0 && part == whole)
            && !self.is_doubtful()
    }

    /// The share in tenths of a percent, rounded down, 0..=1000. Rounding down keeps 1000 for equal counts.
    pub fn tenths_of_percent(self) -> Option<u16> {
        self.ratio()?;
        let (part, whole) = (i128::from(self.part?), i128::from(self.whole?));
        u16::try_from(part * 1000 / whole).ok()
    }

    /// The percentage in words: `88.1%` with a decimal, `88%` without, `-` where there is none, `?` where it is doubtful.
    pub fn percent(self, decimal: bool) -> String {
        match self.tenths_of_percent() {
            Some(tenths) if decimal => format!("{}.{}%", tenths / 10, tenths % 10),
            Some(tenths) => format!("{}%", tenths / 10),
            None if self.is_doubtful() => "?".to_owned(),
            None => "-".to_owned(),
        }
    }

    /// The share as a rate in words: like [`Share::percent`], but rounded to the nearest, as people round a rate. 100 % still
    /// stands for equal counts only.
    pub fn rate_percent(self, decimal: bool) -> String {
        let Some(most) = self.tenths_of_percent() else {
            return self.percent(decimal);
        };
        let (Some(part), Some(whole)) = (self.part, self.whole) else {
            return self.percent(decimal);
        };
        let nearest = |steps: i128| (i128::from(part) * steps * 2 + i128::from(whole)) / (i128::from(whole) * 2);
        let below_full = |steps: i128| if most < 1000 { nearest(steps).min(steps - 1) } else { steps };
        if decimal {
            let tenths = below_full(1000);
            format!("{}.{}%", tenths / 10, tenths % 10)
        } else {
            format!("{}%", below_full(100))
        }
    }

    /// Adds another share's counts, for sums over tasks; a share that is missing a count or doubtful adds nothing.
    pub fn plus(self, other: Self) -> Self {
        match (other.part, other.whole) {
            (Some(part), Some(whole)) if !other.is_doubtful() => Self {
                part: Some(self.part.unwrap_or(0).saturating_add(part)),
                whole: Some(self.whole.unwrap_or(0).saturating_add(whole)),
            },
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hundred_percent_only_when_the_counts_are_equal() {
        assert_eq!(Share::of(199_999, 200_000).percent(true), "99.9%");
        assert_eq!(Share::of(200_000, 200_000).percent(true), "100.0%");
        assert_eq!(Share::of(199_999, 200_000).percent(false), "99%");
    }

    #[test]
    fn rates_are_rounded_as_people_round_them_but_never_up_to_all() {
        assert_eq!(Share::of(4_276, 11_880).rate_percent(true), "36.0%");
        assert_eq!(Share::of(62, 697).rate_percent(true), "8.9%");
        assert_eq!(Share::of(2, 3).rate_percent(false), "67%");
        assert_eq!(Share::of(9_999, 10_000).rate_percent(true), "99.9%");
        assert_eq!(Share::of(9_999, 10_000).rate_percent(false), "99%");
        assert_eq!(Share::of(5, 5).rate_percent(true), "100.0%");
        assert_eq!((Share::of(0, 0).rate_percent(true), Share::of(4, 3).rate_percent(true)), ("-".into(), "?".into()));
    }

    #[test]
    fn nothing_of_nothing_is_a_dash_and_contradictions_are_marked() {
        assert_eq!(Share::of(0, 0).percent(true), "-");
        assert_eq!(Share { part: None, whole: Some(3) }.percent(true), "-");
        assert_eq!(Share::of(4, 3).percent(true), "?");
        assert_eq!(Share::of(-1, 3).percent(true), "?");
    }

    #[test]
    fn sums_skip_what_cannot_be_counted() {
        let sum = [Share::of(1, 4), Share::of(9, 3), Share { part: None, whole: Some(5) }, Share::of(1, 4)]
            .into_iter()
            .fold(Share::default(), Share::plus);
        assert_eq!(sum, Share::of(2, 8));
    }

    #[test]
    fn counts_beyond_all_measure_are_marked_and_no_sum_of_them_reads_as_full() {
        assert_eq!(Share::of(i64::MAX, i64::MAX).percent(true), "?");
        assert!(!Share::of(i64::MAX, i64::MAX).is_full());
        let sum = [Share::of(5, 9), Share::of(5 << 60, i64::MAX)].into_iter().fold(Share::default(), Share::plus);
        assert_eq!(sum, Share::of(5, 9));
        assert_eq!(Share::of(999_999_999_999, 1_000_000_000_000).percent(true), "99.9%");
    }
}
