//! The first line where there is no room for header and chips: how many tasks stand how, and how fresh that is. Uses
//! `domain` and `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::alert_words::badge;
use super::header::{FROZEN, freshness};
use super::number::short;
use super::paint::{put, put_line};
use super::text::width;
use super::theme::Theme;
use crate::app::Model;
use crate::domain::TaskStatus;

/// The statuses in the order in which they matter; the last one leaves first. The first says how much goes on, and stands
/// there with a zero as well.
const BY_WEIGHT: [TaskStatus; 5] =
    [TaskStatus::Running, TaskStatus::Failed, TaskStatus::Paused, TaskStatus::Pending, TaskStatus::Completed];

/// Draws the line into the first line of an area: `ALERT 4 RUN 6 ERR 1 LIVE 4s`.
pub(super) fn draw(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let room = usize::from(area.width);
    let fresh = freshness(model, theme);
    let age = fresh.detail.strip_suffix(" old").unwrap_or(&fresh.detail);
    let is_cut = width(fresh.word) + 1 + width(age) > room;
    let mut right = vec![Span::styled(fresh.word, fresh.style)];
    if !age.is_empty() && !is_cut {
        right.push(Span::styled(format!(" {age}"), theme.text));
    }
    let right = Line::from(right);
    let mut left = 0;
    let pause = (model.pause.is_some() && fresh.word != FROZEN).then(|| (FROZEN.to_owned(), theme.tag));
    for (text, style) in pause.into_iter().chain(pieces(model, theme)) {
        let columns = width(&text);
        if left + columns + 1 + right.width() > room {
            break;
        }
        let x = u16::try_from(left).unwrap_or(u16::MAX);
        put(buf, area, (x, 0), &text, style);
        left += columns + 1;
    }
    put_line(buf, area, (u16::try_from(room.saturating_sub(right.width())).unwrap_or(0), 0), &right);
}

/// What stands on the left, the weightiest in front: open alerts, what is left out of the list, then the statuses.
fn pieces(model: &Model, theme: &Theme) -> Vec<(String, Style)> {
    let rows = &model.list.rows;
    let all = model.feed.snapshot.tasks.len();
    let count = |count: usize| short(i64::try_from(count).unwrap_or(i64::MAX));
    let mut pieces: Vec<_> = badge(model, theme).into_iter().collect();
    if rows.len() < all {
        pieces.push((format!("{}/{}", count(rows.len()), count(all)), theme.chip));
    }
    let counts = rows.status_counts();
    for status in BY_WEIGHT {
        let number = usize::try_from(status.number()).unwrap_or(0);
        let tasks = counts.get(number).copied().unwrap_or(0);
        if tasks > 0 || status == TaskStatus::Running {
            pieces.push((format!("{} {}", status.short(), short(tasks.into())), theme.status(Some(status))));
        }
    }
    pieces
}
