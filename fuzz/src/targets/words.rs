//! Values that several targets need: moments, and a few tasks that differ where filters look.

use std::sync::Arc;
use std::time::Instant;

use callbot_tui::domain::{ApiTime, DialWindow, Feed, Now, Snapshot, Task, TaskKey, TaskStat, TaskStatus, TaskTexts};

/// 2026-09-23 07:46:07 UTC in milliseconds.
pub(super) const NOW_MS: i64 = 1_790_149_567_000;

/// Moments at which something may go wrong, in seconds since 1970.
pub(super) const MOMENTS: [i64; 8] =
    [NOW_MS / 1000, 0, -1, 1_790_149_567_000, i64::MAX, i64::MIN, 253_402_300_799, 8_210_266_876_799];

/// Now, as the program takes it.
pub(super) fn now() -> Now {
    #[expect(clippy::disallowed_methods, reason = "an Instant can only be made by reading the clock")]
    Now { instant: Instant::now(), unix_ms: NOW_MS }
}

/// Tasks of every kind.
pub(super) fn tasks() -> Vec<Task> {
    let counts = [None, Some(0), Some(7), Some(i64::MAX), Some(-1), Some(i64::MIN)];
    let names = [Some("alpha"), Some("客户回访 📞"), Some(""), None, Some("a b \"c\" d:e"), Some("ALPINE")];
    let windows = [("1,2,3,4,5,6,7", "0,9,23"), ("", ""), ("x", "9"), ("1", "25"), ("7", "7"), ("2", "2")];
    let task = |place: usize| {
        let id = format!("t{place}");
        let count = |shift: usize| counts.get((place + shift) % counts.len()).copied().flatten();
        let name = names.get(place).copied().flatten();
        let (days, hours) = windows.get(place).copied().unwrap_or_default();
        let zone = [Some(0), Some(-12_600), None, Some(i64::MIN), Some(50_400), Some(86_400)];
        Task {
            texts: TaskTexts::new(name, Some(&id), Some(&id), name, name),
            status: (place > 0).then(|| TaskStatus::from_number(place as i64)),
            created: count(1).map(ApiTime),
            stat: TaskStat {
                total_order_count: count(2),
                finish_order_count: count(3),
                answer_order_count: count(1),
                total_call: count(2),
                total_answer_call: count(4),
                ..TaskStat::default()
            },
            window: Arc::new(DialWindow::parse(
                zone.get(place).copied().flatten(),
                Some(days),
                Some(hours),
                Some(hours),
            )),
            startup_at: count(5).map(ApiTime),
            max_call: count(4),
            ..Task::empty(TaskKey::new(Some(&id), None, String::new))
        }
    };
    (0..6).map(task).collect()
}

/// Tasks as the poller publishes them.
pub(super) fn feed(tasks: Vec<Arc<Task>>, revision: u64) -> Arc<Feed> {
    let tasks = tasks.into_iter().collect();
    Arc::new(Feed { snapshot: Snapshot { tasks, revision, ..Snapshot::default() }, ..Feed::default() })
}
