//! How long one frame takes at 200x50 with 1,000 to 100,000 tasks: it must not grow with the number of tasks.

use std::sync::Arc;
use std::time::Instant;

use callbot_tui::app::{Account, Drawn, Model, Msg, update};
use callbot_tui::domain::{ApiTime, Feed, Health, Now, Snapshot, Task, TaskKey, TaskStat, TaskStatus, TaskTexts};
use callbot_tui::keys::{Chord, Key};
use callbot_tui::view::{ColourSupport, GlyphSet, Theme, ThemeChoice, draw};
use criterion::{Criterion, criterion_group, criterion_main};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

const NOW_SECONDS: i64 = 1_790_149_567;

fn task(number: i64) -> Arc<Task> {
    let id = format!("task-{number:06}");
    let name = format!("客户回访_wave_{number}");
    Arc::new(Task {
        texts: TaskTexts::new(Some(&name), Some(&id), Some(&id), Some("4417"), Some("default")),
        status: Some(TaskStatus::from_number(number % 6)),
        created: Some(ApiTime(NOW_SECONDS - number)),
        stat: TaskStat {
            total_order_count: Some(number + 1),
            finish_order_count: Some(number / 2),
            total_call: Some(number * 2 + 2),
            total_answer_call: Some(number / 3),
            ..TaskStat::default()
        },
        ..Task::empty(TaskKey::new(Some(&id), None, String::new))
    })
}

fn board(tasks: i64) -> Model {
    #[expect(clippy::disallowed_methods, reason = "a bench needs some instant")]
    let now = Now { instant: Instant::now(), unix_ms: NOW_SECONDS * 1000 };
    let snapshot = Snapshot {
        tasks: (0..tasks).map(task).collect(),
        revision: 1,
        as_of_unix_ms: Some(now.unix_ms),
        is_whole: true,
        ..Snapshot::default()
    };
    let feed = Feed { snapshot, health: Health::Live, poll_interval_seconds: 15, ..Feed::default() };
    let mut model = Model::new(Account::default(), None, 28_800, now);
    update(&mut model, Msg::Feed(Arc::new(feed)), now);
    update(&mut model, Msg::Drawn(Drawn { list_rows: 40, ..Drawn::default() }), now);
    update(&mut model, Msg::Chord(Chord::plain(Key::End)), now);
    model
}

fn frames(criterion: &mut Criterion) {
    let theme = Theme::new(ThemeChoice::Dark, ColourSupport::Ansi256, GlyphSet::Block);
    let mut group = criterion.benchmark_group("draw_200x50");
    for tasks in [1_000, 10_000, 100_000] {
        let model = board(tasks);
        let Ok(mut terminal) = Terminal::new(TestBackend::new(200, 50));
        group.bench_function(format!("{tasks}_tasks"), |bench| {
            bench.iter(|| {
                let Ok(_) = terminal.draw(|frame| {
                    std::hint::black_box(draw(&model, &theme, frame));
                });
            });
        });
    }
    group.finish();
}

criterion_group!(benches, frames);
criterion_main!(benches);
