//! What goes to the store and what comes back from it. Uses `sample` and `domain`.

use super::sample::Sample;
use crate::domain::TaskKey;

/// What one reading found worth keeping.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// When the reading began and ended, in milliseconds since 1970.
    pub reading: (i64, i64),
    /// How long at most between two readings before it counts as a gap, in milliseconds.
    pub gap_ms: i64,
    /// Samples of tasks that changed since their last one. Of a task that stood still and now moved there are two: the last
    /// reading of the stillness, and the first of the movement.
    pub samples: Vec<(TaskKey, Sample)>,
}

/// A task's samples as they were kept, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastTask {
    /// Which task.
    pub key: TaskKey,
    /// Its samples.
    pub samples: Vec<Sample>,
}

/// What was kept of the past.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Past {
    /// The tasks.
    pub tasks: Vec<PastTask>,
    /// When somebody was looking, in milliseconds since 1970, the oldest first: a task without a sample in such a span
    /// stood still in it.
    pub watched: Vec<(i64, i64)>,
}

/// Brings spans of time into order and joins those that overlap or touch.
pub(crate) fn merged(mut spans: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    spans.sort_unstable();
    let mut joined: Vec<(i64, i64)> = Vec::with_capacity(spans.len());
    for (begin, end) in spans {
        match joined.last_mut() {
            Some(last) if begin <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((begin, end)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::merged;

    #[test]
    fn spans_of_two_instances_become_one() {
        assert_eq!(merged(vec![(50, 60), (0, 10), (5, 20), (20, 30), (6, 7)]), [(0, 30), (50, 60)]);
        assert_eq!(merged(Vec::new()), []);
    }
}
