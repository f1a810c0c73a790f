//! The detail view: one task in full. Uses `domain`, `history` and `app`.

mod base;
mod charts;
mod events;
mod expect;
mod facts;
mod flags;
mod now;
mod numbers;
mod origin;
mod screen;
mod settings;

pub(super) use charts::calls as calls_chart;
pub(super) use flags::on_and_off;
pub(super) use now::percent_range;
pub use screen::content;
pub(super) use screen::draw;
pub(super) use settings::{max_calls, start};
