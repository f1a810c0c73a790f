//! The command line: arguments, the headless commands, exit codes. May use every room.

pub mod args;
pub mod check;
pub mod config_cmd;
pub mod context;
pub mod dashboard;
mod demo_control;
pub mod demo_past;
pub mod demo_server;
pub mod demo_server_args;
mod derived;
pub mod doctor;
pub mod exit;
pub mod history;
pub mod judgement_args;
pub mod keys;
pub mod list;
pub mod moment;
pub mod packaging;
pub mod query;
pub mod run;
pub mod session;
pub mod show;
pub mod statuses;
pub mod watch;
pub mod why;

pub use args::{Cli, Command};
pub use context::Context;
pub use exit::{CliError, Exit};
pub use run::run;
pub use session::Session;
