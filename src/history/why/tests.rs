//! One test for every cause, and for everything that cannot be known.

use std::sync::Arc;

use super::facts::Facts;
use super::*;
use crate::domain::{
    ApiTime, DialWindow, DispatchType, Feed, Health, ManualCall, Reading, Snapshot, StartupType, SweepLane, Task,
    TaskKey, TaskStat, TaskStatus, TaskTexts,
};
use crate::history::alert::Number;
use crate::history::sample::{Counters, Link, Sample, Trouble};
use crate::history::silence::SilenceLimits;
use crate::history::{AlertSettings, Eta, Fleet, History, NeverReason, Past, PastTask, Record, RuleName, TaskHistory};

/// Wednesday, 23 September 2026, 07:46:07 UTC: 15:46 in Hong Kong, 13:16 in India.
const NOW: i64 = 1_790_149_567_000;
const HERE: i32 = 28_800;
const MINUTE: i64 = 60_000;

fn window(zone_seconds: i64, days: &str, hours: &str) -> Arc<DialWindow> {
    Arc::new(DialWindow::parse(Some(zone_seconds), Some(days), Some(hours), Some(hours)))
}

/// A running task with nothing in its way: 640 of 5,000 orders done, 662 calls placed, open 9 to 19 o'clock.
fn task() -> Task {
    Task {
        texts: TaskTexts::new(Some("ph_otp"), Some("u-7"), Some("91ac-54be"), None, None),
        status: Some(TaskStatus::Running),
        created: Some(ApiTime(NOW / 1000 - 4 * 3600)),
        startup_type: Some(StartupType::Immediate),
        window: window(28_800, "1,2,3,4,5", "9,10,11,12,13,14,15,16,17,18"),
        max_call: Some(20),
        stat: TaskStat {
            total_order_count: Some(5000),
            finish_order_count: Some(640),
            answer_order_count: Some(147),
            total_call: Some(662),
            total_answer_call: Some(150),
            ..TaskStat::default()
        },
        ..Task::empty(TaskKey::new(Some("91ac-54be"), None, String::new))
    }
}

fn with(change: impl FnOnce(&mut Task)) -> Task {
    let mut task = task();
    change(&mut task);
    task
}

fn fleet() -> Fleet {
    fleet_with(|_| ())
}

fn fleet_with(change: impl FnOnce(&mut Fleet)) -> Fleet {
    let mut fleet = Fleet::default();
    fleet.as_of_unix_ms = Some(NOW - 4_000);
    fleet.is_healthy = true;
    fleet.round_trip_ms = Some(310);
    fleet.poll_interval_seconds = 15;
    fleet.tasks_moved = 4;
    fleet.tasks_due = 6;
    change(&mut fleet);
    fleet
}

/// A task watched for two hours at 2.4 calls a minute, whose last call was so long ago.
fn silent_for(task: &Task, silence_ms: i64) -> TaskHistory {
    let read = NOW - 4_000;
    let mut history = TaskHistory::new(Arc::new(task.clone()), read - 120 * MINUTE);
    history.last_read_unix_ms = read;
    let last_call = read - silence_ms;
    let sample = |unix_ms: i64, calls: i64| Sample {
        unix_ms,
        counters: Counters { orders: 5000, finished: 640, answered_orders: 147, calls, answered_calls: 150 },
        status: 2,
        settings: 1,
        link: Link::Continues,
    };
    // Twelve calls every five minutes.
    for steps in (0..(120 * MINUTE - silence_ms) / (5 * MINUTE)).rev() {
        history.series.push(sample(last_call - steps * 5 * MINUTE, 662 - steps * 12));
    }
    if silence_ms > 0 {
        history.series.push(sample(read, 662));
    }
    history.rates.last_call_unix_ms = Some(last_call);
    history.rates.readings_without_call = u32::try_from(silence_ms / 15_000).unwrap();
    history.rates.calls_per_minute = Some(2.4);
    history
}

fn judge_with(task: &Task, history: Option<&TaskHistory>, fleet: &Fleet) -> Why {
    Why::by(&Facts::new(task, history, fleet, &SilenceLimits::default(), NOW, HERE))
}

fn judge(task: &Task, history: Option<&TaskHistory>) -> Why {
    judge_with(task, history, &fleet())
}

/// Judges a task that has been silent for nine minutes.
fn judge_silent(task: &Task) -> Why {
    judge(task, Some(&silent_for(task, 9 * MINUTE)))
}

fn evidence(why: &Why, cause: Cause) -> &str {
    &why.checks.iter().find(|check| check.cause == cause).unwrap().evidence
}

#[track_caller]
fn names(why: &Why, cause: Cause, pieces: &[&str]) {
    assert_eq!((why.cause, why.dials), (Some(cause), Some(false)), "{why:#?}");
    for piece in pieces {
        let text = format!("{} {} {}", evidence(why, cause), why.verdict, why.advice);
        assert!(text.contains(piece), "no {piece:?} in {text}");
    }
}

/// It says that it does not know, and what it would have to know.
#[track_caller]
fn knows_not(why: &Why, cause: Cause, piece: &str) {
    assert_eq!(why.cause, None, "{why:#?}");
    assert_eq!(why.finding(cause), Some(Finding::Unknown), "{why:#?}");
    assert!(why.verdict.starts_with("Unknown") && why.verdict.contains(piece), "{:?}", why.verdict);
}

#[test]
fn every_cause_is_checked_once_in_causal_order() {
    let causes: Vec<_> = judge(&task(), None).checks.iter().map(|check| check.cause).collect();
    assert_eq!(causes, Cause::ALL);
}

#[test]
fn a_task_that_dials_is_said_to_dial_with_its_pace() {
    let why = judge(&task(), Some(&silent_for(&task(), 0)));
    assert_eq!((why.cause, why.dials), (None, Some(true)));
    assert_eq!((why.verdict.as_str(), why.advice.as_str()), ("It dials: 2.4 calls a minute", ""));
    assert!(why.checks.iter().all(|check| matches!(check.finding, Finding::Ok | Finding::NotApplicable)), "{why:#?}");
}

#[test]
fn a_pause_that_such_a_pace_brings_all_the_time_is_no_silence() {
    // 2.4 calls a minute leave a minute without a call in nine of a hundred.
    let why = judge(&task(), Some(&silent_for(&task(), MINUTE)));
    assert_eq!(why.dials, Some(true), "{why:#?}");
}

#[test]
fn a_stall_is_named_with_its_odds_and_what_to_quote() {
    let task = task();
    let why = judge(&task, Some(&silent_for(&task, 8 * MINUTE + 59_000)));
    names(
        &why,
        Cause::Stall,
        &["totalCall 662 unchanged for 8m59s (35 readings)", "below 1 in a billion", "2.4 calls/min"],
    );
    names(&why, Cause::Stall, &["Wed 15:37 +08:00", "91ac-54be", "NXCloud"]);
    assert!(evidence(&why, Cause::Api).contains("0.31s") && evidence(&why, Cause::Api).contains("4 other tasks moved"));
}

#[test]
fn a_silence_that_is_too_short_is_not_called_a_stall() {
    let why = judge(&task(), Some(&silent_for(&task(), 4 * MINUTE)));
    knows_not(&why, Cause::Stall, "no call for 4m");
    assert_eq!(why.dials, None);
    assert!(evidence(&why, Cause::Stall).contains("too early"), "{why:#?}");
}

#[test]
fn rounds_of_redialling_are_given_their_pause() {
    let task = with(|task| task.flags.round_redial = Some(true));
    knows_not(&judge(&task, Some(&silent_for(&task, 9 * MINUTE))), Cause::Stall, "no call for 9m");
    names(&judge(&task, Some(&silent_for(&task, 14 * MINUTE))), Cause::Stall, &[]);
}

#[test]
fn minutes_outside_the_window_do_not_count_as_silence() {
    // Shut until 15:45, a minute ago.
    let mut task = task();
    task.window = window(28_800 + 15 * 60, "1,2,3,4,5", "16,17,18");
    let why = judge(&task, Some(&silent_for(&task, 60 * MINUTE)));
    knows_not(&why, Cause::Stall, "no call for 1h00");
}

#[test]
fn a_task_that_was_never_seen_to_dial_needs_a_longer_silence() {
    let never = |minutes: i64, task: &Task| {
        let mut history = silent_for(task, minutes * MINUTE);
        let silence: Vec<_> = history.series.iter().rev().take(2).copied().collect();
        history.series = crate::history::Series::default();
        silence.iter().rev().for_each(|sample| history.series.push(*sample));
        history.rates = crate::history::Rates { readings_without_call: 4 * minutes as u32, ..Default::default() };
        judge(task, Some(&history))
    };
    // 662 calls in less than four hours of open time are a pace of at least 2.8 a minute.
    names(&never(9, &task()), Cause::Stall, &["all the time that it was watched", "on average of its open time"]);
    let fresh = with(|task| (task.stat.total_call, task.stat.total_answer_call) = (Some(0), Some(0)));
    knows_not(&never(9, &fresh), Cause::Stall, "no call for 9m");
    names(&never(16, &fresh), Cause::Stall, &["no pace is known"]);
}

#[test]
fn a_silent_account_points_away_from_the_single_task() {
    let fleet = fleet_with(|fleet| (fleet.tasks_moved, fleet.readings_without_movement) = (0, 36));
    let why = judge_with(&task(), Some(&silent_for(&task(), 9 * MINUTE)), &fleet);
    names(&why, Cause::Stall, &["none of the 5 other tasks that should dial", "balance"]);
    assert!(
        evidence(&why, Cause::Api).contains("none of the 5 other tasks that should dial moved either in 36 readings")
    );
}

#[test]
fn agents_and_late_redials_are_told_where_they_may_be_the_reason() {
    for (dispatch, word) in [(DispatchType::Ratio, "ratio"), (DispatchType::Predictive, "predictive")] {
        let manual = ManualCall {
            agent_group: Some("vip\u{1b}desk".into()),
            dispatch_type: Some(dispatch),
            ..ManualCall::default()
        };
        let task = with(|task| task.manual_call = Some(Box::new(manual)));
        let why = judge_silent(&task);
        names(&why, Cause::Stall, &["no agent free", "unknown", "agents"]);
        assert_eq!(why.finding(Cause::Agents), Some(Finding::Unknown));
        assert!(evidence(&why, Cause::Agents).contains(word) && !evidence(&why, Cause::Agents).contains('\u{1b}'));
        assert_eq!(judge(&task, Some(&silent_for(&task, 0))).dials, Some(true), "calls prove that agents are there");
    }
    let tail = with(|task| task.stat.finish_order_count = Some(4990));
    names(
        &judge(&tail, Some(&silent_for(&tail, 14 * MINUTE))),
        Cause::Stall,
        &["unless the last 10 orders wait for their redial"],
    );
}

#[test]
fn a_task_that_was_read_only_once_is_not_judged() {
    let why = judge(&task(), None);
    knows_not(&why, Cause::Stall, "read only once");
    assert_eq!((why.dials, why.finding(Cause::Settings)), (None, Some(Finding::Unknown)));
}

#[test]
fn statuses_that_do_not_dial_are_named_with_what_to_do() {
    for (status, pieces) in [
        (TaskStatus::Paused, ["It has been paused since Wed 15:16 +08:00", "4,360 orders left", "Resume"]),
        (TaskStatus::Failed, ["It failed at Wed", "task status 4", "91ac-54be"]),
        (TaskStatus::Completed, ["It has been completed", "4,360 orders not finished", "91ac-54be"]),
    ] {
        let task = with(|task| task.status = Some(status));
        let mut history = silent_for(&task, 30 * MINUTE);
        history.status_since_unix_ms = Some(NOW - 30 * MINUTE);
        names(&judge(&task, Some(&history)), Cause::Status, &pieces);
    }
    let done = with(|task| {
        task.status = Some(TaskStatus::Completed);
        task.stat.finish_order_count = Some(5000);
    });
    names(&judge(&done, None), Cause::Status, &["all orders are finished", "since when is not known"]);
}

#[test]
fn a_status_that_is_missing_or_not_documented_is_unknown() {
    for (status, piece) in [(None, "no task status"), (Some(TaskStatus::Unknown(9)), "task status 9")] {
        let task = with(|task| task.status = status);
        knows_not(&judge_silent(&task), Cause::Status, piece);
    }
}

#[test]
fn a_start_that_has_not_come_is_named() {
    let pending = |startup, at: Option<i64>| {
        with(|task| {
            task.status = Some(TaskStatus::Pending);
            task.startup_type = startup;
            task.startup_at = at.map(|minutes| ApiTime((NOW + minutes * MINUTE) / 1000));
        })
    };
    let judge = |task: &Task| judge(task, Some(&silent_for(task, 100 * MINUTE)));
    let scheduled = Some(StartupType::Scheduled);
    names(&judge(&pending(scheduled, Some(134))), Cause::Start, &["starts Wed 23 Sep 18:00 +08:00, in 2h14", "Wait"]);
    names(&judge(&pending(scheduled, Some(-20))), Cause::Start, &["20m overdue", "still pending"]);
    names(&judge(&pending(Some(StartupType::Manual), None)), Cause::Start, &["by hand", "Start it"]);
    names(&judge(&pending(Some(StartupType::Immediate), None)), Cause::Start, &["should have started at once"]);
    for (task, piece) in [
        (pending(scheduled, Some(-2)), "too early"),
        (pending(scheduled, None), "startupAt"),
        (pending(None, None), "did not come"),
        (pending(Some(StartupType::Unknown(8)), None), "not documented"),
    ] {
        let why = judge(&task);
        knows_not(&why, Cause::Start, piece);
        assert_eq!(why.dials, Some(false), "a pending task does not dial, whatever it waits for");
    }
}

#[test]
fn a_start_ahead_of_a_running_task_is_not_said_to_lie_behind_it() {
    let starting = |days: i64| {
        let task = with(|task| {
            task.startup_type = Some(StartupType::Scheduled);
            task.startup_at = Some(ApiTime(NOW / 1000 + days * 86_400));
        });
        let why = judge_silent(&task);
        (why.finding(Cause::Start), evidence(&why, Cause::Start).to_owned())
    };
    let (finding, words) = starting(40);
    assert_eq!(finding, Some(Finding::Unknown));
    assert!(words.contains("it is running, but startupAt is") && words.contains("still to come"), "{words}");
    assert_eq!(starting(-1).0, Some(Finding::NotApplicable));
}

#[test]
fn an_overdue_start_is_not_blamed_while_the_window_is_shut() {
    let task = with(|task| {
        task.status = Some(TaskStatus::Pending);
        task.startup_type = Some(StartupType::Scheduled);
        task.startup_at = Some(ApiTime(NOW / 1000 - 3600));
        task.window = window(28_800, "1,2,3,4,5", "9,10");
    });
    let why = judge_silent(&task);
    names(&why, Cause::Window, &["Thu 09:00 +08:00"]);
    assert_eq!(why.finding(Cause::Start), Some(Finding::Unknown));
}

#[test]
fn a_window_with_entries_that_are_none_says_how_far_it_can_be_trusted() {
    let lists = ("1,2,3,4,5,6", "9,10,11,99,12,14,noon,16,17");
    let task = with(|task| task.window = window(19_800, lists.0, lists.1));
    let why = judge_silent(&task);
    names(&why, Cause::Window, &["as far as its lists can be read", "; 4 entries of its lists cannot be read"]);
}

#[test]
fn a_shut_window_is_named_with_its_opening_on_both_clocks() {
    // 13:16 there, between 9 and 13 and 14 and 18 o'clock.
    let task = with(|task| task.window = window(19_800, "1,2,3,4,5,6", "9,10,11,12,14,15,16,17"));
    names(
        &judge_silent(&task),
        Cause::Window,
        &["Wed 14:00 +05:30 = Wed 16:30 +08:00, in 43m53s", "13:00-13:30 is not listed"],
    );
}

#[test]
fn an_open_window_tells_the_listed_half_hour_and_when_it_shuts() {
    let why = judge_silent(&task());
    assert_eq!(
        evidence(&why, Cause::Window),
        "window open: now Wed 15:46 +08:00, Wed 15:30-16:00 is listed, shuts Wed 19:00 +08:00, in 3h13"
    );
}

#[test]
fn a_window_that_cannot_be_read_is_unknown_and_never_closed() {
    for window in [DialWindow::default(), DialWindow::parse(Some(28_800), Some(""), Some("9"), Some("9"))] {
        let task = with(|task| task.window = Arc::new(window.clone()));
        let why = judge(&task, Some(&silent_for(&task, 20 * MINUTE)));
        knows_not(&why, Cause::Window, "dial window cannot be told");
        assert_eq!(why.dials, Some(false));
        assert_eq!(judge(&task, Some(&silent_for(&task, 0))).dials, Some(true), "calls prove that it may dial");
    }
}

#[test]
fn the_last_call_of_the_evening_is_no_call_of_the_night() {
    // Shut since 15:45, the last call before; a slow task, and read ever since.
    let mut task = task();
    task.window = window(28_800 + 15 * 60, "1,2,3,4,5", "9,10,11,12,13,14,15");
    for silence in [5 * MINUTE, 100 * MINUTE] {
        let mut history = silent_for(&task, silence);
        history.rates.calls_per_minute = Some(0.1);
        let why = judge(&task, Some(&history));
        names(&why, Cause::Window, &["shut until"]);
        assert_eq!(why.finding(Cause::Stall), Some(Finding::NotApplicable), "{why:#?}");
    }
}

#[test]
fn calls_long_after_the_window_shut_are_told() {
    let task = with(|task| task.window = window(28_800, "1,2,3,4,5", "9,10"));
    let why = judge(&task, Some(&silent_for(&task, 0)));
    assert_eq!((why.cause, why.dials), (Some(Cause::Window), Some(true)));
    assert!(why.verdict.contains("outside its window"), "{}", why.verdict);
    // Shut for a minute: those calls began before.
    let task = with(|task| task.window = window(28_800 + 15 * 60, "1,2,3,4,5", "9,10,15"));
    assert_eq!(judge(&task, Some(&silent_for(&task, 0))).dials, Some(false));
}

#[test]
fn an_empty_list_is_named_and_keeping_the_task_is_called_idle() {
    let done = |keep| {
        with(|task| {
            task.stat.finish_order_count = Some(5000);
            task.flags.task_keep = keep;
        })
    };
    names(&judge_silent(&done(None)), Cause::Orders, &["Nothing is left", "5,000"]);
    names(&judge_silent(&done(Some(true))), Cause::Orders, &["idle", "taskKeep"]);
    let empty = with(|task| (task.stat.finish_order_count, task.stat.total_order_count) = (Some(0), Some(0)));
    names(&judge_silent(&empty), Cause::Orders, &["no orders yet"]);
}

#[test]
fn orders_that_cannot_be_counted_are_unknown() {
    for (finished, piece) in [(None, "missing"), (Some(5001), "contradict")] {
        let task = with(|task| task.stat.finish_order_count = finished);
        knows_not(&judge_silent(&task), Cause::Orders, piece);
    }
}

#[test]
fn no_call_at_a_time_is_named_and_an_unknown_limit_is_unknown() {
    names(&judge_silent(&with(|task| task.max_call = Some(0))), Cause::MaxCall, &["maxCall 0", "Raise"]);
    knows_not(&judge_silent(&with(|task| task.max_call = None)), Cause::MaxCall, "maxCall did not come");
}

#[test]
fn settings_that_just_changed_are_named_only_where_nothing_moves() {
    let changed = |silence: i64, ago: i64| {
        let mut history = silent_for(&task(), silence);
        history.settings_changed_unix_ms = Some(NOW - ago);
        judge(&task(), Some(&history))
    };
    names(&changed(20 * MINUTE, 2 * MINUTE), Cause::Settings, &["2m ago", "5 minutes", "Wait until Wed 15:49 +08:00"]);
    assert_eq!(changed(0, 2 * MINUTE).dials, Some(true));
    names(&changed(20 * MINUTE, 15 * MINUTE), Cause::Stall, &[]);
}

#[test]
fn settings_are_given_the_time_that_is_configured() {
    let judged = |settle_seconds: f64, ago: i64| {
        let mut history = silent_for(&task(), 40 * MINUTE);
        history.settings_changed_unix_ms = Some(NOW - ago);
        let numbers = [(Number::StallSettle, settle_seconds)].into_iter().collect();
        let limits = SilenceLimits::of(&AlertSettings { numbers, ..AlertSettings::default() });
        Why::by(&Facts::new(&task(), Some(&history), &fleet(), &limits, NOW, HERE))
    };
    let why = judged(1200.0, 15 * MINUTE);
    names(&why, Cause::Settings, &["about 20 minutes", "Wait until Wed 15:51 +08:00"]);
    assert_eq!(judged(60.0, 2 * MINUTE).finding(Cause::Settings), Some(Finding::Ok));
}

#[test]
fn board_checklist_and_alert_follow_the_numbers_that_are_set() {
    let judged = |numbers: &[(Number, f64)], minutes: i64| {
        let numbers = numbers.iter().copied().collect();
        let mut history = History::new(AlertSettings { numbers, ..AlertSettings::default() });
        watched(&mut history, 0..(20 + minutes) * 4 + 1, 20);
        let known = history.task(&task().key).unwrap();
        let is_stall = known.eta == Eta::Never(NeverReason::Stalled);
        let why = judge_watched(&history, 20 + minutes);
        let has_alert = history.alerts().open().iter().any(|alert| alert.id.rule == RuleName::Stall);
        assert_eq!((is_stall, has_alert), (why.cause == Some(Cause::Stall), is_stall), "{why:#?}");
        is_stall
    };
    assert!(judged(&[], 12));
    assert!(!judged(&[(Number::StallQuiet, 3600.0)], 12), "patient");
    assert!(!judged(&[], 4));
    let hasty = [(Number::StallQuiet, 60.0), (Number::StallOdds, 0.1)];
    assert!(judged(&hasty, 4), "hasty");
}

#[test]
fn a_stall_is_dated_from_when_the_window_opened() {
    // The last call came an hour and a half ago; shut from 14:30 to 15:30.
    let mut task = task();
    task.window = window(28_800 + 30 * 60, "1,2,3,4,5", "9,10,11,12,13,14,16,17,18");
    let why = judge(&task, Some(&silent_for(&task, 90 * MINUTE)));
    names(&why, Cause::Stall, &["It stalled at Wed 15:30 +08:00"]);
}

#[test]
fn a_task_that_was_just_resumed_is_given_its_time() {
    let mut history = silent_for(&task(), 60 * MINUTE);
    history.status_since_unix_ms = Some(NOW - 2 * MINUTE);
    knows_not(&judge(&task(), Some(&history)), Cause::Stall, "runs for only 2m");
}

#[test]
fn while_the_api_fails_the_verdict_says_as_of_when() {
    let fleet = fleet_with(|fleet| {
        fleet.is_healthy = false;
        fleet.fault = Some("The platform is under maintenance".to_owned());
        fleet.as_of_unix_ms = Some(NOW - 3 * MINUTE);
    });
    let paused = with(|task| task.status = Some(TaskStatus::Paused));
    for (task, piece) in [(task(), "it dials: 2.4"), (paused, "it is paused")] {
        let why = judge_with(&task, Some(&silent_for(&task, 0)), &fleet);
        assert_eq!((why.cause, why.dials), (Some(Cause::Api), None));
        assert!(why.verdict.contains("maintenance; as of Wed 15:43 +08:00, "), "{}", why.verdict);
        assert!(why.verdict.contains(piece), "{}", why.verdict);
        assert!(evidence(&why, Cause::Api).contains("3m ago"));
    }
}

#[test]
fn nothing_read_and_old_data_are_unknown() {
    let nothing = judge_with(&task(), None, &fleet_with(|fleet| fleet.as_of_unix_ms = None));
    assert_eq!((nothing.finding(Cause::Api), nothing.dials), (Some(Finding::Unknown), None));
    let old = fleet_with(|fleet| fleet.as_of_unix_ms = Some(NOW - 10 * MINUTE));
    let why = judge_with(&task(), Some(&silent_for(&task(), 0)), &old);
    knows_not(&why, Cause::Api, "the newest data is 10m old");
}

#[test]
fn counters_that_cannot_be_right_are_not_judged() {
    let mut history = silent_for(&task(), 30 * MINUTE);
    history.trouble = Some(Trouble::Impossible);
    knows_not(&judge(&task(), Some(&history)), Cause::Stall, "contradict");
}

#[test]
fn the_copied_text_has_every_check_and_the_verdict() {
    let why = judge_silent(&task());
    let text = why.text();
    assert_eq!(text.lines().filter(|line| !line.is_empty()).count(), why.checks.len() + 2);
    assert!(text.starts_with("ok  API answers") && text.contains("\nBAD totalCall 662"), "{text}");
    assert!(text.ends_with(&why.advice));
}

/// Readings every 15 seconds, a call every 30, until the calls stop; what is kept is returned.
fn watched(history: &mut History, quarters: std::ops::Range<i64>, calls_until: i64) -> Vec<Record> {
    let read = |quarter: i64| {
        let at = NOW + quarter * 15_000;
        let calls = quarter.min(calls_until * 4) / 2;
        let task = with(|task| {
            task.stat.total_call = Some(662 + calls);
            // The window is open around the clock: only the calls shall decide.
            task.window =
                window(28_800, "1,2,3,4,5,6,7", "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23");
        });
        let snapshot = Snapshot {
            tasks: [Arc::new(task)].into_iter().collect(),
            revision: quarter as u64 + 1,
            as_of_unix_ms: Some(at),
            is_whole: true,
            ..Snapshot::default()
        };
        let (began_unix_ms, ended_unix_ms) = (at, at);
        let reading = Reading { number: quarter as u64 + 1, lane: SweepLane::Full, began_unix_ms, ended_unix_ms };
        let feed = Feed {
            snapshot,
            health: Health::Live,
            reading: Some(reading),
            poll_interval_seconds: 15,
            ..Feed::default()
        };
        history.observe(&feed, at).record
    };
    quarters.filter_map(read).collect()
}

fn judge_watched(history: &History, minute: i64) -> Why {
    let known = history.task(&task().key).unwrap();
    Why::of(&known.task, history, NOW + minute * MINUTE, HERE)
}

#[test]
fn a_watched_task_dials_until_it_stalls() {
    let mut history = History::new(AlertSettings::default());
    watched(&mut history, 0..81, 20);
    let why = judge_watched(&history, 20);
    assert_eq!(why.dials, Some(true), "{why:#?}");
    assert!(why.verdict.contains("2.1 calls a minute"), "{}", why.verdict);
    watched(&mut history, 81..97, 20);
    assert_eq!(judge_watched(&history, 24).cause, None, "too early");
    watched(&mut history, 97..129, 20);
    let why = judge_watched(&history, 32);
    assert_eq!((why.cause, why.dials), (Some(Cause::Stall), Some(false)), "{why:#?}");
    assert!(evidence(&why, Cause::Stall).contains("1.9 calls/min seen before"), "{why:#?}");
}

#[test]
fn one_reading_after_a_restart_is_enough_for_a_stall_that_was_watched_before() {
    let mut before = History::new(AlertSettings::default());
    let records = watched(&mut before, 0..129, 20);
    let key = task().key;
    let samples = records.iter().flat_map(|record| record.samples.iter().map(|(_, sample)| *sample)).collect();
    let past = |minutes: i64| Past {
        tasks: vec![PastTask { key: key.clone(), samples: Vec::clone(&samples) }],
        watched: vec![(NOW, NOW + minutes * MINUTE - 15_000)],
    };
    let judged = |watched_minutes: i64| {
        let mut after = History::new(AlertSettings::default());
        after.restore(past(watched_minutes));
        watched(&mut after, 132..133, 20);
        judge_watched(&after, 33)
    };
    let why = judged(33);
    assert_eq!(why.cause, Some(Cause::Stall), "{why:#?}");
    assert!(!evidence(&why, Cause::Stall).contains("(1 reading)"), "{why:#?}");
    // Watched only until the calls stopped: nobody knows what went on since.
    let why = judged(20);
    assert_eq!((why.cause, why.dials), (None, None), "{why:#?}");
    assert!(why.verdict.contains("was watched while it could dial"), "{}", why.verdict);
}

#[test]
fn calls_that_came_while_nobody_looked_do_not_show_that_it_dials_now() {
    let mut history = History::new(AlertSettings::default());
    watched(&mut history, 0..41, 90);
    watched(&mut history, 360..361, 90);
    let why = judge_watched(&history, 90);
    assert_eq!((why.cause, why.dials), (None, None), "{why:#?}");
}
