//! Chance and planted faults: counts that scatter as they do in life, and each change as the scenario says.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::Bench;

/// 2026-09-23T07:30:00Z: windows around the start shut when the scenario says.
const ON_THE_HALF_HOUR_MS: i64 = 1_790_148_600_000;

type Story = BTreeMap<i64, BTreeMap<String, Value>>;

/// The rows at these seconds after the start, by id.
fn story(scenario: &str, seconds: &[i64]) -> Story {
    let bench = Bench::starting_at(ON_THE_HALF_HOUR_MS, scenario);
    let mut at = 0;
    let mut story = Story::new();
    for second in seconds {
        bench.pass_seconds(second - at);
        at = *second;
        story.insert(at, bench.by_id());
    }
    story
}

fn stat(story: &Story, second: i64, id: &str, name: &str) -> i64 {
    story[&second][id]["taskStat"][name].as_i64().unwrap()
}

fn calls(story: &Story, id: &str, from: i64, to: i64) -> i64 {
    stat(story, to, id, "totalCall") - stat(story, from, id, "totalCall")
}

fn answers(story: &Story, id: &str, from: i64, to: i64) -> i64 {
    stat(story, to, id, "totalAnswerCall") - stat(story, from, id, "totalAnswerCall")
}

#[test]
fn calls_and_answers_scatter_by_chance_around_what_was_planned() {
    let minutes: Vec<i64> = (0..=60).map(|minute| minute * 60).collect();
    let story = story("troubled", &minutes);
    // 24 calls a minute, give or take an eighth over twenty minutes; 35 of 100 are answered, give or take a twelfth.
    for id in ["t-stall", "t-crawl", "t-failed", "t-paused", "n-reset"] {
        let steps: Vec<f64> = minutes.windows(2).map(|two| calls(&story, id, two[0], two[1]) as f64).collect();
        let mean = steps.iter().sum::<f64>() / 60.0;
        assert!((mean - 24.0).abs() < 3.0, "{id}: {mean} calls a minute");
        let variance = steps.iter().map(|calls| (calls - mean).powi(2)).sum::<f64>() / 59.0;
        assert!((0.5..2.2).contains(&(variance / mean)), "{id}: variance {variance} at {mean}");
        let share = answers(&story, id, 0, 3600) as f64 / calls(&story, id, 0, 3600) as f64;
        assert!((share - 0.35).abs() < 0.35 * 0.08 + 4.0 * 0.0126, "{id}: {share} answered");
        let finished = stat(&story, 3600, id, "finishOrderCount") - stat(&story, 0, id, "finishOrderCount");
        let per_order = calls(&story, id, 0, 3600) as f64 / finished as f64;
        assert!((per_order - 1.7).abs() < 0.2, "{id}: {per_order} calls an order");
    }
    let silent = minutes.windows(2).filter(|two| calls(&story, "n-slow", two[0], two[1]) == 0).count();
    assert!((25..=52).contains(&silent), "at 0.4 a minute 40 of 60 minutes are silent, not {silent}");
}

#[test]
fn planted_faults_do_what_they_say() {
    let story = story("troubled", &[4440, 4500, 4515, 5100, 5400, 6000, 6060, 8100, 9000, 14_400]);
    assert_eq!(calls(&story, "t-stall", 4500, 8100), 0);
    assert!((20..250).contains(&calls(&story, "t-crawl", 4500, 8100)), "{}", calls(&story, "t-crawl", 4500, 8100));
    let share = answers(&story, "t-asr-drop", 4500, 8100) as f64 / calls(&story, "t-asr-drop", 4500, 8100) as f64;
    assert!((0.09..0.15).contains(&share), "{share}");

    assert!(calls(&story, "t-outside-window", 5400, 8100) > 700, "dials on");
    assert_eq!(calls(&story, "n-window", 5400, 8100), 0, "and its neighbour does not");
    assert_eq!(story[&14_400]["t-missed-start"]["taskStatus"], 1);

    assert_eq!(stat(&story, 6060, "t-spill", "totalOrderCount"), 10_000);
    assert_eq!(calls(&story, "t-spill", 9000, 14_400), 0, "its window is shut");
    let net = |from, to| {
        let left = |second| {
            stat(&story, second, "t-inflow", "totalOrderCount") - stat(&story, second, "t-inflow", "finishOrderCount")
        };
        left(to) - left(from)
    };
    assert!(net(4500, 8100) > 1500);

    let per_order = |from, to| {
        let finished = |second| stat(&story, second, "t-tail", "finishOrderCount");
        calls(&story, "t-tail", from, to) as f64 / (finished(to) - finished(from)) as f64
    };
    assert!(per_order(8100, 14_400) > 10.0, "{}", per_order(8100, 14_400));
    assert_eq!(story[&14_400]["t-tail"]["taskStatus"], 2);

    let window =
        |second: i64| story[&second]["t-settings-window"]["taskSetting"]["taskCreateSetting"]["zoneSecond"].clone();
    assert_eq!((window(4440), window(4500)), (Value::from(0), Value::from(-10_800)));
    assert!(calls(&story, "t-settings-window", 4500, 8100) > 700, "the other window is open too");

    for name in ["totalCall", "totalAnswerCall", "finishOrderCount", "answerOrderCount"] {
        assert!(stat(&story, 4515, "n-reset", name) < 60, "{name} begins anew");
    }
    assert!(calls(&story, "n-reset", 4515, 8100) > 700);
}

#[test]
fn counters_may_move_in_steps() {
    let seconds: Vec<i64> = (0..=600).step_by(5).collect();
    let story = story("troubled", &seconds);
    let moves = |id| seconds.windows(2).filter(|two| calls(&story, id, two[0], two[1]) > 0).count();
    assert!((9..=11).contains(&moves("n-batch")), "{}", moves("n-batch"));
    assert!(moves("t-stall") > 80);
}

#[test]
fn orders_that_are_removed_never_take_finished_ones_along() {
    let story = story("healthy", &[8100, 25_290, 25_310]);
    let orders = |second| stat(&story, second, "h-orders", "totalOrderCount");
    assert_eq!((orders(8100), orders(25_290), orders(25_310)), (65_000, 65_000, 63_000));
}

#[test]
fn a_fault_may_last_for_a_while_only() {
    let bench = Bench::faulty(&["ret-7@120+30"]);
    let code = || bench.list(1, 1, &serde_json::json!({})).code();
    let mut codes = vec![code()];
    for seconds in [119, 1, 29, 1] {
        bench.pass_seconds(seconds);
        codes.push(code());
    }
    assert_eq!(codes, [0, 0, 7, 7, 0]);
}
