//! The detail view: one task in full. Uses `domain` and `app`.

mod facts;
mod flags;
mod numbers;
mod origin;
mod screen;
mod settings;

pub(super) use flags::on_and_off;
pub use screen::content;
pub(super) use screen::draw;
pub(super) use settings::{max_calls, start};
