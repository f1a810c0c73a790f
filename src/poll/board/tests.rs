//! The board against pages in every order.

use super::*;
use crate::domain::{RawRow, TaskStat, TaskStatus, TaskTexts};

fn task(id: u32, status: i64, calls: i64) -> Task {
    let user_id = format!("u-{id}");
    Task {
        texts: TaskTexts::new(None, (id < 900).then_some(user_id.as_str()), None, None, None),
        status: Some(TaskStatus::from_number(status)),
        stat: TaskStat { total_call: Some(calls), ..TaskStat::default() },
        ..Task::empty(TaskKey::new(Some(&format!("t-{id}")), None, String::new))
    }
}

fn row(id: u32, status: i64) -> Row {
    Row::Task(Arc::new(task(id, status, 0)))
}

fn rows(ids: impl IntoIterator<Item = u32>) -> Vec<Row> {
    ids.into_iter().map(|id| row(id, 2)).collect()
}

fn ids(board: &Board) -> Vec<String> {
    board.tasks().iter().map(|task| task.key.as_str().to_owned()).collect()
}

/// One whole full sweep of a single page.
fn full(board: &mut Board, page: &[Row], short: bool) {
    board.begin_full();
    board.full_page(page, &(0..page.len()).collect::<Vec<_>>(), false);
    board.end_full(short);
}

#[test]
fn a_row_leaves_only_at_the_end_of_a_whole_sweep_without_it() {
    let mut board = Board::default();
    full(&mut board, &rows([1, 2, 3]), false);
    board.begin_full();
    board.full_page(&rows([1, 3]), &[0, 1], false);
    assert_eq!(ids(&board), ["t-1", "t-2", "t-3"]);
    // The sweep was given up; the next one begins.
    full(&mut board, &rows([1, 3]), false);
    assert_eq!(ids(&board), ["t-1", "t-3"]);
}

#[test]
fn when_the_server_counts_more_than_it_gives_a_row_leaves_after_two_sweeps() {
    let mut board = Board::default();
    full(&mut board, &rows([1, 2, 3]), false);
    full(&mut board, &rows([1, 3]), true);
    assert_eq!(ids(&board), ["t-1", "t-3", "t-2"]);
    full(&mut board, &rows([1, 3]), true);
    assert_eq!(ids(&board), ["t-1", "t-3"]);
}

#[test]
fn rows_take_the_order_of_the_sweep_and_those_found_late_come_first() {
    let mut board = Board::default();
    full(&mut board, &rows([1, 2]), false);
    board.begin_full();
    board.full_page(&rows([3, 2]), &[0, 1], false);
    board.full_page(&rows([2, 1]), &[1], false);
    board.full_page(&rows([4, 3]), &[0], true);
    assert_eq!(ids(&board), ["t-1", "t-2", "t-3", "t-4"], "no row jumps while the sweep runs");
    board.end_full(false);
    assert_eq!(ids(&board), ["t-4", "t-3", "t-2", "t-1"]);
    full(&mut board, &rows([4, 3, 2, 1]), false);
    board.begin_fast();
    board.fast_page(&[row(2, 5)]);
    assert_eq!(board.tasks()[2].status, Some(TaskStatus::Paused), "places are right after a move");
}

#[test]
fn the_revision_grows_only_with_a_change() {
    let mut board = Board::default();
    full(&mut board, &rows([1, 2]), false);
    let before = board.revision();
    full(&mut board, &rows([1, 2]), false);
    assert_eq!(board.revision(), before);
    let text = Task { raw: RawRow::pack(r#"{"taskID":"t-1"}"#), ..task(1, 2, 0) };
    board.fast_page(&[Row::Task(Arc::new(text))]);
    assert_eq!(board.revision(), before, "the row's text alone is no change");
    assert!(board.tasks()[0].raw.text().is_some(), "but it is kept");
    board.fast_page(&[Row::Task(Arc::new(task(1, 2, 9)))]);
    assert!(board.revision() > before);
}

#[test]
fn active_rows_missing_from_a_fast_sweep_are_asked_for_once() {
    let mut board = Board::default();
    full(&mut board, &rows([1, 2, 3, 950]), false);
    board.begin_fast();
    board.fast_page(&rows([2]));
    let lookups = board.end_fast(1);
    let asked: Vec<_> = lookups.iter().flat_map(|lookup| lookup.user_task_ids.clone()).collect();
    assert_eq!(asked, ["u-1", "u-3"], "950 has no userTaskID");
    assert_eq!(lookups.len(), 2, "in chunks");
    board.lookup_page(&lookups[0], &[row(1, 3), row(77, 2), row(2, 4)]);
    assert_eq!(board.tasks().len(), 4, "a task that was not asked for is not taken");
    assert_eq!(board.tasks()[1].status, Some(TaskStatus::Running), "nor what is said of another");
    assert_eq!(board.tasks()[0].status, Some(TaskStatus::Completed));
    board.lookup_failed(&lookups[1]);
    board.begin_fast();
    board.fast_page(&rows([2]));
    assert_eq!(board.end_fast(50)[0].user_task_ids, ["u-3"], "the failed one again, the answered one not");
    board.begin_fast();
    board.fast_page(&rows([2]));
    assert!(board.end_fast(50).is_empty());
}

#[test]
fn rows_read_by_the_fast_lane_during_a_full_sweep_stay() {
    let mut board = Board::default();
    full(&mut board, &rows([1]), false);
    board.begin_full();
    board.full_page(&rows([1]), &[0], false);
    board.begin_fast();
    board.fast_page(&rows([1, 7]));
    board.end_full(false);
    assert_eq!(ids(&board), ["t-1", "t-7"]);
}

#[test]
fn a_page_costs_the_same_on_a_long_list() {
    let mut board = Board::default();
    full(&mut board, &rows(0..20_000), false);
    let before = board.tasks();
    board.fast_page(&[Row::Task(Arc::new(task(19_999, 2, 1)))]);
    assert_eq!(before[19_999].stat.total_call, Some(0), "a published list never changes");
    assert_eq!(board.tasks()[19_999].stat.total_call, Some(1));
    assert_eq!(board.tasks().len(), 20_000);
}

#[test]
fn a_row_without_an_id_never_takes_the_place_of_another() {
    let placed = |place: &str, status| {
        let key = TaskKey::new(None, None, || place.to_owned());
        Row::Task(Arc::new(Task { key, status: Some(TaskStatus::from_number(status)), ..task(1, status, 0) }))
    };
    let mut board = Board::default();
    full(&mut board, &[placed("1.1", 3), placed("1.2", 2)], false);
    board.begin_fast();
    // The fast lane lists only the running task, which is the first of its page.
    board.fast_page(&[placed("1.1", 2)]);
    let lookup = Lookup { keys: vec![TaskKey::new(None, None, || "1.1".to_owned())], user_task_ids: Vec::new() };
    board.lookup_page(&lookup, &[placed("1.1", 2)]);
    let statuses: Vec<_> = board.tasks().iter().map(|task| task.status).collect();
    assert_eq!(statuses, [Some(TaskStatus::Completed), Some(TaskStatus::Running)]);
}
