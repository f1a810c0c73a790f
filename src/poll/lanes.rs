//! What each lane asks for, made from the conditions of the start. Uses `domain`.

use crate::domain::{QueryConditions, TaskStatus};

/// The conditions of the fast lane: the active statuses among those that were asked for. `None` where none of them was,
/// so that there is nothing to re-read.
pub(super) fn fast_conditions(start: &QueryConditions) -> Option<QueryConditions> {
    let wanted = |number: &i64| start.statuses.is_empty() || start.statuses.contains(number);
    let statuses: Vec<i64> = TaskStatus::ACTIVE.into_iter().map(TaskStatus::number).filter(wanted).collect();
    (!statuses.is_empty()).then(|| QueryConditions { statuses, ..start.clone() })
}

/// The conditions that ask for single tasks. The status is left open: what became of them is the question.
pub(super) fn lookup_conditions(start: &QueryConditions, user_task_ids: Vec<String>) -> QueryConditions {
    QueryConditions { statuses: Vec::new(), user_task_ids, ..start.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statuses(asked: &[i64]) -> Option<Vec<i64>> {
        let start = QueryConditions { statuses: asked.to_vec(), names: vec!["promo".to_owned()], ..Default::default() };
        let fast = fast_conditions(&start)?;
        assert_eq!(fast.names, start.names, "the other conditions hold in the fast lane too");
        Some(fast.statuses)
    }

    #[test]
    fn the_fast_lane_asks_for_active_statuses_only() {
        assert_eq!(statuses(&[]), Some(vec![1, 2, 5]));
        assert_eq!(statuses(&[3, 2, 9]), Some(vec![2]));
        assert_eq!(statuses(&[3, 4]), None);
    }

    #[test]
    fn a_lookup_leaves_the_status_open_and_keeps_the_rest() {
        let start = QueryConditions { statuses: vec![2], scene_id: Some("44".to_owned()), ..Default::default() };
        let lookup = lookup_conditions(&start, vec!["u-1".to_owned()]);
        assert_eq!((lookup.statuses.len(), lookup.scene_id.as_deref()), (0, Some("44")));
        assert_eq!(lookup.user_task_ids, ["u-1"]);
    }
}
