//! What can be wrong with a theme file, in words. Uses nothing.

/// A problem with its line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct ThemeError {
    /// The line in the theme file, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong.
    pub problem: ThemeProblem,
}

/// What is wrong with a theme file. Keys are given in full, such as `colours.accent`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThemeProblem {
    /// The text is no TOML.
    #[error("The theme is not valid TOML: {message}")]
    Syntax {
        /// The parser's words.
        message: String,
    },
    /// A key that themes do not have.
    #[error("Unknown key \"{key}\" in the theme")]
    UnknownKey {
        /// The key in full.
        key: String,
        /// All keys that may stand there.
        known: String,
    },
    /// A colour without which there is no theme.
    #[error("The theme has no \"{key}\"")]
    Missing {
        /// The key in full.
        key: String,
    },
    /// A value that cannot be used.
    #[error("Bad value for \"{key}\" in the theme")]
    BadValue {
        /// The key in full.
        key: String,
        /// What should stand there.
        expected: &'static str,
    },
}

impl ThemeProblem {
    /// How to mend it, in one sentence.
    pub fn hint(&self) -> String {
        match self {
            Self::Syntax { .. } => "Mend the line".to_owned(),
            Self::UnknownKey { known, .. } => format!("Known there: {known}"),
            Self::Missing { key } => format!("Add {key}, such as \"#5fafff\" or \"default\""),
            Self::BadValue { expected, .. } => format!("Use {expected}"),
        }
    }
}
