//! The program as a function: the model, what can happen to it, and what it asks for in return. Pure: no clock, no
//! terminal, no network; uses `domain` and `keys` only.

pub mod column;
pub mod filter;
pub mod model;
pub mod rows;

pub use column::{Column, Sort};
pub use model::{
    Account, Drawn, FilterLine, List, Model, Overlay, Screen, SetupProblem, StatusFilter, TaskOnScreen, Totals,
};
