//! The impure shell of the dashboard: clocks, terminal, signals, log, and the loop that joins them. May use every room
//! but `cli`.

pub mod appearance;
pub mod clock;
pub mod dashboard;
pub mod events;
pub mod log;
mod mouse;
pub mod panic;
pub mod signals;
pub mod terminal;

pub use clock::SystemClock;
pub use dashboard::{Dashboard, Ending};
