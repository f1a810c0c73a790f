//! Judges a reply as a whole: which rows are shown and listed, what is told, how `list` ends.

use serde_json::Value;

use crate::pages::{Outcome, PageCase};
use crate::read::Reader;
use crate::serve::Server;
use crate::table::Line;

/// What a person calls a row.
fn name_of(row: &Value) -> String {
    match row["taskSetting"]["taskCreateSetting"]["taskName"].as_str() {
        Some(name) => name.to_owned(),
        None => "place:1.1".to_owned(),
    }
}

pub fn judge(case: &PageCase, server: &Server, reader: &Reader<'_>) -> Line {
    server.play(std::sync::Arc::clone(&case.script));
    let feed = reader.feed();
    let screen = Reader::screen(feed.clone(), "sn");
    let run = reader.run(&["list", "--format", "json"]);
    let listed: Vec<Value> = serde_json::from_str(&run.out).unwrap_or_default();
    let mut names: Vec<String> = listed.iter().map(name_of).collect();
    names.sort();
    let marked = listed.iter().filter(|row| !row["issues"].is_null()).count();
    let shown = feed.snapshot.tasks.len();
    let mut faults = Vec::new();
    let (rows, exit) = match &case.outcome {
        Outcome::Rows(rows) => (rows.as_slice(), 0),
        Outcome::Incomplete(rows) => (rows.as_slice(), 65),
        Outcome::Refused(exit) => ([].as_slice(), *exit),
    };
    if run.exit != exit {
        faults.push(format!("list ended with {}, not {exit}: {}", run.exit, run.err));
    }
    if names != rows {
        faults.push(format!("listed {names:?}, not {rows:?}"));
    }
    if shown != rows.len() {
        faults.push(format!("the board has {shown} rows, not {}", rows.len()));
    }
    if marked != case.marked || screen.matches(" !  ").count() < case.marked.min(1) {
        faults.push(format!("{marked} rows are marked, not {}\n{screen}", case.marked));
    }
    let words: String = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    let start: String = case.told.chars().take(24).collect();
    let unreadable = case.told.split(" could not be read").next().filter(|rows| *rows != case.told);
    let has_unreadable = unreadable.is_some_and(|rows| words.contains(&rows.replace(" row", " unreadable row")));
    if !words.contains(&start) && !has_unreadable {
        faults.push(format!("the board does not tell {:?}:\n{screen}", case.told));
    }
    if !run.err.contains(case.told) || case.told.is_empty() && case.marked == 0 && exit == 0 && !run.err.is_empty() {
        faults.push(format!("list tells {:?}, not {:?}", run.err, case.told));
    }
    let ends_badly = feed.health.fault().is_some();
    if ends_badly != matches!(case.outcome, Outcome::Refused(_)) {
        faults.push(format!("the board's health is {:?}", feed.health));
    }
    let board = match feed.health.fault() {
        Some(fault) => fault.sentence.clone(),
        None => format!("{shown} tasks{}", feed.notice.map(|notice| format!("; {notice}")).unwrap_or_default()),
    };
    let list = format!("{} rows, ends with {}", names.len(), run.exit);
    let told = run.err.lines().next().unwrap_or_default().trim_start_matches("callbot-tui: ").to_owned();
    let marks = if marked > 0 { format!("! on {marked}. ") } else { String::new() };
    Line {
        case: case.name.clone(),
        sent: case.sent.chars().take(120).collect(),
        board,
        list,
        marked: format!("{marks}{told}"),
        faults,
    }
}
