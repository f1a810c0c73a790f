//! What was kept of the past comes back from the store. Uses `history`.

use super::alerts;
use crate::app::model::Model;
use crate::history::Past;

/// Works it in.
pub(super) fn take(model: &mut Model, past: Past) {
    model.history.restore(past);
    alerts::renew(model);
}
