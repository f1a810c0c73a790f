//! JSON that cannot harm a terminal: what could is written as an escape, which changes nothing for a reader. Uses `domain`.

use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;

use super::Derived;
use crate::domain::text::is_harmful;
use crate::domain::{Task, TaskJson};

/// Writes rows of one JSON array, a row a line; `rows_before` were written before. `buffer` is only scratch memory.
///
/// # Errors
/// What `out` reports.
pub fn write_rows(tasks: &[Arc<Task>], rows_before: u64, out: &mut dyn Write, buffer: &mut Vec<u8>) -> io::Result<()> {
    write_rows_of(tasks.iter().map(|task| TaskJson::new(task)), rows_before, out, buffer)
}

/// Like [`write_rows`], for rows of any form.
///
/// # Errors
/// What `out` reports.
pub fn write_rows_of(
    rows: impl Iterator<Item = impl Serialize>,
    rows_before: u64,
    out: &mut dyn Write,
    buffer: &mut Vec<u8>,
) -> io::Result<()> {
    for (number, row) in (rows_before..).zip(rows) {
        out.write_all(if number == 0 { b"[\n" } else { b",\n" })?;
        write_json(out, &row, false, buffer)?;
    }
    Ok(())
}

/// Writes all rows of one JSON array, each with what the program found out about it in a member of its own, `derived`.
///
/// # Errors
/// What `out` reports.
pub fn write_rows_with(tasks: &[Arc<Task>], derived: &[Derived], out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Row<'a> {
        #[serde(flatten)]
        task: TaskJson<'a>,
        derived: Option<&'a Derived>,
    }
    let mut buffer = Vec::new();
    for (number, task) in tasks.iter().enumerate() {
        out.write_all(if number == 0 { b"[\n" } else { b",\n" })?;
        let row = Row { task: TaskJson::new(task), derived: derived.get(number) };
        write_json(out, &row, false, &mut buffer)?;
    }
    Ok(())
}

/// Ends the array that so many rows were written of.
///
/// # Errors
/// What `out` reports.
pub fn write_end(rows: u64, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(if rows == 0 { b"[]\n" } else { b"\n]\n" })
}

/// Writes a value as JSON, on one line or over several, without a line break at the end. `buffer` is only scratch memory,
/// so that a list of tasks needs no new memory for each.
///
/// # Errors
/// What `out` reports.
pub fn write_json(out: &mut dyn Write, value: &impl Serialize, pretty: bool, buffer: &mut Vec<u8>) -> io::Result<()> {
    buffer.clear();
    if pretty {
        serde_json::to_writer_pretty(&mut *buffer, value)?;
    } else {
        serde_json::to_writer(&mut *buffer, value)?;
    }
    // ASCII control characters inside texts are escaped already; those between are JSON's own line breaks.
    if buffer.is_ascii() && !buffer.contains(&0x7f) {
        return out.write_all(buffer);
    }
    match std::str::from_utf8(buffer) {
        Ok(text) => write_escaped(out, text),
        Err(error) => Err(io::Error::new(io::ErrorKind::InvalidData, error)),
    }
}

fn write_escaped(out: &mut dyn Write, text: &str) -> io::Result<()> {
    let mut rest = text;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| *c >= '\u{7f}' && is_harmful(*c)) {
        let (before, after) = rest.split_at(at);
        out.write_all(before.as_bytes())?;
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}")?;
        }
        rest = after.get(c.len_utf8()..).unwrap_or_default();
    }
    out.write_all(rest.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmful_characters_are_escaped_and_read_back_unchanged() {
        let value = "客户\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{e0041}\u{7f}".to_owned();
        for pretty in [false, true] {
            let mut out = Vec::new();
            write_json(&mut out, &[&value], pretty, &mut Vec::new()).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(!text.chars().any(|c| c != '\n' && is_harmful(c)), "{text:?}");
            assert!(text.contains("客户"));
            assert_eq!(serde_json::from_str::<Vec<String>>(&text).unwrap().concat(), value);
        }
    }
}
