//! Why a typed text is no command, in a sentence that says what to type instead. Uses nothing.

use thiserror::Error;

/// What is wrong with a command.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum Problem {
    /// The first word is no command.
    #[error("No command is called {word}; clear the line to see them all")]
    UnknownCommand {
        /// The word.
        word: String,
    },
    /// Several things begin like this.
    #[error("{word} may be {}; type more of it", one_of(.may_be))]
    Ambiguous {
        /// What was typed.
        word: String,
        /// What it may be.
        may_be: Vec<&'static str>,
    },
    /// An argument is missing.
    #[error("Something is missing; type {usage}")]
    Missing {
        /// The whole command.
        usage: String,
    },
    /// More words than the command takes.
    #[error("{word} is too much; type {usage}")]
    TooMuch {
        /// The first word too many.
        word: String,
        /// The whole command.
        usage: String,
    },
    /// An argument is none of a few words.
    #[error("{word} is not known here; type {}", one_of(.choices))]
    NotOneOf {
        /// What was typed.
        word: String,
        /// What may be typed.
        choices: Vec<&'static str>,
    },
    /// There is nothing of this name.
    #[error("No {kind} is called {word}; clear the word to see what there is")]
    Unknown {
        /// `column`, `theme`.
        kind: &'static str,
        /// What was typed.
        word: String,
    },
    /// The column must stay.
    #[error("The name is always shown; hide another column")]
    NameStays,
    /// No visible task matches.
    #[error("No visible task matches {word}; widen the filter or the statuses")]
    NoTask {
        /// What was typed.
        word: String,
    },
    /// There is no row to act on.
    #[error("No task is on the board; widen the filter or the statuses")]
    NoRow,
    /// The text is no length of a snooze.
    #[error("{word} is no length of a snooze; type it as in 30m or 2h, up to 7d")]
    NoSnooze {
        /// What was typed.
        word: String,
    },
    /// The task at hand has no alert.
    #[error("This task has no alert that could be snoozed")]
    NoAlert,
    /// The text is no filter.
    #[error("{0}")]
    Filter(String),
}

/// `a`, `a or b`, `a, b or c`.
fn one_of(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [word] => (*word).to_owned(),
        [others @ .., last] => format!("{} or {last}", others.join(", ")),
    }
}
