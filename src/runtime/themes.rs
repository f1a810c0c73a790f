//! The user's own themes: files in `themes` beside the configuration file, and the one that `[ui] theme` names. Uses
//! `config` and `view`.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::config::{ConfigError, Origin, Problem, Settings, themes_folder};
use crate::domain::text::clean;
use crate::view::{Palette, ThemeChoice};

/// The largest theme file that is read, in bytes.
const LARGEST_THEME_BYTES: u64 = 1 << 16;

/// Themes of the user's own that are looked at, at most.
const MOST_THEMES: usize = 64;

/// A theme of the user's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTheme {
    /// Its name: the file's without `.toml`.
    pub name: String,
    /// What it says.
    pub palette: Palette,
}

/// The theme file that the settings ask for; `None` where they ask for one of the program's own.
///
/// # Errors
/// What is wrong with the file, with its line.
pub fn chosen(settings: &Settings) -> Result<Option<OwnTheme>, ConfigError> {
    let Some(path) = &settings.theme.value.file else {
        return Ok(None);
    };
    read(path).map(Some).map_err(|error| match error {
        // The place to mend is the line that names the file.
        Unusable::Unreadable { reason } => ConfigError::at(&settings.theme.origin, reason),
        Unusable::Wrong(error) => error,
    })
}

/// All themes in the folder beside the configuration file, by name. One that is wrong is told, not fatal: nobody asked
/// for it.
pub fn in_folder(settings: &Settings) -> (Vec<OwnTheme>, Vec<ConfigError>) {
    let folder = settings.config_path.as_ref().and_then(|chosen| themes_folder(&chosen.path));
    let entries = folder.and_then(|folder| folder.read_dir().ok()).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml") && path.is_file())
        .take(MOST_THEMES)
        .collect();
    paths.sort();
    let (mut themes, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        match read(&path) {
            Ok(theme) => themes.push(theme),
            Err(Unusable::Unreadable { reason }) => {
                errors.push(ConfigError::at(&Origin::File { path: path.into(), line: 0 }, reason));
            }
            Err(Unusable::Wrong(error)) => errors.push(error),
        }
    }
    (themes, errors)
}

enum Unusable {
    Unreadable { reason: Problem },
    Wrong(ConfigError),
}

fn read(path: &Path) -> Result<OwnTheme, Unusable> {
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let at = |line: usize, reason: String, hint: String| {
        let origin = Origin::File { path: path.into(), line };
        Unusable::Wrong(ConfigError::at(&origin, Problem::Theme { reason, hint }))
    };
    let text = read_capped(path).map_err(|error| {
        let reason = format!("Cannot read the theme {}: {error}", path.display());
        Unusable::Unreadable { reason: Problem::Theme { reason, hint: "Check the path and its permissions".into() } }
    })?;
    if ThemeChoice::of_name(&name).is_some() || name == "auto" {
        let reason = format!("The theme file has the name of the program's own theme \"{name}\"");
        return Err(at(0, reason, "Give the file another name".to_owned()));
    }
    if clean(&name) != name || name.trim().is_empty() {
        let reason = "The theme file's name holds characters that no name may have".to_owned();
        return Err(at(0, reason, "Give the file another name".to_owned()));
    }
    let palette = Palette::parse(&text).map_err(|error| at(error.line, error.to_string(), error.problem.hint()))?;
    Ok(OwnTheme { name, palette })
}

fn read_capped(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(LARGEST_THEME_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST_THEME_BYTES {
        return Err(std::io::Error::other("it is larger than 64 kB"));
    }
    Ok(text)
}
