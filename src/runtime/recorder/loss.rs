//! What lost records leave behind: each task's first sample after them begins anew, for nobody knows what it did meanwhile.
//! Uses `domain` and `history`.

use std::collections::HashSet;

use crate::domain::TaskKey;
use crate::history::{Link, Record};

/// More tasks than these are not remembered; some get a gap too many then.
const MOST_TASKS: usize = 200_000;

/// Whether records were lost, and which tasks were seen since.
#[derive(Debug, Default)]
pub(super) struct Loss {
    /// `None` where nothing was lost.
    seen_since: Option<HashSet<TaskKey>>,
}

impl Loss {
    /// A record was lost.
    pub(super) fn happened(&mut self) {
        self.seen_since = Some(HashSet::new());
    }

    /// Marks the samples of a record that are the first of their tasks since records were lost.
    pub(super) fn mark(&mut self, record: &mut Record) {
        let Some(seen) = &mut self.seen_since else {
            return;
        };
        if seen.len() > MOST_TASKS {
            seen.clear();
        }
        for (key, sample) in &mut record.samples {
            if seen.insert(key.clone()) && sample.link == Link::Continues {
                sample.link = Link::Gap;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{Counters, Sample};

    #[test]
    fn each_tasks_first_sample_after_a_loss_is_a_gap_and_no_other() {
        let record = |tasks: &[&str], link| {
            let sample = Sample { unix_ms: 0, counters: Counters::default(), status: 2, settings: 1, link };
            let samples = tasks.iter().map(|task| (TaskKey::from_text(task), sample)).collect();
            Record { reading: (0, 0), gap_ms: 1, samples }
        };
        let mut loss = Loss::default();
        let mut links = |tasks: &[&str], link, is_lost| {
            let mut record = record(tasks, link);
            loss.mark(&mut record);
            if is_lost {
                loss.happened();
            }
            record.samples.iter().map(|(_, sample)| sample.link).collect::<Vec<_>>()
        };
        assert_eq!(links(&["a"], Link::Continues, true), [Link::Continues]);
        assert_eq!(links(&["a"], Link::Continues, false), [Link::Gap]);
        // The one that stood still for longer as well.
        assert_eq!(links(&["a", "b"], Link::Continues, false), [Link::Continues, Link::Gap]);
        assert_eq!(links(&["c"], Link::Reset, true), [Link::Reset]);
        assert_eq!(links(&["a"], Link::Continues, false), [Link::Gap]);
    }
}
