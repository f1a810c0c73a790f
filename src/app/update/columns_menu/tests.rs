//! The choice of columns, played as a user would.

use crate::app::column::Column;
use crate::app::column_choice::ColumnChoice;
use crate::app::fixture::{model_with, play};
use crate::app::model::{Model, Overlay};
use crate::app::{ColumnsMenu, ToastKind};

fn menu(model: &Model) -> &ColumnsMenu {
    match &model.overlay {
        Some(Overlay::Columns(menu)) => menu,
        other => panic!("no choice of columns but {other:?}"),
    }
}

fn highlighted(model: &Model) -> Column {
    model.list.columns.all()[menu(model).cursor].0
}

fn open() -> Model {
    let mut model = model_with(&["apple"]);
    play(&mut model, "K");
    model
}

#[test]
fn space_hides_and_shows_and_the_cursor_stays_inside() {
    let mut model = open();
    assert_eq!(highlighted(&model), Column::Attention);
    play(&mut model, "k ");
    assert!(!model.list.columns.is_shown(Column::Attention));
    play(&mut model, "<enter>");
    assert!(model.list.columns.is_shown(Column::Attention));
    play(&mut model, "Gjj");
    assert_eq!(menu(&model).cursor, Column::ALL.len() - 1);
    play(&mut model, "<pgup>k");
    assert_eq!(menu(&model).cursor, 0);
}

#[test]
fn the_name_stays_and_says_so() {
    let mut model = open();
    play(&mut model, "/name<enter> ");
    assert!(model.list.columns.is_shown(Column::Name));
    assert!(model.toast.as_ref().is_some_and(|toast| toast.kind == ToastKind::Failed && toast.text.contains("name")));
}

#[test]
fn a_moved_column_keeps_the_cursor_and_zero_brings_everything_back() {
    let mut model = open();
    play(&mut model, "><right>>");
    assert_eq!((highlighted(&model), menu(&model).cursor), (Column::Attention, 3));
    play(&mut model, "<left>");
    assert_eq!(model.list.columns.place_of(Column::Attention), Some(2));
    play(&mut model, " 0");
    assert_eq!(model.list.columns, ColumnChoice::default());
    assert_eq!(highlighted(&model), Column::Attention);
}

#[test]
fn typing_finds_a_column_and_escape_goes_back() {
    let mut model = open();
    play(&mut model, "j/strat");
    assert_eq!(highlighted(&model), Column::Strategy);
    play(&mut model, "zzz");
    assert_eq!(highlighted(&model), Column::Strategy, "nothing found moves nothing");
    play(&mut model, "<ctrl-u>");
    assert_eq!(menu(&model).cursor, 1);
    play(&mut model, "wndw<esc>");
    assert_eq!((menu(&model).cursor, menu(&model).search.is_none()), (1, true));
    play(&mut model, "/cre<enter> ");
    assert!(!model.list.columns.is_shown(Column::Created));
    assert!(menu(&model).search.is_none());
}

#[test]
fn up_and_down_go_from_match_to_match() {
    let mut model = open();
    play(&mut model, "/orders<up><up><up>");
    let mut found = vec![highlighted(&model)];
    for _ in 0..3 {
        play(&mut model, "<down>");
        found.push(highlighted(&model));
    }
    assert_eq!(found, [Column::Completion, Column::Done, Column::Left, Column::OrdersPerMinute]);
}

#[test]
fn it_closes_by_its_own_key_and_gives_itself_back_after_the_help() {
    for keys in ["K", "<esc>", "q"] {
        let mut model = open();
        play(&mut model, keys);
        assert_eq!((&model.overlay, model.should_quit), (&None, false), "{keys}");
    }
    let mut model = open();
    play(&mut model, "jj?<esc>");
    assert_eq!(menu(&model).cursor, 2);
    play(&mut model, "s:d");
    assert!(matches!(model.overlay, Some(Overlay::Columns(_))), "keys that open something else do nothing");
}
