//! Whether the terminal's background is dark or light: asked of the terminal (OSC 11), else taken from `COLORFGBG`. Uses
//! no other room.
//!
//! Asking means reading the terminal's input, so it comes before the event stream. A question about the device goes out
//! together with the one about the colour: whoever answers only that one does not know the colour, and nobody waits.

use std::io::IsTerminal as _;
use std::time::Duration;

use terminal_colorsaurus::{QueryOptions, background_color};

use super::colour_depth::Env;

/// How long a terminal may think. Local ones answer within a millisecond or two, remote ones after one round trip.
const LONGEST_WAIT: Duration = Duration::from_millis(100);

/// L* of a background that is as far from black as from white.
const MIDDLE_LIGHTNESS: f32 = 0.5;

/// What lies behind the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Background {
    /// Dark, or not known: most terminals are.
    #[default]
    Dark,
    /// Light.
    Light,
}

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    /// What the terminal, or else its environment, tells.
    pub background: Background,
    /// Whether the terminal's answer may still come, and must then not be taken for keys.
    pub may_answer_late: bool,
}

/// Asks the terminal, for a tenth of a second at most; where it says nothing, its environment.
pub fn ask(environment: Env<'_>) -> Asked {
    let (answer, may_answer_late) = if can_be_asked(environment) { ask_terminal() } else { (None, false) };
    Asked { background: answer.unwrap_or_else(|| told_by(environment)), may_answer_late }
}

/// GNU screen answers late and out of order, the Linux console never; a pipe is no terminal.
fn can_be_asked(environment: Env<'_>) -> bool {
    let term = environment("TERM").unwrap_or_default();
    let is_inside_tmux = environment("TMUX").is_some_and(|value| !value.is_empty());
    let is_inside_screen = !is_inside_tmux && (term == "screen" || term.starts_with("screen"));
    let is_mute = matches!(term.as_str(), "" | "dumb" | "linux") && !cfg!(windows);
    !is_inside_screen && !is_mute && std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

fn ask_terminal() -> (Option<Background>, bool) {
    let mut options = QueryOptions::default();
    options.timeout = LONGEST_WAIT;
    match background_color(options) {
        Ok(colour) if colour.perceived_lightness() > MIDDLE_LIGHTNESS => (Some(Background::Light), false),
        Ok(_) => (Some(Background::Dark), false),
        // Also where only the question about the device was answered: a multiplexer answers that one itself and hands the
        // other on, so that the answers come in the wrong order.
        Err(_) => (None, true),
    }
}

/// `COLORFGBG` (rxvt, konsole and others): 7 and 15 as its last number are light.
fn told_by(environment: Env<'_>) -> Background {
    match environment("COLORFGBG").as_deref().and_then(|value| value.rsplit(';').next()) {
        Some("7" | "15") => Background::Light,
        _ => Background::Dark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_that_names_a_light_background_is_believed() {
        for (value, expected) in [
            (Some("0;15"), Background::Light),
            (Some("0;default;7"), Background::Light),
            (Some("15;0"), Background::Dark),
            (Some("15;default"), Background::Dark),
            (Some(""), Background::Dark),
            (None, Background::Dark),
        ] {
            assert_eq!(told_by(&|_| value.map(str::to_owned)), expected, "{value:?}");
        }
    }

    #[test]
    fn who_never_answers_is_not_asked() {
        for term in ["dumb", "linux", "screen", "screen-256color", "screen.xterm-256color"] {
            assert!(!can_be_asked(&|name| (name == "TERM").then(|| term.to_owned())), "{term}");
        }
    }
}
