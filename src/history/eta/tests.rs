//! What must be true of the expected end.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::domain::{ApiTime, DialWindow, StartupType, Task, TaskKey, TaskStat, TaskStatus, WindowState};
use crate::history::open_time::open_seconds;
use crate::history::{Counters, Link, Sample, Series};

const ALWAYS: &str = "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23";
/// Wed 23 Sep 2026 07:46:07 UTC, 13:16:07 in India.
const NOW: i64 = 1_790_149_567;
const HONG_KONG: i32 = 28_800;

fn always() -> DialWindow {
    DialWindow::parse(Some(0), Some("1,2,3,4,5,6,7"), Some(ALWAYS), Some(ALWAYS))
}

/// Monday to Saturday 9:00-13:30 and 14:00-18:30 in India.
fn india() -> DialWindow {
    let (first, second) = ("9,10,11,12,13,14,15,16,17,18", "9,10,11,12,14,15,16,17,18");
    DialWindow::parse(Some(19_800), Some("1,2,3,4,5,6"), Some(first), Some(&second.replace(",18", "")))
}

/// A running task with these counters.
fn task(window: DialWindow, orders: i64, finished: i64) -> Task {
    let stat = TaskStat {
        total_order_count: Some(orders),
        finish_order_count: Some(finished),
        total_call: Some(3 * finished),
        total_answer_call: Some(finished),
        ..TaskStat::default()
    };
    let status = Some(TaskStatus::Running);
    Task { status, stat, window: Arc::new(window), ..Task::empty(TaskKey::from_text("t")) }
}

/// Readings a minute apart up to now: orders, finished and calls by the number of minutes before now.
fn series(minutes: i64, counters: impl Fn(i64) -> (i64, i64, i64)) -> Series {
    let mut series = Series::default();
    for ago in (0..=minutes).rev() {
        let (orders, finished, calls) = counters(ago);
        let counters = Counters { orders, finished, calls, ..Counters::default() };
        let link = if ago == minutes { Link::Reset } else { Link::Continues };
        series.push(Sample { unix_ms: (NOW - 60 * ago) * 1000, counters, status: 2, settings: 1, link });
    }
    series
}

/// A past of an even pace.
fn even(minutes: i64, orders: i64, finished: i64, pace: i64) -> Series {
    series(minutes, |ago| (orders, finished - pace * ago, 3 * (finished - pace * ago)))
}

fn of(task: &Task, series: &Series) -> Eta {
    Eta::of(task, series, false, 0.03, NOW * 1000)
}

fn range(task: &Task, series: &Series) -> EtaRange {
    match of(task, series) {
        Eta::Range(range) => range,
        other => panic!("no range but {other:?}"),
    }
}

#[test]
fn an_even_pace_ends_after_orders_left_by_pace_with_room_for_the_last_retries() {
    let range = range(&task(always(), 10_000, 4_000), &even(120, 10_000, 4_000, 20));
    let linear = NOW + 6_000 / 20 * 60;
    assert!((linear..=linear + 30 * 60).contains(&range.likely), "{range:?}");
    assert!(range.early < linear && range.late > Some(linear), "{range:?}");
    assert_eq!((range.is_tail, range.spill, range.if_resumed), (false, None, false));
}

#[test]
fn open_time_is_walked_and_what_misses_the_window_is_counted() {
    let range = range(&task(india(), 1_000, 600), &even(60, 1_000, 600, 4));
    assert!(matches!(india().state_at(range.likely - 1), WindowState::Open { .. }));
    let needed = open_seconds(&india(), NOW, range.likely).unwrap() as f64 / 60.0;
    assert!((needed - range.open_minutes_needed).abs() < 0.1, "{range:?}");
    // 833 s until the break at 13:30, at about 4 orders a minute.
    assert!((340..=360).contains(&range.spill.unwrap()), "{range:?}");
}

#[test]
fn a_paused_task_is_told_as_if_resumed_now() {
    let paused = Task { status: Some(TaskStatus::Paused), ..task(always(), 1_000, 600) };
    assert!(range(&paused, &even(60, 1_000, 600, 4)).if_resumed);
}

#[test]
fn minutes_of_a_pause_are_no_minutes_of_work() {
    let mut paused = Series::default();
    for sample in even(60, 1_000, 600, 4).iter() {
        paused.push(Sample { unix_ms: sample.unix_ms - 7_200_000, ..*sample });
    }
    let last = *paused.last().unwrap();
    paused.push(Sample { unix_ms: last.unix_ms + 1_000, status: 5, ..last });
    paused.push(Sample { unix_ms: NOW * 1000 - 1_000, status: 5, ..last });
    paused.push(Sample { unix_ms: NOW * 1000, status: 2, ..last });
    let task = task(always(), 1_000, 600);
    let (with, without) = (range(&task, &paused), range(&task, &even(60, 1_000, 600, 4)));
    assert!(with.likely.abs_diff(without.likely) <= 60, "{with:?} {without:?}");
}

#[test]
fn what_cannot_be_said_is_said_in_words() {
    let past = even(60, 1_000, 600, 4);
    assert_eq!(of(&task(DialWindow::default(), 1_000, 600), &past), Eta::Unknown("dial window unknown"));
    assert_eq!(of(&task(always(), 0, 0), &past), Eta::Unknown("no orders yet"));
    assert_eq!(of(&task(always(), 1_000, 600), &even(9, 1_000, 600, 1)), Eta::Unknown("too few finished orders seen"));
    assert_eq!(of(&task(always(), 9, 10), &past), Eta::Unknown("counters unusable"));
    let with = |status| Task { status: Some(status), ..task(always(), 1_000, 600) };
    assert_eq!(of(&with(TaskStatus::Completed), &past), Eta::NotDialling);
    assert_eq!(of(&with(TaskStatus::Failed), &past), Eta::NotDialling);
    assert!(matches!(of(&with(TaskStatus::Pending), &past), Eta::Unknown(_)));
    let mut keeps = task(always(), 600, 600);
    keeps.flags.task_keep = Some(true);
    assert_eq!(of(&keeps, &past), Eta::Idle);
}

#[test]
fn a_stream_of_orders_faster_than_the_work_never_ends_but_one_delivery_is_no_stream() {
    let task = task(always(), 2_000, 600);
    let stream = series(60, |ago| (2_000 - 5 * ago, 600 - 4 * ago, 1_800 - 12 * ago));
    assert_eq!(of(&task, &stream), Eta::Never(NeverReason::InflowExceedsDrain));
    let delivery = series(60, |ago| (if ago > 7 { 1_000 } else { 2_000 }, 600 - 4 * ago, 1_800 - 12 * ago));
    assert!(matches!(of(&task, &delivery), Eta::Range(_)));
}

#[test]
fn two_deliveries_are_no_stream_either() {
    let task = task(always(), 12_000, 3_000);
    let fed = |ago: i64| 6_000 + if ago > 200 { 0 } else { 3_000 } + if ago > 50 { 0 } else { 3_000 };
    let deliveries = series(300, |ago| (fed(ago), 3_000 - 10 * ago, 9_000 - 30 * ago));
    let range = range(&task, &deliveries);
    assert!((range.open_minutes_needed / 900.0 - 1.0).abs() < 0.1, "{range:?}");
}

#[test]
fn waiting_for_orders_is_no_slow_work() {
    // An hour ago it had nothing to do for fifty minutes; since then it finishes ten a minute.
    let task = task(always(), 1_200, 1_000);
    let idle = series(60, |ago| {
        let finished = if ago > 10 { 900 } else { 1_000 - 10 * ago };
        (if ago > 10 { 900 } else { 1_200 }, finished, 3 * finished)
    });
    let range = range(&task, &idle);
    assert!(range.open_minutes_needed < 30.0, "{range:?}");
}

#[test]
fn what_stops_the_work_is_told_in_place_of_an_end() {
    let mut task = task(always(), 1_000, 600);
    assert_eq!(Eta::of(&task, &even(60, 1_000, 600, 4), true, 0.03, NOW * 1000), Eta::Never(NeverReason::Stalled));
    task.max_call = Some(0);
    assert!(matches!(of(&task, &even(60, 1_000, 600, 4)), Eta::Unknown(why) if why.contains("maxCall 0")));
}

#[test]
fn a_pace_that_falls_with_the_orders_left_is_a_tail() {
    let left = |ago: i64| (20.0 * (ago as f64 * 0.03).exp()).round() as i64;
    let falling = series(120, |ago| (5_000, 5_000 - left(ago), 3 * (5_000 - left(ago))));
    let range = range(&task(always(), 5_000, 4_980), &falling);
    assert!(range.is_tail, "{range:?}");
    // As slow at the end of the range, but these are not the last orders: 3 % are done.
    let young = task(always(), 166_000, 4_980);
    let falling = series(120, |ago| (166_000, 5_000 - left(ago), 3 * (5_000 - left(ago))));
    let range = self::range(&young, &falling);
    assert!(range.slow_by_quick > 3.0 && !range.is_tail, "{range:?}");
}

#[test]
fn a_collapse_of_the_pace_is_in_the_range_at_once_and_its_end_is_marked() {
    // Forty a minute for four hours; twenty minutes ago it fell to two.
    let finished = |ago: i64| 10_000 - if ago > 20 { 40 + (ago - 20) * 40 } else { 2 * ago };
    let collapsed = series(260, |ago| (20_000, finished(ago), 3 * finished(ago)));
    let task = task(always(), 20_000, 10_000);
    let range = range(&task, &collapsed);
    assert!(range.is_vague() && !range.is_tail, "{range:?}");
    // At two a minute the rest takes three days and a half; chance may make it half of that.
    assert!(range.late > Some(NOW + 86_400), "{range:?}");
    assert_eq!(Eta::Range(range).short(&task, NOW, HONG_KONG).chars().next(), Some('~'));
    let steady = self::range(&task, &even(260, 20_000, 10_000, 40));
    assert!(!steady.is_vague(), "{steady:?}");
}

#[test]
fn a_deadline_asks_for_a_pace_of_open_minutes() {
    assert_eq!(needed_pace(300, NOW + 3600, &always(), NOW), Some(5.0));
    assert_eq!(needed_pace(0, NOW, &india(), NOW), Some(0.0));
    assert_eq!(needed_pace(9, NOW, &india(), NOW), None, "no time left");
    assert_eq!(needed_pace(9, NOW + 60, &DialWindow::default(), NOW), None);
    // 2h13m53s of open time: 13:16:07 to 13:30 and 14:00 to 16:00.
    let pace = needed_pace(1_000, NOW + 9_833, &india(), NOW).unwrap();
    assert!((pace - 60_000.0 / 8_033.0).abs() < 1e-9, "{pace}");
}

fn shown(likely: i64) -> EtaRange {
    EtaRange {
        likely,
        early: likely - 3_000,
        late: Some(likely + 9_000),
        open_minutes_needed: (likely - NOW) as f64 / 60.0,
        is_end: false,
        is_tail: false,
        spill: None,
        if_resumed: false,
        slow_by_quick: 1.5,
    }
}

#[test]
fn small_moves_are_not_shown_and_a_kept_end_never_freezes() {
    let likely_after =
        |new: EtaRange, old: EtaRange| match Eta::Range(new).settle(Eta::Range(old), &always(), NOW * 1000) {
            Eta::Range(range) => range.likely,
            other => panic!("{other:?}"),
        };
    let end = NOW + 36_000;
    assert_eq!(likely_after(shown(end), shown(end - 1_700)), end - 1_700);
    assert_eq!(likely_after(shown(end), shown(end - 1_900)), end);
    let narrow = EtaRange { early: end - 100, ..shown(end) };
    assert_eq!(likely_after(narrow, shown(end - 1_700)), end, "outside the new range");
    assert_eq!(likely_after(shown(NOW + 50), shown(NOW - 1)), NOW + 50, "past");
    assert_eq!(Eta::Idle.settle(Eta::Range(shown(end)), &always(), NOW * 1000), Eta::Idle);
}

#[test]
fn an_end_beside_the_closing_does_not_hop_over_the_night() {
    // 13:16:07; work for 13m50s ends just before the lunch break at 13:30, a little more of it after 14:00.
    let window = india();
    let with = |seconds: i64| {
        let likely = crate::history::open_time::walk(&window, NOW, seconds).unwrap();
        let spill = (seconds > 833).then_some(3);
        let (early, late) = (NOW + 60, Some(NOW + 20_000));
        EtaRange { early, late, open_minutes_needed: seconds as f64 / 60.0, spill, ..shown(likely) }
    };
    let (before, after) = (with(830), with(840));
    assert!(after.likely - before.likely > 1_800);
    let settled = |new: EtaRange, old: EtaRange| match Eta::Range(new).settle(Eta::Range(old), &window, NOW * 1000) {
        Eta::Range(range) => (range.likely, range.spill),
        other => panic!("{other:?}"),
    };
    assert_eq!(settled(after, before), (before.likely, None), "ten seconds of work are no news");
    assert_eq!(settled(before, after), (after.likely, Some(3)));
    assert_eq!(settled(with(1_000), before).0, with(1_000).likely, "three minutes of work are");
}

#[test]
fn a_shown_tail_stays_until_it_is_clearly_none() {
    let with = |slow_by_quick: f64, is_tail| EtaRange { slow_by_quick, is_tail, is_end: true, ..shown(NOW + 36_000) };
    let is_tail = |new: EtaRange, old: EtaRange| matches!(Eta::Range(new).settle(Eta::Range(old), &always(), NOW * 1000), Eta::Range(range) if range.is_tail);
    assert!(is_tail(with(2.8, false), with(3.2, true)) && !is_tail(with(2.8, false), with(2.8, false)));
    assert!(!is_tail(with(2.4, false), with(3.2, true)));
    let fed = EtaRange { is_end: false, ..with(2.8, false) };
    assert!(!is_tail(fed, with(3.2, true)), "more orders came");
}

#[test]
fn short_words_fit_and_say_the_day_when_it_is_not_today() {
    let running = task(india(), 1_000, 600);
    let short = |task: &Task, eta: Eta| eta.short(task, NOW, HONG_KONG);
    let at = |seconds| short(&running, Eta::Range(shown(NOW + seconds)));
    assert_eq!(at(353), "15:52");
    assert_eq!(at(96_800), "Thu 18h");
    assert_eq!(at(19 * 86_400), "12 Oct");
    assert_eq!(at(400 * 86_400), "Oct '27");
    let vague = Eta::Range(EtaRange { slow_by_quick: 3.1, ..shown(NOW + 96_800) });
    assert_eq!(short(&running, vague), "~Thu 18h");
    let tail = Eta::Range(EtaRange { is_tail: true, ..shown(NOW + 60) });
    assert_eq!(short(&running, tail), "tail");
    assert_eq!(short(&running, Eta::Never(NeverReason::Stalled)), "STALL");
    let pending = |startup_type, at| Task {
        status: Some(TaskStatus::Pending),
        startup_type: Some(startup_type),
        startup_at: Some(ApiTime(at)),
        ..running.clone()
    };
    let unknown = Eta::Unknown("x");
    assert_eq!(short(&pending(StartupType::Scheduled, NOW + 8_033), unknown), "@18:00");
    assert_eq!(short(&pending(StartupType::Scheduled, NOW + 94_433), unknown), "@Thu18h");
    assert_eq!(short(&pending(StartupType::Manual, 0), Eta::NotDialling), "manual");
    assert_eq!(short(&running, unknown), "-");
}

#[test]
fn the_sentence_names_zone_range_and_what_misses_the_window() {
    let running = task(india(), 1_000, 600);
    let range = EtaRange { spill: Some(617), open_minutes_needed: 683.0, ..shown(NOW + 96_800) };
    let sentence = Eta::Range(range).sentence(&running, NOW, HONG_KONG);
    assert_eq!(
        sentence,
        "Thu 18:39 +08:00 (Thu 17:49 .. Thu 21:09), 11h23 of open dial time still needed, about 620 orders miss the window \
         that shuts at 16:00"
    );
}

proptest! {
    #[test]
    fn more_orders_left_never_end_earlier(
        steps in prop::collection::vec(0_i64..40, 20..200),
        left in 1_i64..20_000,
        more in 0_i64..20_000,
    ) {
        let finished: i64 = steps.iter().sum();
        let done_before = |ago: i64| finished - steps.iter().rev().take(ago as usize).sum::<i64>();
        let past = |orders: i64| series(steps.len() as i64, |ago| (orders, done_before(ago), 9 * (steps.len() as i64 - ago)));
        let ends = [left, left + more].map(|left| of(&task(india(), finished + left, finished), &past(finished + left)));
        if let [Eta::Range(few), Eta::Range(many)] = ends {
            prop_assert!(few.likely <= many.likely && few.early <= many.early, "{:?} {:?}", few, many);
            for range in [few, many] {
                prop_assert!(NOW < range.early && range.early <= range.likely, "{:?}", range);
                prop_assert!(range.late.is_none_or(|late| range.likely <= late), "{:?}", range);
                for end in [Some(range.early), Some(range.likely), range.late].into_iter().flatten() {
                    let is_open = matches!(india().state_at(end - 1), WindowState::Open { .. });
                    prop_assert!(is_open, "an end in closed time: {}", end);
                }
            }
        }
    }

    #[test]
    fn short_words_never_exceed_eight_columns(now in 0_i64..4_000_000_000, ahead in -1_000_000_i64..100_000_000, offset in -50_000_i32..50_000) {
        let eta = Eta::Range(EtaRange { slow_by_quick: 9.0, ..shown(now + ahead) });
        let running = task(india(), 1_000, 600);
        prop_assert!(eta.short(&running, now, offset).chars().count() <= 8);
        let pending = Task {
            status: Some(TaskStatus::Pending),
            startup_type: Some(StartupType::Scheduled),
            startup_at: Some(ApiTime(now + ahead)),
            ..running
        };
        prop_assert!(eta.short(&pending, now, offset).chars().count() <= 8);
    }
}
