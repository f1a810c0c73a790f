//! How long a reading takes to be worked into the history: 100,000 tasks, of which 2,000 are active and have an hour of
//! past.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, reason = "a bench fails like a test")]

use std::hint::black_box;
use std::sync::Arc;

use callbot_tui::domain::{
    DialWindow, Feed, Health, Reading, Snapshot, SweepLane, Task, TaskKey, TaskStat, TaskStatus,
};
use callbot_tui::history::History;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};

const TASKS: i64 = 100_000;
const ACTIVE: i64 = 2_000;
const POLL_MS: i64 = 15_000;

fn task(number: i64, reading: i64, window: &Arc<DialWindow>) -> Arc<Task> {
    let is_active = number < ACTIVE;
    let calls = 5_000 + if is_active { reading * (number % 20) } else { 0 };
    let stat = TaskStat {
        total_order_count: Some(50_000),
        finish_order_count: Some(calls / 2),
        answer_order_count: Some(calls / 4),
        total_call: Some(calls),
        total_answer_call: Some(calls / 3),
        ..TaskStat::default()
    };
    let key = TaskKey::new(Some(&format!("task-{number}")), None, String::new);
    let status = if is_active { TaskStatus::Running } else { TaskStatus::Completed };
    Arc::new(Task { status: Some(status), stat, max_call: Some(20), window: Arc::clone(window), ..Task::empty(key) })
}

fn feed(tasks: &imbl::Vector<Arc<Task>>, reading: i64, lane: SweepLane) -> Feed {
    let at = 1_790_149_567_000 + reading * POLL_MS;
    let number = u64::try_from(reading).unwrap() + 1;
    Feed {
        snapshot: Snapshot { tasks: tasks.clone(), revision: number, ..Snapshot::default() },
        health: Health::Live,
        reading: Some(Reading { number, lane, began_unix_ms: at, ended_unix_ms: at + 400 }),
        poll_interval_seconds: 15,
        ..Feed::default()
    }
}

fn observe(criterion: &mut Criterion) {
    let hours: Vec<String> = (0..24).map(|hour| hour.to_string()).collect();
    let hours = hours.join(",");
    let window = Arc::new(DialWindow::parse(Some(19_800), Some("1,2,3,4,5,6,7"), Some(&hours), Some(&hours)));
    let mut tasks: imbl::Vector<Arc<Task>> = (0..TASKS).map(|number| task(number, 0, &window)).collect();
    let mut history = History::default();
    let mut reading = 0;
    let next = |tasks: &mut imbl::Vector<Arc<Task>>, reading: &mut i64, lane| {
        *reading += 1;
        for number in 0..ACTIVE {
            tasks.set(usize::try_from(number).unwrap(), task(number, *reading, &window));
        }
        feed(tasks, *reading, lane)
    };
    for _ in 0..240 {
        let feed = next(&mut tasks, &mut reading, SweepLane::Fast);
        history.observe(&feed, 1_790_149_567_000 + reading * POLL_MS);
    }
    for (name, lane) in [("fast", SweepLane::Fast), ("full", SweepLane::Full)] {
        criterion.bench_function(&format!("observe a {name} reading of 100,000 tasks, 2,000 active"), |bencher| {
            bencher.iter_batched(
                || next(&mut tasks, &mut reading, lane),
                |feed| {
                    let at = feed.reading.map_or(0, |reading| reading.ended_unix_ms);
                    black_box(history.observe(&feed, at));
                },
                BatchSize::PerIteration,
            );
        });
    }
}

criterion_group!(benches, observe);
criterion_main!(benches);
