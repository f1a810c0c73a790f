//! The themes that the program brings along, by name. Uses `palette`.

use super::palette::Palette;

/// A theme that the program brings along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum ThemeChoice {
    /// For dark backgrounds, in blue and orange: the commonest colour blindness loses nothing.
    #[default]
    ColourBlind,
    /// For dark backgrounds, in the green, amber and red that many expect.
    Dark,
    /// For light backgrounds, in blue and orange.
    Light,
    /// The strongest contrasts, on a background that it paints itself.
    HighContrast,
    /// Bold, underline and reverse only.
    Mono,
}

impl ThemeChoice {
    /// All of them, in the order in which a key goes through them.
    pub const ALL: [Self; 5] = [Self::ColourBlind, Self::Dark, Self::Light, Self::HighContrast, Self::Mono];

    /// The name in the configuration and on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ColourBlind => "colour-blind",
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
            Self::Mono => "mono",
        }
    }

    /// The theme of a name, `color-blind` included.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = if name == "color-blind" { "colour-blind" } else { name };
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }

    /// Its file.
    pub(super) const fn source(self) -> &'static str {
        match self {
            Self::ColourBlind => include_str!("../../../assets/themes/colour-blind.toml"),
            Self::Dark => include_str!("../../../assets/themes/dark.toml"),
            Self::Light => include_str!("../../../assets/themes/light.toml"),
            Self::HighContrast => include_str!("../../../assets/themes/high-contrast.toml"),
            Self::Mono => include_str!("../../../assets/themes/mono.toml"),
        }
    }

    /// Its colours, read anew at each call: a theme is changed by hand, and only the one in use is needed.
    pub fn palette(self) -> Palette {
        // The files are part of the program and a test reads them all; without colours a board can still be used.
        Palette::parse(self.source()).unwrap_or_default()
    }
}
