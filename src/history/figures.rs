//! A task's derived figures as scripts and files get them, in one form for `list`, `show` and exports. Uses `task_history`,
//! `eta` and `stats`.

use serde::Serialize;
use serde_json::Value;

use super::eta::{Eta, EtaRange, NeverReason};
use super::stats::Proportion;
use super::task_history::TaskHistory;

/// What follows from a task's past; null where it cannot be told.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Calls a minute now.
    pub calls_per_minute: Option<f64>,
    /// Answered calls a minute now.
    pub answers_per_minute: Option<f64>,
    /// Finished orders a minute now.
    pub orders_per_minute: Option<f64>,
    /// Answered calls of the calls of the last ten minutes.
    #[serde(rename = "answerRate10m")]
    pub recent_answers: RateFigures,
    /// The expected end.
    pub eta: EtaFigures,
}

/// A rate with what it is worth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RateFigures {
    /// 0..=1.
    pub rate: Option<f64>,
    /// The low end of its 95 % range (Wilson).
    pub low: Option<f64>,
    /// The high end.
    pub high: Option<f64>,
    /// Of how many calls.
    pub n: i64,
}

/// The expected end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "camelCase")]
pub enum EtaFigures {
    /// Too little is known.
    Unknown {
        /// What is missing, in words.
        missing: &'static str,
    },
    /// There is no end to expect.
    NotDialling,
    /// No orders are left, and the task waits for more.
    Idle,
    /// It will not end as things stand.
    Never {
        /// Why.
        reason: &'static str,
    },
    /// It will end in this range.
    Range(RangeFigures),
    /// The last orders drag on, so that the range says more than the likely end.
    Tail(RangeFigures),
}

/// When a task ends; moments in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RangeFigures {
    /// The likely end.
    pub likely: i64,
    /// The early end of the range.
    pub early: i64,
    /// The late end; null where it is out of sight.
    pub late: Option<i64>,
    /// Open minutes still needed for the likely end.
    pub open_minutes_needed: f64,
    /// Orders left when the window shuts next; null where it does not or none are.
    pub spill: Option<i64>,
    /// Whether the task is paused, so that this holds only if it is resumed now.
    pub if_resumed: bool,
    /// Whether the range is so wide that the likely end is hardly more than a guess.
    pub vague: bool,
}

impl Figures {
    /// The heads of their columns in comma-separated values: the path of each in the JSON.
    pub const CSV_HEADS: [&'static str; 12] = [
        "derived.callsPerMinute",
        "derived.answersPerMinute",
        "derived.ordersPerMinute",
        "derived.answerRate10m.rate",
        "derived.answerRate10m.low",
        "derived.answerRate10m.high",
        "derived.answerRate10m.n",
        "derived.eta.state",
        "derived.eta.likely",
        "derived.eta.early",
        "derived.eta.late",
        "derived.eta.spill",
    ];

    /// The figures of a task whose past is known: of one that was read only once there are none.
    pub fn of(past: &TaskHistory) -> Option<Self> {
        past.series.iter().nth(1)?;
        let rates = &past.rates;
        Some(Self {
            calls_per_minute: rates.calls_per_minute.map(to_hundredths),
            answers_per_minute: rates.answers_per_minute.map(to_hundredths),
            orders_per_minute: rates.orders_per_minute.map(to_hundredths),
            recent_answers: RateFigures::of(rates.recent_answers),
            eta: EtaFigures::of(past.eta),
        })
    }

    /// The cells of comma-separated values, in the order of the heads; empty where a figure cannot be told.
    pub fn csv(&self) -> [String; Self::CSV_HEADS.len()] {
        let value = serde_json::to_value(self).unwrap_or_default();
        Self::CSV_HEADS.map(|head| {
            let path = head.trim_start_matches("derived").replace('.', "/");
            match value.pointer(&path) {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            }
        })
    }
}

impl RateFigures {
    fn of(share: Proportion) -> Self {
        let fine = |value: f64| (value * 10_000.0).round() / 10_000.0;
        let range = share.wilson();
        Self {
            rate: share.ratio().map(fine),
            low: range.map(|(low, _)| fine(low)),
            high: range.map(|(_, high)| fine(high)),
            n: share.trials,
        }
    }
}

impl EtaFigures {
    fn of(eta: Eta) -> Self {
        match eta {
            Eta::Unknown(missing) => Self::Unknown { missing },
            Eta::NotDialling => Self::NotDialling,
            Eta::Idle => Self::Idle,
            Eta::Never(reason) => Self::Never {
                reason: match reason {
                    NeverReason::InflowExceedsDrain => "inflowExceedsDrain",
                    NeverReason::Stalled => "stalled",
                    NeverReason::OutOfSight => "outOfSight",
                },
            },
            Eta::Range(range) if range.is_tail => Self::Tail(RangeFigures::of(&range)),
            Eta::Range(range) => Self::Range(RangeFigures::of(&range)),
        }
    }

    /// The range, where there is one.
    pub fn range(&self) -> Option<&RangeFigures> {
        match self {
            Self::Range(range) | Self::Tail(range) => Some(range),
            Self::Unknown { .. } | Self::NotDialling | Self::Idle | Self::Never { .. } => None,
        }
    }
}

impl RangeFigures {
    fn of(range: &EtaRange) -> Self {
        Self {
            likely: range.likely,
            early: range.early,
            late: range.late,
            open_minutes_needed: to_hundredths(range.open_minutes_needed),
            spill: range.spill,
            if_resumed: range.if_resumed,
            vague: range.is_vague(),
        }
    }
}

/// Two decimals are more than any of these figures is good for.
fn to_hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
