//! `keys`: the key table as text. Uses `keys`.

use std::io::{self, Write};

use crate::keys::{Binding, Context, TABLE};

/// The contexts with their headings, in the order of the print-out.
const CONTEXTS: [(Context, &str); 13] = [
    (Context::Global, "everywhere"),
    (Context::Board, "task list"),
    (Context::FilterLine, "filter line"),
    (Context::Detail, "task detail"),
    (Context::SortMenu, "sort menu"),
    (Context::WindowGrid, "dial window"),
    (Context::RawJson, "raw JSON"),
    (Context::Columns, "columns"),
    (Context::ColumnSearch, "column search"),
    (Context::CommandLine, "command line"),
    (Context::ExportMenu, "export"),
    (Context::Help, "help"),
    (Context::HelpSearch, "help search"),
];

/// Prints every key by context.
///
/// # Errors
/// What `out` reports.
pub fn run(out: &mut dyn Write) -> io::Result<()> {
    let widest = TABLE.iter().map(|binding| chords(binding).len()).max().unwrap_or(0);
    for (number, (context, heading)) in CONTEXTS.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{heading}")?;
        for binding in TABLE.iter().filter(|binding| binding.context == *context) {
            writeln!(out, "  {:<widest$}  {}", chords(binding), binding.help)?;
        }
    }
    Ok(())
}

fn chords(binding: &Binding) -> String {
    binding.chords.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_binding_is_printed() {
        let mut out = Vec::new();
        run(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().filter(|line| line.starts_with("  ")).count(), TABLE.len());
        assert!(text.contains("\n  /"), "{text}");
    }
}
