//! Tasks as text in one of the formats. Uses `app::export`, `history` and `domain`.

use std::io::{self, Write};
use std::sync::Arc;

use super::table::{self, Look};
use crate::app::export::csv;
use crate::app::export::json::{self, write_json};
use crate::cli::args::ListFormat;
use crate::cli::derived::{Derived, RowJson};
use crate::domain::Task;
use crate::history::{Figures, History};

/// Writes rows; knows what comes before, between and after them.
pub(super) struct RowWriter {
    format: ListFormat,
    look: Look,
    rows_written: u64,
    has_header: bool,
    buffer: Vec<u8>,
}

impl RowWriter {
    /// A writer that has written nothing.
    pub(super) fn new(format: ListFormat, look: Look) -> Self {
        Self { format, look, rows_written: 0, has_header: false, buffer: Vec::new() }
    }

    /// Writes more rows, with what follows from their past where there is one: then, as in a table, all rows at once.
    pub(super) fn rows(
        &mut self,
        tasks: &[Arc<Task>],
        history: Option<&History>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let derived = |task: &Task| history.and_then(|history| Derived::of(history.task(&task.key)?));
        match self.format {
            ListFormat::Table => table::write(tasks, history, &self.look, out)?,
            ListFormat::Csv => {
                let empty = || Figures::CSV_HEADS.map(|_| String::new());
                let cells = |task: &Task| derived(task).map_or_else(empty, |derived| derived.csv()).to_vec();
                match history {
                    Some(_) => csv::write_beside(tasks, !self.has_header, (&Figures::CSV_HEADS, &cells), out)?,
                    None => csv::write(tasks, !self.has_header, out)?,
                }
                self.has_header = true;
            }
            ListFormat::Jsonl => {
                for task in tasks {
                    write_json(out, &RowJson::new(task, derived(task)), false, &mut self.buffer)?;
                    out.write_all(b"\n")?;
                }
            }
            ListFormat::Json => {
                let rows = tasks.iter().map(|task| RowJson::new(task, derived(task)));
                json::write_rows_of(rows, self.rows_written, out, &mut self.buffer)?;
            }
        }
        self.rows_written += tasks.len() as u64;
        Ok(())
    }

    /// Writes what comes after the last row, so that an unfinished list is still well formed.
    pub(super) fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match (self.format, self.rows_written) {
            (ListFormat::Json, rows) => json::write_end(rows, out),
            (ListFormat::Csv, _) if !self.has_header => csv::write(&[], true, out),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::derived::Moment;
    use crate::cli::derived::fixture::{NOW_MS, busy, history};
    use crate::domain::{TaskKey, TaskTexts};

    fn written(format: ListFormat, pages: &[&[&str]]) -> String {
        let look =
            Look { is_coloured: false, is_ascii: true, moment: Moment { now_unix_seconds: 0, offset_seconds: 0 } };
        let mut writer = RowWriter::new(format, look);
        let mut out = Vec::new();
        for page in pages {
            let task = |name: &&str| {
                let texts = TaskTexts::new(Some(name), None, Some(name), None, None);
                Arc::new(Task { texts, ..Task::empty(TaskKey::new(Some(name), None, String::new)) })
            };
            let tasks: Vec<_> = page.iter().map(task).collect();
            writer.rows(&tasks, None, &mut out).unwrap();
        }
        writer.end(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn json_is_one_array_whatever_the_pages() {
        for pages in [&[&["a", "b"][..], &["c"]][..], &[&[], &["a", "b", "c"]], &[&["a"], &[], &["b"], &["c"]]] {
            let values: Vec<serde_json::Value> = serde_json::from_str(&written(ListFormat::Json, pages)).unwrap();
            let ids: Vec<_> = values.iter().map(|value| value["taskID"].as_str().unwrap()).collect();
            assert_eq!(ids, ["a", "b", "c"]);
        }
        assert_eq!(written(ListFormat::Json, &[]), "[]\n");
    }

    #[test]
    fn jsonl_is_one_object_a_line() {
        let text = written(ListFormat::Jsonl, &[&["a\nb"], &["c"]]);
        assert_eq!(text.lines().count(), 2);
        for line in text.lines() {
            serde_json::from_str::<serde_json::Value>(line).unwrap();
        }
    }

    #[test]
    fn csv_has_its_header_once_even_without_rows() {
        for pages in [&[&["a"][..], &["b"]][..], &[], &[&[]], &[&[], &["a"]]] {
            assert_eq!(written(ListFormat::Csv, pages).matches("userTaskID").count(), 1);
        }
    }

    #[test]
    fn what_follows_from_the_past_stands_beside_the_rows_in_every_format() {
        let task = |id: &str| {
            let texts = TaskTexts::new(Some(id), None, Some(id), None, None);
            Arc::new(busy(Task { texts, ..Task::empty(TaskKey::new(Some(id), None, String::new)) }))
        };
        let tasks = [task("known"), task("new")];
        let history = history(&tasks);
        let written = |format| {
            let moment = Moment { now_unix_seconds: NOW_MS / 1000, offset_seconds: 0 };
            let mut writer = RowWriter::new(format, Look { is_coloured: false, is_ascii: true, moment });
            let mut out = Vec::new();
            writer.rows(&tasks, Some(&history), &mut out).unwrap();
            writer.end(&mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let table = written(ListFormat::Table);
        let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[0][6..10], ["ASR", "C/MIN", "ASR", "10M"], "{table}");
        assert!(lines[1][7].parse::<f64>().unwrap() > 50.0, "{table}");
        assert_eq!(lines[2][7..10], ["-", "-", "-"], "{table}");

        let json: Vec<serde_json::Value> = serde_json::from_str(&written(ListFormat::Json)).unwrap();
        let jsonl = written(ListFormat::Jsonl);
        for (row, line) in json.iter().zip(jsonl.lines()) {
            assert_eq!(*row, serde_json::from_str::<serde_json::Value>(line).unwrap());
        }
        assert!(json[0]["derived"]["callsPerMinute"].is_number() && json[1].get("derived").is_none());

        let csv = written(ListFormat::Csv);
        let mut reader = ::csv::Reader::from_reader(csv.as_bytes());
        let place = reader.headers().unwrap().iter().position(|head| head == "derived.callsPerMinute").unwrap();
        let cells: Vec<String> = reader.records().map(|row| row.unwrap()[place].to_owned()).collect();
        assert!(cells[0].parse::<f64>().unwrap() > 50.0 && cells[1].is_empty(), "{csv}");
    }
}
