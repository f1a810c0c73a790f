//! The list of alerts: which columns there is room for, and a line for each alert. Uses `history` and `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::age;
use crate::app::Model;
use crate::history::Alert;
use crate::view::alert_words::{clock_moment, short_moment, style, task_name, what};
use crate::view::paint::{finish_selection, put};
use crate::view::text::{cut_end, cut_middle, width};
use crate::view::theme::Theme;

/// Columns of the cursor's marker.
const MARKER: usize = 2;
/// `CRIT`, `WARN`, `INFO`, `mute`, `zZ`.
const SEVERITY: usize = 4;
/// `15:37` or `22 Sep`.
const SINCE: usize = 6;
/// `9m`, `3h14`, `2d05h`.
const FOR: usize = 6;
/// The narrowest and the widest name.
const NAMES: (usize, usize) = (12, 32);
/// With fewer columns than these, what is wrong is told by the highlighted alert only.
const LEAST_WHAT: usize = 16;

/// An alert of the list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) alert: &'a Alert,
    pub(super) is_highlighted: bool,
}

/// Which columns there are, and how wide; zero where one has no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    since: usize,
    how_long: usize,
    name: usize,
    rule: usize,
    what: usize,
}

impl Plan {
    /// Columns for these alerts in so much room. How long leaves first, then the rule, then since when.
    pub(super) fn new(room: usize, alerts: &[&Alert]) -> Self {
        let longest = |of: fn(&&Alert) -> usize, head: &str| alerts.iter().map(of).max().unwrap_or(0).max(head.len());
        let names = longest(|alert| width(task_name(alert)), "TASK");
        let rule = longest(|alert| alert.id.rule.name().len(), "RULE");
        let fixed = MARKER + SEVERITY + 1;
        let attempts = [(SINCE, FOR, rule), (SINCE, 0, rule), (SINCE, 0, 0), (0, 0, 0)];
        for (since, how_long, rule) in attempts {
            let gaps = [since, how_long, rule].into_iter().filter(|columns| *columns > 0).count();
            let left = room.saturating_sub(fixed + since + how_long + rule + gaps);
            // A name is cut before what is wrong is.
            let name = names.min((left * 2 / 5).clamp(NAMES.0, NAMES.1));
            let what = left.saturating_sub(name + 1);
            if what >= LEAST_WHAT {
                return Self { since, how_long, name, rule, what };
            }
        }
        Self { since: 0, how_long: 0, name: room.saturating_sub(fixed), rule: 0, what: 0 }
    }

    fn columns(self) -> [usize; 6] {
        [SEVERITY, self.since, self.how_long, self.name, self.rule, self.what]
    }

    /// Where each column begins, for those that there are.
    fn places(self) -> impl Iterator<Item = (usize, usize, usize)> {
        let mut x = MARKER;
        self.columns().into_iter().enumerate().filter(|(_, columns)| *columns > 0).map(move |(index, columns)| {
            let place = x;
            x += columns + 1;
            (index, place, columns)
        })
    }

    /// Draws the heads into a line.
    pub(super) fn draw_heads(self, theme: &Theme, buf: &mut Buffer, line: Rect) {
        let heads = ["SEV", "SINCE", "FOR", "TASK", "RULE", "WHAT"];
        let head_style = theme.muted.add_modifier(Modifier::BOLD);
        for (index, x, _) in self.places() {
            put_at(buf, line, x, heads.get(index).copied().unwrap_or_default(), head_style);
        }
    }

    /// Draws an alert into a line.
    pub(super) fn draw(self, model: &Model, entry: Entry<'_>, theme: &Theme, buf: &mut Buffer, line: Rect) {
        let Entry { alert, is_highlighted } = entry;
        if is_highlighted {
            buf.set_style(line.intersection(buf.area), theme.selection);
            put(buf, line, (0, 0), theme.glyphs.marker, theme.accent);
        }
        let offset = model.offset_for(None);
        let moment = |unix_ms: i64| short_moment(unix_ms, model.now.unix_ms, offset);
        let is_muted = model.history.alerts().is_muted(&alert.id);
        let told = what(alert);
        let till = |unix_ms: i64| clock_moment(unix_ms, model.now.unix_ms, offset);
        let (word, word_style, words) = match (is_muted, alert.snoozed_until_unix_ms) {
            (true, _) => ("mute", theme.muted, format!("(muted) {told}")),
            (false, Some(until)) => ("zZ", theme.muted, format!("(till {}) {told}", till(until))),
            (false, None) => (alert.severity.word(), style(alert.severity, theme), told),
        };
        let is_quiet = is_muted || alert.snoozed_until_unix_ms.is_some();
        let plain = if is_quiet { theme.muted } else { theme.text };
        let name_style = if is_quiet || alert.is_acknowledged { plain } else { theme.strong };
        let ellipsis = theme.glyphs.ellipsis;
        for (index, x, columns) in self.places() {
            let (content, style) = match index {
                0 => (word.into(), word_style),
                1 => (moment(alert.since_unix_ms).into(), theme.muted),
                2 => (age(alert, model).into(), theme.muted),
                3 => (cut_middle(task_name(alert), columns, ellipsis), name_style),
                4 => (cut_end(alert.id.rule.name(), columns, ellipsis), plain),
                _ => (cut_end(&words, columns, ellipsis), plain),
            };
            put_at(buf, line, x, &content, style);
        }
        if is_highlighted {
            finish_selection(buf, line, theme);
        }
    }
}

fn put_at(buf: &mut Buffer, line: Rect, x: usize, content: &str, style: Style) {
    put(buf, line, (u16::try_from(x).unwrap_or(u16::MAX), 0), content, style);
}
