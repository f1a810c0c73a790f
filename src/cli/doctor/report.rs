//! The lines that `doctor` prints. Uses no other room.

use std::io::{self, Write};

use crate::cli::exit::Exit;
use crate::domain::text::clean;

/// Columns of a step's name.
const NAME_COLUMNS: usize = 16;

/// A report under way. The first failure decides the exit code.
pub(super) struct Report<'a> {
    out: &'a mut dyn Write,
    first_failure: Option<Exit>,
}

impl<'a> Report<'a> {
    /// An empty report.
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Self { out, first_failure: None }
    }

    /// A step that is fine.
    pub(super) fn ok(&mut self, name: &str, detail: &str) -> io::Result<()> {
        self.line("ok", name, detail)
    }

    /// A step that failed, with what to do.
    pub(super) fn bad(&mut self, exit: Exit, name: &str, detail: &str, advice: &[&str]) -> io::Result<()> {
        self.first_failure.get_or_insert(exit);
        self.line("BAD", name, detail)?;
        self.advice(advice)
    }

    /// A step about which nothing can be said, or that is no failure but worth knowing.
    pub(super) fn unknown(&mut self, name: &str, detail: &str, advice: &[&str]) -> io::Result<()> {
        self.line("--", name, detail)?;
        self.advice(advice)
    }

    /// How the command ends.
    pub(super) fn exit(&self) -> Exit {
        self.first_failure.unwrap_or(Exit::Fine)
    }

    fn line(&mut self, mark: &str, name: &str, detail: &str) -> io::Result<()> {
        writeln!(self.out, "{mark:<4} {name:<NAME_COLUMNS$} {}", clean(detail))?;
        // A step may take long; what is known is shown at once.
        self.out.flush()
    }

    fn advice(&mut self, lines: &[&str]) -> io::Result<()> {
        for line in lines.iter().filter(|line| !line.is_empty()) {
            writeln!(self.out, "{:5}{:NAME_COLUMNS$} {}", "", "", clean(line))?;
        }
        Ok(())
    }
}
