//! The pager against well-behaved, moving and lying lists.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::api::RowIssue;
use crate::domain::Task;

fn task(id: u32) -> Row {
    Row::Task(Arc::new(Task::empty(TaskKey::new(Some(&format!("t-{id}")), None, String::new))))
}

fn tasks(ids: impl IntoIterator<Item = u32>) -> Vec<Row> {
    ids.into_iter().map(task).collect()
}

fn id(row: &Row) -> String {
    match row {
        Row::Task(task) => task.key.as_str().to_owned(),
        Row::Unreadable(issue) => issue.found.to_string(),
    }
}

/// Runs a sweep; `answer` gives rows and total for (request number from 1, page). Returns the tasks in the order in
/// which they came first, the pages asked for, and the end.
fn run(
    mut pager: Pager,
    mut answer: impl FnMut(u32, u32) -> (Vec<Row>, Option<i64>),
) -> (Vec<String>, Vec<u32>, SweepEnd) {
    let (mut gathered, mut asked) = (Vec::new(), Vec::new());
    while let Some(page) = pager.next_page() {
        asked.push(page);
        let (rows, total) = answer(asked.len() as u32, page);
        gathered.extend(pager.feed(&rows, total).into_iter().map(|index| id(&rows[index])));
    }
    (gathered, asked, pager.end().unwrap().clone())
}

/// A page of a list, as a server cuts it.
fn slice(list: &[u32], page: u32, size: usize) -> Vec<Row> {
    tasks(list.iter().copied().skip((page as usize - 1) * size).take(size))
}

fn names(ids: impl IntoIterator<Item = u32>) -> Vec<String> {
    ids.into_iter().map(|id| format!("t-{id}")).collect()
}

#[test]
fn a_sane_total_ends_the_sweep_without_an_extra_request() {
    let list: Vec<u32> = (0..30).collect();
    let (gathered, asked, end) = run(Pager::new(10, 99), |_, page| (slice(&list, page, 10), Some(30)));
    assert_eq!(gathered, names(0..30));
    assert_eq!(asked, [1, 2, 3]);
    assert_eq!(end, SweepEnd { complete: true, missing: 0, note: None });
}

#[test]
fn without_a_total_a_short_or_an_empty_page_ends_the_sweep() {
    for (length, pages) in [(25, 3), (30, 4), (0, 1), (9, 1)] {
        let list: Vec<u32> = (0..length).collect();
        let (gathered, asked, end) = run(Pager::new(10, 99), |_, page| (slice(&list, page, 10), None));
        assert_eq!(gathered.len(), length as usize);
        assert_eq!(asked.len(), pages);
        assert!(end.complete);
    }
}

#[test]
fn a_server_that_caps_the_page_size_is_read_to_the_end() {
    let list: Vec<u32> = (0..24).collect();
    let (gathered, asked, end) = run(Pager::new(100, 99), |_, page| (slice(&list, page, 5), Some(24)));
    assert_eq!(gathered.len(), 24);
    assert_eq!(asked, [1, 2, 3, 4, 5]);
    assert!(end.complete);
}

#[test]
fn an_insane_total_is_ignored() {
    let list: Vec<u32> = (0..25).collect();
    for total in [-1, 0, 7, i64::MIN] {
        let (gathered, asked, end) = run(Pager::new(10, 99), |_, page| (slice(&list, page, 10), Some(total)));
        assert_eq!(gathered.len(), 25, "total {total}");
        assert_eq!(asked, [1, 2, 3]);
        assert_eq!((end.complete, end.missing), (true, 0));
        assert!(end.note.is_some_and(|note| note.contains("25 tasks, so the count is not used")), "total {total}");
    }
}

#[test]
fn tasks_made_at_the_front_of_the_list_while_reading_are_found_by_reading_the_front_again() {
    let (gathered, asked, end) = run(Pager::new(10, 99), |request, page| {
        // Newest first; two more tasks before every request but the first.
        let list: Vec<u32> = (0..100 + 2 * request.min(6)).rev().collect();
        (slice(&list, page, 10), Some(list.len() as i64))
    });
    let mut sorted = gathered.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), gathered.len(), "each task once");
    assert_eq!(gathered.len(), 112);
    assert_eq!(asked.iter().filter(|page| **page == 1).count(), 2);
    assert!(end.complete);
    assert_eq!(end.missing, 0);
}

#[test]
fn a_task_that_slipped_forward_over_a_page_boundary_is_found() {
    let (gathered, _, end) = run(Pager::new(10, 99), |request, page| {
        // Task 3 is deleted after page 1 was read: task 10 moves to page 1.
        let list: Vec<u32> = (0..30).filter(|id| request == 1 || *id != 3).collect();
        (slice(&list, page, 10), Some(list.len() as i64))
    });
    assert!(gathered.contains(&"t-10".to_owned()));
    assert!(end.complete);
}

#[test]
fn a_sweep_that_must_not_mend_reads_no_page_twice() {
    let (_, asked, end) = run(Pager::new(10, 99).without_mending(), |request, page| {
        let list: Vec<u32> = (0..30).filter(|id| request == 1 || *id != 3).collect();
        (slice(&list, page, 10), Some(list.len() as i64))
    });
    assert_eq!(asked, [1, 2, 3]);
    assert!(end.complete);
}

#[test]
fn a_count_that_is_never_reached_is_told() {
    let list: Vec<u32> = (0..2500).collect();
    let (gathered, asked, end) = run(Pager::new(100, 99), |_, page| (slice(&list, page, 100), Some(2600)));
    assert_eq!(gathered.len(), 2500);
    assert!(asked.len() <= 28, "{asked:?}");
    assert!(end.complete);
    assert_eq!(end.missing, 100);
    assert_eq!(end.note.as_deref(), Some("The server counts 2,600 tasks but gave 2,500"));
}

#[test]
fn an_empty_page_in_the_middle_is_stepped_over_and_read_again() {
    let list: Vec<u32> = (0..40).collect();
    let (gathered, asked, end) = run(Pager::new(10, 99), |request, page| {
        (if request == 2 { Vec::new() } else { slice(&list, page, 10) }, Some(40))
    });
    assert_eq!(gathered.len(), 40);
    assert_eq!(asked[..4], [1, 2, 3, 4]);
    assert!(end.complete);

    let (gathered, _, end) =
        run(Pager::new(10, 99), |_, page| (if page == 2 { Vec::new() } else { slice(&list, page, 10) }, Some(40)));
    assert_eq!(gathered.len(), 30);
    assert!(!end.complete, "a page is known to be missing");
    assert_eq!(end.missing, 10);
}

#[test]
fn nothing_at_all_against_a_count_is_no_complete_sweep() {
    let (_, asked, end) = run(Pager::new(10, 99), |_, _| (Vec::new(), Some(40)));
    assert!(asked.len() < 6);
    assert!(!end.complete);
}

#[test]
fn a_server_that_ignores_the_page_number_is_left_soon() {
    for total in [None, Some(500)] {
        let (gathered, asked, end) = run(Pager::new(10, 99), |_, _| (tasks(0..10), total));
        assert_eq!(gathered.len(), 10);
        assert!(asked.len() <= 4, "{asked:?}");
        assert!(!end.complete);
        assert!(end.note.unwrap().contains("same page"));
    }
}

#[test]
fn a_server_that_ignores_the_page_number_is_left_soon_even_without_ids() {
    let page = |page| {
        let Row::Task(task) = task(1) else { unreachable!() };
        let key = TaskKey::new(None, None, || format!("{page}.1"));
        let unreadable = Row::Unreadable(RowIssue { page, row: 2, found: "7".into() });
        vec![Row::Task(Arc::new(Task { key, ..Task::clone(&task) })), unreadable]
    };
    for total in [None, Some(500)] {
        let (gathered, asked, end) = run(Pager::new(2, 99), |_, number| (page(number), total));
        assert_eq!(gathered, ["place:1.1"]);
        assert!(asked.len() <= 4, "{asked:?}");
        assert!(!end.complete);
    }
}

#[test]
fn a_total_that_counts_the_page_instead_of_the_list_is_found_out() {
    for length in [25, 30] {
        let list: Vec<u32> = (0..length).collect();
        let (gathered, _, end) = run(Pager::new(10, 99), |_, page| {
            let rows = slice(&list, page, 10);
            let total = rows.len() as i64;
            (rows, Some(total))
        });
        assert_eq!(gathered, names(0..length));
        assert!(end.complete);
    }
    let list: Vec<u32> = (0..10).collect();
    for cap in [1, 99] {
        let (_, asked, end) = run(Pager::new(10, cap), |_, page| (slice(&list, page, 10), Some(10)));
        assert!(asked.len() <= 2 && end == SweepEnd { complete: true, missing: 0, note: None }, "{asked:?} {end:?}");
    }
}

#[test]
fn a_list_that_fills_the_memory_is_left() {
    let mut pager = Pager::new(10, 99_999);
    pager.most_tasks = 50;
    let (gathered, _, end) = run(pager, |_, page| (tasks(page * 10..page * 10 + 10), None));
    assert_eq!(gathered.len(), 50);
    assert_eq!(end.note.as_deref(), Some("Stopped at 50 tasks, so tasks may be missing"));
    assert!(!end.complete);
}

#[test]
fn the_page_cap_ends_an_endless_list() {
    let (gathered, asked, end) = run(Pager::new(10, 7), |_, page| (tasks(page * 10..page * 10 + 10), Some(i64::MAX)));
    assert_eq!((gathered.len(), asked.len()), (70, 7));
    assert!(!end.complete);
    assert_eq!(end.note.as_deref(), Some("Stopped at the cap of 7 pages, so tasks may be missing"));
    let list: Vec<u32> = (0..70).collect();
    assert!(run(Pager::new(10, 7), |_, page| (slice(&list, page, 10), Some(70))).2.complete);
}

#[test]
fn unreadable_rows_count_towards_the_total() {
    let unreadable = || Row::Unreadable(RowIssue { page: 1, row: 1, found: "7".into() });
    let mut pager = Pager::new(20, 99);
    let mut rows = tasks(0..9);
    rows.insert(3, unreadable());
    assert_eq!(pager.feed(&rows, Some(10)), [0, 1, 2, 4, 5, 6, 7, 8, 9]);
    assert!(pager.end().unwrap().complete);
    assert_eq!((pager.tasks(), pager.unreadable()), (9, 1));
}

#[test]
fn smaller_pages_start_over_and_give_no_task_twice() {
    let mut pager = Pager::new(10, 99);
    assert_eq!(pager.feed(&tasks(0..10), Some(12)).len(), 10);
    pager.restart_with_size(5);
    assert_eq!((pager.next_page(), pager.size()), (Some(1), 5));
    let list: Vec<u32> = (0..12).collect();
    let (rest, asked, end) = run(pager, |_, page| (slice(&list, page, 5), Some(12)));
    assert_eq!(rest, names(10..12));
    assert_eq!(asked, [1, 2, 3]);
    assert!(end.complete);
}

#[test]
fn pages_are_estimated_from_what_pages_hold() {
    let mut pager = Pager::new(100, 99);
    assert_eq!(pager.pages_estimate(), None);
    pager.feed(&tasks(0..50), Some(1140));
    assert_eq!(pager.pages_estimate(), Some(23));
}

proptest! {
    #[test]
    fn any_sequence_of_replies_ends_within_the_cap_and_gives_no_task_twice(
        size in 0u32..6,
        cap in 0u32..40,
        replies in prop::collection::vec((prop::collection::vec(0u32..30, 0..6), prop::option::of(-3i64..40)), 1..20),
    ) {
        let (gathered, asked, _) = run(Pager::new(size, cap), |request, _| {
            let (ids, total) = &replies[request as usize % replies.len()];
            (tasks(ids.iter().copied()), *total)
        });
        prop_assert!(asked.len() <= cap.max(1) as usize);
        let mut unique = gathered.clone();
        unique.sort();
        unique.dedup();
        prop_assert_eq!(unique.len(), gathered.len());
    }

    #[test]
    fn any_still_list_is_read_whole_whatever_the_total_says(
        length in 0u32..60,
        size in 1usize..12,
        lie in prop::option::of(-3i64..80),
    ) {
        // A total that is too small but was reached exactly cannot be told from a true one.
        let total = lie.filter(|lie| *lie <= 0 || *lie >= i64::from(length));
        let list: Vec<u32> = (0..length).collect();
        let (gathered, _, _) = run(Pager::new(size as u32, 1000), |_, page| (slice(&list, page, size), total));
        prop_assert_eq!(gathered, names(0..length));
    }
}

#[test]
fn a_list_that_grows_faster_than_its_front_is_read_is_whole_all_the_same() {
    for growth in [1, 4, 7] {
        let mut first_of_list = 1_000;
        let (gathered, _, end) = run(Pager::new(10, 999), |_, page| {
            first_of_list -= growth;
            let list: Vec<u32> = (first_of_list..1_100).collect();
            (slice(&list, page, 10), Some(list.len() as i64))
        });
        assert!(names(1_000..1_100).iter().all(|name| gathered.contains(name)), "{growth}: {gathered:?}");
        assert_eq!((end.complete, end.missing, end.note), (true, 0, None), "{growth}");
    }
}

#[test]
fn tasks_that_move_about_while_reading_are_found_or_their_absence_is_told() {
    let mut random = fastrand::Rng::with_seed(5);
    for moved_each_time in [1, 3, 5] {
        for to_the_end in [true, false] {
            let mut list: Vec<u32> = (0..500).collect();
            let (gathered, asked, end) = run(Pager::new(20, 10_000), |_, page| {
                let rows = slice(&list, page, 20);
                for _ in 0..moved_each_time {
                    let task = list.remove(random.usize(..list.len()));
                    list.insert(if to_the_end { list.len() } else { random.usize(..=list.len()) }, task);
                }
                (rows, Some(500))
            });
            assert_eq!(end.complete, gathered.len() == 500, "{moved_each_time} {to_the_end}: {end:?}");
            assert!(gathered.len() >= 498, "{} after {} pages", gathered.len(), asked.len());
        }
    }
}

#[test]
fn a_count_that_is_simply_too_high_is_not_chased() {
    let mut list: Vec<u32> = (0..60).collect();
    let (gathered, asked, end) = run(Pager::new(20, 100), |request, page| {
        let rows = slice(&list, page, 20);
        if request == 1 {
            list.insert(0, 60);
        }
        (rows, Some(900))
    });
    assert_eq!(gathered.len(), 61);
    assert!(end.complete, "{end:?}");
    assert!(asked.len() < 10, "{asked:?}");
}
