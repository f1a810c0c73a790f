//! What thinning, merging and looking things up must keep true.

use proptest::prelude::*;

use super::*;
use crate::history::sums::Sums;

fn sample(second: i64, calls: i64) -> Sample {
    let counters = Counters { orders: 1_000_000, calls, ..Counters::default() };
    Sample { unix_ms: second * 1000, counters, status: 2, settings: 1, link: Link::Continues }
}

#[test]
fn a_stillness_is_two_samples() {
    let series: Series =
        [(0, 5), (15, 5), (30, 5), (45, 5), (60, 6)].map(|(at, calls)| sample(at, calls)).into_iter().collect();
    let times: Vec<_> = series.iter().map(|sample| sample.unix_ms).collect();
    assert_eq!(times, [0, 45_000, 60_000]);
    assert_eq!(series.counters_at(30_000).map(|counters| counters.calls), Some(5));
    assert_eq!(series.counters_at(61_000), None);
    assert_eq!(series.counters_at(-1), None);
}

#[test]
fn a_clock_that_stepped_back_takes_the_future_away() {
    let mut series: Series = (0..10).map(|number| sample(number * 15, number)).collect();
    series.push(sample(15, 99));
    assert_eq!(series.len(), 10, "what is not later is ignored");
    series.forget_from(60_000);
    assert_eq!(series.last().map(|sample| sample.unix_ms), Some(45_000));
}

#[test]
fn nothing_is_drawn_across_gaps_and_resets() {
    let mut series: Series = [sample(0, 10)].into_iter().collect();
    series.push(Sample { link: Link::Gap, ..sample(600, 90) });
    series.push(Sample { link: Link::Reset, ..sample(615, 3) });
    assert_eq!(series.counters_at(300_000), None);
    assert_eq!(series.counters_at(610_000), None);
    assert_eq!(Sums::between(&series, 0, 700_000), Sums::default());
}

#[test]
fn a_week_of_readings_takes_little_room() {
    let mut series = Series::default();
    for number in 0..7 * 5760 {
        series.push(sample(number * 15, number));
    }
    assert!(series.len() < 1150, "{}", series.len());
    assert!(size_of::<Sample>() <= 56);
    let all = Sums::between(&series, 0, i64::MAX);
    assert_eq!(all.calls.round(), 40_319.0, "no call is lost");
}

#[test]
fn a_start_after_hours_of_stillness_stays_where_it_was_however_old() {
    let mut series = Series::default();
    for number in 0..24 * 240 {
        // Still for the first six hours.
        series.push(sample(number * 15, (number - 6 * 240).max(0)));
    }
    for number in 24 * 240..48 * 240 {
        series.push(sample(number * 15, 18 * 240));
    }
    let start_ms = 6 * 3_600_000;
    let after = series.iter().find(|sample| sample.counters.calls > 0).unwrap();
    assert_eq!(series.counters_at(start_ms).map(|counters| counters.calls), Some(0));
    assert!(after.unix_ms <= start_ms + 30 * 60_000);
}

#[test]
fn a_stillness_of_more_than_a_week_goes_on() {
    let mut series = Series::default();
    for number in 0..9 * 24 * 60 {
        series.push(sample(number * 60, 7));
    }
    let (first, last) = (series.first().unwrap(), series.last().unwrap());
    assert!(last.unix_ms - first.unix_ms > KEPT_MS - 600_000, "a week is still known");
    assert_eq!(series.len(), 2);
}

proptest! {
    #[test]
    fn thinning_and_merging_lose_no_call(steps in proptest::collection::vec((1..4000i64, 0..30i64), 2..400), cut in 0..400usize) {
        let mut at = 0;
        let mut calls = 0;
        let mut samples = Vec::new();
        for (seconds, more) in steps {
            at += seconds;
            calls += more;
            samples.push(sample(at, calls));
        }
        let whole: Series = samples.iter().copied().collect();
        let (first, last) = (samples[0], samples[samples.len() - 1]);
        let counted = |series: &Series| Sums::between(series, first.unix_ms, last.unix_ms).calls;
        let expected = |series: &Series| series.first().map_or(0, |kept| last.counters.calls - kept.counters.calls) as f64;
        prop_assert!((counted(&whole) - expected(&whole)).abs() < 1e-6);
        let cut = cut.min(samples.len());
        let mut merged: Series = samples[cut..].iter().copied().collect();
        merged.merge(samples[..cut].iter().rev().copied(), i64::MAX);
        merged.merge(samples[..cut].iter().copied(), i64::MAX);
        prop_assert!(merged.iter().zip(merged.iter().skip(1)).all(|(one, other)| one.unix_ms < other.unix_ms));
        prop_assert!((counted(&merged) - expected(&merged)).abs() < 1e-6);
        let middle = (first.unix_ms + last.unix_ms) / 2;
        let parts = Sums::between(&whole, 0, middle).calls + Sums::between(&whole, middle, i64::MAX).calls;
        prop_assert!((parts - counted(&whole)).abs() < 1e-6, "spans add up");
    }
    #[test]
    fn thinning_keeps_sums_between_kept_samples_and_merges_no_break(
        steps in proptest::collection::vec((1..4000i64, 0..30i64, 0..40u8), 2..500),
        order in any::<u64>(),
    ) {
        let mut last = sample(0, 0);
        let mut samples = Vec::new();
        for (seconds, more, kind) in steps {
            last.unix_ms += seconds * 1000;
            last.counters.calls = if kind == 0 { 0 } else { last.counters.calls + more };
            last.link = match kind { 0 => Link::Reset, 1 => Link::Gap, _ => Link::Continues };
            last.status = if kind == 2 { 5 } else { 2 };
            samples.push(last);
        }
        let thin: Series = samples.iter().copied().collect();
        let breaks = |series: &[Sample]| series.iter().filter(|s| s.link != Link::Continues).map(|s| s.unix_ms).collect::<Vec<_>>();
        let oldest = last.unix_ms - KEPT_MS;
        let young: Vec<Sample> = samples.iter().copied().filter(|sample| sample.unix_ms >= oldest).collect();
        let kept: Vec<Sample> = thin.iter().copied().filter(|sample| sample.unix_ms >= oldest).collect();
        prop_assert_eq!(breaks(&young), breaks(&kept));
        // Sums of whole readings, counted apart from the code under test.
        let (from, to) = (kept[0].unix_ms, kept[kept.len() * 2 / 3].unix_ms);
        let expected: i64 = samples.windows(2)
            .filter(|pair| pair[0].unix_ms >= from && pair[1].unix_ms <= to && pair[1].link == Link::Continues)
            .map(|pair| pair[1].counters.calls - pair[0].counters.calls)
            .sum();
        let sums = Sums::between(&thin, from, to);
        prop_assert!((sums.calls - expected as f64).abs() < 1e-6, "{} for {expected}", sums.calls);
        // Restored in any order of parts.
        let mut shuffled = samples.clone();
        let len = shuffled.len();
        for place in 0..len {
            shuffled.swap(place, (order as usize).wrapping_mul(place + 7) % len);
        }
        let mut restored = Series::default();
        for part in shuffled.chunks(37) {
            restored.merge(part.iter().copied(), 45_000);
            let mut pairs = restored.iter().zip(restored.iter().skip(1));
            let is_sound = pairs.all(|(one, other)| {
                one.unix_ms < other.unix_ms && (other.link == Link::Reset || !other.counters.fell_since(&one.counters))
            });
            prop_assert!(is_sound);
        }
    }
}
