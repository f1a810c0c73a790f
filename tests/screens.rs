//! Every screen and state at three sizes, as text and as a map of styles, and at every other size without a panic.

mod support;

use callbot_tui::domain::text::is_harmful;
use callbot_tui::view::{ColourSupport, GlyphSet, Theme, ThemeChoice};
use support::frame::{ansi, render, text, text_and_styles};
use support::scenes::SCENES;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (20, 5)];

fn dark() -> Theme {
    Theme::new(ThemeChoice::Dark, ColourSupport::Ansi256, GlyphSet::Block)
}

#[test]
fn every_screen_looks_as_it_was_judged_good() {
    for (name, make) in SCENES {
        for (width, height) in SIZES {
            let (buffer, _) = render(&make(), &dark(), width, height);
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), text_and_styles(&buffer));
        }
    }
}

#[test]
fn the_main_screens_look_good_in_every_theme() {
    let looks = [
        ("light", Theme::new(ThemeChoice::Light, ColourSupport::Ansi256, GlyphSet::Block)),
        ("mono", Theme::new(ThemeChoice::Mono, ColourSupport::None, GlyphSet::Block)),
        ("ascii", Theme::new(ThemeChoice::Dark, ColourSupport::Ansi16, GlyphSet::Ascii)),
    ];
    for (name, make) in SCENES.iter().filter(|(name, _)| ["board", "detail"].contains(name)) {
        for (look, theme) in &looks {
            let (buffer, _) = render(&make(), theme, 80, 24);
            insta::assert_snapshot!(format!("{name}_{look}"), text_and_styles(&buffer));
        }
    }
}

#[test]
fn no_size_panics_and_nothing_harmful_reaches_the_screen() {
    let themes = [dark(), Theme::new(ThemeChoice::Mono, ColourSupport::None, GlyphSet::Ascii)];
    let widths = (1..=24).chain([30, 39, 40, 44, 59, 60, 72, 79, 80, 99, 100, 104, 119, 120, 160, 250]);
    for width in widths {
        for height in (1..=26).chain([36, 60, 100]) {
            let theme = &themes[usize::from((width + height) % 2)];
            for (name, make) in SCENES {
                let (buffer, drawn) = render(&make(), theme, width, height);
                let harmful = buffer.content.iter().find(|cell| cell.symbol().chars().any(is_harmful));
                assert!(harmful.is_none(), "{name} at {width}x{height}: {harmful:?}");
                assert!(drawn.list_rows <= usize::from(height) && drawn.view_lines <= usize::from(height) + 12);
            }
        }
    }
}

/// Writes every scene as escape codes, for looking at it: `cargo test --test screens -- --ignored`, then `cat` a file.
#[test]
#[ignore = "writes files for people to look at"]
fn dump_frames() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("frames");
    std::fs::create_dir_all(&folder).unwrap();
    let looks = [
        ("dark", dark()),
        ("light", Theme::new(ThemeChoice::Light, ColourSupport::Ansi256, GlyphSet::Block)),
        ("mono", Theme::new(ThemeChoice::Mono, ColourSupport::None, GlyphSet::Block)),
        ("ascii16", Theme::new(ThemeChoice::Dark, ColourSupport::Ansi16, GlyphSet::Ascii)),
    ];
    for (name, make) in SCENES {
        for (width, height) in [(80, 24), (120, 36), (200, 60), (20, 5), (40, 12)] {
            for (look, theme) in &looks {
                let (buffer, _) = render(&make(), theme, width, height);
                let file = folder.join(format!("{name}_{look}_{width}x{height}"));
                std::fs::write(file.with_extension("ans"), ansi(&buffer)).unwrap();
                std::fs::write(file.with_extension("txt"), text(&buffer)).unwrap();
            }
        }
    }
}
