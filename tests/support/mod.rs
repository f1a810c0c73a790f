//! What the screen tests share: a fleet of campaigns, the scenes made of them, and frames as text and style maps.

#![allow(dead_code, reason = "each test program uses a part of it")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "test support may fail loudly")]

pub mod alerts;
pub mod fleet;
pub mod frame;
pub mod past;
pub mod scenes;
