//! The background poller as the rest of the program holds it: a feed to watch, a refresh, a stop. Uses the rest of this
//! room, `domain` and `api`.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{JoinError, JoinHandle};
use tokio_util::sync::CancellationToken;

use super::report::Report;
use super::source::TaskSource;
use super::worker::{Stopped, Surroundings, Worker};
use crate::api::Failure;
use crate::domain::{Clock, Fault, FaultKind, Feed, Health, QueryConditions};

/// How the poller reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollSettings {
    /// The time between two readings of pending, running and paused tasks; at least 1 s.
    pub active_interval: Duration,
    /// The time between two readings of everything; at least 1 s.
    pub full_interval: Duration,
    /// Rows per page; at least 1. Halved while the server calls it too much.
    pub page_size: u32,
    /// Most requests in any second; 0 is no limit.
    pub max_requests_per_second: u32,
    /// Most pages in a sweep; at least 1.
    pub max_pages: u32,
}

impl Default for PollSettings {
    fn default() -> Self {
        Self {
            active_interval: Duration::from_secs(15),
            full_interval: Duration::from_secs(300),
            page_size: 100,
            max_requests_per_second: 5,
            max_pages: 10_000,
        }
    }
}

/// A running poller. Dropping it stops the reading.
#[derive(Debug)]
pub struct Poller {
    feed: watch::Receiver<Arc<Feed>>,
    refresher: Refresher,
    cancel: CancellationToken,
    supervisor: JoinHandle<()>,
}

impl Poller {
    /// The published values. The receiver sees every change of data or health; none is published while nothing happens.
    pub fn feed(&self) -> watch::Receiver<Arc<Feed>> {
        self.feed.clone()
    }

    /// Reads everything as soon as possible; see [`Refresher::refresh`].
    pub fn refresh(&self) {
        self.refresher.refresh();
    }

    /// A handle that can ask for a refresh from anywhere.
    pub fn refresher(&self) -> Refresher {
        self.refresher.clone()
    }

    /// Stops the reading; a request in flight is dropped.
    pub fn stop(&self) {
        self.cancel.cancel();
    }

    /// Stops the reading and waits until it has ended.
    pub async fn stopped(mut self) {
        self.cancel.cancel();
        // The supervisor has nothing to tell and cannot fail otherwise than by the end of the runtime.
        let _ = (&mut self.supervisor).await;
    }
}

impl Drop for Poller {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

/// Asks a poller to read everything as soon as possible.
#[derive(Debug, Clone)]
pub struct Refresher(Arc<watch::Sender<()>>);

impl Refresher {
    /// Reads everything now, also where the poller waits after a failure. Several calls before the poller gets to it are
    /// one; a call while a sweep runs is one more full sweep after it.
    pub fn refresh(&self) {
        self.0.send_replace(());
    }
}

/// Starts a poller on the current tokio runtime. `make_source` is called on a thread that may block; where it fails it
/// is called again after 30 s or on refresh. `seed` is for the jitter of the waiting times.
///
/// The reading never ends silently: whatever happens to it is published as the feed's health.
pub fn spawn<S, F>(
    make_source: F,
    settings: PollSettings,
    conditions: QueryConditions,
    clock: Arc<dyn Clock>,
    seed: u64,
) -> Poller
where
    S: TaskSource,
    F: Fn() -> Result<S, Failure> + Send + Sync + 'static,
{
    let (sender, feed) =
        watch::channel(Arc::new(Feed { poll_interval_seconds: settings.active_interval.as_secs(), ..Feed::default() }));
    let sender = Arc::new(sender);
    let (refresher, refresh) = watch::channel(());
    let cancel = CancellationToken::new();
    let around = Surroundings { clock, refresh, cancel: cancel.clone() };
    let worker = Worker::new(around, Report::new(Arc::clone(&sender)), settings, conditions, seed);
    let working = tokio::spawn(worker.run(Arc::new(make_source)));
    let supervisor = tokio::spawn(supervise(working, sender));
    Poller { feed, refresher: Refresher(Arc::new(refresher)), cancel, supervisor }
}

/// Waits for the worker's end and says so where nobody asked for it.
async fn supervise(working: JoinHandle<Stopped>, sender: Arc<watch::Sender<Arc<Feed>>>) {
    if let Err(error) = working.await {
        sender.send_modify(|feed| *feed = Arc::new(last_words(feed, &error)));
    }
}

fn last_words(feed: &Feed, error: &JoinError) -> Feed {
    let sentence = if error.is_panic() {
        "The background reading stopped because of a defect in this program"
    } else {
        "The background reading was ended from outside"
    };
    let hint = "Restart the program; the data on screen is the last that was read";
    Feed {
        health: Health::Dead { fault: Fault::new(FaultKind::Internal, sentence, hint) },
        sweep: None,
        next_poll_at: None,
        ..feed.clone()
    }
}
