//! Finds in a program's output what it did not mean to say: sequences that came from outside, and characters that move,
//! reorder or hide text.
//!
//! Every planted sequence carries a mark inside: a title that begins with `MARK`, a cursor position of 7319. The program's
//! own sequences never do.

use base64::Engine as _;
use callbot_tui::domain::text::is_harmful;

/// What a hostile server, file or argument says. Each attack is followed by plain words, so that a text stays a text.
pub const EVIL: &str = concat!(
    "\u{1b}]0;MARK-title\u{7}a\u{1b}]52;c;TUFSSw==\u{7}b\u{1b}[7319;1Hc\u{1b}[7319md\u{1b}[?7319he\u{9b}7319;1Hf",
    "\u{1b}PMARK-dcs\u{1b}\\g\u{90}MARK\u{9c}h\u{9d}0;MARK\u{9c}i\u{1b}_MARK\u{1b}\\j\u{1b}ck\u{1b}(0l\u{e}m\u{8}\u{8}n",
    "\nFORGED newline\r\nFORGED crlf\rFORGED cr\u{b}FORGED vt\u{c}FORGED ff\u{85}FORGED nel\u{2028}FORGED ls\u{2029}FORGED ps",
    "\u{202e}o\u{2066}p\u{2069}q\u{200b}r\u{200e}s\u{feff}t\u{2060}u\u{ad}v\u{7f}w\u{0}x\u{e0041}y",
);

/// What must not be in the output of the dashboard.
pub fn of_terminal(output: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = output;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        rest = match c {
            '\u{1b}' => sequence(after, &mut found),
            '\r' | '\n' => after,
            c if is_harmful(c) => {
                found.push(format!("{c:?} in {:?}", around(output, output.len() - rest.len())));
                after
            }
            _ => after,
        };
    }
    found
}

fn around(text: &str, at: usize) -> String {
    let start: String = text.get(..at).unwrap_or_default().chars().rev().take(20).collect();
    start.chars().rev().chain(text.get(at..).unwrap_or_default().chars().take(20)).collect()
}

/// Reads past a sequence behind its escape.
fn sequence<'a>(after: &'a str, found: &mut Vec<String>) -> &'a str {
    let body = after.get(1..).unwrap_or_default();
    match after.chars().next() {
        Some('[') => {
            let end = body.find(|c| ('@'..='~').contains(&c)).unwrap_or(body.len());
            let (parameters, rest) = body.split_at(end);
            if parameters.contains("7319") || parameters.chars().any(|c| !(' '..='?').contains(&c)) {
                found.push(format!("CSI {parameters:?}"));
            }
            rest.get(1..).unwrap_or_default()
        }
        Some(kind @ (']' | 'P' | '_' | '^' | 'X')) => {
            let ends = [body.find('\u{7}').map(|at| (at, 1)), body.find("\u{1b}\\").map(|at| (at, 2))];
            let (end, length) = ends.into_iter().flatten().min().unwrap_or((body.len(), 0));
            let payload = body.get(..end).unwrap_or_default();
            let own = kind == ']' && is_own(payload) || kind == 'P' && !payload.contains("MARK");
            if !own {
                found.push(format!("ESC {kind} {payload:?}"));
            }
            body.get(end + length..).unwrap_or_default()
        }
        Some('7' | '8' | '=' | '>' | '\\') => body,
        other => {
            found.push(format!("ESC {other:?}"));
            after
        }
    }
}

/// Whether an operating system command is one that the program sends: its title, a copy, a notice, a question.
fn is_own(payload: &str) -> bool {
    let (number, text) = payload.split_once(';').unwrap_or((payload, ""));
    let is_clean = |text: &str| !text.starts_with("MARK") && !text.chars().any(is_harmful);
    match number {
        "52" => {
            let packed = text.split_once(';').map_or("", |(_, packed)| packed);
            let copied = base64::engine::general_purpose::STANDARD.decode(packed).unwrap_or_default();
            let copied = String::from_utf8_lossy(&copied).into_owned();
            copied != "MARK" && !copied.chars().any(|c| c != '\n' && is_harmful(c))
        }
        "0" | "2" | "9" | "10" | "11" | "99" | "777" => is_clean(text),
        _ => false,
    }
}

/// What must not be in a file or in the output of a command: nothing there is a sequence, and every line is the program's own.
pub fn of_text(text: &str) -> Vec<String> {
    let harmful = text.char_indices().filter(|(_, c)| *c != '\n' && is_harmful(*c));
    let mut found: Vec<String> = harmful.map(|(at, c)| format!("{c:?} in {:?}", around(text, at))).collect();
    found.extend(text.lines().filter(|line| line.starts_with("FORGED")).map(str::to_owned));
    found
}

#[test]
fn the_scan_finds_what_is_planted() {
    assert!(of_terminal(EVIL).len() > 20 && of_text(EVIL).len() > 25);
    for planted in [
        "\u{1b}]0;MARK\u{7}",
        "\u{1b}]52;c;TUFSSw==\u{7}",
        "\u{1b}[7319;1H",
        "\u{9b}1m",
        "\u{202e}",
        "\u{200b}",
        "\u{1b}c",
        "\u{8}",
    ] {
        assert!(!of_terminal(&format!("fine{planted}fine")).is_empty(), "{planted:?}");
        assert!(!of_text(&format!("fine{planted}fine")).is_empty(), "{planted:?}");
    }
    assert!(of_terminal("\u{1b}[1;1H\u{1b}[?25l\u{1b}]0;callbot-tui\u{7}text\r\n\u{1b}]52;c;Zm9v\u{7}").is_empty());
}
