//! Whether the dial window lets the task dial, and until when, on the task's clock and on the reader's. Uses `facts` and
//! `words`.

use super::facts::{Facts, check};
use super::judgement::{Cause, Check, Finding};
use super::words;
use crate::domain::WindowState;

/// The check of the dial window.
pub(super) fn window(facts: &Facts<'_>) -> Check {
    let window = &facts.task.window;
    let now = facts.now_seconds();
    let Some(there) = window.offset_seconds() else {
        return check(
            Cause::Window,
            Finding::Unknown,
            "its dial window cannot be told: the zone is missing or is none",
        );
    };
    let clock = words::on_both_clocks(now, there, facts.offset_seconds);
    let listed = window.half_hour_at(now).map(words::half_hour).unwrap_or_default();
    match window.state_at(now) {
        WindowState::Unknown => {
            let evidence = "its dial window cannot be told: weekdays or hours are empty, missing or cannot be read";
            check(Cause::Window, Finding::Unknown, evidence)
        }
        WindowState::Open { shuts_in_seconds } => {
            let until = shuts_in_seconds.map_or_else(
                || "never shuts".to_owned(),
                |seconds| format!("shuts {}", change(facts, now, seconds, there)),
            );
            check(Cause::Window, Finding::Ok, format!("window open: now {clock}, {listed} is listed, {until}"))
        }
        WindowState::Closed { opens_in_seconds } => {
            let until = opens_in_seconds.map_or_else(
                || "never opens".to_owned(),
                |seconds| format!("opens {}", change(facts, now, seconds, there)),
            );
            check(Cause::Window, Finding::Bad, format!("window shut: now {clock}, {listed} is not listed, {until}"))
        }
    }
}

fn change(facts: &Facts<'_>, now: i64, seconds: i64, there: i32) -> String {
    let at = now.saturating_add(seconds);
    let in_so_long = words::span(seconds.saturating_mul(1000));
    format!("{}, in {in_so_long}", words::on_both_clocks(at, there, facts.offset_seconds))
}
