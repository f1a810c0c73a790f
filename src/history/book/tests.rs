//! Readings of a made-up fleet, one after the other.

use std::sync::Arc;

use super::*;
use crate::domain::{ApiTime, DialWindow, Health, RawRow, Snapshot, TaskStat, TaskStatus};
use crate::history::chart::{Chart, ChartSpan};
use crate::history::sample::{Counters, Link};
use crate::history::sums::Sums;

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
    let hours: Vec<String> = (0..24).map(|hour| hour.to_string()).collect();
    let hours = hours.join(",");
    let window = Arc::new(DialWindow::parse(Some(0), Some("1,2,3,4,5,6,7"), Some(&hours), Some(&hours)));
    Task { window, status: Some(status), stat, max_call: Some(20), ..Task::empty(key) }
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
        let reading = Reading { number: 0, lane, began_unix_ms: unix_ms, ended_unix_ms: unix_ms };
        self.take(reading, tasks.into_iter().map(Arc::new).collect(), &[])
    }

    fn take(&mut self, reading: Reading, tasks: imbl::Vector<Arc<Task>>, unread: &[&str]) -> Record {
        self.number += 1;
        let unix_ms = reading.ended_unix_ms;
        let feed = Feed {
            snapshot: Snapshot { tasks, ..Snapshot::default() },
            health: Health::Live,
            reading: Some(Reading { number: self.number, ..reading }),
            unread: unread.iter().map(|id| key(id)).collect(),
            poll_interval_seconds: 15,
            ..Feed::default()
        };
        let record = self.history.observe(&feed, unix_ms).record.expect("a new reading is taken in");
        assert_eq!(self.history.observe(&feed, unix_ms + 1).record, None, "once");
        self.kept.extend(record.samples.clone());
        record
    }

    /// Takes in a full sweep, and tells what became of alerts.
    fn read_live(&mut self, unix_ms: i64, tasks: Vec<Task>) -> Vec<Transition> {
        self.number += 1;
        let reading =
            Reading { number: self.number, lane: SweepLane::Full, began_unix_ms: unix_ms, ended_unix_ms: unix_ms };
        // What says the same as before is the same, as on the poller's board.
        let same = |task: Task| {
            let known = self.history.seen.iter().find(|known| ***known == task);
            known.map_or_else(|| Arc::new(task.clone()), Arc::clone)
        };
        let tasks = tasks.into_iter().map(same).collect();
        let feed = Feed {
            snapshot: Snapshot { tasks, as_of_unix_ms: Some(unix_ms), ..Snapshot::default() },
            health: Health::Live,
            reading: Some(reading),
            poll_interval_seconds: 15,
            ..Feed::default()
        };
        self.history.observe(&feed, unix_ms).transitions
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
    assert_eq!(links, [Link::First, Link::Continues, Link::Reset, Link::Continues]);
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
    assert_eq!(links, [Link::First, Link::Continues, Link::Gap]);
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
    assert_eq!(watcher.of("a").series.last().map(|last| last.link), Some(Link::Gap), "how long it was nobody knows");
    assert_eq!(watcher.of("a").rates.calls_per_minute.map(f64::round), Some(40.0));
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
    assert_eq!(watcher.of("a").rates.lifetime_answers.trials, 0);
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

/// Kept samples as the store gives them back: those since a moment, and those before it.
fn parts(kept: &[(TaskKey, Sample)], watched: &[(i64, i64)], at: i64) -> [Past; 2] {
    [true, false].map(|is_new| {
        let wanted = |sample: &Sample| (sample.unix_ms >= at) == is_new;
        let samples: Vec<Sample> = kept.iter().map(|(_, sample)| *sample).filter(wanted).collect();
        let tasks = if samples.is_empty() { Vec::new() } else { vec![PastTask { key: key("a"), samples }] };
        Past { tasks, watched: watched.to_vec() }
    })
}

#[test]
fn parts_of_the_past_fit_together_in_any_order() {
    let mut before = Watcher::new();
    for number in 0..400 {
        before.read(number * 15_000, SweepLane::Fast, running(4 * number));
    }
    let watched = [(0, 399 * 15_000)];
    let [new, old] = parts(&before.kept, &watched, 140 * 15_000);
    let orders: [&[&Past]; 4] = [&[&new, &old], &[&old, &new], &[&old, &new, &old], &[&new, &old, &new]];
    let mut seen: Vec<Vec<Sample>> = Vec::new();
    for order in orders {
        for live_at in 0..=order.len() {
            let mut after = Watcher::new();
            for (step, part) in order.iter().enumerate() {
                if step == live_at {
                    after.read(400 * 15_000, SweepLane::Full, running(1600));
                }
                after.history.restore((*part).clone());
            }
            if live_at == order.len() {
                after.read(400 * 15_000, SweepLane::Full, running(1600));
            }
            let series = &after.of("a").series;
            assert!(series.iter().skip(1).all(|sample| sample.link == Link::Continues), "live after {live_at} parts");
            let whole = Chart::of(series, &after.of("a").task.window, 400 * 15_000, ChartSpan::Hour, 6);
            for bucket in &whole.buckets {
                let pace = bucket.calls_per_minute.unwrap();
                assert!((pace - 16.0).abs() < 0.01, "live after {live_at} parts: {pace}");
            }
            seen.push(series.iter().map(|sample| Sample { link: Link::Continues, ..*sample }).collect());
        }
    }
    for series in &seen {
        assert_eq!((series.first(), series.last()), (seen[0].first(), seen[0].last()));
    }
}

#[test]
fn a_stillness_that_a_run_saw_stays_one_after_two_restarts() {
    // Moves, stands still, is left alone for an hour, moves on: the store holds no end of the stillness.
    let mut first = Watcher::new();
    for number in 0..40 {
        first.read(number * 15_000, SweepLane::Fast, running(10 * number.min(20)));
    }
    let mut samples: Vec<Sample> = first.kept.iter().map(|(_, sample)| *sample).collect();
    let last = *samples.last().unwrap();
    let counters = Counters { calls: last.counters.calls + 500, ..last.counters };
    samples.push(Sample { unix_ms: 3_600_000, counters, link: Link::Gap, ..last });
    let mut after = Watcher::new();
    after.read(3_615_000, SweepLane::Full, running(710));
    let watched = vec![(3_600_000, 3_600_000), (0, 39 * 15_000)];
    after.history.restore(Past { tasks: vec![PastTask { key: key("a"), samples }], watched });
    let series = &after.of("a").series;
    let still = Sums::between(series, 300_000, 585_000);
    assert!((still.observed_minutes - 4.75).abs() < 1e-9 && still.calls == 0.0, "{still:?}");
    assert_eq!(Sums::between(series, 590_000, 3_600_000).observed_minutes, 0.0, "the hour alone is a gap");
}

#[test]
fn a_slow_sweep_overtaken_by_quick_ones_disturbs_nothing() {
    let mut watcher = Watcher::new();
    for number in 0..4 {
        watcher.read(number * 15_000, SweepLane::Fast, running(10 * number));
    }
    let before = watcher.of("a").series.len();
    let same = Arc::clone(&watcher.of("a").task);
    let slow = Reading { number: 0, lane: SweepLane::Full, began_unix_ms: 5_000, ended_unix_ms: 50_000 };
    let newcomer = Arc::new(task("b", TaskStatus::Running, 10, 0, 0));
    watcher.take(slow, [same, newcomer].into_iter().collect(), &[]);
    assert_eq!(watcher.of("a").series.len(), before, "it was read since by the quick ones");
    assert_eq!(watcher.of("b").series.len(), 1);
    watcher.read(60_000, SweepLane::Fast, running(40));
    assert_eq!(watcher.of("a").rates.calls_per_minute.map(f64::round), Some(40.0));
    assert!(watcher.events().is_empty(), "{:?}", watcher.events());
}

#[test]
fn a_task_that_a_quick_sweep_did_not_find_was_not_read() {
    let mut watcher = Watcher::new();
    for number in 0..4 {
        watcher.read(number * 15_000, SweepLane::Fast, running(10 * number));
    }
    let same: imbl::Vector<Arc<Task>> = [Arc::clone(&watcher.of("a").task)].into_iter().collect();
    for number in 4..40 {
        let at = number * 15_000;
        let fast = Reading { number: 0, lane: SweepLane::Fast, began_unix_ms: at, ended_unix_ms: at };
        watcher.take(fast, same.clone(), &["a"]);
    }
    assert_eq!(watcher.of("a").last_read_unix_ms, 45_000);
    assert_eq!(watcher.of("a").rates.readings_without_call, 0, "nothing tells that it stands still");
}

#[test]
fn what_was_over_is_followed_once_it_changes_and_else_costs_nothing() {
    let mut watcher = Watcher::new();
    let over = |id, calls| Arc::new(task(id, TaskStatus::Completed, 100, 100, calls));
    let full = |at| Reading { number: 0, lane: SweepLane::Full, began_unix_ms: at, ended_unix_ms: at };
    let (one, two) = (over("one", 300), over("two", 300));
    watcher.take(full(0), [&one, &two].map(Arc::clone).into_iter().collect(), &[]);
    watcher.take(full(15_000), [Arc::clone(&one), over("two", 310)].into_iter().collect(), &[]);
    assert!(watcher.history.task(&key("one")).is_none());
    assert_eq!(watcher.of("two").series.len(), 1);
    let place = Arc::new(Task {
        key: TaskKey::new(None, None, || "row".to_owned()),
        ..task("x", TaskStatus::Running, 9, 0, 0)
    });
    assert!(place.key.is_place());
    watcher.take(full(30_000), [place].into_iter().collect(), &[]);
    assert_eq!(watcher.history.tasks().count(), 1, "a place names nothing");
    for hour in 1..=25 {
        watcher.take(full(hour * 3_600_000), imbl::Vector::new(), &[]);
    }
    assert_eq!(watcher.history.tasks().count(), 0, "what left the board is forgotten after a day");
}

#[test]
fn a_task_that_was_made_and_failed_between_two_sweeps_is_told_and_an_old_one_is_not() {
    use crate::history::RuleName;
    let mut watcher = Watcher::new();
    let began = 1_790_149_567_000;
    let failed = |id: &str, made_ms: i64| Task {
        created: Some(ApiTime(made_ms / 1000)),
        ..task(id, TaskStatus::Failed, 100, 0, 0)
    };
    let told = |watcher: &mut Watcher, reading: i64, tasks: Vec<Task>| -> Vec<String> {
        let told = watcher.read_live(began + reading * 15_000, tasks);
        let fired = told.into_iter().filter(|told| told.notifies && told.alert.id.rule == RuleName::Failed);
        fired.map(|told| format!("{:?}: {}", told.alert.id.task, told.alert.what)).collect()
    };
    let (first, old, fresh) =
        (failed("first", began - 10_000), failed("old", began - 3_600_000), failed("fresh", began + 20_000));
    assert!(told(&mut watcher, 0, vec![first.clone()]).is_empty(), "what was there at the start is no news");
    let all = vec![first, old, fresh];
    assert!(told(&mut watcher, 2, all.clone()).is_empty(), "not within one reading");
    let told = told(&mut watcher, 3, all);
    assert!(
        matches!(&told[..], [only] if only.contains("fresh") && only.ends_with("failed, 0 of 100 orders finished"))
    );
    let words: Vec<String> = watcher.history.events_of(&key("fresh")).map(Event::text).collect();
    assert_eq!(words, ["failed before its status was read"]);
}

#[test]
fn calls_are_expected_only_of_a_task_that_may_place_them() {
    let mut watcher = Watcher::new();
    let of = |status, finished, max_call| Task { max_call, ..task("a", status, 100, finished, 10) };
    let mut since = |at, task| {
        watcher.read(at, SweepLane::Fast, vec![task]);
        watcher.of("a").dialling_since(at)
    };
    assert_eq!(since(0, of(TaskStatus::Paused, 5, Some(20))), None);
    assert_eq!(since(15_000, of(TaskStatus::Running, 5, Some(20))), Some(15_000), "resumed");
    assert_eq!(since(30_000, of(TaskStatus::Running, 5, Some(20))), Some(15_000));
    assert_eq!(since(45_000, of(TaskStatus::Running, 5, Some(0))), None);
    assert_eq!(since(60_000, of(TaskStatus::Running, 5, Some(30))), Some(60_000), "settings changed");
    assert_eq!(since(75_000, of(TaskStatus::Running, 100, Some(30))), None, "nothing left");
    let no_window = Task { window: Arc::default(), ..of(TaskStatus::Running, 5, Some(30)) };
    assert_eq!(since(90_000, no_window), None, "an unknown window");
}

#[test]
fn the_events_of_one_task_leave_those_of_the_others_alone() {
    let mut watcher = Watcher::new();
    let moments = 300;
    for number in 0..moments {
        let status = if number % 2 == 0 { TaskStatus::Running } else { TaskStatus::Paused };
        let busy = task("a", status, 100 + number, 5, 10);
        let quiet = task("b", TaskStatus::Running, if number == 0 { 100 } else { 90 }, 5, 10);
        watcher.read(number * 15_000, SweepLane::Fast, vec![busy, quiet]);
    }
    let of = |id: &str| -> Vec<String> { watcher.history.events_of(&key(id)).map(Event::text).collect() };
    assert_eq!(of("b"), ["-10 orders"]);
    assert_eq!(of("a").len(), crate::history::event::MOST_OF_ONE);
    assert_eq!(watcher.history.events_of(&key("a")).next().map(|event| event.unix_ms), Some((moments - 1) * 15_000));
    assert_eq!(watcher.history.events().count(), crate::history::event::MOST_OF_ONE + 1);
}

#[test]
fn all_events_together_are_bounded() {
    let mut events = Events::default();
    for number in 0..5000 {
        let task = Some(key(&(number % 900).to_string()));
        events.note(Event { unix_ms: number, task, kind: EventKind::CountersFell });
    }
    let kept: Vec<_> = events.iter().map(|event| event.unix_ms).collect();
    assert_eq!(kept, (3000..5000).rev().collect::<Vec<_>>());
}

#[test]
fn orders_that_go_on_coming_are_one_event_an_hour_and_trouble_is_told_once() {
    let mut watcher = Watcher::new();
    for number in 0..=360 {
        watcher.read(number * 15_000, SweepLane::Fast, vec![task("a", TaskStatus::Running, 1000 + 2 * number, 5, 10)]);
    }
    assert_eq!(watcher.events(), ["+240 orders", "+480 orders"], "an hour and a half");
    for number in 361..380 {
        let finished = if number % 2 == 0 { 5 } else { 9999 };
        let at = number * 15_000;
        watcher.read(at, SweepLane::Fast, vec![task("a", TaskStatus::Running, 1720, finished, 10)]);
    }
    assert_eq!(watcher.events(), ["counters contradict each other", "+240 orders", "+480 orders"]);
}

#[test]
fn a_change_that_comes_with_a_troubled_row_is_told_once() {
    let mut watcher = Watcher::new();
    watcher.read(0, SweepLane::Fast, running(10));
    let paused = |finished| Task { max_call: Some(40), ..task("a", TaskStatus::Paused, 1000, finished, 10) };
    watcher.read(15_000, SweepLane::Fast, vec![paused(9999)]);
    watcher.read(30_000, SweepLane::Fast, vec![paused(5)]);
    let expected = ["counters contradict each other", "max calls 20 -> 40", "running -> paused"];
    assert_eq!(watcher.events(), expected);
    assert_eq!(watcher.of("a").status_since_unix_ms, Some(15_000));
    assert_eq!(watcher.of("a").settings_diff.as_deref(), Some("max calls 20 -> 40"));
}

#[test]
fn a_task_that_came_back_troubled_is_compared_with_its_past_all_the_same() {
    for is_late in [false, true] {
        let mut before = Watcher::new();
        before.read(0, SweepLane::Fast, running(10));
        let past =
            Past { tasks: vec![PastTask { key: key("a"), samples: vec![before.kept[0].1] }], watched: Vec::new() };
        let mut after = Watcher::new();
        if !is_late {
            after.history.restore(past.clone());
        }
        for (number, finished) in [9999, 5].into_iter().enumerate() {
            let paused = task("a", TaskStatus::Paused, 1000, finished, 10);
            after.read(3_600_000 + number as i64 * 15_000, SweepLane::Full, vec![paused]);
        }
        if is_late {
            after.history.restore(past);
        }
        let mut events = after.events();
        events.sort();
        assert_eq!(events, ["counters contradict each other", "running -> paused"], "late: {is_late}");
        assert_eq!(after.of("a").status_since_unix_ms, Some(3_600_000), "late: {is_late}");
        assert!(!after.of("a").was_seen_to_change(3_600_000), "it was so before anybody looked");
    }
}

#[test]
fn samples_of_a_clock_that_was_ahead_do_not_stop_a_task() {
    let hour = 3_600_000;
    let mut before = Watcher::new();
    for number in 0..40 {
        before.read(hour + number * 15_000, SweepLane::Fast, running(10 * number));
    }
    let samples: Vec<Sample> = before.kept.iter().map(|(_, sample)| *sample).collect();
    let past = Past { tasks: vec![PastTask { key: key("a"), samples }], watched: vec![(hour, hour + 39 * 15_000)] };
    for restored_at in [0, 1, 3] {
        let mut after = Watcher::new();
        for number in 0..10 {
            if number == restored_at {
                after.history.restore(past.clone());
            }
            after.read(number * 15_000, SweepLane::Fast, running(500 + 10 * number));
        }
        let (series, rates) = (&after.of("a").series, &after.of("a").rates);
        assert_eq!(series.last().map(|last| last.unix_ms), Some(9 * 15_000), "restored after {restored_at}");
        assert_eq!(rates.calls_per_minute.map(f64::round), Some(40.0), "restored after {restored_at}");
    }
}

#[test]
fn a_task_that_was_not_read_when_the_clock_was_set_back_goes_on_all_the_same() {
    let troubled = || vec![task("a", TaskStatus::Running, 10, 999, 70)];
    for is_troubled in [false, true] {
        let mut watcher = Watcher::new();
        for number in 0..8 {
            watcher.read(3_600_000 + number * 15_000, SweepLane::Fast, running(10 * number));
        }
        if is_troubled {
            watcher.read(30_000, SweepLane::Fast, troubled());
        } else {
            let same: imbl::Vector<Arc<Task>> = [Arc::clone(&watcher.of("a").task)].into_iter().collect();
            let fast = Reading { number: 0, lane: SweepLane::Fast, began_unix_ms: 30_000, ended_unix_ms: 30_000 };
            watcher.take(fast, same, &["a"]);
        }
        for number in 3..8 {
            watcher.read(number * 15_000, SweepLane::Fast, running(100 + 10 * number));
        }
        let of = watcher.of("a");
        assert_eq!(of.series.last().map(|last| last.unix_ms), Some(105_000), "troubled: {is_troubled}");
        assert_eq!(of.rates.calls_per_minute.map(f64::round), Some(40.0), "troubled: {is_troubled}");
    }
}

#[test]
fn a_clock_set_back_makes_no_news_of_what_is_old_and_ends_none_that_is_new() {
    let hour = 3_600_000;
    let mut before = Watcher::new();
    before.read(0, SweepLane::Fast, running(10));
    let stored = before.kept[0].1;
    let samples = vec![stored, Sample { unix_ms: 15_000, status: 4, link: Link::Continues, ..stored }];
    let (old, new) = ("a", "b");
    let mut after = Watcher::new();
    after.history.restore(Past { tasks: vec![PastTask { key: key(old), samples }], watched: Vec::new() });
    let tasks = |is_new_failed| {
        let status = if is_new_failed { TaskStatus::Failed } else { TaskStatus::Running };
        vec![task(old, TaskStatus::Failed, 1000, 5, 10), task(new, status, 1000, 5, 10)]
    };
    let alerts = |watcher: &Watcher| -> Vec<String> {
        let open = watcher.history.alerts().open();
        open.iter().map(|alert| alert.id.task.as_ref().map_or("", TaskKey::as_str).to_owned()).collect()
    };
    for number in 0..8 {
        after.read_live(10 * hour + number * 15_000, tasks(number > 4));
    }
    let failed = alerts(&after);
    assert_eq!(failed.len(), 1, "{failed:?}");
    // The display ticks on between the step and the next reading.
    after.history.tick(8 * hour - 5_000);
    for number in 0..20 {
        let told = after.read_live(8 * hour + number * 15_000, tasks(true));
        assert!(told.iter().all(|step| !step.notifies), "{told:?}");
        assert_eq!(alerts(&after), failed);
    }
}

#[test]
fn calls_that_stood_still_over_a_short_pause_were_not_expected_in_vain_only_since_then() {
    let dialling_since = |pause_ms: i64, more_calls: i64| {
        let mut watcher = Watcher::new();
        for number in 0..20 {
            watcher.read(number * 15_000, SweepLane::Fast, running(100));
        }
        let at = 19 * 15_000 + pause_ms;
        watcher.read(at, SweepLane::Fast, running(100 + more_calls));
        watcher.of("a").dialling_since(at).map(|since| at - since)
    };
    assert_eq!(dialling_since(5 * MINUTE, 0), Some(5 * MINUTE + 19 * 15_000), "silent before, silent after");
    assert_eq!(dialling_since(5 * MINUTE, 1), Some(0), "calls went on in between");
    assert_eq!(dialling_since(11 * MINUTE, 0), Some(0), "too long to be sure that it ran all the time");
}

#[test]
fn a_stall_shows_no_pace_of_before_it() {
    let mut watcher = Watcher::new();
    for number in 0..200 {
        let (finished, calls) = (number.min(120) * 5, number.min(120) * 10);
        let row = task("a", TaskStatus::Running, 10_000, finished, calls);
        watcher.read_live(number * 15_000, vec![row]);
        let rates = &watcher.of("a").rates;
        if number == 120 {
            let about = |pace: Option<f64>, expected: f64| pace.is_some_and(|pace| (pace - expected).abs() < 0.5);
            assert!(about(rates.calls_per_minute, 40.0) && about(rates.orders_per_minute, 20.0), "{rates:?}");
        }
    }
    let rates = &watcher.of("a").rates;
    assert_eq!((rates.calls_per_minute, rates.orders_per_minute), (Some(0.0), Some(0.0)));
    assert_eq!((rates.calls_per_minute_range, rates.orders_per_minute_range), (None, None));
}

#[test]
fn readings_without_a_call_are_counted_as_they_are_read_and_nothing_else_moves_them() {
    let mut watcher = Watcher::new();
    let mut at = 0;
    let mut read = |watcher: &mut Watcher, finished, orders, calls| {
        watcher.read(at, SweepLane::Fast, vec![task("a", TaskStatus::Running, orders, finished, calls)]);
        at += 15_000;
        watcher.of("a").rates.readings_without_call
    };
    assert_eq!((read(&mut watcher, 5, 1000, 10), read(&mut watcher, 5, 1000, 20)), (0, 0));
    assert_eq!(read(&mut watcher, 5, 1000, 20), 1);
    assert_eq!(read(&mut watcher, 9999, 1000, 20), 1, "a row that cannot be believed says nothing");
    let past = Past { tasks: vec![PastTask { key: key("a"), samples: Vec::new() }], watched: Vec::new() };
    watcher.history.restore(past);
    assert_eq!(watcher.of("a").rates.readings_without_call, 1, "nor does the past");
    // Orders come all the while, so that every reading is a sample, and the older ones are thinned.
    for number in 0..400_u32 {
        assert_eq!(read(&mut watcher, 5, 1000 + i64::from(number), 20), number + 2);
    }
}

#[test]
fn answered_orders_that_do_not_come_are_no_fall() {
    let mut watcher = Watcher::new();
    for number in 0..6 {
        let mut task = task("a", TaskStatus::Running, 1000, 100, 10 * number);
        if number % 2 == 1 {
            task.stat.answer_order_count = None;
        }
        watcher.read(number * 15_000, SweepLane::Fast, vec![task]);
    }
    assert!(watcher.of("a").series.iter().skip(1).all(|sample| sample.link == Link::Continues));
    assert!(watcher.events().is_empty(), "{:?}", watcher.events());
}

#[test]
fn a_window_written_otherwise_is_the_same_window() {
    let with = |days: Option<&str>, hours: &str| {
        let window = Arc::new(DialWindow::parse(Some(0), days, Some(hours), Some("9,10")));
        Task { window, ..task("a", TaskStatus::Running, 1000, 5, 10) }
    };
    let mut watcher = Watcher::new();
    for (number, (days, hours)) in [
        (Some("1,2"), "9,10"),
        (Some("2, 1"), "10, 9"),
        (Some("1,1,2,"), " 9,10"),
        (Some("1,2"), "9,10,"),
        (None, "9,10"),
        (Some(""), "9,10"),
    ]
    .into_iter()
    .enumerate()
    {
        watcher.read(number as i64 * 15_000, SweepLane::Fast, vec![with(days, hours)]);
    }
    assert_eq!(watcher.events(), ["days 1,2 -> not given"]);
    let mut settings: Vec<u32> = watcher.of("a").series.iter().map(|sample| sample.settings).collect();
    settings.dedup();
    assert_eq!(settings.len(), 2);
    // What cannot be read may mean anything.
    watcher.read(MINUTE * 2, SweepLane::Fast, vec![with(Some("x"), "9,10")]);
    watcher.read(MINUTE * 3, SweepLane::Fast, vec![with(Some("y"), "9,10")]);
    assert_eq!(watcher.events()[0], "days x -> y");
}

#[test]
fn counters_that_jump_back_after_a_fall_are_no_calls() {
    // Two servers behind one address, one of them behind: 5,100 and 5,000 in turn, and nobody dials.
    let mut watcher = Watcher::new();
    for reading in 0..12 {
        let calls = if reading % 2 == 0 { 5_100 } else { 5_000 };
        watcher.read(reading * 15_000, SweepLane::Fast, vec![task("a", TaskStatus::Running, 9_000, 5, calls)]);
    }
    assert_eq!(watcher.of("a").rates.calls_per_minute, None, "{:?}", watcher.of("a").rates);
    // A fall that stays one counts from where it fell to, once it has been steady for long enough.
    for reading in 12..60 {
        let calls = 4 * (reading - 12);
        watcher.read(reading * 15_000, SweepLane::Fast, vec![task("a", TaskStatus::Running, 9_000, 5, calls)]);
    }
    let pace = watcher.of("a").rates.calls_per_minute.unwrap();
    assert!((pace - 16.0).abs() < 0.1, "{pace}");
}

/// Two servers behind one address that tell counts 100 apart, asked in turn, while four calls a quarter minute are placed.
fn two_servers(reading: i64) -> Vec<Task> {
    let behind = if reading % 2 == 0 { 0 } else { 100 };
    vec![task("a", TaskStatus::Running, 9_000, 5, 5_100 + 4 * reading - behind)]
}

#[test]
fn a_reset_that_was_seen_stays_one_when_the_past_is_worked_in() {
    let mut before = Watcher::new();
    for reading in 0..40 {
        before.read(reading * 15_000, SweepLane::Fast, two_servers(reading));
    }
    let samples: Vec<Sample> = before.kept.iter().map(|(_, sample)| *sample).collect();
    let past = Past { tasks: vec![PastTask { key: key("a"), samples }], watched: vec![(0, 39 * 15_000)] };
    for is_late in [false, true] {
        let mut after = Watcher::new();
        if !is_late {
            after.history.restore(past.clone());
        }
        // The first reading after the restart is 100 above the last one before: the same rule as for live readings.
        after.read(40 * 15_000, SweepLane::Full, two_servers(40));
        if is_late {
            after.history.restore(past.clone());
        }
        let one = after.of("a");
        let mut steps = one.series.pairs_back_to(i64::MIN).filter(|(one, other)| one.counters != other.counters);
        assert!(steps.all(|(_, after)| after.link == Link::Reset), "late: {is_late}");
        assert_eq!(Sums::between(&one.series, 0, i64::MAX).calls, 0.0, "no call is invented");
        assert_eq!(one.trouble, Some(crate::history::Trouble::Unsteady), "late: {is_late}");
        assert_eq!(one.rates.calls_per_minute, None);
    }
}

#[test]
fn counters_that_go_up_and_down_show_no_pace_until_they_are_steady() {
    let mut watcher = Watcher::new();
    for reading in 0..12 {
        watcher.read(reading * 15_000, SweepLane::Fast, two_servers(reading));
    }
    let trouble = |watcher: &Watcher| watcher.of("a").trouble;
    assert_eq!(trouble(&watcher), Some(crate::history::Trouble::Unsteady));
    assert_eq!(watcher.of("a").eta, crate::history::Eta::Unknown("its counters go up and down"));
    let expected = ["counters go up and down; no pace until they are steady", "counters fell; counting anew"];
    assert_eq!(watcher.events(), expected, "told once");
    let why = crate::history::Why::of(&watcher.of("a").task, &watcher.history, 11 * 15_000, 0);
    assert_eq!(why.verdict, "Unknown: its counters go up and down, so that calls cannot be seen");
    // One server from now on: the last fall was at reading 11.
    for reading in 12..=50 {
        watcher.read(reading * 15_000, SweepLane::Fast, running_calls(5_000 + 4 * reading));
    }
    assert_eq!(watcher.of("a").rates.calls_per_minute, None, "not ten minutes yet");
    watcher.read(51 * 15_000, SweepLane::Fast, running_calls(5_000 + 4 * 51));
    assert_eq!(trouble(&watcher), None);
    let pace = watcher.of("a").rates.calls_per_minute.unwrap();
    assert!((pace - 16.0).abs() < 0.1, "{pace}");
}

fn running_calls(calls: i64) -> Vec<Task> {
    vec![task("a", TaskStatus::Running, 9_000, 5, calls)]
}

#[test]
fn a_task_made_anew_under_its_id_is_another_campaign() {
    let mut watcher = Watcher::new();
    let made = |seconds: i64, calls| {
        let mut one = task("a", TaskStatus::Running, 90_000, 5, calls);
        one.created = Some(crate::domain::ApiTime(seconds));
        vec![one]
    };
    watcher.read(0, SweepLane::Fast, made(1_790_000_000, 500));
    watcher.read(15_000, SweepLane::Fast, made(1_790_000_000, 510));
    watcher.read(30_000, SweepLane::Fast, made(1_790_100_000, 40_500));
    watcher.read(45_000, SweepLane::Fast, made(1_790_100_000, 40_510));
    let pace = watcher.of("a").rates.calls_per_minute.unwrap();
    assert!(pace < 60.0, "{pace}");
    assert_eq!(watcher.events(), ["made anew under its id; counting anew"]);
}

#[test]
fn a_status_that_flaps_is_told_and_puts_off_no_stall() {
    use crate::history::RuleName;
    let fired = |change: fn(i64, &mut Task)| {
        let mut watcher = Watcher::new();
        let mut told = Vec::new();
        for reading in 0..200 {
            // Twelve calls a minute for ten minutes, then none.
            let mut one = task("a", TaskStatus::Running, 9_000, 5, 3 * reading.min(40));
            change(reading, &mut one);
            let transitions = watcher.read_live(reading * 15_000, vec![one]);
            told.extend(transitions.into_iter().filter(|told| told.notifies).map(|told| told.alert));
        }
        told
    };
    let rules = |told: &[crate::history::Alert]| told.iter().map(|alert| alert.id.rule).collect::<Vec<_>>();
    let steady = fired(|_, _| ());
    assert_eq!(rules(&steady), [RuleName::Stall]);
    let status = fired(|reading, task| {
        if reading % 2 == 1 {
            task.status = Some(TaskStatus::Failed);
        }
    });
    assert_eq!(rules(&status), [RuleName::Flapping, RuleName::Stall], "{status:?}");
    assert_eq!(status[0].what, "the status changed 6 times in half an hour, last failed -> running");
    let settings = fired(|reading, task| task.max_call = Some(20 + reading % 2));
    assert_eq!(rules(&settings), [RuleName::Flapping, RuleName::Stall], "{settings:?}");
    assert_eq!(settings[0].what, "the settings changed 6 times in half an hour, last max calls 21 -> 20");
}

#[test]
fn tasks_without_end_are_remembered_within_bounds_and_without_their_rows() {
    let mut watcher = Watcher::new();
    for sweep in 0..20 {
        let fresh = (0..100).map(|number| {
            let raw = RawRow::pack("{\"taskID\":\"x\"}");
            Task { raw, ..task(&format!("{sweep}-{number}"), TaskStatus::Running, 100, 1, 1) }
        });
        watcher.read(sweep * 15_000, SweepLane::Full, fresh.collect());
        let held = watcher.history.tasks().count();
        assert!(held <= 100 + MOST_GONE, "{held} after sweep {sweep}");
    }
    let rows = watcher.history.tasks().filter(|(_, task)| task.task.raw.packed_bytes() > 0).count();
    assert_eq!(rows, 100, "those on the board keep their rows");
    assert!(watcher.history.task(&key("18-5")).is_some() && watcher.history.task(&key("2-5")).is_none());
}

#[test]
fn thousands_of_alerts_of_one_rule_silence_no_other() {
    use crate::history::RuleName;
    let mut watcher = Watcher::new();
    let fleet = |status, max_call| {
        let mut tasks: Vec<Task> = (0..2_050).map(|number| task(&number.to_string(), status, 100, 1, 1)).collect();
        tasks.push(Task { max_call: Some(max_call), ..task("other", TaskStatus::Running, 9_000, 5, 5) });
        tasks
    };
    watcher.read_live(0, fleet(TaskStatus::Running, 20));
    let mut told = Vec::new();
    for reading in 1..4 {
        told.extend(watcher.read_live(reading * 15_000, fleet(TaskStatus::Failed, 20)));
    }
    let fired =
        |told: &[Transition], rule| told.iter().filter(|told| told.alert.id.rule == rule && told.notifies).count();
    assert_eq!(fired(&told, RuleName::Failed), 2_000);
    let mut told = Vec::new();
    for reading in 4..7 {
        told.extend(watcher.read_live(reading * 15_000, fleet(TaskStatus::Failed, 30)));
    }
    assert_eq!(fired(&told, RuleName::SettingsChanged), 1, "a rule with fewer gets in");
    // Looked at all the while, or it would pass for a sleep.
    let told: Vec<_> = (7..60).flat_map(|tick| watcher.history.tick(tick * 15_000)).collect();
    assert_eq!(fired(&told, RuleName::PollHealth), 1, "the reading as a whole gets in");
}

/// Two hours at eight calls a minute, then a silence: what a change to each reading by its number makes of it.
fn silent_after_two_hours(change: impl Fn(i64, &mut Task)) -> Watcher {
    let mut watcher = Watcher::new();
    for reading in 0..640 {
        let mut row = task("a", TaskStatus::Running, 90_000, 400, 8_000 + 2 * reading.min(480));
        row.created = Some(ApiTime(1_000_000_000));
        change(reading, &mut row);
        watcher.read(reading * 15_000, SweepLane::Fast, vec![row]);
    }
    watcher
}

#[test]
fn servers_that_tell_a_date_or_a_count_a_little_differently_put_off_no_stall() {
    type Change = fn(i64, &mut Task);
    let changes: [(&str, Change); 4] = [
        ("as it is", |_, _| ()),
        ("a second later", |reading, row| row.created = Some(ApiTime(1_000_000_000 + i64::from(reading % 3 == 0)))),
        ("in milliseconds", |reading, row| {
            let unit = if reading % 2 == 0 { 1 } else { 1000 };
            row.created = Some(ApiTime(1_000_000_000 * unit));
        }),
        ("a call behind", |reading, row| {
            row.stat.total_call = row.stat.total_call.map(|calls| calls - i64::from(reading % 8 == 0));
        }),
    ];
    for (what, change) in changes {
        let watcher = silent_after_two_hours(change);
        let one = watcher.of("a");
        assert_eq!(one.eta, crate::history::Eta::Never(crate::history::NeverReason::Stalled), "{what}");
        assert_eq!(one.trouble, None, "{what}");
    }
}

#[test]
fn another_date_of_creation_by_turns_is_told_as_flapping() {
    let watcher = silent_after_two_hours(|reading, row| {
        row.created = Some(ApiTime(1_000_000_000 + reading % 2 * 3600));
    });
    assert!(watcher.of("a").origin_changes(639 * 15_000) > 6);
    assert_eq!(watcher.of("a").eta, crate::history::Eta::Never(crate::history::NeverReason::Stalled));
}

#[test]
fn a_number_of_orders_that_goes_to_and_fro_is_told_as_flapping() {
    for period in [2, 16] {
        let watcher = silent_after_two_hours(|reading, row| {
            let is_low = reading % period == 0;
            row.stat.total_order_count = Some(if is_low { 400 } else { 90_000 });
        });
        assert!(watcher.of("a").origin_changes(639 * 15_000) >= 6, "{period}");
    }
    let fed =
        silent_after_two_hours(|reading, row| row.stat.total_order_count = Some(90_000 + reading % 7 * 3 + reading));
    assert_eq!(fed.of("a").origin_changes(639 * 15_000), 0, "orders that come and go are none of it");
}

#[test]
fn a_silence_does_not_wear_down_what_it_is_judged_by() {
    let usual = silent_after_two_hours(|_, _| ()).of("a").baseline.calls_per_open_minute_today.unwrap();
    assert!((usual - 8.0).abs() < 0.1, "{usual}");
}

#[test]
fn more_calls_than_its_lines_can_place_are_no_pace() {
    let mut watcher = Watcher::new();
    for reading in 0..20 {
        // Only the first reading is that of a server far behind.
        let lag = if reading == 0 { 20_000 } else { 0 };
        let mut row = task("a", TaskStatus::Running, 90_000, 400, 40_000 + 4 * reading - lag);
        row.max_call = Some(3);
        watcher.read(reading * 15_000, SweepLane::Fast, vec![row]);
    }
    let pace = watcher.of("a").rates.calls_per_minute.unwrap();
    assert!((pace - 16.0).abs() < 0.1, "{pace}");
}
