//! The poller's loop: chooses the next request, sends it, takes in what came, and waits. One request in flight, ever.
//! Uses the rest of this room, `domain` and `api`.

mod intake;
mod plan;

use std::collections::VecDeque;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::allowance::Allowance;
use super::board::{Board, Lookup};
use super::lanes::fast_conditions;
use super::poller::PollSettings;
use super::rate::RateLimit;
use super::report::Report;
use super::schedule::{Backoff, Timetable};
use super::source::TaskSource;
use crate::api::Failure;
use crate::api::paging::Pager;
use crate::domain::{Clock, QueryConditions};

/// Most ids in one lookup.
const LOOKUP_CHUNK: usize = 50;

/// How long to wait before trying again to make the source.
const SOURCE_RETRY: Duration = Duration::from_secs(30);

/// The worker was told to stop.
pub(super) struct Stopped;

/// What surrounds the worker.
pub(super) struct Surroundings {
    pub(super) clock: Arc<dyn Clock>,
    /// Marked as changed by every refresh; a mark, not a queue, so that many presses are one.
    pub(super) refresh: watch::Receiver<()>,
    pub(super) cancel: CancellationToken,
}

/// What the next request is for.
#[derive(Debug, Clone)]
enum Errand {
    Full,
    Fast,
    Lookup(Lookup),
}

/// What to do next.
enum Step {
    Ask(Errand),
    Wait(Instant),
}

/// The loop's state.
pub(super) struct Worker {
    around: Surroundings,
    report: Report,
    settings: PollSettings,
    conditions: Arc<QueryConditions>,
    fast_conditions: Option<Arc<QueryConditions>>,
    rng: fastrand::Rng,
    timetable: Timetable,
    backoff: Backoff,
    rate: RateLimit,
    page_size: u32,
    lookup_chunk: usize,
    hold_until: Option<Instant>,
    board: Board,
    full: Option<Pager>,
    full_allowance: Allowance,
    full_began_unix_ms: i64,
    fast: Option<Pager>,
    fast_allowance: Allowance,
    fast_began_unix_ms: i64,
    lookups: VecDeque<Lookup>,
    /// When a whole sweep was last asked for because tasks were found nowhere else.
    lost_asked_at: Option<Instant>,
}

impl Worker {
    pub(super) fn new(
        around: Surroundings,
        report: Report,
        settings: PollSettings,
        conditions: QueryConditions,
        seed: u64,
    ) -> Self {
        let fast = fast_conditions(&conditions).map(Arc::new);
        let now = around.clock.now().instant;
        let timetable = Timetable::new(settings.active_interval, settings.full_interval, fast.is_some(), now);
        let mut worker = Self {
            report,
            conditions: Arc::new(conditions),
            fast_conditions: fast,
            rng: fastrand::Rng::with_seed(seed),
            timetable,
            backoff: Backoff::default(),
            rate: RateLimit::new(settings.max_requests_per_second),
            page_size: settings.page_size.max(1),
            lookup_chunk: LOOKUP_CHUNK,
            hold_until: None,
            board: Board::default(),
            full: None,
            full_allowance: Allowance::default(),
            full_began_unix_ms: 0,
            fast: None,
            fast_allowance: Allowance::default(),
            fast_began_unix_ms: 0,
            lookups: VecDeque::new(),
            lost_asked_at: None,
            settings,
            around,
        };
        worker.report.feed.poll_interval_seconds = worker.timetable.reading_interval_seconds();
        worker
    }

    /// Makes the source, then reads until it is told to stop.
    pub(super) async fn run<S, F>(mut self, make_source: Arc<F>) -> Stopped
    where
        S: TaskSource,
        F: Fn() -> Result<S, Failure> + Send + Sync + 'static,
    {
        match self.prepare(make_source).await {
            Ok(source) => loop {
                if let Err(stopped) = self.step(&source).await {
                    return stopped;
                }
            },
            Err(stopped) => stopped,
        }
    }

    /// Makes the source away from the async threads: it reads the certificate store.
    async fn prepare<S, F>(&mut self, make_source: Arc<F>) -> Result<S, Stopped>
    where
        S: TaskSource,
        F: Fn() -> Result<S, Failure> + Send + Sync + 'static,
    {
        loop {
            let make = Arc::clone(&make_source);
            let making = tokio::task::spawn_blocking(move || make());
            let made = self.unless_stopped(making).await?;
            match made {
                Ok(Ok(source)) => {
                    self.backoff.reset();
                    return Ok(source);
                }
                Ok(Err(failure)) => {
                    let wait = self.backoff.after(&failure, &mut self.rng);
                    let wait = if failure.fault.kind.is_refusal() { wait } else { SOURCE_RETRY };
                    let now = self.around.clock.now();
                    self.report.failed(&failure, self.backoff.attempt(), now);
                    self.wait(now.instant + wait).await?;
                }
                Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                Err(_) => return Err(Stopped),
            }
        }
    }

    async fn step<S: TaskSource>(&mut self, source: &S) -> Result<(), Stopped> {
        match self.next_step(self.around.clock.now()) {
            Step::Ask(errand) => self.ask(source, errand).await,
            Step::Wait(until) => {
                if self.wait(until).await? {
                    self.start_over();
                }
                Ok(())
            }
        }
    }

    /// Somebody pressed refresh while nothing was being asked: read everything now, from the first page.
    fn start_over(&mut self) {
        self.hold_until = None;
        self.full = None;
        self.fast = None;
        for lookup in std::mem::take(&mut self.lookups) {
            self.board.lookup_failed(&lookup);
        }
        self.timetable.ask_full(self.around.clock.now().instant);
    }

    async fn ask<S: TaskSource>(&mut self, source: &S, errand: Errand) -> Result<(), Stopped> {
        let now = self.around.clock.now().instant;
        self.report.asking(self.progress(&errand), now);
        loop {
            let delay = self.rate.delay(self.around.clock.now().instant);
            if delay.is_zero() {
                break;
            }
            self.unless_stopped(sleep(delay)).await?;
        }
        self.rate.note(self.around.clock.now().instant);
        self.report.feed.requests += 1;
        let (page, size, conditions) = self.question(&errand);
        let answer = self.unless_stopped(source.list_page(page, size, &conditions)).await?;
        match answer {
            Ok(reply) => self.take_reply(&errand, &reply),
            Err(failure) => self.take_failure(errand, &failure, page),
        }
        Ok(())
    }

    /// Waits; true where a refresh ended the waiting. A refresh that was asked for while a sweep ran ends it at once.
    async fn wait(&mut self, until: Instant) -> Result<bool, Stopped> {
        let now = self.around.clock.now().instant;
        self.report.waiting(until, now);
        tokio::select! {
            biased;
            () = self.around.cancel.cancelled() => Err(Stopped),
            Ok(()) = self.around.refresh.changed() => Ok(true),
            () = sleep(until.saturating_duration_since(now)) => Ok(false),
        }
    }

    /// Awaits something while publishing what was held back, until it is there or the poller is told to stop.
    async fn unless_stopped<T>(&mut self, future: impl Future<Output = T>) -> Result<T, Stopped> {
        let mut future = std::pin::pin!(future);
        loop {
            let now = self.around.clock.now().instant;
            let due = self.report.publish_at();
            let publish_in = due.map_or(Duration::MAX, |due| due.saturating_duration_since(now));
            tokio::select! {
                biased;
                () = self.around.cancel.cancelled() => return Err(Stopped),
                value = &mut future => return Ok(value),
                () = sleep(publish_in), if due.is_some() => self.report.publish(self.around.clock.now().instant),
            }
        }
    }
}
