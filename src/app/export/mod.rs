//! The visible rows as a file: its format, its name and its text. Uses `domain`, `history`,
//! `column` and `zone`.

pub mod csv;
mod derived;
mod file_name;
pub mod json;
mod markdown;

use std::io::{self, Write};
use std::sync::Arc;

use super::column::Column;
use super::zone::ZoneChoice;
use crate::domain::Task;

pub use derived::Derived;
pub use file_name::file_name;

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// A JSON array of the API's rows.
    Json,
    /// A Markdown table.
    Markdown,
}

impl Format {
    /// Every format in the order of the menu.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Json, Self::Markdown];

    /// What the format is called, as a command takes it: `csv`, `json`, `markdown`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Markdown => "markdown",
        }
    }

    /// What stands in a file of the format, in a few words.
    pub fn help(self) -> &'static str {
        match self {
            Self::Csv => "all fields, one row for each task",
            Self::Json => "all fields, nested as the platform has them",
            Self::Markdown => "the shown columns, for reading",
        }
    }

    /// The end of a file's name, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Markdown => "md",
        }
    }
}

/// Rows to be written, and how. The text is made only when it is written, away from the screen: there may be 100,000 rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// The format.
    pub format: Format,
    /// The rows in their order.
    pub rows: Vec<Arc<Task>>,
    /// What the program found out about each row, in the same order.
    pub derived: Vec<Derived>,
    /// The columns of a Markdown table; the other formats hold everything.
    pub columns: Vec<Column>,
    /// The zone of the times in a Markdown table; the other formats keep times as the API sent them.
    pub zone: ZoneChoice,
    /// The user's offset from UTC in seconds.
    pub local_offset_seconds: i32,
    /// The moment of the export, in seconds since 1970-01-01 UTC, for the dial windows of a Markdown table.
    pub now_seconds: i64,
}

impl Eq for Export {}

impl Export {
    /// Writes the whole file.
    ///
    /// # Errors
    /// What `out` reports.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            Format::Csv => csv::write_with(&self.rows, &self.derived, out),
            Format::Json => {
                json::write_rows_with(&self.rows, &self.derived, out)?;
                json::write_end(self.rows.len() as u64, out)
            }
            Format::Markdown => markdown::write(self, out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::task;

    fn text(format: Format) -> String {
        let export = Export {
            format,
            rows: vec![Arc::new(task("b")), Arc::new(task("客户"))],
            derived: vec![
                Derived { calls_per_finish: Some(2.31), ..Derived::default() },
                Derived { alert_text: Some("=cmd".to_owned()), ..Derived::default() },
            ],
            columns: Column::ALL.to_vec(),
            zone: ZoneChoice::Mine,
            local_offset_seconds: 0,
            now_seconds: 1_790_149_567,
        };
        let mut out = Vec::new();
        export.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_format_holds_all_rows_in_their_order() {
        for format in Format::ALL {
            let text = text(format);
            let places = ["b", "客户"].map(|name| text.lines().position(|line| line.contains(name)));
            assert!(places[0].is_some() && places[0] < places[1], "{format:?}: {text}");
        }
    }

    #[test]
    fn json_reads_back_with_the_apis_own_names() {
        let rows: Vec<serde_json::Value> = serde_json::from_str(&text(Format::Json)).unwrap();
        assert_eq!(rows[1]["taskSetting"]["taskCreateSetting"]["taskName"], "客户");
        assert_eq!(rows[0]["taskStatus"], 2);
        assert_eq!(rows[0]["derived"]["callsPerFinish"], 2.31);
        assert!(rows[1]["derived"]["callsPerFinish"].is_null());
    }

    #[test]
    fn csv_has_the_derived_figures_behind_the_apis_own() {
        let text = text(Format::Csv);
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let place = reader.headers().unwrap().iter().position(|name| name == "derived.callsPerFinish").unwrap();
        let words = reader.headers().unwrap().iter().position(|name| name == "derived.alertText").unwrap();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!((&rows[0][place], &rows[1][place], &rows[1][words]), ("2.31", "", "'=cmd"));
    }
}
