//! The answers to "when is it done". Uses nothing.

/// When a task is expected to be done.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Eta {
    /// Too little is known; what is missing is told in words.
    Unknown(&'static str),
    /// The task is over or was never started: there is nothing to expect (completed, failed, pending without a start).
    #[default]
    NotDialling,
    /// No orders are left, and the task waits for more (taskKeep).
    Idle,
    /// It will not end as things stand.
    Never(NeverReason),
    /// It will end in this range; of a paused task: if it were resumed now.
    Range(EtaRange),
}

/// Why a task will not end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NeverReason {
    /// Orders come in at least as fast as they are finished.
    InflowExceedsDrain,
    /// Nothing moves although it should.
    Stalled,
    /// The end is further away than anybody can plan (two years).
    OutOfSight,
}

/// A range of moments, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EtaRange {
    /// The likely end. Shown with hysteresis, so that it neither freezes nor jumps.
    pub likely: i64,
    /// The early end of the range.
    pub early: i64,
    /// The late end of the range; `None` where it is out of sight.
    pub late: Option<i64>,
    /// Open minutes still needed for the likely end.
    pub open_minutes_needed: f64,
    /// How many times as much open time the slow end needs as the quick one.
    pub slow_by_quick: f64,
    /// Whether only the last orders are left, so few of all that the wait for their redials decides.
    pub is_end: bool,
    /// Whether the last orders drag on so that no moment can be named (late end over three times as far as the early one).
    pub is_tail: bool,
    /// Orders that will be left when the window shuts next; `None` where it does not shut or all are done before.
    pub spill: Option<i64>,
    /// Whether the task is paused, so that this holds only if it is resumed now.
    pub if_resumed: bool,
}

impl EtaRange {
    /// Slow over quick beyond which no moment is named without a mark.
    pub(super) const VAGUE_RATIO: f64 = 3.0;

    /// Whether the range is so wide that its likely end is hardly more than a guess: after a collapse of the pace, or where
    /// it changes much.
    pub fn is_vague(&self) -> bool {
        self.slow_by_quick > Self::VAGUE_RATIO
    }
}
