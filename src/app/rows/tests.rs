//! What the projection must show, and when it may do without looking again.

use super::*;
use crate::app::column::Column;
use crate::app::fixture::{snapshot, task, with};
use crate::domain::{Share, TaskStat, TaskStatus};

fn choice(filter: &Filter) -> Choice<'_> {
    static NO_PAST: std::sync::LazyLock<History> = std::sync::LazyLock::new(History::default);
    let statuses = StatusFilter::default();
    Choice { statuses, filter, sort: by_name(), history: &NO_PAST, now_seconds: 1_790_149_567 }
}

fn by_name() -> Sort {
    Sort { column: Column::Name, descending: false }
}

fn counted(name: &str, status: i64, counts: [i64; 4]) -> Task {
    with(task(name), |task| {
        task.status = Some(TaskStatus::from_number(status));
        task.stat = TaskStat {
            finish_order_count: Some(counts[0]),
            total_order_count: Some(counts[1]),
            total_answer_call: Some(counts[2]),
            total_call: Some(counts[3]),
            ..TaskStat::default()
        };
    })
}

fn indices(rows: &Rows) -> Vec<usize> {
    (0..rows.len()).filter_map(|row| rows.index_at(row)).collect()
}

#[test]
fn rows_are_made_anew_only_when_something_changed() {
    let tasks = snapshot(1, [task("b"), task("a")]);
    let all = Filter::default();
    let mut rows = Rows::default();
    assert!(rows.project(&tasks, choice(&all)));
    assert_eq!(indices(&rows), [1, 0]);
    assert!(!rows.project(&tasks, choice(&all)));
    assert!(rows.project(&tasks, choice(&Filter::parse("b"))));
    assert_eq!(indices(&rows), [0]);
    assert!(rows.project(&snapshot(2, [task("c"), task("b2"), task("b1")]), choice(&Filter::parse("b"))));
    assert_eq!(indices(&rows), [2, 1]);
}

#[test]
fn typing_on_and_taking_back_give_what_a_fresh_look_gives() {
    let names = ["apple", "apricot", "banana", "april", "plum"];
    let tasks = snapshot(1, names.map(task));
    let mut kept = Rows::default();
    for text in ["a", "ap", "apr", "apri", "apr", "", "p", "pl", "!p", "!pl", "a !an"] {
        let filter = Filter::parse(text);
        kept.project(&tasks, choice(&filter));
        let mut fresh = Rows::default();
        fresh.project(&tasks, choice(&filter));
        assert_eq!(indices(&kept), indices(&fresh), "{text}");
        assert_eq!(kept.totals(), fresh.totals(), "{text}");
    }
}

#[test]
fn counts_are_of_all_tasks_and_totals_of_the_visible_ones() {
    let tasks = snapshot(
        1,
        [
            counted("run1", 2, [10, 100, 5, 20]),
            counted("run2", 2, [20, 100, 5, 10]),
            counted("odd", 2, [101, 100, 1, 1]),
            counted("done", 3, [50, 50, 50, 50]),
            counted("strange", 9, [0, 0, 0, 0]),
            with(task("bare"), |task| task.status = None),
        ],
    );
    let mut rows = Rows::default();
    let all = Filter::default();
    let mut statuses = StatusFilter::default();
    statuses.toggle(2);
    rows.project(&tasks, Choice { statuses, ..choice(&all) });
    assert_eq!(rows.status_counts(), [1, 0, 3, 1, 0, 0, 1]);
    assert_eq!(
        rows.totals(),
        Totals {
            completion: Share::of(30, 200),
            answer_rate: Share::of(10, 30),
            doubtful_tasks: 1,
            ..Totals::default()
        }
    );
    rows.project(&tasks, Choice { statuses, ..choice(&Filter::parse("bare")) });
    assert_eq!(rows.totals(), Totals::default());
}

#[test]
fn a_task_of_which_a_count_is_missing_is_left_out_of_the_sums_and_counted() {
    let half = with(counted("half", 2, [0, 1_000_000, 0, 800]), |task| {
        task.stat.finish_order_count = None;
        task.stat.total_answer_call = None;
    });
    let tasks = snapshot(1, vec![counted("whole", 2, [50, 100, 20, 100]), half]);
    let mut rows = Rows::default();
    rows.project(&tasks, choice(&Filter::default()));
    let expected = Totals {
        completion: Share::of(50, 100),
        answer_rate: Share::of(20, 100),
        doubtful_tasks: 1,
        ..Totals::default()
    };
    assert_eq!(rows.totals(), expected);
}
