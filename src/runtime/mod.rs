//! The impure shell of the dashboard: clocks, terminal, signals, log, and the loop that joins them. May use every room
//! but `cli`.

pub mod abilities;
pub mod alert_log;
pub mod alert_record;
pub mod announce;
pub mod appearance;
pub mod background;
pub mod clipboard;
pub mod clock;
pub mod colour_depth;
mod companion;
pub mod core_dump;
pub mod dashboard;
pub mod duty;
pub mod effects;
pub mod end_signals;
pub mod events;
pub mod exposed;
mod handover;
pub mod hook;
pub mod last_frame;
pub mod late_answer;
mod lock_file;
pub mod log;
pub mod made_past;
pub mod memory;
mod mouse;
pub mod notice;
pub mod panic;
pub mod panic_report;
mod placed;
pub mod private_file;
pub mod recorder;
pub mod signals;
pub mod state_file;
pub mod suspend;
pub mod terminal;
pub mod themes;
pub mod title;
mod wake;

pub use clock::SystemClock;
pub use dashboard::{Dashboard, Ending};
