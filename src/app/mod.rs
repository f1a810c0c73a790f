//! The program as a function: the model, what can happen to it, and what it asks for in return. Pure: no clock, no
//! terminal, no network; uses `domain` and `keys` only.

mod attention;
mod changes;
pub mod column;
mod column_choice;
mod column_names;
mod columns_menu;
pub mod command;
pub mod deadline;
mod digest;
pub mod effect;
pub mod export;
pub mod filter;
#[cfg(test)]
mod fixture;
mod folded;
mod fuzzy;
mod halves;
mod help_view;
mod hits;
pub mod json_lines;
mod look;
pub mod model;
pub mod msg;
mod order;
mod pause;
pub mod rows;
pub mod saved;
mod selection;
mod shelf;
mod text_head;
mod text_line;
mod toast;
pub mod update;
mod warm;
mod zone;

pub use changes::{Change, Changes};
pub use column::{Column, Sort};
pub use column_choice::ColumnChoice;
pub use columns_menu::{ColumnSearch, ColumnsMenu, about as column_about};
pub use command::CommandLine;
pub use deadline::next_deadline;
pub use effect::{Effect, FileChoice};
pub use filter::Filter;
pub use help_view::HelpView;
pub use hits::{Area, CHIPS, Hit, Hits, PanelHits, Span};
pub use look::Look;
pub use model::{
    Account, Drawn, FilterLine, List, Model, Overlay, Screen, SetupProblem, StatusFilter, TaskOnScreen, Totals,
};
pub use msg::{Mouse, MouseKind, Msg};
pub use pause::Pause;
pub use saved::{Saved, Since};
pub use toast::{Toast, ToastKind};
pub use update::update;
pub use zone::ZoneChoice;
