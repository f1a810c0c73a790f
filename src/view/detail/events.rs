//! What happened to the task lately: status, settings, orders added, counters that fell. Uses `domain`, `history` and `app`.

use crate::app::Model;
use crate::domain::Task;
use crate::domain::time::{at_offset, span_label};
use crate::view::hours;
use crate::view::sheet::Sheet;

/// More lines would push everything else off the screen.
const MOST: usize = 8;

const DAY_SECONDS: i64 = 86_400;

/// Writes the section "history", the newest first; nothing where nothing was seen to happen.
pub(super) fn write(task: &Task, model: &Model, sheet: &mut Sheet<'_>) {
    let mut events = model.history.events_of(&task.key).take(MOST).peekable();
    if events.peek().is_none() {
        return;
    }
    sheet.heading("HISTORY");
    let (now, offset) = (model.shown_seconds(), model.offset_for(Some(task)));
    for event in events {
        let at = event.unix_ms.div_euclid(1000);
        let is_recent = now.saturating_sub(at) < DAY_SECONDS;
        let time = at_offset(at, offset).filter(|_| is_recent).map(|at| at.format("%H:%M").to_string());
        let time = time.unwrap_or_else(|| hours::clock(at, offset));
        sheet.field(&time, &format!("{}, {} ago", event.text(), span_label(now.saturating_sub(at))));
    }
}
