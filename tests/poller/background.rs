//! The background poller.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use callbot_tui::api::{Failure, SignatureCheck};
use callbot_tui::domain::{FaultKind, Feed, Health, QueryConditions, SweepLane, TaskStatus};
use callbot_tui::poll::{PollSettings, Poller, spawn};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::script::{Ask, START_MS, Script, TestClock, failure, ret_code, running, serve};

const SECOND: Duration = Duration::from_secs(1);

fn start_with(script: &Script, settings: PollSettings, conditions: QueryConditions) -> Poller {
    let source = script.clone();
    spawn(move || Ok::<_, Failure>(source.clone()), settings, conditions, TestClock::new(), 11)
}

fn start(script: &Script, page_size: u32) -> Poller {
    start_with(script, PollSettings { page_size, ..PollSettings::default() }, QueryConditions::default())
}

/// The first published value that satisfies a condition.
async fn until(feed: &mut watch::Receiver<Arc<Feed>>, condition: impl Fn(&Feed) -> bool) -> Arc<Feed> {
    let found = timeout(Duration::from_secs(7200), feed.wait_for(|feed| condition(feed))).await;
    found.expect("never published").unwrap().clone()
}

fn ids(feed: &Feed) -> Vec<String> {
    feed.snapshot.tasks.iter().map(|task| task.key.as_str().to_owned()).collect()
}

fn is_idle(feed: &Feed) -> bool {
    feed.next_poll_at.is_some() && feed.health == Health::Live
}

fn assert_near(waits: &[f64], expected: &[f64]) {
    assert_eq!(waits.len(), expected.len(), "{waits:?}");
    for (wait, expected) in waits.iter().zip(expected) {
        assert!((wait / expected - 1.0).abs() < 0.11, "{waits:?} for {expected:?}");
    }
}

fn gaps(seconds: &[f64]) -> Vec<f64> {
    seconds.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[tokio::test(start_paused = true)]
async fn the_first_page_is_visible_while_the_second_is_on_its_way() {
    let script = Script::new(3 * SECOND, |ask| serve(&running(0..25), ask));
    let poller = start(&script, 10);
    let mut feed = poller.feed();
    assert_eq!(feed.borrow().health, Health::Starting);
    let first = until(&mut feed, |feed| !feed.snapshot.tasks.is_empty()).await;
    assert_eq!(first.snapshot.tasks.len(), 10);
    assert_eq!(first.health, Health::Live);
    assert_eq!(first.snapshot.total_count, Some(25));
    assert_eq!(first.snapshot.as_of_unix_ms, Some(START_MS + 3000));
    assert_eq!(first.round_trip_ms, Some(120));
    assert!(!first.snapshot.is_whole);
    let progress = first.sweep.unwrap();
    assert_eq!((progress.lane, progress.page, progress.pages), (SweepLane::Full, 2, Some(3)));
    assert_eq!(first.next_poll_at, None);

    let whole = until(&mut feed, is_idle).await;
    assert_eq!(whole.snapshot.tasks.len(), 25);
    assert!(whole.snapshot.is_whole);
    assert_eq!((whole.sweep, whole.requests, whole.failures), (None, 3, 0));
}

#[tokio::test(start_paused = true)]
async fn failures_change_the_health_only_and_the_waits_double_until_the_server_is_back() {
    let down = Arc::new(AtomicBool::new(false));
    let is_down = Arc::clone(&down);
    let script = Script::new(Duration::ZERO, move |ask| match is_down.load(Ordering::SeqCst) {
        true => Err(failure(FaultKind::Unreachable)),
        false => serve(&running(0..3), ask),
    });
    let poller = start(&script, 10);
    let mut feed = poller.feed();
    let good = until(&mut feed, is_idle).await;
    down.store(true, Ordering::SeqCst);
    let failing = until(&mut feed, |feed| feed.failures == 7).await;
    assert_eq!(ids(&failing), ids(&good));
    assert_eq!(failing.snapshot.revision, good.snapshot.revision);
    assert_eq!(failing.snapshot.as_of_unix_ms, good.snapshot.as_of_unix_ms);
    let Health::Failing { since_unix_ms, attempt: 7, fault } = &failing.health else {
        panic!("{:?}", failing.health);
    };
    assert_eq!(fault.sentence, "It failed");
    assert!(failing.next_poll_at.is_some());
    let seconds = script.seconds(|_| true);
    assert_near(&gaps(&seconds[1..]), &[2.0, 4.0, 8.0, 16.0, 32.0, 64.0]);
    assert_eq!(*since_unix_ms, START_MS + (seconds[1] * 1000.0).round() as i64, "since the first of them");
    down.store(false, Ordering::SeqCst);
    let back = until(&mut feed, is_idle).await;
    assert_eq!(ids(&back), ids(&good));
}

#[tokio::test(start_paused = true)]
async fn the_server_may_say_how_long_to_wait() {
    let script = Script::new(Duration::ZERO, |ask| match ask.number {
        1 => Err(Failure { retry_after: Some(77 * SECOND), ..failure(FaultKind::Busy) }),
        _ => serve(&running(0..3), ask),
    });
    let poller = start(&script, 10);
    until(&mut poller.feed(), is_idle).await;
    assert_eq!(script.seconds(|_| true), [0.0, 77.0]);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_rests_five_minutes_unless_somebody_asks() {
    let script = Script::new(Duration::ZERO, |_| Err(failure(FaultKind::SignatureRefused)));
    let poller = start(&script, 10);
    let mut feed = poller.feed();
    let refused = until(&mut feed, |feed| matches!(feed.health, Health::Refused { .. })).await;
    until(&mut feed, |feed| feed.failures == 2).await;
    sleep(10 * SECOND).await;
    poller.refresh();
    let third = until(&mut feed, |feed| feed.failures == 3).await;
    assert_eq!(script.seconds(|_| true), [0.0, 300.0, 310.0]);
    assert_eq!(third.health, refused.health, "refused since the first time");
}

#[tokio::test(start_paused = true)]
async fn five_presses_are_one_refresh_and_a_press_during_a_sweep_is_one_more_after_it() {
    let script = Script::new(SECOND, |ask| serve(&running(0..20), ask));
    let poller = start(&script, 10);
    let mut feed = poller.feed();
    until(&mut feed, is_idle).await;
    for _ in 0..5 {
        poller.refresh();
    }
    sleep(10 * SECOND).await;
    assert_eq!(script.asked().len(), 4, "one more sweep of two pages");
    poller.refresh();
    sleep(SECOND / 2).await;
    for _ in 0..3 {
        poller.refresh();
    }
    sleep(8 * SECOND).await;
    assert_eq!(script.asked().len(), 8, "the running one and one after it");
    assert!(script.asked().iter().all(Ask::is_full));
}

#[tokio::test(start_paused = true)]
async fn the_lanes_keep_their_intervals() {
    let script = Script::new(Duration::ZERO, |ask| serve(&[(1, 2), (2, 3)], ask));
    let _poller = start(&script, 10);
    sleep(3600 * SECOND).await;
    let full = script.seconds(Ask::is_full);
    assert!(gaps(&full).iter().all(|gap| (270.0..=330.1).contains(gap)), "{full:?}");
    assert!((11..=14).contains(&full.len()));
    let all = script.seconds(|_| true);
    assert!(gaps(&all).iter().all(|gap| *gap <= 16.6), "{all:?}");
    let asked = script.asked();
    let before_fast = asked.windows(2).filter(|pair| pair[1].is_fast()).map(|pair| pair[1].at - pair[0].at);
    let waits: Vec<u128> = before_fast.map(|wait| wait.as_millis() / 100).collect();
    assert!(waits.iter().all(|wait| *wait >= 134), "{waits:?}");
    assert!(waits.iter().collect::<BTreeSet<_>>().len() > 5, "the intervals are jittered");
}

#[tokio::test(start_paused = true)]
async fn the_lanes_keep_to_the_start_conditions() {
    let conditions = |statuses: &[i64]| QueryConditions {
        statuses: statuses.to_vec(),
        scene_id: Some("44".to_owned()),
        ..QueryConditions::default()
    };
    let script = Script::new(Duration::ZERO, |ask| serve(&[(1, 2), (2, 3)], ask));
    let _poller = start_with(&script, PollSettings::default(), conditions(&[2, 3]));
    sleep(60 * SECOND).await;
    let asked = script.asked();
    assert_eq!(asked[0].conditions.statuses, [2, 3]);
    assert!(asked.len() > 3 && asked[1..].iter().all(|ask| ask.conditions.statuses == [2]));
    assert!(asked.iter().all(|ask| ask.conditions.scene_id.as_deref() == Some("44")));

    let script = Script::new(Duration::ZERO, |ask| serve(&[(1, 2), (2, 3)], ask));
    let poller = start_with(&script, PollSettings::default(), conditions(&[3, 4]));
    sleep(200 * SECOND).await;
    assert_eq!(script.asked().len(), 1, "nothing active was asked for: no fast lane");
    assert_eq!(poller.feed().borrow().poll_interval_seconds, 300);
}

#[tokio::test(start_paused = true)]
async fn a_row_leaves_only_after_a_whole_sweep_without_it() {
    let script = Script::new(Duration::ZERO, |ask| {
        let asked_before = ask.number > 3;
        match ask.number {
            // The second full sweep breaks off in the middle, and goes on after a wait.
            5 => Err(failure(FaultKind::Busy)),
            _ => serve(&(0..25).filter(|id| !asked_before || *id != 4).map(|id| (id, 3)).collect::<Vec<_>>(), ask),
        }
    });
    let settings = PollSettings { page_size: 10, active_interval: 9999 * SECOND, ..PollSettings::default() };
    let poller = start_with(&script, settings, QueryConditions::default());
    let mut feed = poller.feed();
    until(&mut feed, is_idle).await;
    poller.refresh();
    let broken = until(&mut feed, |feed| feed.failures == 1).await;
    assert_eq!(broken.snapshot.tasks.len(), 25);
    let whole = until(&mut feed, is_idle).await;
    assert_eq!(whole.snapshot.tasks.len(), 24);
    assert!(!ids(&whole).contains(&"t-4".to_owned()));
    assert!(whole.snapshot.revision > broken.snapshot.revision);
}

#[tokio::test(start_paused = true)]
async fn a_sweep_cut_off_by_the_page_cap_removes_nothing_and_says_so() {
    let script = Script::new(Duration::ZERO, |ask| serve(&running(0..50), ask));
    let settings = PollSettings { page_size: 10, max_pages: 3, ..PollSettings::default() };
    let poller = start_with(&script, settings, QueryConditions::default());
    let feed = until(&mut poller.feed(), is_idle).await;
    assert_eq!(feed.snapshot.tasks.len(), 30);
    assert!(!feed.snapshot.is_whole);
    assert!(feed.notice.as_ref().unwrap().contains("cap of 3 pages"), "{:?}", feed.notice);
}

#[tokio::test(start_paused = true)]
async fn a_task_that_left_the_fast_lane_is_asked_for_by_its_id_once() {
    let script = Script::new(Duration::ZERO, |ask| {
        let completed = if ask.number > 1 { 3 } else { 2 };
        // Task 8 is deleted, not completed: nothing can be found out about it.
        let list = [(7, completed), (8, 2), (9, 2)];
        serve(&list[..if ask.number > 1 { 1 } else { 3 }], ask)
    });
    let poller = start(&script, 10);
    let mut feed = poller.feed();
    until(&mut feed, |feed| feed.snapshot.tasks.iter().any(|t| t.status == Some(TaskStatus::Completed))).await;
    sleep(100 * SECOND).await;
    let asked = script.asked();
    let lookups: Vec<_> = asked.iter().filter(|ask| ask.is_lookup()).collect();
    assert_eq!(lookups.len(), 1);
    assert_eq!(lookups[0].conditions.user_task_ids, ["u-7", "u-8", "u-9"]);
    // What a lookup does not find either is not shown as of now until the next whole sweep, minutes later.
    assert_eq!(ids(&feed.borrow()), ["t-7"]);
    let full = asked.iter().filter(|ask| !ask.is_lookup() && !ask.is_fast()).count();
    assert_eq!(full, 2, "one of them for the two that were not found");
}

#[tokio::test(start_paused = true)]
async fn thousands_that_left_the_fast_lane_are_found_by_a_whole_sweep_and_not_one_by_one() {
    let script = Script::new(Duration::ZERO, |ask| {
        // The fast lane shows nobody, and lookups find nobody.
        if ask.is_fast() || ask.is_lookup() { serve(&[], ask) } else { serve(&running(0..2_000), ask) }
    });
    let settings = PollSettings { page_size: 100, ..PollSettings::default() };
    let poller = start_with(&script, settings, QueryConditions::default());
    let mut feed = poller.feed();
    until(&mut feed, is_idle).await;
    sleep(120 * SECOND).await;
    let asked = script.asked();
    let lookups = asked.iter().filter(|ask| ask.is_lookup()).count();
    let full = asked.iter().filter(|ask| !ask.is_lookup() && !ask.is_fast()).count();
    assert!(lookups == 0 && full >= 60, "{lookups} lookups, {full} pages of whole sweeps");
}

#[tokio::test(start_paused = true)]
async fn replies_that_count_tasks_and_give_none_let_the_data_grow_old_and_say_so() {
    let is_empty = Arc::new(AtomicBool::new(false));
    let empties = Arc::clone(&is_empty);
    let script = Script::new(Duration::ZERO, move |ask| {
        let mut page = serve(&running(0..5), ask)?;
        if empties.load(Ordering::SeqCst) {
            page.rows.clear();
        }
        Ok(page)
    });
    let poller = start(&script, 10);
    let mut feed = poller.feed();
    let before = until(&mut feed, |feed| feed.reading.is_some() && is_idle(feed)).await;
    assert_eq!(before.notice, None);
    is_empty.store(true, Ordering::SeqCst);
    let empty = until(&mut feed, |feed| feed.notice.is_some()).await;
    assert!(empty.notice.as_ref().unwrap().contains("counts 5 tasks but gave 0"), "{:?}", empty.notice);
    sleep(60 * SECOND).await;
    let later = feed.borrow_and_update().clone();
    let as_of = |feed: &Feed| feed.snapshot.as_of_unix_ms;
    assert!(as_of(&later) < as_of(&before).map(|at| at + 30_000), "the data is as old as it was");
    assert_eq!(later.snapshot.tasks.len(), 5);
    is_empty.store(false, Ordering::SeqCst);
    let again = until(&mut feed, |feed| feed.notice.is_none() && is_idle(feed)).await;
    let since = script.asked().iter().rev().take_while(|ask| ask.is_fast()).count();
    assert!(as_of(&again) > as_of(&later) && since <= 1, "one whole sweep more takes the notice back");
}

#[tokio::test(start_paused = true)]
async fn the_fast_lane_goes_in_between_the_pages_of_a_long_sweep() {
    let script = Script::new(SECOND, |ask| {
        let list: Vec<_> = (0..600).map(|id| (id, if id < 5 { 2 } else { 3 })).collect();
        serve(&list, ask)
    });
    let poller = start(&script, 10);
    let feed = until(&mut poller.feed(), is_idle).await;
    assert_eq!(feed.snapshot.tasks.len(), 600);
    let fast = script.seconds(Ask::is_fast);
    assert!(fast.len() >= 3, "{fast:?}");
    assert!(gaps(&fast).iter().all(|gap| *gap < 19.0), "{fast:?}");
    assert_eq!(script.seconds(Ask::is_full).len(), 60);
}

#[tokio::test(start_paused = true)]
async fn a_list_that_cannot_be_read_to_its_end_does_not_stop_the_fast_lane() {
    let script = Script::new(Duration::ZERO, |ask| match ask.page {
        3.. => Err(ret_code(4)),
        _ => serve(&(0..50).map(|id| (id, if id < 5 { 2 } else { 3 })).collect::<Vec<_>>(), ask),
    });
    let poller = start(&script, 10);
    let mut feed = poller.feed();
    until(&mut feed, |feed| matches!(feed.health, Health::Failing { .. })).await;
    let live = until(&mut feed, is_idle).await;
    assert!(live.notice.as_ref().unwrap().contains("from page 3 on"));
    assert_eq!(live.snapshot.tasks.len(), 20);
    assert!(script.asked().last().unwrap().is_fast());
}

#[tokio::test(start_paused = true)]
async fn pages_that_are_too_large_for_the_server_are_halved() {
    let script = Script::new(Duration::ZERO, |ask| match ask.size {
        30.. => Err(ret_code(4001)),
        _ => serve(&running(0..60), ask),
    });
    let poller = start(&script, 100);
    let feed = until(&mut poller.feed(), is_idle).await;
    assert_eq!(feed.snapshot.tasks.len(), 60);
    assert!(feed.notice.as_ref().unwrap().contains("25 rows a page"), "{:?}", feed.notice);
    assert!(script.seconds(|_| true).last().unwrap() < &2.0, "without waiting for a back-off");
}

#[tokio::test(start_paused = true)]
async fn what_was_too_large_once_is_asked_for_again_with_the_next_sweep() {
    let script = Script::new(Duration::ZERO, |ask| match ask.size {
        10.. if ask.at < 60 * SECOND => Err(ret_code(4001)),
        _ => serve(&running(0..60), ask),
    });
    let poller = start(&script, 100);
    let mut feed = poller.feed();
    let early = until(&mut feed, is_idle).await;
    assert!(early.notice.as_ref().unwrap().contains("6 rows a page"), "{:?}", early.notice);
    sleep(400 * SECOND).await;
    let feed = until(&mut feed, is_idle).await;
    assert_eq!(script.asked().last().unwrap().size, 100);
    assert_eq!((feed.notice.as_ref(), feed.snapshot.tasks.len()), (None, 60));
}

#[tokio::test(start_paused = true)]
async fn odd_clocks_and_signatures_are_told_in_words() {
    let script = Script::new(Duration::ZERO, |ask| {
        serve(&running(0..3), ask).map(|mut page| {
            page.meta.skew_seconds = Some(95);
            page.meta.signature = SignatureCheck::Invalid;
            page
        })
    });
    let poller = start(&script, 10);
    let feed = until(&mut poller.feed(), is_idle).await;
    assert_eq!(feed.skew_seconds, Some(95));
    let notice = feed.notice.clone().unwrap();
    assert!(notice.contains("95 s behind the server's"), "{notice}");
    assert!(notice.contains("signature is wrong"), "{notice}");
}

#[tokio::test(start_paused = true)]
async fn an_altered_page_is_told_for_as_long_as_its_rows_may_be_on_the_board() {
    let script = Script::new(Duration::ZERO, |ask| {
        serve(&running(0..30), ask).map(|mut page| {
            page.meta.signature = if ask.number == 2 { SignatureCheck::Invalid } else { SignatureCheck::Valid };
            page
        })
    });
    let poller = start(&script, 10);
    let mut watch = poller.feed();
    let feed = until(&mut watch, is_idle).await;
    assert!(feed.notice.as_ref().is_some_and(|notice| notice.contains("signature is wrong")), "{:?}", feed.notice);
    poller.refresh();
    until(&mut watch, |feed| feed.notice.is_none()).await;
    assert_eq!(script.asked().len(), 6, "a whole sweep without an altered page");
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_the_reading_is_published_and_the_data_stays() {
    let script = Script::new(Duration::ZERO, |ask| match ask.number {
        3 => panic!("a scripted defect"),
        _ => serve(&running(0..15), ask),
    });
    let poller = start(&script, 10);
    let mut feed = poller.feed();
    let dead = until(&mut feed, |feed| matches!(feed.health, Health::Dead { .. })).await;
    assert_eq!(dead.snapshot.tasks.len(), 15);
    assert_eq!((dead.sweep, dead.next_poll_at), (None, None));
    assert_eq!(dead.health.fault().unwrap().kind, FaultKind::Internal);

    let make = || -> Result<Script, Failure> { panic!("a scripted defect") };
    let poller = spawn(make, PollSettings::default(), QueryConditions::default(), TestClock::new(), 1);
    until(&mut poller.feed(), |feed| matches!(feed.health, Health::Dead { .. })).await;
}

#[tokio::test(start_paused = true)]
async fn a_source_that_cannot_be_made_is_tried_again() {
    let attempts = Arc::new(AtomicUsize::new(0));
    let script = Script::new(Duration::ZERO, |ask| serve(&running(0..3), ask));
    let (counted, source) = (Arc::clone(&attempts), script.clone());
    let make = move || match counted.fetch_add(1, Ordering::SeqCst) {
        0 | 1 => Err(failure(FaultKind::Setup)),
        _ => Ok(source.clone()),
    };
    let poller = spawn(make, PollSettings::default(), QueryConditions::default(), TestClock::new(), 1);
    let mut feed = poller.feed();
    let failing = until(&mut feed, |feed| matches!(feed.health, Health::Failing { .. })).await;
    assert_eq!(failing.health.fault().unwrap().kind, FaultKind::Setup);
    assert!(failing.next_poll_at.is_some());
    until(&mut feed, |feed| matches!(feed.health, Health::Failing { attempt: 2, .. })).await;
    assert_eq!(attempts.load(Ordering::SeqCst), 2);
    poller.refresh();
    until(&mut feed, is_idle).await;
    assert!((29.9..30.5).contains(&script.seconds(|_| true)[0]), "the second try after 30 s, the third on refresh");
}

#[tokio::test(start_paused = true)]
async fn the_rate_is_kept_over_all_lanes() {
    let script = Script::new(Duration::from_millis(1), |ask| serve(&running(0..300), ask));
    let poller = start(&script, 10);
    let mut feed = poller.feed();
    until(&mut feed, is_idle).await;
    poller.refresh();
    sleep(60 * SECOND).await;
    let seconds = script.seconds(|_| true);
    assert!(seconds.len() > 90);
    for window in seconds.windows(6) {
        assert!(window[5] - window[0] >= 0.999, "{window:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn at_most_ten_values_a_second_are_published_and_none_while_nothing_happens() {
    let script = Script::new(Duration::from_millis(5), |ask| serve(&running(0..2000), ask));
    let settings = PollSettings { page_size: 10, max_requests_per_second: 0, ..PollSettings::default() };
    let poller = start_with(&script, settings, QueryConditions::default());
    let mut feed = poller.feed();
    let started = tokio::time::Instant::now();
    let mut published = 0;
    loop {
        feed.changed().await.unwrap();
        published += 1;
        if is_idle(&feed.borrow_and_update()) {
            break;
        }
    }
    let allowed = started.elapsed().as_millis() / 100 + 3;
    assert!(published <= allowed, "{published} values, {allowed} allowed");
    assert!(timeout(13 * SECOND, feed.changed()).await.is_err(), "nothing to tell before the next poll");
}

#[tokio::test(start_paused = true)]
async fn stopping_or_dropping_the_poller_ends_the_requests() {
    let script = Script::new(SECOND, |ask| serve(&running(0..1000), ask));
    let poller = start(&script, 10);
    sleep(3 * SECOND + SECOND / 2).await;
    poller.stopped().await;
    sleep(600 * SECOND).await;
    assert_eq!(script.asked().len(), 4);

    let script = Script::new(SECOND, |ask| serve(&running(0..3), ask));
    let poller = start(&script, 10);
    let mut feed = poller.feed();
    until(&mut feed, is_idle).await;
    drop(poller);
    sleep(600 * SECOND).await;
    assert_eq!(script.asked().len(), 1);
    assert_eq!(feed.borrow().health, Health::Live, "a stop that was asked for is no failure");
}
