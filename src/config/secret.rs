//! The secret key: where it may be kept, and how it is fetched at the last moment. Uses `error`, `origin` and `paths`.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use secrecy::SecretString;

use super::error::{ConfigError, Problem};
use super::origin::{Origin, Sourced};

/// The largest secret that is read from a file or a command, in bytes; a wrong path shall not fill the memory.
const LARGEST_SECRET_BYTES: u64 = 16 * 1024;

/// Where the secret is kept. `Debug` does not show it.
#[derive(Debug, Clone)]
pub enum SecretSource {
    /// In the environment or in the configuration file itself.
    Inline(SecretString),
    /// In a file of its own.
    File(PathBuf),
    /// Printed by a program, which is run without a shell: its name and its arguments.
    Command(Vec<String>),
}

impl SecretSource {
    /// The place in words, without the secret: `set`, a path, a command's name.
    pub fn words(&self) -> String {
        match self {
            Self::Inline(_) => "(set, not shown)".to_owned(),
            Self::File(path) => format!("(in {})", path.display()),
            Self::Command(words) => format!("(printed by {})", command_name(words)),
        }
    }
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
            Err(reason) => Problem::SecretFile { path: path.display().to_string(), reason },
        },
        SecretSource::Command(words) => match run(words) {
            Ok(secret) => return Ok(secret),
            Err(reason) => Problem::SecretCommand { command: command_name(words), reason },
        },
    };
    Err(ConfigError::at(&source.origin, problem))
}

fn read_file(path: &Path) -> Result<SecretString, String> {
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    file.take(LARGEST_SECRET_BYTES + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    secret_of(bytes)
}

fn run(words: &[String]) -> Result<SecretString, String> {
    let Some((program, arguments)) = words.split_first() else {
        return Err("no command is given".to_owned());
    };
    // Standard input and error stay with the terminal: a password manager may ask for its passphrase there.
    let mut child = Command::new(program)
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("it could not be started: {}", io_words(&error)))?;
    let mut bytes = Vec::new();
    let read = match child.stdout.take() {
        Some(output) => output.take(LARGEST_SECRET_BYTES + 1).read_to_end(&mut bytes).map(|_| ()),
        None => Ok(()),
    };
    let status = child.wait().map_err(|error| io_words(&error))?;
    read.map_err(|error| io_words(&error))?;
    if !status.success() {
        return Err(format!("it ended with {status}"));
    }
    secret_of(bytes)
}

fn secret_of(bytes: Vec<u8>) -> Result<SecretString, String> {
    if bytes.len() as u64 > LARGEST_SECRET_BYTES {
        return Err("it is too long for a secret key".to_owned());
    }
    let text = String::from_utf8(bytes).map_err(|_| "it is not valid UTF-8".to_owned())?;
    let secret = text.trim_end_matches(['\n', '\r']);
    if secret.is_empty() {
        return Err("it is empty".to_owned());
    }
    Ok(SecretString::from(secret))
}

/// The command's name alone: its arguments may hold a secret.
pub fn command_name(words: &[String]) -> String {
    words.first().map(|program| super::section::shorten(program)).unwrap_or_default()
}

/// A warning for a file with a secret that others on this machine can read; `None` where all is well.
#[cfg(unix)]
pub fn exposure_warning(path: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;
    const READABLE_BY_OTHERS: u32 = 0o044;
    let mode = std::fs::metadata(path).ok()?.mode();
    (mode & READABLE_BY_OTHERS != 0).then(|| {
        format!(
            "{path} holds a secret and can be read by others; mend it with: chmod 600 {path}",
            path = path.display()
        )
    })
}

/// A warning for a file with a secret that others on this machine can read; not told on this platform.
#[cfg(not(unix))]
pub fn exposure_warning(_path: &Path) -> Option<String> {
    None
}

/// The file that a value stands in, where it stands in one.
pub fn file_of(origin: &Origin) -> Option<&Path> {
    match origin {
        Origin::File { path, .. } => Some(path),
        _ => None,
    }
}

/// The system's words without an error number's noise.
fn io_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such program".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
