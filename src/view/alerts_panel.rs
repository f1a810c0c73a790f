//! The alerts as a panel: what fires, since when, what is wrong, and more about the highlighted one. Uses `history` and
//! `app`.

mod about_one;
mod rows;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::header::{freshness, is_stale};
use super::paint::{line_of, put_line, rule, scroll_bar};
use super::panel::{self, Panel};
use super::text::wrap;
use super::theme::Theme;
use crate::app::{Drawn, Model};
use crate::domain::Health;
use crate::domain::count::thousands;
use crate::domain::time::{at_offset, span_label};
use crate::history::{Alert, Alerts};
use crate::keys::Context;
use rows::{Entry, Plan};

/// Columns wanted inside.
const COLUMNS: u16 = 116;

/// Lines kept for the highlighted alert, under a rule.
const ABOUT_LINES: u16 = 5;

/// Lower panels show alerts only.
const LOWEST_WITH_ABOUT: u16 = 9;

/// Lower panels have no heads.
const LOWEST_WITH_HEADS: u16 = 5;

/// Entries that the panel has room for however few there are, so that it does not jump when one comes.
const LEAST_ENTRIES: usize = 4;

/// Why an alert that is open here rang no bell here.
const ELSEWHERE: &str = "another callbot-tui announces for this profile";
/// The same where there is less room.
const ELSEWHERE_SHORT: &str = "another callbot-tui announces";

/// Draws the panel over a screen.
pub(super) fn draw(model: &Model, cursor: usize, theme: &Theme, buf: &mut Buffer, screen: Rect) -> Drawn {
    let alerts = model.history.alerts();
    let all = alerts.all();
    let counts = counts(model, alerts, &all);
    let columns = Panel::inner_columns(screen, COLUMNS);
    let note = note(model, &counts, usize::from(columns.saturating_sub(4)));
    let entries = u16::try_from(all.len().max(LEAST_ENTRIES)).unwrap_or(u16::MAX / 2);
    let frame = Panel {
        title: if panel::has_border(screen) { "alerts".to_owned() } else { title(&counts, usize::from(screen.width)) },
        context: Context::Alerts,
        columns,
        lines: entries.saturating_add(2 + ABOUT_LINES),
        note,
    };
    let inside = frame.draw(&model.keymap, theme, buf, screen);
    if all.is_empty() {
        draw_nothing(model, theme, buf, inside);
        let hits = panel::hits(screen, inside, Rect::ZERO, 0);
        return Drawn { view_lines: usize::from(inside.height), content_lines: 0, hits, ..Drawn::default() };
    }
    let has_heads = inside.height >= LOWEST_WITH_HEADS;
    let about_lines = if inside.height >= LOWEST_WITH_ABOUT { 1 + ABOUT_LINES } else { 0 };
    let heads = u16::from(has_heads);
    let list = Rect { y: inside.y + heads, height: inside.height.saturating_sub(heads + about_lines), ..inside };
    let room = usize::from(list.height);
    let first = (cursor + 1).saturating_sub(room).min(all.len().saturating_sub(room));
    let bar = u16::from(all.len() > room && list.width >= 12);
    let plan = Plan::new(usize::from(list.width - 2 * bar), &all);
    if has_heads {
        plan.draw_heads(theme, buf, line_of(inside, 0));
    }
    for (line, (place, alert)) in (0..list.height).zip(all.iter().enumerate().skip(first)) {
        let row = Rect { width: list.width - 2 * bar, ..line_of(list, line) };
        plan.draw(model, Entry { alert, is_highlighted: place == cursor }, theme, buf, row);
    }
    scroll_bar(buf, list, first, all.len(), theme);
    if let Some(alert) = all.get(cursor).filter(|_| about_lines > 0) {
        let about = Rect { y: list.bottom(), height: about_lines, ..inside };
        rule(buf, about, 0, theme);
        let lines = about_one::lines(model, alert, usize::from(about.width), usize::from(ABOUT_LINES), theme);
        for (line, content) in (1..about.height).zip(&lines) {
            put_line(buf, about, (0, line), content);
        }
    }
    let hits = panel::hits(screen, inside, list, first);
    Drawn { view_lines: room, content_lines: all.len(), hits, ..Drawn::default() }
}

/// `4 open`, `9 more not told one by one` for want of room, `1 snoozed`, `2 muted`, `23 today`; what there is none of is left
/// out, but for the open ones.
fn counts(model: &Model, alerts: &Alerts, all: &[&Alert]) -> Vec<String> {
    let open = alerts.open().len();
    let muted = all.iter().filter(|alert| alerts.is_muted(&alert.id)).count();
    let snoozed = all.len().saturating_sub(open + muted);
    let today = midnight_unix_ms(model).map_or(0, |midnight| alerts.fired_since(midnight));
    let mut words = vec![format!("{open} open")];
    let left_out = i64::try_from(alerts.left_out()).unwrap_or(i64::MAX);
    words.extend((left_out > 0).then(|| format!("{} more not told one by one", thousands(left_out))));
    words.extend((snoozed > 0).then(|| format!("{snoozed} snoozed")));
    words.extend((muted > 0).then(|| format!("{muted} muted")));
    words.extend((today > 0).then(|| format!("{today} today")));
    words
}

/// The counts, and who tells of alerts where that is not this dashboard, as far as there is room.
fn note(model: &Model, counts: &[String], columns: usize) -> String {
    let counts = counts.join(", ");
    let words = [ELSEWHERE, ELSEWHERE_SHORT].into_iter().map(|words| format!("{words}; {counts}"));
    words.filter(|_| model.announces_elsewhere).find(|words| words.len() <= columns).unwrap_or(counts)
}

/// The title with as many of the counts as there is room for, where there is no frame for them.
fn title(counts: &[String], columns: usize) -> String {
    let mut title = "alerts".to_owned();
    for (number, count) in counts.iter().enumerate() {
        let gap = if number == 0 { ": " } else { ", " };
        if title.len() + gap.len() + count.len() > columns {
            break;
        }
        title.push_str(gap);
        title.push_str(count);
    }
    title
}

/// When the user's day began.
fn midnight_unix_ms(model: &Model) -> Option<i64> {
    let now = at_offset(model.now.unix_seconds(), model.local_offset_seconds)?;
    let midnight = now.date_naive().and_hms_opt(0, 0, 0)?.and_local_timezone(*now.offset()).single()?;
    Some(midnight.timestamp_millis())
}

/// That no alert is open, as far as that can be known.
fn draw_nothing(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let snapshot = &model.newest_feed().snapshot;
    let is_well = matches!(model.newest_feed().health, Health::Live) && !is_stale(model);
    let read = freshness(model, theme);
    let (heading, style, sentence) = match (snapshot.as_of_unix_ms, is_well) {
        (None, _) => ("Nothing is known yet", theme.warn, "Alerts come with the first readings".to_owned()),
        (Some(_), true) if model.history.alerts().are_held_back() => (
            "No alert is open",
            theme.warn,
            "But tasks are not judged while requests fail or the clocks are minutes apart".to_owned(),
        ),
        (Some(_), true) => match &model.account.conditions {
            None => ("No alert is open", theme.good, format!("None is snoozed or muted; the data is {}", read.detail)),
            Some(conditions) => (
                "No alert is open",
                theme.text,
                format!("Of the tasks that were asked for ({conditions}); the data is {}", read.detail),
            ),
        },
        (Some(_), false) => (
            "No alert is open",
            theme.warn,
            format!("But nothing newer is known: {}, the data is {}", read.word, read.detail),
        ),
    };
    let sentence = wrap(&sentence, usize::from(area.width));
    let lines = [Line::styled(heading, style)]
        .into_iter()
        .chain(sentence.into_iter().map(|line| Line::styled(line, theme.muted)));
    let lines: Vec<Line<'_>> = lines.collect();
    let top = area.height.saturating_sub(u16::try_from(lines.len()).unwrap_or(u16::MAX)) / 3;
    for (line, content) in (top..area.height).zip(&lines) {
        put_line(buf, area, (0, line), content);
    }
}

/// How long an alert has held: `9m`.
fn age(alert: &Alert, model: &Model) -> String {
    span_label(crate::domain::time::age_seconds(alert.since_unix_ms, model.now.unix_ms))
}
