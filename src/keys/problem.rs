//! What is odd about the keys of a configuration. None of it keeps the program from running: each problem says what is
//! done instead. Uses `action`, `chord`, `context` and `parse`.

use std::fmt;

use super::action::Action;
use super::chord::Chord;
use super::context::Context;
use super::parse::ChordError;

/// A problem with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyProblem {
    /// The setting in full, such as `keys.board.sort`.
    pub key: String,
    /// What is odd.
    pub trouble: KeyTrouble,
    /// File and line in words.
    pub place: String,
}

/// What is odd about a setting, and with it what is done instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyTrouble {
    /// Neither an action nor a place is called so; it is passed over.
    UnknownName {
        /// The nearest name that there is.
        nearest: Option<&'static str>,
    },
    /// A value of another type; it is passed over.
    WrongType {
        /// What stands there.
        found: &'static str,
        /// What should stand there.
        expected: &'static str,
    },
    /// An action that means nothing in the place where it stands; it is passed over.
    NotThere {
        /// The action.
        action: Action,
        /// The place.
        context: Context,
        /// Where it means something.
        stands_in: Vec<Context>,
    },
    /// A text that is no key; it is left out.
    NoChord {
        /// The text.
        text: String,
        /// Why it is none.
        reason: ChordError,
    },
    /// A key that always does the same; it is left out.
    Reserved {
        /// The key.
        chord: Chord,
        /// What it always does.
        action: Action,
    },
    /// A key that types or edits text in the place; it is left out.
    Typed {
        /// The key.
        chord: Chord,
        /// The place.
        context: Context,
    },
    /// Another line of the configuration came first; the key is left out.
    Taken {
        /// The key.
        chord: Chord,
        /// The place where both would hold.
        context: Context,
        /// What it does there.
        by: Action,
    },
    /// The key was another action's, which loses it.
    Takes {
        /// The key.
        chord: Chord,
        /// The places where the other one loses it.
        contexts: Vec<Context>,
        /// Whose it was.
        from: Action,
        /// What the other one has left there.
        keeps: Vec<Chord>,
    },
    /// Keys that cannot be taken away; they stay.
    Stays {
        /// The keys.
        chords: Vec<Chord>,
        /// The place.
        context: Context,
    },
}

impl fmt::Display for KeyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.key, self.trouble, self.place)
    }
}

impl fmt::Display for KeyTrouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownName { nearest: Some(nearest) } => {
                write!(f, "nothing is called so and the line is passed over; did you mean {nearest}?")
            }
            Self::UnknownName { nearest: None } => {
                f.write_str("nothing is called so and the line is passed over; callbot-tui keys prints the names")
            }
            Self::WrongType { found, expected } => {
                write!(f, "found {found} and passed it over; write {expected}")
            }
            Self::NotThere { action, context, stands_in } => {
                let places: Vec<String> = stands_in.iter().map(|place| format!("[keys.{}]", place.name())).collect();
                let (action, title, places) = (action.name(), context.title(), places.join(" or "));
                write!(f, "{action} means nothing in {title} and the line is passed over; write it in {places}")
            }
            Self::NoChord { text, reason } => write!(f, "\"{text}\" is left out: {reason}"),
            Self::Reserved { chord, action } => {
                write!(f, "\"{chord}\" is left out, because it is always the key of {}", action.name())
            }
            Self::Typed { chord, context } => {
                write!(f, "\"{chord}\" is left out, because the {} needs it for itself", context.title())
            }
            Self::Taken { chord, context, by } => {
                write!(
                    f,
                    "\"{chord}\" is left out, because it is the key of {} already ({})",
                    by.name(),
                    context.title()
                )
            }
            Self::Takes { chord, contexts, from, keeps } => {
                let places: Vec<&str> = contexts.iter().map(|context| context.title()).collect();
                write!(f, "\"{chord}\" was the key of {} ({}), ", from.name(), places.join(", "))?;
                match keeps.as_slice() {
                    [] => f.write_str("which has no other key there now"),
                    keeps => write!(f, "which keeps {}", listed(keeps)),
                }
            }
            Self::Stays { chords, context } => {
                write!(f, "{} cannot be taken away ({})", listed(chords), context.title())
            }
        }
    }
}

fn listed(chords: &[Chord]) -> String {
    chords.iter().map(|chord| format!("\"{chord}\"")).collect::<Vec<_>>().join(", ")
}
