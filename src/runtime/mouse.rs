//! What the terminal is asked to report of the mouse. Uses no other room.

use std::fmt;

use crossterm::Command;
use crossterm::event::EnableMouseCapture;

/// Takes back the reports of moves and drags. The request for presses is repeated, because terminals have one mouse mode at
/// a time.
const PRESSES_ONLY: &str = "\x1b[?1003l\x1b[?1002l\x1b[?1000h";

/// Asks for presses and the wheel, and for nothing else: nobody reads moves and drags, and they would wake the program all
/// the time. Undone by `DisableMouseCapture`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportClicks;

impl Command for ReportClicks {
    fn write_ansi(&self, out: &mut impl fmt::Write) -> fmt::Result {
        EnableMouseCapture.write_ansi(out)?;
        out.write_str(PRESSES_ONLY)
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> std::io::Result<()> {
        EnableMouseCapture.execute_winapi()
    }

    #[cfg(windows)]
    fn is_ansi_code_supported(&self) -> bool {
        EnableMouseCapture.is_ansi_code_supported()
    }
}
