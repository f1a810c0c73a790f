//! Judges one value in the place of one member: what is read must be the value itself, nothing, or marked everywhere.

use serde_json::Value;

use crate::fields::{FieldCase, Meaning, NEIGHBOUR, pointer};
use crate::read::{Reader, Run};
use crate::serve::Server;
use crate::table::Line;

/// The odd row as the board shows it: blanks and bars left out.
fn board_row(screen: &str) -> Option<String> {
    let body = screen.lines().skip_while(|line| !line.contains("STATUS")).skip(1);
    let mut rows = body.take_while(|line| !line.starts_with('-') && !line.trim().is_empty());
    let row = rows.find(|line| !line.contains(NEIGHBOUR))?;
    let words = row.split_whitespace().filter(|word| word.chars().any(|c| !"=-|>#.[]:".contains(c)) || *word == "-");
    Some(words.collect::<Vec<_>>().join(" "))
}

fn odd_of(rows: &[Value]) -> Option<&Value> {
    rows.iter().find(|row| row["taskSetting"]["taskCreateSetting"]["taskName"] != NEIGHBOUR)
}

pub fn judge(case: &FieldCase, server: &Server, reader: &Reader<'_>) -> Line {
    server.play(case.script());
    let feed = reader.feed();
    let screen = Reader::screen(feed.clone(), "");
    let json = reader.run(&["list", "--format", "json"]);
    let csv = reader.run(&["list", "--format", "csv"]);
    let table = reader.run(&["list", "--format", "table", "--ascii"]);
    let mut faults = Vec::new();
    for (format, run) in [("json", &json), ("csv", &csv), ("table", &table)] {
        if run.exit != 0 {
            faults.push(format!("list --format {format} ended with {}: {}", run.exit, run.err));
        }
    }
    let rows: Vec<Value> = serde_json::from_str(&json.out).unwrap_or_default();
    let (Some(row), Some(board)) = (odd_of(&rows), board_row(&screen)) else {
        faults.push(format!("the row is missing\n{screen}\n{}", json.out));
        return line(case, String::new(), String::new(), String::new(), faults);
    };
    let value = row.pointer(&pointer(case.path)).cloned().unwrap_or(Value::Null);
    let issues: Vec<String> = row["issues"]
        .as_array()
        .map(|issues| issues.iter().map(|issue| issue["path"].as_str().unwrap().to_owned()).collect())
        .unwrap_or_default();
    let marks = Marks::of(&board, &table, &csv, !issues.is_empty());
    match &case.meaning {
        Meaning::Is(expected) => {
            if !is_same(&value, expected) {
                faults.push(format!("read as {value}, not as {expected}"));
            }
            if !issues.is_empty() || marks.any() {
                faults.push(format!("marked without need: {issues:?} {marks:?} in {board:?}"));
            }
        }
        Meaning::Nothing => {
            let is_empty_shape = case.path.starts_with("taskSet") || case.path == "taskStat";
            if !(value.is_null() || is_empty_shape && !value.is_number()) {
                faults.push(format!("read as {value} though nothing came"));
            }
            if !issues.is_empty() || marks.any() {
                faults.push(format!("marked without need: {issues:?} {marks:?} in {board:?}"));
            }
        }
        Meaning::Doubtful => {
            let is_named = |issue: &String| {
                issue == case.path
                    || issue == "row"
                    || issue.starts_with(case.path)
                    || case.path.starts_with("taskStat.") && issue.starts_with("taskStat.")
            };
            if !issues.iter().any(is_named) {
                faults.push(format!("no issue names the member: {issues:?}"));
            }
            if !marks.all() {
                faults.push(format!("not marked everywhere: {marks:?} in {board:?}"));
            }
        }
    }
    faults.extend(sums(case, &screen));
    let detail = Reader::screen(feed, "so\n");
    if !issues.is_empty() && !detail.contains("DOUBTFUL") && !detail.contains(NEIGHBOUR) {
        faults.push(format!("the detail view tells of no doubt:\n{detail}"));
    }
    let marked = if issues.is_empty() { String::new() } else { format!("! and {}", issues.join(", ")) };
    let shown =
        if value.to_string().len() > 60 { format!("{} bytes", value.to_string().len()) } else { value.to_string() };
    line(case, board, shown, marked, faults)
}

fn line(case: &FieldCase, board: String, list: String, marked: String, faults: Vec<String>) -> Line {
    let board = if board.chars().count() > 160 { board.chars().take(160).collect() } else { board };
    Line { case: case.path.to_owned(), sent: case.sent_words(), board, list, marked, faults }
}

/// Where the row is marked.
#[derive(Debug)]
struct Marks {
    board: bool,
    json: bool,
    table: bool,
    csv: bool,
}

impl Marks {
    fn of(board: &str, table: &Run, csv: &Run, json: bool) -> Self {
        let in_table = table.out.lines().skip(1).find(|line| !line.contains(NEIGHBOUR)).unwrap_or_default();
        let mut reader = csv::Reader::from_reader(csv.out.as_bytes());
        let headers = reader.headers().unwrap().clone();
        let place = headers.iter().position(|name| name == "issues").unwrap();
        let named = headers.iter().position(|name| name.ends_with("taskName")).unwrap();
        let is_marked =
            reader.records().map(Result::unwrap).any(|row| &row[named] != NEIGHBOUR && !row[place].is_empty());
        Self { board: board.contains(" !"), json, table: in_table.contains(" !"), csv: is_marked }
    }

    fn all(&self) -> bool {
        self.board && self.json && self.table && self.csv
    }

    fn any(&self) -> bool {
        self.board || self.json || self.table || self.csv
    }
}

fn is_same(a: &Value, b: &Value) -> bool {
    a == b
        || a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| a == b && !a.is_sign_negative())
        || matches!((a, b), (Value::Number(a), Value::Number(b)) if a.is_i64() && a == b)
}

/// Counts of which one is not plain are in no sum.
fn sums(case: &FieldCase, screen: &str) -> Vec<String> {
    let plain = matches!(case.meaning, Meaning::Is(_));
    let (part, with, without) = match case.path {
        "taskStat.totalOrderCount" | "taskStat.finishOrderCount" => ("orders", "50 of 300 orders", "10 of 100 orders"),
        "taskStat.totalCall" | "taskStat.totalAnswerCall" => ("calls", "21 of 130 calls", "5 of 50 calls"),
        _ => return Vec::new(),
    };
    let expected = if plain { with } else { without };
    // A sum from which something is left out is marked.
    if screen.replace("? ", " ").contains(expected) {
        Vec::new()
    } else {
        vec![format!("the sum of {part} is not {expected}:\n{screen}")]
    }
}
