//! Freezing the display and letting it go on. Uses `feed`, `toast` and `why`.

use super::{feed, toast, why};
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::pause::Pause;
use crate::app::toast::ToastKind;
use crate::keys::Action;

/// Freezes the display, or lets it go on with the newest data.
pub(super) fn toggle(model: &mut Model) {
    let has_something = model.feed.snapshot.as_of_unix_ms.is_some() || !model.feed.snapshot.tasks.is_empty();
    let message = match model.pause.take() {
        Some(pause) => {
            if let Some(newest) = pause.held {
                feed::show(model, newest);
            }
            why::renew(model);
            "the display goes on".to_owned()
        }
        None if has_something => {
            model.pause = Some(Pause { since: model.now, held: None });
            format!("the display is frozen; {} goes on", model.keymap.key_of(Action::Pause))
        }
        None => "nothing on screen to freeze yet".to_owned(),
    };
    toast::show(model, ToastKind::Done, message);
}

/// Asks for a reading now. A frozen display stays frozen, for freezing was asked for last and by another key; it says so,
/// because nothing else would be seen of the key.
pub(super) fn refresh(model: &mut Model) -> Vec<Effect> {
    if model.pause.is_some() {
        let key = model.keymap.key_of(Action::Pause);
        toast::show(model, ToastKind::Done, format!("reading now; the display stays frozen until {key}"));
    }
    vec![Effect::RefreshNow]
}
