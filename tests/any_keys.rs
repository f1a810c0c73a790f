//! Any keys, pastes and clicks, drawn at any size after each: nothing panics, the selection is a task that is shown, at
//! most one overlay is open, and nothing harmful reaches a cell. The frames are real, so that what a drawing reports about
//! itself is what the next key goes by.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use std::sync::Arc;

use callbot_tui::app::{Model, Mouse, MouseKind, Msg, Overlay, update};
use callbot_tui::domain::Task;
use callbot_tui::domain::text::is_harmful;
use callbot_tui::keys::{Chord, TABLE};
use callbot_tui::view::{ColourSupport, GlyphSet, Theme, ThemeChoice};
use proptest::prelude::*;
use support::alerts::alarmed_hostile;
use support::fleet::{everyday, hostile};
use support::frame::render;
use support::scenes::{feed, now};

#[derive(Debug, Clone)]
enum Happening {
    Press(Chord),
    Paste(String),
    Mouse(Mouse),
    Publish(Vec<Task>),
    Resize(u16, u16),
}

fn chord() -> impl Strategy<Value = Chord> {
    let bound: Vec<Chord> = TABLE.iter().flat_map(|row| row.chords).copied().collect();
    let typed: Vec<Chord> = "aoestrx :/<é客0".chars().map(Chord::char).collect();
    prop_oneof![3 => prop::sample::select(bound), 1 => prop::sample::select(typed)]
}

fn size() -> impl Strategy<Value = (u16, u16)> {
    let named = vec![(200, 60), (140, 40), (120, 36), (100, 30), (80, 24), (60, 15), (40, 10), (20, 5), (1, 1)];
    prop_oneof![2 => prop::sample::select(named), 1 => (1..130_u16, 1..45_u16)]
}

fn happening() -> impl Strategy<Value = Happening> {
    let mouse = (prop::sample::select(vec![MouseKind::Click, MouseKind::WheelUp, MouseKind::WheelDown]), size())
        .prop_map(|(kind, (column, line))| Happening::Mouse(Mouse { kind, column, line }));
    let fleets = prop::sample::select(vec![everyday(), hostile(), Vec::new(), hostile()[3..5].to_vec()]);
    prop_oneof![
        20 => chord().prop_map(Happening::Press),
        2 => "\\PC{0,12}".prop_map(Happening::Paste),
        4 => mouse,
        2 => fleets.prop_map(Happening::Publish),
        2 => size().prop_map(|(width, height)| Happening::Resize(width, height)),
    ]
}

fn message(model: &Model, happening: Happening) -> Msg {
    match happening {
        Happening::Press(chord) => Msg::Chord(chord),
        Happening::Paste(text) => Msg::Paste(text),
        Happening::Mouse(mouse) => Msg::Mouse(mouse),
        Happening::Resize(..) => Msg::Resized,
        Happening::Publish(tasks) => {
            let mut feed = feed(tasks);
            feed.snapshot.revision = model.newest_feed().snapshot.revision + 1;
            Msg::Feed(Arc::new(feed))
        }
    }
}

fn check(model: &Model) {
    let shown: Vec<_> = (0..model.list.rows.len()).filter_map(|row| model.visible_task(row)).collect();
    assert_eq!(shown.len(), model.list.rows.len(), "every row has its task");
    assert_eq!(model.list.selected.as_ref(), model.selected_task().map(|task| &task.key));
    assert_eq!(model.list.selected.is_none(), shown.is_empty());
    assert!(
        !matches!((&model.overlay, &model.under_help), (None, Some(_))),
        "what lies below the help has the help above"
    );
    assert!(!matches!(model.under_help, Some(Overlay::Help(_))), "never two helps");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn any_keys_at_any_size_draw_and_keep_the_selection(
        start in size(),
        is_plain in any::<bool>(),
        happenings in prop::collection::vec(happening(), 1..60),
    ) {
        let theme = if is_plain {
            Theme::new(ThemeChoice::Mono, ColourSupport::None, GlyphSet::Ascii)
        } else {
            Theme::new(ThemeChoice::ColourBlind, ColourSupport::TrueColour, GlyphSet::Block)
        };
        let mut model = alarmed_hostile("");
        model.mouse = true;
        let (mut width, mut height) = start;
        for happening in happenings {
            if let Happening::Resize(new_width, new_height) = happening {
                (width, height) = (new_width, new_height);
            }
            let message = message(&model, happening);
            update(&mut model, message, now());
            check(&model);
            // Whatever quits is not what is tested here.
            model.should_quit = false;
            let (buffer, drawn) = render(&model, &theme, width, height);
            prop_assert!(!buffer.content.iter().any(|cell| cell.symbol().chars().any(is_harmful)));
            update(&mut model, Msg::Drawn(drawn), now());
            check(&model);
        }
    }
}
