//! From snapshots of counters to answers: samples, rates, trends, the expected end, why a task does not dial, alerts.
//! Pure: time comes in as an argument; uses `domain` only.

pub mod alert;
pub mod book;
pub mod chart;
pub mod eta;
pub mod event;
pub(crate) mod falls;
mod figures;
mod flaps;
mod fleet;
mod moment;
pub mod open_time;
pub mod past;
pub mod rates;
pub mod sample;
pub mod series;
mod settings_diff;
mod silence;
pub mod slots;
pub mod stats;
pub mod sums;
pub mod task_history;
pub mod why;

pub use alert::{
    Alert, AlertChoices, AlertId, AlertPhase, AlertSettings, Alerts, KeptAlerts, RuleName, Severity, Transition,
};
pub use book::{History, Observed};
pub use chart::{Chart, ChartBucket, ChartSpan, Spark};
pub use eta::{Eta, EtaRange, NeverReason};
pub use event::{Event, EventKind, Events};
pub use figures::{EtaFigures, Figures, RangeFigures, RateFigures};
pub use fleet::Fleet;
pub use past::{Past, PastTask, Record};
pub use rates::Rates;
pub use sample::{Counters, Link, Sample, Trouble};
pub use series::Series;
pub use slots::Baseline;
pub use stats::Proportion;
pub use sums::Sums;
pub use task_history::TaskHistory;
pub use why::{Cause, Check, Finding, Why};
