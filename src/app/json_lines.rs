//! A task's JSON as it came, as lines to read. Uses `domain`.

use std::sync::Arc;

use crate::domain::Task;
use crate::domain::text::{clean, mask_address};

/// Spaces for each level.
const INDENT: usize = 2;

/// Levels beyond which lines are no longer moved to the right.
const DEEPEST_INDENT: usize = 32;

/// What stands in for a row that was not kept.
const NOT_KEPT: &str = "The row was not kept";

/// The task's row, re-indented: keys in their order, numbers and escapes in the platform's own writing. Callback
/// addresses are masked, because they may hold a token.
pub fn of(task: &Task) -> Arc<[String]> {
    match task.raw.text() {
        Some(text) => lines(&text).into(),
        None => Arc::from([NOT_KEPT.to_owned()]),
    }
}

/// Re-indents JSON text. Text that is not JSON is laid out as far as its brackets go.
pub fn lines(json: &str) -> Vec<String> {
    let mut layout = Layout::default();
    let mut rest = json.trim();
    while let Some(first) = rest.chars().next() {
        let token_bytes = match first {
            '"' => string_bytes(rest),
            '{' | '}' | '[' | ']' | ',' | ':' => 1,
            c if c.is_ascii_whitespace() => 1,
            _ => rest.find(|c: char| "{}[],:\"".contains(c) || c.is_ascii_whitespace()).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at_checked(token_bytes).unwrap_or((rest, ""));
        layout.put(token, after);
        rest = after;
    }
    layout.finish()
}

/// Length of the string that the text begins with, both quotes included.
fn string_bytes(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Lines as they grow.
#[derive(Default)]
struct Layout {
    lines: Vec<String>,
    line: String,
    depth: usize,
    /// Set between a callback's key and the end of its value: the depth at which the key stood.
    masking_from: Option<usize>,
    /// The bracket on the line is closed by the next token, on the same line.
    is_empty_pair: bool,
}

impl Layout {
    fn put(&mut self, token: &str, after: &str) {
        let next = after.trim_start().chars().next();
        match token {
            "{" | "[" => {
                self.push(token);
                self.depth += 1;
                self.is_empty_pair = matches!(next, Some('}' | ']'));
                if !self.is_empty_pair {
                    self.end_line();
                }
            }
            "}" | "]" => {
                if !std::mem::take(&mut self.is_empty_pair) {
                    self.end_line();
                }
                self.depth = self.depth.saturating_sub(1);
                self.masking_from = self.masking_from.filter(|from| self.depth >= *from);
                self.push(token);
            }
            "," => {
                self.masking_from = self.masking_from.filter(|from| self.depth > *from);
                self.line.push(',');
                self.end_line();
            }
            ":" => self.line.push_str(": "),
            blank if blank.trim().is_empty() => {}
            text if next == Some(':') && self.masking_from.is_none() => {
                self.masking_from = names_callback(text).then_some(self.depth);
                self.push(text);
            }
            text if self.masking_from.is_some() && text.starts_with('"') => {
                let masked = mask_address(&unescaped(text));
                self.push(&format!("\"{masked}\""));
            }
            other => self.push(other),
        }
    }

    /// Adds to the line, which begins at its depth.
    fn push(&mut self, text: &str) {
        if self.line.is_empty() {
            self.line.extend(std::iter::repeat_n(' ', self.depth.min(DEEPEST_INDENT) * INDENT));
        }
        self.line.push_str(text);
    }

    fn end_line(&mut self) {
        if !self.line.is_empty() {
            let line = std::mem::take(&mut self.line);
            self.lines.push(clean(&line).into_owned());
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.end_line();
        self.lines
    }
}

/// Whether a key's value is an address that calls back, such as `taskCallbackUrl`.
fn names_callback(key: &str) -> bool {
    // White space around a key is read past, as the decoder does.
    unescaped(key).trim().to_ascii_lowercase().ends_with("callbackurl")
}

/// What a JSON string says.
fn unescaped(string: &str) -> String {
    serde_json::from_str(string).unwrap_or_else(|_| string.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_numbers_and_escapes_stay_as_they_came() {
        let text = r#"{"z":1.50,"a":[1e3,{"b":[]}],"e":{},"n":null,"s":"a \"q\" {,} \u5ba2"}"#;
        assert_eq!(
            lines(text),
            [
                "{",
                "  \"z\": 1.50,",
                "  \"a\": [",
                "    1e3,",
                "    {",
                "      \"b\": []",
                "    }",
                "  ],",
                "  \"e\": {},",
                "  \"n\": null,",
                r#"  "s": "a \"q\" {,} \u5ba2""#,
                "}",
            ]
        );
    }

    #[test]
    fn callback_addresses_are_masked_and_nothing_after_them() {
        let text = r#"{"taskCallbackUrl " : "https:\/\/h.example\/x?token=abc","next":"https://y/z",
            "smsCallbackURL":["https://a/b?k=1",{"u":"https://c/d"}],"last":"https://e/f"}"#;
        let joined = lines(text).join("\n");
        assert!(joined.contains(r#""taskCallbackUrl ": "https://h.example/***","#), "{joined}");
        assert!(joined.contains(r#""https://a/***""#) && joined.contains(r#""https://c/***""#), "{joined}");
        assert!(joined.contains("https://y/z") && joined.contains("https://e/f"), "{joined}");
        assert!(!joined.contains("abc") && !joined.contains("k=1"), "{joined}");
    }

    #[test]
    fn lines_cannot_harm_a_terminal() {
        assert_eq!(lines("{\"a\":\"x\u{1b}[2Jy\u{202e}\"}"), ["{", "  \"a\": \"x[2Jy\"", "}"]);
    }

    #[test]
    fn text_that_is_not_json_is_laid_out_without_harm() {
        for text in ["", "}", "]]}}", "{\"a", "\"\\", "{,:]", "客户\"", "[[[[", "{\"a\":}"] {
            assert!(lines(text).iter().all(|line| !line.is_empty()), "{text}");
        }
        assert_eq!(lines("plain words").concat(), "plainwords");
    }

    #[test]
    fn a_row_that_was_not_kept_says_so() {
        let task = Task::empty(crate::domain::TaskKey::new(Some("t"), None, String::new));
        assert_eq!(of(&task).len(), 1);
    }
}
