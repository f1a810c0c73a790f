//! One sweep for the headless commands.

use std::ops::ControlFlow;
use std::time::Duration;

use callbot_tui::api::{Failure, Page, SignatureCheck};
use callbot_tui::domain::{FaultKind, QueryConditions};
use callbot_tui::poll::{SweepOutcome, SweepPlan, sweep};
use tokio::time::Instant;

use crate::script::{Script, TestClock, failure, meta, ret_code, running, serve};

fn plan(page_size: u32) -> SweepPlan {
    SweepPlan { page_size, max_pages: 100, max_requests_per_second: 0, conditions: QueryConditions::default() }
}

/// Runs a sweep; returns the ids in the order in which they were handed on.
async fn run(script: &Script, plan: &SweepPlan) -> (Vec<String>, SweepOutcome) {
    let mut ids = Vec::new();
    let outcome = sweep(script, plan, &*TestClock::new(), |page| {
        ids.extend(page.tasks.iter().map(|task| task.key.as_str().to_owned()));
        ControlFlow::Continue(())
    })
    .await;
    (ids, outcome)
}

fn names(ids: impl IntoIterator<Item = u32>) -> Vec<String> {
    ids.into_iter().map(|id| format!("t-{id}")).collect()
}

#[tokio::test(start_paused = true)]
async fn every_task_is_handed_on_once_in_the_servers_order_while_tasks_are_made() {
    // Oldest first: new tasks come at the end. Each request finds three more.
    let script = Script::new(Duration::ZERO, |ask| serve(&running(0..2500 + 3 * ask.number as u32), ask));
    let (ids, outcome) = run(&script, &plan(100)).await;
    assert_eq!(ids, names(0..ids.len() as u32));
    assert!(ids.len() >= 2500);
    assert!(outcome.complete && outcome.stopped_by.is_none());
    assert_eq!(outcome.tasks, ids.len() as u64);

    // Newest first: new tasks push the others over the page boundaries.
    let script = Script::new(Duration::ZERO, |ask| serve(&running((0..2500 + 3 * ask.number as u32).rev()), ask));
    let (mut ids, outcome) = run(&script, &plan(100)).await;
    assert!(outcome.complete);
    ids.sort();
    let handed_on = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), handed_on);
    assert!(names(0..2500).iter().all(|id| ids.binary_search(id).is_ok()), "every task that was there at the start");
}

#[tokio::test(start_paused = true)]
async fn a_task_that_moved_between_the_pages_comes_again_with_its_newer_reading() {
    let script = Script::new(Duration::ZERO, |ask| {
        // A task is made while the list is read, and one of the first page fails and moves to the second.
        let list: &[(u32, i64)] =
            if ask.number == 1 { &[(1, 2), (2, 2), (3, 2)] } else { &[(9, 2), (1, 2), (2, 4), (3, 2)] };
        serve(list, ask)
    });
    let (mut first, mut again) = (Vec::new(), Vec::new());
    sweep(&script, &plan(2), &*TestClock::new(), |page| {
        let told = |task: &std::sync::Arc<callbot_tui::domain::Task>| {
            (task.key.as_str().to_owned(), task.status.map(callbot_tui::domain::TaskStatus::number))
        };
        first.extend(page.tasks.iter().map(told));
        again.extend(page.again.iter().map(told));
        ControlFlow::Continue(())
    })
    .await;
    assert!(first.contains(&("t-2".to_owned(), Some(2))) && first.len() == 4, "{first:?}");
    assert!(again.contains(&("t-2".to_owned(), Some(4))), "{again:?}");
}

#[tokio::test(start_paused = true)]
async fn tasks_that_were_not_asked_for_are_left_out_and_counted() {
    let list = [(1, 2), (2, 4), (3, 4), (4, 3)];
    // A server that ignores the conditions.
    let ignores = |conditions: QueryConditions| {
        let script = Script::new(Duration::ZERO, move |ask| {
            let mut ask = ask.clone();
            ask.conditions = QueryConditions::default();
            serve(&list, &ask)
        });
        (script, SweepPlan { conditions, ..plan(10) })
    };
    let (script, failed) = ignores(QueryConditions { statuses: vec![4], ..QueryConditions::default() });
    let (ids, outcome) = run(&script, &failed).await;
    assert_eq!(ids, names([2, 3]));
    assert!(
        outcome.complete && outcome.note.as_ref().unwrap().contains("2 tasks that do not meet them"),
        "{outcome:?}"
    );
    let one = QueryConditions { user_task_ids: vec!["u-4".to_owned()], ..QueryConditions::default() };
    let (script, one) = ignores(one);
    assert_eq!(run(&script, &one).await.0, names([4]));
    let (script, all) = ignores(QueryConditions::default());
    let (ids, outcome) = run(&script, &all).await;
    assert_eq!((ids.len(), outcome.note), (4, None));
}

#[tokio::test(start_paused = true)]
async fn a_page_is_handed_on_before_the_next_is_asked_for() {
    let script = Script::new(Duration::from_secs(1), |ask| serve(&running(0..30), ask));
    let started = Instant::now();
    let mut arrivals = Vec::new();
    sweep(&script, &plan(10), &*TestClock::new(), |page| {
        arrivals.push((started.elapsed().as_secs(), page.page, page.pages, page.tasks.len()));
        ControlFlow::Continue(())
    })
    .await;
    assert_eq!(arrivals, [(1, 1, Some(3), 10), (2, 2, Some(3), 10), (3, 3, Some(3), 10)]);
}

#[tokio::test(start_paused = true)]
async fn passing_failures_are_tried_again_twice_then_the_sweep_says_where_it_stopped() {
    let script = Script::new(Duration::ZERO, |ask| match ask.number {
        1 | 3 | 4 => Err(failure(FaultKind::Busy)),
        _ => serve(&running(0..20), ask),
    });
    let (ids, outcome) = run(&script, &plan(10)).await;
    assert_eq!((ids.len(), outcome.complete), (20, true));
    assert_eq!(script.seconds(|_| true), [0.0, 0.5, 0.5, 1.0, 2.0]);

    let script = Script::new(Duration::ZERO, |ask| match ask.page {
        2 => Err(failure(FaultKind::Unreachable)),
        _ => serve(&running(0..30), ask),
    });
    let (ids, outcome) = run(&script, &plan(10)).await;
    assert_eq!((ids.len(), outcome.complete, outcome.pages_read), (10, false, 1));
    assert_eq!(outcome.stopped_by.map(|stop| (stop.page, stop.failure.fault.kind)), Some((2, FaultKind::Unreachable)));
    assert_eq!(script.asked().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn refusals_and_long_waits_are_never_tried_again() {
    for kind in [FaultKind::SignatureRefused, FaultKind::AccountUnknown, FaultKind::RequestRefused] {
        let script = Script::new(Duration::ZERO, move |_| Err(failure(kind)));
        let (_, outcome) = run(&script, &plan(10)).await;
        assert_eq!(outcome.stopped_by.unwrap().page, 1);
        assert_eq!(script.asked().len(), 1);
    }
    let script = Script::new(Duration::ZERO, |_| {
        let mut busy = failure(FaultKind::Busy);
        busy.retry_after = Some(Duration::from_secs(90));
        Err(busy)
    });
    run(&script, &plan(10)).await;
    assert_eq!(script.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_pads_its_pages_is_left_soon() {
    let script = Script::new(Duration::ZERO, |ask| {
        let mut page = serve(&running(0..1000), ask)?;
        page.meta.body_bytes = 64 << 20;
        Ok(page)
    });
    let (_, outcome) = run(&script, &plan(1)).await;
    assert!(!outcome.complete && outcome.pages_read == 3, "{outcome:?}");
    assert!(outcome.note.is_some_and(|note| note.starts_with("Stopped after 192 MB")));
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_cannot_pass_is_told_at_once() {
    for (can_pass, asked) in [(true, 3), (false, 1)] {
        let script = Script::new(Duration::ZERO, move |_| Err(Failure { can_pass, ..failure(FaultKind::Unusable) }));
        run(&script, &plan(10)).await;
        assert_eq!(script.asked().len(), asked);
    }
}

#[tokio::test(start_paused = true)]
async fn pages_that_are_too_large_for_the_server_are_halved() {
    let script =
        Script::new(
            Duration::ZERO,
            |ask| if ask.size > 30 { Err(ret_code(4001)) } else { serve(&running(0..60), ask) },
        );
    let (ids, outcome) = run(&script, &plan(100)).await;
    assert_eq!(ids, names(0..60));
    assert!(outcome.complete);
    assert_eq!(script.asked().iter().map(|ask| ask.size).collect::<Vec<_>>(), [100, 50, 25, 25, 25]);
}

#[tokio::test(start_paused = true)]
async fn the_receiver_of_the_rows_can_end_the_sweep() {
    let script = Script::new(Duration::ZERO, |ask| serve(&running(0..30), ask));
    let outcome = sweep(&script, &plan(10), &*TestClock::new(), |_| ControlFlow::Break(())).await;
    assert!(outcome.interrupted && !outcome.complete);
    assert_eq!(script.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_rate_is_kept_and_a_burst_goes_through() {
    let script = Script::new(Duration::from_millis(10), |ask| serve(&running(0..130), ask));
    run(&script, &SweepPlan { max_requests_per_second: 5, ..plan(10) }).await;
    let seconds = script.seconds(|_| true);
    assert_eq!(seconds.len(), 13);
    assert!(seconds[4] < 0.1, "{seconds:?}");
    for window in seconds.windows(6) {
        assert!(window[5] - window[0] >= 0.999, "{window:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_empty_list_is_complete_and_a_capped_one_is_not() {
    let script = Script::new(Duration::ZERO, |_| Ok(Page { rows: Vec::new(), total_count: Some(0), meta: meta() }));
    let (ids, outcome) = run(&script, &plan(10)).await;
    assert_eq!((ids.len(), outcome.complete, outcome.note), (0, true, None));

    let script = Script::new(Duration::ZERO, |ask| serve(&running(0..50), ask));
    let (ids, outcome) = run(&script, &SweepPlan { max_pages: 3, ..plan(10) }).await;
    assert_eq!((ids.len(), outcome.complete), (30, false));
    assert!(outcome.note.unwrap().contains("cap of 3 pages"));
}

#[tokio::test(start_paused = true)]
async fn one_altered_page_is_told_though_the_last_one_is_right() {
    let script = Script::new(Duration::ZERO, |ask| {
        serve(&running(0..30), ask).map(|mut page| {
            page.meta.signature = if ask.page == 2 { SignatureCheck::Invalid } else { SignatureCheck::Valid };
            page
        })
    });
    let (_, outcome) = run(&script, &plan(10)).await;
    assert_eq!(outcome.signature, SignatureCheck::Invalid);
}
