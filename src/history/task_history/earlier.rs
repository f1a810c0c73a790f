//! What was known of a task before this run, and what changed while nobody looked. Uses the rest of `history`.

use super::{Found, TaskHistory, status_of};
use crate::history::event::EventKind;
use crate::history::sample::{Link, Sample, Trouble, settings_digest, status_number};

/// How earlier samples are worked in.
#[derive(Debug, Clone, Copy)]
pub(in crate::history) struct Restoring<'a> {
    /// When somebody looked, in milliseconds since 1970: spans in the order of time, none touching another.
    pub(in crate::history) watched: &'a [(i64, i64)],
    /// The last reading, in milliseconds since 1970: what claims to be later was written by a clock that was ahead.
    pub(in crate::history) until_ms: i64,
    /// The longest time between two readings that is no gap.
    pub(in crate::history) gap_ms: i64,
}

impl TaskHistory {
    /// Notes how this run found the task, the first time.
    pub(in crate::history) fn find(&mut self, unix_ms: i64, events: &mut Vec<EventKind>) {
        if self.found.is_some() {
            return;
        }
        self.found = Some(Found {
            unix_ms,
            status: self.task.status,
            status_number: status_number(&self.task),
            settings: settings_digest(&self.task),
            is_compared: false,
        });
        self.note_unseen_changes(events);
    }

    /// Works in earlier samples. What is seen to have changed while nobody looked comes back.
    pub(in crate::history) fn restore(&mut self, mut samples: Vec<Sample>, restoring: Restoring<'_>) -> Vec<EventKind> {
        let Restoring { watched, until_ms, gap_ms } = restoring;
        samples.retain(|sample| sample.unix_ms < until_ms);
        let mut events = Vec::new();
        let newest = samples.iter().max_by_key(|sample| sample.unix_ms).copied();
        self.stored = self.stored.or(newest);
        // What seemed a stillness may be filled by these samples.
        self.series.remove(&self.inferred_unix_ms);
        self.falls = self.series.merge(samples, gap_ms);
        if self.trouble.is_none() && self.falls.is_unsteady(self.last_read_unix_ms) {
            self.trouble = Some(Trouble::Unsteady);
        }
        self.inferred_unix_ms = self.series.extend_stillness(watched, until_ms, gap_ms);
        if let Some(first) = self.series.first() {
            self.first_seen_unix_ms = self.first_seen_unix_ms.min(first.unix_ms);
        }
        self.note_unseen_changes(&mut events);
        self.note_past_changes();
        self.baseline_slot = None;
        events
    }

    /// How many readings before this run's first lie after a moment, by the time between two of them: an earlier run kept no
    /// count, and of a stillness its ends only.
    pub(in crate::history) fn earlier_readings_since(&self, unix_ms: i64, poll_ms: i64) -> i64 {
        let Some(found) = self.found else { return 0 };
        let poll_ms = poll_ms.max(1);
        let mut newest_first = self.series.iter().rev();
        let mut after = None;
        let last = newest_first.find(|sample| {
            let is_earlier = sample.unix_ms < found.unix_ms;
            after = if is_earlier { after } else { Some(*sample) };
            is_earlier
        });
        let Some(last) = last else { return 0 };
        // A stillness that goes on into this run has lost its end of before.
        let goes_on = after.is_some_and(|after| after.link == Link::Continues && after.is_like(last));
        let end_ms = if goes_on { found.unix_ms.saturating_sub(poll_ms).max(last.unix_ms) } else { last.unix_ms };
        end_ms.saturating_sub(unix_ms).max(0) / poll_ms
    }

    /// Compares how this run found the task with the last that is known of it before, once.
    fn note_unseen_changes(&mut self, events: &mut Vec<EventKind>) {
        let Some(found) = self.found.filter(|found| !found.is_compared) else {
            return;
        };
        let Some(before) = self.series.iter().rev().find(|sample| sample.unix_ms < found.unix_ms).copied() else {
            return;
        };
        let at = Some(found.unix_ms);
        self.found = Some(Found { is_compared: true, ..found });
        if before.settings != found.settings {
            events.push(EventKind::SettingsUnseen);
            if self.settings_changed_unix_ms < at {
                self.settings_changed_unix_ms = at;
                self.settings_diff = None;
            }
        }
        if before.status != found.status_number {
            let from = status_of(before.status);
            events.push(EventKind::Status { from, to: found.status });
            if self.status_since_unix_ms < at {
                self.status_before = from;
                self.status_since_unix_ms = at;
            }
        }
    }

    /// Status and settings may have changed before this run. What changed since was seen.
    fn note_past_changes(&mut self) {
        let found_ms = self.found.map_or(i64::MAX, |found| found.unix_ms);
        let pairs = || self.series.pairs_back_to(i64::MIN).filter(|(_, after)| after.unix_ms < found_ms);
        let status =
            pairs().find(|(before, after)| before.status != after.status).map(|(it, at)| (it.status, at.unix_ms));
        let settings = pairs().find(|(before, after)| before.settings != after.settings).map(|(_, at)| at.unix_ms);
        if let Some((before, at)) = status.filter(|(_, at)| self.status_since_unix_ms < Some(*at)) {
            self.status_before = status_of(before);
            self.status_since_unix_ms = Some(at);
        }
        if self.settings_changed_unix_ms < settings {
            self.settings_changed_unix_ms = settings;
            self.settings_diff = None;
        }
    }
}
