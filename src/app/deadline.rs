//! When the screen reads differently although nothing happened: ages, countdowns, dial windows, messages, the glow of what
//! changed, snoozes. Uses `domain`, `history` and `model`.

use std::time::{Duration, Instant};

use super::model::{Model, Overlay};
use crate::domain::time::{age_seconds, countdown_seconds};
use crate::domain::{Health, Now};

const SECOND_MS: i64 = 1000;
const MINUTE_SECONDS: i64 = 60;
const MINUTE_MS: i64 = MINUTE_SECONDS * SECOND_MS;

/// The next moment at which something on screen changes by itself; `None` only where the clock has no such moment.
///
/// Everything counted in seconds changes together, on the wall clock's full second: one wake-up a second instead of one
/// for each age and countdown. Where nothing is counted in seconds, the minute of the wall clock is left, on which the
/// header's clock and the dial windows change; a clock on screen therefore shows no seconds.
pub fn next_deadline(model: &Model, now: Now) -> Option<Instant> {
    let newest = model.newest_feed();
    let ages = [
        model.feed.snapshot.as_of_unix_ms,
        newest.snapshot.as_of_unix_ms,
        failing_since(&newest.health),
        loading_since(model),
        model.pause.as_ref().map(|pause| pause.since.unix_ms),
    ];
    let ages = ages.into_iter().flatten().map(|since| until_older(age_seconds(since, now.unix_ms), now));
    let countdown = newest.next_poll_at.and_then(|poll_at| until_nearer(poll_at, now));
    let minute = to_boundary(now.unix_ms, MINUTE_MS);
    let reading = ages.chain(countdown).chain(alerts(model, now));
    let wait_ms = if model.setup.is_some() { minute } else { reading.fold(minute, i64::min) };
    let reading = now.instant.checked_add(Duration::from_millis(u64::try_from(wait_ms).ok()?));
    let passing = [model.toast.as_ref().and_then(|toast| toast.end(now)), model.changes.last_end(now)];
    passing.into_iter().chain([reading]).flatten().min()
}

/// Until an alert's age reads differently in the open panel, and until a snooze is over.
fn alerts(model: &Model, now: Now) -> impl Iterator<Item = i64> {
    let is_panel_open = matches!(model.overlay, Some(Overlay::Alerts { .. }));
    let of_alert = move |since: i64, snoozed_until: Option<i64>| {
        let age = is_panel_open.then(|| until_older(age_seconds(since, now.unix_ms), now));
        // One that is over already is the next reading's to wake.
        let snooze = snoozed_until.map(|until| until.saturating_sub(now.unix_ms)).filter(|wait| *wait > 0);
        [age, snooze]
    };
    let all = model.history.alerts().all();
    all.into_iter().flat_map(move |alert| of_alert(alert.since_unix_ms, alert.snoozed_until_unix_ms)).flatten()
}

/// The loading screen says how long it has been waiting.
fn loading_since(model: &Model) -> Option<i64> {
    let is_loading = matches!(model.feed.health, Health::Starting | Health::Live);
    (is_loading && model.feed.snapshot.as_of_unix_ms.is_none()).then_some(model.started.unix_ms)
}

fn failing_since(health: &Health) -> Option<i64> {
    match health {
        Health::Failing { since_unix_ms, .. } | Health::Refused { since_unix_ms, .. } => Some(*since_unix_ms),
        Health::Starting | Health::Live | Health::Dead { .. } => None,
    }
}

/// Until an age reads differently: seconds under a minute, then minutes; both change with the wall clock's full second.
fn until_older(age_seconds: i64, now: Now) -> i64 {
    let second = to_boundary(now.unix_ms, SECOND_MS);
    let seconds = if age_seconds < MINUTE_SECONDS { 1 } else { to_boundary(age_seconds, MINUTE_SECONDS) };
    second.saturating_add(seconds.saturating_sub(1).saturating_mul(SECOND_MS))
}

/// Until a countdown reads differently: minutes, then seconds. `None` once it has run out: what comes then is the
/// poller's news, which wakes the screen by itself.
fn until_nearer(moment: Instant, now: Now) -> Option<i64> {
    let second = to_boundary(now.unix_ms, SECOND_MS);
    match countdown_seconds(moment, now) {
        0 => None,
        1..MINUTE_SECONDS => Some(second),
        left => Some(second.saturating_add(left.rem_euclid(MINUTE_SECONDS).saturating_mul(SECOND_MS))),
    }
}

/// Until a running count is a multiple of a step; never zero.
fn to_boundary(count: i64, step: i64) -> i64 {
    step - count.rem_euclid(step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::{model_with, now};
    use crate::app::model::SetupProblem;
    use crate::domain::{Fault, FaultKind};
    use std::sync::Arc;

    fn wait_ms(model: &Model, at: Now) -> Option<u128> {
        next_deadline(model, at).map(|moment| (moment - at.instant).as_millis())
    }

    fn aged(as_of: Option<i64>) -> Model {
        let mut model = model_with(&["a"]);
        let mut feed = (*model.feed).clone();
        feed.snapshot.as_of_unix_ms = as_of;
        if as_of.is_none() {
            feed.health = Health::Dead { fault: Fault::new(FaultKind::Internal, "It ended", "Start again") };
        }
        model.feed = Arc::new(feed);
        model
    }

    fn on_the_minute() -> Now {
        let at = now(0);
        Now { unix_ms: at.unix_ms - at.unix_ms.rem_euclid(MINUTE_MS), ..at }
    }

    #[test]
    fn with_nothing_to_count_only_the_minute_is_left() {
        let minute = on_the_minute();
        let before = Now { unix_ms: minute.unix_ms - 10_000, ..minute };
        assert_eq!(wait_ms(&aged(None), before), Some(10_000));
        let mut model = aged(Some(minute.unix_ms));
        model.setup = Some(SetupProblem { missing: vec!["uuid".to_owned()], config_path: String::new() });
        assert_eq!(wait_ms(&model, minute), Some(60_000));
    }

    #[test]
    fn the_wait_for_the_first_data_ticks() {
        let mut model = model_with(&[]);
        model.feed = Arc::default();
        let at = Now { unix_ms: model.started.unix_ms + 4_000, ..model.started };
        assert!(wait_ms(&model, at).is_some_and(|wait| wait <= 1000));
    }

    #[test]
    fn young_data_ticks_each_second_and_old_data_each_minute_of_its_age() {
        let minute = on_the_minute();
        let aged_ms = |age: i64| aged(Some(minute.unix_ms - age));
        assert_eq!(wait_ms(&aged_ms(4_300), minute), Some(1000));
        assert_eq!(wait_ms(&aged_ms(4_300), Now { unix_ms: minute.unix_ms + 250, ..minute }), Some(750));
        assert_eq!(wait_ms(&aged_ms(90_000), minute), Some(30_000));
        assert_eq!(wait_ms(&aged_ms(-90_000), minute), Some(1000), "a clock that went back");
    }

    #[test]
    fn the_panel_ticks_with_its_alerts_and_the_end_of_a_snooze_wakes() {
        use crate::app::fixture::task;
        use crate::history::{Alert, AlertId, AlertPhase, AlertSettings, Alerts, RuleName, Severity};
        let minute = on_the_minute();
        let alarmed = |age_ms: i64, snoozed_ms: Option<i64>| {
            let mut model = aged(None);
            let alert = Alert {
                id: AlertId { task: Some(task("a").key), rule: RuleName::Stall },
                severity: Severity::Critical,
                task_name: "a".to_owned(),
                since_unix_ms: minute.unix_ms - age_ms,
                phase: AlertPhase::Firing,
                what: String::new(),
                snoozed_until_unix_ms: snoozed_ms.map(|wait| minute.unix_ms + wait),
                is_acknowledged: false,
            };
            *model.history.alerts_mut() = Alerts::with(AlertSettings::default(), vec![alert]);
            model
        };
        let with_panel = |mut model: Model| {
            model.overlay = Some(Overlay::Alerts { selected: None, cursor: 0 });
            model
        };
        assert_eq!(wait_ms(&alarmed(4_000, None), minute), Some(60_000), "nobody looks at its age");
        assert_eq!(wait_ms(&with_panel(alarmed(4_000, None)), minute), Some(1_000));
        assert_eq!(wait_ms(&with_panel(alarmed(90_000, None)), minute), Some(30_000));
        assert_eq!(wait_ms(&alarmed(0, Some(7_250)), minute), Some(7_250));
        assert_eq!(wait_ms(&alarmed(0, Some(-5)), minute), Some(60_000), "over already");
    }

    #[test]
    fn a_countdown_ticks_with_the_ages() {
        let at = Now { unix_ms: 1_790_149_567_400, ..now(0) };
        for (left_ms, expected) in [(7_777, 600), (60_000, 1_600), (90_500, 31_600), (0, 52_600)] {
            let mut model = aged(None);
            let mut feed = (*model.feed).clone();
            feed.next_poll_at = Some(at.instant + Duration::from_millis(left_ms));
            model.feed = Arc::new(feed);
            assert_eq!(wait_ms(&model, at), Some(expected), "{left_ms}");
        }
    }
}
