//! The quirk matrix: everything that a reply may hold, served over real sockets, read by the real client, judged by what the
//! board draws and what `list` prints. Nothing may panic, and no wrong number may be shown as a right one.
//!
//! `UPDATE_MATRICES=1 cargo test --test quirk_matrix` writes `tests/matrices/quirks.md` anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

mod fields;
mod judge_fields;
mod judge_pages;
mod pages;
mod read;
mod rows;
mod serve;
#[path = "../support/mod.rs"]
mod support;
mod table;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

pub use support::fleet::NOW_SECONDS;

use read::Reader;
use serve::Server;
use table::Line;

/// The moment that the server tells in its headers: that of the standing clock.
fn now_seconds() -> i64 {
    NOW_SECONDS
}

/// How many cases are tried at a time.
const LANES: usize = 4;

/// Tries every case, each against a server of its lane, and returns the lines in the order of the cases.
fn try_all<C: Sync>(cases: &[C], judge: impl Fn(&C, &Server, &Reader<'_>) -> Line + Sync) -> Vec<Line> {
    let next = AtomicUsize::new(0);
    let mut lines: Vec<(usize, Line)> = thread::scope(|scope| {
        let work = || {
            let server = Server::start();
            let reader = Reader::new(&server);
            let mut lines = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(case) = cases.get(number) else {
                    return lines;
                };
                lines.push((number, judge(case, &server, &reader)));
            }
        };
        let lanes: Vec<_> = (0..LANES).map(|_| scope.spawn(work)).collect();
        lanes.into_iter().flat_map(|lane| lane.join().expect("a lane ends without a panic")).collect()
    });
    lines.sort_by_key(|(number, _)| *number);
    lines.into_iter().map(|(_, line)| line).collect()
}

#[test]
fn no_wrong_number_is_shown_as_right() {
    let members = try_all(&fields::all(), judge_fields::judge);
    let rows = try_all(&rows::all(), judge_pages::judge);
    let pages = try_all(&pages::all(), judge_pages::judge);
    table::check(&[("Members of a row", &members), ("Whole rows", &rows), ("Replies and lists", &pages)]);
}
