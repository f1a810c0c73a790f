//! What glows, what waits, what a click means: played with a clock that moves.

use std::sync::Arc;
use std::time::Duration;

use crate::app::column::Column;
use crate::app::fixture::{feed, model_with, names, now, play, selected, snapshot, task, with};
use crate::app::hits::{Area, Hits, PanelHits, Span};
use crate::app::model::{Drawn, Model, Overlay, Screen};
use crate::app::{Effect, Mouse, MouseKind, Msg, ToastKind, ZoneChoice, next_deadline, update};
use crate::domain::{DialWindow, Fault, FaultKind, Feed, Health, Task, TaskKey};
use crate::keys::Chord;

fn called(name: &str, calls: i64) -> Task {
    with(task(name), |task| task.stat.total_call = Some(calls))
}

fn publish(model: &mut Model, seconds: u64, revision: u64, tasks: impl IntoIterator<Item = Task>) {
    update(model, feed(revision, tasks), now(seconds));
}

/// The same from a sweep that was read to its end.
fn publish_whole(model: &mut Model, seconds: u64, revision: u64, tasks: impl IntoIterator<Item = Task>) {
    let mut snapshot = snapshot(revision, tasks);
    snapshot.is_whole = true;
    update(model, Msg::Feed(Arc::new(Feed { snapshot, ..Feed::default() })), now(seconds));
}

fn press(model: &mut Model, seconds: u64, key: char) -> Vec<Effect> {
    update(model, Msg::Chord(Chord::char(key)), now(seconds))
}

/// The calls of the reading before, where a task glows because of a new one.
fn glows(model: &Model, name: &str, seconds: u64) -> Option<Option<i64>> {
    let key = TaskKey::new(Some(name), None, String::new);
    let change = model.changes.of(&key, now(seconds))?;
    Some(change.before.as_ref().and_then(|task| task.stat.total_call))
}

/// A board on which nothing else counts seconds.
fn quiet() -> Model {
    let mut model = model_with(&[]);
    model.started.unix_ms -= 3_600_000;
    model
}

fn wait(model: &Model, seconds: u64) -> Duration {
    next_deadline(model, now(seconds)).map(|moment| moment - now(seconds).instant).expect("there is always a minute")
}

#[test]
fn what_changed_glows_for_two_seconds_and_wakes_the_screen_once_at_the_end() {
    let mut model = quiet();
    publish_whole(&mut model, 0, 2, [called("a", 1), called("b", 1)]);
    assert_eq!(glows(&model, "a", 0), None, "nothing glows at the first load");
    publish_whole(&mut model, 10, 3, [called("a", 2), called("b", 1)]);
    assert_eq!(glows(&model, "a", 10), Some(Some(1)));
    assert_eq!(glows(&model, "b", 10), None);
    assert_eq!(glows(&model, "a", 11), Some(Some(1)));
    assert_eq!(wait(&model, 10), Duration::from_secs(2));
    assert_eq!(glows(&model, "a", 12), None);
    update(&mut model, Msg::Tick, now(12));
    assert_eq!(model.changes, crate::app::Changes::default(), "nothing is kept");
    assert!(wait(&model, 12) > Duration::from_secs(2), "and nothing wakes the screen for it");
}

#[test]
fn only_what_is_on_screen_is_looked_at() {
    let all = |calls| (0..40).map(move |n| called(&format!("t{n:02}"), calls));
    let mut model = model_with(&[]);
    publish(&mut model, 0, 2, all(1));
    publish(&mut model, 1, 3, all(2));
    assert_eq!(glows(&model, "t09", 1), Some(Some(1)));
    assert_eq!(glows(&model, "t10", 1), None);
}

#[test]
fn a_row_that_moved_is_compared_with_itself() {
    let mut model = model_with(&[]);
    publish_whole(&mut model, 0, 2, [called("a", 1), called("b", 5), called("c", 9)]);
    publish_whole(&mut model, 1, 3, [called("c", 9), called("a", 1), called("b", 6)]);
    assert_eq!([glows(&model, "a", 1), glows(&model, "b", 1), glows(&model, "c", 1)], [None, Some(Some(5)), None]);
}

#[test]
fn a_task_is_new_only_after_a_whole_sweep() {
    let mut model = model_with(&[]);
    publish(&mut model, 0, 2, [called("a", 1)]);
    publish_whole(&mut model, 1, 3, [called("a", 1), called("b", 1)]);
    assert_eq!(glows(&model, "b", 1), None, "a page of the first sweep");
    publish_whole(&mut model, 2, 4, [called("a", 1), called("b", 1), called("new", 1)]);
    assert_eq!(glows(&model, "new", 2), Some(None));
}

#[test]
fn the_open_task_glows_even_where_the_filter_hides_its_row() {
    let mut model = model_with(&[]);
    publish(&mut model, 0, 2, [called("a", 1), called("b", 1)]);
    play(&mut model, "<enter>");
    model.list.statuses.toggle(4);
    model.project();
    publish(&mut model, 1, 3, [called("a", 2), called("b", 1)]);
    assert_eq!(glows(&model, "a", 1), Some(Some(1)));
}

#[test]
fn a_frozen_display_holds_new_data_and_goes_on_with_the_newest() {
    let mut model = model_with(&["b", "a"]);
    press(&mut model, 3, 'p');
    publish(&mut model, 4, 2, ["a", "b", "c"].map(task));
    publish(&mut model, 9, 3, ["a", "b", "c", "d"].map(task));
    assert_eq!(names(&model), ["a", "b"]);
    assert!(model.holds_newer_data());
    press(&mut model, 9, 'j');
    assert_eq!(selected(&model).as_deref(), Some("b"), "the frozen rows can be used");
    play(&mut model, "/a<enter><esc>");
    assert_eq!(press(&mut model, 10, 'r'), [Effect::RefreshNow]);
    assert!(model.pause.is_some() && model.toast.as_ref().is_some_and(|toast| toast.text.contains("until p")));
    press(&mut model, 11, 'p');
    assert_eq!(names(&model), ["a", "b", "c", "d"]);
    assert!(model.pause.is_none() && !model.holds_newer_data());
}

#[test]
fn how_the_reading_goes_is_told_of_a_frozen_display_too() {
    let mut model = model_with(&["a"]);
    press(&mut model, 0, 'p');
    let fault = Fault::new(FaultKind::Internal, "It ended", "Start again");
    let dead = Feed { health: Health::Dead { fault }, ..(*model.feed).clone() };
    update(&mut model, Msg::Feed(Arc::new(dead)), now(1));
    assert!(matches!(model.newest_feed().health, Health::Dead { .. }));
    assert!(!model.holds_newer_data(), "worse, not newer");
    assert!(wait(&model, 1) <= Duration::from_secs(1), "the length of the pause counts on");
}

#[test]
fn an_empty_screen_is_not_frozen() {
    let mut model = model_with(&[]);
    press(&mut model, 0, 'p');
    assert!(model.pause.is_none());
    assert!(model.toast.is_some_and(|toast| toast.text.contains("nothing")));
}

#[test]
fn a_message_goes_by_itself_and_a_failure_later() {
    for (kind, seconds) in [(ToastKind::Done, 4), (ToastKind::Failed, 8)] {
        let mut model = quiet();
        update(&mut model, Msg::Toast(kind, "x".to_owned()), now(0));
        assert_eq!(wait(&model, 0), Duration::from_secs(seconds));
        update(&mut model, Msg::Tick, now(seconds - 1));
        assert!(model.toast.is_some(), "{kind:?}");
        update(&mut model, Msg::Tick, now(seconds));
        assert!(model.toast.is_none(), "{kind:?}");
    }
}

#[test]
fn the_zone_goes_round_and_says_where_it_is() {
    let mut model = model_with(&[]);
    model.local_offset_seconds = 28_800;
    let india = with(task("in"), |task| task.window = Arc::new(DialWindow::parse(Some(19_800), None, None, None)));
    let nowhere = task("nowhere");
    let offsets = |model: &Model| [Some(&india), Some(&nowhere), None].map(|task| model.offset_for(task));
    assert_eq!(offsets(&model), [28_800; 3]);
    for (choice, words, expected) in [
        (ZoneChoice::Task, "task's", [19_800, 28_800, 28_800]),
        (ZoneChoice::Utc, "UTC", [0; 3]),
        (ZoneChoice::Mine, "+08:00", [28_800; 3]),
    ] {
        press(&mut model, 0, 'T');
        assert_eq!((model.zone, offsets(&model)), (choice, expected));
        assert!(model.toast.as_ref().is_some_and(|toast| toast.text.contains(words)), "{choice:?}");
    }
}

/// Forty tasks with the table drawn from line 8 on, the heads above it, chips above those.
fn drawn_forty() -> Model {
    let names: Vec<String> = (0..40).map(|n| format!("t{n:02}")).collect();
    let mut model = model_with(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let mut hits = Hits { first_row_y: 8, rows: 10, table: Span { x: 0, width: 80 }, ..Hits::default() };
    hits.heads_y = Some(7);
    hits.heads[2] = Span { x: 10, width: 20 };
    hits.chips_y = Some(5);
    hits.chips[3] = Span { x: 30, width: 9 };
    hits.chips[5] = Span { x: 50, width: 5 };
    draw(&mut model, hits);
    play(&mut model, "m");
    model
}

fn draw(model: &mut Model, hits: Hits) {
    update(model, Msg::Drawn(Drawn { list_rows: 10, view_lines: 10, content_lines: 30, hits }), now(0));
}

fn mouse(model: &mut Model, kind: MouseKind, column: u16, line: u16) -> Vec<Effect> {
    update(model, Msg::Mouse(Mouse { kind, column, line }), now(0))
}

fn click(model: &mut Model, column: u16, line: u16) {
    mouse(model, MouseKind::Click, column, line);
}

#[test]
fn a_click_selects_and_a_second_one_opens() {
    let mut model = drawn_forty();
    click(&mut model, 40, 12);
    assert_eq!((selected(&model).as_deref(), &model.screen), (Some("t04"), &Screen::Board));
    click(&mut model, 40, 12);
    assert!(matches!(&model.screen, Screen::Detail { task, .. } if task.task.display_name() == "t04"));
    play(&mut model, "<esc><pgdn><pgdn>");
    click(&mut model, 0, 8);
    assert_eq!(selected(&model).as_deref(), Some("t20"), "counted from the first row on screen");
}

#[test]
fn heads_sort_and_chips_filter() {
    let mut model = drawn_forty();
    assert!(!model.list.sort.descending);
    click(&mut model, 12, 7);
    assert_eq!((model.list.sort.column, model.list.sort.descending), (Column::Name, true));
    click(&mut model, 31, 5);
    assert!(model.list.statuses.is_chosen(4));
    click(&mut model, 50, 5);
    assert!(model.list.statuses.is_all());
}

#[test]
fn clicks_on_nothing_do_nothing() {
    let mut model = drawn_forty();
    let before = (model.list.sort, model.list.statuses, model.list.cursor, model.screen.clone());
    for (column, line) in [(0, 0), (0, 5), (5, 7), (80, 9), (10, 18), (u16::MAX, u16::MAX)] {
        click(&mut model, column, line);
    }
    assert_eq!((model.list.sort, model.list.statuses, model.list.cursor, model.screen.clone()), before);
    play(&mut model, "/t0");
    click(&mut model, 0, 17);
    click(&mut model, 0, 17);
    assert!(matches!(model.screen, Screen::Detail { .. }), "the tenth of ten rows");
}

#[test]
fn a_mouse_that_is_off_does_nothing() {
    let mut model = drawn_forty();
    assert_eq!(press(&mut model, 0, 'm'), [Effect::CaptureMouse(false)]);
    click(&mut model, 40, 12);
    mouse(&mut model, MouseKind::WheelDown, 0, 0);
    assert_eq!((model.list.cursor, model.list.offset), (0, 0));
    assert_eq!(press(&mut model, 0, 'm'), [Effect::CaptureMouse(true)]);
    assert!(model.toast.is_some_and(|toast| toast.text.contains("shift")));
}

#[test]
fn the_wheel_moves_the_rows_and_takes_the_cursor_along_only_at_the_edge() {
    let mut model = drawn_forty();
    play(&mut model, "jjjj");
    for (kind, cursor, offset) in [
        (MouseKind::WheelDown, 4, 3),
        (MouseKind::WheelDown, 6, 6),
        (MouseKind::WheelUp, 6, 3),
        (MouseKind::WheelUp, 6, 0),
        (MouseKind::WheelUp, 6, 0),
    ] {
        mouse(&mut model, kind, 3, 3);
        assert_eq!((model.list.cursor, model.list.offset), (cursor, offset));
    }
    for _ in 0..20 {
        mouse(&mut model, MouseKind::WheelDown, 3, 3);
    }
    assert_eq!((model.list.cursor, model.list.offset), (30, 30));
}

#[test]
fn the_wheel_scrolls_what_lies_on_top() {
    let mut model = drawn_forty();
    play(&mut model, "?");
    draw(&mut model, Hits::default());
    mouse(&mut model, MouseKind::WheelDown, 0, 0);
    assert!(matches!(&model.overlay, Some(Overlay::Help(help)) if help.scroll == 3));
    play(&mut model, "<esc>s");
    let Some(Overlay::SortMenu { cursor: before }) = model.overlay else {
        panic!("the sort menu is open");
    };
    mouse(&mut model, MouseKind::WheelDown, 0, 0);
    assert_eq!(model.overlay, Some(Overlay::SortMenu { cursor: before + 1 }));
    assert_eq!((model.list.cursor, model.list.offset), (0, 0));
}

#[test]
fn a_click_takes_a_menus_entry_and_one_beside_a_panel_closes_it() {
    let panel = |first_entry| {
        let entries = Area { columns: Span { x: 22, width: 30 }, y: 6, lines: 10 };
        let area = Area { columns: Span { x: 20, width: 34 }, y: 5, lines: 12 };
        Hits { panel: Some(PanelHits { area, entries, first_entry }), ..Hits::default() }
    };
    let mut model = drawn_forty();
    play(&mut model, "s");
    draw(&mut model, panel(0));
    click(&mut model, 20, 6);
    assert!(model.overlay.is_some(), "its frame is neither inside nor beside");
    click(&mut model, 25, 8);
    assert_eq!((model.list.sort.column, &model.overlay), (Column::ALL[2], &None));
    play(&mut model, "d");
    draw(&mut model, panel(0));
    click(&mut model, 0, 0);
    assert_eq!(model.overlay, None);
}
