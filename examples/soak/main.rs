//! A long night in half an hour: the real dashboard in a pseudo-terminal against the real demo server at high speed, while
//! somebody types at random, the window changes its size, the laptop sleeps and the server fails in every way it knows.
//! Says at the end whether memory, file descriptors, threads and processor time are as they were, and whether the board
//! shows what the server holds. Exit code 0 only if all of that is so. Linux only.
//!
//! `cargo build --release --bins && cargo run --release --example soak -- --minutes 30 [--seed N] [--csv FILE]`

#![allow(clippy::disallowed_methods, reason = "a soak goes by the real clock")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a tool for maintainers"
)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "its output is its purpose")]

#[cfg(target_os = "linux")]
mod board;
#[cfg(target_os = "linux")]
mod gauge;
#[cfg(target_os = "linux")]
mod hands;
#[cfg(target_os = "linux")]
mod night;
#[cfg(target_os = "linux")]
mod options;
#[cfg(target_os = "linux")]
mod past;
#[cfg(target_os = "linux")]
#[path = "../../tests/support/pty.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod pty;
#[cfg(target_os = "linux")]
mod server;
#[cfg(target_os = "linux")]
mod truth;
#[cfg(target_os = "linux")]
mod verdict;
#[cfg(target_os = "linux")]
mod world;

use std::process::ExitCode;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    match options::Options::read(std::env::args().skip(1)) {
        Ok(options) => night::run(&options),
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    eprintln!("The soak measures by /proc, which only Linux has");
    ExitCode::from(2)
}
