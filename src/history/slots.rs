//! What a task usually does at this time of day: the same half-hour of its own zone on the days before. Uses `series`,
//! `sums`, `open_time` and `domain`.

use super::open_time::open_seconds;
use super::sample::Link;
use super::series::Series;
use super::stats::Proportion;
use super::sums::Sums;
use crate::domain::DialWindow;

const SLOT_MS: i64 = 1_800_000;
const DAY_MS: i64 = 86_400_000;
const DAYS_BACK: i64 = 7;
const RUNNING: u8 = 2;

/// A day counts where so many minutes of its half-hour were open, running and watched.
const FEWEST_MINUTES: f64 = 10.0;

/// What a task usually does at this time of day.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Baseline {
    /// Calls for each open minute in which it ran; `None` without such a day.
    pub calls_per_open_minute: Option<f64>,
    /// Answered calls of calls.
    pub answers: Proportion,
    /// On how many of the last seven days it ran in this half-hour.
    pub days: u32,
    /// Open minutes today in which it ran and somebody watched.
    pub open_minutes_today: f64,
    /// Calls for each of those minutes, but for the last ten and for those since the last call; `None` where there are none.
    pub calls_per_open_minute_today: Option<f64>,
}

impl Baseline {
    /// What is usual at a moment, of today only until calls were last seen: a silence must not wear down what it is judged by.
    /// A task whose zone is unknown is taken to live by UTC.
    pub fn of(series: &Series, window: &DialWindow, now_unix_ms: i64, last_call_unix_ms: Option<i64>) -> Self {
        let offset_ms = i64::from(window.offset_seconds().unwrap_or(0)) * 1000;
        let local = now_unix_ms + offset_ms;
        let slot_begin = local - local.rem_euclid(SLOT_MS) - offset_ms;
        let midnight = local - local.rem_euclid(DAY_MS) - offset_ms;
        let (mut calls, mut minutes, mut answered, mut days) = (0.0, 0.0, 0.0, 0);
        for day in 1..=DAYS_BACK {
            let begin = slot_begin - day * DAY_MS;
            let (sums, open_minutes) = worked(series, window, begin, begin + SLOT_MS);
            if open_minutes >= FEWEST_MINUTES {
                calls += sums.calls;
                answered += sums.answered_calls;
                minutes += open_minutes;
                days += 1;
            }
        }
        let (_, today) = worked(series, window, midnight, now_unix_ms);
        let before_recent = now_unix_ms - super::rates::RECENT_MS;
        let until = last_call_unix_ms.filter(|at| *at > midnight).map_or(before_recent, |at| at.min(before_recent));
        let (earlier, earlier_minutes) = worked(series, window, midnight, until);
        Self {
            calls_per_open_minute: (minutes > 0.0).then(|| calls / minutes),
            answers: Proportion { hits: answered.round() as i64, trials: calls.round() as i64 },
            days,
            open_minutes_today: today,
            calls_per_open_minute_today: (earlier_minutes > 0.0).then(|| earlier.calls / earlier_minutes),
        }
    }
}

/// What happened between two moments while the task ran, and in how many open minutes. An unknown window counts as open.
fn worked(series: &Series, window: &DialWindow, from_ms: i64, to_ms: i64) -> (Sums, f64) {
    let mut sums = Sums::default();
    let mut minutes = 0.0;
    for (before, after) in series.pairs_between(from_ms, to_ms) {
        let (begin, end) = (before.unix_ms.max(from_ms), after.unix_ms.min(to_ms));
        let has_worked = before.status == RUNNING && before.counters.left() > 0;
        if !has_worked || after.link != Link::Continues || end <= begin {
            continue;
        }
        sums.add(before, after, from_ms, to_ms);
        let open = open_seconds(window, begin.div_euclid(1000), end.div_euclid(1000));
        let span = (end - begin) as f64 / 60_000.0;
        minutes += open.map_or(span, |seconds| (seconds as f64 / 60.0).min(span));
    }
    (sums, minutes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::sample::{Counters, Sample};

    const MINUTE: i64 = 60_000;

    #[test]
    fn the_same_half_hour_of_earlier_days_is_what_is_usual() {
        let window = DialWindow::parse(Some(0), Some("1,2,3,4,5,6,7"), Some("9,10"), Some("9,10"));
        let mut calls = 0;
        let mut samples = Vec::new();
        for day in 0..4i64 {
            for reading in 0..24 * 240 {
                let minute = reading / 4;
                let open = (540..660).contains(&minute);
                samples.push(Sample {
                    unix_ms: day * 1440 * MINUTE + reading * 15_000,
                    counters: Counters { orders: 1_000_000, calls, answered_calls: calls / 2, ..Counters::default() },
                    status: 2,
                    settings: 0,
                    link: Link::Continues,
                });
                // 8 a minute from nine, 16 a minute from ten.
                calls += if open { if minute < 600 { 2 } else { 4 } } else { 0 };
            }
        }
        let series: Series = samples.into_iter().collect();
        let at = |minute: i64| Baseline::of(&series, &window, (3 * 1440 + minute) * MINUTE, None);
        let nine = at(550);
        let is_near = |found: Option<f64>, expected: f64| (found.unwrap() / expected - 1.0).abs() < 0.02;
        assert!(nine.days == 3 && is_near(nine.calls_per_open_minute, 8.0), "{nine:?}");
        assert!((710..=730).contains(&nine.answers.trials) && nine.answers.ratio() == Some(0.5), "{nine:?}");
        assert!(is_near(at(610).calls_per_open_minute, 16.0), "{:?}", at(610));
        assert_eq!(at(700).days, 0, "closed at noon");
        assert!((at(610).open_minutes_today - 70.0).abs() < 0.01);
    }
}
