//! The table of what was seen: written when `UPDATE_MATRICES=1`, otherwise compared.

use std::fmt::Write as _;
use std::path::Path;

/// What one case came to.
#[derive(Debug, Clone)]
pub struct Row {
    pub injected: String,
    pub shown: String,
    pub list: String,
    pub recovered: String,
}

const HEAD: &str = "\
# What the program makes of every fault

Made by `tests/fault_matrix`; `UPDATE_MATRICES=1 cargo test --test fault_matrix` writes it anew. In every row the tasks that
were read before stay on the board, and neither the secret nor a signature is on the screens, in the output or in the log at
its most verbose level. A name in backticks is a fault of `callbot-tui demo-server --fault NAME`.

*shown*: the header's word, the sentence and the hint below it. *list*: the exit code of `callbot-tui list`, and how often it
asked. *recovered*: how long after the end of the fault the dashboard was live again by itself, and the step of the back-off
that it was in.

";

fn render(head: &str, rows: &[Row]) -> String {
    let mut text = format!("{head}| injected | shown | `list` exits with | recovered in |\n|---|---|---|---|\n");
    for row in rows {
        let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
        let Row { injected, shown, list, recovered } = row;
        writeln!(text, "| {} | {} | {} | {} |", cell(injected), cell(shown), cell(list), cell(recovered)).unwrap();
    }
    text
}

/// Compares the rows with a table in the project, or writes it.
#[track_caller]
pub fn hold(file: &str, is_first: bool, rows: &[Row]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/matrices").join(file);
    let head = if is_first { HEAD } else { "" };
    let seen = render(head, rows);
    if std::env::var_os("UPDATE_MATRICES").is_some_and(|value| value == "1") {
        std::fs::write(&path, seen).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differences: Vec<String> = seen
        .lines()
        .filter(|line| !kept.lines().any(|kept| kept == *line))
        .map(|line| format!("now  {line}"))
        .chain(kept.lines().filter(|line| !seen.lines().any(|seen| seen == *line)).map(|line| format!("kept {line}")))
        .collect();
    assert!(differences.is_empty(), "{} is not what was seen:\n{}", path.display(), differences.join("\n"));
}

/// A text without what differs from run to run: requestIDs, times, sizes, and addresses given with what to call them.
pub fn normal(text: &str, addresses: &[(String, &str)]) -> String {
    let mut normal = text.to_owned();
    for (address, name) in addresses {
        normal = normal.replace(address, name);
    }
    let mut out = String::new();
    let mut rest = normal.as_str();
    while let Some(first) = rest.chars().next() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let run = rest.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')).count();
        if run == 32 {
            out.push_str("REQUESTID");
            rest = &rest[run..];
        } else if digits >= 5 && digits == run {
            out.push('N');
            rest = &rest[digits..];
        } else {
            let length = run.max(first.len_utf8());
            out.push_str(&rest[..length]);
            rest = &rest[length..];
        }
    }
    out
}
