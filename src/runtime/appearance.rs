//! How the board shall look in this terminal: theme, colours and glyphs from flags, environment and configuration. Uses
//! `view`.

use crate::view::{ColourSupport, GlyphSet, Theme, ThemeChoice};

/// When to use colours: `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColourWish {
    /// Unless `NO_COLOR` or the terminal says otherwise.
    #[default]
    Auto,
    /// Whatever `NO_COLOR` says.
    Always,
    /// No colours; bold, underline and reverse stay.
    Never,
}

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wishes<'a> {
    /// `--color`.
    pub colour: ColourWish,
    /// `--ascii`.
    pub ascii: bool,
    /// `[ui] theme`: `auto`, `dark`, `light` or `mono`.
    pub theme: &'a str,
}

/// The theme for this terminal. `environment` looks up a variable.
pub fn theme(wishes: Wishes<'_>, environment: impl Fn(&str) -> Option<String>) -> Theme {
    let colours = colours(wishes.colour, &environment);
    let choice = match wishes.theme {
        _ if colours == ColourSupport::None => ThemeChoice::Mono,
        "mono" => ThemeChoice::Mono,
        "light" => ThemeChoice::Light,
        "auto" if has_light_background(&environment) => ThemeChoice::Light,
        _ => ThemeChoice::Dark,
    };
    let glyphs = if wishes.ascii || !speaks_utf8(&environment) { GlyphSet::Ascii } else { GlyphSet::Block };
    Theme::new(choice, colours, glyphs)
}

fn colours(wish: ColourWish, environment: &impl Fn(&str) -> Option<String>) -> ColourSupport {
    let set = |name: &str| environment(name).filter(|value| !value.is_empty());
    let terminal = set("TERM").unwrap_or_default();
    let no_colour = set("NO_COLOR").is_some() || terminal == "dumb";
    match wish {
        ColourWish::Never => ColourSupport::None,
        ColourWish::Auto if no_colour => ColourSupport::None,
        _ if set("COLORTERM").is_some() || terminal.contains("256color") || terminal.contains("direct") => {
            ColourSupport::Ansi256
        }
        _ => ColourSupport::Ansi16,
    }
}

/// Whether `COLORFGBG` (rxvt, konsole and others) names a light background: 7 or 15 as its last number.
fn has_light_background(environment: &impl Fn(&str) -> Option<String>) -> bool {
    environment("COLORFGBG").is_some_and(|value| matches!(value.rsplit(';').next(), Some("7" | "15")))
}

/// Whether the locale's character set can show more than ASCII. An unset locale says nothing about the terminal, which
/// in all likelihood is a UTF-8 one.
fn speaks_utf8(environment: &impl Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| environment(name).filter(|value| !value.is_empty()))
        .unwrap_or_default()
        .to_lowercase();
    match locale.split_once('.') {
        Some((_, charset)) => charset.starts_with("utf-8") || charset.starts_with("utf8"),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme_with(wishes: Wishes<'_>, variables: &[(&str, &str)]) -> Theme {
        theme(wishes, |name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    const PLAIN: Wishes<'static> = Wishes { colour: ColourWish::Auto, ascii: false, theme: "auto" };

    #[test]
    fn no_color_gives_the_mono_theme_unless_colour_is_asked_for() {
        let term = ("TERM", "xterm-256color");
        let mono = Theme::new(ThemeChoice::Mono, ColourSupport::None, GlyphSet::Block);
        let dark = Theme::new(ThemeChoice::Dark, ColourSupport::Ansi256, GlyphSet::Block);
        assert_eq!(theme_with(PLAIN, &[term, ("NO_COLOR", "1")]), mono);
        assert_eq!(theme_with(PLAIN, &[term, ("NO_COLOR", "")]), dark);
        assert_eq!(theme_with(Wishes { colour: ColourWish::Always, ..PLAIN }, &[term, ("NO_COLOR", "1")]), dark);
        assert_eq!(theme_with(Wishes { colour: ColourWish::Never, ..PLAIN }, &[term]), mono);
    }

    #[test]
    fn a_light_terminal_gets_the_light_theme() {
        let light = Theme::new(ThemeChoice::Light, ColourSupport::Ansi16, GlyphSet::Block);
        assert_eq!(theme_with(PLAIN, &[("TERM", "rxvt"), ("COLORFGBG", "0;default;15")]), light);
    }

    #[test]
    fn a_latin_1_locale_gets_ascii() {
        let ascii = Theme::new(ThemeChoice::Dark, ColourSupport::Ansi16, GlyphSet::Ascii);
        assert_eq!(theme_with(PLAIN, &[("TERM", "xterm"), ("LANG", "de_DE.ISO-8859-1")]), ascii);
        assert_eq!(theme_with(Wishes { ascii: true, ..PLAIN }, &[("TERM", "xterm")]), ascii);
    }
}
