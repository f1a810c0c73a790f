//! What the poller publishes: the last good data, and beside it how the reading goes. Uses `snapshot`,
//! `task` and `fault`.

use std::time::Instant;

use super::fault::Fault;
use super::snapshot::Snapshot;
use super::task_key::TaskKey;

/// Which of the two readings is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SweepLane {
    /// Every task that the start conditions allow.
    Full,
    /// Pending, running and paused tasks only.
    Fast,
}

/// A sweep under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sweep {
    /// Which lane.
    pub lane: SweepLane,
    /// The page being read, from 1.
    pub page: u32,
    /// How many pages there are, as far as `totalCount` tells.
    pub pages: Option<u32>,
}

/// A sweep that ended: from then on every task that it covers is known as of its span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Counts the sweeps that ended, from 1.
    pub number: u64,
    /// Which tasks were read: all of them, or the active ones.
    pub lane: SweepLane,
    /// When its first request went out, in milliseconds since 1970.
    pub began_unix_ms: i64,
    /// When its last reply came, in milliseconds since 1970.
    pub ended_unix_ms: i64,
}

/// How the reading goes. A failure changes this, never the data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Health {
    /// Nothing has been answered yet.
    #[default]
    Starting,
    /// The last request succeeded.
    Live,
    /// Requests fail; the poller waits and tries again.
    Failing {
        /// When the failing began, in milliseconds since 1970.
        since_unix_ms: i64,
        /// How many attempts in a row failed.
        attempt: u32,
        /// What went wrong last.
        fault: Fault,
    },
    /// The credentials were refused; tried again only every five minutes or when asked.
    Refused {
        /// When the refusal came, in milliseconds since 1970.
        since_unix_ms: i64,
        /// What was refused.
        fault: Fault,
    },
    /// The poller ended; only a restart of the program brings it back.
    Dead {
        /// Why.
        fault: Fault,
    },
}

impl Health {
    /// The failure to show, where there is one.
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Starting | Self::Live => None,
            Self::Failing { fault, .. } | Self::Refused { fault, .. } | Self::Dead { fault } => Some(fault),
        }
    }
}

/// One published value: the data and the health of the reading.
#[derive(Debug, Clone, Default)]
pub struct Feed {
    /// The last good data.
    pub snapshot: Snapshot,
    /// How the reading goes.
    pub health: Health,
    /// The sweep under way, where one is.
    pub sweep: Option<Sweep>,
    /// The last sweep that ended well.
    pub reading: Option<Reading>,
    /// Tasks that the last fast-lane sweep should have brought and did not: they changed status or are gone, so what the
    /// data says of them is older than that sweep. Empty after a full sweep.
    pub unread: imbl::HashSet<TaskKey>,
    /// When the next request is due; `None` while one is under way.
    pub next_poll_at: Option<Instant>,
    /// The time between two fast-lane sweeps in seconds: what "fresh" is measured against.
    pub poll_interval_seconds: u64,
    /// How long the last request took, in milliseconds.
    pub round_trip_ms: Option<u64>,
    /// How far the server's clock is ahead of ours, in seconds, from the last reply.
    pub skew_seconds: Option<i64>,
    /// Requests sent since the start.
    pub requests: u64,
    /// Requests since the start that failed.
    pub failures: u64,
    /// Something about the data that a person should know, such as a page cap that was hit.
    pub notice: Option<String>,
}
