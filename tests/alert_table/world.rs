//! A day in the life of a demo fleet, watched as the program watches: a real server on loopback, the real client, the
//! history. Only the clock is not real: it leaps from one reading to the next.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use callbot_tui::api::{Client, ClientSettings, Page, Row};
use callbot_tui::demo::{DemoOptions, DemoServer};
use callbot_tui::domain::{Clock, Feed, Health, Now, QueryConditions, Reading, Snapshot, SweepLane, Task, TaskKey};
use callbot_tui::history::{AlertSettings, History, Transition};
use callbot_tui::poll::schedule::Backoff;
use secrecy::SecretString;

/// 2026-09-23T07:30:00Z, a Wednesday; on the half-hour, so that windows around the start shut when the scenario says.
pub const START_MS: i64 = 1_790_148_600_000;

/// Seconds between two readings.
pub const POLL_SECONDS: u64 = 15;

/// Everything is read once in so many readings, pending, running and paused tasks in the others.
const FULL_EVERY: u64 = 20;

/// Which fleet, and what goes wrong with its server.
#[derive(Debug, Clone)]
pub struct Setup {
    /// A built-in scenario.
    pub scenario: &'static str,
    /// What its chance is made from.
    pub seed: u64,
    /// Faults of the server.
    pub faults: &'static [&'static str],
    /// How the rules are set.
    pub settings: AlertSettings,
}

/// A transition of an alert, with the moment in seconds since the start.
#[derive(Debug, Clone)]
pub struct Told {
    pub second: i64,
    pub transition: Transition,
}

struct LeapingClock {
    began: Instant,
    unix_ms: Arc<AtomicI64>,
}

impl Clock for LeapingClock {
    fn now(&self) -> Now {
        let unix_ms = self.unix_ms.load(Ordering::SeqCst);
        let passed = Duration::from_millis(u64::try_from(unix_ms - START_MS).unwrap_or(0));
        Now { instant: self.began + passed, unix_ms }
    }
}

/// The server, the client, and what is known so far.
pub struct World {
    pub history: History,
    pub told: Vec<Told>,
    pub server: DemoServer,
    client: Client,
    runtime: tokio::runtime::Runtime,
    unix_ms: Arc<AtomicI64>,
    board: Vec<Arc<Task>>,
    places: HashMap<TaskKey, usize>,
    feed: Feed,
    backoff: Backoff,
    rng: fastrand::Rng,
    next_request_ms: i64,
    start_ms: i64,
}

impl World {
    pub fn new(setup: &Setup) -> Self {
        Self::starting_at(setup, START_MS)
    }

    #[allow(clippy::disallowed_methods, reason = "a clock that leaps has to start somewhere")]
    pub fn starting_at(setup: &Setup, start_ms: i64) -> Self {
        let unix_ms = Arc::new(AtomicI64::new(start_ms));
        let clock = Arc::clone(&unix_ms);
        let server = DemoServer::start(DemoOptions {
            scenario: setup.scenario.to_owned(),
            seed: setup.seed,
            faults: setup.faults.iter().map(|name| name.parse().unwrap()).collect(),
            ..DemoOptions::new(Arc::new(move || clock.load(Ordering::SeqCst)))
        })
        .unwrap();
        let mut settings =
            ClientSettings::new(server.base_url(), server.uuid(), SecretString::from(server.secret().to_owned()));
        // A server that never answers is given up in real time, while the fleet's clock stands still.
        settings.request_timeout = Duration::from_millis(1500);
        settings.keep_raw = false;
        let clock = LeapingClock { began: Instant::now(), unix_ms: Arc::clone(&unix_ms) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self {
            history: History::new(setup.settings.clone()),
            told: Vec::new(),
            client: Client::new(settings, Arc::new(clock)).unwrap(),
            server,
            runtime,
            unix_ms,
            board: Vec::new(),
            places: HashMap::new(),
            feed: Feed { poll_interval_seconds: POLL_SECONDS, ..Feed::default() },
            backoff: Backoff::default(),
            rng: fastrand::Rng::with_seed(setup.seed),
            next_request_ms: start_ms,
            start_ms,
        }
    }

    /// The moment in seconds since the start.
    pub fn second(&self) -> i64 {
        (self.now_ms() - self.start_ms).div_euclid(1000)
    }

    pub fn now_ms(&self) -> i64 {
        self.unix_ms.load(Ordering::SeqCst)
    }

    /// A task by its `userTaskID`.
    pub fn task(&self, id: &str) -> Option<&Arc<Task>> {
        self.board.iter().find(|task| task.texts.user_task_id() == Some(id))
    }

    /// The `userTaskID` of the task with this key.
    pub fn id_of(&self, key: &TaskKey) -> &str {
        let task = self.places.get(key).and_then(|place| self.board.get(*place));
        task.and_then(|task| task.texts.user_task_id()).unwrap_or_default()
    }

    /// How many readings ended well.
    pub fn readings(&self) -> u64 {
        self.feed.reading.map_or(0, |reading| reading.number)
    }

    /// Lives until so many seconds after the start; `look` sees every reading.
    pub fn live_until(&mut self, second: i64, mut look: impl FnMut(&Self)) {
        let end_ms = self.start_ms + second * 1000;
        while self.now_ms() < end_ms {
            let now_ms = self.now_ms();
            if now_ms >= self.next_request_ms {
                self.read();
                let observed = self.history.observe(&self.feed, self.now_ms());
                self.note(observed.transitions);
            } else {
                let transitions = self.history.tick(now_ms);
                self.note(transitions);
            }
            look(self);
            // Meanwhile the display ticks on, as it does between two attempts far apart.
            let next = self.next_request_ms.min(now_ms + 15_000).max(now_ms + 1);
            self.unix_ms.store(next, Ordering::SeqCst);
        }
    }

    fn note(&mut self, transitions: Vec<Transition>) {
        let second = self.second();
        self.told.extend(transitions.into_iter().map(|transition| Told { second, transition }));
    }

    fn read(&mut self) {
        let began_unix_ms = self.now_ms();
        let number = self.feed.reading.map_or(0, |reading| reading.number) + 1;
        let lane = if number % FULL_EVERY == 1 { SweepLane::Full } else { SweepLane::Fast };
        let statuses = if lane == SweepLane::Full { Vec::new() } else { vec![1, 2, 5] };
        let conditions = QueryConditions { statuses, ..QueryConditions::default() };
        let Some(read) = self.ask(&conditions) else { return };
        if lane == SweepLane::Fast {
            let missing: Vec<String> = self
                .board
                .iter()
                .filter(|task| task.is_active() && !read.contains(&task.key))
                .filter_map(|task| task.texts.user_task_id().map(str::to_owned))
                .collect();
            if !missing.is_empty() {
                self.ask(&QueryConditions { user_task_ids: missing, ..QueryConditions::default() });
            }
        }
        // A reading takes its time, if only a little.
        self.unix_ms.fetch_add(200, Ordering::SeqCst);
        self.feed.reading = Some(Reading { number, lane, began_unix_ms, ended_unix_ms: self.now_ms() });
        self.feed.snapshot = Snapshot {
            tasks: self.board.iter().cloned().collect(),
            revision: self.feed.snapshot.revision + 1,
            as_of_unix_ms: Some(self.now_ms()),
            is_whole: true,
            ..Snapshot::default()
        };
        let jitter_ms = self.rng.i64(-1500..=1500);
        self.next_request_ms = began_unix_ms + i64::try_from(POLL_SECONDS).unwrap() * 1000 + jitter_ms;
    }

    /// Reads the one page that all tasks fit on, and tells what was on it; `None` where it could not be read.
    fn ask(&mut self, conditions: &QueryConditions) -> Option<Vec<TaskKey>> {
        self.feed.requests += 1;
        match self.runtime.block_on(self.client.list_page(1, 100, conditions)) {
            Ok(page) => {
                self.backoff.reset();
                self.feed.health = Health::Live;
                self.feed.round_trip_ms = u64::try_from(page.meta.round_trip.as_millis()).ok();
                self.feed.skew_seconds = page.meta.skew_seconds.or(self.feed.skew_seconds);
                Some(self.take(&page))
            }
            Err(error) => {
                let failure = error.failure();
                let wait = self.backoff.after(&failure, &mut self.rng);
                let fault = failure.fault;
                let now_ms = self.now_ms();
                self.feed.failures += 1;
                self.feed.skew_seconds = fault.skew_seconds.or(self.feed.skew_seconds);
                let since_unix_ms = match &self.feed.health {
                    Health::Failing { since_unix_ms, .. } | Health::Refused { since_unix_ms, .. } => *since_unix_ms,
                    _ => now_ms,
                };
                self.feed.health = if fault.kind.is_refusal() {
                    Health::Refused { since_unix_ms, fault }
                } else {
                    Health::Failing { since_unix_ms, attempt: self.backoff.attempt(), fault }
                };
                self.next_request_ms = now_ms + i64::try_from(wait.as_millis()).unwrap();
                None
            }
        }
    }

    fn take(&mut self, page: &Page) -> Vec<TaskKey> {
        let mut keys = Vec::new();
        for row in &page.rows {
            let Row::Task(task) = row else { panic!("a row cannot be read: {row:?}") };
            keys.push(task.key.clone());
            match self.places.get(&task.key) {
                // What says the same as before is the same, as on the poller's board.
                Some(place) if *self.board[*place] == **task => {}
                Some(place) => self.board[*place] = Arc::clone(task),
                None => {
                    self.places.insert(task.key.clone(), self.board.len());
                    self.board.push(Arc::clone(task));
                }
            }
        }
        keys
    }
}
