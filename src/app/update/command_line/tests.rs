//! The command line, played as a user would.

use proptest::prelude::*;

use crate::app::column::{Column, Sort};
use crate::app::command::{COMMANDS, CommandLine};
use crate::app::effect::FileChoice;
use crate::app::export::Format;
use crate::app::fixture::{model_with, names, now, play, selected};
use crate::app::model::{Model, Overlay, Screen};
use crate::app::{Effect, Msg, ToastKind, ZoneChoice, update};

fn fruit() -> Model {
    let mut model = model_with(&["apple", "banana", "cherry", "damson", "elder berry"]);
    model.look.themes = ["dark", "light", "mono"].map(str::to_owned).into();
    model
}

fn line(model: &Model) -> &CommandLine {
    match &model.overlay {
        Some(Overlay::Command(line)) => line,
        other => panic!("no command line but {other:?}"),
    }
}

fn typed(model: &Model) -> &str {
    line(model).input.value()
}

/// Runs a command, which must succeed.
fn run(model: &mut Model, command: &str) -> Vec<Effect> {
    let effects = play(model, &format!(":{command}<enter>"));
    assert!(!matches!(model.overlay, Some(Overlay::Command(_))), "{command}: {:?}", model.overlay);
    effects
}

/// What the line says against a command; nothing else may have happened.
fn problem(model: &mut Model, command: &str) -> String {
    let before = (model.list.sort, names(model), model.command_history.clone(), model.screen.clone());
    let effects = play(model, &format!(":{command}<enter>"));
    assert_eq!(effects, [], "{command}");
    assert_eq!(before, (model.list.sort, names(model), model.command_history.clone(), model.screen.clone()));
    let problem = line(model).problem.clone().unwrap_or_else(|| panic!("{command} is not refused"));
    assert_eq!(typed(model), command);
    play(model, "<esc>");
    problem
}

#[test]
fn the_table_can_be_sorted_filtered_and_narrowed() {
    let mut model = fruit();
    run(&mut model, "sort name desc");
    assert_eq!(names(&model)[0], "elder berry");
    run(&mut model, "so calls");
    assert_eq!(model.list.sort, Sort { column: Column::Calls, descending: true });
    run(&mut model, "filter an !x");
    assert_eq!(names(&model), ["banana"]);
    assert_eq!(model.list.filter.input.value(), "an !x");
    assert!(!model.list.filter.is_editing);
    run(&mut model, "filter");
    assert_eq!(names(&model).len(), 5);
    run(&mut model, "status paused,failed");
    assert!(names(&model).is_empty() && model.list.statuses.is_chosen(4) && model.list.statuses.is_chosen(5));
    run(&mut model, "status run run");
    assert_eq!(names(&model).len(), 5);
    assert!(model.list.statuses.is_chosen(2) && !model.list.statuses.is_chosen(4));
    run(&mut model, "status all");
    assert!(model.list.statuses.is_all());
}

#[test]
fn columns_are_chosen_by_name() {
    let mut model = fruit();
    run(&mut model, "columns calls, asr");
    assert_eq!(model.list.columns.shown().filter(|column| *column != Column::Name).count(), 2);
    assert!(model.list.columns.is_shown(Column::Name));
    run(&mut model, "show left");
    run(&mut model, "show left");
    assert!(model.list.columns.is_shown(Column::Left));
    run(&mut model, "hide left");
    run(&mut model, "hide left");
    assert!(!model.list.columns.is_shown(Column::Left));
    run(&mut model, "columns reset");
    assert_eq!(model.list.columns, crate::app::ColumnChoice::default());
    assert!(problem(&mut model, "hide name").contains("always shown"));
}

#[test]
fn a_task_is_opened_by_name_by_id_and_by_a_few_letters() {
    let mut model = fruit();
    for (command, expected) in [
        ("open cherry", "cherry"),
        ("open elder berry", "elder berry"),
        ("open dmsn", "damson"),
        ("open berry el", "elder berry"),
    ] {
        run(&mut model, command);
        assert_eq!(selected(&model).as_deref(), Some(expected), "{command}");
        let Screen::Detail { task, scroll: 0 } = &model.screen else { panic!("{:?}", model.screen) };
        assert_eq!(task.task.display_name(), expected, "also from another task's view");
    }
    play(&mut model, "<esc>");
    run(&mut model, "filter an");
    assert!(problem(&mut model, "open cherry").contains("widen the filter"), "only visible tasks");
}

#[test]
fn commands_about_the_table_lead_back_to_it_and_others_stay() {
    for (command, leads_back) in [
        ("sort asr", true),
        ("filter a", true),
        ("status run", true),
        ("columns name", true),
        ("hide calls", true),
        ("theme mono", false),
        ("zone utc", false),
        ("refresh", false),
        ("copy id", false),
        ("json", false),
        ("window", false),
    ] {
        let mut model = fruit();
        play(&mut model, "j<enter>");
        run(&mut model, command);
        assert_eq!(model.screen == Screen::Board, leads_back, "{command}");
    }
}

#[test]
fn how_things_are_shown_can_be_set() {
    let mut model = fruit();
    run(&mut model, "theme li");
    assert_eq!(model.look.name(), "light");
    assert!(model.toast.as_ref().is_some_and(|toast| toast.kind == ToastKind::Done && toast.text.contains("light")));
    run(&mut model, "theme DARK");
    assert_eq!(model.look.name(), "dark");
    assert!(problem(&mut model, "theme pink").contains("pink"));
    run(&mut model, "zone utc");
    assert_eq!(model.zone, ZoneChoice::Utc);
    assert_eq!(run(&mut model, "mouse on"), [Effect::CaptureMouse(true)]);
    assert_eq!(run(&mut model, "mouse on"), []);
    assert_eq!(run(&mut model, "mouse off"), [Effect::CaptureMouse(false)]);
    run(&mut model, "resume");
    assert!(model.pause.is_none() && model.toast.is_some());
}

#[test]
fn views_help_refreshing_and_quitting_have_commands_too() {
    let mut model = fruit();
    assert_eq!(run(&mut model, "refresh"), [Effect::RefreshNow]);
    run(&mut model, "window");
    assert!(matches!(model.overlay, Some(Overlay::WindowGrid { .. })));
    play(&mut model, "<esc>");
    run(&mut model, "json");
    assert!(matches!(model.overlay, Some(Overlay::RawJson { .. })));
    play(&mut model, "<esc>");
    run(&mut model, "help sort");
    assert!(matches!(&model.overlay, Some(Overlay::Help(help)) if help.search.value() == "sort"));
    assert_eq!(model.under_help, None);
    model.overlay = None;
    run(&mut model, "q");
    assert!(model.should_quit);
}

#[test]
fn an_export_goes_the_way_of_its_menu() {
    let mut model = fruit();
    for (place, format) in Format::ALL.into_iter().enumerate() {
        let name = ["csv", "json", "markdown"][place];
        let by_command = run(&mut model, &format!("export {name}"));
        model.overlay = Some(Overlay::ExportMenu { cursor: place });
        let by_menu = super::super::take_away::act(&mut model, crate::keys::Action::Enter);
        assert_eq!(by_command, by_menu, "{format:?}");
        model.overlay = None;
        for effect in run(&mut model, &format!("export {name} my board")) {
            let Effect::WriteFile { file, .. } = effect else { panic!("{effect:?}") };
            assert_eq!(file, FileChoice::Typed("my board".to_owned()));
        }
    }
}

#[test]
fn without_a_task_there_is_nothing_to_take_or_to_open() {
    let mut model = model_with(&[]);
    for command in ["copy id", "copy json", "window", "json", "export csv", "open x"] {
        assert!(!problem(&mut model, command).is_empty());
    }
}

#[test]
fn what_is_wrong_stays_in_the_line_until_it_is_changed() {
    let mut model = fruit();
    assert!(problem(&mut model, "nonsense").contains("No command is called nonsense"));
    assert!(problem(&mut model, "filter asr<many").contains("many"));
    play(&mut model, ":sort nam<enter>");
    assert_eq!(model.overlay, None, "a unique beginning will do");
    play(&mut model, ":sort x<enter>");
    assert!(line(&model).problem.is_some());
    play(&mut model, "<backspace>");
    assert!(line(&model).problem.is_none());
    play(&mut model, "asr<enter>");
    assert_eq!(model.list.sort.column, Column::AnswerRate);
}

#[test]
fn tab_goes_through_the_completions_and_takes_the_only_one_for_good() {
    let mut model = fruit();
    play(&mut model, ":s<tab>");
    assert_eq!(typed(&model), "sort");
    play(&mut model, "<tab>");
    assert_eq!(typed(&model), "show");
    play(&mut model, "<tab>");
    assert_eq!(typed(&model), "status");
    play(&mut model, "<shift-tab><shift-tab><shift-tab>");
    assert_eq!(typed(&model), "s", "back to what was typed");
    play(&mut model, "<down><down><up>");
    assert_eq!(typed(&model), "sort", "arrows choose where something was typed");
    play(&mut model, " <ctrl-u>exp<tab>");
    assert_eq!(typed(&model), "export ");
    play(&mut model, "<tab>");
    assert_eq!(typed(&model), "export csv");
    play(&mut model, "<ctrl-u>sort st asc<left><left><left><left><tab>");
    assert_eq!(typed(&model), "sort status asc", "the word at the cursor");
    play(&mut model, "<enter>");
    assert_eq!(model.list.sort, Sort { column: Column::Status, descending: false });
    play(&mut model, ":open el<tab><enter>");
    assert_eq!(selected(&model).as_deref(), Some("elder berry"));
}

#[test]
fn an_empty_line_recalls_commands_and_comes_back_empty() {
    let mut model = fruit();
    for command in ["sort asr", "filter a", "filter a", "filter"] {
        run(&mut model, command);
    }
    play(&mut model, ":bad<enter><esc>:<enter>");
    assert_eq!(model.command_history, ["sort asr", "filter a", "filter"], "wrong and empty ones are not kept");
    play(&mut model, ":<up><up>");
    assert_eq!(typed(&model), "filter a");
    play(&mut model, "<up><up><up>");
    assert_eq!(typed(&model), "sort asr");
    play(&mut model, "<ctrl-n><down>");
    assert_eq!(typed(&model), "filter");
    play(&mut model, "<down>");
    assert_eq!(typed(&model), "");
    play(&mut model, "<ctrl-p><ctrl-p><ctrl-p> asc<enter>");
    assert_eq!(model.list.sort, Sort { column: Column::AnswerRate, descending: false });
}

#[test]
fn the_history_is_cut_at_its_beginning_and_what_it_holds_is_made_harmless() {
    let mut model = fruit();
    model.command_history = (0..250).map(|n| format!("filter {n}")).collect();
    model.command_history.push("filter \u{1b}[2Jx".to_owned());
    play(&mut model, ":<up>");
    assert_eq!(typed(&model), "filter [2Jx");
    play(&mut model, "<esc>:q<enter>");
    assert_eq!((model.command_history.len(), model.command_history[0].as_str()), (100, "filter 152"));
}

#[test]
fn the_line_opens_on_both_screens_and_closes_without_doing_anything() {
    let mut model = fruit();
    for keys in [":q<esc>", ":<enter>", ":<backspace>", ":x<backspace><backspace>", "<enter>:sort<esc>"] {
        play(&mut model, keys);
        assert_eq!((&model.overlay, model.should_quit), (&None, false), "{keys}");
    }
    assert!(matches!(model.screen, Screen::Detail { .. }));
    update(&mut model, Msg::Paste("sort asr".to_owned()), now(0));
    assert_eq!(model.overlay, None);
    play(&mut model, ":");
    update(&mut model, Msg::Paste(":sort\u{1b} asr\nname".to_owned()), now(0));
    assert_eq!(typed(&model), ":sort asr name");
}

fn words() -> impl Strategy<Value = String> {
    let names = COMMANDS.iter().map(|command| command.name.to_owned());
    let others = ["asr", "csv", "a,b", "all", "reset", "on", "apple", "客", "e\u{301}", "\"", "<", ":", ",", "  "];
    let known: Vec<String> = names.chain(others.map(str::to_owned)).collect();
    prop_oneof![3 => prop::sample::select(known), 1 => "\\PC{0,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_runs_or_is_refused(words in prop::collection::vec(words(), 0..5), tabs in 0..4_usize, is_open: bool) {
        let mut model = fruit();
        play(&mut model, if is_open { "<enter>:" } else { ":" });
        update(&mut model, Msg::Paste(words.join(" ")), now(0));
        play(&mut model, &"<tab>".repeat(tabs));
        play(&mut model, "<enter>");
        match &model.overlay {
            Some(Overlay::Command(line)) => prop_assert!(line.problem.is_some()),
            other => prop_assert!(other.is_none() || !model.command_history.is_empty()),
        }
        prop_assert!(model.under_help.is_none());
        prop_assert_eq!(model.list.selected.as_ref(), model.selected_task().map(|task| &task.key));
    }

    #[test]
    fn a_completion_puts_its_text_into_the_line(words in prop::collection::vec(words(), 0..3)) {
        let mut model = fruit();
        play(&mut model, ":");
        update(&mut model, Msg::Paste(words.join(" ")), now(0));
        let before = typed(&model).to_owned();
        let completions = line(&model).completions.clone();
        for completion in &completions {
            play(&mut model, "<tab>");
            prop_assert!(typed(&model).trim_end().ends_with(completion.text.trim_end()), "{}", typed(&model));
        }
        if completions.len() > 1 {
            play(&mut model, "<tab>");
            prop_assert_eq!(typed(&model), before);
        }
    }
}
