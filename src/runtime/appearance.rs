//! How the board looks in this terminal: which themes there are, which one it starts with, colours and signs. Uses `app`,
//! `config` and `view`.

use std::sync::Arc;

use super::background::Background;
use super::colour_depth::{ColourWish, Env, colours};
use super::themes::OwnTheme;
use crate::app::Look;
use crate::config::AmbiguousWidth;
use crate::view::{ColourSupport, GlyphSet, Theme, ThemeChoice};

/// What was asked for.
#[derive(Debug, Clone)]
pub struct Wishes<'a> {
    /// `--color`.
    pub colour: ColourWish,
    /// `[ui] color`.
    pub configured_colour: ColourWish,
    /// `--ascii`.
    pub ascii: bool,
    /// `[ui] ambiguous_width`.
    pub ambiguous_width: AmbiguousWidth,
    /// `[ui] theme`: `auto` or a theme's name; not looked at where `chosen` is there.
    pub theme: &'a str,
    /// The theme file that `[ui] theme` names.
    pub chosen: Option<OwnTheme>,
    /// The user's other themes.
    pub others: Vec<OwnTheme>,
}

/// What themes become on this terminal.
#[derive(Debug, Clone)]
pub struct Appearance {
    colours: ColourSupport,
    glyphs: GlyphSet,
    /// The theme to start with; `None` means by the background.
    start: Option<String>,
    own: Vec<OwnTheme>,
    /// The theme on screen, so that one frame after another need not read it anew.
    shown: Option<(String, Theme)>,
}

impl Appearance {
    /// Settles everything that can be settled without the terminal.
    pub fn new(wishes: Wishes<'_>, environment: Env<'_>) -> Self {
        let colours = colours(wishes.colour, wishes.configured_colour, environment);
        let start = match &wishes.chosen {
            Some(theme) => Some(theme.name.clone()),
            None => ThemeChoice::of_name(wishes.theme).map(|choice| choice.name().to_owned()),
        };
        let mut own: Vec<OwnTheme> = wishes.others;
        if let Some(chosen) = wishes.chosen {
            own.retain(|theme| theme.name != chosen.name);
            own.push(chosen);
        }
        Self { colours, glyphs: glyphs(wishes.ascii, wishes.ambiguous_width, environment), start, own, shown: None }
    }

    /// Whether the theme to start with depends on the background. Only then is the terminal asked.
    pub fn needs_background(&self) -> bool {
        self.start.is_none() && self.colours != ColourSupport::None
    }

    /// The themes to go through, and the one to start with. Without colours there is only one.
    pub fn look(&self, background: Background) -> Look {
        if self.colours == ColourSupport::None {
            return Look { themes: Arc::new([ThemeChoice::Mono.name().to_owned()]), theme: 0 };
        }
        let built_in = ThemeChoice::ALL.into_iter().map(|choice| choice.name().to_owned());
        let themes = built_in.chain(self.own.iter().map(|theme| theme.name.clone())).collect();
        let mut look = Look { themes, theme: 0 };
        let by_background = match background {
            Background::Dark => ThemeChoice::ColourBlind,
            Background::Light => ThemeChoice::Light,
        };
        look.choose(self.start.as_deref().unwrap_or(by_background.name()));
        look
    }

    /// The theme of a name; the usual one where there is none of that name.
    pub fn theme(&mut self, name: &str) -> &Theme {
        let is_shown = matches!(&self.shown, Some((shown, _)) if shown == name);
        let shown = self.shown.take().filter(|_| is_shown);
        let (_, theme) = self.shown.insert(shown.unwrap_or_else(|| {
            let own = self.own.iter().find(|theme| theme.name == name);
            let theme = match own {
                Some(theme) => Theme::of(&theme.palette, self.colours, self.glyphs),
                None => Theme::new(ThemeChoice::of_name(name).unwrap_or_default(), self.colours, self.glyphs),
            };
            (name.to_owned(), theme)
        }));
        theme
    }
}

fn glyphs(ascii: bool, ambiguous_width: AmbiguousWidth, environment: Env<'_>) -> GlyphSet {
    let locale = locale(environment);
    let is_wide = match ambiguous_width {
        AmbiguousWidth::Two => true,
        AmbiguousWidth::One => false,
        AmbiguousWidth::Auto => is_east_asian(&locale),
    };
    if ascii || is_wide || !speaks_utf8(&locale) {
        GlyphSet::Ascii
    } else if environment("TERM").is_some_and(|term| term == "linux") {
        GlyphSet::Linux
    } else {
        GlyphSet::Block
    }
}

/// The locale of characters in small letters, such as `de_de.utf-8`; empty where there is none.
fn locale(environment: Env<'_>) -> String {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| environment(name).filter(|value| !value.is_empty()))
        .unwrap_or_default()
        .to_lowercase()
}

/// Terminals set up for these languages draw lines, blocks and many signs two columns wide.
fn is_east_asian(locale: &str) -> bool {
    let language = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
    matches!(language, "zh" | "ja" | "ko")
}

/// Whether the locale's character set can show more than ASCII. An unset locale says nothing about the terminal, which
/// in all likelihood is a UTF-8 one.
fn speaks_utf8(locale: &str) -> bool {
    match locale.split_once('.') {
        Some((_, charset)) => charset.starts_with("utf-8") || charset.starts_with("utf8"),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Palette;

    fn plain() -> Wishes<'static> {
        Wishes {
            colour: ColourWish::Auto,
            configured_colour: ColourWish::Auto,
            ascii: false,
            ambiguous_width: AmbiguousWidth::Auto,
            theme: "auto",
            chosen: None,
            others: Vec::new(),
        }
    }

    fn appearance(wishes: Wishes<'_>, variables: &[(&str, &str)]) -> Appearance {
        let environment =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Appearance::new(wishes, &environment)
    }

    const TERM: (&str, &str) = ("TERM", "xterm-256color");

    #[test]
    fn without_colours_there_is_one_theme_and_nothing_is_asked() {
        for (wishes, variables) in [
            (plain(), &[TERM, ("NO_COLOR", "1")][..]),
            (Wishes { colour: ColourWish::Never, theme: "light", ..plain() }, &[TERM]),
            (plain(), &[("TERM", "dumb")]),
        ] {
            let appearance = appearance(wishes, variables);
            assert!(!appearance.needs_background());
            let look = appearance.look(Background::Light);
            assert_eq!((look.themes.len(), look.name()), (1, "mono"));
        }
    }

    #[test]
    fn auto_follows_the_background_and_a_named_theme_does_not() {
        let auto = appearance(plain(), &[TERM]);
        assert!(auto.needs_background());
        assert_eq!(auto.look(Background::Light).name(), "light");
        assert_eq!(auto.look(Background::Dark).name(), "colour-blind");
        let named = appearance(Wishes { theme: "dark", ..plain() }, &[TERM]);
        assert!(!named.needs_background());
        assert_eq!(named.look(Background::Light).name(), "dark");
    }

    #[test]
    fn own_themes_join_the_others() {
        let own = |name: &str| OwnTheme { name: name.to_owned(), palette: Palette::default() };
        let wishes = Wishes { chosen: Some(own("sea")), others: vec![own("sea"), own("wood")], ..plain() };
        let mut appearance = appearance(wishes, &[TERM]);
        let mut look = appearance.look(Background::Dark);
        assert_eq!(look.name(), "sea");
        assert_eq!(look.themes[5..], ["wood", "sea"]);
        assert_eq!(*appearance.theme("sea"), Theme::of(&Palette::default(), ColourSupport::Ansi256, GlyphSet::Block));
        look.next();
        let first = Theme::new(ThemeChoice::ColourBlind, ColourSupport::Ansi256, GlyphSet::Block);
        assert_eq!(*appearance.theme(look.name()), first);
    }

    #[test]
    fn signs_follow_the_terminal_and_its_locale() {
        let with = |ascii, width, variables: &[(&str, &str)]| {
            appearance(Wishes { ascii, ambiguous_width: width, ..plain() }, variables).glyphs
        };
        let auto = AmbiguousWidth::Auto;
        assert_eq!(with(false, auto, &[]), GlyphSet::Block);
        assert_eq!(with(true, auto, &[]), GlyphSet::Ascii);
        assert_eq!(with(false, auto, &[("TERM", "linux")]), GlyphSet::Linux);
        assert_eq!(with(false, auto, &[("LANG", "de_DE.ISO-8859-1")]), GlyphSet::Ascii);
        for locale in ["zh_CN.UTF-8", "ja_JP.utf8", "ko", "zh-TW"] {
            assert_eq!(with(false, auto, &[("LANG", locale)]), GlyphSet::Ascii, "{locale}");
            assert_eq!(with(false, AmbiguousWidth::One, &[("LANG", locale)]), GlyphSet::Block, "{locale}");
        }
        assert_eq!(with(false, auto, &[("LC_ALL", "C.UTF-8"), ("LANG", "zh_CN.UTF-8")]), GlyphSet::Block);
        assert_eq!(with(false, auto, &[("LC_CTYPE", "ja_JP.UTF-8"), ("LANG", "C.UTF-8")]), GlyphSet::Ascii);
        assert_eq!(with(false, auto, &[("LANG", "kok_IN.UTF-8")]), GlyphSet::Block, "Konkani is not Korean");
        assert_eq!(with(false, AmbiguousWidth::Two, &[("LANG", "C.UTF-8")]), GlyphSet::Ascii);
    }
}
