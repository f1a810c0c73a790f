//! What the order of the rows must be, whatever the numbers.

use super::*;
use crate::app::fixture::{now, snapshot, task, with};
use crate::app::shelf::Shelf;
use crate::domain::{ApiTime, TaskKey, TaskStat, TaskStatus, TaskTexts};

const UP: bool = false;
const DOWN: bool = true;

fn sort_all(order: &mut Vec<u32>, digests: &[Digest], tasks: &imbl::Vector<Arc<Task>>, by: Sort, now_seconds: i64) {
    let mut shelf = Shelf::default();
    shelf.follow(tasks);
    let history = History::default();
    let mut attention = crate::app::attention::Attention::default();
    attention.follow(tasks, digests, &history, now_seconds);
    let known = Known { digests, names: &shelf, tasks, attention: attention.places(), history: &history };
    sort(order, known, by, now_seconds);
}

fn sorted(column: Column, descending: bool, tasks: &[Task]) -> Vec<String> {
    let tasks = snapshot(1, tasks.iter().cloned()).tasks;
    let mut order = Vec::new();
    let digests: Vec<Digest> = tasks.iter().map(|task| Digest::of(task, None)).collect();
    sort_all(&mut order, &digests, &tasks, Sort { column, descending }, now(0).unix_seconds());
    order.iter().map(|index| tasks[*index as usize].display_name().to_owned()).collect()
}

fn counted(name: &str, finished: Option<i64>, orders: Option<i64>, answered: Option<i64>, calls: Option<i64>) -> Task {
    let stat = TaskStat {
        finish_order_count: finished,
        total_order_count: orders,
        total_answer_call: answered,
        total_call: calls,
        ..TaskStat::default()
    };
    with(task(name), |task| task.stat = stat)
}

fn with_status(name: &str, status: Option<i64>, left: i64) -> Task {
    with(counted(name, Some(0), Some(left), None, None), |task| task.status = status.map(TaskStatus::from_number))
}

#[test]
fn live_tasks_come_first_and_within_a_status_the_most_work() {
    let tasks = [
        with_status("done", Some(3), 9),
        with_status("strange", Some(9), 9),
        with_status("failed", Some(4), 9),
        with_status("pending", Some(1), 9),
        with_status("missing", None, 9),
        with_status("run-small", Some(2), 1),
        with_status("run-large", Some(2), 1000),
        with(task("run-unknown"), |_| ()),
        with_status("paused", Some(5), 9),
    ];
    assert_eq!(
        sorted(Column::Status, UP, &tasks),
        ["run-large", "run-small", "run-unknown", "paused", "pending", "failed", "strange", "done", "missing"]
    );
    assert_eq!(
        sorted(Column::Status, DOWN, &tasks),
        ["done", "strange", "failed", "pending", "paused", "run-large", "run-small", "run-unknown", "missing"]
    );
}

#[test]
fn missing_and_contradictory_values_come_last_in_both_directions() {
    let tasks = [
        counted("none", None, None, None, None),
        counted("half", Some(5), Some(10), Some(5), Some(10)),
        counted("odd", Some(11), Some(10), Some(11), Some(10)),
        counted("full", Some(10), Some(10), Some(10), Some(10)),
        counted("empty", Some(0), Some(0), Some(0), Some(0)),
    ];
    for column in [Column::Completion, Column::AnswerRate, Column::Done, Column::Left, Column::Calls] {
        for (descending, expected) in [(UP, ["half", "full"]), (DOWN, ["full", "half"])] {
            let all = sorted(column, descending, &tasks);
            let known: Vec<_> = all.iter().filter(|name| ["half", "full"].contains(&name.as_str())).collect();
            let expected = if column == Column::Left { [expected[1], expected[0]] } else { expected };
            if column == Column::Calls {
                continue;
            }
            assert_eq!(known, expected, "{column:?}");
            assert!(all.iter().position(|name| name == "none").unwrap() >= 3 || column == Column::Left, "{column:?}");
        }
    }
    assert_eq!(sorted(Column::Completion, DOWN, &tasks)[..2], ["full", "half"]);
    assert_eq!(sorted(Column::Left, UP, &tasks)[..3], ["empty", "full", "half"]);
    assert_eq!(sorted(Column::Calls, UP, &tasks)[0], "empty");
    assert_eq!(sorted(Column::Calls, UP, &tasks)[4], "none");
    assert_eq!(sorted(Column::Calls, DOWN, &tasks)[4], "none");
}

#[test]
fn names_sort_without_regard_to_case_and_beyond_their_beginnings() {
    let names = ["Zebra", "apple", "客户回访", "campaign_number_10_b", "Campaign_Number_10_A", "ÉTÉ", "école", "zz"];
    let tasks = names.map(task);
    let expected = ["apple", "Campaign_Number_10_A", "campaign_number_10_b", "Zebra", "zz", "école", "ÉTÉ", "客户回访"];
    assert_eq!(sorted(Column::Name, UP, &tasks), expected);
    let mut reversed = expected;
    reversed.reverse();
    assert_eq!(sorted(Column::Name, DOWN, &tasks), reversed);
}

#[test]
fn a_strategy_that_is_blank_is_missing() {
    let strategy = |name: &str, strategy| {
        with(task(name), |task| task.texts = TaskTexts::new(Some(name), None, None, None, strategy))
    };
    let tasks =
        [strategy("none", None), strategy("vip", Some("vip")), strategy("blank", Some(" ")), strategy("a", Some("a"))];
    assert_eq!(sorted(Column::Strategy, UP, &tasks)[..2], ["a", "vip"]);
    assert_eq!(sorted(Column::Strategy, DOWN, &tasks)[..2], ["vip", "a"]);
}

#[test]
fn ties_go_to_the_newer_task_and_then_to_the_key() {
    let made = |name: &str, created| with(task(name), |task| task.created = created);
    let tasks = [
        made("unknown", None),
        made("b", Some(ApiTime(1_790_000_000))),
        made("old", Some(ApiTime(1_780_000_000))),
        made("a", Some(ApiTime(1_790_000_000_000))),
        made("zero", Some(ApiTime(0))),
    ];
    for descending in [UP, DOWN] {
        assert_eq!(sorted(Column::Calls, descending, &tasks), ["a", "b", "old", "unknown", "zero"]);
    }
    assert_eq!(sorted(Column::Created, DOWN, &tasks)[..3], ["a", "b", "old"]);
    assert_eq!(sorted(Column::Created, UP, &tasks), ["old", "a", "b", "unknown", "zero"]);
}

#[test]
fn windows_that_shut_soonest_come_first_then_those_that_open_soonest() {
    let dialling = |name: &str, days: &str, up: &str, zone| {
        let window = DialWindow::parse(zone, Some(days), Some(up), Some(up));
        with(task(name), |task| task.window = Arc::new(window))
    };
    const ALL: &str = "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23";
    // It is Wednesday, 07:46 UTC.
    let tasks = [
        dialling("unknown", "", "9", Some(0)),
        dialling("opens-friday", "5", "9", Some(0)),
        dialling("always", "1,2,3,4,5,6,7", ALL, Some(0)),
        dialling("opens-at-9", "3", "9", Some(0)),
        dialling("shuts-at-11", "3", "7,8,9,10", Some(0)),
        dialling("shuts-at-8", "3", "7", Some(0)),
    ];
    assert_eq!(
        sorted(Column::Window, UP, &tasks),
        ["shuts-at-8", "shuts-at-11", "always", "opens-at-9", "opens-friday", "unknown"]
    );
    assert_eq!(
        sorted(Column::Window, DOWN, &tasks),
        ["opens-friday", "opens-at-9", "always", "shuts-at-11", "shuts-at-8", "unknown"]
    );
}

#[test]
fn a_start_that_is_set_comes_before_one_at_once_and_one_by_hand() {
    let starting = |name: &str, kind, at: Option<i64>| {
        with(task(name), |task| (task.startup_type, task.startup_at) = (kind, at.map(ApiTime)))
    };
    let tasks = [
        starting("by-hand", Some(StartupType::Manual), Some(1)),
        starting("unknown", None, None),
        starting("later", Some(StartupType::Scheduled), Some(1_790_200_000)),
        starting("at-once", Some(StartupType::Immediate), None),
        starting("soon", Some(StartupType::Scheduled), Some(1_790_100_000_000)),
        starting("some-day", Some(StartupType::Scheduled), None),
    ];
    let expected = ["soon", "later", "some-day", "at-once", "by-hand", "unknown"];
    assert_eq!(sorted(Column::Startup, UP, &tasks), expected);
}

#[test]
fn the_order_before_changes_nothing_but_the_speed() {
    let tasks: Vec<Task> = (0..50)
        .map(|n| Task {
            key: TaskKey::new(Some(&format!("k{n}")), None, String::new),
            ..task(&format!("n{}", n * 7 % 50))
        })
        .collect();
    let tasks = snapshot(1, tasks).tasks;
    let by_name = Sort { column: Column::Name, descending: false };
    let digests: Vec<Digest> = tasks.iter().map(|task| Digest::of(task, None)).collect();
    let mut fresh = Vec::new();
    sort_all(&mut fresh, &digests, &tasks, by_name, 0);
    for before in [vec![], (0..50).rev().collect(), (0..80).collect(), vec![2, 1, 0]] {
        let mut order = before;
        sort_all(&mut order, &digests, &tasks, by_name, 0);
        assert_eq!(order, fresh);
    }
}

#[test]
fn long_equal_texts_and_keys_are_put_in_order_without_end() {
    let long = "x".repeat(500);
    let keyed = |end: &str| {
        let key = TaskKey::new(Some(&format!("{long}{end}")), None, String::new);
        Task { texts: TaskTexts::new(Some(&long), None, Some(end), None, None), ..Task::empty(key) }
    };
    let tasks = snapshot(1, ["c", "a", "b"].map(keyed)).tasks;
    let digests: Vec<Digest> = tasks.iter().map(|task| Digest::of(task, None)).collect();
    let mut order = Vec::new();
    sort_all(&mut order, &digests, &tasks, Sort { column: Column::Name, descending: false }, 0);
    assert_eq!(order, [1, 2, 0]);
}
