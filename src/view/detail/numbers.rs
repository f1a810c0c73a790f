//! The counters of a task: orders, calls, and what the API says of them itself. Uses `domain`.

use crate::domain::Task;
use crate::view::number::{quotient, thousands_or_dash};
use crate::view::sheet::Sheet;
use crate::view::text::{cut_end, pad_left};

/// Columns of the counts, so that they stand below each other.
const COUNT_COLUMNS: usize = 9;

/// Writes the sections "orders" and "calls".
pub(super) fn write(task: &Task, sheet: &mut Sheet<'_>) {
    let stat = &task.stat;
    let counted = |count: Option<i64>, note: &str| {
        let count = pad_left(&thousands_or_dash(count), COUNT_COLUMNS);
        if note.is_empty() { count } else { format!("{count}  {note}") }
    };
    let completion = stat.completion();
    let reach = stat.reach();

    sheet.heading("ORDERS");
    sheet.aligned_field("total", &counted(stat.total_order_count, ""));
    sheet.aligned_field("finished", &counted(stat.finish_order_count, &format!("{} of all", completion.percent(true))));
    sheet.aligned_field("left", &counted(stat.left(), ""));
    sheet.aligned_field("answered", &counted(stat.answer_order_count, &format!("{} of finished", reach.percent(true))));
    sheet.aligned_field("API says", &api_rate(stat.finish_rate, "finished"));

    sheet.heading("CALLS");
    sheet.aligned_field("placed", &counted(stat.total_call, ""));
    let answered = format!("{} of placed", stat.answer_share().percent(true));
    sheet.aligned_field("answered", &counted(stat.total_answer_call, &answered));
    let per_order = pad_left(&quotient(stat.total_call, stat.total_order_count), COUNT_COLUMNS);
    let per_finish = quotient(stat.total_call, stat.finish_order_count);
    sheet.aligned_field("per order", &format!("{per_order}  attempts; {per_finish} per finished order"));
    sheet.aligned_field("API says", &api_rate(stat.answer_rate, "answered"));
    if completion.is_doubtful() || stat.answer_share().is_doubtful() || reach.is_doubtful() {
        sheet.say("? These counts contradict each other; no percentage is made of them", sheet.theme.warn);
    }
}

/// The API's own rate as it came; it is rounded to two decimals and may be a share or a percentage.
fn api_rate(rate: Option<f64>, what: &str) -> String {
    match rate {
        None => pad_left("-", COUNT_COLUMNS),
        Some(rate) => {
            let shown = format!("{rate:.2}");
            format!("{}  {what}, rounded by the API", pad_left(&cut_end(&shown, COUNT_COLUMNS, "~"), COUNT_COLUMNS))
        }
    }
}
