//! Tasks, feeds and key presses for this room's tests.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Effect;
use super::model::{Account, Drawn, Model};
use super::msg::Msg;
use super::update::update;
use crate::domain::{ApiTime, Feed, Now, Snapshot, Task, TaskKey, TaskStatus, TaskTexts};
use crate::keys::{Chord, Key};

/// Wednesday, 23 September 2026, 07:46:07 UTC, and so many seconds.
pub(crate) fn now(seconds: u64) -> Now {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    #[expect(clippy::disallowed_methods, reason = "any instant will do as the tests' beginning")]
    let start = START.get_or_init(Instant::now);
    Now { instant: *start + Duration::from_secs(seconds), unix_ms: (1_790_149_567 + seconds as i64) * 1000 }
}

/// A running task; its name is its key as well.
pub(crate) fn task(name: &str) -> Task {
    Task {
        texts: TaskTexts::new(Some(name), None, Some(name), Some("s-1"), Some("default")),
        status: Some(TaskStatus::Running),
        created: Some(ApiTime(1_790_000_000)),
        ..Task::empty(TaskKey::new(Some(name), None, String::new))
    }
}

pub(crate) fn with(mut task: Task, change: impl FnOnce(&mut Task)) -> Task {
    change(&mut task);
    task
}

pub(crate) fn snapshot(revision: u64, tasks: impl IntoIterator<Item = Task>) -> Snapshot {
    Snapshot { tasks: tasks.into_iter().map(Arc::new).collect(), revision, ..Snapshot::default() }
}

pub(crate) fn feed(revision: u64, tasks: impl IntoIterator<Item = Task>) -> Msg {
    Msg::Feed(Arc::new(Feed { snapshot: snapshot(revision, tasks), ..Feed::default() }))
}

/// A board of ten rows with these tasks, all running, sorted by name.
pub(crate) fn model_with(names: &[&str]) -> Model {
    let mut model = Model::new(Account::default(), None, 0, now(0));
    model.list.sort = super::Sort { column: super::Column::Name, descending: false };
    update(&mut model, feed(1, names.iter().map(|name| task(name))), now(0));
    update(
        &mut model,
        Msg::Drawn(Drawn { list_rows: 10, view_lines: 10, content_lines: 0, ..Drawn::default() }),
        now(0),
    );
    model
}

/// Presses keys, written as people write them: `jj/foo<enter><ctrl-d>`.
pub(crate) fn play(model: &mut Model, script: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    let mut rest = script;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|tail| tail.split_once('>'));
        let (chord, after) = match named.and_then(|(name, after)| Some((chord_named(name)?, after))) {
            Some(found) => found,
            None => (Chord::char(c), &rest[c.len_utf8()..]),
        };
        rest = after;
        effects.extend(update(model, Msg::Chord(chord), now(0)));
    }
    effects
}

fn chord_named(name: &str) -> Option<Chord> {
    if let Some(c) = name.strip_prefix("ctrl-") {
        return Some(Chord::ctrl(c.chars().next()?));
    }
    let keys = [
        Key::Enter,
        Key::Esc,
        Key::Tab,
        Key::BackTab,
        Key::Backspace,
        Key::Delete,
        Key::Up,
        Key::Down,
        Key::Left,
        Key::Right,
        Key::Home,
        Key::End,
        Key::PageUp,
        Key::PageDown,
    ];
    keys.into_iter().find(|key| key.to_string() == name).map(Chord::plain)
}

/// The names of the visible rows.
pub(crate) fn names(model: &Model) -> Vec<String> {
    (0..model.list.rows.len()).filter_map(|row| Some(model.visible_task(row)?.display_name().to_owned())).collect()
}

/// The name of the selected task.
pub(crate) fn selected(model: &Model) -> Option<String> {
    let task = model.selected_task()?;
    assert_eq!(Some(&task.key), model.list.selected.as_ref(), "cursor and selection agree");
    Some(task.display_name().to_owned())
}
