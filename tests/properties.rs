//! What holds whatever happens: the dashboard's function under any sequence of keys, data and sizes; the filter language
//! and the JSON layout under any text.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use callbot_tui::app::rows::{Choice, Rows};
use callbot_tui::app::{
    Account, Area, CHIPS, Column, Drawn, Filter, Hits, Model, Mouse, MouseKind, Msg, Overlay, PanelHits, Span,
    json_lines, next_deadline, update,
};
use callbot_tui::domain::{
    ApiTime, DialWindow, Feed, Now, Share, Snapshot, Task, TaskKey, TaskStat, TaskStatus, TaskTexts,
};
use callbot_tui::keys::context::SORT_LETTERS;
use callbot_tui::keys::{Chord, Key, TABLE};
use proptest::prelude::*;

fn now() -> Now {
    static START: OnceLock<Instant> = OnceLock::new();
    #[expect(clippy::disallowed_methods, reason = "any instant will do as the tests' beginning")]
    let instant = *START.get_or_init(Instant::now);
    Now { instant, unix_ms: 1_790_149_567_000 }
}

#[derive(Debug, Clone)]
enum Happening {
    Press(Chord),
    Paste(String),
    Publish(Vec<Task>),
    HealthOnly,
    Draw(Drawn),
    Mouse(Mouse),
    Tick,
}

fn count() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![Just(None), (0..4_i64).prop_map(Some), Just(Some(-1)), Just(Some(i64::MAX))]
}

fn task() -> impl Strategy<Value = Task> {
    let texts =
        prop_oneof![Just("alpha"), Just("ALPINE"), Just("bête"), Just("客户回访"), Just(""), Just("a long name, 20+")];
    let windows = prop_oneof![Just(("1,2,3", "7")), Just(("", "")), Just(("3", "9,10"))];
    (0..12_u8, prop::option::of(0..7_i64), texts, [count(), count(), count(), count()], windows, 0..3_i64).prop_map(
        |(id, status, name, [finished, total, answered, calls], (days, hours), age)| {
            let id = format!("t{id}");
            Task {
                texts: TaskTexts::new(Some(name), None, Some(&id), None, (age == 0).then_some("default")),
                status: status.map(TaskStatus::from_number),
                created: (age > 0).then_some(ApiTime(1_790_000_000 + age)),
                stat: TaskStat {
                    finish_order_count: finished,
                    total_order_count: total,
                    total_answer_call: answered,
                    total_call: calls,
                    ..TaskStat::default()
                },
                window: Arc::new(DialWindow::parse(Some(0), Some(days), Some(hours), Some(hours))),
                ..Task::empty(TaskKey::new(Some(&id), None, String::new))
            }
        },
    )
}

/// Tasks with different keys: what the poller publishes.
fn tasks() -> impl Strategy<Value = Vec<Task>> {
    prop::collection::vec(task(), 0..14).prop_map(|mut tasks| {
        let mut seen = std::collections::HashSet::new();
        tasks.retain(|task| seen.insert(task.key.clone()));
        tasks
    })
}

fn chord() -> impl Strategy<Value = Chord> {
    let bound: Vec<Chord> = TABLE
        .iter()
        .flat_map(|binding| binding.chords.iter().copied())
        .filter(|chord| *chord != Chord::ctrl('c'))
        .collect();
    let typed: Vec<Chord> = "al!<>:\"客é0 asr".chars().map(Chord::char).collect();
    let editing = vec![Chord::plain(Key::Backspace), Chord::ctrl('w'), Chord::ctrl('k'), Chord::plain(Key::Left)];
    prop_oneof![4 => prop::sample::select(bound), 2 => prop::sample::select(typed), 1 => prop::sample::select(editing)]
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        12 => chord().prop_map(Happening::Press),
        1 => "\\PC{0,8}".prop_map(Happening::Paste),
        3 => tasks().prop_map(Happening::Publish),
        1 => Just(Happening::HealthOnly),
        2 => (0..8_usize, 0..8_usize, 0..20_usize, hits()).prop_map(|(list_rows, view_lines, content_lines, hits)| {
            Happening::Draw(Drawn { list_rows, view_lines, content_lines, hits })
        }),
        3 => (prop::sample::select(vec![MouseKind::Click, MouseKind::WheelUp, MouseKind::WheelDown]), 0..12_u16, 0..12_u16)
            .prop_map(|(kind, column, line)| Happening::Mouse(Mouse { kind, column, line })),
        1 => Just(Happening::Tick),
    ]
}

/// Places that need not fit together, nor to what is on the screen: a click may come before the next drawing.
fn hits() -> impl Strategy<Value = Hits> {
    let span = || (0..12_u16, 0..12_u16).prop_map(|(x, width)| Span { x, width });
    let area = move || (span(), 0..12_u16, 0..12_u16).prop_map(|(columns, y, lines)| Area { columns, y, lines });
    let line = || prop::option::of(0..12_u16);
    let panel = prop::option::of((area(), area(), 0..12_usize))
        .prop_map(|panel| panel.map(|(area, entries, first_entry)| PanelHits { area, entries, first_entry }));
    (area(), line(), line(), span(), panel).prop_map(|(table, heads_y, chips_y, span, panel)| Hits {
        first_row_y: table.y,
        rows: table.lines,
        table: table.columns,
        heads_y,
        heads: [span; Column::ALL.len()],
        chips_y,
        chips: [span; CHIPS],
        panel,
    })
}

fn message(model: &Model, happening: Happening) -> Msg {
    match happening {
        Happening::Press(chord) => Msg::Chord(chord),
        Happening::Paste(text) => Msg::Paste(text),
        Happening::Draw(drawn) => Msg::Drawn(drawn),
        Happening::Mouse(mouse) => Msg::Mouse(mouse),
        Happening::Tick => Msg::Tick,
        Happening::HealthOnly => Msg::Feed(Arc::new(Feed { failures: 1, ..(*model.feed).clone() })),
        Happening::Publish(tasks) => {
            let tasks = tasks.into_iter().map(Arc::new).collect();
            let revision = model.feed.snapshot.revision + 1;
            Msg::Feed(Arc::new(Feed {
                snapshot: Snapshot { tasks, revision, ..Snapshot::default() },
                ..Feed::default()
            }))
        }
    }
}

fn check(model: &Model) {
    let list = &model.list;
    let rows: Vec<usize> = (0..list.rows.len()).filter_map(|row| list.rows.index_at(row)).collect();

    assert_eq!(list.selected.is_none(), rows.is_empty(), "something is selected where there is something");
    assert_eq!(list.selected.as_ref(), model.selected_task().map(|task| &task.key), "cursor and selection agree");
    assert!(list.cursor == 0 || list.cursor < rows.len());
    let first = list.offset_for(model.drawn.list_rows);
    assert!(first <= list.cursor);
    assert!(model.drawn.list_rows == 0 || list.cursor < first + model.drawn.list_rows, "the cursor is on screen");

    let tasks = &model.feed.snapshot.tasks;
    let seconds = now().unix_seconds();
    let mut shown: Vec<usize> = (0..tasks.len())
        .filter(|index| {
            let status = tasks[*index].status;
            let by_status = list.statuses.is_all()
                || status.is_some_and(|status| (1..=5).contains(&status.number()) && list.statuses.shows(Some(status)));
            by_status && list.filter.filter.matches(&tasks[*index], seconds)
        })
        .collect();
    let share = |of: fn(&TaskStat) -> Share| {
        let certain = shown.iter().map(|index| &tasks[*index].stat);
        let certain = certain.filter(|stat| !stat.completion().is_doubtful() && !stat.answer_share().is_doubtful());
        certain.map(of).fold(Share::default(), Share::plus)
    };
    assert_eq!(list.rows.totals().completion, share(TaskStat::completion));
    assert_eq!(list.rows.totals().answer_rate, share(TaskStat::answer_share));

    let mut sorted = rows.clone();
    sorted.sort_unstable();
    shown.sort_unstable();
    assert_eq!(sorted, shown, "every task that passes is there once");
    let mut fresh = Rows::default();
    let choice = Choice {
        statuses: list.statuses,
        filter: &list.filter.filter,
        sort: list.sort,
        history: &model.history,
        now_seconds: seconds,
    };
    fresh.project(&model.feed.snapshot, choice);
    let fresh: Vec<usize> = (0..fresh.len()).filter_map(|row| fresh.index_at(row)).collect();
    assert_eq!(rows, fresh, "what was kept from before changes nothing");

    assert!(model.under_help.is_none() || matches!(model.overlay, Some(Overlay::Help(_))));
    assert!(!matches!(model.under_help, Some(Overlay::Help(_))));
    assert!(next_deadline(model, now()).is_none_or(|moment| moment > now().instant), "never a busy loop");
}

/// The menu takes its letters before any binding is asked; the keys' room must know which these are.
#[test]
fn the_letters_of_the_sort_menu_are_those_that_keys_leave_alone() {
    let letters: String = Column::ALL.into_iter().map(Column::sort_letter).collect();
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    assert_eq!(sorted(&letters), sorted(SORT_LETTERS));
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        "[ -~客]{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::hash_map("[a-z\"\\\\{]{0,6}", inner, 0..5).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn the_board_stays_whole(happenings in prop::collection::vec(happening(), 1..60)) {
        let mut model = Model::new(Account::default(), None, 0, now());
        model.mouse = true;
        for happening in happenings {
            let is_data = matches!(happening, Happening::Publish(_));
            let before = model.list.selected.clone().filter(|_| model.list.has_moved);
            let msg = message(&model, happening);
            update(&mut model, msg, now());
            check(&model);
            let is_visible = |key: &TaskKey| {
                (0..model.list.rows.len()).any(|row| model.visible_task(row).is_some_and(|task| task.key == *key))
            };
            if is_data && before.as_ref().is_some_and(is_visible) {
                prop_assert_eq!(&model.list.selected, &before, "the selection follows its task");
            }
        }
    }

    #[test]
    fn any_text_is_a_filter(text in "\\PC*", task in task(), seconds in any::<i64>()) {
        let filter = Filter::parse(&text);
        filter.matches(&task, seconds);
    }

    #[test]
    fn nearly_filters_are_filters(
        text in "(!?(asr|done|left|age|st|win|zone|name|id|foo)?[<>=:]{0,2}\"?[0-9a-z.,+%km客É-]{0,6}\"? ?){0,5}",
        task in task(),
    ) {
        let filter = Filter::parse(&text);
        filter.matches(&task, now().unix_seconds());
        prop_assert!(filter.narrows(&filter) || text.contains("win") || text.contains("age"));
    }

    #[test]
    fn narrowing_never_hides_a_task(
        new in "(!?(name:|st:)?[abeêÊ客户lprun]{1,3} ?){0,3}",
        typed in "[abeêÊ客户lp !]{0,2}",
        task in task(),
    ) {
        let (old, new) = (Filter::parse(&new), Filter::parse(&format!("{new}{typed}")));
        for (a, b) in [(&old, &new), (&new, &old)] {
            if a.narrows(b) && a.matches(&task, now().unix_seconds()) {
                prop_assert!(b.matches(&task, now().unix_seconds()), "{a:?} narrows {b:?}");
            }
        }
    }

    #[test]
    fn laid_out_json_says_the_same(value in json()) {
        let lines = json_lines::lines(&value.to_string());
        prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&lines.join("\n")).unwrap(), value);
    }

    #[test]
    fn any_text_is_laid_out(text in any::<String>()) {
        let harmful = json_lines::lines(&text).concat().chars().any(callbot_tui::domain::text::is_harmful);
        prop_assert!(!harmful);
    }
}
