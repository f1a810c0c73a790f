//! Each rule: when it must fire and when it must not.

use super::scene::{MINUTE, NOW, Scene, always, fleet_with, india};
use crate::domain::{ApiTime, DialWindow, DispatchType, ManualCall, StartupType, TaskStatus};
use crate::history::alert::number::{NUMBERS, Number};
use crate::history::alert::rule::Answer::{self, Between, Clear};
use crate::history::alert::rule::FleetFacts;
use crate::history::alert::rules::PollHealth;
use crate::history::alert::{AlertSettings, RuleName};
use crate::history::eta::{Eta, EtaRange};
use crate::history::sample::{Counters, Trouble};
use crate::history::slots::Baseline;
use crate::history::stats::{Proportion, silence_odds};

/// Calls at an even pace until a silence of so many minutes, read every 15 s.
fn silent(calls_per_minute: f64, silent_minutes: i64) -> Scene {
    let quiet_ms = silent_minutes * MINUTE;
    let began = quiet_ms + 40 * MINUTE;
    let calls_at = |ago: i64| (calls_per_minute * (began - ago.max(quiet_ms)) as f64 / 60_000.0) as i64;
    let samples = (0..=began / 15_000).map(move |step| {
        let ago = began - step * 15_000;
        (ago, Counters { orders: 5000, finished: 640, calls: calls_at(ago), ..Counters::default() })
    });
    Scene::new().samples(samples).with(|history| {
        history.rates.last_call_unix_ms = Some(NOW - quiet_ms);
        history.rates.readings_without_call = (quiet_ms / 15_000) as u32;
    })
}

fn stalls(scene: &Scene) -> bool {
    matches!(scene.ask(RuleName::Stall), Answer::Wrong { .. })
}

#[test]
fn the_odds_of_a_silence_are_those_of_chance() {
    for (pace, minutes, odds) in [(0.5, 5.0, 0.082), (1.0, 5.0, 0.0067), (2.0, 5.0, 4.54e-5)] {
        let found = silence_odds(pace, minutes);
        assert!((found / odds - 1.0).abs() < 0.01, "{pace}/min for {minutes} min: {found}");
    }
}

#[test]
fn a_silence_that_chance_cannot_explain_is_a_stall() {
    let what = silent(2.4, 9).what(RuleName::Stall);
    assert!(what.starts_with("no call for 9m, one expected every 2"), "{what}");
    assert!(what.contains("s (odds of that ") && what.contains("e-10)"), "{what}");
    assert!(stalls(&silent(60.0, 4)));
    assert!(!stalls(&silent(60.0, 2)), "shorter than three minutes");
    assert!(!stalls(&silent(2.4, 7)), "twice the time to odds of 1e-4 has not passed");
    assert!(!stalls(&silent(0.5, 20)), "a slow task is silent for long by chance");
    assert!(stalls(&silent(0.5, 45)));
}

#[test]
fn silence_is_no_stall_where_no_call_must_be_expected() {
    let nine = || silent(10.0, 9);
    assert!(stalls(&nine()));
    assert!(!stalls(&nine().dialling_for(4)), "just resumed, opened or set anew");
    assert!(!stalls(&Scene { dialling_since: None, ..nine() }));
    assert!(!stalls(&nine().task(|task| task.status = Some(TaskStatus::Paused))));
    assert_eq!(nine().task(|task| task.max_call = Some(0)).history.dialling_since(NOW), None);
    assert!(!stalls(&nine().with(|history| history.rates.readings_without_call = 2)), "three readings");
    assert_eq!(
        nine().with(|history| history.rates.readings_without_call = 2).ask(RuleName::Stall),
        Between,
        "nor do two readings after a restart show that it is over"
    );
    assert!(!stalls(&nine().with(|history| history.last_read_unix_ms = NOW - 8 * MINUTE)), "nobody looked");
    assert!(!stalls(&nine().with(|history| history.trouble = Some(Trouble::Impossible))));
    let idle = nine().task(|task| {
        task.flags.task_keep = Some(true);
        task.stat.finish_order_count = task.stat.total_order_count;
    });
    assert!(!stalls(&idle), "nothing left to call");
    let shut = nine().task(|task| task.window = std::sync::Arc::new(india()));
    assert!(stalls(&shut) && !stalls(&Scene { now: NOW + 14 * MINUTE, ..shut }), "the window shut");
}

#[test]
fn a_gap_between_rounds_and_slow_last_orders_are_no_stall() {
    let rounds = |minutes| silent(10.0, minutes).task(|task| task.flags.round_redial = Some(true));
    assert!(!stalls(&rounds(9)));
    assert!(stalls(&rounds(11)));
    let tail = |minutes| silent(10.0, minutes).task(|task| task.stat.finish_order_count = Some(4900));
    assert!(!stalls(&tail(9)));
    assert!(stalls(&tail(11)));
}

#[test]
fn without_a_known_pace_a_stall_takes_a_quarter_of_an_hour() {
    let never = |minutes: i64| {
        let counters = Counters { orders: 5000, finished: 640, calls: 700, ..Counters::default() };
        Scene::new()
            .dialling_for(minutes)
            .samples([(40 * MINUTE, counters), (0, counters)])
            .task(|task| task.created = None)
            .with(|history| history.rates.readings_without_call = 60)
    };
    assert!(!stalls(&never(14)));
    assert_eq!(
        never(16).what(RuleName::Stall),
        "no call for 16m, although it runs, its window is open and 4,360 orders are left"
    );
    let usual = never(16).with(|history| history.baseline.calls_per_open_minute = Some(0.2));
    assert!(!stalls(&usual), "it is usually slow at this time");
}

#[test]
fn a_stall_tells_of_agents_and_of_the_other_tasks() {
    let manual = |dispatch| Some(Box::new(ManualCall { dispatch_type: Some(dispatch), ..ManualCall::default() }));
    for (dispatch, waits) in
        [(DispatchType::None, false), (DispatchType::Ratio, true), (DispatchType::Predictive, true)]
    {
        let what = silent(10.0, 9).task(|task| task.manual_call = manual(dispatch)).what(RuleName::Stall);
        assert_eq!(what.contains("free agents"), waits, "{what}");
    }
    let mut alone = silent(10.0, 9);
    alone.fleet.readings_without_movement = 30;
    assert!(alone.what(RuleName::Stall).ends_with("; no other task dials either"));
}

#[test]
fn a_crawl_needs_to_know_what_is_usual() {
    let at = |pace: f64, baseline: Baseline| {
        Scene::new().with(|history| {
            history.baseline = baseline;
            history.rates.calls_per_minute = Some(pace);
            history.rates.recent_answers = Proportion { hits: 5, trials: 20 };
        })
    };
    let usual = Baseline { calls_per_open_minute: Some(10.0), days: 3, ..Baseline::default() };
    let today = Baseline { open_minutes_today: 60.0, calls_per_open_minute_today: Some(10.0), ..Baseline::default() };
    let crawl = RuleName::Crawl;
    assert_eq!(at(2.0, usual).what(crawl), "2.0 calls a minute, usual is 10.0 (20.0% of it)");
    assert_eq!(at(2.0, today).what(crawl), "2.0 calls a minute, usual is 10.0 (20.0% of it)");
    assert_eq!(at(4.0, usual).ask(crawl), Between);
    assert_eq!(at(5.0, usual).ask(crawl), Clear);
    assert_eq!(at(2.0, Baseline { days: 2, ..usual }).ask(crawl), Between, "too few days");
    assert_eq!(at(2.0, Baseline { open_minutes_today: 59.0, ..today }).ask(crawl), Between, "too little of today");
    let slow = Baseline { calls_per_open_minute: Some(1.9), ..usual };
    assert_eq!(at(0.1, slow).ask(crawl), Clear, "19 calls in ten minutes are too few");
    assert_eq!(at(2.0, usual).dialling_for(9).ask(crawl), Between, "just resumed");
    let set = at(2.0, usual).with(|history| history.settings_changed_unix_ms = Some(NOW - 60 * MINUTE));
    assert_eq!(set.ask(crawl), Clear, "fewer calls at a time were asked for");
    let tail = at(2.0, usual).task(|task| task.stat.finish_order_count = Some(4900));
    assert_eq!(tail.ask(crawl), Clear, "the last orders are slow");
    let none = at(0.0, usual).with(|history| history.rates.recent_answers = Proportion::default());
    assert_eq!(none.ask(crawl), Between, "silence is a stall's matter");
}

fn answers(hits: i64, trials: i64, earlier: (i64, i64)) -> Scene {
    Scene::new().with(|history| {
        history.rates.recent_answers = Proportion { hits, trials };
        history.rates.lifetime_answers = Proportion { hits: earlier.0 + hits, trials: earlier.1 + trials };
    })
}

#[test]
fn a_fall_of_the_answer_rate_needs_evidence_by_its_size() {
    let (drop, base) = (RuleName::AsrDrop, (30_000, 100_000));
    assert_eq!(answers(15, 100, base).what(drop), "30.0% -> 15.0% (n 100, z 3.3)");
    assert_eq!(answers(58, 526, (49_060, 203_557)).what(drop), "24.1% -> 11.0% (n 526, z 7.0)");
    assert_eq!(answers(22, 100, base).ask(drop), Between, "22 % of 100 may be chance");
    assert_eq!(answers(44, 200, base).ask(drop), Between);
    assert!(matches!(answers(88, 400, base).ask(drop), Answer::Wrong { .. }), "22 % of 400 is not");
    assert_eq!(answers(14, 99, base).ask(drop), Between, "n below 100");
    assert_eq!(answers(0, 29, base).ask(drop), Between, "n below 30");
    assert_eq!(answers(240, 1000, base).ask(drop), Between, "sure, but a fifth is no drop");
    assert_eq!(answers(450, 1000, base).ask(drop), Clear, "it rose");
    assert_eq!(answers(15, 100, (20, 60)).ask(drop), Between, "nothing to compare with");
    assert_eq!(answers(15, 100, base).dialling_for(9).ask(drop), Between, "answers come after calls");
    assert_eq!(answers(0, 0, (0, 0)).ask(drop), Between);
}

#[test]
fn a_slow_decline_is_no_fall_and_the_same_time_of_day_is_the_better_measure() {
    let (drop, base) = (RuleName::AsrDrop, (30_000, 100_000));
    let at = |calls, answered_calls| Counters { orders: 5000, calls, answered_calls, ..Counters::default() };
    let hour = |answered| {
        answers(15, 100, base).samples([
            (69 * MINUTE, at(0, 0)),
            (40 * MINUTE, at(300, answered / 2)),
            (11 * MINUTE, at(600, answered)),
            (0, at(700, answered + 15)),
        ])
    };
    assert_eq!(hour(96).ask(drop), Between, "16 % in the hour before");
    assert!(matches!(hour(200).ask(drop), Answer::Wrong { .. }), "33 % in the hour before");
    let usual = |hits, days| {
        let baseline = Baseline { answers: Proportion { hits, trials: 2000 }, days, ..Baseline::default() };
        answers(15, 100, base).with(|history| history.baseline = baseline)
    };
    assert_eq!(usual(320, 3).ask(drop), Clear, "it is so every day at this time");
    assert!(matches!(usual(320, 2).ask(drop), Answer::Wrong { .. }), "two days are no custom");
}

#[test]
fn a_fall_holds_since_the_past_knows_of_it() {
    // 30 % for an hour, 10 % for the last 25 minutes: ten calls a minute.
    let samples = (0..=85).rev().map(|ago| {
        let (early, late) = ((85 - ago).min(60), (25 - ago).max(0));
        let answered_calls = early * 3 + late;
        (ago * MINUTE, Counters { orders: 5000, calls: (85 - ago) * 10, answered_calls, ..Counters::default() })
    });
    let scene = answers(10, 100, (30_000, 100_000)).samples(samples.collect::<Vec<_>>());
    let Answer::Wrong { since_unix_ms, .. } = scene.ask(RuleName::AsrDrop) else {
        panic!("{:?}", scene.ask(RuleName::AsrDrop));
    };
    assert_eq!(since_unix_ms, Some(NOW - 10 * MINUTE), "as far back as the hold asks");
}

#[test]
fn a_floor_counts_the_doubt_in() {
    let at = |hits, trials, floor| {
        let mut scene = answers(hits, trials, (0, 0));
        scene.settings.numbers.insert(Number::AsrFloorFloor, floor);
        scene
    };
    let rule = RuleName::AsrFloor;
    assert_eq!(at(16, 200, 0.15).what(rule), "8.0% answered, below 15.0% (n 200)");
    assert_eq!(at(14, 100, 0.15).ask(rule), Between, "it may still be 15 %");
    assert_eq!(at(16, 100, 0.15).ask(rule), Clear);
    assert_eq!(at(0, 29, 0.15).ask(rule), Between, "n below 30");
    assert_eq!(at(0, 200, 0.0).ask(rule), Clear, "no floor is set");
    assert_eq!(at(16, 200, 0.15).dialling_for(5).ask(rule), Between, "just resumed");
}

#[test]
fn calls_after_the_window_shut_are_told_only_beyond_the_grace() {
    // The window shut at 13:30 local time; it is 13:50.
    let shut_ms = NOW + 833_000;
    let now = shut_ms + 20 * MINUTE;
    let at = |last_minutes: i64, calls: i64| {
        let counters = |calls| Counters { orders: 5000, calls, ..Counters::default() };
        let ago = |after_shut: i64| NOW - (shut_ms + after_shut * MINUTE);
        let steps = [(ago(-5), counters(600)), (ago(last_minutes - 1), counters(700))];
        let scene = Scene::new().samples(steps).samples([(ago(last_minutes), counters(700 + calls))]);
        let scene = scene.task(|task| task.window = std::sync::Arc::new(india()));
        let scene = scene.with(|history| history.rates.last_call_unix_ms = Some(shut_ms + last_minutes * MINUTE));
        Scene { now, ..scene }
    };
    let rule = RuleName::OutsideWindow;
    assert_eq!(at(18, 12).what(rule), "12 calls after the window shut at 13:30 +05:30, the last 2m ago");
    assert_eq!(at(18, 1).what(rule), "1 call after the window shut at 13:30 +05:30, the last 2m ago");
    assert_eq!(at(5, 12).ask(rule), Clear, "booked late");
    assert_eq!(Scene { now: NOW, ..at(18, 12) }.ask(rule), Clear, "open");
    assert_eq!(Scene { now: now + 12 * MINUTE, ..at(18, 12) }.ask(rule), Clear, "open again, and long ago");
    let set = at(18, 12).with(|history| history.settings_changed_unix_ms = Some(shut_ms + 15 * MINUTE));
    assert_eq!(set.ask(rule), Clear, "the window was another one until just now");
    assert_eq!(at(18, 12).task(|task| task.window = std::sync::Arc::default()).ask(rule), Clear, "unknown window");
}

#[test]
fn calls_of_a_task_that_does_not_run_are_told_after_the_grace() {
    let at = |paused_minutes_ago: i64| {
        let counters = |calls| Counters { orders: 5000, calls, ..Counters::default() };
        let scene = Scene::new().samples([(3 * MINUTE, counters(600)), (2 * MINUTE, counters(612))]);
        scene.task(|task| task.status = Some(TaskStatus::Paused)).with(|history| {
            history.status_since_unix_ms = Some(NOW - paused_minutes_ago * MINUTE);
        })
    };
    let rule = RuleName::OutsideWindow;
    assert_eq!(at(60).what(rule), "12 calls although it is paused, the last 2m ago");
    assert_eq!(at(12).ask(rule), Clear, "begun before it was paused");
    assert_eq!(at(60).task(|task| task.status = Some(TaskStatus::Running)).ask(rule), Clear);
    assert_eq!(Scene { now: NOW + 15 * MINUTE, ..at(60) }.ask(rule), Clear, "long ago");
}

#[test]
fn a_missed_start_is_one_that_was_meant_and_possible() {
    let at = |start_minutes_ago: i64| {
        Scene::new().task(|task| {
            task.status = Some(TaskStatus::Pending);
            task.startup_type = Some(StartupType::Scheduled);
            task.startup_at = Some(ApiTime(NOW - start_minutes_ago * MINUTE));
            task.created = Some(ApiTime(NOW - 600 * MINUTE));
        })
    };
    let rule = RuleName::MissedStart;
    assert_eq!(at(12).what(rule), "should have started at 07:34 +00:00, 12m ago, and is still pending");
    assert_eq!(at(4).ask(rule), Clear, "not late yet");
    assert_eq!(at(-60).ask(rule), Clear, "not due yet");
    assert_eq!(at(700).ask(rule), Clear, "past when it was made");
    assert_eq!(at(12).task(|task| task.startup_at = Some(ApiTime(0))).ask(rule), Clear);
    assert_eq!(at(12).task(|task| task.startup_type = Some(StartupType::Manual)).ask(rule), Clear);
    assert_eq!(at(12).task(|task| task.status = Some(TaskStatus::Running)).ask(rule), Clear);
    assert_eq!(at(12).task(|task| task.stat.total_order_count = Some(0)).ask(rule), Clear, "nothing to start");
    let shut = at(12).task(|task| task.window = std::sync::Arc::new(india()));
    assert_eq!(Scene { now: NOW + 14 * MINUTE, ..shut }.ask(rule), Clear, "closed");
    // Due at night: what counts is when the window opened, at 03:30 UTC.
    let night = at(400).task(|task| task.window = std::sync::Arc::new(india()));
    let morning = NOW - 4 * 60 * MINUTE - 12 * MINUTE;
    assert_eq!(Scene { now: morning, ..night.clone() }.ask(rule), Clear, "just opened");
    assert!(
        Scene { now: morning + 5 * MINUTE, ..night }
            .what(rule)
            .contains("still pending, in its window since 09:00 +05:30")
    );
}

/// As in India, but for the afternoons.
fn mornings() -> DialWindow {
    DialWindow::parse(Some(19_800), Some("1,2,3,4,5,6"), Some("9,10,11,12,13"), Some("9,10,11,12"))
}

fn ending(spill: Option<i64>, needed_minutes: f64) -> Scene {
    let range = EtaRange {
        likely: NOW / 1000 + 3600,
        early: NOW / 1000 + 1800,
        late: Some(NOW / 1000 + 7200),
        open_minutes_needed: needed_minutes,
        is_end: false,
        is_tail: false,
        spill,
        if_resumed: false,
        slow_by_quick: 1.5,
    };
    let at = |finished| Counters { orders: 5000, finished, ..Counters::default() };
    Scene::new()
        .task(|task| task.window = std::sync::Arc::new(mornings()))
        .samples([(50 * MINUTE, at(100)), (0, at(640))])
        .with(|history| history.eta = Eta::Range(range))
}

#[test]
fn a_spill_is_told_when_the_window_shuts_soon_and_the_pace_is_known() {
    let rule = RuleName::Spill;
    assert_eq!(ending(Some(618), 30.0).what(rule), "about 620 orders miss the window that shuts at 13:30 +05:30");
    assert_eq!(ending(None, 10.0).ask(rule), Clear);
    assert_eq!(ending(Some(0), 10.0).ask(rule), Clear);
    assert_eq!(ending(Some(20), 15.0).ask(rule), Between, "within what the pace is off by");
    assert_eq!(ending(Some(4000), 600.0).ask(rule), Clear, "a task of days");
    let early = Scene { now: NOW - 60 * MINUTE, ..ending(Some(618), 90.0) };
    assert_eq!(early.ask(rule), Clear, "an hour and more to go");
    let few = Scene { history: Scene::new().history, ..ending(Some(618), 30.0) };
    let few = few.with(|history| history.eta = ending(Some(618), 30.0).history.eta);
    assert_eq!(few.ask(rule), Clear, "nothing finished yet: n too small");
    let always_open = ending(Some(618), 30.0).task(|task| task.window = std::sync::Arc::new(always()));
    assert_eq!(always_open.ask(rule), Clear, "never shuts");
    let lunch = ending(Some(618), 30.0).task(|task| task.window = std::sync::Arc::new(india()));
    assert_eq!(lunch.ask(rule), Clear, "opens again on the same day");
    let paused = ending(Some(618), 30.0).task(|task| task.status = Some(TaskStatus::Paused));
    assert_eq!(paused.ask(rule), Clear);
}

#[test]
fn inflow_is_what_goes_on_not_one_batch() {
    let growing = |batches: i64, inflow, drain| {
        let at = |step: i64| Counters { orders: 5000 + step * 100, finished: 640, ..Counters::default() };
        let samples = (0..=batches).map(move |step| ((batches - step) * 5 * MINUTE, at(step)));
        Scene::new().samples(samples).with(|history| {
            history.rates.inflow_per_open_minute = Some(inflow);
            history.rates.drain_per_open_minute = Some(drain);
            history.rates.recent_answers = Proportion { hits: 10, trials: 40 };
        })
    };
    let rule = RuleName::Inflow;
    assert_eq!(
        growing(4, 12.0, 9.1).what(rule),
        "never done at this pace: 12.0 a minute come in, 9.1 are finished, 4,360 orders are left"
    );
    assert_eq!(growing(1, 33.0, 9.1).ask(rule), Clear, "one batch");
    // In an hour 10 a minute grow by 54 more than 9.1 do; chance makes of as many 34, and three times that is 102.
    assert_eq!(growing(4, 10.0, 9.1).ask(rule), Between);
    assert!(matches!(growing(4, 11.0, 9.1).ask(rule), Answer::Wrong { .. }));
    for steady in [9.5, 9.1, 9.0, 3.0] {
        assert_eq!(growing(4, steady, 9.1).ask(rule), Clear, "{steady} come and 9.1 are finished");
    }
    assert_eq!(growing(4, -5.0, 0.0).ask(rule), Clear, "orders were deleted");
    let kept = growing(4, 12.0, 9.1).task(|task| task.flags.task_keep = Some(true)).what(rule);
    assert!(kept.starts_with("the backlog of 4,360 orders does not shrink"), "{kept}");
    let few = growing(4, 12.0, 9.1).task(|task| {
        task.flags.task_keep = Some(true);
        task.stat.finish_order_count = Some(4500);
    });
    assert_eq!(few.ask(rule), Between, "less than an hour's work waits");
    assert_eq!(growing(4, 12.0, 9.1).dialling_for(5).ask(rule), Between, "just resumed");
    assert_eq!(growing(1, 12.0, 9.1).dialling_for(20).ask(rule), Between, "more additions could not be seen yet");
}

#[test]
fn a_tail_is_long_and_at_the_end() {
    let tail = |finished, late: Option<i64>| {
        ending(None, 30.0).task(|task| task.stat.finish_order_count = Some(finished)).with(|history| {
            history.rates.orders_per_minute = Some(1.1);
            if let Eta::Range(range) = &mut history.eta {
                (range.is_tail, range.late) = (true, late);
            }
        })
    };
    let far = Some(NOW / 1000 + 7200);
    let rule = RuleName::Tail;
    assert_eq!(tail(4900, far).what(rule), "the last 100 of 5,000 orders drag on at 1.1 a minute");
    assert!(matches!(tail(4900, None).ask(rule), Answer::Wrong { .. }));
    assert_eq!(tail(4800, far).ask(rule), Clear, "4 % left");
    assert_eq!(tail(4900, Some(NOW / 1000 + 1700)).ask(rule), Clear, "over within the half-hour");
    assert_eq!(tail(5000, far).ask(rule), Clear, "none left");
    assert_eq!(ending(None, 30.0).task(|task| task.stat.finish_order_count = Some(4900)).ask(rule), Clear);
}

#[test]
fn changes_are_told_once_confirmed_and_only_while_they_are_news() {
    let at = |status, ago_ms: i64| {
        Scene::new().task(|task| task.status = Some(status)).with(|history| {
            history.status_since_unix_ms = Some(NOW - ago_ms);
            history.status_before = Some(TaskStatus::Running);
        })
    };
    let (paused, failed) = (RuleName::Paused, RuleName::Failed);
    assert_eq!(at(TaskStatus::Paused, 15_000).what(paused), "running -> paused, 640 of 5,000 orders finished");
    assert_eq!(at(TaskStatus::Paused, 5_000).ask(paused), Clear, "one reading may be wrong");
    assert_eq!(at(TaskStatus::Paused, 11 * MINUTE).ask(paused), Clear, "old news");
    assert_eq!(at(TaskStatus::Running, 15_000).ask(paused), Clear);
    assert_eq!(at(TaskStatus::Paused, 601 * MINUTE).ask(paused), Clear, "so before this program watched");
    let always_so = at(TaskStatus::Failed, 0).with(|history| history.status_since_unix_ms = None);
    assert_eq!(always_so.ask(failed), Clear, "so at the first reading");
    assert!(at(TaskStatus::Failed, 300 * MINUTE).what(failed).starts_with("running -> failed"), "never old news");
    assert!(at(TaskStatus::Completed, MINUTE).what(RuleName::Completed).starts_with("running -> completed"));

    let set = |ago_ms: i64| {
        Scene::new().with(|history| {
            history.settings_changed_unix_ms = Some(NOW - ago_ms);
            history.settings_diff = Some("maxCall 20 -> 5\u{1b}]0;x".to_owned());
        })
    };
    let what = set(15_000).what(RuleName::SettingsChanged);
    assert!(what.starts_with("maxCall 20 -> 5") && !what.contains('\u{1b}'), "{what}");
    assert_eq!(set(11 * MINUTE).ask(RuleName::SettingsChanged), Clear);
    assert_eq!(set(3_000).ask(RuleName::SettingsChanged), Clear);
}

#[test]
fn the_reading_is_judged_as_a_whole() {
    let settings = AlertSettings::default();
    let ask = |silent_ms, skew_seconds, (recent_failures, recent_requests)| {
        let fleet = fleet_with(|fleet| {
            fleet.poll_interval_seconds = 15;
            fleet.fault = Some("System busy\u{7}".to_owned());
            (fleet.skew_seconds, fleet.recent_failures, fleet.recent_requests) =
                (skew_seconds, recent_failures, recent_requests);
        });
        PollHealth.ask(&FleetFacts { fleet: &fleet, settings: &settings, silent_ms })
    };
    let wrong = |what: &str| Answer::wrong(what);
    assert_eq!(ask(50_000, Some(2), (0, 20)), Clear, "a reading takes its time");
    let Answer::Wrong { what, .. } = ask(60_000, Some(2), (0, 20)) else { panic!() };
    assert!(what.starts_with("no good reply for 1m: System busy") && !what.contains('\u{7}'), "{what}");
    assert_eq!(ask(0, Some(45), (0, 20)), wrong("this machine's clock is 45s behind the server's"));
    assert_eq!(ask(0, Some(-45), (0, 20)), wrong("this machine's clock is 45s ahead of the server's"));
    let eases = |what: &str| Answer::Eases { what: what.to_owned() };
    let near =
        |seconds| eases(&format!("this machine's clock is {seconds}s behind the server's, which is hardly right"));
    assert_eq!(ask(0, Some(25), (0, 20)), near(25));
    assert_eq!(ask(0, Some(30), (0, 20)), near(30));
    assert_eq!(ask(0, None, (11, 20)), wrong("11 of the last 20 requests failed"));
    assert_eq!(ask(0, None, (10, 20)), eases("replies come again; 10 of the last 20 requests failed"));
    assert_eq!(ask(0, None, (7, 7)), eases("the last request failed: System busy"), "too few to say");
}

#[test]
fn what_cannot_be_said_ends_no_alert() {
    let troubled = |scene: Scene| scene.with(|history| history.trouble = Some(Trouble::Missing));
    let mut low = answers(16, 200, (0, 0));
    low.settings.numbers.insert(Number::AsrFloorFloor, 0.15);
    let scenes = [
        (RuleName::Stall, silent(10.0, 9)),
        (RuleName::AsrDrop, answers(15, 100, (30_000, 100_000))),
        (RuleName::AsrFloor, low),
        (RuleName::Spill, ending(Some(618), 30.0)),
    ];
    for (rule, scene) in scenes {
        assert!(matches!(scene.ask(rule), Answer::Wrong { .. }), "{rule}");
        assert_eq!(troubled(scene.clone()).ask(rule), Between, "{rule}: the counters cannot be believed");
        let paused = scene.task(|task| task.status = Some(TaskStatus::Paused));
        assert_eq!(paused.clone().ask(rule), Clear, "{rule}: it does not run");
        assert_eq!(troubled(paused).ask(rule), Clear, "{rule}: it does not run, whatever the counters say");
    }
    // After an outage over which nobody knows what happened.
    let nine = |last_call_minutes_ago: i64| {
        let scene = silent(10.0, 9).dialling_for(1);
        scene.with(|history| history.rates.last_call_unix_ms = Some(NOW - last_call_minutes_ago * MINUTE))
    };
    assert_eq!(nine(30).ask(RuleName::Stall), Between, "no call since anybody looks again");
    assert_eq!(nine(1).ask(RuleName::Stall), Clear, "but here there was one");
    assert_eq!(silent(10.0, 2).ask(RuleName::Stall), Clear, "a short silence after a call is none");
}

#[test]
fn an_alert_knows_since_when_where_its_rule_does() {
    let since = |answer| match answer {
        Answer::Wrong { since_unix_ms, .. } => since_unix_ms,
        other => panic!("{other:?}"),
    };
    assert_eq!(since(silent(10.0, 9).ask(RuleName::Stall)), Some(NOW - 9 * MINUTE), "since the last call");
    let failed = Scene::new().task(|task| task.status = Some(TaskStatus::Failed));
    let failed = failed.with(|history| history.status_since_unix_ms = Some(NOW - 5 * MINUTE));
    assert_eq!(since(failed.ask(RuleName::Failed)), Some(NOW - 5 * MINUTE));
    assert_eq!(
        since(answers(15, 100, (30_000, 100_000)).ask(RuleName::AsrDrop)),
        Some(NOW),
        "nothing is kept of before"
    );
}

#[test]
fn the_last_request_tells_where_too_few_were_sent_to_make_a_share_of() {
    let settings = AlertSettings::default();
    let ask = |is_healthy| {
        let fleet = fleet_with(|fleet| {
            (fleet.poll_interval_seconds, fleet.is_healthy) = (300, is_healthy);
            (fleet.recent_requests, fleet.recent_failures) = (2, 1);
        });
        PollHealth.ask(&FleetFacts { fleet: &fleet, settings: &settings, silent_ms: 0 })
    };
    assert_eq!((ask(false), ask(true)), (Answer::Eases { what: "the last request failed".to_owned() }, Clear));
}

#[test]
fn every_number_stands_in_the_table_once_and_within_its_range() {
    for row in NUMBERS {
        assert_eq!(NUMBERS.iter().filter(|other| other.number == row.number).count(), 1, "{row:?}");
        assert!((row.least..=row.most).contains(&row.default), "{row:?}");
    }
}
