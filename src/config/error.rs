//! What can be wrong with the configuration, in words: the problem, where it is, and the mend. Uses `origin` and `section`.

use std::fmt;

use super::origin::Origin;
use super::section;

/// A problem with its place. Every one of these ends the program with exit code 78.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// What is wrong.
    pub problem: Problem,
    /// Where; `None` where no place can be named.
    pub origin: Option<Origin>,
    /// What else was found in the same reading, each without further ones of its own.
    pub more: Vec<ConfigError>,
}

impl ConfigError {
    /// A problem at a place.
    pub fn at(origin: &Origin, problem: Problem) -> Self {
        let origin = Some(origin.clone()).filter(|origin| !matches!(origin, Origin::Default | Origin::Demo));
        Self { problem, origin, more: Vec::new() }
    }

    /// A problem without a place.
    pub fn nowhere(problem: Problem) -> Self {
        Self { problem, origin: None, more: Vec::new() }
    }

    /// Several problems as one: the first, with the others as its [`more`](Self::more). `None` where there are none.
    pub fn of_all(problems: Vec<Self>) -> Option<Self> {
        let mut all = problems.into_iter().flat_map(|mut problem| {
            let more = std::mem::take(&mut problem.more);
            std::iter::once(problem).chain(more)
        });
        let first = all.next()?;
        Some(Self { more: all.collect(), ..first })
    }

    /// How to mend it, in one sentence; the others of [`more`](Self::more) have their own.
    pub fn hint(&self) -> String {
        self.problem.hint()
    }
}

/// The first problem alone.
impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Some(origin) => write!(f, "{} ({origin})", self.problem),
            None => self.problem.fmt(f),
        }
    }
}

impl std::error::Error for ConfigError {}

/// What is wrong. Keys are given in full, such as `profiles.prod.uuid`. No variant holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The file cannot be read or is too large.
    #[error("Cannot read the configuration file: {reason}")]
    Unreadable {
        /// The system's words.
        reason: String,
    },
    /// The bytes are no UTF-8.
    #[error("The configuration file is not valid UTF-8")]
    NotUtf8,
    /// The text is no TOML.
    #[error("The configuration file is not valid TOML: {message}")]
    Syntax {
        /// The parser's words.
        message: String,
    },
    /// A key or a table that stands twice.
    #[error("The key or table \"{key}\" stands in the file twice")]
    Duplicate {
        /// The key as far as the parser tells.
        key: String,
    },
    /// A key that the program does not know.
    #[error("Unknown key \"{key}\"")]
    UnknownKey {
        /// The key in full.
        key: String,
        /// The nearest known key.
        nearest: Option<&'static str>,
        /// All keys that may stand there.
        known: &'static [&'static str],
    },
    /// A value of another type.
    #[error("Wrong type for \"{key}\": found {found}, expected {expected}")]
    WrongType {
        /// The key in full.
        key: String,
        /// The type that stands there.
        found: &'static str,
        /// What should stand there, with an example.
        expected: &'static str,
    },
    /// A value of the right type that cannot be used.
    #[error("Bad value {} for \"{key}\"", found.as_ref().map_or_else(|| "(not shown)".to_owned(), |found| format!("{found:?}")))]
    BadValue {
        /// The key in full.
        key: String,
        /// The value; `None` where it may be a secret in the wrong place.
        found: Option<String>,
        /// What should stand there.
        expected: String,
    },
    /// A plain connection to another machine.
    #[error("Plain http:// to {host} is refused: names of campaigns and the account's uuid would travel unencrypted")]
    PlainHttp {
        /// The host.
        host: String,
    },
    /// A profile that was asked for but is not there.
    #[error("Unknown profile \"{name}\"")]
    UnknownProfile {
        /// The profile's name.
        name: String,
        /// The profiles that there are.
        known: Vec<String>,
        /// Where they stand: the file's name, or `the file` where the place of the error names it already.
        file: String,
    },
    /// Several profiles and nothing that chooses one.
    #[error("There are several profiles and none was chosen")]
    NoProfileChosen {
        /// The profiles that there are.
        known: Vec<String>,
    },
    /// A credential is nowhere to be found.
    #[error("Missing {}", missing_words(.missing, .profile.as_deref()))]
    MissingCredentials {
        /// What is missing: `uuid`, `secret key`.
        missing: Vec<&'static str>,
        /// The profile in use, where there is one.
        profile: Option<String>,
        /// Where the configuration file is or would be.
        config_path: String,
    },
    /// More than one way to the secret.
    #[error("Both \"{first}\" and \"{second}\" are set; exactly one may be")]
    SeveralSecrets {
        /// The first key in full.
        first: String,
        /// The second key in full.
        second: String,
    },
    /// The secret's file cannot be used.
    #[error("Cannot read the secret from {path}: {reason}")]
    SecretFile {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// The secret's file is not there. Its name is not told: it may be the secret itself.
    #[error("The file that secret_key_file names is not there")]
    NoSecretFile,
    /// The secret's program is not there. Its name is not told: it may be the secret itself.
    #[error("The program that secret_key_command names is not there")]
    NoSecretProgram,
    /// The same text stands for both credentials.
    #[error("uuid and secret key are one and the same text")]
    SameCredentials,
    /// The secret's command failed. Its arguments and its output are not told: they may hold the secret.
    #[error("The command \"{command}\" gave no secret: {reason}")]
    SecretCommand {
        /// The command's name.
        command: String,
        /// Why.
        reason: String,
    },
    /// A file with certificates that cannot be read.
    #[error("Cannot read the certificates in {path}: {reason}")]
    Certificates {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// A theme file that cannot be used.
    #[error("{reason}")]
    Theme {
        /// What is wrong with it.
        reason: String,
        /// How to mend it.
        hint: String,
    },
    /// `config init` found a file in its way.
    #[error("There is a configuration file already")]
    AlreadyThere,
    /// The configuration file cannot be written.
    #[error("Cannot write the configuration file: {reason}")]
    NotWritable {
        /// The system's words.
        reason: String,
    },
    /// The system names no home directory.
    #[error("No configuration directory is known, because there is no home directory")]
    NoHome,
}

impl Problem {
    /// A value that cannot be used. One that may be a secret in the wrong place is not taken over: whatever is longer than
    /// a word in a profile or in this program's environment variables, and what looks like a token anywhere.
    pub fn bad_value(key: String, found: &str, expected: String) -> Self {
        const LONGEST_WORD_BYTES: usize = 7;
        let is_beside_the_secret = key.starts_with("profiles.") || key.starts_with("CALLBOT_");
        let may_be_secret = is_beside_the_secret && found.len() > LONGEST_WORD_BYTES || section::is_like_a_token(found);
        Self::BadValue { key, found: (!may_be_secret).then(|| section::shorten(found)), expected }
    }

    fn hint(&self) -> String {
        match self {
            Self::Unreadable { .. } => {
                "Check the path and its permissions, or make a file with: callbot-tui config init".into()
            }
            Self::NotUtf8 => "Save the file as UTF-8".into(),
            Self::Syntax { .. } => "Mend the line; config.example.toml shows every key in its place".into(),
            Self::Duplicate { .. } => "Keep one of the two".into(),
            Self::UnknownKey { nearest: Some(nearest), .. } => format!("Did you mean \"{nearest}\"?"),
            Self::UnknownKey { nearest: None, known, .. } => format!("Known here: {}", known.join(", ")),
            Self::WrongType { expected, .. } => format!("Write {expected}"),
            Self::BadValue { expected, .. } => format!("Use {expected}"),
            Self::PlainHttp { .. } => "Use https://, or set allow_http = true in the profile".into(),
            Self::UnknownProfile { known, .. } if known.is_empty() => {
                "The configuration has no profiles; make a file with: callbot-tui config init".into()
            }
            Self::UnknownProfile { known, file, .. } => format!("Profiles in {file}: {}", known.join(", ")),
            Self::NoProfileChosen { known } => {
                format!("Use --profile NAME or set default_profile; profiles in the file: {}", known.join(", "))
            }
            Self::MissingCredentials { profile: Some(profile), missing, .. } => {
                format!("Add {} to [profiles.{profile}], or set {}", keys_to_add(missing), variables_to_set(missing))
            }
            Self::MissingCredentials { profile: None, missing, config_path } => format!(
                "Set {}, or fill in a profile in {config_path} (callbot-tui config init writes one); --demo needs no account",
                variables_to_set(missing)
            ),
            Self::SeveralSecrets { .. } => "Keep one of secret_key, secret_key_file and secret_key_command".into(),
            Self::SecretFile { .. } => "Check secret_key_file and the file's permissions".into(),
            Self::NoSecretFile => "Check the path; the secret itself goes into that file, or under secret_key".into(),
            Self::NoSecretProgram => {
                "Check the program's name and PATH; the secret itself goes under secret_key".into()
            }
            Self::SameCredentials => "Copy both anew from the platform's Developer page".into(),
            Self::SecretCommand { command, .. } => format!("Run \"{command}\" by hand and check secret_key_command"),
            Self::Certificates { .. } => "Check ca_file: it must be a file of PEM certificates".into(),
            Self::Theme { hint, .. } => hint.clone(),
            Self::AlreadyThere => "It was left as it is; edit it, or move it away first".into(),
            Self::NotWritable { .. } => {
                "Check the directory's permissions, or choose another file with --config".into()
            }
            Self::NoHome => "Set HOME, or name a file with --config".into(),
        }
    }
}

fn missing_words(missing: &[&'static str], profile: Option<&str>) -> String {
    let what = missing.join(" and ");
    match profile {
        Some(profile) => format!("{what} for profile \"{profile}\""),
        None => what,
    }
}

fn keys_to_add(missing: &[&'static str]) -> String {
    let key =
        |what: &&str| if *what == "uuid" { "uuid" } else { "one of secret_key, secret_key_file, secret_key_command" };
    missing.iter().map(key).collect::<Vec<_>>().join(" and ")
}

fn variables_to_set(missing: &[&'static str]) -> String {
    let variable = |what: &&str| if *what == "uuid" { "CALLBOT_UUID" } else { "CALLBOT_SECRET_KEY" };
    missing.iter().map(variable).collect::<Vec<_>>().join(" and ")
}
