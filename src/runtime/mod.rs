//! The impure shell of the dashboard: clocks, terminal, signals, log, and the loop that joins them. May use every room
//! but `cli`.

pub mod clock;
pub mod log;

pub use clock::SystemClock;
