//! Clicks on what a real frame shows: the places that a drawing reports are those where the eye finds the words.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of a test fails like the test itself")]

mod support;

use callbot_tui::app::{Column, Drawn, Model, Mouse, MouseKind, Msg, Overlay, Screen, update};
use callbot_tui::view::{ColourSupport, GlyphSet, Theme, ThemeChoice};
use support::frame::{render, text};
use support::scenes::SCENES;

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 36), (200, 60), (60, 15)];

fn scene(name: &str) -> Model {
    let mut model = SCENES.iter().find(|(wanted, _)| *wanted == name).unwrap().1();
    model.mouse = true;
    model
}

/// Draws and tells the model what the drawing learned; returns the text.
fn show(model: &mut Model, (width, height): (u16, u16)) -> (String, Drawn) {
    let theme = Theme::new(ThemeChoice::Dark, ColourSupport::Ansi256, GlyphSet::Block);
    let now = model.now;
    let mut shown = render(model, &theme, width, height);
    update(model, Msg::Drawn(shown.1), now);
    shown = render(model, &theme, width, height);
    (text(&shown.0), shown.1)
}

/// The first cell of a word on the screen.
fn place_of(text: &str, word: &str) -> (u16, u16) {
    for (line, content) in text.lines().enumerate() {
        if let Some(at) = content.find(word) {
            return (content[..at].chars().count() as u16, line as u16);
        }
    }
    panic!("{word:?} is not in:\n{text}");
}

fn click(model: &mut Model, (column, line): (u16, u16)) {
    let now = model.now;
    update(model, Msg::Mouse(Mouse { kind: MouseKind::Click, column, line }), now);
}

#[test]
fn a_click_on_a_name_selects_that_task_at_every_size() {
    for size in SIZES {
        let mut model = scene("board_stale");
        let (text, _) = show(&mut model, size);
        click(&mut model, place_of(&text, "id_welcome_w38"));
        let selected = model.selected_task().unwrap().display_name().to_owned();
        assert_eq!(selected, "id_welcome_w38", "{size:?}");
    }
}

#[test]
fn a_click_on_a_head_sorts_by_its_column_and_again_reverses() {
    for size in SIZES {
        for (head, column) in [("NAME", Column::Name), ("DONE/TOTAL", Column::Done), ("ETA", Column::Eta)] {
            let mut model = scene("board");
            let (text, _) = show(&mut model, size);
            let place = place_of(&text, head);
            click(&mut model, place);
            let first = model.list.sort;
            assert_eq!(first.column, column, "{size:?}");
            click(&mut model, place);
            assert_eq!((model.list.sort.column, model.list.sort.descending), (column, !first.descending));
        }
    }
}

#[test]
fn a_click_on_a_chip_switches_its_status() {
    for (width, height) in [(80, 24), (120, 36), (60, 15), (40, 12)] {
        let mut model = scene("board");
        let (text, _) = show(&mut model, (width, height));
        // Where there is no room for the keys, the chips have words only.
        let (column, line) = place_of(&text, if width < 60 { " ERR " } else { " 4 " });
        click(&mut model, (column + 1, line));
        assert!(model.list.statuses.is_chosen(4) && !model.list.statuses.is_chosen(3), "at {width} columns:\n{text}");
        let (text, _) = show(&mut model, (width, height));
        click(&mut model, if width < 60 { (column + 1, line) } else { place_of(&text, "0 all") });
        assert!(model.list.statuses.is_all());
    }
}

#[test]
fn a_click_in_the_sort_menu_sorts_and_one_beside_it_closes_it() {
    let mut model = scene("sort_menu");
    let (text, _) = show(&mut model, (80, 24));
    click(&mut model, place_of(&text, "calls placed"));
    assert_eq!((model.list.sort.column, &model.overlay), (Column::Calls, &None));
    for name in ["sort_menu", "help", "window_grid", "raw_json"] {
        let mut model = scene(name);
        let (_, drawn) = show(&mut model, (120, 36));
        let area = drawn.hits.panel.unwrap().area;
        let before = model.overlay.clone();
        click(&mut model, (area.columns.x, area.y));
        assert_eq!(model.overlay, before, "{name}: on its frame");
        click(&mut model, (0, 0));
        assert_eq!(model.overlay, None, "{name}");
    }
}

#[test]
fn nothing_under_a_panel_or_beyond_the_table_is_clicked() {
    let mut model = scene("help");
    show(&mut model, (20, 5));
    click(&mut model, (3, 3));
    assert!(matches!(model.overlay, Some(Overlay::Help(_))) && model.screen == Screen::Board);
    for name in ["loading", "no_credentials", "board_empty", "detail"] {
        let mut model = scene(name);
        let (_, drawn) = show(&mut model, (80, 24));
        let before = (model.screen.clone(), model.list.sort, model.list.statuses);
        for line in 9..24 {
            click(&mut model, (40, line));
        }
        assert_eq!((model.screen.clone(), model.list.sort, model.list.statuses), before, "{name}: {drawn:?}");
    }
}
