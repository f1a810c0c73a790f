//! How many colours to use: from the flag, the environment, the configuration and what the terminal's names tell. Uses
//! `view`.

use crate::view::ColourSupport;

/// How an environment variable is asked for.
pub type Env<'e> = &'e dyn Fn(&str) -> Option<String>;

/// When and how colours are used: `--color` and `[ui] color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColourWish {
    /// As `NO_COLOR`, `CLICOLOR_FORCE` and the terminal say.
    #[default]
    Auto,
    /// As many as the terminal has, and 16 where it tells of none.
    Always,
    /// No colours; bold, underline and reverse stay.
    Never,
    /// So many, whatever the terminal tells.
    Exactly(ColourSupport),
}

impl ColourWish {
    /// The wish of a word: `16`, `256`, `true`, `always`, `never`; every other one is `auto`.
    pub fn of_word(word: &str) -> Self {
        match word {
            "16" => Self::Exactly(ColourSupport::Ansi16),
            "256" => Self::Exactly(ColourSupport::Ansi256),
            "true" => Self::Exactly(ColourSupport::TrueColour),
            "always" => Self::Always,
            "never" => Self::Never,
            _ => Self::Auto,
        }
    }

    fn decide(self, detected: ColourSupport) -> ColourSupport {
        match self {
            Self::Auto => detected,
            Self::Always => detected.max(ColourSupport::Ansi16),
            Self::Never => ColourSupport::None,
            Self::Exactly(support) => support,
        }
    }
}

/// The colours to use. The first that says something wins: the flag, `NO_COLOR`, `CLICOLOR_FORCE`, the configuration, the
/// terminal.
pub fn colours(flag: ColourWish, configured: ColourWish, environment: Env<'_>) -> ColourSupport {
    let detected = detect(environment);
    if flag != ColourWish::Auto {
        return flag.decide(detected);
    }
    if is_set(environment, "NO_COLOR") {
        return ColourSupport::None;
    }
    if is_forced(environment) { ColourWish::Always.decide(detected) } else { configured.decide(detected) }
}

/// Whether `CLICOLOR_FORCE` asks for colours, also where the output is no terminal.
pub fn is_forced(environment: Env<'_>) -> bool {
    environment("CLICOLOR_FORCE").is_some_and(|value| !matches!(value.as_str(), "" | "0"))
}

/// What the terminal's names tell. A multiplexer inherits `COLORTERM` from wherever it was started first, so that inside
/// of one only `TERM` counts.
fn detect(environment: Env<'_>) -> ColourSupport {
    const WITH_ALL: [&str; 6] = ["alacritty", "contour", "foot", "rio", "wezterm", "xterm-ghostty"];
    let term = environment("TERM").unwrap_or_default();
    let is_one_of = |names: &[&str]| names.iter().any(|name| term == *name || term.starts_with(&format!("{name}-")));
    let is_inside_multiplexer =
        is_one_of(&["screen", "tmux"]) || term.starts_with("screen.") || is_set(environment, "TMUX");
    let colorterm = environment("COLORTERM").filter(|value| !value.is_empty() && !is_inside_multiplexer);
    if is_one_of(&["dumb", "vt52", "vt100", "vt102", "vt220"]) || term.ends_with("-mono") {
        ColourSupport::None
    } else if term == "linux" {
        ColourSupport::Ansi16
    } else if term.ends_with("-direct")
        || is_one_of(&WITH_ALL)
        || matches!(term.as_str(), "xterm-kitty" | "ghostty")
        || matches!(colorterm.as_deref(), Some("truecolor" | "24bit"))
        || is_set(environment, "WT_SESSION")
    {
        ColourSupport::TrueColour
    } else if term.contains("256color") || colorterm.is_some() {
        ColourSupport::Ansi256
    } else {
        ColourSupport::Ansi16
    }
}

fn is_set(environment: Env<'_>, name: &str) -> bool {
    environment(name).is_some_and(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use ColourSupport::{Ansi16, Ansi256, None as Nothing, TrueColour};

    use super::*;

    /// Variables as `NAME=value`, separated by blanks.
    fn with(flag: &str, configured: &str, variables: &str) -> ColourSupport {
        let environment = |name: &str| {
            let pairs = variables.split(' ').filter_map(|pair| pair.split_once('='));
            pairs.filter(|(known, _)| *known == name).map(|(_, value)| value.to_owned()).next()
        };
        colours(ColourWish::of_word(flag), ColourWish::of_word(configured), &environment)
    }

    #[test]
    fn the_terminal_is_known_by_its_names() {
        for (variables, expected) in [
            ("", Ansi16),
            ("TERM=dumb", Nothing),
            ("TERM=dumb COLORTERM=truecolor", Nothing),
            ("TERM=vt100", Nothing),
            ("TERM=vt220", Nothing),
            ("TERM=xterm-mono", Nothing),
            ("TERM=linux", Ansi16),
            ("TERM=linux COLORTERM=truecolor", Ansi16),
            ("TERM=xterm", Ansi16),
            ("TERM=xterm COLORTERM=", Ansi16),
            ("TERM=xterm COLORTERM=1", Ansi256),
            ("TERM=xterm-256color", Ansi256),
            ("TERM=xterm-256color COLORTERM=truecolor", TrueColour),
            ("TERM=xterm COLORTERM=24bit", TrueColour),
            ("TERM=rxvt-unicode-256color", Ansi256),
            ("TERM=xterm-kitty", TrueColour),
            ("TERM=xterm-direct", TrueColour),
            ("TERM=alacritty", TrueColour),
            ("TERM=alacritty-direct", TrueColour),
            ("TERM=wezterm", TrueColour),
            ("TERM=foot", TrueColour),
            ("TERM=foot-extra", TrueColour),
            ("TERM=football", Ansi16),
            ("TERM=xterm-ghostty", TrueColour),
            ("TERM=xterm-256color WT_SESSION=x", TrueColour),
            ("TERM=screen COLORTERM=truecolor", Ansi16),
            ("TERM=screen-256color COLORTERM=truecolor", Ansi256),
            ("TERM=screen.xterm-256color COLORTERM=truecolor", Ansi256),
            ("TERM=tmux-256color COLORTERM=truecolor", Ansi256),
            ("TERM=tmux-direct", TrueColour),
            ("TERM=xterm-256color TMUX=/tmp/tmux COLORTERM=truecolor", Ansi256),
        ] {
            assert_eq!(with("auto", "auto", variables), expected, "{variables}");
        }
    }

    #[test]
    fn flag_then_no_color_then_force_then_configuration_then_terminal() {
        const ALL: &str = "TERM=xterm-256color NO_COLOR=1 CLICOLOR_FORCE=1";
        for (flag, configured, variables, expected) in [
            ("true", "never", ALL, TrueColour),
            ("16", "true", ALL, Ansi16),
            ("256", "never", "TERM=linux", Ansi256),
            ("always", "never", ALL, Ansi256),
            ("always", "auto", "TERM=dumb", Ansi16),
            ("never", "true", "TERM=xterm-kitty CLICOLOR_FORCE=1", Nothing),
            ("auto", "true", ALL, Nothing),
            ("auto", "true", "TERM=xterm NO_COLOR=", TrueColour),
            ("auto", "never", "TERM=xterm CLICOLOR_FORCE=1", Ansi16),
            ("auto", "never", "TERM=xterm CLICOLOR_FORCE=0", Nothing),
            ("auto", "auto", "TERM=dumb CLICOLOR_FORCE=1", Ansi16),
            ("auto", "256", "TERM=xterm", Ansi256),
            ("auto", "never", "TERM=xterm-kitty", Nothing),
        ] {
            assert_eq!(with(flag, configured, variables), expected, "--color {flag}, {configured}, {variables}");
        }
    }
}
