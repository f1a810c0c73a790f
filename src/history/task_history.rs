//! All that is known of one task's past, and what follows from it. Uses the rest of this room and `domain`.

use std::sync::Arc;

use super::chart::{SPARK_STEPS, Spark, spark};
use super::eta::Eta;
use super::event::EventKind;
use super::open_time::{is_open, opened_at};
use super::rates::Rates;
use super::sample::{Counters, Link, Sample, Trouble, settings_digest, status_number};
use super::series::Series;
use super::settings_diff::settings_diff;
use super::silence::{Silence, SilenceLimits};
use super::slots::Baseline;
use crate::domain::{Task, TaskStatus};

const HALF_HOUR_MS: i64 = 1_800_000;

/// All that is known of one task's past, and what follows from it as of its last reading.
#[derive(Debug, Clone)]
pub struct TaskHistory {
    /// The newest reading of the task.
    pub task: Arc<Task>,
    /// Its samples.
    pub series: Series,
    /// Set where its counters are such that nothing can be derived from them.
    pub trouble: Option<Trouble>,
    /// The figures as of the last reading.
    pub rates: Rates,
    /// Calls a minute over the last hour, for the table.
    pub spark: Spark,
    /// What is usual at this time of day; as of the begin of the half-hour, but for the figures of today.
    pub baseline: Baseline,
    /// The expected end as it is shown.
    pub eta: Eta,
    /// When this program first saw the task, in milliseconds since 1970 (also in earlier runs).
    pub first_seen_unix_ms: i64,
    /// When the task was last read, in milliseconds since 1970.
    pub last_read_unix_ms: i64,
    /// Since when its status is what it is, as far as it was seen to change; `None` where it was always so.
    pub status_since_unix_ms: Option<i64>,
    /// Its status before that.
    pub status_before: Option<TaskStatus>,
    /// When its settings were last seen to change.
    pub settings_changed_unix_ms: Option<i64>,
    /// What changed about them then, in words; `None` where nobody was looking.
    pub settings_diff: Option<String>,
    /// When orders were last seen to be added.
    pub orders_added_unix_ms: Option<i64>,
    /// When it was first read in this run.
    first_read_unix_ms: Option<i64>,
    /// The newest sample that the store has.
    stored: Option<Sample>,
    /// Ends of stillness that were not read but follow from somebody having looked.
    inferred_unix_ms: Vec<i64>,
    baseline_slot: Option<i64>,
}

/// How a reading is taken in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Intake {
    /// When it was made, in milliseconds since 1970.
    pub(super) unix_ms: i64,
    /// The longest time between two readings that is no gap.
    pub(super) gap_ms: i64,
    /// Whether the machine's clock was set back since the reading before, so that no time since then can be trusted.
    pub(super) is_clock_back: bool,
}

/// How earlier samples are worked in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Restoring<'a> {
    /// When somebody looked, in milliseconds since 1970: spans in the order of time, none touching another.
    pub(super) watched: &'a [(i64, i64)],
    /// Before this moment the last stillness ends.
    pub(super) until_ms: i64,
    /// The longest time between two readings that is no gap.
    pub(super) gap_ms: i64,
}

impl TaskHistory {
    /// A task that was never seen before.
    pub fn new(task: Arc<Task>, now_unix_ms: i64) -> Self {
        Self {
            task,
            series: Series::default(),
            trouble: None,
            rates: Rates::default(),
            spark: [None; SPARK_STEPS],
            baseline: Baseline::default(),
            eta: Eta::default(),
            first_seen_unix_ms: now_unix_ms,
            last_read_unix_ms: now_unix_ms,
            status_since_unix_ms: None,
            status_before: None,
            settings_changed_unix_ms: None,
            settings_diff: None,
            orders_added_unix_ms: None,
            first_read_unix_ms: None,
            stored: None,
            inferred_unix_ms: Vec::new(),
            baseline_slot: None,
        }
    }

    /// The task's counters as of its last reading; `None` where they are missing or contradict each other.
    pub fn counters(&self) -> Option<Counters> {
        self.series.last().filter(|_| self.trouble.is_none()).map(|sample| sample.counters)
    }

    /// When it was first read in this run, in milliseconds since 1970; `None` where it was not, or its counters were of no
    /// use.
    pub fn first_read_unix_ms(&self) -> Option<i64> {
        self.first_read_unix_ms
    }

    /// Since when calls are to be expected, in milliseconds since 1970: since it runs, its window is open, its settings are
    /// what they are, and somebody watches without a gap. `None` where no calls are to be expected: it does not run, its
    /// window is closed or unknown, no orders are left, or it may place no calls.
    pub fn dialling_since(&self, now_unix_ms: i64) -> Option<i64> {
        let is_running = self.task.status == Some(TaskStatus::Running);
        let has_work = self.counters().is_some_and(|counters| counters.left() > 0);
        if !is_running || !has_work || self.task.max_call.is_some_and(|most| most <= 0) {
            return None;
        }
        let now_seconds = now_unix_ms.div_euclid(1000);
        if is_open(&self.task.window, now_seconds) != Some(true) {
            return None;
        }
        let opened = opened_at(&self.task.window, now_seconds).map(|seconds| seconds * 1000);
        let watched = self.series.iter().rev().find(|sample| sample.link != Link::Continues).map(|it| it.unix_ms);
        let watched = watched.or_else(|| self.series.first().map(|sample| sample.unix_ms));
        [opened, watched, self.status_since_unix_ms, self.settings_changed_unix_ms, self.orders_added_if_idle()]
            .into_iter()
            .flatten()
            .max()
    }

    /// When orders came to a task that had none left.
    fn orders_added_if_idle(&self) -> Option<i64> {
        let added = self.orders_added_unix_ms?;
        let (before, _) = self.series.pairs_back_to(added - 1).find(|(_, after)| after.unix_ms <= added)?;
        (before.counters.left() == 0).then_some(added)
    }

    /// Takes a reading in. Samples that the store shall keep go to `keep`; what is worth a line comes back.
    pub(super) fn read(&mut self, task: &Arc<Task>, intake: Intake, keep: &mut Vec<Sample>) -> Vec<EventKind> {
        let mut events = Vec::new();
        if !Arc::ptr_eq(task, &self.task) {
            self.note_changes(task, intake.unix_ms, &mut events);
            self.task = Arc::clone(task);
        }
        self.last_read_unix_ms = intake.unix_ms;
        let counters = match Counters::of(&task.stat) {
            Ok(counters) => counters,
            Err(trouble) => {
                if self.trouble != Some(trouble) {
                    events.push(match trouble {
                        Trouble::Missing => EventKind::Missing,
                        Trouble::Impossible => EventKind::Impossible,
                    });
                }
                self.trouble = Some(trouble);
                return events;
            }
        };
        self.trouble = None;
        if intake.is_clock_back {
            self.follow_clock_back(intake.unix_ms);
        } else if self.series.last().is_some_and(|last| last.unix_ms >= intake.unix_ms) {
            return events;
        }
        let before = self.series.last().copied();
        let sample = Sample {
            unix_ms: intake.unix_ms,
            counters,
            status: status_number(task),
            settings: settings_digest(task),
            link: link(before.as_ref(), &counters, intake),
        };
        if let Some(before) = before {
            if sample.link == Link::Reset {
                events.push(EventKind::CountersFell);
            }
            let added = counters.orders - before.counters.orders;
            if added != 0 {
                events.push(EventKind::Orders(added));
            }
            if added > 0 {
                self.orders_added_unix_ms = Some(intake.unix_ms);
            }
            self.note_unseen_changes(&before, &sample, &mut events);
        }
        self.keep(before, sample, keep);
        self.first_read_unix_ms.get_or_insert(sample.unix_ms);
        self.series.push(sample);
        events
    }

    /// What was read at what is now the future cannot stay: time would run backwards.
    fn follow_clock_back(&mut self, unix_ms: i64) {
        self.series.forget_from(unix_ms);
        self.stored = None;
        self.first_seen_unix_ms = self.first_seen_unix_ms.min(unix_ms);
        let moments = [
            &mut self.status_since_unix_ms,
            &mut self.settings_changed_unix_ms,
            &mut self.orders_added_unix_ms,
            &mut self.first_read_unix_ms,
        ];
        for moment in moments.into_iter().flatten() {
            *moment = (*moment).min(unix_ms);
        }
    }

    fn note_changes(&mut self, task: &Arc<Task>, unix_ms: i64, events: &mut Vec<EventKind>) {
        if task.status != self.task.status {
            events.push(EventKind::Status { from: self.task.status, to: task.status });
            self.status_before = self.task.status;
            self.status_since_unix_ms = Some(unix_ms);
        }
        if let Some(diff) = settings_diff(&self.task, task) {
            events.push(EventKind::Settings(diff.clone()));
            self.settings_changed_unix_ms = Some(unix_ms);
            self.settings_diff = Some(diff);
        }
    }

    /// The store knows what the task was like before the program was away.
    fn note_unseen_changes(&mut self, before: &Sample, sample: &Sample, events: &mut Vec<EventKind>) {
        if before.settings != sample.settings && self.settings_changed_unix_ms != Some(sample.unix_ms) {
            self.settings_changed_unix_ms = Some(sample.unix_ms);
            self.settings_diff = None;
            events.push(EventKind::SettingsUnseen);
        }
        if before.status != sample.status && self.status_since_unix_ms != Some(sample.unix_ms) {
            let from = status_of(before.status);
            self.status_before = from;
            self.status_since_unix_ms = Some(sample.unix_ms);
            events.push(EventKind::Status { from, to: self.task.status });
        }
    }

    /// Changes only: of a stillness its last reading and what came after it.
    fn keep(&mut self, before: Option<Sample>, sample: Sample, keep: &mut Vec<Sample>) {
        let is_still = self.stored.is_some_and(|stored| stored.is_like(&sample)) && sample.link == Link::Continues;
        if is_still {
            return;
        }
        let end_of_stillness =
            before.filter(|before| self.stored.is_some_and(|stored| stored.unix_ms < before.unix_ms));
        keep.extend(end_of_stillness);
        keep.push(sample);
        self.stored = Some(sample);
    }

    /// Works in earlier samples. `watched` are the spans in which somebody looked, in order; the last stillness ends before
    /// `until_ms`. What is seen to have changed while nobody looked comes back.
    pub(super) fn restore(&mut self, samples: Vec<Sample>, restoring: Restoring<'_>) -> Vec<EventKind> {
        let mut events = Vec::new();
        let newest = samples.iter().max_by_key(|sample| sample.unix_ms).copied();
        self.stored = self.stored.or(newest);
        // What seemed a stillness may be filled by these samples.
        self.series.remove(&self.inferred_unix_ms);
        let had_no_past = self.series.first().is_some_and(|first| Some(first.unix_ms) == self.first_read_unix_ms);
        self.series.merge(samples, restoring.gap_ms);
        let Restoring { watched, until_ms, gap_ms } = restoring;
        self.inferred_unix_ms = self.series.extend_stillness(watched, until_ms, gap_ms);
        if let Some(first) = self.series.first() {
            self.first_seen_unix_ms = self.first_seen_unix_ms.min(first.unix_ms);
        }
        let first_read = self.first_read_unix_ms.filter(|_| had_no_past);
        let across = first_read.and_then(|at| self.series.pairs_back_to(at - 1).find(|(_, after)| after.unix_ms == at));
        if let Some((before, after)) = across.map(|(before, after)| (*before, *after)) {
            self.note_unseen_changes(&before, &after, &mut events);
        }
        self.note_past_changes();
        self.baseline_slot = None;
        events
    }

    /// Status and settings may have changed before this run.
    fn note_past_changes(&mut self) {
        let mut pairs = self.series.pairs_back_to(i64::MIN);
        let status =
            pairs.find(|(before, after)| before.status != after.status).map(|(it, at)| (it.status, at.unix_ms));
        let mut pairs = self.series.pairs_back_to(i64::MIN);
        let settings = pairs.find(|(before, after)| before.settings != after.settings).map(|(_, at)| at.unix_ms);
        if let Some((before, at)) = status.filter(|(_, at)| self.status_since_unix_ms < Some(*at)) {
            self.status_before = status_of(before);
            self.status_since_unix_ms = Some(at);
        }
        if self.settings_changed_unix_ms < settings {
            self.settings_changed_unix_ms = settings;
            self.settings_diff = None;
        }
    }

    /// Draws the conclusions anew.
    pub(super) fn conclude(&mut self, now_unix_ms: i64) {
        let readings = self.rates.readings_without_call;
        let last_call = self.rates.last_call_unix_ms;
        self.rates = match self.trouble {
            None => Rates::of(&self.series, &self.task.window, now_unix_ms),
            // What is left of better days is no figure of now.
            Some(_) => Rates { last_call_unix_ms: last_call, ..Rates::default() },
        };
        let has_called = self.rates.last_call_unix_ms != last_call;
        self.rates.readings_without_call = if has_called { 0 } else { readings.saturating_add(1) };
        self.spark = spark(&self.series, now_unix_ms);
        let slot = now_unix_ms.div_euclid(HALF_HOUR_MS / 2);
        if self.baseline_slot != Some(slot) {
            self.baseline = Baseline::of(&self.series, &self.task.window, now_unix_ms);
            self.baseline_slot = Some(slot);
        }
        let limits = SilenceLimits::default();
        let is_stalled = Silence::of(self)
            .is_some_and(|silence| silence.is_settled(&limits) && silence.is_odd(&self.task, &limits, 0));
        self.rates.tell_of_now(self.task.status == Some(TaskStatus::Running), is_stalled);
        let eta = Eta::of(&self.task, &self.series, is_stalled, now_unix_ms);
        self.eta = eta.settle(self.eta, &self.task.window, now_unix_ms);
    }
}

/// `taskStatus` of a sample; `None` where it was missing.
fn status_of(number: u8) -> Option<TaskStatus> {
    Some(number).filter(|number| *number > 0).map(|number| TaskStatus::from_number(number.into()))
}

fn link(before: Option<&Sample>, counters: &Counters, intake: Intake) -> Link {
    match before {
        None => Link::Reset,
        Some(before) if counters.fell_since(&before.counters) => Link::Reset,
        Some(_) if intake.is_clock_back => Link::Gap,
        Some(before) if intake.unix_ms - before.unix_ms > intake.gap_ms => Link::Gap,
        Some(_) => Link::Continues,
    }
}
