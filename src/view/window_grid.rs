//! The dial window of a task in full: both clocks, the week grid, the state in words, the lists as they came. Uses `domain`
//! and `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::hours::OtherClock;
use super::paint::scrolled;
use super::panel::{self, Panel};
use super::sheet::Sheet;
use super::text::clean;
use super::theme::Theme;
use super::{grid, hours};
use crate::app::{Drawn, Model, TaskOnScreen};
use crate::domain::time::{span_label, zone_name};
use crate::keys::Context;

const COLUMNS: u16 = 72;

/// Draws the grid over the whole buffer.
pub(super) fn draw(model: &Model, on_screen: &TaskOnScreen, scroll: usize, theme: &Theme, buf: &mut Buffer) -> Drawn {
    let screen = buf.area;
    let columns = Panel::inner_columns(screen, COLUMNS);
    let mut sheet = Sheet::new(theme, usize::from(columns).saturating_sub(2));
    write(model, on_screen, &mut sheet);
    let lines = sheet.lines;
    let frame = Panel {
        title: format!("dial window: {}", clean(on_screen.task.display_name())),
        context: Context::WindowGrid,
        columns,
        lines: u16::try_from(lines.len()).unwrap_or(u16::MAX - 2).min(screen.height),
        note: String::new(),
    };
    let inside = frame.draw(&model.keymap, theme, buf, screen);
    let view_lines = scrolled(buf, inside, &lines, scroll, theme);
    let hits = panel::hits(screen, inside, Rect::ZERO, 0);
    Drawn { view_lines, content_lines: lines.len(), hits, ..Drawn::default() }
}

fn write(model: &Model, on_screen: &TaskOnScreen, sheet: &mut Sheet<'_>) {
    let window = &on_screen.task.window;
    let theme = sheet.theme;
    let now = model.shown_seconds();
    let other = OtherClock::of(model);
    // Whatever is told elsewhere, the panel is where both clocks are compared.
    let compared = other.unwrap_or_else(|| OtherClock::here(model));

    if on_screen.is_gone {
        sheet.say("This task is no longer listed by the platform", theme.warn);
    }
    sheet.field("now", &hours::state(window, now, other));
    if let Some(reopening) = hours::reopening(window, now, other) {
        sheet.field("then", &reopening);
    }
    if window.is_known() {
        let half_hours: usize = (0..7).map(|weekday| window.open_half_hours_on(weekday)).sum();
        sheet.field("in a week", &format!("{}.{} hours open", half_hours / 2, half_hours % 2 * 5));
    }
    sheet.gap();
    let zone = hours::zone(window);
    let has_week = window.is_known();
    sheet.field("task zone", &if has_week { format!("{zone}, the week below is in it") } else { zone });
    if let Some(there) = window.offset_seconds() {
        let name = compared.name;
        let gap = match i64::from(there) - i64::from(compared.offset_seconds) {
            0 => format!("the same as {name}"),
            ahead => format!("{} {} {name}", span_label(ahead.abs()), if ahead > 0 { "ahead of" } else { "behind" }),
        };
        sheet.field("there", &format!("{} {}, {gap}", hours::clock(now, there), zone_name(there)));
    }
    let clock = hours::clock(now, compared.offset_seconds);
    sheet.field(compared.name, &format!("{clock} {}", zone_name(compared.offset_seconds)));
    sheet.gap();
    let with_sums = sheet.columns >= grid::COLUMNS + 8;
    let week = grid::lines(window, now, sheet.columns, with_sums, theme);
    sheet.lines.extend(week);
    let past = model.history.task(&on_screen.task.key);
    sheet.lines.extend(past.and_then(|past| grid::answers_line(past, now, sheet.columns, theme)));
    sheet.gap();
    let raw = |text: &Option<Box<str>>| match text.as_deref() {
        None => "not given".to_owned(),
        Some(text) if text.trim().is_empty() => "empty".to_owned(),
        Some(text) => text.to_owned(),
    };
    sheet.field_in("WeekDay", &raw(&window.weekday_text), theme.muted);
    sheet.field_in("UpHour", &raw(&window.up_hour_text), theme.muted);
    sheet.field_in("DownHour", &raw(&window.down_hour_text), theme.muted);
    if window.skipped_entries() > 0 {
        sheet.say(&format!("{} entries could not be read", window.skipped_entries()), theme.warn);
    }
}
