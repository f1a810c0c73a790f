//! When a task is done: orders left at the pace of open time, walked through the dial window. Uses `series`, `rates`,
//! `open_time` and `domain`.

mod curve;
mod deadline;
mod estimate;
mod outlook;
mod settle;
mod value;
mod words;

pub use deadline::needed_pace;
pub use value::{Eta, EtaRange, NeverReason};

#[cfg(test)]
mod tests;
