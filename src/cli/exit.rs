//! How the program ends: the exit codes, and a failure in two sentences. Uses `api`, `config` and `domain`.

use std::io;
use std::process::ExitCode;

use crate::api::ApiError;
use crate::config::ConfigError;
use crate::domain::text::clean;
use crate::domain::{Fault, FaultKind};

/// The exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// All is well.
    Fine = 0,
    /// A defect of the program, or the machine gave out.
    Internal = 1,
    /// The command line was wrong.
    Usage = 2,
    /// `check` cannot tell: the monitoring plugins' UNKNOWN.
    Unknown = 3,
    /// The API answered something unusable.
    Unusable = 65,
    /// Unreachable, timed out, busy or under maintenance.
    Unreachable = 69,
    /// Signature, account or permission refused.
    Refused = 77,
    /// The configuration is wrong or incomplete.
    Configuration = 78,
    /// A panic.
    Panic = 101,
    /// The terminal went away.
    HungUp = 129,
    /// Interrupted by ctrl-c.
    Interrupted = 130,
    /// Ended by SIGQUIT.
    QuitSignal = 131,
    /// Ended by SIGTERM.
    Terminated = 143,
}

impl Exit {
    /// `check` found what is worth a warning. The contract of monitoring plugins has a meaning of its own for 1 and 2.
    pub const WARNING: Self = Self::Internal;
    /// `check` found what is critical.
    pub const CRITICAL: Self = Self::Usage;
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl From<FaultKind> for Exit {
    fn from(kind: FaultKind) -> Self {
        match kind {
            FaultKind::Unreachable | FaultKind::Busy => Self::Unreachable,
            FaultKind::SignatureRefused | FaultKind::AccountUnknown | FaultKind::NotPermitted => Self::Refused,
            FaultKind::RequestRefused | FaultKind::Unusable => Self::Unusable,
            FaultKind::Setup => Self::Configuration,
            FaultKind::Internal => Self::Internal,
        }
    }
}

impl From<&Fault> for Exit {
    fn from(fault: &Fault) -> Self {
        fault.kind.into()
    }
}

/// Why a command failed, for standard error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CliError {
    /// The code to end with.
    pub exit: Exit,
    /// What went wrong, in one sentence without a full stop.
    pub sentence: String,
    /// What to do next; empty where there is nothing to add.
    pub hint: String,
    /// The ids that support asks for; empty where there are none.
    pub references: String,
    /// What else was found wrong, each without further ones of its own.
    pub more: Vec<CliError>,
}

impl CliError {
    /// A failure with its next step.
    pub fn new(exit: Exit, sentence: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { exit, sentence: sentence.into(), hint: hint.into(), references: String::new(), more: Vec::new() }
    }

    /// Writes the failure: the sentence, then the hint and the ids on lines of their own; then what else was found. Nothing in
    /// them can be an order to the terminal or a line of its own: they repeat paths, names and what servers said.
    ///
    /// # Errors
    /// What `err` reports.
    pub fn write(&self, err: &mut dyn io::Write) -> io::Result<()> {
        writeln!(err, "callbot-tui: {}", clean(&self.sentence))?;
        for line in [&self.hint, &self.references].into_iter().filter(|line| !line.is_empty()) {
            writeln!(err, "  {}", clean(line))?;
        }
        self.more.iter().try_for_each(|more| more.write(err))
    }
}

impl From<ConfigError> for CliError {
    fn from(error: ConfigError) -> Self {
        let first = Self::new(Exit::Configuration, error.to_string(), error.hint());
        Self { more: error.more.into_iter().map(Self::from).collect(), ..first }
    }
}

impl From<&Fault> for CliError {
    fn from(fault: &Fault) -> Self {
        Self { references: fault.references(), ..Self::new(fault.into(), &fault.sentence, &fault.hint) }
    }
}

impl From<ApiError> for CliError {
    fn from(error: ApiError) -> Self {
        Self::from(&error.failure().fault)
    }
}

impl From<io::Error> for CliError {
    /// A failed write to standard output. A reader that went away, such as `head`, has what it wanted.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(Exit::Fine, "", "");
        }
        Self::new(Exit::Internal, format!("Cannot write the output: {error}"), "Check the disk or the reader")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_failure_have_the_documented_codes() {
        for (kind, code) in [
            (FaultKind::Unreachable, 69),
            (FaultKind::Busy, 69),
            (FaultKind::SignatureRefused, 77),
            (FaultKind::AccountUnknown, 77),
            (FaultKind::NotPermitted, 77),
            (FaultKind::Unusable, 65),
            (FaultKind::RequestRefused, 65),
            (FaultKind::Setup, 78),
            (FaultKind::Internal, 1),
        ] {
            assert_eq!(Exit::from(kind) as u8, code, "{kind:?}");
        }
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure() {
        assert_eq!(CliError::from(io::Error::from(io::ErrorKind::BrokenPipe)).exit, Exit::Fine);
        assert_eq!(CliError::from(io::Error::from(io::ErrorKind::StorageFull)).exit, Exit::Internal);
    }
}
