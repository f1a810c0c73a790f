//! The secret key: where it may be kept, and how it is fetched at the last moment. Uses `error`, `origin`,
//! `paths`, `reading` and `secret_command`.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;

use super::error::{ConfigError, Problem};
use super::origin::{Origin, Sourced};
use super::paths::shell_word;
use super::reading;
use super::secret_command::{self, Failure};

/// The largest secret that is read from a file or a command, in bytes; a wrong path shall not fill the memory.
const LARGEST_SECRET_BYTES: usize = 16 * 1024;

/// Where the secret is kept. `Debug` shows [`SecretSource::words`].
#[derive(Clone)]
pub enum SecretSource {
    /// In the environment or in the configuration file itself.
    Inline(SecretString),
    /// In a file of its own.
    File(PathBuf),
    /// Printed by a program, which is run without a shell: its name and its arguments.
    Command(Vec<String>),
}

impl SecretSource {
    /// The place in words, without the secret: `set`, a path, a command's name. A path or a program that is not there is
    /// not told, for it may be the secret itself under the wrong key.
    pub fn words(&self) -> String {
        match self {
            Self::Inline(_) => "(set, not shown)".to_owned(),
            Self::File(path) if path.exists() => format!("(in {})", path.display()),
            Self::File(_) => "(in a file that is not there)".to_owned(),
            Self::Command(words) if is_program(words) => format!("(printed by {})", command_name(words)),
            Self::Command(_) => "(printed by a program that is not there)".to_owned(),
        }
    }
}

impl fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words())
    }
}

/// Takes a text that came from elsewhere as the secret, and wipes the text.
pub fn taken(text: String) -> SecretString {
    // Turning the text itself into a box may move it and leave the old place as it was.
    SecretString::from(Zeroizing::new(text).as_str())
}

/// Whether a command's program is there, by its path or in the folders of `PATH`.
fn is_program(words: &[String]) -> bool {
    let Some(program) = words.first() else {
        return false;
    };
    if program.contains(std::path::is_separator) {
        return Path::new(program).exists();
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}

/// What signs requests.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The account's `uuid`.
    pub uuid: String,
    /// The account's `secretKey`.
    pub secret: SecretString,
}

/// Fetches the secret. A line break at the end is not part of it.
///
/// # Errors
/// When the file cannot be read, the command fails, or what came is empty or no text.
pub fn fetch(source: &Sourced<SecretSource>) -> Result<SecretString, ConfigError> {
    let problem = match &source.value {
        SecretSource::Inline(secret) => return Ok(secret.clone()),
        SecretSource::File(path) => match read_file(path) {
            Ok(secret) => return Ok(secret),
            Err(reason) if path.exists() => Problem::SecretFile { path: path.display().to_string(), reason },
            // What leads nowhere may be the secret itself.
            Err(_) => Problem::NoSecretFile,
        },
        SecretSource::Command(words) => {
            // The terminal is still the shell's: nothing is drawn before the credentials are there.
            let printed = secret_command::run(words, LARGEST_SECRET_BYTES, &mut io::stderr());
            match printed.and_then(|bytes| secret_of(&bytes).map_err(Failure::Other)) {
                Ok(secret) => return Ok(secret),
                Err(Failure::NoProgram) => Problem::NoSecretProgram,
                Err(Failure::Other(reason)) => Problem::SecretCommand { command: command_name(words), reason },
            }
        }
    };
    Err(ConfigError::at(&source.origin, problem))
}

fn read_file(path: &Path) -> Result<SecretString, String> {
    let bytes = reading::read_file(path, LARGEST_SECRET_BYTES).map_err(|error| reading::words(&error))?;
    secret_of(&bytes)
}

/// The secret in what a file held or a command printed: one line, of which neither a byte order mark nor the line break is
/// a part.
fn secret_of(bytes: &[u8]) -> Result<SecretString, String> {
    if bytes.len() > LARGEST_SECRET_BYTES {
        return Err("it is too long for a secret key".to_owned());
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not valid UTF-8".to_owned())?;
    let secret = text.strip_prefix('\u{feff}').unwrap_or(text).trim_end_matches(['\n', '\r']);
    if secret.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    if secret.contains(['\n', '\r']) {
        return Err("it has several lines, and the secret key must be the only one".to_owned());
    }
    if secret.chars().any(char::is_control) {
        return Err("it holds control characters, which no secret key has".to_owned());
    }
    Ok(SecretString::from(secret))
}

/// The command's name alone: its arguments may hold a secret.
pub fn command_name(words: &[String]) -> String {
    words.first().map(|program| super::section::shorten(program)).unwrap_or_default()
}

/// A warning for a file with a secret that others on this machine can read or change; `None` where all is well.
#[cfg(unix)]
pub fn exposure_warning(path: &Path) -> Option<String> {
    let ability = ability_of_others(path, 0o066)?;
    Some(format!(
        "{} holds a secret and can be {ability} by others; mend it with: chmod 600 {}",
        path.display(),
        shell_word(path)
    ))
}

/// A warning for a file that names programs to run and that others on this machine can change; `None` where all is well.
#[cfg(unix)]
pub fn programs_warning(path: &Path) -> Option<String> {
    let ability = ability_of_others(path, 0o022)?;
    Some(format!(
        "{} names programs to run and can be {ability} by others; mend it with: chmod 600 {}",
        path.display(),
        shell_word(path)
    ))
}

/// What others may do with a plain file, of the rights in `mask`.
#[cfg(unix)]
fn ability_of_others(path: &Path, mask: u32) -> Option<&'static str> {
    use std::os::unix::fs::MetadataExt as _;
    let about = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    match (about.mode() & mask & 0o044 != 0, about.mode() & mask & 0o022 != 0) {
        (false, false) => None,
        (true, false) => Some("read"),
        (false, true) => Some("changed"),
        (true, true) => Some("read and changed"),
    }
}

/// A warning for a file with a secret that others can read or change; not told on this platform.
#[cfg(not(unix))]
pub fn exposure_warning(_path: &Path) -> Option<String> {
    None
}

/// A warning for a file that names programs to run and that others can change; not told on this platform.
#[cfg(not(unix))]
pub fn programs_warning(_path: &Path) -> Option<String> {
    None
}

/// The file that a value stands in, where it stands in one.
pub fn file_of(origin: &Origin) -> Option<&Path> {
    match origin {
        Origin::File { path, .. } => Some(path),
        _ => None,
    }
}
