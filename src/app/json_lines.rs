//! A task's JSON as it came, as lines to read. Uses `domain`.

use std::sync::Arc;

use crate::domain::Task;
use crate::domain::mask::Rule;
use crate::domain::text::clean;

/// Spaces for each level.
const INDENT: usize = 2;

/// Levels beyond which lines are no longer moved to the right.
const DEEPEST_INDENT: usize = 32;

/// What stands in for a row that was not kept.
const NOT_KEPT: &str = "The row was not kept";

/// The task's row, re-indented: keys in their order, numbers and escapes in the platform's own writing. What may hold a
/// secret or a telephone number is masked, whatever member it stands in.
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
    /// The keys around the place: the depth at which each stood, and what is to be done with its value.
    rules: Vec<(usize, Rule)>,
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
                self.leave(|depth, now| depth > now);
                self.push(token);
            }
            "," => {
                self.leave(|depth, now| depth >= now);
                self.line.push(',');
                self.end_line();
            }
            ":" => self.line.push_str(": "),
            blank if blank.trim().is_empty() => {}
            key if next == Some(':') => {
                let rule = Rule::of(&unescaped(key)).inside(self.rule());
                self.rules.push((self.depth, rule));
                self.push(key);
            }
            text if text.starts_with('"') => {
                let plain = unescaped(text);
                match self.rule().text(&plain) {
                    shown if shown == plain => self.push(text),
                    shown => self.push(&serde_json::Value::from(shown).to_string()),
                }
            }
            literal => match self.rule().literal(literal) {
                Some(shown) => self.push(&serde_json::Value::from(shown).to_string()),
                None => self.push(literal),
            },
        }
    }

    /// What is to be done with a value here.
    fn rule(&self) -> Rule {
        self.rules.last().map_or(Rule::Unknown, |(_, rule)| *rule)
    }

    /// Forgets the keys whose values have ended.
    fn leave(&mut self, has_ended: impl Fn(usize, usize) -> bool) {
        while self.rules.last().is_some_and(|(depth, _)| has_ended(*depth, self.depth)) {
            self.rules.pop();
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
    fn secrets_and_telephone_numbers_are_masked_in_any_member_and_at_any_depth() {
        let text = r#"{"secret_Key":"hunter2","Token":{"a":["hunter3",true],"b":4711},"userPhone":8613800001234,
            "n\u006fte":"https:\/\/u:hunter4@h.example\/?k=hunter5","list":[{"id":1},"+8613800001234"],
            "callback_url":"https://h.example/hunter6","after":"plain","taskID":"8613800001234","odd\"":"a\"b"}"#;
        let lines = lines(text).join("\n");
        assert!(!lines.contains("hunter") && !lines.contains("4711"), "{lines}");
        assert_eq!(lines.matches("8613800001234").count(), 1, "only the id: {lines}");
        assert!(lines.contains(r#""after": "plain""#) && lines.contains(r#""taskID": "8613800001234""#), "{lines}");
        serde_json::from_str::<serde_json::Value>(&lines).unwrap();
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
