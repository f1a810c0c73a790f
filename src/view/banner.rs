//! The lines under the header that say what is wrong, in words and with the ids that support asks for. Uses `domain` and
//! `app`.

use ratatui::text::{Line, Span};

use super::text::{clean, wrap};
use super::theme::Theme;
use crate::app::Model;
use crate::domain::time::span_label;
use crate::domain::{Fault, Feed};

/// A clock off by this many seconds is worth a line: requests are signed with it.
const NOTABLE_SKEW_SECONDS: i64 = 60;

/// What is wrong, wrapped to a width; no lines while all is well.
pub(super) fn lines(model: &Model, theme: &Theme, columns: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if let Some(fault) = model.feed.health.fault() {
        lines.extend(fault_lines(fault, theme, columns));
    }
    for notice in notices(&model.feed) {
        lines.extend(wrap(&notice, columns).into_iter().map(|line| Line::styled(line, theme.warn)));
    }
    lines
}

/// A failure in words: the sentence, what to do next, and the ids.
pub(super) fn fault_lines(fault: &Fault, theme: &Theme, columns: usize) -> Vec<Line<'static>> {
    let mut lines: Vec<_> =
        wrap(&fault.sentence, columns).into_iter().map(|line| Line::styled(line, theme.bad)).collect();
    let references = fault.references();
    let hint = clean(&fault.hint).into_owned();
    let hint = match (hint.is_empty(), references.is_empty()) {
        (false, false) => format!("{hint} ({references})"),
        (false, true) => hint,
        (true, _) => references,
    };
    if !hint.is_empty() {
        lines.extend(wrap(&hint, columns).into_iter().map(|line| Line::from(Span::styled(line, theme.text))));
    }
    lines
}

fn notices(feed: &Feed) -> Vec<String> {
    let mut notices = Vec::new();
    if let Some(skew) = feed.skew_seconds.filter(|skew| skew.saturating_abs() >= NOTABLE_SKEW_SECONDS) {
        let direction = if skew > 0 { "behind" } else { "ahead of" };
        notices.push(format!(
            "This machine's clock is {} {direction} the server's: set it, or signatures may be refused",
            span_label(skew.saturating_abs())
        ));
    }
    notices.extend(feed.notice.clone());
    notices
}
