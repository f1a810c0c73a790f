//! The fault matrix: what the real client, the poller, the board and the real binary make of everything that a network or a
//! server can do wrong. Each case is done through real sockets; `tests/matrices/faults.md` holds what was seen, and
//! `UPDATE_MATRICES=1` writes it anew.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]
#![allow(clippy::disallowed_methods, reason = "clocks of tests have to start somewhere")]

mod bench;
mod cases;
mod certificates;
mod gate;
mod leak;
mod matrix;
mod pty_cases;
mod table;
mod watch;

#[path = "../support/frame.rs"]
#[allow(dead_code, reason = "shared with the screen tests")]
mod frame;
#[path = "../support/pty.rs"]
#[allow(dead_code, reason = "shared with the terminal tests")]
mod pty;
