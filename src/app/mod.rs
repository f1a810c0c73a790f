//! The program as a function: the model, what can happen to it, and what it asks for in return. Pure: no clock, no
//! terminal, no network; uses `domain` and `keys` only.

pub mod column;
pub mod deadline;
mod digest;
pub mod effect;
pub mod filter;
#[cfg(test)]
mod fixture;
mod folded;
mod halves;
pub mod json_lines;
pub mod model;
pub mod msg;
mod order;
pub mod rows;
mod selection;
mod shelf;
mod text_head;
pub mod update;
mod warm;

pub use column::{Column, Sort};
pub use deadline::next_deadline;
pub use effect::Effect;
pub use filter::Filter;
pub use model::{
    Account, Drawn, FilterLine, List, Model, Overlay, Screen, SetupProblem, StatusFilter, TaskOnScreen, Totals,
};
pub use msg::Msg;
pub use update::update;
