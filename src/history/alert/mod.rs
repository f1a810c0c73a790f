//! Alerts: the rules, what becomes of them over time, and how they are set. Uses the rest of `history` and `domain`.

mod book;
mod crowd;
mod guards;
mod hush;
mod kept;
mod machine;
mod name;
pub mod number;
pub mod rule;
mod rules;
mod settings;
mod silence;
mod turn;
mod watch;
mod words;

pub use book::{Alert, AlertId, AlertPhase, Alerts, Transition};
pub use kept::{AlertChoices, KeptAlerts};
pub use name::{RuleName, Severity};
pub use number::{NUMBERS, Number, NumberRow, Unit};
pub use settings::{AlertSettings, Mute, RuleSettings};
pub(in crate::history) use watch::Look;

#[cfg(test)]
mod tests;
