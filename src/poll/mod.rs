//! Reading the platform: one sweep for the headless commands, the background poller for the dashboard. Uses `domain` and
//! `api`; knows nothing of the screen.

mod allowance;
mod board;
mod lanes;
pub mod poller;
pub mod rate;
mod report;
pub mod schedule;
pub mod source;
pub mod sweep;
mod worker;

pub use poller::{PollSettings, Poller, Refresher, spawn};
pub use source::TaskSource;
pub use sweep::{SweepOutcome, SweepPage, SweepPlan, SweepStop, sweep};
