//! All that is known of one task's past, and what follows from it; `earlier` is what came before this run, `origin` whether it
//! is still the same campaign. Uses the rest of this room and `domain`.

mod earlier;
mod origin;

use std::sync::Arc;

use super::chart::{SPARK_STEPS, Spark, spark};
use super::eta::Eta;
use super::event::EventKind;
use super::falls::{Falls, is_beyond_lines};
use super::flaps::Flaps;
use super::open_time::{is_open, opened_at};
use super::rates::Rates;
use super::sample::{Counters, Link, Sample, Trouble, settings_digest, status_number};
use super::series::Series;
use super::settings_diff::settings_diff;
use super::silence::{Silence, SilenceLimits};
use super::slots::Baseline;
use super::sums::Sums;
use crate::domain::{RawRow, Task, TaskStatus};

pub(super) use earlier::Restoring;

const HALF_HOUR_MS: i64 = 1_800_000;

/// Counters that did not move over a pause of the program prove that nothing moved in it. Over a longer one the task may
/// have been paused and resumed, its window or its settings changed and changed back.
const LONGEST_SILENT_GAP_MS: i64 = 600_000;

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
    /// How many orders there were before their number last changed.
    orders_before: Option<i64>,
    /// How this run found the task.
    found: Option<Found>,
    /// Whether the clock was set back since the last sample, so that nobody knows how long ago that was.
    has_lost_time: bool,
    /// The last changes of its status, and of its settings.
    status_flaps: Flaps,
    settings_flaps: Flaps,
    /// When it last seemed to be another campaign, or its counters to be another server's.
    origin_flaps: Flaps,
    /// What is remembered of falls of its counters.
    falls: Falls,
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
}

/// How long a silence is borne with before it is a stall.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// As they are set for the alert.
    pub(super) limits: SilenceLimits,
    /// The time between two readings in milliseconds.
    pub(super) poll_ms: i64,
}

/// A task as this run found it, before anything about it was seen to change.
#[derive(Debug, Clone, Copy)]
struct Found {
    /// When, in milliseconds since 1970: what changed later was seen to change.
    unix_ms: i64,
    status: Option<TaskStatus>,
    /// As in a sample.
    status_number: u8,
    /// As in a sample.
    settings: u32,
    /// Whether it was compared with what was known of the task before this run.
    is_compared: bool,
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
            orders_before: None,
            found: None,
            has_lost_time: false,
            status_flaps: Flaps::default(),
            settings_flaps: Flaps::default(),
            origin_flaps: Flaps::default(),
            falls: Falls::default(),
            stored: None,
            inferred_unix_ms: Vec::new(),
            baseline_slot: None,
        }
    }

    /// The task's counters as of its last reading; `None` where they are missing or contradict each other.
    pub fn counters(&self) -> Option<Counters> {
        self.series.last().filter(|_| self.trouble.is_none()).map(|sample| sample.counters)
    }

    /// Whether this run has read it.
    pub(super) fn is_found(&self) -> bool {
        self.found.is_some()
    }

    /// Whether a change at a moment was seen to happen, in milliseconds since 1970: what was so when this run found the
    /// task is nothing new.
    pub fn was_seen_to_change(&self, unix_ms: i64) -> bool {
        self.found.is_some_and(|found| unix_ms > found.unix_ms)
    }

    /// Lets go of the row as it came: the task is shown no more.
    pub(super) fn forget_row(&mut self) {
        if self.task.raw.packed_bytes() > 0 {
            self.task = Arc::new(Task { raw: RawRow::default(), ..Task::clone(&self.task) });
        }
    }

    /// How often its status and its settings changed in the half-hour before a moment in milliseconds since 1970.
    pub(super) fn changes(&self, now_unix_ms: i64) -> (usize, usize) {
        (self.status_flaps.count(now_unix_ms), self.settings_flaps.count(now_unix_ms))
    }

    /// Whether its status goes to and fro, so that what it is just now says little.
    pub(super) fn is_status_flapping(&self, now_unix_ms: i64) -> bool {
        self.status_flaps.is_flapping(now_unix_ms)
    }

    /// Since when calls are to be expected, in milliseconds since 1970: since it runs, its window is open, its settings are
    /// what they are, and somebody watches without a gap (a short one over which the calls stood still is none). `None` where
    /// no calls are to be expected: it does not run, its window is closed or unknown, no orders are left, or it may place no
    /// calls.
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
        [
            opened,
            self.watched_since(),
            // What goes to and fro puts nothing off, or it would for ever.
            self.status_since_unix_ms.filter(|_| !self.status_flaps.is_flapping(now_unix_ms)),
            self.settings_changed_unix_ms.filter(|_| !self.settings_flaps.is_flapping(now_unix_ms)),
            self.orders_added_if_idle(),
        ]
        .into_iter()
        .flatten()
        .max()
    }

    /// Since when somebody watches, or could have seen a call all the same.
    fn watched_since(&self) -> Option<i64> {
        let is_break = |(before, after): &(&Sample, &Sample)| match after.link {
            Link::Continues => false,
            Link::Reset | Link::First => true,
            Link::Gap => {
                after.counters.calls != before.counters.calls || after.unix_ms - before.unix_ms > LONGEST_SILENT_GAP_MS
            }
        };
        let broken = self.series.pairs_back_to(i64::MIN).find(is_break).map(|(_, after)| after.unix_ms);
        broken.or_else(|| self.series.first().map(|sample| sample.unix_ms))
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
        let ahead_ms = self.series.last().map_or(0, |last| last.unix_ms.saturating_sub(intake.unix_ms));
        if ahead_ms > 0 {
            self.follow_clock_back(intake.unix_ms, ahead_ms);
        }
        let is_same = Arc::ptr_eq(task, &self.task);
        // A row that was on the board before it was followed was found then.
        self.find(if is_same { intake.unix_ms } else { intake.unix_ms - 1 }, &mut events);
        // The same id with another date of creation is another campaign, whatever its counters say.
        let is_made_anew = self.find_made_anew(task, intake.unix_ms);
        // What may have been placed under the settings of before, or those of now.
        let max_call = self.task.max_call.zip(task.max_call).map(|(before, now)| before.max(now));
        if !is_same {
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
                        Trouble::Unsteady => EventKind::Unsteady,
                    });
                }
                self.trouble = Some(trouble);
                return events;
            }
        };
        self.trouble = self.falls.is_unsteady(intake.unix_ms).then_some(Trouble::Unsteady);
        let before = self.series.last().copied();
        let counters = before.map_or(counters, |before| counters.held_at(&before.counters));
        if before.is_some_and(|before| before.unix_ms == intake.unix_ms) {
            return events;
        }
        let mut sample = Sample {
            unix_ms: intake.unix_ms,
            counters,
            status: status_number(task),
            settings: settings_digest(task),
            link: Link::First,
        };
        if let Some(before) = before {
            let was_unsteady = self.falls.is_unsteady(intake.unix_ms);
            let is_reset = self.falls.is_reset(&before, &sample)
                || max_call.is_some_and(|lines| is_beyond_lines(&before, &sample, lines));
            let has_lost_time = std::mem::take(&mut self.has_lost_time);
            sample.link = match intake.unix_ms - before.unix_ms > intake.gap_ms {
                _ if is_made_anew || is_reset => Link::Reset,
                is_gap if is_gap || has_lost_time => Link::Gap,
                _ => Link::Continues,
            };
            if counters.fell_since(&before.counters) {
                self.origin_flaps.note(intake.unix_ms);
            }
            if self.falls.is_unsteady(intake.unix_ms) {
                // Each fall for itself is no news while they go up and down.
                if !was_unsteady {
                    events.push(EventKind::Unsteady);
                }
                self.trouble = Some(Trouble::Unsteady);
            } else if counters.fell_since(&before.counters) {
                events.push(EventKind::CountersFell);
            } else if is_made_anew {
                events.push(EventKind::MadeAnew);
            }
            let added = counters.orders - before.counters.orders;
            if added != 0 {
                events.push(EventKind::Orders(added));
                // Orders come and go, but not to the very count of before.
                if self.orders_before.replace(before.counters.orders) == Some(counters.orders) {
                    self.origin_flaps.note(intake.unix_ms);
                }
            }
            if added > 0 {
                self.orders_added_unix_ms = Some(intake.unix_ms);
            }
            let has_called = sample.link.means_nothing() || counters.calls != before.counters.calls;
            let readings = &mut self.rates.readings_without_call;
            *readings = if has_called { 0 } else { readings.saturating_add(1) };
        }
        self.keep(before, sample, keep);
        self.series.push(sample);
        events
    }

    /// Follows the machine's clock, which was set back by so much to a moment. What was read at what is now the future cannot
    /// stay: time would run backwards. Other moments move along, so that their age and their order stay.
    pub(super) fn follow_clock_back(&mut self, unix_ms: i64, back_ms: i64) {
        self.series.forget_from(unix_ms);
        self.stored = None;
        self.has_lost_time = true;
        self.falls.shift_back(back_ms);
        self.status_flaps.shift_back(back_ms);
        self.settings_flaps.shift_back(back_ms);
        self.origin_flaps.shift_back(back_ms);
        let moved = |at: i64| at.saturating_sub(back_ms).min(unix_ms);
        self.first_seen_unix_ms = self.first_seen_unix_ms.min(unix_ms);
        self.last_read_unix_ms = moved(self.last_read_unix_ms);
        let moments =
            [&mut self.status_since_unix_ms, &mut self.settings_changed_unix_ms, &mut self.orders_added_unix_ms];
        for moment in moments.into_iter().flatten() {
            *moment = moved(*moment);
        }
        if let Some(found) = &mut self.found {
            found.unix_ms = found.unix_ms.saturating_sub(back_ms);
        }
    }

    fn note_changes(&mut self, task: &Arc<Task>, unix_ms: i64, events: &mut Vec<EventKind>) {
        if task.status != self.task.status {
            events.push(EventKind::Status { from: self.task.status, to: task.status });
            self.status_before = self.task.status;
            self.status_since_unix_ms = Some(unix_ms);
            self.status_flaps.note(unix_ms);
        }
        if let Some(diff) = settings_diff(&self.task, task) {
            events.push(EventKind::Settings(diff.clone()));
            self.settings_changed_unix_ms = Some(unix_ms);
            self.settings_flaps.note(unix_ms);
            self.settings_diff = Some(diff);
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

    /// Draws the conclusions anew.
    pub(super) fn conclude(&mut self, now_unix_ms: i64, patience: &Patience) {
        let Rates { readings_without_call, last_call_unix_ms, .. } = self.rates;
        self.rates = match self.trouble {
            None => Rates::of(&self.series, &self.task.window, now_unix_ms),
            // What is left of better days is no figure of now.
            Some(_) => Rates { last_call_unix_ms, ..Rates::default() },
        };
        self.rates.readings_without_call = readings_without_call;
        self.spark = spark(&self.series, now_unix_ms);
        let slot = now_unix_ms.div_euclid(HALF_HOUR_MS / 2);
        if self.baseline_slot != Some(slot) {
            self.baseline = Baseline::of(&self.series, &self.task.window, now_unix_ms, self.rates.last_call_unix_ms);
            self.baseline_slot = Some(slot);
        }
        let Patience { limits, poll_ms } = patience;
        let stall = Silence::of(self)
            .filter(|silence| silence.is_settled(limits) && silence.is_odd(&self.task, limits, *poll_ms));
        let is_stalled = stall.is_some();
        let since_then = stall.map(|silence| Sums::between(&self.series, silence.since_unix_ms, now_unix_ms));
        self.rates.tell_of_now(self.task.status == Some(TaskStatus::Running), since_then.as_ref());
        let eta = match self.trouble {
            Some(Trouble::Unsteady) => Eta::Unknown("its counters go up and down"),
            _ => Eta::of(&self.task, &self.series, is_stalled, limits.tail_share, now_unix_ms),
        };
        self.eta = eta.settle(self.eta, &self.task.window, now_unix_ms);
    }
}

/// `taskStatus` of a sample; `None` where it was missing.
fn status_of(number: u8) -> Option<TaskStatus> {
    Some(number).filter(|number| *number > 0).map(|number| TaskStatus::from_number(number.into()))
}
