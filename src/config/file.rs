//! `config.toml` as it is written: every known key, each value with its line. Uses `reading` and the files of
//! its sections.

use std::borrow::Cow;
use std::io;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use secrecy::zeroize::{Zeroize as _, Zeroizing};
use toml::de::{DeTable, DeValue};

use super::alerts::{self, AlertsSection};
use super::error::{ConfigError, Problem};
use super::keys::{self, KeysSection};
use super::notify::{self, NotifySection};
use super::origin::{Origin, Sourced};
use super::paths::Paths;
use super::profile::{self, Profile};
use super::reading;
use super::section::{Document, Faults, Section, told};
use super::store::{self, StoreSection};
use super::ui::{self, UiSection};

/// The largest file that is read, in bytes.
const LARGEST_FILE_BYTES: usize = 1 << 20;

const TOP_KEYS: &[&str] = &["default_profile", "profiles", "poll", "ui", "keys", "store", "notify", "alerts"];
const POLL_KEYS: &[&str] =
    &["active_interval", "full_interval", "page_size", "max_requests_per_second", "request_timeout", "max_pages"];

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
    /// `[ui]`.
    pub ui: UiSection,
    /// `[keys]`.
    pub keys: KeysSection,
    /// `[store]`.
    pub store: StoreSection,
    /// `[notify]`.
    pub notify: NotifySection,
    /// `[alerts]`.
    pub alerts: AlertsSection,
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
    /// Everything that is wrong with it, as far as it can be told apart; where the text is no TOML, the first place.
    pub fn read(path: &Path, paths: &Paths) -> Result<Option<Self>, ConfigError> {
        let shared: Arc<Path> = path.into();
        let whole_file = Origin::File { path: Arc::clone(&shared), line: 0 };
        let bytes = match read_capped(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(ConfigError::at(&whole_file, Problem::Unreadable { reason: reading::words(&error) }));
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
    /// Everything that is wrong with it, as far as it can be told apart; where the text is no TOML, the first place.
    pub fn parse(text: &str, path: Arc<Path>, paths: &Paths) -> Result<Self, ConfigError> {
        let document = Document { path, text: text.strip_prefix('\u{feff}').unwrap_or(text) };
        let mut root = DeTable::parse(document.text).map_err(|error| syntax_error(&document, &error))?;
        let read = Self::of_table(&document, root.get_ref(), paths);
        wipe_table(root.get_mut());
        read
    }

    fn of_table(document: &Document<'_>, root: &DeTable<'_>, paths: &Paths) -> Result<Self, ConfigError> {
        let mut faults = Faults::default();
        let top = Section::open_noting(document, String::new(), root, TOP_KEYS, &mut faults);
        let file = Self {
            default_profile: faults.note(top.string("default_profile", "the name of a profile in quotes")),
            profiles: faults.note(profile::read_all(document, &top, paths)),
            poll: faults.note(poll(document, &top)),
            ui: faults.note(ui::read(document, &top, paths)),
            keys: keys::read(document, &top),
            store: faults.note(store::read(document, &top)),
            notify: faults.note(notify::read(document, &top)),
            alerts: faults.note(alerts::read(document, &top)),
        };
        faults.or(file)
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

/// The file's bytes, which may hold a secret.
fn read_capped(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let bytes = reading::read_file(path, LARGEST_FILE_BYTES)?;
    if bytes.len() > LARGEST_FILE_BYTES {
        return Err(io::Error::other("it is larger than 1 MB"));
    }
    Ok(bytes)
}

/// Overwrites the texts of which the parser made copies: those with escapes, and those of several lines.
fn wipe(value: &mut DeValue<'_>) {
    match value {
        DeValue::String(Cow::Owned(text)) => text.zeroize(),
        DeValue::Array(items) => items.iter_mut().for_each(|item| wipe(item.get_mut())),
        DeValue::Table(table) => wipe_table(table),
        _ => {}
    }
}

fn wipe_table(table: &mut DeTable<'_>) {
    table.iter_mut().for_each(|(_, value)| wipe(value.get_mut()));
}

fn syntax_error(document: &Document<'_>, error: &toml::de::Error) -> ConfigError {
    let span = error.span().unwrap_or(0..0);
    let message = error.message().to_owned();
    let problem = if message.starts_with("duplicate key") {
        let key = told(document.text.get(span.clone()).unwrap_or_default().trim());
        Problem::Duplicate { key }
    } else {
        // The parser's message spans lines where it lists what it expected.
        Problem::Syntax { message: message.split_whitespace().collect::<Vec<_>>().join(" ") }
    };
    ConfigError::at(&document.origin(&span), problem)
}

fn poll(document: &Document<'_>, top: &Section<'_, '_>) -> Result<PollSection, ConfigError> {
    let Some(table) = top.table("poll")? else {
        return Ok(PollSection::default());
    };
    let mut faults = Faults::default();
    let section = Section::open_noting(document, "poll.".to_owned(), table, POLL_KEYS, &mut faults);
    let section = PollSection {
        active_interval: faults.note(section.duration("active_interval", INTERVALS)),
        full_interval: faults.note(section.duration("full_interval", INTERVALS)),
        page_size: faults.note(section.integer("page_size", 1..=1000)),
        max_requests_per_second: faults.note(section.integer("max_requests_per_second", 0..=1000)),
        request_timeout: faults.note(section.duration("request_timeout", TIMEOUTS)),
        max_pages: faults.note(section.integer("max_pages", 1..=1_000_000)),
    };
    faults.or(section)
}
