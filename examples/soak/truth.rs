//! What the server holds, beside what the board shows: every row, paged through by keys, of a fleet that stands still.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use vt100::Screen;

use crate::board::Board;
use crate::options::Options;
use crate::server::Server;

/// Nothing was written for so long: the frame is whole.
const QUIET: Duration = Duration::from_millis(200);

/// Status, finished orders, all orders and calls of a task, as a board writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    status: String,
    finished: String,
    total: String,
    calls: String,
}

/// Rows by `taskID`.
pub type Rows = BTreeMap<String, Row>;

/// What `list` reads from the server: with the client of this program, but without its board.
pub fn listed(options: &Options, server: &Server, home: &std::path::Path) -> Result<Vec<Value>, String> {
    let output = Command::new(&options.program)
        .args(["list", "--format", "jsonl"])
        .env_clear()
        .env("HOME", home)
        .envs(server.environment.iter().map(|(name, value)| (name, value)))
        .output()
        .map_err(|error| format!("list does not run: {error}"))?;
    if !output.status.success() {
        return Err(format!("list ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr)));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| serde_json::from_str(line).map_err(|error| error.to_string())).collect()
}

/// The same as rows of a board.
pub fn rows_of(listed: &[Value]) -> Rows {
    let row = |task: &Value| {
        let stat = |name: &str| task["taskStat"][name].as_i64().map_or_else(|| "-".to_owned(), short);
        let row = Row {
            status: status_word(task["taskStatus"].as_i64()).to_owned(),
            finished: stat("finishOrderCount"),
            total: stat("totalOrderCount"),
            calls: stat("totalCall"),
        };
        (task["taskID"].as_str().unwrap_or_default().to_owned(), row)
    };
    listed.iter().map(row).collect()
}

/// Rows that the cursor moves between two looks: fewer than any board of the usual size shows, so that none is passed over
/// where a panel takes more room for one task than for another.
const STEP: usize = 10;

/// Goes through the whole board, which has so many rows, and reads every one of them.
pub fn shown(board: &mut Board, count: usize) -> Rows {
    // Five columns, so that each has the room that it wants.
    for command in ["columns status,name,done,calls,id", "sort name asc"] {
        board.pty.keys(&format!(":{command}\r"));
        board.sees(|screen| !screen.contents().contains(command));
    }
    board.sees(|screen| screen.contents().contains("sort: name"));
    board.pty.keys("g");
    let mut rows = Rows::new();
    for _ in 0..=count / STEP + 1 {
        board.pty.falls_silent(QUIET, 20);
        rows.extend(board.pty.with_screen(rows_on));
        board.pty.keys(&"j".repeat(STEP));
    }
    rows
}

/// The rows on a screen: lines that begin with a status and end with an id.
fn rows_on(screen: &Screen) -> Rows {
    let (_, columns) = screen.size();
    screen.rows(0, columns.get()).filter_map(|line| row_in(&line)).collect()
}

fn row_in(line: &str) -> Option<(String, Row)> {
    let is_id = |word: &&str| word.len() == 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    // Behind the id there may be the scroll bar.
    let id = line.split_whitespace().find(is_id)?;
    let (before, _) = line.split_once(id)?;
    let status = before.split_whitespace().find(|word| STATUSES.contains(word))?;
    let (before, calls) = before.trim_end().rsplit_once(' ')?;
    let (before, total) = before.trim_end().rsplit_once('/')?;
    let finished = before.split_whitespace().next_back()?;
    let row = Row {
        status: status.to_owned(),
        finished: finished.to_owned(),
        total: total.trim().to_owned(),
        calls: calls.to_owned(),
    };
    Some((id.to_owned(), row))
}

/// By the API's numbers, from 1.
const STATUSES: [&str; 5] = ["pending", "running", "completed", "failed", "paused"];

fn status_word(number: Option<i64>) -> &'static str {
    let place = number.and_then(|number| usize::try_from(number - 1).ok());
    place.and_then(|place| STATUSES.get(place)).copied().unwrap_or("-")
}

/// A count as the board writes it: in full below 10,000, then rounded down to three figures. Written anew here, so that
/// board and truth cannot be wrong together.
fn short(count: i64) -> String {
    let scaled = |worth: i64, unit: &str| {
        let (whole, tenths) = (count / worth, count % worth * 10 / worth);
        if whole < 100 { format!("{whole}.{tenths}{unit}") } else { format!("{whole}{unit}") }
    };
    match count {
        ..10_000 => count.to_string(),
        10_000..1_000_000 => scaled(1000, "k"),
        _ => scaled(1_000_000, "M"),
    }
}

/// What differs between two sets of rows, a line each.
pub fn differences(truth: &Rows, shown: &Rows) -> Vec<String> {
    let ids: std::collections::BTreeSet<&String> = truth.keys().chain(shown.keys()).collect();
    let differs = |id: &&String| truth.get(*id) != shown.get(*id);
    let line = |id: &String| format!("{id}: the server has {:?}, the board {:?}", truth.get(id), shown.get(id));
    ids.into_iter().filter(differs).map(line).collect()
}
