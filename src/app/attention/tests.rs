//! What must come first, and what must not move.

use super::*;
use crate::app::fixture::{now, snapshot, task, with};
use crate::domain::{ApiTime, TaskStat, TaskStatus};
use crate::history::{AlertId, AlertPhase, RuleName};

const NOON: &str = "7,8,9,10,11";
const ALL_DAY: &str = "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23";

fn campaign(name: &str, status: i64, left: i64, hours: &str) -> Task {
    with(task(name), |task| {
        task.status = Some(TaskStatus::from_number(status));
        task.created = Some(ApiTime(1_790_000_000));
        task.stat = TaskStat {
            total_order_count: Some(1_000_000),
            finish_order_count: Some(1_000_000 - left),
            ..TaskStat::default()
        };
        task.window = Arc::new(DialWindow::parse(Some(0), Some("1,2,3,4,5,6,7"), Some(hours), Some(hours)));
    })
}

fn alert(name: &str, severity: Severity, since_unix_ms: i64) -> Alert {
    Alert {
        id: AlertId { task: Some(task(name).key), rule: RuleName::Stall },
        severity,
        task_name: name.to_owned(),
        since_unix_ms,
        phase: AlertPhase::Firing,
        what: String::new(),
        snoozed_until_unix_ms: None,
        is_acknowledged: false,
    }
}

/// The names in the order of their places, with these alerts.
fn ordered(tasks: &[Task], alerts: &[Alert]) -> Vec<String> {
    let mut windows = Windows { now_seconds: now(0).unix_seconds(), walked: HashMap::new() };
    let mut placed: Vec<(u64, &str)> = tasks
        .iter()
        .map(|task| {
            let alert = alerts.iter().find(|alert| alert.id.task.as_ref() == Some(&task.key));
            (place(task, &Digest::of(task, None), alert, &mut windows), task.display_name())
        })
        .collect();
    placed.sort_unstable();
    placed.into_iter().map(|(_, name)| name.to_owned()).collect()
}

#[test]
fn alerts_come_first_then_what_shuts_soonest_then_most_left_and_the_dead_last() {
    // It is 07:46 UTC.
    let tasks = [
        campaign("done", 3, 0, NOON),
        campaign("failed", 4, 90, NOON),
        campaign("paused", 5, 90, NOON),
        campaign("pending", 1, 90, NOON),
        campaign("idle", 2, 0, NOON),
        campaign("shut", 2, 9_000, "1,2"),
        campaign("always", 2, 9_000, ALL_DAY),
        campaign("at-noon-small", 2, 10, NOON),
        campaign("at-noon-large", 2, 9_000, NOON),
        campaign("at-8", 2, 10, "7"),
        campaign("warned", 5, 1, NOON),
        campaign("critical-old", 2, 5, NOON),
        campaign("critical-new", 4, 5, NOON),
        campaign("news", 2, 5, NOON),
        campaign("old-news", 3, 0, NOON),
        with(campaign("none", 2, 5, NOON), |task| task.status = None),
    ];
    let alerts = [
        alert("warned", Severity::Warning, 9),
        alert("critical-old", Severity::Critical, 1_000),
        alert("critical-new", Severity::Critical, 1_001),
        alert("news", Severity::Info, 9),
        alert("old-news", Severity::Info, 9),
    ];
    assert_eq!(
        ordered(&tasks, &alerts),
        [
            "critical-new",
            "critical-old",
            "warned",
            "news",
            "at-8",
            "at-noon-large",
            "at-noon-small",
            "always",
            "shut",
            "idle",
            "paused",
            "pending",
            "failed",
            "done",
            "old-news",
            "none"
        ]
    );
}

struct Board {
    attention: Attention,
    history: History,
}

impl Board {
    fn read(&mut self, tasks: &[Task], seconds: u64) -> Vec<u64> {
        let tasks = snapshot(seconds + 1, tasks.iter().cloned()).tasks;
        let digests: Vec<Digest> = tasks.iter().map(|task| Digest::of(task, None)).collect();
        self.attention.follow(&tasks, &digests, &self.history, now(seconds).unix_seconds());
        self.attention.places().to_vec()
    }
}

fn board() -> Board {
    Board { attention: Attention::default(), history: History::default() }
}

#[test]
fn fifty_polls_of_small_changes_move_no_row() {
    let mut board = board();
    let mut random = fastrand::Rng::with_seed(4);
    let mut tasks: Vec<Task> = (0..40)
        .map(|n| campaign(&format!("t{n}"), 2, random.i64(4_000..5_000), [NOON, "7,8", ALL_DAY][n % 3]))
        .collect();
    let before = board.read(&tasks, 0);
    for poll in 1..=50 {
        for task in &mut tasks {
            let done = task.stat.finish_order_count.unwrap_or(0);
            task.stat.finish_order_count = Some(done + random.i64(0..15));
        }
        // The windows are 13 minutes from their next edge: the last poll is before it.
        assert_eq!(board.read(&tasks, poll * 15), before, "poll {poll}");
    }
}

#[test]
fn a_task_moves_when_its_case_changes_or_much_of_its_work_is_gone() {
    let mut board = board();
    let mut tasks = vec![campaign("a", 2, 1_000, NOON), campaign("b", 2, 990, NOON), campaign("c", 2, 500, NOON)];
    let first = board.read(&tasks, 0);
    assert!(first.is_sorted());
    tasks[0] = campaign("a", 2, 900, NOON);
    assert_eq!(board.read(&tasks, 15), first, "a tenth is not much");
    tasks[0] = campaign("a", 2, 700, NOON);
    let places = board.read(&tasks, 30);
    assert!(places[1] < places[0] && places[0] < places[2], "{places:?}");
    tasks[1].status = Some(TaskStatus::Paused);
    let places = board.read(&tasks, 45);
    assert!(places[2] < places[1], "{places:?}");
    tasks[1].status = Some(TaskStatus::Running);
    // Back again, it is placed by what it has now.
    assert_eq!(board.read(&tasks, 60)[1], first[1]);
}

#[test]
fn rows_keep_their_places_when_others_come_and_go() {
    let mut board = board();
    let (a, b) = (campaign("a", 2, 1_000, NOON), campaign("b", 2, 990, NOON));
    let first = board.read(&[a, b], 0);
    let a = campaign("a", 2, 980, NOON);
    let again = board.read(&[campaign("new", 2, 5, NOON), campaign("b", 2, 985, NOON), a], 15);
    assert_eq!((again[2], again[1]), (first[0], first[1]));
}

#[test]
fn a_window_that_shuts_sends_its_tasks_behind_those_that_dial() {
    let mut board = board();
    let tasks = [campaign("at-8", 2, 1_000, "7"), campaign("at-noon", 2, 10, NOON)];
    assert!(board.read(&tasks, 0).is_sorted());
    let later = board.read(&tasks, 15 * 60);
    assert!(later[1] < later[0], "{later:?}");
}

#[test]
fn a_newer_alert_of_a_task_moves_it_up() {
    let tasks = [campaign("a", 2, 90, NOON), campaign("b", 2, 90, NOON)];
    let mut windows = Windows { now_seconds: now(0).unix_seconds(), walked: HashMap::new() };
    let mut at = |task: &Task, since| {
        place(task, &Digest::of(task, None), Some(&alert("a", Severity::Critical, since)), &mut windows)
    };
    let (old, other, fresh) =
        (at(&tasks[0], 1_790_000_000_000), at(&tasks[1], 1_790_000_060_000), at(&tasks[0], 1_790_000_120_000));
    assert!(other < old && fresh < other);
    assert_eq!(settled(old, fresh), fresh);
}
