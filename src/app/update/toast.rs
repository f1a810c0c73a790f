//! Short messages about what was just done. Uses `model`.

use crate::app::model::Model;
use crate::app::toast::{Toast, ToastKind};

/// Shows a message in place of the one before.
pub(super) fn show(model: &mut Model, kind: ToastKind, text: impl Into<String>) {
    model.toast = Some(Toast { text: text.into(), kind, since: model.now });
}

/// Drops the message once its time is over.
pub(super) fn tidy(model: &mut Model) {
    let now = model.now;
    model.toast.take_if(|toast| !toast.is_visible(now));
}
