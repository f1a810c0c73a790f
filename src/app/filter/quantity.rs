//! Numbers and spans of time to compare with, kept exactly. Uses nothing of this program.

/// How to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    AtMost,
    Greater,
    AtLeast,
    Equal,
}

/// A number to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quantity {
    thousandths: i128,
    /// How exactly it was typed: `88` equals all from 88 to below 89, `88.1` all from 88.1 to below 88.2, `2d` two days
    /// and some hours.
    step_thousandths: i128,
}

/// More digits than this are no number that a count or a percentage could have.
const MOST_DIGITS: usize = 15;

impl Quantity {
    /// Reads `15`, `2.5`, `1k`, `1.5m`.
    pub(super) fn number(text: &str) -> Option<Self> {
        let (digits, factor) = match text.char_indices().next_back()? {
            (at, 'k' | 'K') => (text.get(..at)?, 1_000),
            (at, 'm' | 'M') => (text.get(..at)?, 1_000_000),
            _ => (text, 1),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all: String = [whole, fraction].concat();
        if all.is_empty() || all.len() > MOST_DIGITS || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let scale = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let thousandths = all.parse::<i128>().ok()? * factor * 1000 / scale;
        let step_thousandths = (1000 / scale).max(1) * if factor == 1 { 1 } else { scale.min(1000) };
        Some(Self { thousandths, step_thousandths })
    }

    /// Reads a percentage, with or without its sign.
    pub(super) fn percent(text: &str) -> Option<Self> {
        Self::number(text.strip_suffix('%').unwrap_or(text))
    }

    /// Reads a span of time such as `2d`, `90m` or `1d12h`, in seconds.
    pub(super) fn span(text: &str) -> Option<Self> {
        let text = text.to_lowercase();
        let thousandths = |text: &str| {
            let span = humantime::parse_duration(text).ok()?;
            i128::try_from(span.as_millis()).ok()
        };
        let unit = text.rsplit(|c: char| c.is_ascii_digit()).next()?;
        Some(Self { thousandths: thousandths(&text)?, step_thousandths: thousandths(&format!("1{unit}"))? })
    }

    /// Compares a fraction, given by its two counts, with this number. `over` must be positive.
    pub(super) fn holds(self, comparison: Comparison, value: i128, over: i128) -> bool {
        let value = value.saturating_mul(1000);
        let limit = |thousandths: i128| thousandths.saturating_mul(over);
        match comparison {
            Comparison::Less => value < limit(self.thousandths),
            Comparison::AtMost => value <= limit(self.thousandths),
            Comparison::Greater => value > limit(self.thousandths),
            Comparison::AtLeast => value >= limit(self.thousandths),
            Comparison::Equal => (limit(self.thousandths)
                ..limit(self.thousandths.saturating_add(self.step_thousandths)))
                .contains(&value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn equals(text: &str, value: i128, over: i128) -> bool {
        Quantity::number(text).unwrap().holds(Comparison::Equal, value, over)
    }

    #[test]
    fn numbers_with_letters_are_exact() {
        for (text, value) in [("15", 15), ("1k", 1000), ("2.5K", 2500), ("1.25m", 1_250_000), ("0", 0), (".5k", 500)] {
            assert!(equals(text, value, 1), "{text}");
            assert!(!equals(text, value + 1, 1) && !equals(text, value - 1, 1), "{text}");
        }
    }

    #[test]
    fn a_number_equals_what_reads_the_same_at_its_exactness() {
        assert!(equals("88", 881, 10) && !equals("88", 890, 10));
        assert!(equals("88.1", 8819, 100) && !equals("88.1", 8820, 100));
        let two_days = Quantity::span("2d").unwrap();
        assert!(two_days.holds(Comparison::Equal, 2 * 86_400 + 80_000, 1));
        assert!(!two_days.holds(Comparison::Equal, 3 * 86_400, 1));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "k", ".", "-1", "1.2.3", "1e3", "abc", "١", "9999999999999999", "1 k", "%", "5%"] {
            assert_eq!(Quantity::number(text), None, "{text}");
        }
        for text in ["", "5", "d", "2x", "-2d"] {
            assert_eq!(Quantity::span(text), None, "{text}");
        }
        assert_eq!(Quantity::percent("15%"), Quantity::percent("15"));
    }

    #[test]
    fn extremes_do_not_overflow() {
        let large = Quantity::number("999999999999999m").unwrap();
        assert!(large.holds(Comparison::Less, i128::from(i64::MAX) * 100, i128::from(i64::MAX)));
        assert!(large.holds(Comparison::Less, i128::MIN, 1));
    }
}
