//! From flags, environment, file and defaults to [`Settings`]: the first that says something wins. Uses the other files of
//! this room.

use std::path::PathBuf;

use secrecy::ExposeSecret as _;

use super::address;
use super::error::{ConfigError, Problem};
use super::file::ConfigFile;
use super::origin::{Origin, Sourced};
use super::paths::{ConfigPath, Paths};
use super::profile::{Profile, parse_algorithm, parse_uuid};
use super::secret::{SecretSource, taken};
use super::section::{nearest, told};
use super::settings::Settings;

/// The command line's part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flags {
    /// `--config`.
    pub config: Option<PathBuf>,
    /// `--profile`.
    pub profile: Option<String>,
    /// `--base-url`.
    pub base_url: Option<String>,
    /// `--ca-file`.
    pub ca_file: Option<PathBuf>,
}

/// How an environment variable is asked for. A variable that is set but empty counts as not set.
pub type Env<'e> = &'e dyn Fn(&str) -> Option<String>;

/// Finds and reads the configuration file. A file that nobody asked for may be missing.
///
/// # Errors
/// What is wrong with the file, or that an explicitly named one is not there.
pub fn sources_file(
    flags: &Flags,
    env: Env<'_>,
    paths: &Paths,
) -> Result<(Option<ConfigPath>, Option<ConfigFile>), ConfigError> {
    let Some(chosen) = ConfigPath::choose(flags.config.as_deref(), env, paths) else {
        return Ok((None, None));
    };
    let file = ConfigFile::read(&chosen.path, paths)?;
    if file.is_none() && chosen.is_explicit() {
        let reason = format!("{} does not exist", chosen.path.display());
        return Err(ConfigError::at(&chosen.origin, Problem::Unreadable { reason }));
    }
    Ok((Some(chosen), file))
}

/// The settings for this run.
///
/// # Errors
/// The first thing that is wrong. Missing credentials are no error here but in [`Settings::credentials`], because the
/// dashboard starts without them.
pub fn load(flags: &Flags, env: Env<'_>, paths: &Paths) -> Result<Settings, ConfigError> {
    let (chosen, file) = sources_file(flags, env, paths)?;
    let exists = file.is_some();
    let file = file.unwrap_or_default();
    let name = choose_profile(flags, env, &file)?;
    let mut settings = settings_for(name, &file, flags, env)?;
    settings.config_path = chosen;
    settings.config_file_exists = exists;
    Ok(settings)
}

/// The profile of the flag, the environment or `default_profile`; else the only one there is.
fn choose_profile(flags: &Flags, env: Env<'_>, file: &ConfigFile) -> Result<Option<Sourced<String>>, ConfigError> {
    let asked = flags
        .profile
        .clone()
        .map(|name| Sourced::new(name, Origin::Flag("--profile")))
        .or_else(|| variable(env, "CALLBOT_PROFILE"))
        .or_else(|| file.default_profile.clone());
    if let Some(name) = asked {
        if file.profile(&name.value).is_some() {
            return Ok(Some(name));
        }
        let known = file.profile_names();
        let names: Vec<&str> = known.iter().map(String::as_str).collect();
        // The nearest name first: it is the one that was meant.
        let meant = nearest(&name.value, &names).map(str::to_owned);
        let others = known.iter().filter(|other| Some(*other) != meant.as_ref()).cloned();
        let known = meant.clone().into_iter().chain(others).collect();
        let elsewhere = match (&name.origin, file.profiles.first().map(|profile| &profile.name.origin)) {
            (Origin::Flag(_) | Origin::Environment(_), Some(Origin::File { path, .. })) => Some(path),
            _ => None,
        };
        let file = elsewhere.map_or_else(|| "the file".to_owned(), |path| path.display().to_string());
        return Err(ConfigError::at(&name.origin, Problem::UnknownProfile { name: told(&name.value), known, file }));
    }
    match file.profiles.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(Sourced::default_of(only.name.value.clone()))),
        _ if env_has_credentials(env) => Ok(None),
        [_, second, ..] => {
            Err(ConfigError::at(&second.name.origin, Problem::NoProfileChosen { known: file.profile_names() }))
        }
    }
}

fn env_has_credentials(env: Env<'_>) -> bool {
    variable(env, "CALLBOT_UUID").is_some() && secret_variable(env).is_some()
}

/// The settings with a given profile of a given file.
///
/// # Errors
/// A bad value in the environment or on the command line, or an address that is not allowed.
pub fn settings_for(
    name: Option<Sourced<String>>,
    file: &ConfigFile,
    flags: &Flags,
    env: Env<'_>,
) -> Result<Settings, ConfigError> {
    let mut settings =
        Settings { no_color: variable(env, "NO_COLOR").is_some() || is_dumb(env), ..Settings::default() };
    take_common(&mut settings, file);
    if let Some(profile) = name.as_ref().and_then(|name| file.profile(&name.value)) {
        take_profile(&mut settings, profile);
    }
    settings.profile = name;
    take_environment(&mut settings, env)?;
    take_flags(&mut settings, flags)?;
    if address::is_plain_and_remote(&settings.base_url.value) && !settings.allow_http.value {
        let host = address::host_and_port(&settings.base_url.value);
        return Err(ConfigError::at(&settings.base_url.origin, Problem::PlainHttp { host }));
    }
    Ok(settings)
}

fn take_common(settings: &mut Settings, file: &ConfigFile) {
    let poll = file.poll.clone();
    replace(&mut settings.active_interval, poll.active_interval);
    replace(&mut settings.full_interval, poll.full_interval);
    replace(&mut settings.page_size, poll.page_size);
    replace(&mut settings.max_requests_per_second, poll.max_requests_per_second);
    replace(&mut settings.request_timeout, poll.request_timeout);
    replace(&mut settings.max_pages, poll.max_pages);
    let ui = file.ui.clone();
    replace(&mut settings.theme, ui.theme);
    replace(&mut settings.color, ui.color);
    settings.no_color |= settings.color.value == "never";
    replace(&mut settings.ambiguous_width, ui.ambiguous_width);
    settings.keys = file.keys.clone();
    let store = file.store.clone();
    replace(&mut settings.store.enabled, store.enabled);
    replace(&mut settings.store.detail_hours, store.detail_hours);
    replace(&mut settings.store.days, store.days);
    replace(&mut settings.store.max_mb, store.max_mb);
    let notify = file.notify.clone();
    replace(&mut settings.notify_bell, notify.bell);
    replace(&mut settings.notify_desktop, notify.desktop);
    settings.notify_command = notify.command;
    replace(&mut settings.notify_from, notify.from);
    settings.alerts = file.alerts.settings.clone();
    settings.alert_origins = file.alerts.origins.clone();
}

fn take_profile(settings: &mut Settings, profile: &Profile) {
    let profile = profile.clone();
    settings.profile_place = Some(profile.name.origin);
    replace(&mut settings.base_url, profile.base_url);
    settings.uuid = profile.uuid;
    settings.secret = profile.secret;
    replace(&mut settings.algorithm, profile.algorithm);
    replace(&mut settings.allow_http, profile.allow_http);
    settings.ca_file = profile.ca_file;
    replace(&mut settings.reply_signature, profile.reply_signature);
}

fn take_environment(settings: &mut Settings, env: Env<'_>) -> Result<(), ConfigError> {
    if let Some(uuid) = variable(env, "CALLBOT_UUID") {
        settings.uuid = Some(parse(uuid, "CALLBOT_UUID", parse_uuid)?);
    }
    settings.secret = secret_variable(env).or(settings.secret.take());
    if let Some(name) = variable(env, "CALLBOT_ALGORITHM") {
        settings.algorithm = parse(name, "CALLBOT_ALGORITHM", parse_algorithm)?;
    }
    if let Some(url) = variable(env, "CALLBOT_BASE_URL") {
        settings.base_url = parse(url, "CALLBOT_BASE_URL", address::parse)?;
    }
    Ok(())
}

fn take_flags(settings: &mut Settings, flags: &Flags) -> Result<(), ConfigError> {
    if let Some(url) = &flags.base_url {
        let url = Sourced::new(url.clone(), Origin::Flag("--base-url"));
        settings.base_url = parse(url, "--base-url", address::parse)?;
    }
    if let Some(path) = &flags.ca_file {
        settings.ca_file = Some(Sourced::new(path.clone(), Origin::Flag("--ca-file")));
    }
    Ok(())
}

/// A terminal that knows no control sequences.
fn is_dumb(env: Env<'_>) -> bool {
    env("TERM").as_deref() == Some("dumb")
}

fn variable(env: Env<'_>, name: &'static str) -> Option<Sourced<String>> {
    env(name).filter(|value| !value.is_empty()).map(|value| Sourced::new(value, Origin::Environment(name)))
}

/// The secret of the environment; no copy of it is left behind.
fn secret_variable(env: Env<'_>) -> Option<Sourced<SecretSource>> {
    let name = "CALLBOT_SECRET_KEY";
    let secret = taken(env(name)?);
    let is_set = !secret.expose_secret().is_empty();
    is_set.then(|| Sourced::new(SecretSource::Inline(secret), Origin::Environment(name)))
}

fn parse<T>(
    text: Sourced<String>,
    key: &str,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Sourced<T>, ConfigError> {
    match parse(&text.value) {
        Ok(value) => Ok(Sourced::new(value, text.origin)),
        Err(expected) => Err(ConfigError::at(&text.origin, Problem::bad_value(key.to_owned(), &text.value, expected))),
    }
}

fn replace<T>(value: &mut Sourced<T>, by: Option<Sourced<T>>) {
    if let Some(by) = by {
        *value = by;
    }
}
