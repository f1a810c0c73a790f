//! Figures that an independent script worked out another way (`tests/data/kpi_vectors.py`).

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a helper of a test fails like the test itself")]

use callbot_tui::domain::DialWindow;
use callbot_tui::history::open_time::{open_seconds, walk};
use callbot_tui::history::stats::{poisson_range, silence_odds, two_proportion_z};
use callbot_tui::history::{Counters, Link, Proportion, Sample, Series, Sums};
use serde_json::Value;

fn vectors(of: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("data/kpi-vectors.json")).expect("the vectors are JSON");
    let found = all[of].as_array().expect("there are such vectors").clone();
    assert!(found.len() > 5, "enough of them");
    found
}

fn number(vector: &Value, name: &str) -> f64 {
    vector[name].as_f64().expect("a number")
}

fn whole(vector: &Value, name: &str) -> i64 {
    vector[name].as_i64().expect("a whole number")
}

fn proportion(pair: &Value) -> Proportion {
    Proportion { hits: pair[0].as_i64().expect("hits"), trials: pair[1].as_i64().expect("trials") }
}

fn window(vector: &Value) -> DialWindow {
    let text = |name: &str| vector[name].as_str();
    DialWindow::parse(vector["zone"].as_i64(), text("days"), text("up"), text("down"))
}

fn is_near(found: f64, expected: f64, tolerance: f64) -> bool {
    (found - expected).abs() <= tolerance
}

#[test]
fn ranges_of_proportions() {
    for vector in vectors("wilson") {
        let found = Proportion { hits: whole(&vector, "hits"), trials: whole(&vector, "trials") }.wilson();
        let (low, high) = found.expect("there are trials");
        assert!(is_near(low, number(&vector, "low"), 1e-9) && is_near(high, number(&vector, "high"), 1e-9), "{vector}");
    }
}

#[test]
fn falls_of_an_answer_rate() {
    for vector in vectors("twoProportions") {
        let z =
            two_proportion_z(proportion(&vector["before"]), proportion(&vector["after"])).expect("both have trials");
        assert!(is_near(z, number(&vector, "z"), 1e-9), "{vector}: {z}");
    }
}

#[test]
fn ranges_of_counts_are_within_a_tenth_of_the_exact_ones() {
    for vector in vectors("poisson") {
        let (low, high) = poisson_range(whole(&vector, "count"), 1.0).expect("a minute was observed");
        let tolerance = |exact: f64| 0.1 * exact + 0.01;
        let (exact_low, exact_high) = (number(&vector, "low"), number(&vector, "high"));
        assert!(is_near(low, exact_low, tolerance(exact_low)), "{vector}: {low}");
        assert!(is_near(high, exact_high, tolerance(exact_high)), "{vector}: {high}");
    }
}

#[test]
fn odds_of_a_silence() {
    for vector in vectors("silence") {
        let odds = silence_odds(number(&vector, "perMinute"), number(&vector, "minutes"));
        assert!(is_near(odds, number(&vector, "odds"), 1e-12), "{vector}: {odds}");
    }
}

#[test]
fn open_time_and_walks_second_by_second() {
    for vector in vectors("openSeconds") {
        let found = open_seconds(&window(&vector), whole(&vector, "from"), whole(&vector, "to"));
        assert_eq!(found, Some(whole(&vector, "openSeconds")), "{vector}");
    }
    for vector in vectors("walks") {
        let found = walk(&window(&vector), whole(&vector, "from"), whole(&vector, "openSeconds"));
        assert_eq!(found, Some(whole(&vector, "end")), "{vector}");
    }
}

#[test]
fn sums_over_spans() {
    for vector in vectors("sums") {
        let sample = |reading: &Value| Sample {
            unix_ms: whole(reading, "second") * 1000,
            counters: Counters {
                orders: 1_000_000,
                finished: whole(reading, "finished"),
                answered_orders: 0,
                calls: whole(reading, "calls"),
                answered_calls: whole(reading, "answered"),
            },
            status: 2,
            settings: 0,
            link: match reading["link"].as_str() {
                Some("continues") => Link::Continues,
                Some("gap") => Link::Gap,
                _ => Link::Reset,
            },
        };
        let series: Series = vector["readings"].as_array().expect("readings").iter().map(sample).collect();
        let sums = Sums::between(&series, whole(&vector, "from") * 1000, whole(&vector, "to") * 1000);
        assert!(is_near(sums.calls, number(&vector, "calls"), 1e-6), "{} calls", sums.calls);
        assert!(is_near(sums.observed_minutes, number(&vector, "observedMinutes"), 1e-6), "{}", sums.observed_minutes);
    }
}
