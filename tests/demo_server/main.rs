//! The demo server over real sockets: its checks, conditions, signatures, paging, faults, and the life of its fleet.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop, wherever its helpers stand"
)]

mod checks;
mod faults;
mod life;
mod list;
mod support;
mod trouble;
