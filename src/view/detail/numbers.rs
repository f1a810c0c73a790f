//! The counters of a task: orders, calls, and what the API says of them itself. Uses `domain`.

use crate::domain::{Task, TaskStat};
use crate::view::number::{quotient, thousands_or_dash};
use crate::view::sheet::Sheet;
use crate::view::text::{cut_end, pad_left};

/// What is said below counts that cannot all be right.
const DOUBT: &str = "? these counts contradict each other";

/// Columns of the counts, so that they stand below each other.
const COUNT_COLUMNS: usize = 9;

/// A label with what it says.
type Field = (&'static str, String);

/// Writes the section "orders"; what reads differently than at the reading `before` shines.
pub(super) fn write_orders(task: &Task, before: Option<&Task>, sheet: &mut Sheet<'_>) {
    sheet.heading("ORDERS");
    write(orders, task, before, sheet);
    let stat = &task.stat;
    if stat.completion().is_doubtful() || stat.reach().is_doubtful() {
        sheet.say(DOUBT, sheet.theme.warn);
    }
}

/// Writes the section "calls", likewise.
pub(super) fn write_calls(task: &Task, before: Option<&Task>, sheet: &mut Sheet<'_>) {
    sheet.heading("CALLS");
    write(calls, task, before, sheet);
    if task.stat.answer_share().is_doubtful() {
        sheet.say(DOUBT, sheet.theme.warn);
    }
}

fn write(fields: fn(&TaskStat) -> [Field; 5], task: &Task, before: Option<&Task>, sheet: &mut Sheet<'_>) {
    let before = before.map(|task| fields(&task.stat));
    for (place, (label, value)) in fields(&task.stat).into_iter().enumerate() {
        let old = before.as_ref().and_then(|fields| fields.get(place)).map(|(_, old)| old.as_str());
        sheet.aligned_field(label, &value, old);
    }
}

fn orders(stat: &TaskStat) -> [Field; 5] {
    let reach = stat.reach();
    let reached = if reach.ratio().is_some() { format!("{} reach", reach.rate_percent(true)) } else { String::new() };
    [
        ("total", counted(stat.total_order_count, "")),
        ("done", counted(stat.finish_order_count, &stat.completion().percent(true))),
        ("left", counted(stat.left(), "")),
        ("answered", counted(stat.answer_order_count, &reached)),
        ("API says", api_rate(stat.finish_rate)),
    ]
}

fn calls(stat: &TaskStat) -> [Field; 5] {
    let per = |orders: Option<i64>| pad_left(&quotient(stat.total_call, orders), COUNT_COLUMNS);
    [
        ("placed", counted(stat.total_call, "")),
        ("answered", counted(stat.total_answer_call, &stat.answer_share().rate_percent(true))),
        ("per order", per(stat.total_order_count)),
        ("per done", per(stat.finish_order_count)),
        ("API says", api_rate(stat.answer_rate)),
    ]
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
