//! What changed between two readings, by the API's own names. Uses `domain`.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde_json::Value;

use crate::domain::{Snapshot, Task, TaskJson, TaskKey};

/// Whether a task is listed: the one name that is not the API's.
const LISTED: &str = "listed";

/// A task that changed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    /// The task as it was read last.
    pub(super) task: Arc<Task>,
    /// What changed: the member's path, its value before and now.
    pub(super) changed: BTreeMap<String, (Value, Value)>,
}

/// The tasks as they were read last.
#[derive(Debug, Default)]
pub(super) struct Known {
    tasks: HashMap<TaskKey, Arc<Task>>,
    revision: Option<u64>,
    /// Whether everything has been read once: until then a task is new only to us.
    is_whole: bool,
}

impl Known {
    /// What changed since the snapshot before. Every task of a snapshot is looked at, but only those that were read anew are
    /// compared.
    pub(super) fn compare(&mut self, snapshot: &Snapshot) -> Vec<Change> {
        if self.revision == Some(snapshot.revision) && self.tasks.len() == snapshot.tasks.len() {
            return Vec::new();
        }
        self.revision = Some(snapshot.revision);
        let mut changes = Vec::new();
        let mut newest = HashMap::with_capacity(snapshot.tasks.len());
        // A row without an id is known by its place, where the next reading may find another task.
        for task in snapshot.tasks.iter().filter(|task| !task.key.is_place()) {
            match self.tasks.remove(&task.key) {
                Some(before) if Arc::ptr_eq(&before, task) || before == *task => {}
                Some(before) => {
                    let changed = differences(&before, task);
                    if !changed.is_empty() {
                        changes.push(Change { task: Arc::clone(task), changed });
                    }
                }
                None if self.is_whole => changes.push(listed(task, true)),
                None => {}
            }
            newest.insert(task.key.clone(), Arc::clone(task));
        }
        let mut gone: Vec<_> = std::mem::replace(&mut self.tasks, newest).into_values().collect();
        gone.sort_by(|a, b| a.key.cmp(&b.key));
        changes.extend(gone.iter().map(|task| listed(task, false)));
        self.is_whole |= snapshot.is_whole;
        changes
    }
}

fn listed(task: &Arc<Task>, is_listed: bool) -> Change {
    let changed = BTreeMap::from([(LISTED.to_owned(), (Value::Bool(!is_listed), Value::Bool(is_listed)))]);
    Change { task: Arc::clone(task), changed }
}

fn differences(before: &Task, now: &Task) -> BTreeMap<String, (Value, Value)> {
    let (before, mut now) = (members(before), members(now));
    let mut changed = BTreeMap::new();
    for (path, old) in before {
        let new = now.remove(&path).unwrap_or(Value::Null);
        if old != new {
            changed.insert(path, (old, new));
        }
    }
    let added = now.into_iter().filter(|(_, new)| !new.is_null());
    changed.extend(added.map(|(path, new)| (path, (Value::Null, new))));
    changed
}

/// Every member of a task that holds no others, by its path.
fn members(task: &Task) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    // A task has no member that JSON could not hold.
    let mut open = vec![(String::new(), serde_json::to_value(TaskJson::new(task)).unwrap_or_default())];
    while let Some((path, value)) = open.pop() {
        match value {
            Value::Object(members) => {
                let below = |name: String| if path.is_empty() { name } else { format!("{path}.{name}") };
                open.extend(members.into_iter().map(|(name, value)| (below(name), value)));
            }
            value => {
                found.insert(path, value);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::{TaskStat, TaskStatus};

    fn task(id: &str, calls: i64, status: TaskStatus) -> Task {
        Task {
            status: Some(status),
            stat: TaskStat { total_call: Some(calls), ..TaskStat::default() },
            ..Task::empty(TaskKey::new(Some(id), None, String::new))
        }
    }

    fn snapshot(revision: u64, is_whole: bool, tasks: Vec<Task>) -> Snapshot {
        Snapshot { tasks: tasks.into_iter().map(Arc::new).collect(), revision, is_whole, ..Snapshot::default() }
    }

    fn told(changes: &[Change]) -> Vec<(&str, &str, Value, Value)> {
        let of = |change: &'_ Change| -> Vec<(String, String, Value, Value)> {
            let key = change.task.key.as_str().to_owned();
            let changed = change.changed.clone().into_iter();
            changed.map(|(path, (old, new))| (key.clone(), path, old, new)).collect()
        };
        changes.iter().flat_map(of).map(|(key, path, old, new)| (&*key.leak(), &*path.leak(), old, new)).collect()
    }

    #[test]
    fn only_members_that_differ_are_told_by_their_paths() {
        use TaskStatus::{Paused, Running};
        let mut known = Known::default();
        assert_eq!(known.compare(&snapshot(1, true, vec![task("a", 5, Running), task("b", 1, Running)])), []);
        let changes = known.compare(&snapshot(2, true, vec![task("a", 7, Paused), task("b", 1, Running)]));
        let expected = [("a", "taskStat.totalCall", json!(5), json!(7)), ("a", "taskStatus", json!(2), json!(5))];
        assert_eq!(told(&changes), expected);
    }

    #[test]
    fn tasks_that_come_and_go_are_told_only_once_everything_was_read() {
        let running = |id| task(id, 1, TaskStatus::Running);
        let mut known = Known::default();
        assert_eq!(known.compare(&snapshot(1, false, vec![running("a")])), []);
        assert_eq!(
            known.compare(&snapshot(2, true, vec![running("a"), running("b")])),
            [],
            "the rest of the first reading"
        );
        let changes = known.compare(&snapshot(3, true, vec![running("b"), running("c")]));
        let expected = [("c", "listed", json!(false), json!(true)), ("a", "listed", json!(true), json!(false))];
        assert_eq!(told(&changes), expected);
    }
}
