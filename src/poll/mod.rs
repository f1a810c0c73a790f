//! Reading the platform: one sweep for the headless commands, the background poller for the dashboard. Uses `domain` and
//! `api`; knows nothing of the screen.

pub mod rate;
pub mod source;
pub mod sweep;

pub use source::TaskSource;
pub use sweep::{SweepOutcome, SweepPage, SweepPlan, SweepStop, sweep};
