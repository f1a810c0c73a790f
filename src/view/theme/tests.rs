//! Themes as data: all readable, legible on their backgrounds, distinguishable for colour-blind eyes, and complete on
//! every terminal. Colours are judged by formulas: contrast by WCAG 2, simulation by Machado and others (2009), distance
//! in Oklab.

use ratatui::style::{Color, Modifier, Style};

use super::paint::Paint;
use super::palette::Colours;
use super::*;
use crate::domain::TaskStatus;
use crate::view::glyphs::GlyphSet;

const SUPPORTS: [ColourSupport; 4] =
    [ColourSupport::None, ColourSupport::Ansi16, ColourSupport::Ansi256, ColourSupport::TrueColour];

/// The depths at which a colour is the same on every terminal.
const EXACT: [ColourSupport; 2] = [ColourSupport::Ansi256, ColourSupport::TrueColour];

const DARK_GROUNDS: &[Linear] = &[grey(0x00), grey(0x1e), [0.021_219, 0.025_187, 0.034_340]];
const LIGHT_GROUNDS: &[Linear] = &[grey(0xff), [0.982_251, 0.921_582, 0.768_151]];

/// Red, green and blue in proportion to light.
type Linear = [f64; 3];

const fn grey(level: u8) -> Linear {
    let light = match level {
        0x00 => 0.0,
        0x1e => 0.012_983,
        _ => 1.0,
    };
    [light, light, light]
}

fn linear(colour: Color) -> Linear {
    let rgb = match colour {
        Color::Rgb(red, green, blue) => [red, green, blue],
        Color::Indexed(index) => {
            let anstyle::RgbColor(red, green, blue) =
                anstyle_lossy::xterm_to_rgb(anstyle::Ansi256Color(index), anstyle_lossy::palette::VGA);
            [red, green, blue]
        }
        other => panic!("{other} looks different on every terminal"),
    };
    rgb.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })
}

fn luminance([red, green, blue]: Linear) -> f64 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(a: Linear, b: Linear) -> f64 {
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    a.max(b) / a.min(b)
}

fn oklab([red, green, blue]: Linear) -> [f64; 3] {
    let long = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
    let middle = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
    let short = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
    [
        0.210_454_255_3 * long + 0.793_617_785 * middle - 0.004_072_046_8 * short,
        1.977_998_495_1 * long - 2.428_592_205 * middle + 0.450_593_709_9 * short,
        0.025_904_037_1 * long + 0.782_771_766_2 * middle - 0.808_675_766 * short,
    ]
}

fn distance(a: Linear, b: Linear) -> f64 {
    oklab(a).iter().zip(oklab(b)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// The kinds of colour blindness, fully developed.
const EYES: [(&str, [Linear; 3]); 4] = [
    ("usual", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    ("protanopia", [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    (
        "deuteranopia",
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    ),
    ("tritanopia", [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
];

fn seen(by: [Linear; 3], colour: Linear) -> Linear {
    by.map(|row| row.iter().zip(colour).map(|(part, light)| part * light).sum::<f64>().clamp(0.0, 1.0))
}

fn colours_of(choice: ThemeChoice) -> Colours {
    choice.palette().colours.unwrap()
}

fn grounds(choice: ThemeChoice, support: ColourSupport) -> Vec<Linear> {
    match choice {
        ThemeChoice::ColourBlind | ThemeChoice::Dark => DARK_GROUNDS.to_vec(),
        ThemeChoice::Light => LIGHT_GROUNDS.to_vec(),
        ThemeChoice::HighContrast => vec![linear(colours_of(choice).background.unwrap().ink(support))],
        ThemeChoice::Mono => Vec::new(),
    }
}

/// The colours that words are written in, by name.
fn words(colours: &Colours) -> Vec<(&'static str, Paint)> {
    let all = [
        ("text", colours.text),
        ("muted", colours.muted),
        ("accent", colours.accent),
        ("good", colours.good),
        ("warn", colours.warn),
        ("bad", colours.bad),
        ("pending", colours.pending),
        ("running", colours.running),
        ("completed", colours.completed),
        ("paused", colours.paused),
        ("failed", colours.failed),
        ("changed", colours.changed),
    ];
    all.into_iter().filter(|(_, paint)| *paint != Paint::Default).collect()
}

fn styles(theme: &Theme) -> Vec<Style> {
    let mut styles = vec![
        theme.text,
        theme.strong,
        theme.muted,
        theme.accent,
        theme.title,
        theme.good,
        theme.warn,
        theme.bad,
        theme.key,
        theme.selection,
        theme.chip,
        theme.tag,
        theme.gauge_fill,
        theme.gauge_track,
        theme.border,
        theme.stale,
        theme.now,
        theme.changed,
        theme.base,
        theme.status(None),
    ];
    styles.extend(TaskStatus::DOCUMENTED.map(|status| theme.status(Some(status))));
    styles
}

#[test]
fn every_theme_of_the_program_is_readable() {
    for choice in ThemeChoice::ALL {
        let palette = Palette::parse(choice.source()).unwrap_or_else(|error| panic!("{}: {error:?}", choice.name()));
        assert_eq!(palette.is_mono(), choice == ThemeChoice::Mono);
        assert_eq!(ThemeChoice::of_name(choice.name()), Some(choice));
        let paints = palette.colours.is_some_and(|colours| colours.background.is_some());
        assert_eq!(paints, choice == ThemeChoice::HighContrast, "only high contrast paints a background");
    }
    assert_eq!(ThemeChoice::of_name("color-blind"), Some(ThemeChoice::ColourBlind));
}

#[test]
fn words_and_lines_are_legible_on_every_background_they_are_made_for() {
    let mut faults = Vec::new();
    for choice in ThemeChoice::ALL.into_iter().filter(|choice| *choice != ThemeChoice::Mono) {
        let colours = colours_of(choice);
        let least_for_words = if choice == ThemeChoice::HighContrast { 7.0 } else { 4.5 };
        for support in EXACT {
            let mut check = |name: &str, paint: Paint, ground: Linear, least: f64| {
                let reached = contrast(linear(paint.ink(support)), ground);
                if reached < least {
                    faults.push(format!("{} {name} {support:?}: {reached:.2} < {least}", choice.name()));
                }
            };
            for ground in grounds(choice, support) {
                for (name, paint) in words(&colours) {
                    check(name, paint, ground, least_for_words);
                }
                check("border", colours.border, ground, 3.0);
            }
            check("on_accent", colours.on_accent, linear(colours.accent.ink(support)), 4.5);
            if let Some(selection) = colours.selection {
                for (name, paint) in words(&colours) {
                    check(&format!("selected {name}"), paint, linear(selection.ink(support)), 3.0);
                }
            }
            if let Some(track) = colours.track {
                check("gauge", colours.accent, linear(track.ink(support)), 3.0);
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn statuses_look_different_to_colour_blind_eyes() {
    let mut faults = Vec::new();
    // Oklab counts from black to white as 1; a just noticeable difference is about 0.02. On light backgrounds, where all
    // words are dark, there is less room.
    for (choice, least) in [(ThemeChoice::ColourBlind, 0.1), (ThemeChoice::Light, 0.05)] {
        let colours = colours_of(choice);
        let statuses = [
            ("running", colours.running),
            ("paused", colours.paused),
            ("failed", colours.failed),
            ("pending", colours.pending),
        ];
        for (eyes, matrix) in EYES {
            for support in EXACT {
                let look = statuses.map(|(name, paint)| (name, seen(matrix, linear(paint.ink(support)))));
                for (at, (name, one)) in look.into_iter().enumerate() {
                    for (other_name, other) in look.into_iter().skip(at + 1) {
                        let apart = distance(one, other);
                        if apart < least {
                            let theme = choice.name();
                            faults.push(format!("{theme} {eyes} {support:?}: {name} and {other_name}: {apart:.3}"));
                        }
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn without_colours_not_one_colour_is_used() {
    let looks = ThemeChoice::ALL.map(|choice| Theme::new(choice, ColourSupport::None, GlyphSet::Block));
    let mono = SUPPORTS.map(|support| Theme::new(ThemeChoice::Mono, support, GlyphSet::Block));
    for theme in looks.iter().chain(&mono) {
        assert!(styles(theme).iter().all(|style| style.fg.is_none() && style.bg.is_none()));
        let modifiers = styles(theme).iter().fold(Modifier::empty(), |all, style| all | style.add_modifier);
        assert_eq!(modifiers, Modifier::BOLD | Modifier::UNDERLINED | Modifier::REVERSED);
        assert_eq!(theme, &looks[4], "there is one mono theme");
    }
}

#[test]
fn a_selected_row_and_a_chosen_chip_show_in_every_theme_at_every_depth() {
    for choice in ThemeChoice::ALL {
        for support in SUPPORTS {
            let theme = Theme::new(choice, support, GlyphSet::Block);
            for style in [theme.selection, theme.chip] {
                let is_laid_under =
                    style.bg.is_some_and(|ground| ground != Color::Reset && theme.base.bg != Some(ground));
                assert!(
                    is_laid_under || style.add_modifier.contains(Modifier::REVERSED),
                    "{} {support:?}",
                    choice.name()
                );
            }
            let covers = theme.selection.fg.is_some() || theme.selection.add_modifier.contains(Modifier::REVERSED);
            assert_eq!(theme.selection_is_reversed(), covers);
        }
    }
    for choice in [ThemeChoice::ColourBlind, ThemeChoice::Dark, ThemeChoice::Light] {
        for support in EXACT {
            let selection = colours_of(choice).selection.unwrap().ink(support);
            for ground in grounds(choice, support) {
                let apart = distance(linear(selection), ground);
                assert!(apart > 0.08, "{} {support:?}: {apart:.3}", choice.name());
            }
        }
    }
}

#[test]
fn no_depth_uses_more_than_it_has() {
    for choice in ThemeChoice::ALL {
        for support in SUPPORTS {
            for style in styles(&Theme::new(choice, support, GlyphSet::Block)) {
                for colour in [style.fg, style.bg].into_iter().flatten() {
                    let needed = match colour {
                        Color::Rgb(..) => ColourSupport::TrueColour,
                        Color::Indexed(_) => ColourSupport::Ansi256,
                        _ => ColourSupport::Ansi16,
                    };
                    assert!(needed <= support, "{} {support:?}: {colour}", choice.name());
                }
            }
        }
    }
}

const SMALLEST: &str = "[colours]\ntext = \"default\"\nmuted = \"dark-gray\"\naccent = \"#336699\"\nwarn = \"yellow\"\n\
                        bad = \"red\"\nborder = \"dark-gray\"\non_accent = \"white\"\n";

#[test]
fn a_small_theme_is_completed_from_related_colours() {
    let palette = Palette::parse(SMALLEST).unwrap();
    let colours = palette.colours.unwrap();
    assert_eq!((colours.running, colours.paused), (colours.accent, colours.warn));
    assert_eq!((colours.failed, colours.completed), (colours.bad, colours.muted));
    assert_eq!((colours.selection, colours.track, colours.background), (None, None, None));
    let theme = Theme::of(&palette, ColourSupport::TrueColour, GlyphSet::Block);
    assert!(theme.selection.add_modifier.contains(Modifier::REVERSED));
    assert_eq!(theme.accent.fg, Some(Color::Rgb(0x33, 0x66, 0x99)));
}

#[test]
fn what_is_wrong_is_told_with_line_and_key() {
    for (text, line, pieces) in [
        ("[colours", 1, &["valid TOML"][..]),
        ("\n[colors]\n", 2, &["\"colors\"", "colours"]),
        ("bold_status = 1\n", 1, &["bold_status", "true or false"]),
        ("colours = 3\n", 1, &["\"colours\"", "[colours]"]),
        ("\n[colours]\ntext = \"default\"\n", 2, &["no \"colours.muted\"", "Add colours.muted"]),
        ("[colours]\nacent = \"red\"\n", 2, &["\"colours.acent\"", "accent"]),
        ("[colours]\n\ntext = \"octarine\"\n", 3, &["\"colours.text\"", "#rrggbb"]),
        ("[colours]\ntext = 7\n", 2, &["\"colours.text\""]),
        ("[colours]\ntext = { index = 7 }\n", 2, &["\"colours.text.hex\""]),
        ("[colours]\ntext = { hex = \"#fff\" }\n", 2, &["\"colours.text.hex\""]),
        ("[colours]\ntext = { hex = \"#ffffff\", index = 7 }\n", 2, &["\"colours.text.index\"", "16 to 255"]),
        ("[colours]\ntext = { hex = \"#ffffff\", index = 256 }\n", 2, &["\"colours.text.index\""]),
        ("[colours]\ntext = { hex = \"#ffffff\", ansi = \"pink\" }\n", 2, &["\"colours.text.ansi\"", "light-"]),
        ("[colours]\ntext = { rgb = \"#ffffff\" }\n", 2, &["\"colours.text.rgb\"", "hex"]),
    ] {
        let error = Palette::parse(text).unwrap_err();
        assert_eq!(error.line, line, "{text}: {error:?}");
        let words = format!("{error} {}", error.problem.hint());
        for piece in pieces {
            assert!(words.contains(piece), "{text}: no {piece:?} in {words:?}");
        }
    }
    assert_eq!(Palette::parse("").unwrap(), Palette::default());
}
