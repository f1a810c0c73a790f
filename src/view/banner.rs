//! The lines under the header that say what is wrong, in words and with the ids that support asks for. Uses `domain`,
//! `app` and `keys`.

use std::time::Duration;

use ratatui::text::{Line, Span};

use super::text::{clean, cut_end, width, wrap};
use super::theme::Theme;
use crate::app::Model;
use crate::domain::time::span_label;
use crate::domain::{Fault, FaultKind, Feed};
use crate::keys::Action;

/// A clock off by this many seconds is worth a line: requests are signed with it.
const NOTABLE_SKEW_SECONDS: i64 = 60;

/// How long a note about keys stands on the board.
const KEY_NOTICE: Duration = Duration::from_secs(20);

/// What is wrong, wrapped to a width and cut to a number of lines; no lines while all is well. Told of the newest reading
/// even while the rows are frozen.
pub(super) fn lines(model: &Model, theme: &Theme, columns: usize, most: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let feed = model.newest_feed();
    if let Some(fault) = feed.health.fault() {
        lines.extend(fault_lines(fault, theme, columns));
    }
    for notice in notices(feed).into_iter().chain(key_notice(model)) {
        lines.extend(wrap(&notice, columns).into_iter().map(|line| Line::styled(line, theme.warn)));
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            let style = last.spans.first().map_or(last.style, |span| last.style.patch(span.style));
            let kept = cut_end(&last.to_string(), columns.saturating_sub(1), "").into_owned();
            *last = Line::styled(format!("{kept}{}", theme.glyphs.ellipsis), style);
        }
    }
    lines
}

/// A failure in words: the sentence, what to do next, and the ids.
pub(super) fn fault_lines(fault: &Fault, theme: &Theme, columns: usize) -> Vec<Line<'static>> {
    let mut lines: Vec<_> =
        wrap(&fault.sentence, columns).into_iter().map(|line| Line::styled(line, theme.bad)).collect();
    let references = references(fault);
    let hint = clean(&fault.hint).into_owned();
    if !hint.is_empty() {
        lines.extend(wrap(&hint, columns).into_iter().map(|line| Line::from(Span::styled(line, theme.text))));
    }
    if references.is_empty() {
        return lines;
    }
    match lines.last_mut().filter(|last| !hint.is_empty() && last.width() + 3 + width(&references) <= columns) {
        Some(last) => last.spans.push(Span::styled(format!("   {references}"), theme.muted)),
        None => lines.extend(wrap(&references, columns).into_iter().map(|line| Line::styled(line, theme.muted))),
    }
    lines
}

/// The ids that support asks for: the platform's own, else ours.
fn references(fault: &Fault) -> String {
    // The sentence may have told the code already.
    let says = |code: &str| {
        let mut words = fault.sentence.split(|c: char| !c.is_alphanumeric() && c != '-');
        words.by_ref().any(|word| word == "retCode") && words.next() == Some(code)
    };
    let code = fault.ret_code.map(|code| code.to_string()).filter(|code| !says(code));
    let code = code.map(|code| format!("retCode {code}"));
    let id = match (&fault.response_id, &fault.request_id) {
        (Some(id), _) => Some(format!("responseID {id}")),
        // What never reached the platform, its support cannot find.
        (None, Some(id)) if fault.kind != FaultKind::Unreachable => Some(format!("requestID {id}")),
        (None, _) => None,
    };
    code.into_iter().chain(id).collect::<Vec<_>>().join(", ")
}

/// For a while after the start: settings of keys that could not be taken as they were written. The help keeps them.
fn key_notice(model: &Model) -> Option<String> {
    let age = model.now.instant.saturating_duration_since(model.started.instant);
    let help = model.keymap.key_of(Action::Help);
    match model.keymap.notes() {
        _ if age >= KEY_NOTICE => None,
        [] => None,
        [only] => Some(only.clone()),
        notes => {
            let teller = if help.is_empty() { "callbot-tui keys" } else { &help };
            Some(format!("{} settings of [keys] could not be taken as written; {teller} tells which", notes.len()))
        }
    }
}

fn notices(feed: &Feed) -> Vec<String> {
    let mut notices = Vec::new();
    if let Some(skew) = feed.skew_seconds.filter(|skew| skew.saturating_abs() >= NOTABLE_SKEW_SECONDS) {
        let direction = if skew > 0 { "behind" } else { "ahead of" };
        notices.push(format!("This machine's clock is {} {direction} the server's", span_label(skew.saturating_abs())));
    }
    notices.extend(feed.notice.clone());
    notices
}
