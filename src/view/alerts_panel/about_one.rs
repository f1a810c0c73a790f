//! More about the highlighted alert: what is wrong in full, how the task stands, and what became of the alert. Uses
//! `domain`, `history` and `app`.

use ratatui::text::{Line, Span};

use super::age;
use crate::app::Model;
use crate::domain::time::zone_name;
use crate::domain::{Task, WindowState};
use crate::history::{Alert, AlertPhase, Severity, Why};
use crate::view::alert_words::{about, task_name, task_of};
use crate::view::hours;
use crate::view::number::thousands;
use crate::view::text::{cut_end, cut_middle, width, wrap};
use crate::view::theme::Theme;

/// As many lines as there is room for, the most telling first.
pub(super) fn lines(model: &Model, alert: &Alert, columns: usize, room: usize, theme: &Theme) -> Vec<Line<'static>> {
    let ellipsis = theme.glyphs.ellipsis;
    let task = alert.id.task.as_ref().and_then(|key| task_of(model, key));
    let facts = task.map(|task| facts(task, model));
    let state = state(model, alert);
    // What is wrong may take what the other lines leave.
    let others = 2 + usize::from(facts.is_some());
    let what_room = room.saturating_sub(others).max(1);
    let name = cut_middle(task_name(alert), columns / 2, ellipsis).into_owned();
    let mut lines = what(&name, &alert.what, columns, what_room, theme);
    let one = |text: &str| cut_end(text, columns, ellipsis).into_owned();
    // Where the task does not dial, the cause that is found says more than what the rule watches for.
    let cause = task.and_then(|task| cause(task, model));
    lines.push(Line::styled(one(cause.as_deref().unwrap_or_else(|| about(alert.id.rule))), theme.muted));
    lines.extend(facts.map(|facts| Line::styled(one(&facts), theme.text)));
    lines.push(Line::styled(one(&state), theme.muted));
    lines
}

/// The name, then what is wrong in full, over so many lines at most.
fn what(name: &str, what: &str, columns: usize, room: usize, theme: &Theme) -> Vec<Line<'static>> {
    // The name is part of the text that is wrapped, so that the first line breaks where it should.
    let mut wrapped = wrap(&format!("{name}: {what}"), columns);
    if wrapped.len() > room {
        let rest = wrapped.split_off(room.saturating_sub(1)).join(" ");
        wrapped.push(cut_end(&rest, columns, theme.glyphs.ellipsis).into_owned());
    }
    let mut lines: Vec<Line<'static>> = Vec::new();
    for (number, text) in wrapped.into_iter().enumerate() {
        let line = match text.strip_prefix(name).filter(|_| number == 0 && width(name) > 0) {
            Some(rest) => {
                Line::from(vec![Span::styled(name.to_owned(), theme.strong), Span::styled(rest.to_owned(), theme.text)])
            }
            None => Line::styled(text, theme.text),
        };
        lines.push(line);
    }
    lines
}

/// The likely cause where the task does not dial: the verdict that its checklist comes to.
fn cause(task: &Task, model: &Model) -> Option<String> {
    let now_unix_ms = model.shown_seconds().saturating_mul(1000);
    let why = Why::of(task, &model.history, now_unix_ms, model.offset_for(Some(task)));
    (why.cause.is_some() && why.dials.is_some() && task.is_active()).then(|| format!("Likely: {}", why.verdict))
}

/// How the task stands: `running, window open for 3h14, 4,360 of 5,000 left, 20 calls at a time`.
fn facts(task: &Task, model: &Model) -> String {
    let mut words = Vec::new();
    words.push(task.status.map_or_else(|| "no status".to_owned(), |status| status.to_string()));
    let now = model.shown_seconds();
    let window = match task.window.state_at(now) {
        WindowState::Unknown => "unknown".to_owned(),
        WindowState::Open { .. } | WindowState::Closed { .. } => hours::state_and_change(&task.window, now, None).0,
    };
    words.push(format!("window {window}"));
    if let (Some(done), Some(all)) = (task.stat.finish_order_count, task.stat.total_order_count) {
        words.push(format!("{} of {} left", thousands(all.saturating_sub(done).max(0)), thousands(all)));
    }
    if let Some(most) = task.max_call {
        words.push(format!("{} calls at a time", thousands(most)));
    }
    words.join(", ")
}

/// Since when it holds, how grave it is, and what somebody did about it.
fn state(model: &Model, alert: &Alert) -> String {
    let offset = model.offset_for(None);
    let moment = |unix_ms: i64| format!("{} {}", hours::clock(unix_ms.div_euclid(1000), offset), zone_name(offset));
    let mut words = vec![format!("since {} ({})", moment(alert.since_unix_ms), age(alert, model))];
    words.push(
        match alert.severity {
            Severity::Critical => "critical",
            Severity::Warning => "warning",
            Severity::Info => "for information",
        }
        .to_owned(),
    );
    if alert.phase == AlertPhase::Clearing {
        words.push("seems to be over".to_owned());
    }
    if model.history.alerts().is_muted(&alert.id) {
        words.push("muted".to_owned());
    } else if let Some(until) = alert.snoozed_until_unix_ms {
        words.push(format!("snoozed till {}", moment(until)));
    }
    words.push(if alert.is_acknowledged { "seen" } else { "not seen yet" }.to_owned());
    words.join(", ")
}
