//! What the program itself found out about a row: its alert, and the figures that `list` prints. Uses `domain` and `history`.

use serde::Serialize;

use crate::domain::Task;
use crate::history::{Figures, History};

/// What was found out about a row. What cannot be said is null or empty.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Derived {
    /// How grave the task's gravest alert is: `CRIT`, `WARN` or `INFO`.
    pub alert: Option<&'static str>,
    /// What that alert says.
    pub alert_text: Option<String>,
    /// Calls for each finished order since the task began.
    pub calls_per_finish: Option<f64>,
    /// What follows from its past, where that is known.
    #[serde(flatten)]
    pub figures: Option<Figures>,
}

impl Derived {
    /// What is known of a task.
    pub fn of(task: &Task, history: &History) -> Self {
        let alert = history.alerts().worst_of(&task.key);
        let stat = &task.stat;
        let can_divide = !stat.completion().is_doubtful() && !stat.answer_share().is_doubtful();
        let attempts = stat.total_call.zip(stat.finish_order_count).filter(|(_, done)| can_divide && *done > 0);
        Self {
            alert: alert.map(|alert| alert.severity.word()),
            alert_text: alert.map(|alert| alert.what.clone()),
            // More than two decimals would be noise.
            calls_per_finish: attempts.map(|(calls, done)| (calls as f64 * 100.0 / done as f64).round() / 100.0),
            figures: history.task(&task.key).and_then(Figures::of),
        }
    }
}
