//! Every screen and state at the sizes that the layout is made for, as text and as a map of styles, and at every other size without a panic.

mod support;

use callbot_tui::app::{Model, Msg, update};
use callbot_tui::domain::text::is_harmful;
use callbot_tui::domain::{Feed, Reading, SweepLane};
use callbot_tui::keys::TABLE;
use callbot_tui::view::{ColourSupport, GlyphSet, Theme, ThemeChoice};
use ratatui::style::Color;
use support::alerts::{alarmed, alarmed_hostile};
use support::frame::{ansi, render, text, text_and_styles};
use support::scenes::{HOSTILE, SCENES, hostile_dashboard, press};

/// Every size that the layout is made for.
const ALL_SIZES: [(u16, u16); 8] = [(200, 60), (140, 40), (120, 36), (100, 30), (80, 24), (60, 15), (40, 10), (20, 5)];

/// Those at which a state looks different in kind, not only in length.
const SIZES: [(u16, u16); 4] = [(120, 36), (80, 24), (40, 10), (20, 5)];

fn dark() -> Theme {
    Theme::new(ThemeChoice::ColourBlind, ColourSupport::Ansi256, GlyphSet::Block)
}

#[test]
fn every_screen_looks_as_it_was_judged_good() {
    for (name, make) in SCENES {
        insta::assert_snapshot!(*name, at_sizes(&SIZES, *make));
    }
}

/// The frames of a model at some sizes, one after the other.
fn at_sizes(sizes: &[(u16, u16)], make: impl Fn() -> Model) -> String {
    let mut all = String::new();
    for (width, height) in sizes.iter().copied() {
        let mut model = make();
        let now = model.now;
        // As on a terminal: what the first frame learned decides the second.
        let (_, drawn) = render(&model, &dark(), width, height);
        update(&mut model, Msg::Drawn(drawn), now);
        let (buffer, _) = render(&model, &dark(), width, height);
        all.push_str(&format!("### {width}x{height}\n{}\n", text_and_styles(&buffer)));
    }
    all
}

#[test]
fn every_screen_and_overlay_stands_hostile_names_at_every_size() {
    for (name, keys) in HOSTILE {
        insta::assert_snapshot!(format!("hostile_{name}"), at_sizes(&ALL_SIZES, || hostile_dashboard(keys)));
    }
}

#[test]
fn the_alerts_stand_hostile_names_at_every_size() {
    insta::assert_snapshot!("hostile_alerts", at_sizes(&ALL_SIZES, || alarmed_hostile("ajjjj")));
    insta::assert_snapshot!("alerts_all_sizes", at_sizes(&ALL_SIZES, || alarmed("aj")));
}

#[test]
fn the_main_screens_look_good_in_every_theme() {
    let looks = [
        ("light", Theme::new(ThemeChoice::Light, ColourSupport::Ansi256, GlyphSet::Block)),
        ("mono", Theme::new(ThemeChoice::Mono, ColourSupport::None, GlyphSet::Block)),
        ("high_contrast", Theme::new(ThemeChoice::HighContrast, ColourSupport::TrueColour, GlyphSet::Block)),
        ("green", Theme::new(ThemeChoice::Dark, ColourSupport::TrueColour, GlyphSet::Block)),
        ("linux", Theme::new(ThemeChoice::ColourBlind, ColourSupport::Ansi16, GlyphSet::Linux)),
        ("ascii", Theme::new(ThemeChoice::ColourBlind, ColourSupport::Ansi16, GlyphSet::Ascii)),
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
    let small = (1..=24).flat_map(|width| [1, 2, 3, 4, 5, 7, 9, 12].map(|height| (width, height)));
    let wide = [30, 39, 40, 44, 59, 72, 79, 81, 99, 104, 121, 160, 250];
    let large = wide.into_iter().flat_map(|width| [1, 6, 11, 13, 18, 26, 100].map(|height| (width, height)));
    let sizes: Vec<_> = small.chain(large).collect();
    let themes = [dark(), Theme::new(ThemeChoice::Mono, ColourSupport::None, GlyphSet::Ascii)];
    for (name, make) in SCENES {
        let model = make();
        for (turn, (width, height)) in sizes.iter().copied().enumerate() {
            let (buffer, drawn) = render(&model, &themes[turn % 2], width, height);
            let harmful = buffer.content.iter().find(|cell| cell.symbol().chars().any(is_harmful));
            assert!(harmful.is_none(), "{name} at {width}x{height}: {harmful:?}");
            let shows_list = model.overlay.is_none() && drawn.content_lines == 0;
            assert!(!shows_list || drawn.list_rows <= usize::from(height), "{name} at {width}x{height}");
            assert!(drawn.view_lines <= usize::from(height), "{name} at {width}x{height}");
        }
    }
}

/// In mono not one cell may have a colour: under `NO_COLOR` a colour code would switch off bold and reverse.
#[test]
fn mono_screens_have_no_colour_at_all() {
    let mono = Theme::new(ThemeChoice::Dark, ColourSupport::None, GlyphSet::Block);
    for (name, make) in SCENES {
        let (buffer, _) = render(&make(), &mono, 100, 30);
        let coloured = buffer.content.iter().find(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset);
        assert!(coloured.is_none(), "{name}: {coloured:?}");
    }
}

#[test]
fn ascii_screens_add_nothing_beyond_ascii() {
    let ascii = Theme::new(ThemeChoice::Dark, ColourSupport::Ansi16, GlyphSet::Ascii);
    for (name, make) in SCENES.iter().filter(|(name, _)| {
        !["board_hostile", "command_open_hostile", "detail_everything", "raw_json", "board_alerts_hostile"]
            .contains(name)
    }) {
        let (buffer, _) = render(&make(), &ascii, 120, 40);
        let other = buffer.content.iter().find(|cell| !cell.symbol().is_ascii());
        assert!(other.is_none(), "{name}: {other:?}");
    }
}

#[test]
fn a_view_tells_how_far_it_scrolls() {
    let scene = |wanted: &str| SCENES.iter().find(|(name, _)| *name == wanted).unwrap().1();
    let (_, board) = render(&scene("board"), &dark(), 80, 24);
    assert_eq!((board.list_rows, board.content_lines), (15, 0));
    for name in ["detail", "help", "raw_json", "window_grid"] {
        let (_, drawn) = render(&scene(name), &dark(), 80, 12);
        assert!(drawn.view_lines > 0 && drawn.content_lines > drawn.view_lines, "{name}: {drawn:?}");
    }
}

/// A key or a term that is explained in half a sentence explains nothing.
#[test]
fn the_help_is_cut_nowhere() {
    for (_, make) in SCENES.iter().filter(|(name, _)| ["help", "help_notes"].contains(name)) {
        let help = make();
        for (width, height) in [(20, 300), (40, 200), (60, 120), (80, 120), (120, 80), (200, 80)] {
            let (buffer, _) = render(&help, &dark(), width, height);
            assert!(!text(&buffer).contains('…'), "at {width} columns:\n{}", text(&buffer));
        }
    }
}

/// Every key of the table and every sentence about one can be read in the help, at any width.
#[test]
fn the_help_tells_every_key() {
    let help = SCENES.iter().find(|(name, _)| *name == "help").unwrap().1();
    for (width, height) in [(28, 640), (80, 130), (200, 80)] {
        let (buffer, drawn) = render(&help, &dark(), width, height);
        let text = text(&buffer);
        assert!(drawn.content_lines <= drawn.view_lines, "all of it is on screen");
        let words: std::collections::HashSet<&str> = text.split_whitespace().collect();
        for row in TABLE.iter().filter(|row| row.follows.is_none()) {
            for chord in row.chords {
                assert!(words.contains(chord.to_string().as_str()), "{chord} at {width} columns:\n{text}");
            }
            let is_told = row.help.split_whitespace().all(|word| text.contains(word));
            assert!(is_told, "{} at {width} columns:\n{text}", row.help);
        }
    }
}

#[test]
fn a_notice_about_keys_leaves_the_board_after_a_while() {
    let mut model = SCENES.iter().find(|(name, _)| *name == "board_odd_keys").unwrap().1();
    assert!(text(&render(&model, &dark(), 80, 24).0).contains("of [keys]"));
    model.now.instant += std::time::Duration::from_secs(20);
    assert!(!text(&render(&model, &dark(), 80, 24).0).contains("of [keys]"));
}

#[test]
fn the_keys_offered_without_a_row_all_do_something() {
    let scene = |wanted: &str| SCENES.iter().find(|(name, _)| *name == wanted).unwrap().1();
    for name in ["board_empty", "board_no_match"] {
        let (buffer, _) = render(&scene(name), &dark(), 80, 24);
        let last = text(&buffer).lines().last().unwrap().to_owned();
        assert!(!last.contains("open") && !last.contains("json") && last.contains("filter"), "{name}: {last}");
    }
}

#[test]
fn the_detail_view_opens_with_what_is_asked_first() {
    let detail = SCENES.iter().find(|(name, _)| *name == "detail").unwrap().1();
    for (width, height) in [(80, 24), (60, 12)] {
        let (buffer, _) = render(&detail, &dark(), width, height);
        let head: String = text(&buffer).lines().take(5).collect();
        assert!(head.contains("window open for 13m") && head.contains("60 calls at a time"), "{head}");
    }
}

#[test]
fn the_past_is_told_whole_at_every_usual_width() {
    let detail = SCENES.iter().find(|(name, _)| *name == "detail_past").unwrap().1();
    for width in [60, 80, 100, 120, 160, 200] {
        let (buffer, _) = render(&detail, &dark(), width, 90);
        let text = text(&buffer);
        assert!(!text.contains('…'), "at {width}:\n{text}");
        for words in [
            "NOW (10 MIN)",
            "calls/min",
            "CALLS/MIN  last 6 h",
            "ANSWER RATE  last 6 h",
            "12:00",
            "now",
            "EXPECTED END",
        ] {
            assert!(text.contains(words), "{words} at {width}:\n{text}");
        }
        assert!(width < 80 || text.contains("dropped"), "at {width}:\n{text}");
    }
}

#[test]
fn a_quiet_sentence_stands_where_nothing_was_seen_yet() {
    let mut model = SCENES.iter().find(|(name, _)| *name == "detail").unwrap().1();
    let reading = Reading { number: 1, lane: SweepLane::Full, began_unix_ms: 0, ended_unix_ms: model.now.unix_ms };
    let feed = Feed { reading: Some(reading), ..(*model.feed).clone() };
    let now = model.now;
    update(&mut model, Msg::Feed(std::sync::Arc::new(feed)), now);
    let (buffer, _) = render(&model, &dark(), 100, 60);
    assert!(text(&buffer).contains("no data yet"), "{}", text(&buffer));
}

#[test]
fn the_board_tells_pace_trend_and_the_fleets_sums_where_there_is_room() {
    let board = SCENES.iter().find(|(name, _)| *name == "board_past").unwrap().1();
    let at = |width, height| text(&render(&board, &dark(), width, height).0);
    for (width, height) in [(80, 24), (140, 40), (200, 60)] {
        let text = at(width, height);
        assert!(text.contains("C/MIN") && text.contains("calls/min") && text.contains("ASR 10m"), "{text}");
    }
    assert!(!at(80, 24).contains("TREND") && at(140, 40).contains("TREND"));
}

#[test]
fn the_last_line_of_a_scrolled_view_can_be_reached() {
    let mut model = SCENES.iter().find(|(name, _)| *name == "detail_everything").unwrap().1();
    let (_, drawn) = render(&model, &dark(), 80, 24);
    let now = model.now;
    update(&mut model, Msg::Drawn(drawn), now);
    press(&mut model, "G");
    let (buffer, _) = render(&model, &dark(), 80, 24);
    assert!(text(&buffer).contains("expected a whole number from 0"), "{}", text(&buffer));
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
        for (width, height) in [(80, 24), (120, 36), (140, 40), (200, 60), (20, 5), (40, 12)] {
            for (look, theme) in &looks {
                let (buffer, _) = render(&make(), theme, width, height);
                let file = folder.join(format!("{name}_{look}_{width}x{height}"));
                std::fs::write(file.with_extension("ans"), ansi(&buffer)).unwrap();
                std::fs::write(file.with_extension("txt"), text(&buffer)).unwrap();
            }
        }
    }
}
