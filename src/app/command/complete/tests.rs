//! What is offered for what was typed.

use super::*;
use crate::app::fixture::model_with;

fn texts(model: &Model, before: &str) -> Vec<String> {
    complete(model, before).list.into_iter().map(|completion| completion.text).collect()
}

fn model() -> Model {
    let mut model = model_with(&["in_promo_diwali", "ph_otp_retry", "vn loan remind 0917", "vn loan remind 0918"]);
    model.look.themes = ["dark", "light", "high contrast"].map(str::to_owned).into();
    model
}

#[test]
fn an_empty_line_offers_every_command_in_the_order_of_the_table() {
    let names: Vec<_> = COMMANDS.iter().map(|command| command.name).collect();
    assert_eq!(texts(&model(), ""), names);
    assert_eq!(texts(&model(), " :"), names);
}

#[test]
fn the_likeliest_comes_first() {
    let model = model();
    for (typed, expected) in [
        ("so", "sort"),
        ("srt", "sort"),
        ("exp", "export"),
        ("theme l", "light"),
        ("sort dt", "done/total"),
        ("status run,pau", "paused"),
        ("open otp", "ph_otp_retry"),
        ("open loan 18", "vn loan remind 0918"),
        ("filter promo as", "asr<15"),
        ("sort asr d", "desc"),
        ("columns name,ca", "calls"),
        ("hide str", "strategy"),
        ("so asr ", "asc"),
    ] {
        assert_eq!(texts(&model, typed).first().map(String::as_str), Some(expected), "{typed}");
    }
}

#[test]
fn only_what_makes_sense_is_offered() {
    let mut model = model();
    assert_eq!(
        texts(&model, "show "),
        ["left", "ord/min", "asr-10m", "answered", "reach", "att", "max", "zone", "starts", "scene", "id"]
    );
    model.list.columns.set(&[Column::Name, Column::Calls]);
    assert_eq!(texts(&model, "hide "), ["calls"]);
    assert!(!texts(&model, "columns name,").contains(&"name".to_owned()));
    assert!(!texts(&model, "columns name,").contains(&"reset".to_owned()));
    assert!(texts(&model, "columns ").contains(&"reset".to_owned()));
    for nothing in ["xyz", "xyz ", "s x", "quit ", "pause now", "sort asr asc ", "zone utc ", "export csv a", "help x"]
    {
        assert!(texts(&model, nothing).is_empty(), "{nothing}");
    }
}

#[test]
fn the_word_at_the_cursor_is_what_gets_completed() {
    let model = model();
    for (before, start) in
        [("so", 0), (" :so", 2), ("sort as", 5), ("columns a,b", 10), ("open vn loan", 5), ("open ", 5)]
    {
        assert_eq!(complete(&model, before).start, start, "{before}");
    }
}

#[test]
fn tasks_of_the_same_name_are_told_apart_by_their_ids() {
    use crate::app::fixture::{feed, now, task, with};
    use crate::domain::TaskTexts;
    let mut model = model();
    let named = |id: &str| {
        with(task(id), |task| task.texts = TaskTexts::new(Some("promo\u{1b}[2J"), None, Some(id), None, None))
    };
    crate::app::update(&mut model, feed(9, [named("t1"), named("t2")]), now(1));
    let list = complete(&model, "open ").list;
    assert_eq!(list.iter().map(|one| one.label.as_str()).collect::<Vec<_>>(), ["promo[2J", "promo[2J"]);
    assert_eq!(list.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["t1", "t2"]);
}
