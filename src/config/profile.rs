//! `[profiles.NAME]`: one account of the configuration file. Uses `section`, `address`, `secret`, `paths` and `error`.

use std::borrow::Cow;
use std::path::PathBuf;

use secrecy::ExposeSecret as _;
use toml::Spanned;
use toml::de::DeValue;

use super::address;
use super::error::{ConfigError, Problem};
use super::origin::Sourced;
use super::paths::Paths;
use super::secret::SecretSource;
use super::section::{Document, Faults, Section, shorten, told};
use crate::api::{Algorithm, SignaturePolicy};

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

/// All profiles in the file's order.
pub(super) fn read_all(
    document: &Document<'_>,
    top: &Section<'_, '_>,
    paths: &Paths,
) -> Result<Vec<Profile>, ConfigError> {
    let Some(table) = top.table("profiles")? else {
        return Ok(Vec::new());
    };
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    let mut faults = Faults::default();
    let profiles = entries.into_iter().map(|(name, value)| one(document, name, value, paths));
    let profiles: Vec<Profile> = profiles.filter_map(|read| faults.note(read.map(Some))).collect();
    faults.or(profiles)
}

fn one(
    document: &Document<'_>,
    name: &Spanned<Cow<'_, str>>,
    value: &Spanned<DeValue<'_>>,
    paths: &Paths,
) -> Result<Profile, ConfigError> {
    let origin = document.origin(&name.span());
    let text = name.get_ref().as_ref();
    let Some(table) = value.get_ref().as_table() else {
        let problem = Problem::WrongType {
            key: format!("profiles.{}", told(text)),
            found: "a single value",
            expected: "a table, such as [profiles.prod]",
        };
        return Err(ConfigError::at(&origin, problem));
    };
    if text.trim().is_empty() || shorten(text) != text {
        let expected = "a short name without control characters".to_owned();
        return Err(ConfigError::at(&origin, Problem::bad_value("profiles".to_owned(), text, expected)));
    }
    let mut faults = Faults::default();
    let section = Section::open_noting(document, format!("profiles.{text}."), table, PROFILE_KEYS, &mut faults);
    let beside = document.path.parent();
    let expand = |found: Sourced<String>| Sourced::new(paths.expand(&found.value, beside), found.origin);
    let profile = Profile {
        name: Sourced::new(text.to_owned(), origin),
        base_url: faults.note(section.parsed("base_url", "an address in quotes", address::parse)),
        uuid: faults.note(section.parsed("uuid", "the account's uuid in quotes", parse_uuid)),
        algorithm: faults.note(section.parsed("algorithm", "\"MD5\" or \"SHA256\"", parse_algorithm)),
        secret: faults.note(secret(&section, expand)),
        allow_http: faults.note(section.boolean("allow_http")),
        ca_file: faults.note(section.string("ca_file", "a path in quotes")).map(expand),
        reply_signature: faults.note(section.parsed(
            "reply_signature",
            "\"off\", \"warn\" or \"require\"",
            parse_policy,
        )),
    };
    faults.or(profile)
}

fn secret(
    section: &Section<'_, '_>,
    expand: impl Fn(Sourced<String>) -> Sourced<PathBuf>,
) -> Result<Option<Sourced<SecretSource>>, ConfigError> {
    // Read as a text, not through `parsed`: an error must not repeat the value.
    let inline = section.secret("secret_key", "the account's secretKey in quotes")?;
    let file = section.string("secret_key_file", "a path in quotes")?;
    let command =
        section.strings("secret_key_command", "a list of texts, such as [\"pass\", \"show\", \"callbot\"]")?;
    if let Some(Sourced { origin, .. }) = command.as_ref().filter(|command| command_is_empty(&command.value)) {
        let key = section.full_key("secret_key_command");
        let expected = "a program and its arguments, such as [\"pass\", \"show\", \"callbot\"]".to_owned();
        return Err(ConfigError::at(origin, Problem::bad_value(key, "[]", expected)));
    }
    if let Some(empty) = inline.as_ref().filter(|inline| inline.value.expose_secret().trim().is_empty()) {
        let expected = "the secretKey from the platform's Developer page".to_owned();
        let problem = Problem::bad_value(section.full_key("secret_key"), "", expected);
        return Err(ConfigError::at(&empty.origin, problem));
    }
    let found = [
        inline.map(|found| ("secret_key", found.origin, SecretSource::Inline(found.value))),
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
