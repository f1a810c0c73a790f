//! The view of why a task dials or does not. Uses `history`, `overlay` and `take_away`.

use std::sync::Arc;

use super::{overlay, take_away};
use crate::app::effect::Effect;
use crate::app::model::{Model, Overlay, TaskOnScreen};
use crate::app::selection::find;
use crate::history::Why;

/// Opens it for the open or selected task.
pub(super) fn open(model: &mut Model) {
    if let Some(task) = overlay::task_at_hand(model) {
        let why = Arc::new(judge(model, &task));
        overlay::open(model, Overlay::Why { task, why, scroll: 0 });
    }
}

/// Judges anew: after a reading, as time goes on, in another zone. What is frozen stays as it is.
pub(super) fn renew(model: &mut Model) {
    if model.pause.is_some() {
        return;
    }
    let judged = |overlay: Option<&Overlay>| match overlay {
        Some(Overlay::Why { task, .. }) => {
            let task = newest(model, task);
            let why = judge(model, &task);
            Some((task, why))
        }
        _ => None,
    };
    // The one under the help comes back when the help closes.
    let (on_top, below) = (judged(model.overlay.as_ref()), judged(model.under_help.as_ref()));
    for (overlay, judged) in [(&mut model.overlay, on_top), (&mut model.under_help, below)] {
        if let (Some(Overlay::Why { task, why, .. }), Some((newest, judgement))) = (overlay, judged) {
            *task = newest;
            if **why != judgement {
                *why = Arc::new(judgement);
            }
        }
    }
}

/// Copies the judgement as text.
pub(super) fn copy(model: &Model) -> Vec<Effect> {
    let Some(Overlay::Why { task, why, .. }) = &model.overlay else {
        return Vec::new();
    };
    let what = format!("the judgement on {}", take_away::name(&task.task));
    vec![Effect::Copy { what, text: why.text() }]
}

/// The newest reading of a task that was open; as it was read last where it left the board.
fn newest(model: &Model, open: &Arc<TaskOnScreen>) -> Arc<TaskOnScreen> {
    let newest = find(&model.feed.snapshot, &open.task.key);
    let task = newest.map_or_else(|| Arc::clone(&open.task), Arc::clone);
    Arc::new(TaskOnScreen { task, is_gone: newest.is_none() })
}

fn judge(model: &Model, task: &TaskOnScreen) -> Why {
    let offset = model.offset_for(Some(&task.task));
    Why::of(&task.task, &model.history, model.now.unix_ms, offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Msg;
    use crate::app::fixture::{feed, model_with, now, play, task, with};
    use crate::app::update::update;
    use crate::domain::TaskStatus;

    fn open(model: &Model) -> (&TaskOnScreen, &Why) {
        match &model.overlay {
            Some(Overlay::Why { task, why, .. }) => (task, why),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn it_follows_its_task_through_readings_and_zones() {
        let mut model = model_with(&["apple", "banana"]);
        play(&mut model, "jw");
        assert_eq!(open(&model).0.task.display_name(), "banana");
        let paused = with(task("banana"), |task| task.status = Some(TaskStatus::Paused));
        update(&mut model, feed(2, [task("apple"), paused]), now(0));
        assert!(open(&model).1.verdict.contains("It is paused") || open(&model).1.verdict.contains("it is paused"));
        update(&mut model, feed(3, [task("apple")]), now(0));
        assert!(open(&model).0.is_gone);
        play(&mut model, "w");
        assert!(model.overlay.is_none());
    }

    #[test]
    fn a_frozen_judgement_stays_and_goes_on_with_the_display() {
        let mut model = model_with(&["apple"]);
        play(&mut model, "wp");
        let before = open(&model).1.clone();
        let failed = with(task("apple"), |task| task.status = Some(TaskStatus::Failed));
        update(&mut model, feed(2, [failed]), now(0));
        update(&mut model, Msg::Tick, now(1));
        assert_eq!(*open(&model).1, before);
        play(&mut model, "p");
        assert!(open(&model).1.verdict.to_lowercase().contains("it failed"), "{:?}", open(&model).1);
    }

    #[test]
    fn the_judgement_under_the_help_is_renewed_too() {
        let mut model = model_with(&["apple"]);
        play(&mut model, "w?");
        let failed = with(task("apple"), |task| task.status = Some(TaskStatus::Failed));
        update(&mut model, feed(2, [failed]), now(0));
        play(&mut model, "<esc>");
        assert!(open(&model).1.verdict.to_lowercase().contains("it failed"));
    }

    #[test]
    fn the_copy_holds_the_whole_judgement() {
        let mut model = model_with(&["apple"]);
        play(&mut model, "w");
        let text = open(&model).1.text();
        assert_eq!(play(&mut model, "Y"), [Effect::Copy { what: "the judgement on apple".to_owned(), text }]);
    }
}
