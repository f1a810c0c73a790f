//! What must be true of silences.

use std::sync::Arc;

use super::*;
use crate::domain::{DialWindow, TaskKey, TaskStat};
use crate::history::{Baseline, Counters, Sample};

const MINUTE: i64 = 60_000;
/// Wednesday, 23 September 2026, 12:00 UTC.
const NOW: i64 = 1_790_164_800_000;

fn open(hours: &str) -> Arc<DialWindow> {
    Arc::new(DialWindow::parse(Some(0), Some("1,2,3,4,5,6,7"), Some(hours), Some(hours)))
}

fn always() -> Arc<DialWindow> {
    open("0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23")
}

/// A running task that was read every minute for `watched` minutes, placed `pace` calls in each, and none in the last
/// `silent` ones.
fn silent(window: Arc<DialWindow>, watched: i64, pace: i64, silent: i64) -> TaskHistory {
    let stat = TaskStat {
        total_order_count: Some(5_000),
        finish_order_count: Some(640),
        total_call: Some(9_000),
        ..TaskStat::default()
    };
    let task = Task { status: Some(TaskStatus::Running), stat, window, ..Task::empty(TaskKey::from_text("t")) };
    let mut history = TaskHistory::new(Arc::new(task), NOW - watched * MINUTE);
    history.last_read_unix_ms = NOW;
    for ago in (0..=watched).rev() {
        let calls = 9_000 - pace * (ago - silent).max(0);
        let counters = Counters { orders: 5_000, finished: 640, calls, ..Counters::default() };
        let link = if ago == watched { Link::Reset } else { Link::Continues };
        history.series.push(Sample { unix_ms: NOW - ago * MINUTE, counters, status: 2, settings: 1, link });
    }
    history
}

fn is_odd(history: &TaskHistory) -> bool {
    let limits = SilenceLimits::default();
    Silence::of(history).is_some_and(|silence| silence.is_settled(&limits) && silence.is_odd(&history.task, &limits, 0))
}

#[test]
fn a_silence_is_odd_only_beyond_what_the_pace_brings() {
    assert!(is_odd(&silent(always(), 90, 4, 10)));
    assert!(!is_odd(&silent(always(), 90, 4, 2)), "too short for any pace");
    assert!(!is_odd(&silent(always(), 90, 1, 10)), "ten calls may be missing by chance");
    assert!(is_odd(&silent(always(), 90, 1, 20)));
}

#[test]
fn rounds_and_last_orders_are_given_their_time() {
    let with = |change: fn(&mut Task), minutes| {
        let mut history = silent(always(), 90, 9, minutes);
        change(Arc::make_mut(&mut history.task));
        is_odd(&history)
    };
    let rounds: fn(&mut Task) = |task| task.flags.round_redial = Some(true);
    let tail: fn(&mut Task) = |task| task.stat.finish_order_count = Some(4_990);
    for change in [rounds, tail] {
        assert!(!with(change, 9) && with(change, 11));
    }
}

#[test]
fn closed_time_is_no_silence() {
    // Open from 9 to 11, the last call at 11:00, an hour ago.
    let shut = Silence::of(&silent(open("9,10"), 180, 4, 60)).unwrap();
    assert_eq!((shut.expected_since_unix_ms, shut.counted_ms, shut.lasted_ms), (None, 0, 60 * MINUTE));
    assert_eq!(shut.odds(), Some(1.0));
    // Open again for four minutes, the last call yesterday evening as it were.
    let mut opened = silent(open("9,10,12"), 180, 4, 64);
    opened.last_read_unix_ms = NOW + 4 * MINUTE;
    let last = *opened.series.last().unwrap();
    opened.series.push(Sample { unix_ms: NOW + 4 * MINUTE, ..last });
    assert!(!is_odd(&opened), "{:?}", Silence::of(&opened));
    assert_eq!(Silence::of(&opened).unwrap().counted_ms, 4 * MINUTE);
}

#[test]
fn the_least_pace_that_is_known_counts() {
    let mut history = silent(always(), 90, 4, 10);
    let seen = Silence::of(&history).unwrap().pace.unwrap();
    assert!(seen.origin == PaceOrigin::Seen && (seen.per_minute - 4.0).abs() < 0.1, "{seen:?}");
    history.baseline = Baseline { calls_per_open_minute: Some(1.5), ..Baseline::default() };
    let usual = Silence::of(&history).unwrap().pace.unwrap();
    assert_eq!((usual.per_minute, usual.origin), (1.5, PaceOrigin::Usual));
    assert!(!is_odd(&history), "slow at this time of day");
}

#[test]
fn what_was_made_on_average_is_the_least_where_nothing_was_seen() {
    let mut history = silent(always(), 8, 0, 8);
    assert_eq!(Silence::of(&history).unwrap().pace, None);
    assert!(!is_odd(&history), "without a pace it takes longer");
    Arc::make_mut(&mut history.task).created = Some(ApiTime(NOW / 1000 - 10 * 3600));
    let pace = Silence::of(&history).unwrap().pace.unwrap();
    assert!(pace.origin == PaceOrigin::AtLeast && (pace.per_minute - 15.2).abs() < 0.1, "{pace:?}");
    assert!(is_odd(&history));
}

#[test]
fn counters_that_cannot_be_right_tell_of_no_silence() {
    let mut history = silent(always(), 90, 4, 10);
    history.trouble = Some(crate::history::Trouble::Missing);
    assert_eq!(Silence::of(&history), None);
}
