//! The impure shell of the dashboard: clocks, terminal, signals, log, and the loop that joins them. May use every room
//! but `cli`.

pub mod appearance;
pub mod clock;
pub mod dashboard;
pub mod events;
pub mod last_frame;
pub mod log;
pub mod panic;
pub mod panic_report;
pub mod signals;
pub mod suspend;
pub mod terminal;
pub mod title;
mod wake;

pub use clock::SystemClock;
pub use dashboard::{Dashboard, Ending};
