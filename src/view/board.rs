//! The task board: header, gauges, chips, table, alert, footer, as far as the height allows. Uses `app`.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span as Text};

use super::number::{self, thousands};
use super::paint::{inset, line_of, put_line, rule};
use super::segments::{Segment, Side, draw as draw_segments};
use super::text::cut_middle;
use super::theme::Theme;
use super::{banner, chips, footer, gauges, header, preview, states, status_line, table, ticker};
use crate::app::{CHIPS, Drawn, Hits, Model, Span};

/// Lines of the board by part; what does not fit has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Plan {
    header: u16,
    banner: u16,
    gauges: u16,
    chips: u16,
    summary: u16,
    head: u16,
    ticker: u16,
    footer: u16,
    gaps: u16,
}

impl Plan {
    fn new(height: u16, banner_lines: u16) -> Self {
        let from = |least: u16, lines: u16| if height >= least { lines } else { 0 };
        Self {
            header: 1,
            banner: from(5, banner_lines),
            gauges: from(13, 2),
            chips: from(9, 1),
            summary: from(11, 1),
            head: from(7, 1),
            ticker: 0,
            footer: from(5, 1),
            gaps: from(18, 1),
        }
    }
}

/// On narrower screens chips would be cut: one line tells the statuses and how fresh they are.
const NARROWEST_CHIPS: u16 = 40;

/// From this height on a state that takes the place of the board has the header above it.
const STATE_HEADER_FROM: u16 = 5;

/// From this height on it has the footer below it.
const STATE_FOOTER_FROM: u16 = 3;

/// Draws the board.
pub(super) fn draw(model: &Model, theme: &Theme, frame: &mut Frame, area: Rect) -> Drawn {
    let inner = inset(area, 1);
    if let Some(state) = states::of(model, theme, room_of(state_body(area))) {
        return draw_state(model, theme, frame, area, &state);
    }
    let columns = usize::from(inner.width);
    let wrong = banner::lines(model, theme, columns, usize::from((area.height / 5).max(1)));
    let mut plan = Plan::new(area.height, u16::try_from(wrong.len()).unwrap_or(u16::MAX));
    plan.ticker = ticker::lines(model, area.height);
    if area.width < NARROWEST_CHIPS {
        plan.chips = 0;
    }
    if model.list.filter.is_editing {
        // What is typed must be seen, at any height.
        plan.footer = 1;
        plan.header = u16::from(area.height >= 2);
    }
    let buf = frame.buffer_mut();
    let mut chip_hits = (None, [Span::default(); CHIPS]);
    let mut y = 0;
    let mut next = |lines: u16| {
        let first = y;
        y += lines;
        (first, lines)
    };

    let (line, lines) = next(plan.header);
    match (lines, plan.chips) {
        (0, _) => {}
        (_, 0) => status_line::draw(model, theme, buf, line_of(inner, line)),
        _ => header::draw(model, theme, buf, line_of(inner, line)),
    }
    put_lines(buf, inner, next(plan.banner), &wrong);
    next(plan.gaps);
    if plan.gauges > 0 {
        let totals = model.list.rows.totals();
        let gauges = gauges::sums(&totals, columns, theme);
        put_lines(buf, inner, next(plan.gauges), &gauges);
        next(plan.gaps);
    }
    if plan.chips > 0 {
        let (chips, places) = chips::line(model, usize::from(area.width), theme);
        // The chips bring their own margin.
        let (line, lines) = next(plan.chips);
        put_lines(buf, area, (line, lines), &[chips]);
        chip_hits = (Some(area.y + line), places.map(|place| Span { x: area.x + place.x, ..place }));
    }
    let (top, _) = next(0);
    let below = Rect { y: area.y + top, height: area.height.saturating_sub(top + plan.ticker + plan.footer), ..area };
    ticker::draw(model, theme, buf, Rect { y: below.bottom(), height: plan.ticker, ..area });
    let mut body = preview::draw(model, preview::place(model, area), theme, buf, below);
    if plan.summary > 0 {
        draw_summary(model, theme, buf, line_of(body, 0));
        body = Rect { y: body.y + 1, height: body.height.saturating_sub(1), ..body };
    }
    let height = body.height;
    let (list_rows, mut hits) =
        match states::of_rows(model, theme, states::Room { columns, lines: usize::from(height) }) {
            Some(lines) => {
                draw_centred(buf, body, &lines);
                (usize::from(height.saturating_sub(plan.head)), Hits::default())
            }
            None => table::draw(model, theme, buf, body, plan.head > 0),
        };
    (hits.chips_y, hits.chips) = chip_hits;
    if plan.footer > 0 {
        let inner = inset(area, 1);
        footer::draw(model, theme, frame, line_of(inner, area.height - 1));
    }
    Drawn { list_rows, hits, ..Drawn::default() }
}

fn draw_state(model: &Model, theme: &Theme, frame: &mut Frame, area: Rect, state: &[Line<'static>]) -> Drawn {
    let inner = inset(area, 1);
    let buf = frame.buffer_mut();
    if STATE_HEADER_FROM <= area.height {
        header::draw(model, theme, buf, line_of(inner, 0));
    }
    let body = state_body(area);
    draw_centred(buf, body, state);
    if STATE_FOOTER_FROM <= area.height {
        footer::draw_without_table(model, theme, frame, line_of(inner, area.height - 1));
    }
    Drawn { list_rows: usize::from(body.height), ..Drawn::default() }
}

/// What header and footer leave for a state that takes the place of the whole board.
fn state_body(area: Rect) -> Rect {
    let inner = inset(area, 1);
    let header = u16::from(area.height >= STATE_HEADER_FROM);
    let footer = u16::from(area.height >= STATE_FOOTER_FROM);
    Rect { y: inner.y + header, height: inner.height.saturating_sub(header + footer), ..inner }
}

fn room_of(area: Rect) -> states::Room {
    states::Room { columns: usize::from(area.width), lines: usize::from(area.height) }
}

fn put_lines(buf: &mut Buffer, area: Rect, (first, count): (u16, u16), lines: &[Line<'static>]) {
    for (line, content) in (first..first.saturating_add(count)).zip(lines) {
        put_line(buf, area, (0, line), content);
    }
}

/// Draws a block of lines a little above the middle, aligned to the left of the block.
fn draw_centred(buf: &mut Buffer, area: Rect, lines: &[Line<'static>]) {
    let widest = lines.iter().map(Line::width).max().unwrap_or(0);
    let left = u16::try_from(usize::from(area.width).saturating_sub(widest) / 2).unwrap_or(0);
    let spare = usize::from(area.height).saturating_sub(lines.len());
    let top = u16::try_from(spare * 2 / 5).unwrap_or(0);
    for (line, content) in (top..area.height).zip(lines) {
        put_line(buf, area, (left, line), content);
    }
}

/// The line between the summary and the table: how many tasks, what limits them, the order.
fn draw_summary(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    rule(buf, area, 0, theme);
    let list = &model.list;
    let snapshot = &model.feed.snapshot;
    let (shown, all) = (list.rows.len(), snapshot.tasks.len());
    let count = |count: usize| thousands(i64::try_from(count).unwrap_or(i64::MAX));
    let noun = if all == 1 { "task" } else { "tasks" };
    let tasks = if shown == all {
        format!("{} {noun}", count(all))
    } else {
        format!("{} of {} {noun}", count(shown), count(all))
    };
    let mut segments = vec![Segment::new(Side::Left, 9, format!(" {tasks} "), theme.text)];
    if let Some(fleet) = fleet(model) {
        segments.push(Segment::new(Side::Left, 5, format!(" {fleet} "), theme.muted));
    }
    // Before the first whole reading, counts and sums are of a part, and a failure must not make them look final.
    if !snapshot.is_whole {
        let total =
            snapshot.total_count.map(|total| format!(" of {}", thousands(i64::try_from(total).unwrap_or(i64::MAX))));
        let mark = format!(" {} read{} ", count(all), total.unwrap_or_else(|| ", not all yet".to_owned()));
        segments.push(Segment::new(Side::Left, 8, mark, theme.warn));
    }

    let typed = list.filter.input.value();
    if !typed.trim().is_empty() && !list.filter.is_editing {
        let typed = cut_middle(typed, 30, theme.glyphs.ellipsis).into_owned();
        let (words, style) = match list.filter.filter.problem {
            None => (format!(" /{typed} "), theme.chip),
            // What was not understood hides nothing, and must not look as if it did.
            Some(_) => (format!(" /{typed} is not understood in full "), theme.warn),
        };
        segments.push(Segment::new(Side::Left, 8, words, style));
    }
    if let Some(conditions) = &model.account.conditions {
        let conditions = cut_middle(conditions, 40, theme.glyphs.ellipsis).into_owned();
        segments.push(Segment::new(Side::Left, 4, format!(" only {conditions} "), theme.warn));
    }
    let doubtful = list.rows.totals().doubtful_tasks;
    if doubtful > 0 {
        segments.push(Segment::new(
            Side::Left,
            3,
            format!(" {} with doubtful or missing counts ", thousands(doubtful.into())),
            theme.warn,
        ));
    }
    if let Some(mark) = header::stale_mark(model) {
        segments.push(Segment::new(Side::Left, 8, format!(" {mark} "), theme.warn));
    }
    if snapshot.unreadable_rows > 0 {
        let rows = thousands(i64::try_from(snapshot.unreadable_rows).unwrap_or(i64::MAX));
        let noun = if snapshot.unreadable_rows == 1 { "row" } else { "rows" };
        segments.push(Segment::new(Side::Left, 2, format!(" {rows} unreadable {noun} "), theme.warn));
    }
    let arrow = if list.sort.descending { theme.glyphs.descending } else { theme.glyphs.ascending };
    let sort = vec![
        Text::styled(" sort: ", theme.muted),
        Text::styled(list.sort.column.name(), theme.text),
        Text::styled(format!(" {arrow} "), theme.accent),
    ];
    segments.push(Segment::of(Side::Right, 7, sort));
    let edge = u16::from(area.width >= 40);
    draw_segments(buf, Rect { x: area.x + edge, width: area.width.saturating_sub(2 * edge), ..area }, segments);
}

/// How the shown tasks go together: their pace, their recent answer rate as one rate of all calls, the work left. Nothing
/// before a pace is known.
fn fleet(model: &Model) -> Option<String> {
    let totals = model.list.rows.totals();
    let pace = format!("{} calls/min", number::pace(totals.pace?));
    let (rate, weight) = number::recent_answer_rate(totals.recent_answers);
    let rate = (weight != number::Weight::None).then(|| format!("ASR 10m {}", rate.trim_end()));
    let left = totals.completion.whole.zip(totals.completion.part).and_then(|(all, done)| all.checked_sub(done));
    let left = left.map(|left| format!("{} left", number::short(left)));
    Some([Some(pace), rate, left].into_iter().flatten().collect::<Vec<_>>().join("  "))
}
