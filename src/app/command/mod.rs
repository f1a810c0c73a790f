//! Commands that are typed: the table of them, what a typed text means, what may complete it. What they do is decided in
//! `app::update`.

mod complete;
mod line;
mod problem;
mod read;
mod table;

pub(super) use complete::{complete, name_of};
pub use line::{CommandLine, Completion};
pub(super) use problem::Problem;
pub(super) use read::{Order, read};
pub use table::{COMMANDS, Command, command_of};
