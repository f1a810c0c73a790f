//! A campaign's time before the start: wound back from the counts that the scenario gives for the start, by what the
//! campaign did since. Uses nothing of the crate but the plan.
//!
//! The walk over the past counts from zero. What it will have counted by the start is known once it was walked to its end,
//! and at each moment of it the counters are those of the start less what was still to come.

use crate::demo::scenario::Change;

use super::progress::{PENDING, RUNNING, Walk};
use super::task::{Counts, Task};

/// What was before the start.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Past {
    /// Its length in simulated seconds; 0 for none.
    pub seconds: f64,
    /// Orders at its beginning.
    pub orders: u64,
    /// Orders finished at its beginning.
    pub finished_orders: u64,
    /// So many of the first calls were not made: otherwise there would have been fewer than none before them.
    pub skipped_calls: u64,
    /// What is counted over all of it.
    counted: Counts,
    /// Whether the campaign began within it, with all counters at zero.
    has_begun: bool,
    /// Whether anything about the campaign changes within it.
    pub is_lively: bool,
}

impl Past {
    /// The past that leads to a campaign's counts at the start.
    pub(super) fn wound_back(task: &Task, seconds: f64, speed: f64) -> Self {
        if seconds <= 0.0 {
            return Self { orders: task.counts.orders, ..Self::default() };
        }
        let planned = || task.plan.iter().filter(|planned| planned.at_seconds < 0.0);
        let sum = |change: Change| planned().filter(|it| it.change == change).map(|it| it.value as u64).sum::<u64>();
        let (added, removed) = (sum(Change::AddOrders), sum(Change::RemoveOrders));
        let orders = (task.counts.orders + removed).saturating_sub(added);
        let all = Self { seconds, orders, ..Self::default() };
        let walk = Walk::over_the_past(task, &all, speed, 0.0);
        let left = task.counts.orders.saturating_sub(task.counts.finished_orders);
        // A campaign that waits for orders at the start has waited.
        let waits = walk.status() == RUNNING && left == 0;
        let made = if waits { 0 } else { walk.arrived.min(task.counts.calls) };
        let left_then = walk.left_before(left as f64, made as f64).round() as u64;
        let past = Self {
            finished_orders: (orders + added).saturating_sub(left_then + removed).min(orders),
            skipped_calls: walk.arrived - made,
            ..all
        };
        let counted = Walk::over_the_past(task, &past, speed, 0.0).counted();
        let began_seconds = task.born_ms.div_euclid(1000) as f64 - if speed > 0.0 { seconds / speed } else { 0.0 };
        let is_new = task.created_seconds as f64 > began_seconds;
        Self {
            counted,
            has_begun: is_new || task.status == PENDING,
            is_lively: is_new || counted.calls > 0 || planned().next().is_some(),
            ..past
        }
    }

    /// The counters at a moment of the past at which so much was counted. They fit together, and none falls but by a reset.
    pub(super) fn counts(&self, at_start: &Counts, by_then: &Counts) -> Counts {
        let back = |read: fn(&Counts) -> u64| {
            let (start, then, all) = (read(at_start), read(by_then), read(&self.counted));
            match (self.has_begun, all) {
                (true, 0) => 0,
                // So that there are none before the first.
                (true, _) => (start as f64 * (then as f64 / all as f64).min(1.0)) as u64,
                (false, _) => (start + then).saturating_sub(all),
            }
        };
        let calls = back(|counts| counts.calls);
        let answered_calls = back(|counts| counts.answered_calls).min(calls);
        let finished_orders = back(|counts| counts.finished_orders).min(calls).min(by_then.orders);
        let answered_orders = back(|counts| counts.answered_orders).min(finished_orders).min(answered_calls);
        Counts { orders: by_then.orders, finished_orders, answered_orders, calls, answered_calls }
    }
}

#[cfg(test)]
mod tests {
    use super::super::build::{self, World};
    use super::super::progress::standing;
    use super::*;
    use crate::demo::scenario::{Scenario, load, scenario_names};

    /// 2026-09-23T07:46:07Z, a Wednesday.
    const START_MS: i64 = 1_790_149_567_000;

    fn tasks(scenario: &Scenario, past_hours: f64, start_ms: i64, seed: u64) -> Vec<Task> {
        let windows = build::windows(scenario, start_ms).unwrap();
        let world = World { seed, start_ms, speed: 1.0, past_seconds: past_hours * 3600.0 };
        let make = |(place, text)| build::task(text, place, &windows, world).unwrap();
        scenario.tasks.iter().enumerate().map(make).collect()
    }

    fn parts(counts: &Counts) -> [u64; 4] {
        [counts.finished_orders, counts.answered_orders, counts.calls, counts.answered_calls]
    }

    #[test]
    fn wound_back_and_forward_again_every_campaign_has_its_own_counts_and_none_ever_falls() {
        for name in scenario_names() {
            let scenario = load(name).unwrap();
            for (seed, hours) in [(1, 3.0), (2, 3.0), (3, 24.0)] {
                let start_ms = START_MS + i64::try_from(seed).unwrap() * 40_000_000;
                // Negative times of a scenario's own past would lie before a shorter one.
                let hours = scenario.past_hours.max(hours);
                for task in tasks(&scenario, hours, start_ms, seed) {
                    let of = format!("{} of {name}", task.user_task_id);
                    let at = |seconds: f64| standing(&task, start_ms + (seconds * 1000.0) as i64, 1.0).counts;
                    assert_eq!(at(0.0), task.counts, "{of}");
                    let mut before = at(-hours * 3600.0);
                    for step in 1..=400 {
                        let now = at(-hours * 3600.0 * (1.0 - f64::from(step) / 360.0));
                        let has_reset = task.plan.iter().any(|planned| planned.change == Change::Reset);
                        let never_falls = parts(&before).iter().zip(parts(&now)).all(|(before, now)| *before <= now);
                        assert!(never_falls || has_reset, "{of}: {before:?} {now:?}");
                        assert!(now.finished_orders <= now.orders.min(now.calls), "{of}: {now:?}");
                        assert!(now.answered_orders <= now.finished_orders.min(now.answered_calls), "{of}: {now:?}");
                        assert!(now.answered_calls <= now.calls, "{of}: {now:?}");
                        before = now;
                    }
                }
            }
        }
    }

    #[test]
    fn without_a_past_nothing_was_otherwise_before_the_start() {
        let scenario = load("troubled").unwrap();
        for task in tasks(&scenario, 0.0, START_MS, 1) {
            assert!(!task.past.is_lively && task.past.seconds == 0.0);
            assert_eq!(standing(&task, START_MS - 3_600_000, 1.0).counts, task.counts);
        }
    }

    #[test]
    fn a_campaign_that_had_not_begun_has_no_calls_and_events_of_the_past_have_happened() {
        let scenario: Scenario = toml::from_str(
            r#"
            [window.always]
            zone = "+00:00"
            hours = "0-24"
            [[task]]
            name = "began an hour ago"
            status = "pending"
            orders = 9000
            finished = 1500
            window = "always"
            events = [{ at_seconds = -3600, change = "start" }, { at_seconds = -1800, change = "add-orders", value = 500 }]
            [[task]]
            name = "has too little behind it for three hours"
            orders = 9000
            finished = 100
            window = "always"
            events = [{ at_seconds = -60, change = "stall" }]
            "#,
        )
        .unwrap();
        let tasks = tasks(&scenario, 3.0, START_MS, 1);
        let at = |task: &Task, seconds: i64| standing(task, START_MS + seconds * 1000, 1.0).counts;
        let (late, little) = (&tasks[0], &tasks[1]);
        assert_eq!(parts(&at(late, -3601)), [0; 4]);
        assert_eq!((standing(late, START_MS - 3_601_000, 1.0).status, standing(late, START_MS, 1.0).status), (1, 2));
        assert!((1..1500).contains(&at(late, -1900).finished_orders), "{:?}", at(late, -1900));
        assert_eq!((at(late, -1900).orders, at(late, 0).orders), (8500, 9000));
        assert_eq!(parts(&at(little, -9000)), [0; 4]);
        assert!(at(little, -120).calls < at(little, 0).calls);
        assert_eq!(at(little, -60), at(little, 600), "stalled ever since");
    }

    #[test]
    fn a_past_out_of_bounds_and_events_before_it_are_refused() {
        let mut scenario = load("single").unwrap();
        for hours in [-1.0, 49.0, f64::NAN] {
            scenario.past_hours = hours;
            assert!(build::past_seconds(&scenario).unwrap_err().contains("past_hours"));
        }
        let scenario = load("fleet").unwrap();
        let windows = build::windows(&scenario, START_MS).unwrap();
        let world = World { seed: 1, start_ms: START_MS, speed: 1.0, past_seconds: 60.0 };
        let made = scenario.tasks.iter().enumerate().map(|(at, text)| build::task(text, at, &windows, world));
        let errors: Vec<String> = made.filter_map(Result::err).collect();
        assert!(!errors.is_empty() && errors.iter().all(|error| error.contains("at_seconds")), "{errors:?}");
    }
}
