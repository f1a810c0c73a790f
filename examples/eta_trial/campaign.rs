//! A simulated campaign, order by order: calls at a pace that changes through the day, answers by the hour, unanswered orders
//! called again later. It knows nothing of how the expected end is computed. Uses the dial window and the counters of the
//! library.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::f64::consts::TAU;

use callbot_tui::domain::{DialWindow, WindowState};
use callbot_tui::history::Counters;
use fastrand::Rng;

/// How campaigns behave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum World {
    /// Retries within the hour, an answer rate that goes by the hour of the day.
    Plain,
    /// Retries after hours.
    SlowRetry,
    /// Answers get rarer all the way: the last order is half as likely to answer as the first.
    Decay,
    /// As `Plain`, but the program joins when up to 30 % are done.
    JoinedLate,
}

impl World {
    /// The world of a name on the command line.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "plain" => Some(Self::Plain),
            "slow" => Some(Self::SlowRetry),
            "decay" => Some(Self::Decay),
            "late" => Some(Self::JoinedLate),
            _ => None,
        }
    }
}

/// One reading: when, and what the counters were.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    /// Milliseconds since 1970.
    pub(crate) unix_ms: i64,
    /// The counters.
    pub(crate) counters: Counters,
}

/// A campaign; running it twice gives the same course.
#[derive(Debug)]
pub(crate) struct Campaign {
    seed: u64,
    /// Where and when it may dial.
    pub(crate) window: DialWindow,
    /// When it starts, in milliseconds since 1970: the window is open then.
    pub(crate) start_unix_ms: i64,
    /// Orders in the task.
    pub(crate) orders: i64,
    /// Calls at a time.
    pub(crate) max_call: i64,
    /// The share of finished orders at which the program begins to watch.
    pub(crate) joined_at: f64,
    calls_per_minute: f64,
    /// By how much the pace swings through the day, and the hour of its peak.
    pace_swing: (f64, f64),
    answer_share: f64,
    answer_swing: (f64, f64),
    /// The answer probability falls by this share from the first order to the last.
    answer_decay: f64,
    retry_minutes: f64,
    /// Each further retry waits longer by this factor.
    retry_growth: f64,
}

const MOST_ATTEMPTS: u8 = 3;
const ALL_HOURS: (u32, u32) = (0, 24);

impl Campaign {
    /// A campaign drawn at random.
    pub(crate) fn random(seed: u64, world: World) -> Self {
        let mut rng = Rng::with_seed(seed);
        let window = random_window(&mut rng);
        let orders = log_uniform(&mut rng, 300.0, 50_000.0).round();
        let open_hours = log_uniform(&mut rng, 1.5, 40.0);
        let answer_share = 0.12 + 0.4 * rng.f64();
        let misses = 1.0 - answer_share;
        let calls_per_order = 1.0 + misses + misses * misses;
        // A call holds a line for about half a minute.
        let max_call = (orders * calls_per_order / open_hours / 60.0 / 2.0).ceil();
        let retry_minutes = match world {
            World::SlowRetry => log_uniform(&mut rng, 60.0, 240.0),
            _ => log_uniform(&mut rng, 5.0, 45.0),
        };
        let joined = 0.3 * rng.f64();
        Self {
            seed: rng.u64(..),
            start_unix_ms: random_start(&mut rng, &window) * 1000,
            window,
            orders: orders as i64,
            max_call: max_call as i64,
            joined_at: if world == World::JoinedLate { joined } else { 0.0 },
            calls_per_minute: max_call * (1.6 + 0.4 * rng.f64()),
            pace_swing: (0.25 * rng.f64(), 24.0 * rng.f64()),
            answer_share,
            answer_swing: (0.35 * rng.f64(), 17.0 + 4.0 * rng.f64()),
            answer_decay: if world == World::Decay { 0.5 } else { 0.0 },
            retry_minutes,
            retry_growth: 1.0 + rng.f64(),
        }
    }

    /// Runs the campaign from its start to its end. Readings come every 15 seconds, give or take a tenth, every minute while
    /// the window is closed. The last one has no orders left.
    pub(crate) fn run(&self, mut read: impl FnMut(Reading)) {
        let mut rng = Rng::with_seed(self.seed);
        let mut work = Work { fresh: self.orders, ..Work::default() };
        let mut counters = Counters { orders: self.orders, ..Counters::default() };
        let mut now = self.start_unix_ms;
        let mut mood = 0.0;
        read(Reading { unix_ms: now, counters });
        while counters.left() > 0 {
            let is_open = matches!(self.window.state_at(now / 1000), WindowState::Open { .. });
            let step_ms = if is_open { 15_000.0 } else { 60_000.0 } * (0.9 + 0.2 * rng.f64());
            if is_open {
                // Load and lines have their moods: 15 % up and down, lasting about half an hour.
                mood = 0.992 * mood + 0.15 * 0.126 * normal(&mut rng);
                let pace = self.calls_per_minute * (1.0 + self.swing(self.pace_swing, now) + mood).max(0.1);
                let calls = poisson(&mut rng, pace * step_ms / 60_000.0);
                self.dial(calls, now, &mut work, &mut counters, &mut rng);
            }
            now += step_ms as i64;
            read(Reading { unix_ms: now, counters });
        }
    }

    fn dial(&self, calls: i64, now: i64, work: &mut Work, counters: &mut Counters, rng: &mut Rng) {
        let progress = counters.finished as f64 / counters.orders as f64;
        let swing = 1.0 + self.swing(self.answer_swing, now);
        let share = self.answer_share * swing * (1.0 - self.answer_decay * progress);
        for _ in 0..calls {
            let Some(attempt) = work.next(now) else { return };
            counters.calls += 1;
            if rng.f64() < share {
                counters.answered_calls += 1;
                counters.answered_orders += 1;
                counters.finished += 1;
            } else if attempt == MOST_ATTEMPTS {
                counters.finished += 1;
            } else {
                let growth = if attempt == 1 { 1.0 } else { self.retry_growth };
                let minutes = self.retry_minutes * growth * (0.8 + 0.4 * rng.f64());
                work.waiting.push(Reverse((now + (minutes * 60_000.0) as i64, attempt + 1)));
            }
        }
    }

    /// A swing through the day in the task's zone: its height and the hour of its peak.
    fn swing(&self, (height, peak_hour): (f64, f64), now: i64) -> f64 {
        let offset = self.window.zone_seconds.unwrap_or(0);
        let hour = (now / 1000 + offset).rem_euclid(86_400) as f64 / 3600.0;
        height * ((hour - peak_hour) / 24.0 * TAU).cos()
    }
}

/// The orders that are still to call.
#[derive(Debug, Default)]
struct Work {
    fresh: i64,
    /// When an order may be called again, and for the how-manieth time.
    waiting: BinaryHeap<Reverse<(i64, u8)>>,
}

impl Work {
    /// The next order to call, by the number of its attempt: those called before come first, once they are due.
    fn next(&mut self, now: i64) -> Option<u8> {
        if self.waiting.peek().is_some_and(|Reverse((due, _))| *due <= now) {
            return self.waiting.pop().map(|Reverse((_, attempt))| attempt);
        }
        (self.fresh > 0).then(|| {
            self.fresh -= 1;
            1
        })
    }
}

fn random_window(rng: &mut Rng) -> DialWindow {
    const ZONES: [i64; 9] = [28_800, 19_800, 20_700, 25_200, -12_600, -18_000, 0, 7_200, 34_200];
    const DAYS: [&str; 4] = ["1,2,3,4,5", "1,2,3,4,5,6", "1,2,3,4,5,6,7", "2,4,6"];
    const HOURS: [(u32, u32); 5] = [(9, 18), (8, 20), (10, 19), (9, 13), ALL_HOURS];
    let zone = rng.choice(ZONES).unwrap_or(0);
    let days = rng.choice(DAYS).unwrap_or_default();
    let (from, to) = rng.choice(HOURS).unwrap_or(ALL_HOURS);
    let has_break = rng.bool() && to - from >= 8 && (from, to) != ALL_HOURS;
    let list = |skipped: &[u32]| {
        let hours: Vec<_> = (from..to).filter(|hour| !skipped.contains(hour)).map(|hour| hour.to_string()).collect();
        hours.join(",")
    };
    let (first_halves, second_halves) = match (has_break, rng.bool()) {
        (false, _) => (list(&[]), list(&[])),
        (true, true) => (list(&[12]), list(&[12])),
        (true, false) => (list(&[]), list(&[13])),
    };
    DialWindow::parse(Some(zone), Some(days), Some(&first_halves), Some(&second_halves))
}

/// A moment in the open window, somewhere in a year; in seconds since 1970.
fn random_start(rng: &mut Rng, window: &DialWindow) -> i64 {
    let moment = 1_790_000_000 + rng.i64(0..365 * 86_400);
    match window.state_at(moment) {
        WindowState::Closed { opens_in_seconds } => moment + opens_in_seconds.unwrap_or(0),
        WindowState::Open { .. } | WindowState::Unknown => moment,
    }
}

fn log_uniform(rng: &mut Rng, low: f64, high: f64) -> f64 {
    low * (high / low).powf(rng.f64())
}

fn normal(rng: &mut Rng) -> f64 {
    (-2.0 * (1.0 - rng.f64()).ln()).sqrt() * (TAU * rng.f64()).cos()
}

/// A number of calls around a mean; for large means the bell curve is as good.
fn poisson(rng: &mut Rng, mean: f64) -> i64 {
    if mean > 30.0 {
        return (mean + mean.sqrt() * normal(rng)).round().max(0.0) as i64;
    }
    let limit = (-mean).exp();
    let mut product = rng.f64();
    let mut count = 0;
    while product > limit {
        product *= rng.f64();
        count += 1;
    }
    count
}
