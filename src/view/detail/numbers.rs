//! The counters of a task: orders, calls, and what the API says of them itself. Uses `domain`.

use crate::domain::{Share, Task, TaskStat};
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
        ("API says", api_rate(stat.finish_rate, &[(stat.completion(), "")])),
    ]
}

fn calls(stat: &TaskStat) -> [Field; 5] {
    let is_doubtful = stat.completion().is_doubtful() || stat.answer_share().is_doubtful();
    let per = |orders: Option<i64>| match is_doubtful {
        true => pad_left("?", COUNT_COLUMNS),
        false => pad_left(&quotient(stat.total_call, orders), COUNT_COLUMNS),
    };
    [
        ("placed", counted(stat.total_call, "")),
        ("answered", counted(stat.total_answer_call, &stat.answer_share().rate_percent(true))),
        ("per order", per(stat.total_order_count)),
        ("per done", per(stat.finish_order_count)),
        ("API says", api_rate(stat.answer_rate, &answer_rates(stat))),
    ]
}

fn counted(count: Option<i64>, note: &str) -> String {
    let is_missing = count.is_none();
    let count = pad_left(&thousands_or_dash(count), COUNT_COLUMNS);
    if note.is_empty() || is_missing { count } else { format!("{count}  {note}") }
}

/// What the API may mean by its answer rate, what it is called here in front.
fn answer_rates(stat: &TaskStat) -> [(Share, &'static str); 3] {
    let of_all = Share { part: stat.answer_order_count, whole: stat.total_order_count };
    [(stat.answer_share(), ""), (stat.reach(), ", of orders done"), (of_all, ", of all orders")]
}

/// The API's own rate as it came, and whether the counts agree with it; it is rounded to two decimals and may be a share
/// or a percentage. `meanings` are what it may be of, the expected one in front.
fn api_rate(rate: Option<f64>, meanings: &[(Share, &'static str)]) -> String {
    let Some(rate) = rate else {
        return pad_left("-", COUNT_COLUMNS);
    };
    let shown = format!("{rate:.2}");
    let shown = pad_left(&cut_end(&shown, COUNT_COLUMNS, "~"), COUNT_COLUMNS);
    let note = match meanings.iter().find(|(share, _)| agrees(rate, *share)) {
        Some((_, note)) => format!("rounded{note}"),
        None if meanings.iter().all(|(share, _)| share.ratio().is_none()) => "rounded".to_owned(),
        None => "? the counts disagree".to_owned(),
    };
    format!("{shown}  {note}")
}

/// Whether a rounded rate, as a share or as a percentage, can be of these counts. They may be a reading apart.
fn agrees(rate: f64, share: Share) -> bool {
    const SLACK: f64 = 0.006;
    let is_near = |rate: f64, ratio: f64| (rate - ratio).abs() <= SLACK;
    share.ratio().is_some_and(|ratio| is_near(rate, ratio) || (rate > 1.0 && is_near(rate / 100.0, ratio)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_apis_rate_is_checked_against_the_counts() {
        let stat = TaskStat {
            total_order_count: Some(100_000),
            finish_order_count: Some(88_120),
            answer_order_count: Some(48_470),
            total_call: Some(203_557),
            total_answer_call: Some(49_060),
            ..TaskStat::default()
        };
        let says = |rate| api_rate(Some(rate), &answer_rates(&stat)).trim_start().to_owned();
        assert_eq!(says(0.24), "0.24  rounded");
        assert_eq!(says(24.1), "24.10  rounded");
        assert_eq!(says(0.55), "0.55  rounded, of orders done");
        assert_eq!(says(0.48), "0.48  rounded, of all orders");
        assert_eq!(says(0.9), "0.90  ? the counts disagree");
        assert_eq!(api_rate(Some(0.5), &[(Share::of(0, 0), "")]).trim_start(), "0.50  rounded");
    }
}
