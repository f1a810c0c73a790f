//! How far the expected end can be trusted: simulated campaigns are watched as the program watches real ones, the expected
//! end is asked on the way, and compared with the end that came.
//!
//! `cargo run --release --example eta_trial [-- SEED [CAMPAIGNS [WORLD]]]`, where WORLD is `plain` (as a rule), or one that is
//! harder: `slow` (retries hours later), `decay` (answers get rarer all the way), `late` (the program joins on the way).
//!
//! The exit code is 1 where a goal is missed.

mod campaign;
mod report;
mod watch;

use std::process::ExitCode;

use campaign::{Campaign, World};
use report::Report;

#[allow(clippy::print_stdout, clippy::print_stderr, reason = "a program of its own, which prints what it found")]
fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: u64| arguments.next().map_or(Some(default), |text| text.parse().ok());
    let (seed, campaigns) = (number(1), number(200));
    let world = World::named(arguments.next().as_deref().unwrap_or("plain"));
    let (Some(seed), Some(campaigns), Some(world)) = (seed, campaigns, world) else {
        eprintln!("Usage: eta_trial [SEED [CAMPAIGNS [plain|slow|decay|late]]]");
        return ExitCode::from(2);
    };
    let report = trial(seed, campaigns, world);
    print!("{report}");
    if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs so many campaigns of a world; the same seed gives the same campaigns.
fn trial(seed: u64, campaigns: u64, world: World) -> Report {
    let watched = (0..campaigns).map(|number| {
        let campaign = Campaign::random(seed.wrapping_mul(1_000_003).wrapping_add(number), world);
        watch::watch(&campaign)
    });
    Report::of(seed, world, watched.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_falls_into_the_range_in_a_few_campaigns() {
        let report = trial(7, 24, World::Plain);
        assert!(report.is_good_up_to_chance(), "{report}");
    }
}
