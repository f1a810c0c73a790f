//! A made-up past for a fleet: the readings that would have led to its counts.

use std::sync::Arc;

use callbot_tui::app::Model;
use callbot_tui::domain::{Feed, Reading, Snapshot, SweepLane, Task, TaskStatus, WindowState};

use super::scenes::{dashboard, now, press};

const MINUTE_MS: i64 = 60_000;

/// How far back the past goes, in minutes.
const MINUTES: i64 = 6 * 60;

/// For how long nobody looked, in minutes before now.
const GAP: std::ops::Range<i64> = 40..58;

/// Calls placed and answered in a minute that was so many minutes before now.
fn calls(name: &str, ago: i64) -> (i64, i64) {
    let wave = [0, 3, 5, 6, 5, 3, 0, -3, -5, -6, -5, -3][usize::try_from(ago / 7 % 12).unwrap()];
    match name {
        "ph_otp_retry_b2" if ago <= 9 => (0, 0),
        "ph_otp_retry_b2" => (2, i64::from(ago % 2 == 0)),
        "in_promo_diwali" if ago <= 16 => (52, 5 + ago % 2),
        "in_promo_diwali" => (60 + wave, 14 + ago % 2),
        "vn_loan_remind_0917" => (84 + 2 * wave, 26),
        "my_collect_t3" if ago < 30 => (3 - ago / 10, i64::from(ago % 3 == 0)),
        "my_collect_t3" => (22, 5),
        "id_welcome_w38" => ((41 + wave) / 4, 3),
        _ => (0, 0),
    }
}

/// The task as it was so many minutes ago.
fn earlier(task: &Task, minutes: i64) -> Task {
    let mut task = task.clone();
    if task.status != Some(TaskStatus::Running) {
        return task;
    }
    let (mut placed, mut answered) = (0, 0);
    for ago in 0..minutes {
        let at = now().unix_seconds() - ago * 60;
        if matches!(task.window.state_at(at), WindowState::Open { .. }) {
            let (more, heard) = calls(task.display_name(), ago);
            (placed, answered) = (placed + more, answered + heard);
        }
    }
    let stat = &mut task.stat;
    let less = |count: Option<i64>, by: i64| count.map(|count| (count - by).max(0));
    let (all_calls, all_done) = (stat.total_call.unwrap_or(1).max(1), stat.finish_order_count.unwrap_or(0));
    stat.finish_order_count = less(stat.finish_order_count, placed * all_done / all_calls);
    stat.answer_order_count = less(stat.answer_order_count, answered / 2);
    stat.total_call = less(stat.total_call, placed);
    stat.total_answer_call = less(stat.total_answer_call, answered);
    task
}

/// A dashboard with a fleet whose last hours were watched, after some keys.
pub fn watched(feed: &Feed, keys: &str) -> Model {
    let mut model = dashboard(feed.clone(), "");
    for (number, minutes) in (0..=MINUTES).rev().filter(|ago| !GAP.contains(ago)).enumerate() {
        let at = now().unix_ms - minutes * MINUTE_MS;
        let tasks = feed.snapshot.tasks.iter().map(|task| Arc::new(earlier(task, minutes))).collect();
        let reading =
            Reading { number: number as u64 + 1, lane: SweepLane::Full, began_unix_ms: at - 300, ended_unix_ms: at };
        let snapshot = Snapshot { tasks, as_of_unix_ms: Some(at), ..feed.snapshot.clone() };
        let then = Feed { snapshot, reading: Some(reading), poll_interval_seconds: 60, ..feed.clone() };
        model.history.observe(&then, at);
    }
    // The screen is drawn from a feed; the last reading changed nothing about its tasks.
    press(&mut model, "0");
    press(&mut model, keys);
    model
}
