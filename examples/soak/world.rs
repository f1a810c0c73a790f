//! The fleet of the soak as a scenario: a few hundred campaigns that go on for as long as it takes, so that the end of the
//! night is as lively as its beginning. A campaign that came to its end would make the dashboard cheaper, not better.

use std::fmt::Write as _;

/// Campaigns that come while the server runs, all of them in the first sixth of the time.
pub const GROWN: usize = 40;

/// The scenario for so many listed campaigns, so many minutes and a speed.
pub fn scenario(tasks: usize, minutes: f64, speed: f64) -> String {
    let life_seconds = minutes * 60.0 * speed;
    let growth = GROWN as f64 / (life_seconds / 6.0);
    let mut text = format!(
        "growth = {{ per_second = {growth:.9}, limit = {GROWN} }}\n\n\
         [window.open]\nzone = \"+08:00\"\nhours = \"0-24\"\n\n\
         [window.shut]\nzone = \"+05:30\"\naround_start_hours = [8, 10]\n"
    );
    for number in 0..tasks {
        let kind = number % 10;
        let window = if kind == 9 && number % 4 == 3 { "shut" } else { "open" };
        let status = match (kind, number % 4) {
            (9, 0) => "pending",
            (9, 1) => "completed",
            (9, 2) => "failed",
            _ => "running",
        };
        let finished = if status == "completed" { 8000 } else { 4500 };
        let _ = write!(
            text,
            "\n[[task]]\nname = \"soak-{number:04}\"\nwindow = \"{window}\"\nstatus = \"{status}\"\norders = {}\n\
             finished = {finished}\nmax_call = {}\nflags = [\"task-keep\"]\nevents = [\n",
            if status == "completed" { finished } else { 9000 + number % 7 * 100 },
            2 + number % 5,
        );
        // Spread over time, so that no second is busier than the others.
        let offset = (number * 97 % 1800) as f64;
        for (first, every, change) in events(kind) {
            let times = (life_seconds / every).ceil() + 2.0;
            let at = first + offset;
            let _ = writeln!(text, "  {{ at_seconds = {at}, every_seconds = {every}, times = {times}, {change} }},");
        }
        text.push_str("]\n");
    }
    text
}

/// What happens to the campaigns of a kind: first time, every so many simulated seconds, change.
fn events(kind: usize) -> Vec<(f64, f64, &'static str)> {
    // Counters begin anew before the orders run out, and so stay of a size that the board shows to the last digit.
    let anew = (9_000.0, 18_000.0, "change = \"reset\"");
    match kind {
        0..6 => vec![anew],
        6 => vec![anew, (1200.0, 3600.0, "change = \"pause\""), (3000.0, 3600.0, "change = \"start\"")],
        7 => vec![anew, (1800.0, 36_000.0, "change = \"stall\""), (12_000.0, 36_000.0, "change = \"recover\"")],
        8 => vec![
            anew,
            (600.0, 3600.0, "change = \"add-orders\", value = 3"),
            (900.0, 7200.0, "change = \"max-call\", value = 3"),
            (4500.0, 7200.0, "change = \"max-call\", value = 6"),
            (2400.0, 7200.0, "change = \"answer-share\", value = 0.1"),
            (6000.0, 7200.0, "change = \"answer-share\", value = 0.4"),
        ],
        _ => Vec::new(),
    }
}
