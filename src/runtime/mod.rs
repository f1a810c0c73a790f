//! The impure shell of the dashboard: clocks, terminal, signals, log, and the loop that joins them. May use every room
//! but `cli`.

pub mod appearance;
pub mod background;
pub mod clock;
pub mod colour_depth;
pub mod dashboard;
pub mod events;
pub mod late_answer;
pub mod log;
mod mouse;
pub mod panic;
pub mod signals;
pub mod terminal;
pub mod themes;

pub use clock::SystemClock;
pub use dashboard::{Dashboard, Ending};
