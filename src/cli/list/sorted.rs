//! `--sort`: the dashboard's own order of rows. Uses `app`, `history` and `domain`.

use std::sync::Arc;

use crate::app::filter::Filter;
use crate::app::rows::{Choice, Rows};
use crate::app::{Column, Sort, StatusFilter};
use crate::cli::args::column;
use crate::domain::{Snapshot, Task};
use crate::history::History;

/// The order behind a column's name: its natural direction, or the reverse.
pub(super) fn order(name: &str, reverse: bool) -> Option<Sort> {
    let column = column(name)?;
    Some(Sort { column, descending: column.descends_first() != reverse })
}

/// Whether the order is by what only a past tells.
pub(super) fn needs_past(sort: Sort) -> bool {
    use Column::{CallsPerMinute, Eta, OrdersPerMinute, RecentAnswers, Trend};
    matches!(sort.column, CallsPerMinute | OrdersPerMinute | RecentAnswers | Trend | Eta)
}

/// The tasks in that order, by what is known of their past.
pub(super) fn sorted(tasks: Vec<Arc<Task>>, sort: Sort, history: &History, now_seconds: i64) -> Vec<Arc<Task>> {
    let snapshot = Snapshot { tasks: tasks.into_iter().collect(), revision: 1, ..Snapshot::default() };
    let mut rows = Rows::default();
    let (filter, statuses) = (Filter::default(), StatusFilter::default());
    rows.project(&snapshot, Choice { statuses, filter: &filter, sort, history, now_seconds });
    let task = |row| snapshot.tasks.get(rows.index_at(row)?).map(Arc::clone);
    (0..rows.len()).filter_map(task).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{TaskKey, TaskStat};

    #[test]
    fn every_task_is_kept_and_reverse_turns_the_order_round() {
        let task = |id: &str, calls| {
            let stat = TaskStat { total_call: Some(calls), ..TaskStat::default() };
            Arc::new(Task { stat, ..Task::empty(TaskKey::new(Some(id), None, String::new)) })
        };
        let tasks = vec![task("a", 2), task("b", 3), task("c", 1)];
        let ids = |reverse| {
            let order = order("calls", reverse).unwrap();
            sorted(tasks.clone(), order, &History::default(), 0)
                .iter()
                .map(|task| task.key.as_str().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(ids(false), ["b", "a", "c"]);
        assert_eq!(ids(true), ["c", "a", "b"]);
    }
}
