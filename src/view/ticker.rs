//! The open alert that matters here, above the board's footer: the selected task's, else the gravest. Uses `history` and
//! `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::alert_words::{short_moment, style, task_name, what};
use super::paint::{inset, line_of, put, put_line, rule};
use super::text::{cut_end, cut_middle, width};
use super::theme::Theme;
use crate::app::Model;
use crate::domain::count::thousands;
use crate::history::Alert;
use crate::keys::Action;

/// Lower boards show their rows instead.
const LOWEST: u16 = 16;

/// From this height on there is a line between table and ticker.
const LOWEST_WITH_RULE: u16 = 20;

/// The longest task name.
const NAME_COLUMNS: usize = 28;

/// With fewer columns than these for what is wrong, the keys leave.
const LEAST_WHAT: usize = 16;

/// The lines that the ticker takes on a board of a height.
pub(super) fn lines(model: &Model, height: u16) -> u16 {
    match () {
        () if height < LOWEST || model.history.alerts().open().is_empty() => 0,
        () if height < LOWEST_WITH_RULE => 1,
        () => 2,
    }
}

/// Draws it into an area of as many lines as [`lines`] said.
pub(super) fn draw(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let open = model.history.alerts().open();
    let selected = model.list.selected.as_ref();
    let of_selected = open.iter().position(|alert| selected.is_some() && alert.id.task.as_ref() == selected);
    let place = of_selected.unwrap_or(0);
    let Some(alert) = open.get(place) else {
        return;
    };
    let count = format!("{}/{}", place + 1, open.len());
    let has_rule = area.height > 1;
    if has_rule {
        rule(buf, area, 0, theme);
        let left_out = i64::try_from(model.history.alerts().left_out()).unwrap_or(i64::MAX);
        let more =
            if left_out > 0 { format!(", {} more not told one by one", thousands(left_out)) } else { String::new() };
        put(buf, area, (2, 0), &format!(" alerts {count}{more} "), theme.muted);
    }
    let line = inset(line_of(area, area.height.saturating_sub(1)), 1);
    let count = if has_rule { "" } else { &count };
    let told = Told { alert, is_of_selected: of_selected.is_some(), count };
    draw_line(model, told, theme, buf, line);
}

/// What the line tells.
#[derive(Debug, Clone, Copy)]
struct Told<'a> {
    alert: &'a Alert,
    is_of_selected: bool,
    /// Which of how many, where no rule says it.
    count: &'a str,
}

fn draw_line(model: &Model, told: Told<'_>, theme: &Theme, buf: &mut Buffer, line: Rect) {
    let Told { alert, is_of_selected, count } = told;
    let room = usize::from(line.width);
    let ellipsis = theme.glyphs.ellipsis;
    let since = short_moment(alert.since_unix_ms, model.now.unix_ms, model.offset_for(None));
    let name = cut_middle(task_name(alert), NAME_COLUMNS.min(room / 3), ellipsis).into_owned();
    let head = [
        Span::styled(alert.severity.word(), style(alert.severity, theme)),
        Span::styled(format!(" {since} "), theme.muted),
        Span::styled(format!("{name}  "), theme.strong),
    ];
    let head_columns: usize = head.iter().map(|span| width(&span.content)).sum();
    let mut end = keys(model, alert, is_of_selected, theme);
    if !count.is_empty() {
        end.push(Span::styled(format!("  {count}"), theme.muted));
    }
    let end_columns: usize = end.iter().map(|span| width(&span.content)).sum();
    let is_roomy = head_columns + LEAST_WHAT + end_columns <= room;
    let end_columns = if is_roomy { end_columns } else { 0 };
    let what = cut_end(&what(alert), room.saturating_sub(head_columns + end_columns), ellipsis).into_owned();
    let left: Vec<Span<'static>> = head.into_iter().chain([Span::styled(what, theme.text)]).collect();
    put_line(buf, line, (0, 0), &left.into());
    if is_roomy {
        let column = u16::try_from(room - end_columns).unwrap_or(u16::MAX);
        put_line(buf, line, (column, 0), &end.into());
    }
}

/// The keys that act on what is told: on the selected task's alert itself, else the one that goes there.
fn keys(model: &Model, alert: &Alert, is_of_selected: bool, theme: &Theme) -> Vec<Span<'static>> {
    let wanted: &[(Action, &str)] = if is_of_selected {
        &[(Action::Why, "why"), (Action::Snooze, "snooze")]
    } else if alert.id.task.is_none() {
        &[(Action::Alerts, "alerts")]
    } else {
        &[(Action::NextAlert, "go there")]
    };
    let mut spans = Vec::new();
    for (action, word) in wanted {
        let key = model.keymap.key_of(*action);
        if !key.is_empty() {
            spans.push(Span::styled(format!("  {key}"), theme.key));
            spans.push(Span::styled(format!(" {word}"), theme.muted));
        }
    }
    spans
}
