//! One colour of a theme, and what becomes of it on terminals that know fewer colours. Uses nothing.

use anstyle_lossy::palette::VGA;
use anstyle_lossy::{rgb_to_ansi, rgb_to_xterm, xterm_to_ansi};
use ratatui::style::Color;

/// How many colours the terminal can be trusted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum ColourSupport {
    /// None: not a single colour code is sent, because under `NO_COLOR` one would switch off bold and reverse too.
    None,
    /// The 16 named colours, whose look the terminal decides.
    Ansi16,
    /// The 256-colour table.
    #[default]
    Ansi256,
    /// Every colour.
    TrueColour,
}

/// The names of the 16 colours in a theme file, in the order of their numbers.
const NAMES: [(&str, Color); 16] = [
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("gray", Color::Gray),
    ("dark-gray", Color::DarkGray),
    ("light-red", Color::LightRed),
    ("light-green", Color::LightGreen),
    ("light-yellow", Color::LightYellow),
    ("light-blue", Color::LightBlue),
    ("light-magenta", Color::LightMagenta),
    ("light-cyan", Color::LightCyan),
    ("white", Color::White),
];

/// A colour of a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    /// The terminal's own.
    Default,
    /// One of the 16, on every terminal.
    Named(Color),
    /// A colour of its own.
    Own(Shade),
}

/// A colour of its own, with what stands for it where it cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shade {
    /// Red, green and blue.
    pub(super) rgb: (u8, u8, u8),
    /// Its number in the 256-colour table, where the nearest one is not good enough.
    pub(super) index: Option<u8>,
    /// Its name among the 16, where the nearest one is not good enough.
    pub(super) ansi: Option<Color>,
}

/// Nothing but light, and none at all.
const WHITE: Shade = Shade { rgb: (255, 255, 255), index: Some(231), ansi: Some(Color::White) };
const BLACK: Shade = Shade { rgb: (0, 0, 0), index: Some(16), ansi: Some(Color::Black) };

impl Paint {
    /// Black or white, whichever can be read on this colour.
    pub(super) fn reading_colour(self, support: ColourSupport) -> Color {
        let is_dark = match self {
            Self::Own(Shade { rgb: (red, green, blue), .. }) => {
                // What the eye makes of the three, in thousandths (the usual weights of video).
                299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue) < 128_000
            }
            Self::Named(colour) => NAMES.iter().position(|(_, named)| *named == colour).is_some_and(|place| place < 7),
            Self::Default => true,
        };
        Self::Own(if is_dark { WHITE } else { BLACK }).ink(support)
    }

    /// The colour to write with. Without colours at all there is nothing to ask for here.
    pub(super) fn ink(self, support: ColourSupport) -> Color {
        let shade = match self {
            Self::Default => return Color::Reset,
            Self::Named(colour) => return colour,
            Self::Own(shade) => shade,
        };
        let (red, green, blue) = shade.rgb;
        let exact = anstyle::RgbColor(red, green, blue);
        match support {
            ColourSupport::TrueColour => Color::Rgb(red, green, blue),
            ColourSupport::Ansi256 => Color::Indexed(shade.index.unwrap_or_else(|| rgb_to_xterm(exact).0)),
            ColourSupport::Ansi16 | ColourSupport::None => shade.ansi.unwrap_or_else(|| {
                let nearest = match shade.index {
                    Some(index) => xterm_to_ansi(anstyle::Ansi256Color(index), VGA),
                    None => rgb_to_ansi(exact, VGA),
                };
                NAMES.get(nearest as usize).map_or(Color::Reset, |(_, colour)| *colour)
            }),
        }
    }

    /// The colour to lay under text. Among 16 colours the nearest is as likely as not the text's own, so that only one
    /// named by hand counts there.
    pub(super) fn ground(self, support: ColourSupport) -> Option<Color> {
        match self {
            Self::Own(Shade { ansi: None, .. }) if support < ColourSupport::Ansi256 => None,
            _ => Some(self.ink(support)),
        }
    }
}

/// The colour of a name among the 16.
pub(super) fn named(name: &str) -> Option<Color> {
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, colour)| *colour)
}

/// The number that chooses a text colour among the 16 in an escape code: 30 to 37 and 90 to 97.
pub(super) fn escape_code(colour: Color) -> Option<u8> {
    let index = NAMES.iter().position(|(_, known)| *known == colour).and_then(|index| u8::try_from(index).ok())?;
    Some(if index < 8 { 30 + index } else { 82 + index })
}

/// Red, green and blue of `#rrggbb`.
pub(super) fn rgb(text: &str) -> Option<(u8, u8, u8)> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let [red, green, blue] = <[u8; 3]>::try_from(hex::decode(digits).ok()?).ok()?;
    Some((red, green, blue))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> Paint {
        Paint::Own(Shade { rgb: rgb(text).unwrap(), index: None, ansi: None })
    }

    #[test]
    fn a_colour_becomes_its_nearest_neighbour_step_by_step() {
        let blue = own("#5fafff");
        assert_eq!(blue.ink(ColourSupport::TrueColour), Color::Rgb(0x5f, 0xaf, 0xff));
        assert_eq!(blue.ink(ColourSupport::Ansi256), Color::Indexed(75));
        assert_eq!(own("#ff5050").ink(ColourSupport::Ansi16), Color::LightRed);
        // The first sixteen of the table look different on every terminal and are never taken.
        assert_eq!(own("#000000").ink(ColourSupport::Ansi256), Color::Indexed(16));
    }

    #[test]
    fn what_is_given_by_hand_wins() {
        let shade = Shade { rgb: (1, 2, 3), index: Some(99), ansi: Some(Color::Cyan) };
        assert_eq!(Paint::Own(shade).ink(ColourSupport::Ansi256), Color::Indexed(99));
        assert_eq!(Paint::Own(shade).ink(ColourSupport::Ansi16), Color::Cyan);
        assert_eq!(Paint::Own(shade).ground(ColourSupport::Ansi16), Some(Color::Cyan));
        assert_eq!(own("#303030").ground(ColourSupport::Ansi16), None);
    }

    #[test]
    fn escape_codes_count_from_30_and_from_90() {
        assert_eq!([Color::Black, Color::Gray].map(escape_code), [Some(30), Some(37)]);
        assert_eq!([Color::DarkGray, Color::White].map(escape_code), [Some(90), Some(97)]);
        assert_eq!(escape_code(Color::Reset), None);
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        assert_eq!(rgb("#0A7fff"), Some((10, 127, 255)));
        for text in ["0a7fff", "#0a7ff", "#0a7fff0", "#0a7ffg", "#", "", "#ééé"] {
            assert_eq!(rgb(text), None, "{text}");
        }
    }
}
