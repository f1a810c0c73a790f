//! The arguments of the commands that judge: `why`, `watch` and `check`. Uses `check` (its expressions).

use std::ffi::OsString;
use std::time::Duration;

use clap::{Args, CommandFactory as _, ValueEnum};

use super::args::{Cli, Query, ShowFormat};
use super::check::Expression;

pub(super) const WHY_HELP: &str = "\
Examples:
  callbot-tui why 7f3c9a12
  callbot-tui why 7f3c9a12 --watch-for 2m
  callbot-tui why 7f3c9a12 --format json | jq -r .verdict

Whether calls are placed shows only between two readings: in the history, where the dashboard keeps
one, or while --watch-for lasts. Ends with 0 whatever the verdict is, and with 1 where no task has
the id.";

pub(super) const WATCH_HELP: &str = "\
Examples:
  callbot-tui watch
  callbot-tui watch --status running --format jsonl | jq -r 'select(.type == \"alert\")'

Reads as the dashboard does, until ctrl-c or SIGTERM. A line is a change of a task (fields by the
API's own names), a step of an alert, or a change of the reading's health. Starts from the history
where there is one, and adds nothing to it.";

pub(super) const CHECK_HELP: &str = "\
EXPR is a filter as on the board, all of whose terms must hold; why:CAUSE in it asks what `why` says
(why:stall, why:window, why:maxCall, ...); since<TIME asks for less than so long in the same status,
as far as the history saw it change, else since the task was made; `3: EXPR` in front asks for at
least three such tasks.
Without --warn and --crit: --crit why:stall --crit why:maxCall --warn 'st:failed since<1d'.

Examples:
  callbot-tui check --crit 'st:failed name:otp' --warn '3: st:run asr<15'
  callbot-tui check --status running --crit '1: why:stall'

Prints one line with performance data. Ends with 0 OK, 1 WARNING, 2 CRITICAL, or 3 UNKNOWN: the
platform could not be asked, or the command line or the configuration is wrong. why:stall needs the
history that a running dashboard keeps: without one it ends with 3 where it was asked for and
nothing else was found; where it was not, the line says that stalls were not judged.";

/// Arguments of `why`.
#[derive(Debug, Args)]
pub struct WhyArgs {
    /// The task's userTaskID or taskID
    #[arg(value_name = "ID", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub id: String,
    /// How to print it
    #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
    pub format: ShowFormat,
    /// Read the task again and again for so long before judging, such as 20s or 5m; at most 1h
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = watching_time)]
    pub watch_for: Duration,
}

/// Arguments of `watch`.
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// Which tasks.
    #[command(flatten)]
    pub query: Query,
    /// How to print; text on a terminal and jsonl elsewhere, where nothing is said
    #[arg(long, value_enum)]
    pub format: Option<WatchFormat>,
}

/// How `watch` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WatchFormat {
    /// For people
    Text,
    /// One JSON object a line
    Jsonl,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Which tasks.
    #[command(flatten)]
    pub query: Query,
    /// Warn where a task is found by this; may be given several times
    #[arg(long, value_name = "EXPR")]
    pub warn: Vec<Expression>,
    /// Be critical where a task is found by this; may be given several times
    #[arg(long, value_name = "EXPR")]
    pub crit: Vec<Expression>,
    /// End with 3 where the platform has not answered all questions after so long, such as 20s; at most 1h
    #[arg(long, value_name = "TIME", default_value = "50s", value_parser = patience)]
    pub timeout: Duration,
}

/// Whether a command line, however wrong, means `check`: its mistakes have an exit code of their own.
pub fn is_check(arguments: impl IntoIterator<Item = OsString>) -> bool {
    let lenient = Cli::command().ignore_errors(true);
    lenient.try_get_matches_from(arguments).is_ok_and(|found| found.subcommand_name() == Some("check"))
}

const LONGEST_WATCH: Duration = Duration::from_secs(3600);

fn watching_time(text: &str) -> Result<Duration, String> {
    let time = humantime::parse_duration(text).map_err(|_| "use a time such as 20s or 5m".to_owned())?;
    if time > LONGEST_WATCH { Err("at most 1h; callbot-tui watch goes on for longer".to_owned()) } else { Ok(time) }
}

fn patience(text: &str) -> Result<Duration, String> {
    let time = humantime::parse_duration(text).map_err(|_| "use a time such as 20s or 1m".to_owned())?;
    if time.is_zero() || time > LONGEST_WATCH { Err("more than 0 and at most 1h".to_owned()) } else { Ok(time) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_of_check_is_told_from_the_others_however_wrong_it_is() {
        let is_check = |line: &str| super::is_check(line.split(' ').map(OsString::from));
        for line in
            ["callbot-tui check --bogus", "callbot-tui --profile x check --crit", "callbot-tui check --status none"]
        {
            assert!(is_check(line), "{line}");
        }
        for line in ["callbot-tui list --name check --bogus", "callbot-tui --bogus", "callbot-tui show check --bogus"] {
            assert!(!is_check(line), "{line}");
        }
    }

    #[test]
    fn watching_has_an_end() {
        assert_eq!(watching_time("20s"), Ok(Duration::from_secs(20)));
        assert!(watching_time("2h").is_err() && watching_time("soon").is_err());
    }
}
