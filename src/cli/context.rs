//! What a command needs from its surroundings, as arguments. Uses `domain` and `config`.

use std::io::Write;
use std::sync::Arc;

use crate::config::Paths;
use crate::domain::Clock;
use crate::domain::text::clean;

/// The world around a command.
pub struct Context<'a> {
    /// Standard output: data only.
    pub out: &'a mut dyn Write,
    /// Standard error: messages only.
    pub err: &'a mut dyn Write,
    /// Whether standard output is a terminal.
    pub out_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub err_is_terminal: bool,
    /// Environment variables.
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// The platform's directories.
    pub paths: Paths,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// The user's offset from UTC now, in seconds.
    pub local_offset_seconds: i32,
}

impl Context<'_> {
    /// Writes a message to standard error, on one line and without anything that a terminal would obey: a path or an
    /// argument may be anybody's. Nothing can be done where that fails.
    pub fn tell(&mut self, message: &str) {
        let _ = writeln!(self.err, "callbot-tui: {}", clean(message));
    }
}
