//! What the poller tells the rest of the program: builds the `Feed` and paces its publishing. Uses `domain` and `api`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::api::{Failure, ReplyMeta, SignatureCheck};
use crate::domain::text::clean;
use crate::domain::{Feed, Health, Now, Reading, Sweep, SweepLane};

/// Not more often than this while pages stream in; more would only be drawn over.
const PUBLISH_EVERY: Duration = Duration::from_millis(100);

/// A clock that is further off than this is worth a word.
const TOLERATED_SKEW_SECONDS: u64 = 30;

/// The feed in the making.
#[derive(Debug)]
pub(super) struct Report {
    out: Arc<watch::Sender<Arc<Feed>>>,
    /// The next value to publish. Its data is filled in by the worker.
    pub(super) feed: Feed,
    /// About the last full sweep.
    pub(super) sweep_notice: Option<String>,
    /// About the last fast sweep, where it was not complete.
    pub(super) fast_notice: Option<String>,
    /// About the page size.
    pub(super) size_notice: Option<String>,
    /// The gravest result of checking the signatures of replies since the last whole sweep ended.
    signature: SignatureCheck,
    /// The same until that sweep ended: what it read is still on the board.
    signature_of_sweep: SignatureCheck,
    published_at: Option<Instant>,
    pending: bool,
    urgent: bool,
}

impl Report {
    pub(super) fn new(out: Arc<watch::Sender<Arc<Feed>>>) -> Self {
        let feed = Feed::clone(&out.borrow());
        Self {
            out,
            feed,
            sweep_notice: None,
            fast_notice: None,
            size_notice: None,
            signature: SignatureCheck::NotChecked,
            signature_of_sweep: SignatureCheck::NotChecked,
            published_at: None,
            pending: false,
            urgent: false,
        }
    }

    /// A request succeeded; `brings_data` where its reply tells of tasks, or that there are none.
    pub(super) fn succeeded(&mut self, meta: &ReplyMeta, brings_data: bool, now: Now) {
        self.feed.health = Health::Live;
        if brings_data || self.feed.snapshot.as_of_unix_ms.is_none() {
            self.feed.snapshot.as_of_unix_ms = Some(now.unix_ms);
        }
        self.feed.round_trip_ms = u64::try_from(meta.round_trip.as_millis()).ok();
        self.feed.skew_seconds = meta.skew_seconds.or(self.feed.skew_seconds);
        self.signature = self.signature.graver(meta.signature);
    }

    /// A sweep ended well that began at a moment: every task of its lane has been read since.
    pub(super) fn reading_ended(&mut self, lane: SweepLane, began_unix_ms: i64, now: Now) {
        self.feed.unread.clear();
        let number = self.feed.reading.map_or(0, |reading| reading.number) + 1;
        self.feed.reading = Some(Reading { number, lane, began_unix_ms, ended_unix_ms: now.unix_ms });
    }

    /// A whole sweep ended: what the board holds was read since the one before.
    pub(super) fn sweep_ended(&mut self) {
        self.signature_of_sweep = std::mem::take(&mut self.signature);
    }

    /// A request failed; `attempt` counts failures in a row. The data stays as it is.
    pub(super) fn failed(&mut self, failure: &Failure, attempt: u32, now: Now) {
        let fault = failure.fault.clone();
        self.feed.failures += 1;
        self.feed.skew_seconds = fault.skew_seconds.or(self.feed.skew_seconds);
        self.feed.health = if fault.kind.is_refusal() {
            let since_unix_ms = match &self.feed.health {
                Health::Refused { since_unix_ms, .. } => *since_unix_ms,
                _ => now.unix_ms,
            };
            Health::Refused { since_unix_ms, fault }
        } else {
            let since_unix_ms = match &self.feed.health {
                Health::Failing { since_unix_ms, .. } => *since_unix_ms,
                _ => now.unix_ms,
            };
            Health::Failing { since_unix_ms, attempt, fault }
        };
    }

    /// Nothing is asked before `until`. Publishes.
    pub(super) fn waiting(&mut self, until: Instant, now: Instant) {
        self.feed.sweep = None;
        self.feed.next_poll_at = Some(until);
        self.publish(now);
    }

    /// A request is about to go out. Publishes only what a person would miss: that the waiting is over, and what is
    /// urgent.
    pub(super) fn asking(&mut self, sweep: Option<Sweep>, now: Instant) {
        let waited = self.feed.next_poll_at.take().is_some();
        let begins = self.feed.sweep.map(|sweep| sweep.lane) != sweep.map(|sweep| sweep.lane);
        self.pending |= self.feed.sweep != sweep;
        self.feed.sweep = sweep;
        if waited || begins || self.urgent {
            self.publish(now);
        }
    }

    /// The data or the health changed. What is `urgent` is published with the next step, the rest within a moment.
    pub(super) fn changed(&mut self, urgent: bool) {
        self.pending = true;
        self.urgent |= urgent;
    }

    /// When a change that was held back is to be published.
    pub(super) fn publish_at(&self) -> Option<Instant> {
        self.pending.then_some(self.published_at.map(|at| at + PUBLISH_EVERY)).flatten()
    }

    /// Publishes the feed as it stands.
    pub(super) fn publish(&mut self, now: Instant) {
        self.feed.notice = self.notice();
        self.published_at = Some(now);
        self.pending = false;
        self.urgent = false;
        self.out.send_replace(Arc::new(self.feed.clone()));
    }

    fn notice(&self) -> Option<String> {
        let signature = match self.signature.graver(self.signature_of_sweep) {
            SignatureCheck::Invalid => Some("A reply's signature is wrong: something may alter the replies".to_owned()),
            SignatureCheck::Missing => Some("A reply carries no signature".to_owned()),
            SignatureCheck::Valid | SignatureCheck::NotChecked => None,
        };
        // Both sweeps may say the same.
        let sweep = self.sweep_notice.clone();
        let fast = self.fast_notice.clone().filter(|_| sweep.is_none());
        let parts = [sweep, fast, self.size_notice.clone(), signature, self.skew()];
        let notice = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
        (!notice.is_empty()).then(|| clean(&notice).into_owned())
    }

    fn skew(&self) -> Option<String> {
        let skew = self.feed.skew_seconds.filter(|skew| skew.unsigned_abs() > TOLERATED_SKEW_SECONDS)?;
        let direction = if skew > 0 { "behind" } else { "ahead of" };
        Some(format!("This machine's clock is {} s {direction} the server's", skew.unsigned_abs()))
    }
}
