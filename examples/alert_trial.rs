//! Proves the alerts: lets fleets live for simulated hours under the eyes of the real client and the real rules, and prints
//! what fired, when, and how soon it had to. Exits with 1 where something was missed, came late, or was a false alarm.
//!
//! `cargo run --release --example alert_trial [-- SEED ...]`

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    dead_code,
    reason = "a program for developers, with the harness of a test"
)]

#[path = "../tests/alert_table/judge.rs"]
mod judge;
#[path = "../tests/alert_table/table.rs"]
mod table;
#[path = "../tests/alert_table/world.rs"]
mod world;

use std::process::ExitCode;

use judge::{Outcome, Verdict, judge};
use table::{HEALTH, HEALTHY, TROUBLED, Trial};

fn main() -> ExitCode {
    let mut seeds: Vec<u64> = Vec::new();
    for argument in std::env::args().skip(1) {
        let Ok(seed) = argument.parse() else {
            println!("{argument:?} is no seed; give whole numbers");
            return ExitCode::from(2);
        };
        seeds.push(seed);
    }
    if seeds.is_empty() {
        seeds.push(1);
    }
    let mut faults = 0;
    println!("scenario     seed  task                 rule              begins    fired     took    limit");
    for seed in seeds {
        for trial in [&HEALTHY, &TROUBLED].into_iter().chain(HEALTH) {
            faults += print(trial, seed, &judge(trial, seed, trial.seconds));
        }
    }
    println!("{}", if faults == 0 { "every fault found in time, no false alarm" } else { "NOT as it must be" });
    if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints a trial's rows, and gives how many of them are wrong.
fn print(trial: &Trial, seed: u64, verdict: &Verdict) -> usize {
    let name = trial.name;
    for outcome in &verdict.outcomes {
        let Outcome { must, began, fired, limit_seconds } = outcome;
        let task = if must.task.is_empty() { "(reading)" } else { must.task };
        let took = outcome.took_seconds().map_or_else(|| "-".to_owned(), |seconds| format!("{seconds} s"));
        let verdict = match (outcome.is_in_time(), fired) {
            (true, _) => "",
            (false, Some(_)) => "  LATE",
            (false, None) => "  MISSED",
        };
        println!(
            "{name:<12} {seed:>4}  {task:<20} {:<16} {:>8} {:>8} {took:>8} {:>8}{verdict}",
            must.rule.name(),
            clock(*began),
            clock(*fired),
            format!("{limit_seconds} s"),
        );
    }
    for alarm in &verdict.false_alarms {
        let rule = alarm.rule.name();
        println!(
            "{name:<12} {seed:>4}  {:<20} {rule:<16} {:>8} {:>8}  FALSE ALARM: {}",
            alarm.task,
            "",
            clock(Some(alarm.second)),
            alarm.what
        );
    }
    let (misses, alarms) = (verdict.misses().count(), verdict.false_alarms.len());
    println!(
        "{name:<12} {seed:>4}  {} readings, {} to fire, {misses} missed or late, {alarms} false alarms\n",
        verdict.readings,
        verdict.outcomes.len()
    );
    misses + alarms
}

fn clock(second: Option<i64>) -> String {
    second.map_or_else(|| "-".to_owned(), |at| format!("{}:{:02}:{:02}", at / 3600, at / 60 % 60, at % 60))
}
