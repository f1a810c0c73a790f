//! Rates of made-up pasts.

use proptest::prelude::*;

use super::*;
use crate::history::sample::Counters;

const SECOND: i64 = 1000;

/// A reading each 15 s; `(calls, answered, finished)` grow by what `step` says.
fn readings(count: i64, mut step: impl FnMut(i64) -> (i64, i64, i64)) -> Series {
    let (mut calls, mut answered_calls, mut finished) = (0, 0, 0);
    (0..count)
        .map(|number| {
            let (c, a, f) = step(number);
            (calls, answered_calls, finished) = (calls + c, answered_calls + a, finished + f);
            let counters = Counters { orders: 100_000, finished, answered_orders: 0, calls, answered_calls };
            Sample { unix_ms: number * 15 * SECOND, counters, status: 2, settings: 0, link: Link::Continues }
        })
        .collect()
}

fn always() -> DialWindow {
    let hours: Vec<String> = (0..24).map(|hour| hour.to_string()).collect();
    DialWindow::parse(Some(0), Some("1,2,3,4,5,6,7"), Some(&hours.join(",")), Some(&hours.join(",")))
}

#[test]
fn a_steady_pace_reads_as_it_is_from_the_first_minutes_on() {
    for count in [5, 20, 100] {
        let series = readings(count, |_| (10, 3, 5));
        let now = (count - 1) * 15 * SECOND;
        let rates = Rates::of(&series, &always(), now);
        for (rate, expected) in
            [(rates.calls_per_minute, 40.0), (rates.answers_per_minute, 12.0), (rates.orders_per_minute, 20.0)]
        {
            assert!((rate.unwrap() - expected).abs() < 1e-9, "{rate:?} after {count} readings");
        }
    }
    assert_eq!(Rates::of(&readings(1, |_| (9, 9, 9)), &always(), 0).calls_per_minute, None, "one reading is no rate");
    assert_eq!(Rates::of(&Series::default(), &always(), 0), Rates::default());
}

#[test]
fn steps_on_the_servers_side_do_not_saw() {
    let series = readings(200, |number| if number % 8 == 0 { (80, 24, 40) } else { (0, 0, 0) });
    let paces: Vec<f64> = (0..8)
        .map(|behind| Rates::of(&series, &always(), (199 - behind) * 15 * SECOND).calls_per_minute.unwrap())
        .collect();
    assert!(paces.iter().all(|pace| (28.0..53.0).contains(pace)), "{paces:?}");
}

#[test]
fn ten_minutes_hold_what_happened_in_them() {
    let series = readings(100, |number| if number < 59 { (10, 5, 2) } else { (10, 1, 2) });
    let rates = Rates::of(&series, &always(), 99 * 15 * SECOND);
    assert_eq!(rates.recent_answers, Proportion { hits: 40, trials: 400 });
    assert_eq!(rates.recent_finished, 80);
    assert_eq!(rates.recent_calls_per_finish, Some(5.0));
    assert!((rates.observed_minutes - 10.0).abs() < 1e-9);
    assert_eq!(rates.lifetime_answers, Proportion { hits: 59 * 5 + 41, trials: 1000 });
    let (low, high) = rates.calls_per_minute_range.unwrap();
    assert!(low < 40.0 && 40.0 < high && low > 35.0 && high < 45.0);
}

#[test]
fn closed_and_paused_time_do_not_slow_the_drain() {
    let window = DialWindow::parse(Some(0), Some("1,2,3,4,5,6,7"), Some("0"), Some(""));
    // Open from 00:00 to 00:30, then closed; 12 orders a minute while open.
    let series = readings(240, |number| if number <= 120 { (6, 2, 3) } else { (0, 0, 0) });
    let rates = Rates::of(&series, &window, 239 * 15 * SECOND);
    assert!((rates.drain_per_open_minute.unwrap() - 12.0).abs() < 0.2, "{:?}", rates.drain_per_open_minute);
    assert_eq!(rates.calls_per_minute.map(|rate| rate < 0.1), Some(true));
    let paused: Series = series.iter().map(|sample| Sample { status: 5, ..*sample }).collect();
    assert_eq!(Rates::of(&paused, &window, 239 * 15 * SECOND).drain_per_open_minute, None);
}

#[test]
fn the_last_call_is_when_the_count_was_seen_to_grow() {
    let series = readings(40, |number| if number <= 10 { (4, 1, 1) } else { (0, 0, 0) });
    assert_eq!(Rates::of(&series, &always(), 39 * 15 * SECOND).last_call_unix_ms, Some(150 * SECOND));
    let silent = readings(40, |_| (0, 0, 0));
    assert_eq!(Rates::of(&silent, &always(), 39 * 15 * SECOND).last_call_unix_ms, None);
}

proptest! {
    #[test]
    fn no_rate_is_ever_negative(steps in proptest::collection::vec((1..2000i64, -50..50i64, -50..50i64, 0..9u8), 0..200), ahead in 0..10_000i64) {
        let (mut at, mut calls, mut finished) = (0, 0i64, 0i64);
        let mut samples: Vec<Sample> = Vec::new();
        for (seconds, more, done, kind) in steps {
            at += seconds;
            (calls, finished) = ((calls + more).max(0), (finished + done).max(0));
            let counters = Counters { orders: 9_999, calls, answered_calls: calls / 3, finished, answered_orders: 0 };
            let fell = samples.last().is_some_and(|last| counters.fell_since(&last.counters));
            let link = if fell { Link::Reset } else if kind == 0 { Link::Gap } else { Link::Continues };
            samples.push(Sample { unix_ms: at * SECOND, counters, status: 2, settings: 0, link });
        }
        let series: Series = samples.into_iter().collect();
        let rates = Rates::of(&series, &always(), (at + ahead) * SECOND);
        let all = [rates.calls_per_minute, rates.answers_per_minute, rates.orders_per_minute, rates.drain_per_open_minute];
        prop_assert!(all.into_iter().flatten().all(|rate| rate >= 0.0 && rate.is_finite()), "{rates:?}");
        prop_assert!(rates.recent_answers.trials >= 0 && rates.observed_minutes <= 10.0 + 1e-9);
    }
}
