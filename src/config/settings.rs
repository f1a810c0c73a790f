//! The effective settings: one value for everything, each with its origin. Uses the other files of this room.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::ExposeSecret as _;

use super::address;
use super::alerts::AlertOrigins;
use super::error::{ConfigError, Problem};
use super::keys::KeysSection;
use super::notify::DesktopNotice;
use super::origin::{Origin, Sourced};
use super::paths::ConfigPath;
use super::reading;
use super::secret::{self, Credentials, SecretSource};
use super::store::StoreSettings;
use super::ui::{AmbiguousWidth, ThemeSetting};
use crate::api::{Algorithm, SignaturePolicy};
use crate::history::{AlertSettings, Severity};

/// Everything that can be set, as it holds for this run. `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which file was looked for; `None` where the platform names no directory.
    pub config_path: Option<ConfigPath>,
    /// Whether that file is there.
    pub config_file_exists: bool,
    /// The chosen profile and who chose it; `None` where the file has none.
    pub profile: Option<Sourced<String>>,
    /// Where the chosen profile stands in the file.
    pub profile_place: Option<Origin>,
    /// The server's address without a slash at the end.
    pub base_url: Sourced<String>,
    /// The account.
    pub uuid: Option<Sourced<String>>,
    /// Where the secret is kept.
    pub secret: Option<Sourced<SecretSource>>,
    /// The digest that signs requests.
    pub algorithm: Sourced<Algorithm>,
    /// Whether plain HTTP to other machines is allowed.
    pub allow_http: Sourced<bool>,
    /// A file of PEM certificates to trust besides the system's.
    pub ca_file: Option<Sourced<PathBuf>>,
    /// What to do about the signature of replies.
    pub reply_signature: Sourced<SignaturePolicy>,
    /// Time between two readings of pending, running and paused tasks.
    pub active_interval: Sourced<Duration>,
    /// Time between two readings of everything.
    pub full_interval: Sourced<Duration>,
    /// Rows asked for at a time, 1 to 1000.
    pub page_size: Sourced<u32>,
    /// Requests a second at most; 0 means no limit.
    pub max_requests_per_second: Sourced<u32>,
    /// The longest time from sending a request to the last byte of its answer.
    pub request_timeout: Sourced<Duration>,
    /// Pages of one sweep at most.
    pub max_pages: Sourced<u32>,
    /// Which theme.
    pub theme: Sourced<ThemeSetting>,
    /// When and how colours are used, one of [`COLOURS`](super::ui::COLOURS); the flag wins over it.
    pub color: Sourced<String>,
    /// How wide the terminal draws signs of open width.
    pub ambiguous_width: Sourced<AmbiguousWidth>,
    /// The user's own keys.
    pub keys: KeysSection,
    /// How much of the past is kept on disk.
    pub store: StoreSettings,
    /// Whether the terminal's bell rings for alerts.
    pub notify_bell: Sourced<bool>,
    /// By which sequence the terminal is asked for a desktop notice of alerts.
    pub notify_desktop: Sourced<DesktopNotice>,
    /// The program that is run for alerts, with its arguments.
    pub notify_command: Option<Sourced<Vec<String>>>,
    /// How grave an alert must be at least for bell, notice and program.
    pub notify_from: Sourced<Severity>,
    /// How the rules of alerts are set.
    pub alerts: AlertSettings,
    /// Where that stands.
    pub alert_origins: AlertOrigins,
    /// Whether `NO_COLOR` or `[ui] color` asks for no colours, or the terminal is a dumb one.
    pub no_color: bool,
}

impl Default for Settings {
    fn default() -> Self {
        let seconds = |seconds| Sourced::default_of(Duration::from_secs(seconds));
        Self {
            config_path: None,
            config_file_exists: false,
            profile: None,
            profile_place: None,
            base_url: Sourced::default_of(address::DEFAULT_BASE_URL.to_owned()),
            uuid: None,
            secret: None,
            algorithm: Sourced::default_of(Algorithm::default()),
            allow_http: Sourced::default_of(false),
            ca_file: None,
            reply_signature: Sourced::default_of(SignaturePolicy::default()),
            active_interval: seconds(15),
            full_interval: seconds(300),
            page_size: Sourced::default_of(100),
            max_requests_per_second: Sourced::default_of(5),
            request_timeout: seconds(30),
            max_pages: Sourced::default_of(10_000),
            theme: Sourced::default_of(ThemeSetting::auto()),
            color: Sourced::default_of("auto".to_owned()),
            ambiguous_width: Sourced::default_of(AmbiguousWidth::Auto),
            keys: KeysSection::default(),
            store: StoreSettings::default(),
            notify_bell: Sourced::default_of(false),
            notify_desktop: Sourced::default_of(DesktopNotice::Off),
            notify_command: None,
            notify_from: Sourced::default_of(Severity::Warning),
            alerts: AlertSettings::default(),
            alert_origins: AlertOrigins::default(),
            no_color: false,
        }
    }
}

/// The largest certificate file that is read; a bundle of all public authorities has a quarter of a megabyte.
const LARGEST_PEM_BYTES: usize = 16 << 20;

impl Settings {
    /// What to call the account: the profile's name, `demo`, or `environment` where there is no profile.
    pub fn profile_name(&self) -> &str {
        self.profile.as_ref().map_or("environment", |profile| profile.value.as_str())
    }

    /// Where the configuration file is or would be.
    pub fn config_path_words(&self) -> String {
        self.config_path.as_ref().map_or_else(|| "config.toml".to_owned(), |chosen| chosen.path.display().to_string())
    }

    /// Which file was looked for and whether it was there, in words.
    pub fn config_file_words(&self) -> String {
        match (&self.config_path, self.config_file_exists) {
            (None, _) => "no file is read".to_owned(),
            (Some(chosen), true) => chosen.path.display().to_string(),
            (Some(chosen), false) => format!("{} (no file there; defaults hold)", chosen.path.display()),
        }
    }

    /// The credentials that are nowhere to be found: `uuid`, `secret key`.
    pub fn missing_credentials(&self) -> Vec<&'static str> {
        let uuid = self.uuid.is_none().then_some("uuid");
        let secret = self.secret.is_none().then_some("secret key");
        uuid.into_iter().chain(secret).collect()
    }

    /// Whether credentials are missing and no profile was begun either: the first start, not a mistake.
    pub fn is_first_start(&self) -> bool {
        self.profile_place.is_none() && !self.missing_credentials().is_empty()
    }

    /// The credentials, with the secret fetched from wherever it is kept.
    ///
    /// # Errors
    /// When one is missing or the secret cannot be fetched.
    pub fn credentials(&self) -> Result<Credentials, ConfigError> {
        match (&self.uuid, &self.secret) {
            (Some(uuid), Some(source)) => {
                let secret = secret::fetch(source)?;
                if secret.expose_secret() == uuid.value {
                    return Err(ConfigError::at(&source.origin, Problem::SameCredentials));
                }
                Ok(Credentials { uuid: uuid.value.clone(), secret })
            }
            _ => Err(self.missing_error()),
        }
    }

    fn missing_error(&self) -> ConfigError {
        let problem = Problem::MissingCredentials {
            missing: self.missing_credentials(),
            profile: self.profile_place.as_ref().map(|_| self.profile_name().to_owned()),
            config_path: self.config_path_words(),
        };
        match &self.profile_place {
            Some(place) => ConfigError::at(place, problem),
            None => ConfigError::nowhere(problem),
        }
    }

    /// The certificates of `ca_file`; `None` where none is set.
    ///
    /// # Errors
    /// When the file cannot be read or holds no certificate.
    pub fn certificates(&self) -> Result<Option<Vec<u8>>, ConfigError> {
        let Some(Sourced { value: path, origin }) = &self.ca_file else {
            return Ok(None);
        };
        // What leads nowhere may be a secret in the wrong place.
        let is_told = path.exists() || matches!(origin, Origin::Flag(_));
        let path_words = if is_told { path.display().to_string() } else { "the file of ca_file".to_owned() };
        let refuse = |reason| Err(ConfigError::at(origin, Problem::Certificates { path: path_words, reason }));
        match reading::read_file(path, LARGEST_PEM_BYTES).map(|pem| pem.to_vec()) {
            Ok(pem) if pem.len() > LARGEST_PEM_BYTES => refuse("it is larger than 16 MB".to_owned()),
            Ok(pem) if memchr::memmem::find(&pem, b"-----BEGIN CERTIFICATE-----").is_some() => Ok(Some(pem)),
            Ok(_) => refuse("it holds no PEM certificate".to_owned()),
            Err(error) => refuse(reading::words(&error)),
        }
    }

    /// Warnings that do not keep the program from running: files with a secret that others can read or change, and a
    /// configuration that names programs to run and that others can change.
    pub fn warnings(&self) -> Vec<String> {
        let secret = self.secret.as_ref().and_then(|source| match &source.value {
            SecretSource::Inline(_) => secret::file_of(&source.origin),
            SecretSource::File(path) => Some(path.as_path()),
            SecretSource::Command(_) => None,
        });
        let command = self.secret.as_ref().filter(|source| matches!(source.value, SecretSource::Command(_)));
        let programs = command.map(|source| &source.origin).or(self.notify_command.as_ref().map(|hook| &hook.origin));
        let programs = programs.and_then(secret::file_of).filter(|path| secret != Some(*path));
        let exposed = secret.and_then(secret::exposure_warning);
        exposed.into_iter().chain(programs.and_then(secret::programs_warning)).collect()
    }
}
