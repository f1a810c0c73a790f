//! Copying and exporting. Uses `export`, `json_lines`, `overlay` and `toast`.

use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::{overlay, toast};
use crate::app::effect::{Effect, FileChoice};
use crate::app::export::json::write_json;
use crate::app::export::{Derived, Export, Format, file_name};
use crate::app::json_lines;
use crate::app::model::{Model, Overlay};
use crate::app::toast::ToastKind;
use crate::domain::count::thousands;
use crate::domain::text::{clean, is_visible};
use crate::domain::{Task, TaskJson};
use crate::keys::Action;

/// The longest id and name, in columns, that a message repeats whole: it has one line, and the end of the line says
/// where the copy went.
const LONGEST_ID: usize = 10;
const LONGEST_NAME: usize = 16;

/// Copies the id of the task at hand: the one that the platform itself gave, else the caller's own.
pub(super) fn copy_id(model: &mut Model) -> Vec<Effect> {
    let Some(task) = at_hand(model) else {
        return refuse(model, "nothing to copy: no task is selected");
    };
    let known = [("taskID", task.texts.task_id()), ("userTaskID", task.texts.user_task_id())];
    let Some((kind, id)) = known.into_iter().find_map(|(kind, id)| Some((kind, id.filter(|id| is_visible(id))?)))
    else {
        return refuse(model, "nothing to copy: the platform gave the task no id");
    };
    let what = format!("{kind} {} ({})", shortened(id, LONGEST_ID), name(&task));
    // What is pasted into a shell must be one line that does nothing: an id is the platform's text, not the user's.
    let plain = clean(id).trim().to_owned();
    let what = if plain == id { what } else { format!("{what}, without its control characters,") };
    vec![Effect::Copy { what, text: plain }]
}

/// Copies the task at hand as JSON with the API's own names, callback addresses masked: the row as it came, or what was
/// understood of it where it was not kept.
pub(super) fn copy_row(model: &mut Model) -> Vec<Effect> {
    let Some(task) = at_hand(model) else {
        return refuse(model, "nothing to copy: no task is selected");
    };
    let text = if task.raw.packed_bytes() > 0 { json_lines::of(&task).join("\n") } else { understood(&task) };
    vec![Effect::Copy { what: format!("JSON of {}", name(&task)), text }]
}

/// Opens the choice of an export's format.
pub(super) fn open_menu(model: &mut Model) {
    overlay::open(model, Overlay::ExportMenu { cursor: 0 });
}

/// A key in that choice.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Overlay::ExportMenu { cursor }) = &mut model.overlay else {
        return Vec::new();
    };
    let last = Format::ALL.len() - 1;
    match action {
        Action::Up => *cursor = cursor.saturating_sub(1),
        Action::Down => *cursor = (*cursor + 1).min(last),
        Action::First | Action::PageUp => *cursor = 0,
        Action::Last | Action::PageDown => *cursor = last,
        Action::Back | Action::Quit => overlay::close(model),
        Action::Enter | Action::Export => {
            let format = Format::ALL.get(*cursor).copied();
            overlay::close(model);
            return format.map_or_else(Vec::new, |format| export(model, format, None));
        }
        _ => {}
    }
    Vec::new()
}

/// Writes the visible rows, all of them and in their order, to a file: the given one, else one with a name of its own.
pub(super) fn export(model: &mut Model, format: Format, file: Option<String>) -> Vec<Effect> {
    let rows: Vec<Arc<Task>> =
        (0..model.list.rows.len()).filter_map(|row| model.visible_task(row).map(Arc::clone)).collect();
    if rows.is_empty() {
        return refuse(model, "nothing to export: no row is shown");
    }
    let now_seconds = model.now.unix_seconds();
    let file = match file.filter(|file| !file.trim().is_empty()) {
        Some(file) => FileChoice::Typed(file.trim().to_owned()),
        None => FileChoice::Made(file_name(&model.account.profile, now_seconds, model.local_offset_seconds, format)),
    };
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let what = if count == 1 { "1 row".to_owned() } else { format!("{} rows", thousands(count)) };
    let columns = model.list.columns.shown().collect();
    let (zone, local_offset_seconds) = (model.zone, model.local_offset_seconds);
    let derived = rows.iter().map(|task| Derived::of(task, &model.history)).collect();
    let export = Export { format, rows, derived, columns, zone, local_offset_seconds, now_seconds };
    vec![Effect::WriteFile { file, what, export }]
}

/// The task that lies open on top, else the selected one.
fn at_hand(model: &Model) -> Option<Arc<Task>> {
    match &model.overlay {
        Some(Overlay::WindowGrid { task, .. } | Overlay::Why { task, .. } | Overlay::RawJson { task, .. }) => {
            Some(Arc::clone(&task.task))
        }
        _ => overlay::task_at_hand(model).map(|open| Arc::clone(&open.task)),
    }
}

fn refuse(model: &mut Model, why: &str) -> Vec<Effect> {
    toast::show(model, ToastKind::Failed, why);
    Vec::new()
}

fn understood(task: &Task) -> String {
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = write_json(&mut text, &TaskJson::new(task), true, &mut Vec::new());
    String::from_utf8(text).unwrap_or_default()
}

/// The task's name for a message: harmless and short.
pub(super) fn name(task: &Task) -> String {
    shortened(task.display_name(), LONGEST_NAME)
}

/// A text for a message: harmless, and cut in the middle where it is long, for names often differ at their end. The dots
/// are ASCII, which any terminal shows.
fn shortened(text: &str, longest: usize) -> String {
    let text = clean(text);
    let text = text.trim();
    if text.width() <= longest {
        return text.to_owned();
    }
    let room = longest - 2;
    let head = fitting(text.graphemes(true), room.div_ceil(2));
    let mut tail = fitting(text.graphemes(true).rev(), room / 2);
    tail.reverse();
    format!("{}..{}", head.concat(), tail.concat())
}

/// The graphemes from the front that fit into so many columns.
fn fitting<'a>(graphemes: impl Iterator<Item = &'a str>, columns: usize) -> Vec<&'a str> {
    let mut used = 0;
    let fits = |grapheme: &&str| {
        used += grapheme.width();
        used <= columns
    };
    graphemes.take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::{model_with, names, now, play, task, with};
    use crate::app::update::update;
    use crate::app::{Msg, Screen};
    use crate::domain::{RawRow, TaskKey, TaskStatus, TaskTexts};

    fn copied(effects: &[Effect]) -> (String, String) {
        match effects {
            [Effect::Copy { what, text }] => (what.clone(), text.clone()),
            other => panic!("{other:?}"),
        }
    }

    fn written(effects: Vec<Effect>) -> (FileChoice, String, Export) {
        match <[Effect; 1]>::try_from(effects) {
            Ok([Effect::WriteFile { file, what, export }]) => (file, what, export),
            other => panic!("{other:?}"),
        }
    }

    fn board(tasks: impl IntoIterator<Item = Task>) -> Model {
        let mut model = model_with(&[]);
        update(&mut model, crate::app::fixture::feed(2, tasks), now(0));
        model
    }

    fn with_ids(user_task_id: Option<&str>, task_id: Option<&str>) -> Task {
        let texts = TaskTexts::new(Some("in_promo"), user_task_id, task_id, None, None);
        Task { texts, ..Task::empty(TaskKey::new(task_id, user_task_id, || "1".to_owned())) }
    }

    #[test]
    fn the_platforms_id_is_copied_whole_and_told_in_short() {
        let id = "91ac54be-1111-4b4b-9d7d-3f2f1e0d9c8b";
        let effects = play(&mut board([with_ids(Some("u-1"), Some(id))]), "y");
        assert_eq!(copied(&effects), ("taskID 91ac..9c8b (in_promo)".to_owned(), id.to_owned()));
        for no_id in [None, Some(""), Some(" ")] {
            let effects = play(&mut board([with_ids(Some("u-1"), no_id)]), "y");
            assert_eq!(copied(&effects), ("userTaskID u-1 (in_promo)".to_owned(), "u-1".to_owned()));
        }
    }

    #[test]
    fn without_a_task_or_an_id_a_message_says_so() {
        for mut model in [board([]), board([with_ids(None, None)])] {
            assert_eq!(play(&mut model, "y"), []);
            assert!(model.toast.is_some_and(|toast| toast.kind == ToastKind::Failed));
        }
    }

    #[test]
    fn the_open_task_is_copied_even_when_it_is_gone_from_the_board() {
        for open in ["j<enter>", "jd", "jJ", "j<enter>J"] {
            let mut model = model_with(&["apple", "banana"]);
            play(&mut model, open);
            update(&mut model, crate::app::fixture::feed(2, [task("apple")]), now(0));
            assert_eq!(copied(&play(&mut model, "y")).1, "banana", "{open}");
        }
    }

    #[test]
    fn a_row_is_copied_as_it_came_with_its_callback_masked() {
        let raw = r#"{"taskID":"t","odd":1.50,"taskSetting":{"taskCallbackUrl":"https://h.example/x?token=abc"}}"#;
        let kept = with(task("t"), |task| task.raw = RawRow::pack(raw));
        let (what, text) = copied(&play(&mut board([kept]), "Y"));
        assert_eq!(what, "JSON of t");
        assert!(text.contains("\"odd\": 1.50") && !text.contains("token"), "{text}");
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
    }

    #[test]
    fn a_row_that_was_not_kept_is_copied_as_understood() {
        let (_, text) = copied(&play(&mut board([task("t")]), "Y"));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap()["taskID"], "t");
    }

    #[test]
    fn all_visible_rows_are_exported_filtered_and_in_order() {
        let many: Vec<String> = (0..40).map(|n| format!("t{n:02}")).collect();
        let mut model = model_with(&many.iter().map(String::as_str).collect::<Vec<_>>());
        play(&mut model, "/t1<enter>sn");
        let (file, what, export) = written(play(&mut model, "ej<enter>"));
        assert!(model.overlay.is_none(), "the menu closed");
        let FileChoice::Made(file) = file else { panic!("{file:?}") };
        assert!(file.starts_with("callbot-tui-") && file.ends_with("-20260923-074607.json"), "{file}");
        assert_eq!((what.as_str(), export.format), ("10 rows", Format::Json));
        let exported: Vec<_> = export.rows.iter().map(|task| task.display_name().to_owned()).collect();
        assert_eq!(exported, names(&model));
        assert_eq!(exported.first().map(String::as_str), Some("t19"));
    }

    #[test]
    fn escape_leaves_the_menu_and_nothing_is_written() {
        let mut model = model_with(&["a"]);
        assert_eq!(play(&mut model, "ejjj<esc>"), []);
        assert!(model.overlay.is_none() && model.screen == Screen::Board);
        let (_, what, export) = written(play(&mut model, "eG<enter>"));
        assert_eq!((what.as_str(), export.format), ("1 row", Format::Markdown));
    }

    #[test]
    fn without_rows_there_is_nothing_to_export() {
        let mut model = model_with(&["a"]);
        play(&mut model, "/zzz<enter>");
        assert_eq!(play(&mut model, "e<enter>"), []);
        assert!(model.toast.take().is_some_and(|toast| toast.text.contains("no row")));
    }

    #[test]
    fn a_typed_file_is_kept_as_typed() {
        let mut model = board([with(task("a"), |task| task.status = Some(TaskStatus::Paused))]);
        let (file, ..) = written(export(&mut model, Format::Csv, Some(" ~/out.csv ".to_owned())));
        assert_eq!(file, FileChoice::Typed("~/out.csv".to_owned()));
        assert!(matches!(written(export(&mut model, Format::Csv, Some(" ".to_owned()))).0, FileChoice::Made(_)));
    }

    #[test]
    fn messages_are_short_and_harmless() {
        let name = format!("evil\u{1b}]52;c;x\u{7}{}", "客".repeat(200));
        let hostile = with(task("t"), |task| {
            task.texts = TaskTexts::new(Some(&name), None, Some("t-1"), None, None);
        });
        let mut model = board([hostile]);
        update(&mut model, Msg::Tick, now(1));
        let (what, _) = copied(&play(&mut model, "y"));
        assert!(what.width() < 40 && what.ends_with("..客客客)") && !what.contains('\u{1b}'), "{what}");
    }
}
