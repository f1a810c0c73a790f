//! The alerts and verdicts against fleets whose faults are known: what must fire and in what time, and that nothing else
//! does; what `why` must name, and where it must not guess.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop, wherever its helpers stand"
)]

mod demo;
mod judge;
mod table;
mod why;
mod world;

use judge::judge;
use table::{HEALTH, HEALTHY, TROUBLED, Trial};

fn assert_as_written(trial: &Trial, seconds: i64) {
    let verdict = judge(trial, 1, seconds);
    let misses: Vec<_> = verdict.misses().collect();
    assert!(misses.is_empty(), "{}: missed or late: {misses:#?}", trial.name);
    assert!(verdict.false_alarms.is_empty(), "{}: {:#?}", trial.name, verdict.false_alarms);
    assert!(verdict.readings > u64::try_from(seconds).unwrap() / 20, "{} readings", verdict.readings);
}

#[test]
fn every_planted_fault_is_found_in_time_and_nothing_else() {
    assert_as_written(&TROUBLED, TROUBLED.seconds);
}

/// The whole day is `examples/alert_trial.rs`.
#[test]
fn nothing_is_wrong_with_a_healthy_fleet() {
    assert_as_written(&HEALTHY, 2 * 3600);
}

#[test]
fn a_platform_that_cannot_be_read_is_one_alert_and_none_about_tasks() {
    for trial in HEALTH {
        assert_as_written(trial, trial.seconds);
    }
}
