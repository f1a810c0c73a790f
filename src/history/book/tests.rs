//! Readings of a made-up fleet, one after the other.

use std::sync::Arc;

use super::*;
use crate::domain::{Health, TaskStat, TaskStatus};
use crate::history::sample::Link;

const MINUTE: i64 = 60_000;

fn task(id: &str, status: TaskStatus, orders: i64, finished: i64, calls: i64) -> Task {
    let stat = TaskStat {
        total_order_count: Some(orders),
        finish_order_count: Some(finished),
        answer_order_count: Some(finished / 2),
        total_call: Some(calls),
        total_answer_call: Some(calls / 3),
        ..TaskStat::default()
    };
    let key = TaskKey::new(Some(id), None, String::new);
    Task { status: Some(status), stat, max_call: Some(20), ..Task::empty(key) }
}

struct Watcher {
    history: History,
    number: u64,
    kept: Vec<(TaskKey, Sample)>,
}

impl Watcher {
    fn new() -> Self {
        Self { history: History::default(), number: 0, kept: Vec::new() }
    }

    fn read(&mut self, unix_ms: i64, lane: SweepLane, tasks: Vec<Task>) -> Record {
        self.number += 1;
        let feed = Feed {
            snapshot: Snapshot { tasks: tasks.into_iter().map(Arc::new).collect(), ..Snapshot::default() },
            health: Health::Live,
            reading: Some(Reading { number: self.number, lane, began_unix_ms: unix_ms, ended_unix_ms: unix_ms }),
            poll_interval_seconds: 15,
            ..Feed::default()
        };
        let record = self.history.observe(&feed, unix_ms).record.expect("a new reading is taken in");
        assert_eq!(self.history.observe(&feed, unix_ms + 1).record, None, "once");
        self.kept.extend(record.samples.clone());
        record
    }

    fn of(&self, id: &str) -> &TaskHistory {
        self.history.task(&key(id)).expect("the task is known")
    }

    fn events(&self) -> Vec<String> {
        self.history.events().map(Event::text).collect()
    }
}

fn key(id: &str) -> TaskKey {
    TaskKey::new(Some(id), None, String::new)
}

fn running(calls: i64) -> Vec<Task> {
    vec![task("a", TaskStatus::Running, 1000, calls / 2, calls)]
}

#[test]
fn only_changes_are_kept_and_a_stillness_by_its_two_ends() {
    let mut watcher = Watcher::new();
    for (number, calls) in [10, 20, 20, 20, 30, 30].into_iter().enumerate() {
        watcher.read(number as i64 * 15_000, SweepLane::Fast, running(calls));
    }
    let kept: Vec<_> = watcher.kept.iter().map(|(_, sample)| (sample.unix_ms / 1000, sample.counters.calls)).collect();
    assert_eq!(kept, [(0, 10), (15, 20), (45, 20), (60, 30)]);
    assert_eq!(watcher.of("a").rates.readings_without_call, 1);
    assert_eq!(watcher.history.fleet().readings_without_movement, 1);
}

#[test]
fn a_fall_begins_anew_and_nothing_reads_negative() {
    let mut watcher = Watcher::new();
    for (number, calls) in [500, 540, 8, 20].into_iter().enumerate() {
        watcher.read(number as i64 * 15_000, SweepLane::Fast, running(calls));
    }
    let links: Vec<_> = watcher.of("a").series.iter().map(|sample| sample.link).collect();
    assert_eq!(links, [Link::Reset, Link::Continues, Link::Reset, Link::Continues]);
    let rate = watcher.of("a").rates.calls_per_minute.unwrap();
    assert!((95.0..110.0).contains(&rate), "40 and 12 calls in two quarters of a minute: {rate}");
    assert_eq!(watcher.events(), ["counters fell; counting anew"]);
}

#[test]
fn a_pause_of_the_program_is_a_gap_and_a_shrinking_total_is_none() {
    let mut watcher = Watcher::new();
    let with_orders = |orders, calls| vec![task("a", TaskStatus::Running, orders, 5, calls)];
    watcher.read(0, SweepLane::Fast, with_orders(1000, 10));
    watcher.read(15_000, SweepLane::Fast, with_orders(900, 20));
    watcher.read(10 * MINUTE, SweepLane::Fast, with_orders(2900, 500));
    let links: Vec<_> = watcher.of("a").series.iter().map(|sample| sample.link).collect();
    assert_eq!(links, [Link::Reset, Link::Continues, Link::Gap]);
    assert_eq!(watcher.events(), ["+2,000 orders", "-100 orders"]);
    let rate = watcher.of("a").rates.calls_per_minute.unwrap();
    assert!((rate - 40.0).abs() < 0.01, "the gap's calls are in no rate: {rate}");
}

#[test]
fn a_clock_set_back_forgets_what_is_now_in_the_future() {
    let mut watcher = Watcher::new();
    for number in 0..8 {
        watcher.read(number * 15_000, SweepLane::Fast, running(10 * number));
    }
    watcher.read(40_000, SweepLane::Fast, running(90));
    let times: Vec<_> = watcher.of("a").series.iter().map(|sample| sample.unix_ms).collect();
    assert_eq!(times, [0, 15_000, 30_000, 40_000]);
    assert_eq!(watcher.events(), ["this machine's clock was set back by 65 s"]);
}

#[test]
fn impossible_counters_are_told_once_and_nothing_follows_from_them() {
    let mut watcher = Watcher::new();
    watcher.read(0, SweepLane::Fast, running(10));
    for number in 1..4 {
        watcher.read(number * 15_000, SweepLane::Fast, vec![task("a", TaskStatus::Running, 10, 999, 10 + number)]);
    }
    assert_eq!(watcher.of("a").trouble, Some(crate::history::Trouble::Impossible));
    assert_eq!(watcher.of("a").counters(), None);
    assert_eq!(watcher.events(), ["counters contradict each other"]);
    assert_eq!(watcher.kept.len(), 1);
}

#[test]
fn status_and_settings_are_seen_to_change() {
    let mut watcher = Watcher::new();
    watcher.read(0, SweepLane::Fast, running(10));
    let paused = Task { max_call: Some(40), ..task("a", TaskStatus::Paused, 1000, 5, 10) };
    watcher.read(15_000, SweepLane::Fast, vec![paused]);
    let history = watcher.of("a");
    assert_eq!((history.status_before, history.status_since_unix_ms), (Some(TaskStatus::Running), Some(15_000)));
    assert_eq!(history.settings_diff.as_deref(), Some("max calls 20 -> 40"));
    assert_eq!(watcher.events(), ["max calls 20 -> 40", "running -> paused"]);
}

#[test]
fn what_was_over_before_anybody_looked_costs_nothing() {
    let mut watcher = Watcher::new();
    let over = || task("b", TaskStatus::Completed, 10, 10, 30);
    watcher.read(0, SweepLane::Full, [running(10), vec![over()]].concat());
    assert!(watcher.history.task(&key("b")).is_none());
    let ended = task("a", TaskStatus::Completed, 1000, 1000, 3000);
    watcher.read(15_000, SweepLane::Fast, vec![ended, over()]);
    assert_eq!(watcher.of("a").status_before, Some(TaskStatus::Running));
    assert!(watcher.history.task(&key("b")).is_none());
}

#[test]
fn rates_stand_at_once_after_a_restart() {
    let mut before = Watcher::new();
    for number in 0..120 {
        before.read(number * 15_000, SweepLane::Fast, running(10 * number));
    }
    let tasks = vec![PastTask { key: key("a"), samples: before.kept.iter().map(|(_, sample)| *sample).collect() }];
    let past = Past { tasks, watched: vec![(0, 119 * 15_000)] };
    let rate = |watcher: &Watcher| watcher.of("a").rates.calls_per_minute.unwrap();
    // The store may be quicker or slower than the first reading, and may come in parts.
    for is_late in [false, true] {
        let mut after = Watcher::new();
        let restore = |after: &mut Watcher| {
            after.history.restore(past.clone());
            after.history.restore(past.clone());
        };
        if !is_late {
            restore(&mut after);
        }
        after.read(120 * 15_000 + 10_000, SweepLane::Full, running(1205));
        if is_late {
            restore(&mut after);
        }
        assert!((rate(&after) - 40.0).abs() < 1.0, "late: {is_late}: {}", rate(&after));
        assert_eq!(after.of("a").first_seen_unix_ms, 0);
        assert!(after.of("a").spark.iter().filter(|value| value.is_some()).count() >= 10);
        assert!(after.events().is_empty(), "{:?}", after.events());
        assert_eq!(after.kept.len(), 1, "what the store has is not kept again");
    }
}

#[test]
fn a_stillness_before_the_restart_is_known_to_have_been_one() {
    let mut before = Watcher::new();
    for number in 0..40 {
        before.read(number * 15_000, SweepLane::Fast, running(10 * number.min(20)));
    }
    let tasks = vec![PastTask { key: key("a"), samples: before.kept.iter().map(|(_, sample)| *sample).collect() }];
    let mut after = Watcher::new();
    after.history.restore(Past { tasks, watched: vec![(0, 39 * 15_000)] });
    after.read(40 * 15_000, SweepLane::Full, running(200));
    let last_call = after.of("a").rates.last_call_unix_ms;
    assert_eq!(last_call, Some(20 * 15_000));
    assert!(after.of("a").series.iter().skip(1).all(|sample| sample.link == Link::Continues));
}

#[test]
fn what_changed_while_nobody_looked_is_told() {
    let mut before = Watcher::new();
    before.read(0, SweepLane::Fast, running(10));
    let tasks = vec![PastTask { key: key("a"), samples: vec![before.kept[0].1] }];
    let mut after = Watcher::new();
    after.history.restore(Past { tasks, watched: Vec::new() });
    let failed = Task { max_call: Some(3), ..task("a", TaskStatus::Failed, 1000, 5, 10) };
    after.read(3_600_000, SweepLane::Full, vec![failed]);
    assert_eq!(after.events(), ["running -> failed", "settings changed while nobody was looking"]);
    assert_eq!(after.of("a").status_before, Some(TaskStatus::Running));
}
