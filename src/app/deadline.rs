//! When the screen reads differently although nothing happened: ages, countdowns, dial windows. Uses `domain` and `model`.

use std::time::{Duration, Instant};

use super::model::{Model, Overlay, Screen};
use crate::domain::{Health, Now};

const SECOND_MS: i64 = 1000;
const MINUTE_MS: i64 = 60 * SECOND_MS;

/// The next moment at which something on screen changes by itself, or `None` where nothing does.
///
/// Everything counted in seconds changes together, on the wall clock's full second: one wake-up a second instead of one
/// for each age and countdown. What is counted in minutes waits for its own minute.
pub fn next_deadline(model: &Model, now: Now) -> Option<Instant> {
    if model.setup.is_some() {
        return None;
    }
    let ages = [model.feed.snapshot.as_of_unix_ms, failing_since(&model.feed.health)];
    let ages = ages.into_iter().flatten().map(|since| now.unix_ms.saturating_sub(since).max(0));
    let mut wait_ms = ages.map(|age| until_next(age, now)).min();
    if let Some(poll_at) = model.feed.next_poll_at {
        let left_ms = i64::try_from(poll_at.saturating_duration_since(now.instant).as_millis()).unwrap_or(i64::MAX);
        // The last second belongs to the poller: what it publishes wakes the screen anyway.
        if left_ms > 0 {
            wait_ms = wait_ms.into_iter().chain([before_zero(left_ms, now)]).min();
        }
    }
    if shows_windows(model) {
        wait_ms = wait_ms.into_iter().chain([to_boundary(now.unix_ms, MINUTE_MS)]).min();
    }
    now.instant.checked_add(Duration::from_millis(u64::try_from(wait_ms?).ok()?))
}

fn failing_since(health: &Health) -> Option<i64> {
    match health {
        Health::Failing { since_unix_ms, .. } | Health::Refused { since_unix_ms, .. } => Some(*since_unix_ms),
        Health::Starting | Health::Live | Health::Dead { .. } => None,
    }
}

/// Until an age reads differently: seconds under a minute, then minutes.
fn until_next(age_ms: i64, now: Now) -> i64 {
    if age_ms < MINUTE_MS { to_boundary(now.unix_ms, SECOND_MS) } else { to_boundary(age_ms, MINUTE_MS) }
}

/// Until a countdown reads differently: seconds under a minute, before that minutes.
fn before_zero(left_ms: i64, now: Now) -> i64 {
    match left_ms {
        ..=MINUTE_MS => to_boundary(now.unix_ms, SECOND_MS),
        _ => left_ms.rem_euclid(MINUTE_MS) + 1,
    }
}

/// Until a running count of milliseconds is a multiple of a step; never zero.
fn to_boundary(ms: i64, step_ms: i64) -> i64 {
    step_ms - ms.rem_euclid(step_ms)
}

fn shows_windows(model: &Model) -> bool {
    let shown_by_screen = match &model.screen {
        Screen::Board => !model.list.rows.is_empty(),
        Screen::Detail { .. } => true,
    };
    shown_by_screen || matches!(model.overlay, Some(Overlay::WindowGrid { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::{model_with, now};
    use crate::app::model::SetupProblem;
    use std::sync::Arc;

    fn wait_ms(model: &Model, at: Now) -> Option<u128> {
        next_deadline(model, at).map(|moment| (moment - at.instant).as_millis())
    }

    fn aged(as_of: Option<i64>, task_names: &[&str]) -> Model {
        let mut model = model_with(task_names);
        let mut feed = (*model.feed).clone();
        feed.snapshot.as_of_unix_ms = as_of;
        model.feed = Arc::new(feed);
        model
    }

    #[test]
    fn nothing_on_screen_nothing_to_wake_for() {
        assert_eq!(wait_ms(&aged(None, &[]), now(0)), None);
        let mut model = aged(Some(0), &["a"]);
        model.setup = Some(SetupProblem { missing: vec!["uuid".to_owned()], config_path: String::new() });
        assert_eq!(wait_ms(&model, now(0)), None);
    }

    #[test]
    fn young_data_ticks_each_second_and_old_data_each_minute() {
        let at = now(0);
        let first = at.unix_ms - at.unix_ms.rem_euclid(MINUTE_MS);
        let on_the_minute = Now { unix_ms: first, ..at };
        assert_eq!(wait_ms(&aged(Some(first - 4_300), &[]), on_the_minute), Some(1000));
        assert_eq!(wait_ms(&aged(Some(first - 4_300), &[]), Now { unix_ms: first + 250, ..at }), Some(750));
        assert_eq!(wait_ms(&aged(Some(first - 90_000), &[]), on_the_minute), Some(30_000));
        assert_eq!(wait_ms(&aged(Some(first + 90_000), &[]), on_the_minute), Some(1000), "a clock that went back");
    }

    #[test]
    fn dial_windows_change_on_the_minute() {
        let at = now(0);
        let first = at.unix_ms - at.unix_ms.rem_euclid(MINUTE_MS);
        let ten_before = Now { unix_ms: first - 10_000, ..at };
        assert_eq!(wait_ms(&aged(None, &["a"]), ten_before), Some(10_000));
        assert_eq!(wait_ms(&aged(Some(first - 125_000), &["a"]), ten_before), Some(5_000));
    }

    #[test]
    fn a_countdown_ticks_with_the_ages() {
        let at = Now { unix_ms: 1_790_149_567_400, ..now(0) };
        let mut model = aged(Some(at.unix_ms - 3_000), &[]);
        let mut feed = (*model.feed).clone();
        feed.next_poll_at = Some(at.instant + Duration::from_millis(7_777));
        model.feed = Arc::new(feed);
        assert_eq!(wait_ms(&model, at), Some(600));
    }
}
