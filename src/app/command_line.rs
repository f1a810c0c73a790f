//! The line in which a command is typed. Uses nothing.

use tui_input::Input;

/// The state of the line.
#[derive(Debug, Clone, Default)]
pub struct CommandLine {
    /// The text and its cursor.
    pub input: Input,
}

impl PartialEq for CommandLine {
    fn eq(&self, other: &Self) -> bool {
        (self.input.value(), self.input.cursor()) == (other.input.value(), other.input.cursor())
    }
}

impl Eq for CommandLine {}
