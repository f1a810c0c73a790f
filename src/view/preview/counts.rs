//! The counts of a task: completion and answer rate as in the gauges of the board, and what follows from them. Uses
//! `domain`.

use ratatui::text::Line;

use crate::domain::Task;
use crate::view::gauges;
use crate::view::number::{quotient, thousands};
use crate::view::sheet::Sheet;
use crate::view::theme::Theme;

/// Nine lines: two gauges, an empty line, four figures.
pub(super) fn lines(task: &Task, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let stat = &task.stat;
    let mut sheet = Sheet::new(theme, columns).with_labels(super::facts::LABEL_COLUMNS);
    sheet.lines = gauges::stacked(stat.completion(), stat.answer_share(), columns, theme);
    sheet.gap();
    sheet.field("left", &stat.left().map(|left| format!("{} orders", thousands(left))).unwrap_or_default());
    let reach = stat.reach();
    let is_odd = stat.completion().is_doubtful();
    let reached = match stat.answer_order_count {
        Some(_) if is_odd || reach.is_doubtful() => "? the counts contradict each other".to_owned(),
        Some(orders) if reach.ratio().is_some() => {
            format!("{}, {} answered", reach.rate_percent(true), thousands(orders))
        }
        _ => String::new(),
    };
    sheet.field("reach", &reached);
    let calls = |orders: Option<i64>, of_what: &str| match quotient(stat.total_call, orders).as_str() {
        "-" => String::new(),
        quotient => format!("{quotient} for each {of_what}"),
    };
    sheet.field("calls", &calls(stat.total_order_count, "order"));
    sheet.field("", &calls(stat.finish_order_count.filter(|_| !is_odd), "order done"));
    sheet.lines
}
