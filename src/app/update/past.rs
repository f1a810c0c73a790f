//! What was kept of the past comes back from the store. Uses `history`.

use super::{alerts, why};
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::history::Past;

/// Works it in: alerts, sums, order and open views follow at once, not with the next reading.
pub(super) fn take(model: &mut Model, past: Past) -> Vec<Effect> {
    model.history.restore(past);
    let transitions = model.history.judge_anew(model.now.unix_ms);
    model.project();
    why::renew(model);
    alerts::renew(model);
    if transitions.is_empty() { Vec::new() } else { vec![Effect::Announce(transitions)] }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::fixture::{model_with, now, snapshot, task, with};
    use crate::app::msg::Msg;
    use crate::app::update::update;
    use crate::domain::{DialWindow, Feed, Health, Reading, Snapshot, SweepLane, TaskStatus};
    use crate::history::sample::settings_digest;
    use crate::history::{Counters, Link, PastTask, RuleName, Sample};

    /// A board that has read a running task once, and the task's past: a reading every 15 s with two calls each, none in
    /// the last of them.
    fn read_once(readings: i64, silent: i64) -> (Model, Past) {
        let mut model = model_with(&[]);
        let hours = "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23";
        let window = Arc::new(DialWindow::parse(Some(0), Some("1,2,3,4,5,6,7"), Some(hours), Some(hours)));
        let running = with(task("apple"), |task| {
            task.status = Some(TaskStatus::Running);
            task.window = window;
            task.stat.total_order_count = Some(1_000);
            task.stat.finish_order_count = Some(100);
            task.stat.total_call = Some(400);
            task.stat.total_answer_call = Some(50);
        });
        let (key, settings) = (running.key.clone(), settings_digest(&running));
        let at = now(0).unix_ms;
        let reading = Reading { number: 1, lane: SweepLane::Full, began_unix_ms: at, ended_unix_ms: at };
        let read = Feed {
            snapshot: Snapshot { as_of_unix_ms: Some(at), ..snapshot(2, [running]) },
            health: Health::Live,
            reading: Some(reading),
            poll_interval_seconds: 15,
            ..Feed::default()
        };
        update(&mut model, Msg::Feed(Arc::new(read)), now(0));
        let sample = |ago: i64| Sample {
            unix_ms: at - ago * 15_000,
            counters: Counters {
                orders: 1_000,
                finished: 100,
                calls: 400 - 2 * (ago - silent).max(0),
                answered_calls: 50,
                ..Counters::default()
            },
            status: 2,
            settings,
            link: Link::Continues,
        };
        let samples = (1..readings).rev().map(sample).collect();
        let watched = vec![(at - readings * 15_000, at - 15_000)];
        (model, Past { tasks: vec![PastTask { key, samples }], watched })
    }

    #[test]
    fn a_past_that_comes_after_the_first_reading_counts_in_the_sums_at_once() {
        let (mut model, past) = read_once(20, 0);
        assert_eq!(model.list.rows.totals().pace, None);
        update(&mut model, Msg::Past(past), now(0));
        assert!(model.list.rows.totals().pace.is_some_and(|pace| pace > 1.0), "{:?}", model.list.rows.totals());
    }

    #[test]
    fn what_a_past_shows_to_be_wrong_is_an_alert_at_once() {
        let (mut model, past) = read_once(200, 80);
        assert!(model.history.alerts().open().is_empty());
        let effects = update(&mut model, Msg::Past(past), now(0));
        let open = model.history.alerts().open();
        assert!(open.iter().any(|alert| alert.id.rule == RuleName::Stall), "{open:?}");
        assert!(matches!(effects.as_slice(), [Effect::Announce(told)] if !told.is_empty()), "{effects:?}");
        assert!(update(&mut model, Msg::Tick, now(1)).is_empty(), "told once");
    }
}
