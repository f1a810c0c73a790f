//! `config.toml` as it is written: every known key, each value with its line. Uses `section`, `address` and `secret`.

use std::io::Read as _;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use toml::de::DeTable;

use super::address;
use super::error::{ConfigError, Problem};
use super::origin::{Origin, Sourced};
use super::paths::Paths;
use super::secret::SecretSource;
use super::section::{Document, Section, shorten};
use super::settings::THEMES;
use crate::api::{Algorithm, SignaturePolicy};

/// The largest file that is read, in bytes.
const LARGEST_FILE_BYTES: u64 = 1 << 20;

const TOP_KEYS: &[&str] = &["default_profile", "profiles", "poll", "ui"];
const PROFILE_KEYS: &[&str] = &[
    "base_url",
    "uuid",
    "algorithm",
    "secret_key",
    "secret_key_file",
    "secret_key_command",
    "allow_http",
    "ca_file",
    "reply_signature",
];
const POLL_KEYS: &[&str] =
    &["active_interval", "full_interval", "page_size", "max_requests_per_second", "request_timeout", "max_pages"];
const UI_KEYS: &[&str] = &["theme"];

const DAY: Duration = Duration::from_secs(86_400);
const INTERVALS: RangeInclusive<Duration> = Duration::from_secs(1)..=DAY;
const TIMEOUTS: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(3600);

/// A configuration file that was understood.
#[derive(Debug, Clone, Default)]
pub struct ConfigFile {
    /// `default_profile`.
    pub default_profile: Option<Sourced<String>>,
    /// The profiles in the file's order.
    pub profiles: Vec<Profile>,
    /// `[poll]`.
    pub poll: PollSection,
    /// `[ui] theme`.
    pub theme: Option<Sourced<String>>,
}

/// `[profiles.NAME]`.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its name and where it stands.
    pub name: Sourced<String>,
    /// `base_url`, in its normal form.
    pub base_url: Option<Sourced<String>>,
    /// `uuid`.
    pub uuid: Option<Sourced<String>>,
    /// `algorithm`.
    pub algorithm: Option<Sourced<Algorithm>>,
    /// The one of `secret_key`, `secret_key_file` and `secret_key_command` that is there.
    pub secret: Option<Sourced<SecretSource>>,
    /// `allow_http`.
    pub allow_http: Option<Sourced<bool>>,
    /// `ca_file`, expanded.
    pub ca_file: Option<Sourced<PathBuf>>,
    /// `reply_signature`.
    pub reply_signature: Option<Sourced<SignaturePolicy>>,
}

/// `[poll]`.
#[derive(Debug, Clone, Default)]
pub struct PollSection {
    /// `active_interval`.
    pub active_interval: Option<Sourced<Duration>>,
    /// `full_interval`.
    pub full_interval: Option<Sourced<Duration>>,
    /// `page_size`, 1 to 1000.
    pub page_size: Option<Sourced<u32>>,
    /// `max_requests_per_second`; 0 means no limit.
    pub max_requests_per_second: Option<Sourced<u32>>,
    /// `request_timeout`.
    pub request_timeout: Option<Sourced<Duration>>,
    /// `max_pages`.
    pub max_pages: Option<Sourced<u32>>,
}

impl ConfigFile {
    /// Reads and understands a file; `None` where it does not exist.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn read(path: &Path, paths: &Paths) -> Result<Option<Self>, ConfigError> {
        let shared: Arc<Path> = path.into();
        let whole_file = Origin::File { path: Arc::clone(&shared), line: 0 };
        let bytes = match read_capped(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(ConfigError::at(&whole_file, Problem::Unreadable { reason: error.to_string() }));
            }
        };
        match std::str::from_utf8(&bytes) {
            Ok(text) => Self::parse(text, shared, paths).map(Some),
            Err(error) => {
                let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let line = 1 + memchr::memchr_iter(b'\n', good).count();
                Err(ConfigError::at(&Origin::File { path: shared, line }, Problem::NotUtf8))
            }
        }
    }

    /// Understands a file's text.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(text: &str, path: Arc<Path>, paths: &Paths) -> Result<Self, ConfigError> {
        let document = Document { path, text: text.strip_prefix('\u{feff}').unwrap_or(text) };
        let root = DeTable::parse(document.text).map_err(|error| syntax_error(&document, &error))?;
        let top = Section::open(&document, String::new(), root.get_ref(), TOP_KEYS)?;
        Ok(Self {
            default_profile: top.string("default_profile", "the name of a profile in quotes")?,
            profiles: profiles(&document, &top, paths)?,
            poll: poll(&document, &top)?,
            theme: theme(&document, &top)?,
        })
    }

    /// A profile by its name.
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.name.value == name)
    }

    /// The names of all profiles, in the file's order.
    pub fn profile_names(&self) -> Vec<String> {
        self.profiles.iter().map(|profile| profile.name.value.clone()).collect()
    }
}

fn read_capped(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(LARGEST_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_FILE_BYTES {
        return Err(std::io::Error::other("it is larger than 1 MB"));
    }
    Ok(bytes)
}

fn syntax_error(document: &Document<'_>, error: &toml::de::Error) -> ConfigError {
    let span = error.span().unwrap_or(0..0);
    let message = error.message().to_owned();
    let problem = if message.starts_with("duplicate key") {
        let key = shorten(document.text.get(span.clone()).unwrap_or_default().trim());
        Problem::Duplicate { key }
    } else {
        // The parser's message spans lines where it lists what it expected.
        Problem::Syntax { message: message.split_whitespace().collect::<Vec<_>>().join(" ") }
    };
    ConfigError::at(&document.origin(&span), problem)
}

fn profiles(document: &Document<'_>, top: &Section<'_, '_>, paths: &Paths) -> Result<Vec<Profile>, ConfigError> {
    let Some(table) = top.table("profiles")? else {
        return Ok(Vec::new());
    };
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    entries
        .into_iter()
        .map(|(name, value)| {
            let origin = document.origin(&name.span());
            let text = name.get_ref().as_ref();
            let Some(table) = value.get_ref().as_table() else {
                let problem = Problem::WrongType {
                    key: format!("profiles.{}", shorten(text)),
                    found: "a single value",
                    expected: "a table, such as [profiles.prod]",
                };
                return Err(ConfigError::at(&origin, problem));
            };
            if text.trim().is_empty() || shorten(text) != text {
                let expected = "a short name without control characters".to_owned();
                let problem = Problem::BadValue { key: "profiles".to_owned(), found: shorten(text), expected };
                return Err(ConfigError::at(&origin, problem));
            }
            let section = Section::open(document, format!("profiles.{text}."), table, PROFILE_KEYS)?;
            profile(&section, Sourced::new(text.to_owned(), origin), document, paths)
        })
        .collect()
}

fn profile(
    section: &Section<'_, '_>,
    name: Sourced<String>,
    document: &Document<'_>,
    paths: &Paths,
) -> Result<Profile, ConfigError> {
    let beside = document.path.parent();
    let expand = |found: Sourced<String>| Sourced::new(paths.expand(&found.value, beside), found.origin);
    Ok(Profile {
        name,
        base_url: section.parsed("base_url", "an address in quotes", address::parse)?,
        uuid: section.parsed("uuid", "the account's uuid in quotes", parse_uuid)?,
        algorithm: section.parsed("algorithm", "\"MD5\" or \"SHA256\"", parse_algorithm)?,
        secret: secret(section, expand)?,
        allow_http: section.boolean("allow_http")?,
        ca_file: section.string("ca_file", "a path in quotes")?.map(expand),
        reply_signature: section.parsed("reply_signature", "\"off\", \"warn\" or \"require\"", parse_policy)?,
    })
}

fn secret(
    section: &Section<'_, '_>,
    expand: impl Fn(Sourced<String>) -> Sourced<PathBuf>,
) -> Result<Option<Sourced<SecretSource>>, ConfigError> {
    // Read as a text, not through `parsed`: an error must not repeat the value.
    let inline = section.string("secret_key", "the account's secretKey in quotes")?;
    let file = section.string("secret_key_file", "a path in quotes")?;
    let command =
        section.strings("secret_key_command", "a list of texts, such as [\"pass\", \"show\", \"callbot\"]")?;
    if let Some(Sourced { origin, .. }) = command.as_ref().filter(|command| command_is_empty(&command.value)) {
        let key = section.full_key("secret_key_command");
        let expected = "a program and its arguments, such as [\"pass\", \"show\", \"callbot\"]".to_owned();
        return Err(ConfigError::at(origin, Problem::BadValue { key, found: "[]".to_owned(), expected }));
    }
    if let Some(empty) = inline.as_ref().filter(|inline| inline.value.is_empty()) {
        let problem = Problem::BadValue {
            key: section.full_key("secret_key"),
            found: String::new(),
            expected: "the secretKey from the platform's Developer page".to_owned(),
        };
        return Err(ConfigError::at(&empty.origin, problem));
    }
    let found = [
        inline.map(|found| ("secret_key", found.origin, SecretSource::Inline(SecretString::from(found.value)))),
        file.map(expand).map(|found| ("secret_key_file", found.origin, SecretSource::File(found.value))),
        command.map(|found| ("secret_key_command", found.origin, SecretSource::Command(found.value))),
    ];
    let mut found = found.into_iter().flatten();
    let Some((first, origin, source)) = found.next() else {
        return Ok(None);
    };
    match found.next() {
        None => Ok(Some(Sourced::new(source, origin))),
        Some((second, origin, _)) => {
            let problem = Problem::SeveralSecrets { first: section.full_key(first), second: section.full_key(second) };
            Err(ConfigError::at(&origin, problem))
        }
    }
}

fn command_is_empty(words: &[String]) -> bool {
    words.first().is_none_or(|program| program.trim().is_empty())
}

fn poll(document: &Document<'_>, top: &Section<'_, '_>) -> Result<PollSection, ConfigError> {
    let Some(table) = top.table("poll")? else {
        return Ok(PollSection::default());
    };
    let section = Section::open(document, "poll.".to_owned(), table, POLL_KEYS)?;
    Ok(PollSection {
        active_interval: section.duration("active_interval", INTERVALS)?,
        full_interval: section.duration("full_interval", INTERVALS)?,
        page_size: section.integer("page_size", 1..=1000)?,
        max_requests_per_second: section.integer("max_requests_per_second", 0..=1000)?,
        request_timeout: section.duration("request_timeout", TIMEOUTS)?,
        max_pages: section.integer("max_pages", 1..=1_000_000)?,
    })
}

fn theme(document: &Document<'_>, top: &Section<'_, '_>) -> Result<Option<Sourced<String>>, ConfigError> {
    let Some(table) = top.table("ui")? else {
        return Ok(None);
    };
    let section = Section::open(document, "ui.".to_owned(), table, UI_KEYS)?;
    section.parsed("theme", "the name of a theme in quotes", |text| {
        let known = THEMES.contains(&text).then(|| text.to_owned());
        known.ok_or_else(|| format!("one of {}", THEMES.join(", ")))
    })
}

/// Reads a uuid; it travels in a header, so that only visible ASCII characters can be in it.
pub fn parse_uuid(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.len() > 128 || !text.chars().all(|c| c.is_ascii_graphic()) {
        return Err("the uuid from the platform's Developer page".to_owned());
    }
    Ok(text.to_owned())
}

/// Reads a digest's name.
pub fn parse_algorithm(text: &str) -> Result<Algorithm, String> {
    text.parse().map_err(|_| "MD5 or SHA256, as the platform's Developer page shows it".to_owned())
}

fn parse_policy(text: &str) -> Result<SignaturePolicy, String> {
    match text {
        "off" => Ok(SignaturePolicy::Off),
        "warn" => Ok(SignaturePolicy::Warn),
        "require" => Ok(SignaturePolicy::Require),
        _ => Err("off, warn or require".to_owned()),
    }
}
