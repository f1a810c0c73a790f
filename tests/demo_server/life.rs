//! The life of the fleet: counts that fit together at every moment, the planned stories, and tasks being created.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use crate::support::{Bench, START_MS};

fn stat(row: &Value, name: &str) -> u64 {
    row["taskStat"][name].as_u64().unwrap_or_else(|| panic!("{name} of {row}"))
}

fn calls(row: &Value) -> u64 {
    stat(row, "totalCall")
}

fn status(row: &Value) -> i64 {
    row["taskStatus"].as_i64().unwrap()
}

fn assert_counts_fit(row: &Value) {
    let [orders, finished, answered_orders, calls, answered_calls] =
        ["totalOrderCount", "finishOrderCount", "answerOrderCount", "totalCall", "totalAnswerCall"]
            .map(|name| stat(row, name));
    assert!(finished <= orders && answered_orders <= finished, "{row}");
    assert!(finished <= calls && answered_orders <= answered_calls && answered_calls <= calls, "{row}");
    for (rate, part, whole) in [("finishRate", finished, orders), ("answerRate", answered_calls, calls)] {
        let rate = row["taskStat"][rate].as_f64().unwrap();
        let exact = if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        assert!((rate - exact).abs() < 0.005_000_1 && (rate * 100.0 - (rate * 100.0).round()).abs() < 1e-9, "{row}");
    }
}

#[test]
fn counts_fit_together_and_never_fall() {
    let bench = Bench::start(|options| options.tasks = Some(400));
    let mut before = bench.by_id();
    // From a second to most of a day, so that windows shut and open again, and tasks end.
    for pause_seconds in [1, 2, 3, 5, 8, 13, 60, 90, 120, 600, 1800, 7200, 36_000, 86_400] {
        bench.pass_seconds(pause_seconds);
        let after = bench.by_id();
        for (id, row) in &after {
            assert_counts_fit(row);
            let old = &before[id];
            for name in ["totalOrderCount", "finishOrderCount", "answerOrderCount", "totalCall", "totalAnswerCall"] {
                assert!(stat(row, name) >= stat(old, name), "{name} of {id} fell");
            }
            assert_eq!(row["createTs"], old["createTs"]);
        }
        before = after;
    }
}

#[test]
fn calls_move_only_while_a_task_is_running_inside_its_window() {
    let bench = Bench::scenario("fleet");
    let before = bench.by_id();
    bench.pass_seconds(15);
    let after = bench.by_id();
    let moved: BTreeSet<&str> =
        after.iter().filter(|(id, row)| calls(row) > calls(&before[*id])).map(|(id, _)| id.as_str()).collect();
    assert!(moved.iter().all(|id| status(&before[*id]) == 2), "{moved:?}");
    // Wednesday 07:46 UTC: 04:46 in Sao Paulo's zone, 02:46 in New York's.
    for closed in ["us-nps-q3", "th-evening-promo", "no-lists", "welcome-line"] {
        assert!(!moved.contains(closed), "{closed}");
    }
    for open in ["cn-return-visit-0917", "in-promo-diwali", "ru-survey-09", "jp-renewal"] {
        assert!(moved.contains(open), "{open} is not in {moved:?}");
    }
}

#[test]
fn something_moves_within_fifteen_seconds_at_any_hour_of_the_week() {
    for hour in 0..7 * 24 {
        let bench = Bench::starting_at(START_MS + hour * 3_600_000, "fleet");
        let before = bench.by_id();
        bench.pass_seconds(15);
        let after = bench.by_id();
        let moved = after.iter().filter(|(id, row)| calls(row) >= calls(&before[*id]) + 3).count();
        assert!(moved >= 6, "only {moved} tasks move after {hour} hours");
    }
}

#[test]
fn the_default_fleet_shows_what_there_is_to_show() {
    let bench = Bench::scenario("fleet");
    let fleet = bench.by_id();
    assert!((38..=48).contains(&fleet.len()), "{}", fleet.len());
    let create = |row: &Value, name: &str| row["taskSetting"]["taskCreateSetting"][name].clone();
    let all = |read: &dyn Fn(&Value) -> Value| -> BTreeSet<String> {
        fleet.values().map(|row| read(row).to_string()).collect()
    };
    assert_eq!(all(&|row| row["taskStatus"].clone()).len(), 5);
    assert_eq!(all(&|row| create(row, "startupType")).len(), 3);
    let zones = all(&|row| create(row, "zoneSecond"));
    for zone in [28_800, 25_200, 19_800, 20_700, -10_800, -12_600, -18_000, 0, 10_800, 32_400, 34_200] {
        assert!(zones.contains(&zone.to_string()), "{zone}");
    }
    let kinds: BTreeSet<_> =
        fleet.values().map(|row| create(row, "manualCallSetting")["dispatchType"].to_string()).collect();
    assert_eq!(kinds, BTreeSet::from(["null", "0", "1", "3"].map(str::to_owned)));
    assert!(fleet.values().any(|row| stat(row, "totalOrderCount") == 0));
    assert!(fleet.values().any(|row| create(row, "dialAtWeekDay") == ""));
    assert!(fleet.values().any(|row| create(row, "taskName").as_str().unwrap().chars().count() > 100));
}

#[test]
fn the_planned_stories_happen() {
    let bench = Bench::scenario("fleet");
    let mut story: BTreeMap<i64, BTreeMap<String, Value>> = BTreeMap::new();
    for minute in 0..=12 {
        story.insert(minute, bench.by_id());
        bench.pass_seconds(60);
    }
    let at = |minute: i64, id: &str| &story[&minute][id];
    let grew = |id: &str, from: i64, to: i64, name: &str| stat(at(to, id), name) - stat(at(from, id), name);

    assert_eq!(grew("ph-otp-retry-b2", 0, 12, "totalCall"), 0, "stalled before the start");
    assert_eq!(status(at(12, "ph-otp-retry-b2")), 2);

    let share = |from, to| {
        grew("in-promo-diwali", from, to, "totalAnswerCall") as f64
            / grew("in-promo-diwali", from, to, "totalCall") as f64
    };
    let lifetime = stat(at(0, "in-promo-diwali"), "totalAnswerCall") as f64 / calls(at(0, "in-promo-diwali")) as f64;
    assert!(lifetime > 0.3 && share(0, 12) < 0.15, "answer rate {lifetime} in its life, {} now", share(0, 12));

    assert_eq!((status(at(3, "mx-otono")), status(at(4, "mx-otono"))), (2, 4), "fails");
    assert_eq!(grew("mx-otono", 4, 12, "totalCall"), 0);

    assert_eq!(grew("th-payment-reminder", 0, 12, "totalOrderCount"), 250, "gets more orders");

    let end = at(12, "np-survey");
    assert_eq!((status(at(0, "np-survey")), status(end)), (2, 3), "ends");
    assert_eq!(stat(end, "finishOrderCount"), stat(end, "totalOrderCount"));

    let states: Vec<i64> = (7..=12).map(|minute| status(at(minute, "br-cobranca-sp"))).collect();
    assert_eq!(states, [2, 2, 5, 5, 5, 5], "is paused");
    assert_eq!(grew("br-cobranca-sp", 9, 12, "totalCall"), 0);

    assert_eq!((status(at(0, "vn-loan-remind-0917")), status(at(2, "vn-loan-remind-0917"))), (1, 2), "starts");
    let max_call = |minute| at(minute, "id-tagihan-10")["taskSetting"]["taskCreateSetting"]["maxCall"].clone();
    assert_eq!((max_call(0), max_call(6), max_call(7)), (json!(60), json!(60), json!(40)));
    let idle = at(12, "welcome-line");
    assert_eq!((status(idle), stat(idle, "finishOrderCount")), (2, stat(idle, "totalOrderCount")), "stays idle");
}

#[test]
fn speed_makes_the_fleet_live_faster_and_leaves_the_clock_alone() {
    let calls_after = |speed: f64, seconds: i64| {
        let bench = Bench::start(|options| {
            options.scenario = "single".to_owned();
            options.speed = speed;
        });
        let before = calls(&bench.by_id()["single-task"]);
        bench.pass_seconds(seconds);
        let reply = bench.list(1, 1, &json!({}));
        assert_eq!(reply.header("createts"), (START_MS / 1000 + seconds).to_string());
        calls(&reply.json()["taskData"][0]) - before
    };
    let natural = calls_after(1.0, 600);
    assert!(natural > 100);
    assert_eq!(calls_after(60.0, 10), natural);
    assert_eq!(calls_after(0.0, 600), 0);
}

#[test]
fn new_tasks_come_on_top_or_at_the_end() {
    for (scenario, is_newest_first) in [("growing", true), ("growing-oldest", false)] {
        let bench = Bench::scenario(scenario);
        let at_first = bench.by_id();
        assert_eq!(at_first.len(), 2500);
        let (mut seen, mut repeated, mut page) = (BTreeSet::new(), 0, 1);
        loop {
            let reply = bench.list(page, 100, &json!({})).json();
            let rows = reply["taskData"].as_array().unwrap();
            for row in rows {
                repeated += u64::from(!seen.insert(row["userTaskID"].as_str().unwrap().to_owned()));
            }
            if rows.len() < 100 {
                break;
            }
            // A slow reader: four tasks are created between two pages.
            bench.pass_seconds(1);
            page += 1;
        }
        assert!(at_first.keys().all(|id| seen.contains(id)), "{scenario}");
        assert_eq!(repeated > 0, is_newest_first, "{scenario}: rows move from page to page");
        let (after, total) = bench.all(1000, &json!({}));
        assert_eq!(after.len() as u64, total);
        assert!(total > 2590, "{total}");
        let edge = if is_newest_first { after.first() } else { after.last() };
        let created = edge.unwrap()["createTs"].as_i64().unwrap();
        assert!(created > START_MS / 1000 && created <= bench.now_seconds());
        let waiting = bench.all(1000, &json!({"taskStatus": [1], "startTs": START_MS / 1000})).1;
        bench.pass_seconds(60);
        assert!(waiting > 50 && status(&bench.by_id()[edge.unwrap()["userTaskID"].as_str().unwrap()]) == 2);
    }
}

#[test]
fn a_held_fleet_shows_the_same_whenever_it_is_asked_and_then_goes_on() {
    let bench = Bench::scenario("fleet");
    let all = |bench: &Bench| bench.list(1, 100, &json!({})).json()["taskData"].clone();
    bench.server.hold();
    let held = all(&bench);
    bench.now_ms.fetch_add(60_000, Ordering::SeqCst);
    assert_eq!(all(&bench), held);
    bench.server.go_on();
    assert_ne!(all(&bench), held);
}
