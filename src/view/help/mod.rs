//! The help: every key of this run by group, the filter language, the marks; all of it searchable. Uses `keys` and `app`.

mod entries;
mod lines;
mod screen;
mod search;

pub(super) use screen::draw;
