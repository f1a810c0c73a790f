//! How `check` ends where it could not judge: always with 3 and one line on standard output, as the contract has it. Uses
//! `exit` and `report`.

use std::io::{self, Write};

use super::report::one_line;
use crate::cli::context::Context;
use crate::cli::exit::{CliError, Exit};

/// Writes the line of a check that could not judge, with the reason.
///
/// # Errors
/// What `out` reports.
pub fn unknown(reason: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", one_line("UNKNOWN", reason))?;
    out.flush()
}

/// The exit code for how a check came out: an error, whatever it is, is the contract's UNKNOWN with its line. A monitoring
/// system would take another code for a verdict.
pub fn end(outcome: Result<Exit, CliError>, context: &mut Context<'_>) -> Exit {
    outcome.unwrap_or_else(|error| {
        if writeln!(context.out, "{}", line_of(&error)).and_then(|()| context.out.flush()).is_err() {
            // Nothing can be done where even this fails.
            let _ = error.write(context.err);
        }
        Exit::Unknown
    })
}

/// The line of a failure.
pub(super) fn line_of(error: &CliError) -> String {
    let hint = if error.hint.is_empty() { String::new() } else { format!(". {}", error.hint) };
    one_line("UNKNOWN", &format!("{}{hint}", error.sentence))
}
