//! A line made of pieces that leave by rank when it gets narrow. Uses `text` and `paint`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::paint::put;
use super::text;

/// Columns between two pieces.
const GAP: usize = 2;

/// At which end of the line a piece stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// From the left edge on.
    Left,
    /// Up to the right edge.
    Right,
}

/// A piece of the line; the lowest rank leaves first.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    side: Side,
    rank: u8,
    spans: Vec<Span<'static>>,
}

impl Segment {
    /// A piece in one style.
    pub(super) fn new(side: Side, rank: u8, content: impl Into<String>, style: Style) -> Self {
        Self { side, rank, spans: vec![Span::styled(content.into(), style)] }
    }

    /// A piece in several styles.
    pub(super) fn of(side: Side, rank: u8, spans: Vec<Span<'static>>) -> Self {
        Self { side, rank, spans }
    }

    fn width(&self) -> usize {
        self.spans.iter().map(|span| text::width(&span.content)).sum()
    }
}

/// Draws the pieces that fit; the last one left is cut if it must be.
pub(super) fn draw(buf: &mut Buffer, area: Rect, mut segments: Vec<Segment>) {
    let room = usize::from(area.width);
    let taken = |segments: &[Segment]| {
        segments.iter().map(Segment::width).sum::<usize>() + GAP * segments.len().saturating_sub(1)
    };
    while segments.len() > 1 && taken(&segments) > room {
        let lowest = segments.iter().enumerate().min_by_key(|(_, segment)| segment.rank).map(|(index, _)| index);
        segments.remove(lowest.unwrap_or(0));
    }
    let right: Vec<_> = segments.iter().filter(|segment| segment.side == Side::Right).cloned().collect();
    segments.retain(|segment| segment.side == Side::Left);
    draw_from(buf, area, 0, &segments);
    draw_from(buf, area, room.saturating_sub(taken(&right)), &right);
}

fn draw_from(buf: &mut Buffer, area: Rect, column: usize, segments: &[Segment]) {
    let mut column = u16::try_from(column).unwrap_or(u16::MAX);
    for segment in segments {
        for span in &segment.spans {
            column = column.saturating_add(put(buf, area, (column, 0), &span.content, span.style));
        }
        column = column.saturating_add(GAP as u16);
    }
}
