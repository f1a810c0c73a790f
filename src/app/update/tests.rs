//! What keys and data do to the board, played as a user would.

use std::sync::Arc;

use super::update;
use crate::app::column::Column;
use crate::app::fixture::{feed, model_with, names, now, play, selected, task, with};
use crate::app::model::{Drawn, Model, Overlay, Screen, SetupProblem};
use crate::app::{Effect, Msg};
use crate::domain::{RawRow, Task, TaskStatus};

mod feel;

const FRUIT: [&str; 5] = ["apple", "banana", "cherry", "damson", "elder"];

fn fruit() -> Model {
    model_with(&FRUIT)
}

/// Forty tasks, `t00` to `t39`, of which ten fit on screen.
fn forty() -> Model {
    let names: Vec<String> = (0..40).map(|n| format!("t{n:02}")).collect();
    model_with(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

fn publish(model: &mut Model, revision: u64, tasks: impl IntoIterator<Item = Task>) {
    update(model, feed(revision, tasks), now(1));
}

fn drawn(model: &mut Model, drawn: Drawn) {
    update(model, Msg::Drawn(drawn), now(0));
}

#[test]
fn the_cursor_moves_by_rows_and_pages_and_stays_inside() {
    let mut model = forty();
    for (keys, row, offset) in [
        ("jj", 2, 0),
        ("k", 1, 0),
        ("kkkk", 0, 0),
        ("<pgdn>", 10, 10),
        ("jjj<pgdn>", 23, 20),
        ("<ctrl-u>", 13, 10),
        ("G", 39, 30),
        ("j<pgdn>", 39, 30),
        ("k<up>", 37, 30),
        ("g", 0, 0),
        ("jjjjjjjjjj", 10, 1),
        ("<end><home>", 0, 0),
    ] {
        play(&mut model, keys);
        assert_eq!((model.list.cursor, model.list.offset), (row, offset), "{keys}");
        assert_eq!(selected(&model), Some(format!("t{row:02}")), "{keys}");
    }
}

#[test]
fn the_cursor_follows_its_task_when_rows_move() {
    let mut model = fruit();
    play(&mut model, "jj");
    publish(&mut model, 2, ["aardvark", "abacus", "cherry", "apple"].map(task));
    assert_eq!(selected(&model).as_deref(), Some("cherry"));
    assert_eq!(model.list.cursor, 3);
    publish(&mut model, 3, ["zebra", "cherry"].map(task));
    assert_eq!(selected(&model).as_deref(), Some("cherry"));
    assert_eq!(model.list.cursor, 0);
}

#[test]
fn a_task_that_vanished_leaves_the_cursor_on_its_row() {
    let mut model = fruit();
    play(&mut model, "jj");
    publish(&mut model, 2, ["apple", "banana", "damson", "elder"].map(task));
    assert_eq!(selected(&model).as_deref(), Some("damson"));
    publish(&mut model, 3, ["apple"].map(task));
    assert_eq!(selected(&model).as_deref(), Some("apple"));
    publish(&mut model, 4, []);
    assert_eq!((selected(&model), &model.list.selected), (None, &None));
    publish(&mut model, 5, ["x"].map(task));
    assert_eq!(selected(&model).as_deref(), Some("x"));
}

#[test]
fn a_board_nobody_touched_keeps_showing_its_top() {
    let mut model = model_with(&["m"]);
    publish(&mut model, 2, ["m", "a", "b"].map(task));
    assert_eq!((selected(&model).as_deref(), model.list.cursor), (Some("a"), 0));
}

#[test]
fn rows_moving_above_do_not_move_the_screen() {
    let mut model = forty();
    play(&mut model, "<pgdn><pgdn>jj");
    assert_eq!((model.list.cursor, model.list.offset), (22, 20));
    let fewer = (5..40).map(|n| task(&format!("t{n:02}")));
    publish(&mut model, 2, fewer);
    assert_eq!((model.list.cursor, model.list.offset), (17, 15));
    let more = (5..40).map(|n| task(&format!("t{n:02}"))).chain(["a", "b", "c"].map(task));
    publish(&mut model, 3, more);
    assert_eq!((model.list.cursor, model.list.offset), (20, 18));
}

#[test]
fn the_top_of_the_list_stays_on_screen_while_the_cursor_has_room() {
    let mut model = fruit();
    play(&mut model, "j");
    publish(&mut model, 2, FRUIT.into_iter().chain(["a", "aa"]).map(task));
    assert_eq!((selected(&model).as_deref(), model.list.cursor, model.list.offset), (Some("banana"), 3, 0));
}

#[test]
fn a_smaller_screen_keeps_the_cursor_on_it() {
    let mut model = forty();
    play(&mut model, "jjjjjjjj");
    drawn(&mut model, Drawn { list_rows: 3, view_lines: 3, content_lines: 0, ..Drawn::default() });
    assert_eq!((model.list.cursor, model.list.offset), (8, 6));
    assert_eq!(model.list.offset_for(5), 6, "asked before the next drawing");
    drawn(&mut model, Drawn { list_rows: 100, view_lines: 100, content_lines: 0, ..Drawn::default() });
    assert_eq!(model.list.offset, 0, "no empty space below the last row");
}

#[test]
fn status_keys_add_up_and_zero_shows_all() {
    let tasks = (1..=6).map(|n| with(task(&format!("s{n}")), |task| task.status = Some(TaskStatus::from_number(n))));
    let mut model = model_with(&[]);
    publish(&mut model, 2, tasks);
    for (keys, expected) in [
        ("2", vec!["s2"]),
        ("5", vec!["s2", "s5"]),
        ("2", vec!["s5"]),
        ("0", vec!["s1", "s2", "s3", "s4", "s5", "s6"]),
        ("34", vec!["s3", "s4"]),
        ("<esc>", vec!["s1", "s2", "s3", "s4", "s5", "s6"]),
    ] {
        play(&mut model, keys);
        assert_eq!(names(&model), expected, "{keys}");
    }
}

#[test]
fn a_filter_keeps_the_selected_task_where_it_is_still_shown() {
    let mut model = fruit();
    play(&mut model, "jjj");
    play(&mut model, "/dam");
    assert_eq!((names(&model), selected(&model).as_deref()), (vec!["damson".to_owned()], Some("damson")));
    play(&mut model, "<esc>");
    assert_eq!((model.list.cursor, selected(&model).as_deref()), (3, Some("damson")));
}

#[test]
fn typing_filters_at_once_and_enter_keeps_what_escape_clears() {
    let mut model = fruit();
    play(&mut model, "/an");
    assert_eq!(names(&model), ["banana"]);
    play(&mut model, "q0?");
    assert!(names(&model).is_empty() && !model.should_quit && model.overlay.is_none());
    assert_eq!(model.selected_task(), None);
    play(&mut model, "<backspace><backspace><backspace>");
    assert_eq!(names(&model), ["banana"]);
    play(&mut model, "<enter>");
    assert!(!model.list.filter.is_editing);
    assert_eq!(names(&model), ["banana"]);
    play(&mut model, "/<backspace>p<esc>");
    assert!(!model.list.filter.is_editing);
    assert_eq!(names(&model), FRUIT);
}

#[test]
fn escape_clears_the_filter_then_the_statuses_and_never_quits() {
    let mut model = fruit();
    play(&mut model, "2/an<enter><esc>");
    assert_eq!(names(&model), FRUIT);
    assert!(!model.list.statuses.is_all());
    play(&mut model, "<esc>");
    assert!(model.list.statuses.is_all());
    play(&mut model, "<esc><esc>");
    assert!(!model.should_quit);
}

#[test]
fn the_filter_line_edits_like_a_shell() {
    let mut model = fruit();
    for (keys, expected) in [
        ("/one two", "one two"),
        ("<ctrl-w>", "one "),
        ("<ctrl-a>x<ctrl-e>y", "xone y"),
        ("<home><delete>", "one y"),
        ("<right><ctrl-k>", "o"),
        ("客户<left><backspace>", "o户"),
        ("<end><ctrl-u>", ""),
        ("<backspace><delete><left><ctrl-z><tab>", ""),
    ] {
        play(&mut model, keys);
        assert_eq!(model.list.filter.input.value(), expected, "{keys}");
    }
}

#[test]
fn arrows_move_the_cursor_while_typing() {
    let mut model = fruit();
    play(&mut model, "/<down><down><down><down>");
    assert_eq!(selected(&model).as_deref(), Some("elder"));
    play(&mut model, "<up>");
    assert_eq!(selected(&model).as_deref(), Some("damson"));
}

#[test]
fn pasted_text_loses_what_could_harm_and_goes_nowhere_else() {
    let mut model = fruit();
    update(&mut model, Msg::Paste("q".to_owned()), now(0));
    assert!(model.list.filter.input.value().is_empty() && !model.should_quit);
    play(&mut model, "/");
    update(&mut model, Msg::Paste(" ban\u{1b}[2J\nana\n".to_owned()), now(0));
    assert_eq!(model.list.filter.input.value(), "ban[2J ana");
    update(&mut model, Msg::Paste("x".repeat(1_000_000)), now(0));
    assert_eq!(model.list.filter.input.value().chars().count(), 1000);
}

#[test]
fn the_sort_menu_chooses_by_letter_by_cursor_and_by_s() {
    let mut model = fruit();
    play(&mut model, "s");
    assert_eq!(model.overlay, Some(Overlay::SortMenu { cursor: 2 }), "on the current column");
    play(&mut model, "n");
    assert_eq!(model.overlay, None);
    assert_eq!(names(&model), ["elder", "damson", "cherry", "banana", "apple"]);
    play(&mut model, "ss");
    assert_eq!(names(&model), FRUIT, "the same again reverses");
    play(&mut model, "sd");
    assert_eq!((model.list.sort.column, model.list.sort.descending), (Column::Created, true));
    play(&mut model, "sgjj<enter>");
    assert_eq!(model.list.sort.column, Column::Name);
    play(&mut model, "sGjj");
    assert_eq!(model.overlay, Some(Overlay::SortMenu { cursor: Column::ALL.len() - 1 }));
    play(&mut model, "<esc>");
    assert_eq!((model.list.sort.column, &model.overlay), (Column::Name, &None));
}

#[test]
fn sorting_keeps_the_cursor_on_its_task() {
    let mut model = fruit();
    play(&mut model, "jsn");
    assert_eq!((selected(&model).as_deref(), model.list.cursor), (Some("banana"), 3));
}

#[test]
fn the_detail_view_opens_scrolls_and_closes() {
    let mut model = fruit();
    play(&mut model, "j<enter>");
    let Screen::Detail { task, scroll: 0 } = &model.screen else { panic!("{:?}", model.screen) };
    assert_eq!(task.task.display_name(), "banana");
    drawn(&mut model, Drawn { list_rows: 10, view_lines: 10, content_lines: 25, ..Drawn::default() });
    for (keys, expected) in [("jj", 2), ("k", 1), ("<pgdn>", 11), ("G", 15), ("j", 15), ("<pgup>", 5), ("g", 0)] {
        play(&mut model, keys);
        assert!(matches!(model.screen, Screen::Detail { scroll, .. } if scroll == expected), "{keys}");
    }
    play(&mut model, "q");
    assert_eq!((&model.screen, model.should_quit), (&Screen::Board, false));
    play(&mut model, "<enter><esc>q");
    assert!(model.should_quit);
}

#[test]
fn keys_before_the_first_drawing_of_a_view_are_not_lost() {
    let mut model = fruit();
    play(&mut model, "<enter>jjjG");
    drawn(&mut model, Drawn { list_rows: 10, view_lines: 10, content_lines: 12, ..Drawn::default() });
    assert!(matches!(model.screen, Screen::Detail { scroll: 2, .. }));
}

#[test]
fn nothing_opens_without_a_task() {
    let mut model = model_with(&[]);
    play(&mut model, "<enter>dJjkG<pgup>");
    assert_eq!((&model.screen, &model.overlay), (&Screen::Board, &None));
}

#[test]
fn an_open_task_shows_its_newest_reading_and_stays_when_it_is_gone() {
    let mut model = fruit();
    let raw = |max_call| {
        with(task("banana"), |task| {
            task.max_call = Some(max_call);
            task.raw = RawRow::pack(&format!("{{\"maxCall\":{max_call}}}"));
        })
    };
    publish(&mut model, 2, [task("apple"), raw(7)]);
    play(&mut model, "j<enter>J");
    publish(&mut model, 3, [raw(8)]);
    let at_hand = |model: &Model| match (&model.screen, &model.overlay) {
        (Screen::Detail { task, .. }, Some(Overlay::RawJson { task: raw, lines, .. })) => {
            assert_eq!(task.is_gone, raw.is_gone);
            (task.task.max_call, task.is_gone, lines[1].clone())
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(at_hand(&model), (Some(8), false, "  \"maxCall\": 8".to_owned()));
    publish(&mut model, 4, [task("apple")]);
    assert_eq!(at_hand(&model), (Some(8), true, "  \"maxCall\": 8".to_owned()));
    publish(&mut model, 5, [raw(9)]);
    assert_eq!(at_hand(&model), (Some(9), false, "  \"maxCall\": 9".to_owned()));
}

#[test]
fn overlays_open_close_and_scroll_one_at_a_time() {
    let mut model = fruit();
    play(&mut model, "d");
    assert!(matches!(model.overlay, Some(Overlay::WindowGrid { .. })));
    play(&mut model, "Js/1");
    assert!(matches!(model.overlay, Some(Overlay::WindowGrid { .. })), "keys that open something else do nothing");
    assert!(model.list.statuses.is_all());
    play(&mut model, "d");
    assert_eq!(model.overlay, None);
    play(&mut model, "J");
    drawn(&mut model, Drawn { list_rows: 10, view_lines: 4, content_lines: 6, ..Drawn::default() });
    play(&mut model, "jjjj");
    assert!(matches!(model.overlay, Some(Overlay::RawJson { scroll: 2, .. })));
    play(&mut model, "q");
    assert_eq!((&model.overlay, model.should_quit), (&None, false));
}

#[test]
fn help_opens_over_everything_and_gives_back_what_was_there() {
    let mut model = fruit();
    play(&mut model, "<enter>Jj?");
    assert_eq!(model.overlay, Some(Overlay::Help(crate::app::HelpView::default())));
    play(&mut model, "dJs?");
    assert!(matches!(model.overlay, Some(Overlay::RawJson { scroll: 1, .. })));
    play(&mut model, "<esc><esc>?<esc>?qq");
    assert!(model.should_quit);
}

#[test]
fn refresh_and_repaint_ask_the_outside_world() {
    let mut model = fruit();
    assert_eq!(play(&mut model, "r<ctrl-l>"), [Effect::RefreshNow, Effect::Repaint]);
    assert_eq!(play(&mut model, "<enter>r"), [Effect::RefreshNow]);
    assert_eq!(play(&mut model, "?r<ctrl-l>"), [Effect::RefreshNow, Effect::Repaint]);
    assert_eq!(play(&mut model, "<esc><esc>/r<ctrl-l>"), [Effect::Repaint]);
    play(&mut model, "<ctrl-c>");
    assert!(model.should_quit);
}

#[test]
fn without_credentials_only_help_and_quitting_are_left() {
    let mut model = fruit();
    model.setup = Some(SetupProblem { missing: vec!["uuid".to_owned()], config_path: "x".to_owned() });
    assert_eq!(play(&mut model, "r/s<enter>dJ2"), []);
    assert_eq!((&model.screen, &model.overlay, model.list.filter.is_editing), (&Screen::Board, &None, false));
    play(&mut model, "?j<esc>");
    assert_eq!((&model.overlay, model.should_quit), (&None, false));
    assert_eq!(play(&mut model, "<ctrl-l>"), [Effect::Repaint]);
    play(&mut model, "q");
    assert!(model.should_quit);
}

#[test]
fn health_alone_moves_nothing() {
    let mut model = fruit();
    play(&mut model, "jj");
    let mut failing = (*model.feed).clone();
    failing.failures = 3;
    update(&mut model, Msg::Feed(Arc::new(failing)), now(9));
    assert_eq!((selected(&model).as_deref(), model.feed.failures), (Some("cherry"), 3));
    assert_eq!(model.now, now(9));
}

#[test]
fn a_resize_paints_the_whole_screen_even_where_the_size_is_the_old_one_again() {
    let mut model = model_with(&["a"]);
    assert_eq!(update(&mut model, Msg::Resized, now(0)), [Effect::Repaint]);
}
