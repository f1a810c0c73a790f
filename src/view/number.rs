//! Counts as people read them: with thousands separators in sentences, shortened in cells. Uses `domain` and `history`.

use crate::domain::Share;
use crate::domain::count::is_plausible;
pub(super) use crate::domain::count::thousands;
use crate::history::Proportion;

/// Below this many calls an answer rate says little and stands in brackets.
const FEW_CALLS: i64 = 30;

/// From this many calls on a decimal means something.
const MANY_CALLS: i64 = 300;

/// `88,120`, or `-` where the count is missing.
pub(super) fn thousands_or_dash(count: Option<i64>) -> String {
    count.map_or_else(|| "-".to_owned(), thousands)
}

/// At most five columns for counts from 0: `9999`, `88.1k`, `100k`, `2.3M`; rounded down, so that nothing reads as
/// reached before it is.
pub(super) fn short(count: i64) -> String {
    let sign = if count < 0 { "-" } else { "" };
    let size = count.unsigned_abs();
    if size < 10_000 {
        return format!("{sign}{size}");
    }
    let units = [
        ("k", 1_000_u64),
        ("M", 1_000_000),
        ("G", 1_000_000_000),
        ("T", 1_000_000_000_000),
        ("P", 1_000_000_000_000_000),
        ("E", 1_000_000_000_000_000_000),
    ];
    let (unit, worth) = units.into_iter().rev().find(|(_, worth)| size >= *worth).unwrap_or(("k", 1_000));
    let (whole, tenths) = (size / worth, size % worth / (worth / 10));
    if whole < 100 { format!("{sign}{whole}.{tenths}{unit}") } else { format!("{sign}{whole}{unit}") }
}

/// How far an answer rate can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// Enough calls to show.
    Solid,
    /// Too few calls: in brackets and muted.
    Light,
    /// The counts contradict each other.
    Doubtful,
    /// Nothing to count.
    None,
}

/// An answer rate in seven columns with the percent signs below each other: `24.1%` from 300 calls on, `24%` from 30,
/// `(24%)` below, `-` without calls, `?` where the counts contradict each other.
pub(super) fn answer_rate(share: Share) -> (String, Weight) {
    let calls = share.whole.unwrap_or(0);
    if share.is_doubtful() {
        return ("? ".to_owned(), Weight::Doubtful);
    }
    if share.tenths_of_percent().is_none() {
        return ("- ".to_owned(), Weight::None);
    }
    match calls {
        ..FEW_CALLS => (format!("({})", share.rate_percent(false)), Weight::Light),
        FEW_CALLS..MANY_CALLS => (format!("{} ", share.rate_percent(false)), Weight::Solid),
        _ => (format!("{} ", share.rate_percent(true)), Weight::Solid),
    }
}

/// A recent answer rate, written like a lifetime one. Answers may land after the last call was counted: then the rate is
/// put at its most, with a sign that says so.
pub(super) fn recent_answer_rate(answers: Proportion) -> (String, Weight) {
    if answers.trials <= 0 {
        return ("- ".to_owned(), Weight::None);
    }
    if answers.is_contradictory() {
        return ("? ".to_owned(), Weight::Doubtful);
    }
    if answers.hits > answers.trials {
        return ("~100% ".to_owned(), Weight::Light);
    }
    answer_rate(Share::of(answers.hits, answers.trials))
}

/// A pace in at most six columns, with one decimal as long as there is room for it: `52.6`, `0.0`, `1234`.
pub(super) fn pace(per_minute: f64) -> String {
    if !per_minute.is_finite() || per_minute < 0.0 {
        return "-".to_owned();
    }
    // Never a minus in front of a nought.
    let per_minute = per_minute.max(0.0) + 0.0;
    match per_minute {
        ..999.95 => format!("{per_minute:.1}"),
        ..99_999.5 => format!("{per_minute:.0}"),
        _ => short(per_minute as i64),
    }
}

/// A quotient of two counts with two decimals, rounded down, such as calls per order; `-` where it cannot be made, `?` where
/// a count cannot be right.
pub(super) fn quotient(part: Option<i64>, whole: Option<i64>) -> String {
    match (part, whole) {
        (Some(part), Some(whole)) if !is_plausible(part) || !is_plausible(whole) => "?".to_owned(),
        (Some(part), Some(whole)) if whole > 0 => {
            let hundredths = i128::from(part) * 100 / i128::from(whole);
            format!("{}.{:02}", hundredths / 100, hundredths % 100)
        }
        _ => "-".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_get_separators() {
        for (count, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (203_557, "203,557"), (-1_234_567, "-1,234,567")]
        {
            assert_eq!(thousands(count), text);
        }
        assert_eq!(thousands(i64::MIN), "-9,223,372,036,854,775,808");
    }

    #[test]
    fn cells_get_short_forms_that_never_round_up() {
        for (count, text) in [
            (9_999, "9999"),
            (10_000, "10.0k"),
            (88_199, "88.1k"),
            (99_999, "99.9k"),
            (100_000, "100k"),
            (999_999, "999k"),
            (2_345_678, "2.3M"),
            (-12_345, "-12.3k"),
        ] {
            assert_eq!(short(count), text);
        }
        assert_eq!(short(i64::MAX), "9.2E");
    }

    #[test]
    fn answer_rates_show_how_much_they_weigh() {
        let shown = |part, whole| answer_rate(Share::of(part, whole)).0;
        assert_eq!(shown(241, 1000), "24.1% ");
        assert_eq!(shown(24, 100), "24% ");
        assert_eq!(shown(6, 25), "(24%)");
        assert_eq!(shown(0, 0), "- ");
        assert_eq!(shown(5, 3), "? ");
    }

    #[test]
    fn paces_keep_one_decimal_while_it_fits_and_late_answers_are_marked() {
        let shown = [0.0, 52.64, 999.94, 999.96, 12_345.6, 250_000.0].map(pace);
        assert_eq!(shown, ["0.0", "52.6", "999.9", "1000", "12346", "250k"]);
        assert!(shown.iter().all(|text| text.len() <= 6));
        assert_eq!(recent_answer_rate(Proportion { hits: 5, trials: 4 }).0, "~100% ");
        assert_eq!(recent_answer_rate(Proportion { hits: 58, trials: 526 }).0, "11.0% ");
        assert_eq!(recent_answer_rate(Proportion::default()).0, "- ");
    }

    #[test]
    fn quotients_are_rounded_down() {
        assert_eq!(quotient(Some(203_557), Some(100_000)), "2.03");
        assert_eq!(quotient(Some(1), Some(0)), "-");
        assert_eq!(quotient(None, Some(3)), "-");
    }
}
