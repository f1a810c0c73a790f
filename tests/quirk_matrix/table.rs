//! The table in the project: compared with what the cases gave, or written.

use std::fmt::Write as _;
use std::path::Path;

const FILE: &str = "tests/matrices/quirks.md";

/// One case as a line of the table.
pub struct Line {
    pub case: String,
    pub sent: String,
    pub board: String,
    pub list: String,
    pub marked: String,
    /// What is wrong with the outcome; empty where it passes.
    pub faults: Vec<String>,
}

fn cell(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() || callbot_tui::domain::text::is_harmful(c) { ' ' } else { c })
        .collect();
    plain.replace('|', "&#124;").replace('`', "'").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text(parts: &[(&str, &Vec<Line>)]) -> String {
    let mut out = String::from(
        "# What a reply may hold, and what is made of it\n\nMade by `cargo test --test quirk_matrix`; written with `UPDATE_MATRICES=1`. Every case is served over a\nsocket with a right signature, read by the client and the poller, drawn on a board of 150 columns, and listed.\n",
    );
    for (title, lines) in parts {
        let _ = write!(
            out,
            "\n## {title}: {} cases\n\n| case | sent | shown on the board | in `list --format json` | marked how |\n|---|---|---|---|---|\n",
            lines.len()
        );
        for line in *lines {
            let Line { case, sent, board, list, marked, .. } = line;
            let _ = writeln!(
                out,
                "| {} | `{}` | {} | {} | {} |",
                cell(case),
                cell(sent),
                cell(board),
                cell(list),
                cell(marked)
            );
        }
    }
    out
}

/// Fails where a case failed, or where the table in the project says something else.
pub fn check(parts: &[(&str, &Vec<Line>)]) {
    let faults: Vec<String> = parts
        .iter()
        .flat_map(|(_, lines)| lines.iter())
        .filter(|line| !line.faults.is_empty())
        .map(|line| format!("{} <- {}: {}", line.case, line.sent, line.faults.join("; ")))
        .collect();
    assert!(faults.is_empty(), "{} cases failed:\n{}", faults.len(), faults.join("\n"));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let made = text(parts);
    if std::env::var_os("UPDATE_MATRICES").is_some() {
        std::fs::write(file, made).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(file).unwrap_or_default();
    let differs = made.lines().zip(kept.lines()).find(|(made, kept)| made != kept);
    assert!(made == kept, "{FILE} is out of date; UPDATE_MATRICES=1 writes it anew. First difference: {differs:#?}");
}
