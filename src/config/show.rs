//! The effective settings as rows of text: key, value, origin. Secrets are never in them. Uses `settings`, `secret`,
//! `notify` and `keys`.

use super::alerts;
use super::origin::{Origin, Sourced};
use super::secret::{SecretSource, command_name};
use super::section::human;
use super::settings::Settings;
use crate::api::SignaturePolicy;
use crate::keys::Keymap;

/// One setting in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownSetting {
    /// The key, with the section it belongs to.
    pub key: &'static str,
    /// The value; `-` where there is none.
    pub value: String,
    /// Where it came from.
    pub origin: Origin,
}

impl Settings {
    /// Every setting in words.
    pub fn shown(&self) -> Vec<ShownSetting> {
        let mut shown = vec![
            optional("profile", self.profile.as_ref(), Clone::clone),
            row("base_url", &self.base_url, Clone::clone),
            optional("uuid", self.uuid.as_ref(), Clone::clone),
            optional("secret_key", self.secret.as_ref(), SecretSource::words),
            row("algorithm", &self.algorithm, ToString::to_string),
            row("allow_http", &self.allow_http, ToString::to_string),
            optional("ca_file", self.ca_file.as_ref(), |path| path.display().to_string()),
            row("reply_signature", &self.reply_signature, |policy| policy_word(*policy).to_owned()),
            row("poll.active_interval", &self.active_interval, |duration| human(*duration)),
            row("poll.full_interval", &self.full_interval, |duration| human(*duration)),
            row("poll.page_size", &self.page_size, ToString::to_string),
            row("poll.max_requests_per_second", &self.max_requests_per_second, ToString::to_string),
            row("poll.request_timeout", &self.request_timeout, |duration| human(*duration)),
            row("poll.max_pages", &self.max_pages, ToString::to_string),
            row("ui.theme", &self.theme, ToString::to_string),
            row("ui.color", &self.color, Clone::clone),
            row("ui.ambiguous_width", &self.ambiguous_width, ToString::to_string),
            row("store.enabled", &self.store.enabled, ToString::to_string),
            row("store.detail_hours", &self.store.detail_hours, ToString::to_string),
            row("store.days", &self.store.days, ToString::to_string),
            row("store.max_mb", &self.store.max_mb, ToString::to_string),
            self.shown_keys(),
            row("notify.bell", &self.notify_bell, ToString::to_string),
            row("notify.desktop", &self.notify_desktop, ToString::to_string),
            // Its arguments may hold a token.
            optional("notify.command", self.notify_command.as_ref(), |words| format!("(runs {})", command_name(words))),
            row("notify.from", &self.notify_from, |severity| severity.config_word().to_owned()),
        ];
        let alerts = alerts::rows(&self.alerts, &self.alert_origins);
        shown.extend(alerts.into_iter().map(|(key, value, origin)| ShownSetting { key, value, origin }));
        shown
    }

    /// The keys are too many for a row each; `callbot-tui keys` prints them.
    fn shown_keys(&self) -> ShownSetting {
        let (keymap, _) = self.keys.keymap();
        let usual = Keymap::default();
        let rows = keymap.rows().iter().zip(usual.rows()).filter(|(row, _)| row.follows.is_none());
        let changed = rows.filter(|(row, usual)| row.chords != usual.chords).count();
        let value = match changed {
            0 => "as they come".to_owned(),
            1 => "1 changed".to_owned(),
            more => format!("{more} changed"),
        };
        ShownSetting { key: "keys", value, origin: self.keys.origin.clone().unwrap_or(Origin::Default) }
    }
}

fn row<T>(key: &'static str, setting: &Sourced<T>, words: impl FnOnce(&T) -> String) -> ShownSetting {
    ShownSetting { key, value: words(&setting.value), origin: setting.origin.clone() }
}

fn optional<T>(key: &'static str, setting: Option<&Sourced<T>>, words: impl FnOnce(&T) -> String) -> ShownSetting {
    match setting {
        Some(setting) => row(key, setting, words),
        None => ShownSetting { key, value: "-".to_owned(), origin: Origin::Default },
    }
}

/// The policy as it is written in the file.
pub fn policy_word(policy: SignaturePolicy) -> &'static str {
    match policy {
        SignaturePolicy::Off => "off",
        SignaturePolicy::Warn => "warn",
        SignaturePolicy::Require => "require",
    }
}
