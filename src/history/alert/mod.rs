//! Alerts: the rules, what becomes of them over time, and how they are set. Uses the rest of `history` and `domain`.

mod book;
mod name;
pub mod rule;
mod rules;
mod settings;

pub use book::{Alert, AlertId, AlertPhase, Alerts, Transition};
pub use name::{RuleName, Severity};
pub use settings::{AlertSettings, RuleSettings};
