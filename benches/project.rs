//! From a key or a new snapshot to the rows in their new order, at 1,000, 10,000 and 100,000 tasks.

#![expect(clippy::indexing_slicing, reason = "a benchmark may panic")]

use std::cell::RefCell;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use callbot_tui::app::{Account, Drawn, Model, Msg, update};
use callbot_tui::domain::{ApiTime, DialWindow, Feed, Now, Snapshot, Task, TaskKey, TaskStat, TaskStatus, TaskTexts};
use callbot_tui::keys::{Chord, Key};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

fn now() -> Now {
    #[expect(clippy::disallowed_methods, reason = "any instant will do")]
    let instant = Instant::now();
    Now { instant, unix_ms: 1_790_149_567_000 }
}

fn windows() -> Vec<Arc<DialWindow>> {
    let hours = "9,10,11,12,13,14,15,16,17,18";
    let zones = [0, 19_800, 25_200, 28_800, -18_000];
    zones.map(|zone| Arc::new(DialWindow::parse(Some(zone), Some("1,2,3,4,5"), Some(hours), Some(hours)))).to_vec()
}

/// Names as customers give them. Most are not ASCII, and some stems are longer than many a whole name: thousands of names
/// then tell apart only after their first 32 bytes.
const STEMS: [&str; 16] = [
    "客户回访",
    "续费提醒",
    "เตือนชำระเงิน",
    "โปรโมชั่นใหม่",
    "त्योहार_ऑफर",
    "भुगतान अनुस्मारक",
    "عرض خاص",
    "Campaña de otoño",
    "Nhắc thanh toán",
    "Khảo sát khách hàng",
    "Promo akhir tahun",
    "Опрос клиентов",
    "ご契約更新",
    "만기 안내",
    "collect_t3",
    "survey_nps",
];
const REGIONS: [&str; 8] = ["cn", "th", "in", "ae", "mx", "vn", "ru", "kr"];

/// The younger ones are under way; nine in ten of the others are complete, and so equal in status and work left.
fn task(number: usize, random: &mut fastrand::Rng, windows: &[Arc<DialWindow>]) -> Task {
    let (stem, region) = (STEMS[random.usize(..STEMS.len())], REGIONS[random.usize(..REGIONS.len())]);
    let name = format!("{stem}_{region}_{:02}{:02}_{}", random.u8(1..=12), random.u8(1..=28), number + 1);
    let task_id = format!("{:032x}", random.u128(..));
    let user_id = format!("gen-{:06}-{:08x}", number + 1, random.u32(..));
    let strategy = if random.bool() { "default strategy" } else { "默认策略" };
    let status = match random.u8(..10) {
        _ if number < 2000 => random.i64(1..=5),
        0 => 4,
        _ => 3,
    };
    let orders = 50 * random.i64(1..=400);
    let finished = if status == 3 { orders } else { orders * random.i64(5..=60) / 100 };
    let calls = orders * random.i64(100..=260) / 100;
    Task {
        texts: TaskTexts::new(Some(&name), Some(&user_id), Some(&task_id), Some("scene-17"), Some(strategy)),
        status: Some(TaskStatus::from_number(status)),
        created: Some(ApiTime(1_790_000_000 - number as i64 * 600 - random.i64(..600))),
        stat: TaskStat {
            total_order_count: Some(orders),
            finish_order_count: Some(finished),
            total_call: Some(calls),
            total_answer_call: Some(calls * random.i64(8..=55) / 100),
            ..TaskStat::default()
        },
        window: Arc::clone(&windows[random.usize(..windows.len())]),
        ..Task::empty(TaskKey::new(Some(&task_id), None, String::new))
    }
}

fn snapshot(size: usize) -> Snapshot {
    let mut random = fastrand::Rng::with_seed(7);
    let windows = windows();
    let tasks = (0..size).map(|number| Arc::new(task(number, &mut random, &windows))).collect();
    Snapshot { tasks, revision: 1, ..Snapshot::default() }
}

/// The snapshot after another page: a hundred tasks side by side were read again.
fn next(snapshot: &Snapshot, random: &mut fastrand::Rng) -> Snapshot {
    let mut after = snapshot.clone();
    let first = random.usize(..after.tasks.len() - 100);
    for index in first..first + 100 {
        let mut task = Task::clone(&after.tasks[index]);
        task.stat.finish_order_count = task.stat.finish_order_count.map(|count| (count - 7).max(0));
        after.tasks.set(index, Arc::new(task));
    }
    after.revision += 1;
    after
}

fn publish(model: &mut Model, snapshot: Snapshot) {
    update(model, Msg::Feed(Arc::new(Feed { snapshot, ..Feed::default() })), now());
}

fn press(model: &mut Model, keys: &str) {
    for c in keys.chars() {
        let chord = if c == '\u{1b}' { Chord::plain(Key::Esc) } else { Chord::char(c) };
        update(model, Msg::Chord(chord), now());
    }
}

fn board(size: usize) -> Model {
    let mut model = Model::new(Account::default(), None, 0, now());
    update(
        &mut model,
        Msg::Drawn(Drawn { list_rows: 30, view_lines: 30, content_lines: 0, ..Drawn::default() }),
        now(),
    );
    publish(&mut model, snapshot(size));
    press(&mut model, "jjj");
    model
}

/// Keys pressed before the measured ones, the measured ones, and those that take them back.
const KEYS: [(&str, &str, &str, &str); 13] = [
    ("filter/first-letter", "/", "p", "\u{1b}"),
    ("filter/second-letter", "/p", "r", "\u{1b}"),
    ("filter/no-match-letter", "/", "@", "\u{1b}"),
    ("filter/folded-letter", "/", "о", "\u{1b}"),
    ("filter/comparison", "/asr<1", "5", "\u{1b}"),
    ("filter/clear", "/promo", "\u{1b}", ""),
    ("status", "", "2", "0"),
    ("sort/name", "sts", "n", ""),
    ("sort/strategy", "sts", "y", ""),
    ("sort/answer-rate", "sns", "a", ""),
    ("sort/status", "sas", "t", ""),
    ("sort/calls", "sts", "c", ""),
    ("sort/attention", "sts", "!", ""),
];

fn keys(c: &mut Criterion) {
    for size in SIZES {
        let model = RefCell::new(board(size));
        for (name, before, measured, after) in KEYS.into_iter().chain([("sort/window", "sts", "w", "")]) {
            c.bench_function(&format!("{name}/{size}"), |b| {
                b.iter_batched(
                    || press(&mut model.borrow_mut(), before),
                    |()| {
                        press(&mut model.borrow_mut(), measured);
                        Restore(&model, after)
                    },
                    BatchSize::PerIteration,
                );
            });
        }
    }
}

/// Takes keys back when the measurement of one iteration has ended.
struct Restore<'a>(&'a RefCell<Model>, &'static str);

impl Drop for Restore<'_> {
    fn drop(&mut self) {
        press(&mut self.0.borrow_mut(), self.1);
    }
}

fn pages(c: &mut Criterion) {
    for size in SIZES {
        let model = RefCell::new(board(size));
        let mut random = fastrand::Rng::with_seed(9);
        c.bench_function(&format!("snapshot/next-page/{size}"), |b| {
            b.iter_batched(
                || next(&model.borrow().feed.snapshot, &mut random),
                |snapshot| publish(&mut model.borrow_mut(), snapshot),
                BatchSize::PerIteration,
            );
        });
        let whole = snapshot(size);
        c.bench_function(&format!("snapshot/first/{size}"), |b| {
            b.iter_batched_ref(
                || (Model::new(Account::default(), None, 0, now()), whole.clone()),
                |(model, snapshot)| publish(model, black_box(std::mem::take(snapshot))),
                BatchSize::PerIteration,
            );
        });
    }
}

criterion_group! {
    name = project;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1500))
        .without_plots();
    targets = keys, pages
}
criterion_main!(project);
