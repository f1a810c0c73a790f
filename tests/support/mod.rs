//! What the screen tests share: a fleet of campaigns, the scenes made of them, and frames as text and style maps.

#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod fleet;
pub mod frame;
pub mod scenes;
