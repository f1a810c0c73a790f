//! `doctor`: from the configuration to the first task, step by step; what is wrong and what to do. Uses `api`, `config`
//! and `domain`.

mod report;
mod steps;

pub use steps::run;
