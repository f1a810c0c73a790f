//! Where every setting comes from: flags, the environment, `config.toml`, defaults; and what is wrong with it. Uses
//! `domain`, `keys` and the types of `api` and `history`.
//!
//! [`load`] gives [`Settings`], in which each value knows its origin. The secret itself is read last, by
//! [`Settings::credentials`].

pub mod address;
pub mod alerts;
pub mod error;
pub mod file;
pub mod keys;
pub mod notify;
pub mod origin;
pub mod paths;
pub mod profile;
pub mod reading;
pub mod resolve;
pub mod secret;
pub mod secret_command;
pub mod section;
pub mod settings;
pub mod show;
pub mod store;
pub mod template;
pub mod ui;

pub use alerts::{AlertOrigins, AlertsSection};
pub use error::{ConfigError, Problem};
pub use file::ConfigFile;
pub use keys::KeysSection;
pub use notify::{DesktopNotice, NotifySection};
pub use origin::{Origin, Sourced};
pub use paths::{ConfigPath, Paths};
pub use profile::Profile;
pub use resolve::{Flags, load, settings_for, sources_file};
pub use secret::{Credentials, SecretSource};
pub use settings::Settings;
pub use store::{StoreSection, StoreSettings};
pub use ui::{AmbiguousWidth, COLOURS, THEMES, ThemeSetting, UiSection, themes_folder};
