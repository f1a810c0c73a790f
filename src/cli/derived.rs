//! What follows from a task's past, beside its row: rates, the recent answer rate, the expected end. Uses `history` and
//! `domain`.

use serde::Serialize;

use crate::domain::{Task, TaskJson, TaskStatus};
use crate::history::{Eta, Figures, Rates, TaskHistory, Trouble};

/// The heads of the derived columns of a table.
pub(super) const HEADS: [&str; 3] = ["C/MIN", "ASR 10M", "ETA"];

/// The zone and the moment for which the figures are told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// Now, in seconds since 1970.
    pub(super) now_unix_seconds: i64,
    /// The user's offset from UTC, in seconds.
    pub(super) offset_seconds: i32,
}

/// A task's derived figures.
#[derive(Debug, Clone)]
pub(super) struct Derived<'a> {
    figures: Figures,
    task: &'a Task,
    rates: &'a Rates,
    eta: &'a Eta,
    /// Whether its counters go up and down, so that it has no pace.
    is_unsteady: bool,
}

/// A task as JSON with its derived figures, where it has any, beside the API's own members.
#[derive(Serialize)]
pub(super) struct RowJson<'a> {
    #[serde(flatten)]
    task: TaskJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    derived: Option<Figures>,
}

impl<'a> RowJson<'a> {
    /// The row of a task.
    pub(super) fn new(task: &'a Task, derived: Option<Derived<'_>>) -> Self {
        Self { task: TaskJson::new(task), derived: derived.map(|derived| derived.figures) }
    }
}

impl<'a> Derived<'a> {
    /// The figures of a task whose past is known: of one that was read only now there are none.
    pub(super) fn of(history: &'a TaskHistory) -> Option<Self> {
        Some(Self {
            figures: Figures::of(history)?,
            task: &history.task,
            rates: &history.rates,
            eta: &history.eta,
            is_unsteady: history.trouble == Some(Trouble::Unsteady),
        })
    }

    /// The cells of comma-separated values, in the order of [`Figures::CSV_HEADS`].
    pub(super) fn csv(&self) -> [String; Figures::CSV_HEADS.len()] {
        self.figures.csv()
    }

    /// The cells of a table, in the order of [`HEADS`].
    pub(super) fn cells(&self, moment: Moment) -> [String; HEADS.len()] {
        let pace = self.rates.calls_per_minute.map_or_else(|| "-".to_owned(), |pace| format!("{pace:.1}"));
        let answers = self.rates.recent_answers;
        let rate = match answers.ratio() {
            None => "-".to_owned(),
            Some(ratio) if answers.is_small() => format!("({:.0}%)", ratio * 100.0),
            Some(ratio) => format!("{:.0}%", ratio * 100.0),
        };
        [pace, rate, self.eta.short(self.task, moment.now_unix_seconds, moment.offset_seconds)]
    }

    /// The figures as labels and sentences, for people.
    pub(super) fn fields(&self, moment: Moment) -> Vec<(&'static str, String)> {
        let rates = self.rates;
        let is_running = self.task.status == Some(TaskStatus::Running);
        let pace = |pace: Option<f64>, mean: Option<f64>, range: Option<(f64, f64)>| match (pace, mean, range) {
            (None, ..) if !is_running => "-".to_owned(),
            (None, ..) if self.is_unsteady => "not known: its counters go up and down".to_owned(),
            (None, ..) => "not known yet".to_owned(),
            (Some(pace), Some(mean), Some((low, high))) => {
                format!("{pace:.1}  (last 10 minutes {mean:.1}, 95%: {low:.1} to {high:.1})")
            }
            (Some(pace), ..) => format!("{pace:.1}"),
        };
        let answers = match (rates.recent_answers.ratio(), rates.recent_answers.wilson()) {
            (Some(ratio), Some((low, high))) => format!(
                "{:.1}%  (95%: {:.0} to {:.0}%, n {}; of all calls {})",
                ratio * 100.0,
                low * 100.0,
                high * 100.0,
                rates.recent_answers.trials,
                rates.lifetime_answers.ratio().map_or_else(|| "-".to_owned(), |ratio| format!("{:.1}%", ratio * 100.0)),
            ),
            _ if rates.recent_answers.is_contradictory() => {
                "? more answers than calls in the last 10 minutes, the counts contradict each other".to_owned()
            }
            _ => "no calls in the last 10 minutes".to_owned(),
        };
        vec![
            ("calls/min", pace(rates.calls_per_minute, rates.mean_calls_per_minute(), rates.calls_per_minute_range)),
            ("answers/min", pace(rates.answers_per_minute, None, None)),
            (
                "orders/min",
                pace(rates.orders_per_minute, rates.mean_orders_per_minute(), rates.orders_per_minute_range),
            ),
            ("answer rate", answers),
            ("expected end", self.eta.sentence(self.task, moment.now_unix_seconds, moment.offset_seconds)),
        ]
    }
}

#[cfg(test)]
pub(super) mod fixture {
    use std::sync::Arc;

    use crate::domain::{Feed, Reading, Snapshot, SweepLane, Task, TaskStat};
    use crate::history::sample::{Counters, Link, Sample};
    use crate::history::{AlertSettings, History, Past, PastTask};

    pub(in crate::cli) const NOW_MS: i64 = 1_790_149_567_000;

    /// The task with counters: 1,000 orders, 400 of them done, 526 calls, 58 answered.
    pub(in crate::cli) fn busy(task: Task) -> Task {
        let stat = TaskStat {
            total_order_count: Some(1000),
            finish_order_count: Some(400),
            answer_order_count: Some(50),
            total_call: Some(526),
            total_answer_call: Some(58),
            ..TaskStat::default()
        };
        Task { stat, status: Some(crate::domain::TaskStatus::Running), ..task }
    }

    /// These tasks, read now; the first one was read ten minutes ago as well, without a call by then.
    pub(in crate::cli) fn history(tasks: &[Arc<Task>]) -> History {
        let mut history = History::new(AlertSettings::default());
        let minute = |minute: i64| Sample {
            unix_ms: NOW_MS - minute * 60_000,
            counters: Counters {
                orders: 1000,
                finished: 400 - minute * 40,
                answered_orders: 50 - minute * 5,
                calls: 526 - (526 * minute) / 10,
                answered_calls: 58 - (58 * minute) / 10,
            },
            status: 2,
            settings: 0,
            link: if minute == 10 { Link::Reset } else { Link::Continues },
        };
        let samples = (1..=10).rev().map(minute).collect();
        let tasks_past = tasks.first().map(|task| PastTask { key: task.key.clone(), samples });
        history.restore(Past {
            tasks: tasks_past.into_iter().collect(),
            watched: vec![(NOW_MS - 600_000, NOW_MS - 30_000)],
        });
        let snapshot = Snapshot { tasks: tasks.iter().map(Arc::clone).collect(), revision: 1, ..Snapshot::default() };
        let (began_unix_ms, ended_unix_ms) = (NOW_MS, NOW_MS);
        let reading = Reading { number: 1, lane: SweepLane::Full, began_unix_ms, ended_unix_ms };
        let feed = Feed { snapshot, reading: Some(reading), poll_interval_seconds: 60, ..Feed::default() };
        history.observe(&feed, NOW_MS);
        history
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::fixture::{NOW_MS, busy, history};
    use super::*;
    use serde_json::{Value, json};

    use crate::domain::TaskKey;
    use crate::history::{EtaRange, Proportion};

    const NOW: Moment = Moment { now_unix_seconds: NOW_MS / 1000, offset_seconds: 28_800 };

    fn task(id: &str) -> Arc<Task> {
        Arc::new(busy(Task::empty(TaskKey::new(Some(id), None, String::new))))
    }

    /// A past that ends in an hour.
    fn with_end(task: &Arc<Task>) -> TaskHistory {
        let mut past = history(&[Arc::clone(task)]).task(&task.key).unwrap().clone();
        past.rates.calls_per_minute = Some(52.6);
        past.rates.orders_per_minute = None;
        past.rates.recent_answers = Proportion { hits: 58, trials: 526 };
        let likely = NOW_MS / 1000 + 3600;
        past.eta = Eta::Range(EtaRange {
            likely,
            early: likely - 600,
            late: None,
            open_minutes_needed: 60.004,
            is_end: false,
            is_tail: false,
            spill: None,
            if_resumed: false,
            slow_by_quick: 1.5,
        });
        past
    }

    fn json(derived: &Derived<'_>) -> Value {
        serde_json::to_value(&derived.figures).unwrap()
    }

    #[test]
    fn a_task_that_was_read_only_now_has_no_figures() {
        let (known, new) = (task("a"), task("b"));
        let history = history(&[Arc::clone(&known), Arc::clone(&new)]);
        assert!(Derived::of(history.task(&new.key).unwrap()).is_none());
        let derived = json(&Derived::of(history.task(&known.key).unwrap()).unwrap());
        let pace = derived["callsPerMinute"].as_f64().unwrap();
        assert!((50.0..55.0).contains(&pace), "{derived}");
        assert!(derived["answerRate10m"]["n"].as_i64().unwrap() > 450, "{derived}");
    }

    #[test]
    fn the_same_figures_stand_in_every_form() {
        let past = with_end(&task("a"));
        let derived = Derived::of(&past).unwrap();
        let json = json(&derived);
        assert_eq!(json["callsPerMinute"], 52.6);
        assert_eq!(json["ordersPerMinute"], Value::Null);
        assert_eq!(json["answerRate10m"], json!({"rate": 0.1103, "low": 0.0863, "high": 0.1399, "n": 526}));
        assert_eq!((&json["eta"]["state"], &json["eta"]["openMinutesNeeded"]), (&json!("range"), &json!(60.0)));
        assert_eq!(derived.cells(NOW), ["52.6", "11%", "16:46"]);
        let csv = derived.csv();
        assert_eq!(&csv[..7], ["52.6", csv[1].as_str(), "", "0.1103", "0.0863", "0.1399", "526"]);
        assert_eq!(&csv[7..], ["range", "1790153167", "1790152567", "", ""]);
        let fields = derived.fields(NOW);
        assert!(fields[3].1.starts_with("11.0%  (95%: 9 to 14%, n 526"), "{fields:?}");
    }

    #[test]
    fn a_row_without_a_past_has_only_the_apis_members() {
        let task = task("a");
        let row = serde_json::to_value(RowJson::new(&task, None)).unwrap();
        assert_eq!(row, serde_json::to_value(TaskJson::new(&task)).unwrap());
        let past = with_end(&task);
        let row = serde_json::to_value(RowJson::new(&task, Derived::of(&past))).unwrap();
        assert!(row["derived"]["eta"].is_object() && row["taskStat"].is_object());
    }

    #[test]
    fn small_numbers_are_shown_as_small() {
        let mut past = with_end(&task("a"));
        past.rates.recent_answers = Proportion { hits: 6, trials: 20 };
        assert_eq!(Derived::of(&past).unwrap().cells(NOW)[1], "(30%)");
    }
}
