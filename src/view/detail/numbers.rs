//! The counters of a task: orders, calls, and what the API says of them itself. Uses `domain`.

use crate::domain::Task;
use crate::view::number::{quotient, thousands_or_dash};
use crate::view::sheet::Sheet;
use crate::view::text::{cut_end, pad_left};

/// What is said below counts that cannot all be right.
const DOUBT: &str = "? these counts contradict each other";

/// Columns of the counts, so that they stand below each other.
const COUNT_COLUMNS: usize = 9;

/// Writes the section "orders".
pub(super) fn write_orders(task: &Task, sheet: &mut Sheet<'_>) {
    let stat = &task.stat;
    let completion = stat.completion();
    let reach = stat.reach();
    let reached = if reach.ratio().is_some() { format!("{} reach", reach.percent(true)) } else { String::new() };
    sheet.heading("ORDERS");
    sheet.aligned_field("total", &counted(stat.total_order_count, ""));
    sheet.aligned_field("done", &counted(stat.finish_order_count, &completion.percent(true)));
    sheet.aligned_field("left", &counted(stat.left(), ""));
    sheet.aligned_field("answered", &counted(stat.answer_order_count, &reached));
    sheet.aligned_field("API says", &api_rate(stat.finish_rate));
    if completion.is_doubtful() || reach.is_doubtful() {
        sheet.say(DOUBT, sheet.theme.warn);
    }
}

/// Writes the section "calls".
pub(super) fn write_calls(task: &Task, sheet: &mut Sheet<'_>) {
    let stat = &task.stat;
    let share = stat.answer_share();
    sheet.heading("CALLS");
    sheet.aligned_field("placed", &counted(stat.total_call, ""));
    sheet.aligned_field("answered", &counted(stat.total_answer_call, &share.percent(true)));
    let per = |orders: Option<i64>| pad_left(&quotient(stat.total_call, orders), COUNT_COLUMNS);
    sheet.aligned_field("per order", &per(stat.total_order_count));
    sheet.aligned_field("per done", &per(stat.finish_order_count));
    sheet.aligned_field("API says", &api_rate(stat.answer_rate));
    if share.is_doubtful() {
        sheet.say(DOUBT, sheet.theme.warn);
    }
}

fn counted(count: Option<i64>, note: &str) -> String {
    let is_missing = count.is_none();
    let count = pad_left(&thousands_or_dash(count), COUNT_COLUMNS);
    if note.is_empty() || is_missing { count } else { format!("{count}  {note}") }
}

/// The API's own rate as it came; it is rounded to two decimals and may be a share or a percentage.
fn api_rate(rate: Option<f64>) -> String {
    match rate {
        None => pad_left("-", COUNT_COLUMNS),
        Some(rate) => {
            let shown = format!("{rate:.2}");
            format!("{}  rounded", pad_left(&cut_end(&shown, COUNT_COLUMNS, "~"), COUNT_COLUMNS))
        }
    }
}
