//! `[ui]`: how the dashboard looks. Uses `section`.

use std::fmt;
use std::path::{Path, PathBuf};

use super::error::{ConfigError, Problem};
use super::origin::Sourced;
use super::paths::Paths;
use super::section::{Document, Faults, Section};

/// The names of themes that `[ui] theme` accepts besides those of a user's own.
pub const THEMES: &[&str] = &["auto", "dark", "light", "high-contrast", "colour-blind", "mono"];

/// What `[ui] color` and `--color` accept.
pub const COLOURS: &[&str] = &["auto", "16", "256", "true", "always", "never"];

/// The folder of a user's own themes, beside the configuration file.
const THEMES_FOLDER: &str = "themes";

const UI_KEYS: &[&str] = &["theme", "color", "ambiguous_width"];

/// `[ui]`.
#[derive(Debug, Clone, Default)]
pub struct UiSection {
    /// `theme`.
    pub theme: Option<Sourced<ThemeSetting>>,
    /// `color`: one of [`COLOURS`].
    pub color: Option<Sourced<String>>,
    /// `ambiguous_width`.
    pub ambiguous_width: Option<Sourced<AmbiguousWidth>>,
}

/// Which theme is asked for. In words it is what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeSetting {
    /// One of [`THEMES`], or what was written where it is a theme of the user's own.
    pub name: String,
    /// The theme file, where it is a theme of the user's own.
    pub file: Option<PathBuf>,
}

impl ThemeSetting {
    /// `auto`.
    pub fn auto() -> Self {
        Self { name: "auto".to_owned(), file: None }
    }
}

impl fmt::Display for ThemeSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// How many columns the terminal gives to signs whose width Unicode leaves open, such as lines, blocks and `…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AmbiguousWidth {
    /// Two with a Chinese, Japanese or Korean locale, else one.
    #[default]
    Auto,
    /// One column.
    One,
    /// Two columns; then the board is drawn with ASCII signs.
    Two,
}

impl fmt::Display for AmbiguousWidth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::One => "1",
            Self::Two => "2",
        })
    }
}

/// The folder of the user's own themes.
pub fn themes_folder(config_file: &Path) -> Option<PathBuf> {
    config_file.parent().map(|folder| folder.join(THEMES_FOLDER))
}

/// Reads `[ui]`.
///
/// # Errors
/// Everything that is wrong with it.
pub(super) fn read(document: &Document<'_>, top: &Section<'_, '_>, paths: &Paths) -> Result<UiSection, ConfigError> {
    let Some(table) = top.table("ui")? else {
        return Ok(UiSection::default());
    };
    let mut faults = Faults::default();
    let section = Section::open_noting(document, "ui.".to_owned(), table, UI_KEYS, &mut faults);
    let read_theme = |text: &str| theme(text, &document.path, paths);
    let colours = "\"auto\", \"always\", \"never\", \"16\", \"256\" or \"true\"";
    let width = word_or_number(&section, "ambiguous_width", &["auto", "1", "2"], "\"auto\", 1 or 2");
    let section = UiSection {
        theme: faults.note(section.parsed("theme", "the name of a theme in quotes", read_theme)),
        color: faults.note(word_or_number(&section, "color", COLOURS, colours)),
        ambiguous_width: faults.note(width).map(|text| Sourced {
            value: match text.value.as_str() {
                "1" => AmbiguousWidth::One,
                "2" => AmbiguousWidth::Two,
                _ => AmbiguousWidth::Auto,
            },
            origin: text.origin,
        }),
    };
    faults.or(section)
}

fn theme(text: &str, config_file: &Path, paths: &Paths) -> Result<ThemeSetting, String> {
    let known = if text == "color-blind" { "colour-blind" } else { text };
    if THEMES.contains(&known) {
        return Ok(ThemeSetting { name: known.to_owned(), file: None });
    }
    let is_path = text.contains(['/', '\\']) || Path::new(text).extension().is_some_and(|end| end == "toml");
    let file = if is_path {
        Some(paths.expand(text, config_file.parent()))
    } else {
        themes_folder(config_file).map(|folder| folder.join(format!("{text}.toml")))
    };
    match file.filter(|file| is_path || file.is_file()) {
        Some(file) => Ok(ThemeSetting { name: text.to_owned(), file: Some(file) }),
        None => Err(format!(
            "one of {}, the name of a file in {THEMES_FOLDER} beside the configuration file, or the path of a theme file",
            THEMES.join(", ")
        )),
    }
}

/// One of a few words; those that are numbers may stand without quotes.
fn word_or_number(
    section: &Section<'_, '_>,
    key: &str,
    words: &'static [&'static str],
    expected: &'static str,
) -> Result<Option<Sourced<String>>, ConfigError> {
    let is_number = section.value(key).is_some_and(|value| value.get_ref().is_integer());
    let text = if is_number {
        section.integer(key, 0..=u32::MAX)?.map(|number| Sourced::new(number.value.to_string(), number.origin))
    } else {
        section.string(key, expected)?
    };
    match text {
        Some(text) if !words.contains(&text.value.as_str()) => {
            let problem = Problem::bad_value(section.full_key(key), &text.value, expected.to_owned());
            Err(ConfigError::at(&text.origin, problem))
        }
        text => Ok(text),
    }
}
