//! The history on disk: one SQLite file for each profile. Uses `domain` and `history`.
//!
//! New samples are rows; a thread that is not the drawing one appends them in batches. Older ones are thinned out and
//! packed, one blob for each task and day. The file holds nothing but counters and ids.

mod bounds;
pub mod error;
pub mod file;
pub mod keep_up;
pub mod pack;
pub mod read;
mod schema;
pub mod thin;
pub mod watched;
pub mod write;

pub use error::StoreError;
pub use file::Identity;
pub use keep_up::Limits;
pub use read::{read_parts, read_past};
pub use write::{Coverage, Store};
