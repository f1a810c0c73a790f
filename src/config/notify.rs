//! `[notify]`: how alerts leave the program. Uses `section`, `error` and the severities of `history`.

use std::fmt;

use super::error::{ConfigError, Problem};
use super::origin::Sourced;
use super::section::{Document, Section, shorten};
use crate::history::Severity;

const NOTIFY_KEYS: &[&str] = &["bell", "desktop", "command", "from"];

/// By which escape sequence the terminal is asked for a desktop notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DesktopNotice {
    /// It is not asked.
    #[default]
    Off,
    /// OSC 9: iTerm2, WezTerm, Ghostty, Windows Terminal.
    Osc9,
    /// OSC 777: rxvt-unicode, foot, VTE, WezTerm, Ghostty.
    Osc777,
    /// OSC 99: kitty, foot.
    Osc99,
}

impl DesktopNotice {
    /// Every one, in the order in which they are named.
    const ALL: [Self; 4] = [Self::Off, Self::Osc9, Self::Osc777, Self::Osc99];
}

impl fmt::Display for DesktopNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Off => "off",
            Self::Osc9 => "osc9",
            Self::Osc777 => "osc777",
            Self::Osc99 => "osc99",
        })
    }
}

/// `[notify]`.
#[derive(Debug, Clone, Default)]
pub struct NotifySection {
    /// `bell`.
    pub bell: Option<Sourced<bool>>,
    /// `desktop`.
    pub desktop: Option<Sourced<DesktopNotice>>,
    /// `command`: a program and its arguments; never empty.
    pub command: Option<Sourced<Vec<String>>>,
    /// `from`.
    pub from: Option<Sourced<Severity>>,
}

/// Reads `[notify]`.
///
/// # Errors
/// The first thing that is wrong with it.
pub(super) fn read(document: &Document<'_>, top: &Section<'_, '_>) -> Result<NotifySection, ConfigError> {
    let Some(table) = top.table("notify")? else {
        return Ok(NotifySection::default());
    };
    let section = Section::open(document, "notify.".to_owned(), table, NOTIFY_KEYS)?;
    Ok(NotifySection {
        bell: section.boolean("bell")?,
        desktop: section.parsed("desktop", "\"off\", \"osc9\", \"osc777\" or \"osc99\"", desktop)?,
        command: command(&section)?,
        from: section.parsed("from", "\"info\", \"warn\" or \"crit\"", severity)?,
    })
}

fn desktop(text: &str) -> Result<DesktopNotice, String> {
    let known = DesktopNotice::ALL.into_iter().find(|choice| choice.to_string() == text);
    known.ok_or_else(|| "off, osc9, osc777 or osc99".to_owned())
}

fn severity(text: &str) -> Result<Severity, String> {
    Severity::from_word(text).ok_or_else(|| "info, warn or crit".to_owned())
}

fn command(section: &Section<'_, '_>) -> Result<Option<Sourced<Vec<String>>>, ConfigError> {
    let command = section.strings("command", "a list of texts, such as [\"notify-send\", \"Callbot alert\"]")?;
    match command {
        Some(Sourced { value, origin }) if value.first().is_none_or(|program| program.trim().is_empty()) => {
            let problem = Problem::BadValue {
                key: section.full_key("command"),
                found: shorten(&format!("{value:?}")),
                expected: "a program and its arguments, such as [\"notify-send\", \"Callbot alert\"]".to_owned(),
            };
            Err(ConfigError::at(&origin, problem))
        }
        command => Ok(command),
    }
}
