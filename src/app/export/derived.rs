//! What the program itself found out about a row: paces, recent answer rate, expected end, alert. Uses `domain` and
//! `history`.

use serde::Serialize;

use crate::domain::{Task, TaskStatus};
use crate::history::{Eta, History};

/// The derived figures of a row, in the form of an export. What cannot be said is null or empty.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Derived {
    /// How grave the task's gravest alert is: `CRIT`, `WARN` or `INFO`.
    pub alert: Option<&'static str>,
    /// What that alert says.
    pub alert_text: Option<String>,
    /// Calls a minute now.
    pub calls_per_minute: Option<f64>,
    /// Finished orders a minute now.
    pub orders_per_minute: Option<f64>,
    /// Calls in the last ten minutes; n of the rate below.
    pub recent_calls: Option<i64>,
    /// Answered calls of them.
    pub recent_answered_calls: Option<i64>,
    /// Answered calls of calls in the last ten minutes, 0..=1.
    pub recent_answer_rate: Option<f64>,
    /// Calls for each finished order since the task began.
    pub calls_per_finish: Option<f64>,
    /// The likely end, in seconds since 1970; of a paused task if it were resumed now.
    pub eta: Option<i64>,
    /// The early end of its range.
    pub eta_early: Option<i64>,
    /// The late end of its range; null where it is out of sight.
    pub eta_late: Option<i64>,
}

impl Derived {
    /// The figures of a task.
    pub fn of(task: &Task, history: &History) -> Self {
        let alert = history.alerts().worst_of(&task.key);
        let stat = &task.stat;
        let can_divide = !stat.completion().is_doubtful() && !stat.answer_share().is_doubtful();
        let attempts = stat.total_call.zip(stat.finish_order_count).filter(|(_, done)| can_divide && *done > 0);
        let mut derived = Self {
            alert: alert.map(|alert| alert.severity.word()),
            alert_text: alert.map(|alert| alert.what.clone()),
            calls_per_finish: attempts.map(|(calls, done)| rounded(calls as f64 / done as f64)),
            ..Self::default()
        };
        let Some(past) = history.task(&task.key).filter(|_| task.is_active()) else {
            return derived;
        };
        if task.status == Some(TaskStatus::Running) {
            derived.calls_per_minute = past.rates.calls_per_minute.map(rounded);
            derived.orders_per_minute = past.rates.orders_per_minute.map(rounded);
        }
        let recent = past.rates.recent_answers;
        if let Some(ratio) = recent.ratio() {
            derived.recent_calls = Some(recent.trials);
            derived.recent_answered_calls = Some(recent.hits);
            derived.recent_answer_rate = Some((ratio * 10_000.0).round() / 10_000.0);
        }
        if let Eta::Range(range) = &past.eta {
            derived.eta = Some(range.likely);
            derived.eta_early = Some(range.early);
            derived.eta_late = range.late;
        }
        derived
    }
}

/// To two decimals: more would be noise.
fn rounded(figure: f64) -> f64 {
    (figure * 100.0).round() / 100.0
}
