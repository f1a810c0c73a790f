//! A task's work drawn over its open time: closed hours, pauses and what was before a reset are cut out, so that a pace
//! read from it is a pace of open minutes. Uses `sample`, `series` and `domain`.

use crate::domain::{DialWindow, TaskStatus, WindowState};
use crate::history::sample::Sample;
use crate::history::series::Series;

/// After a change of settings only what came since counts, once it holds so many finished orders ...
const FINISHED_AFTER_CHANGE: f64 = 30.0;
/// ... in so many open minutes; the platform needs about five to follow a change.
const MINUTES_AFTER_CHANGE: f64 = 15.0;

/// Sums since the beginning of the curve.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Point {
    /// Minutes in which the window was open and the task was running with orders left.
    pub(super) open_minutes: f64,
    /// Orders finished.
    pub(super) finished: f64,
    /// Orders added, less those deleted.
    pub(super) added: f64,
    /// Calls placed.
    pub(super) calls: f64,
}

/// The work of a task over its open time.
#[derive(Debug, Clone, Default)]
pub(super) struct Curve {
    points: Vec<Point>,
}

impl Curve {
    /// Draws the curve of a series up to a moment.
    pub(super) fn of(series: &Series, window: &DialWindow, now_unix_ms: i64) -> Self {
        let mut clock = OpenClock { window, from_ms: 0, to_ms: 0, is_open: false };
        let mut points = vec![Point::default()];
        let mut changed_at = 0;
        let mut before: Option<&Sample> = None;
        for sample in series.iter().take_while(|sample| sample.unix_ms <= now_unix_ms) {
            if sample.link.means_nothing() {
                points = vec![Point::default()];
                changed_at = 0;
            } else if let Some(before) = before {
                if before.settings != sample.settings {
                    changed_at = points.len() - 1;
                }
                let last = points.last().copied().unwrap_or_default();
                points.push(last.plus(before, sample, &mut clock));
            }
            before = Some(sample);
        }
        let mut curve = Self { points };
        if changed_at > 0 {
            curve.forget_before(changed_at);
        }
        curve
    }

    /// Leaves out what was before a change of settings, if there is enough after it.
    fn forget_before(&mut self, index: usize) {
        let (Some(&start), end) = (self.points.get(index), self.end()) else { return };
        let enough = end.finished - start.finished >= FINISHED_AFTER_CHANGE
            && end.open_minutes - start.open_minutes >= MINUTES_AFTER_CHANGE;
        if enough {
            self.points.drain(..index);
            for point in &mut self.points {
                *point = point.since(&start);
            }
        }
    }

    /// The newest point: the sums over the whole curve.
    pub(super) fn end(&self) -> Point {
        self.points.last().copied().unwrap_or_default()
    }

    /// The sums at a place of the open time, drawn straight between the readings.
    pub(super) fn at_open_minute(&self, open_minutes: f64) -> Point {
        let after = self.points.partition_point(|point| point.open_minutes < open_minutes);
        self.between(after, |point| point.open_minutes, open_minutes)
    }

    /// The open minutes that the last so many finished orders took, up to now; `None` where fewer were seen.
    pub(super) fn minutes_of_last(&self, orders: f64) -> Option<f64> {
        let end = self.end();
        let wanted = end.finished - orders;
        if wanted < 0.0 {
            return None;
        }
        let after = self.points.partition_point(|point| point.finished <= wanted);
        let place = self.between(after, |point| point.finished, wanted);
        Some(end.open_minutes - place.open_minutes)
    }

    /// The point where a growing sum has a value, between the point at an index and the one before it.
    fn between(&self, after: usize, sum: impl Fn(&Point) -> f64, value: f64) -> Point {
        let Some(after_point) = self.points.get(after) else { return self.end() };
        let Some(before_point) = after.checked_sub(1).and_then(|index| self.points.get(index)) else {
            return *after_point;
        };
        let step = sum(after_point) - sum(before_point);
        let share = if step > 0.0 { ((value - sum(before_point)) / step).clamp(0.0, 1.0) } else { 1.0 };
        before_point.towards(after_point, share)
    }
}

impl Point {
    /// The sums after one more step of the series.
    fn plus(self, before: &Sample, sample: &Sample, clock: &mut OpenClock) -> Self {
        let (old, new) = (&before.counters, &sample.counters);
        let added = self.added + (new.orders - old.orders) as f64;
        // A step that ends in another status than running may have been running for any part of it.
        let running = [TaskStatus::Running, TaskStatus::Completed].map(TaskStatus::number);
        let was_running =
            i64::from(before.status) == TaskStatus::Running.number() && running.contains(&i64::from(sample.status));
        // A task that waits for orders works at no pace.
        let had_work = old.left() > 0;
        let open_minutes = clock.open_minutes(before.unix_ms, sample.unix_ms);
        if !was_running || !had_work || open_minutes <= 0.0 {
            return Self { added, ..self };
        }
        Self {
            open_minutes: self.open_minutes + open_minutes,
            finished: self.finished + (new.finished - old.finished).max(0) as f64,
            added,
            calls: self.calls + (new.calls - old.calls).max(0) as f64,
        }
    }

    /// The sums since an earlier point.
    pub(super) fn since(&self, earlier: &Self) -> Self {
        Self {
            open_minutes: self.open_minutes - earlier.open_minutes,
            finished: self.finished - earlier.finished,
            added: self.added - earlier.added,
            calls: self.calls - earlier.calls,
        }
    }

    fn towards(&self, later: &Self, share: f64) -> Self {
        let mix = |from: f64, to: f64| from + (to - from) * share;
        Self {
            open_minutes: mix(self.open_minutes, later.open_minutes),
            finished: mix(self.finished, later.finished),
            added: mix(self.added, later.added),
            calls: mix(self.calls, later.calls),
        }
    }
}

/// Open time between moments that only go forward. Asking the window anew for each of thousands of readings would cost more
/// than all the rest, so the stretch that holds the last answer is kept.
struct OpenClock<'a> {
    window: &'a DialWindow,
    from_ms: i64,
    to_ms: i64,
    is_open: bool,
}

impl OpenClock<'_> {
    fn open_minutes(&mut self, from_ms: i64, to_ms: i64) -> f64 {
        let mut open_ms = 0;
        let mut at = from_ms;
        while at < to_ms {
            if !(self.from_ms..self.to_ms).contains(&at) && !self.ask(at) {
                break;
            }
            let end = self.to_ms.min(to_ms);
            if self.is_open {
                open_ms += end - at;
            }
            at = end;
        }
        open_ms as f64 / 60_000.0
    }

    /// Finds the stretch that holds a moment; false where the window is unknown.
    fn ask(&mut self, at_ms: i64) -> bool {
        let at = at_ms.div_euclid(1000);
        let (is_open, change) = match self.window.state_at(at) {
            WindowState::Open { shuts_in_seconds } => (true, shuts_in_seconds),
            WindowState::Closed { opens_in_seconds } => (false, opens_in_seconds),
            WindowState::Unknown => return false,
        };
        self.from_ms = at_ms;
        self.to_ms = change.map_or(i64::MAX, |seconds| at.saturating_add(seconds).saturating_mul(1000));
        self.is_open = is_open;
        true
    }
}
