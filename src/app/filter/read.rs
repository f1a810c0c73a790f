//! From a typed piece to a term, or to a sentence that says what is missing. Uses `split`, `field` and `term`.

use super::field::{NumberField, StatusSet, TextField, WindowWord};
use super::needle::Needle;
use super::quantity::{Comparison, Quantity};
use super::split::{OPERATORS, Piece, unquoted};
use super::term::{Term, Test};
use crate::domain::TaskStatus;

/// What a piece turned out to be.
pub(super) enum Reading {
    /// A condition.
    Term(Term),
    /// A condition of which a part was not understood.
    Partly(Term, String),
    /// Not understood, or not finished.
    Problem(String),
    /// Nothing to filter by, such as an empty pair of quotes.
    Nothing,
}

/// A piece taken apart: field, operator, value.
struct Parts<'a> {
    field: &'a str,
    operator: &'a str,
    value: &'a str,
}

/// Reads a piece.
pub(super) fn read(piece: Piece<'_>) -> Reading {
    if piece.body.is_empty() {
        return Reading::Problem("After ! comes what shall not be shown".to_owned());
    }
    let term = |test| Term { is_negated: piece.is_negated, test };
    let anywhere =
        || Needle::new(&unquoted(piece.body)).map_or(Reading::Nothing, |it| Reading::Term(term(Test::Anywhere(it))));
    let Some(parts) = parts(piece.body) else {
        return anywhere();
    };
    let field = parts.field.to_ascii_lowercase();
    let is_plain_operator = matches!(parts.operator, ":" | "=");
    let named = |names: &[&str]| names.contains(&field.as_str());
    if let Some(number) = entry(&NumberField::ALL, &field) {
        return match self::number(number, &parts) {
            Ok(test) => Reading::Term(term(test)),
            Err(problem) => Reading::Problem(problem),
        };
    }
    let text_field = entry(&TextField::ALL, &field);
    let is_known = text_field.is_some() || named(&["st", "status", "win", "window", "zone"]);
    if !is_known && is_plain_operator {
        // A name may hold a colon, so it is looked for; but whoever meant a field shall learn that there is none.
        return match anywhere() {
            Reading::Term(term) => Reading::Partly(term, format!("{field} is no field, so this is looked for as text")),
            other => other,
        };
    }
    if !is_known {
        return Reading::Problem(format!("No number is called {field}; there are {}", list(&NumberField::ALL)));
    }
    if !is_plain_operator {
        return Reading::Problem(format!("{field} takes a colon, as in {field}:{}", example(&field)));
    }
    let value = unquoted(parts.value);
    if value.trim().is_empty() {
        return Reading::Problem(format!("After {field}: comes a value, as in {field}:{}", example(&field)));
    }
    let test = match (text_field, field.as_str()) {
        (Some(text_field), _) => Needle::new(&value).map(|needle| Test::In(text_field, needle)),
        (None, "zone") => zone_seconds(&value).map(Test::Zone),
        (None, "win" | "window") => beginning(&WindowWord::ALL, &value).map(Test::Window),
        (None, _) => {
            let (set, stranger) = statuses(&value);
            let problem =
                stranger.map(|word| format!("No single status begins with {word}; there are {}", status_words()));
            return match (set == StatusSet::default(), problem) {
                (false, None) => Reading::Term(term(Test::Status(set))),
                (false, Some(problem)) => Reading::Partly(term(Test::Status(set)), problem),
                (true, Some(problem)) => Reading::Problem(problem),
                (true, None) => Reading::Nothing,
            };
        }
    };
    match test {
        Some(test) => Reading::Term(term(test)),
        None => Reading::Problem(format!("{field} does not know {value}; write it as in {field}:{}", example(&field))),
    }
}

/// Takes `asr<15` apart; `None` for plain text.
fn parts(body: &str) -> Option<Parts<'_>> {
    let at = body.find(OPERATORS)?;
    let (field, rest) = body.split_at_checked(at)?;
    if field.is_empty() || !field.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let operator_bytes = if rest.starts_with("<=") || rest.starts_with(">=") { 2 } else { 1 };
    let (operator, value) = rest.split_at_checked(operator_bytes)?;
    Some(Parts { field, operator, value })
}

fn number(field: NumberField, parts: &Parts<'_>) -> Result<Test, String> {
    let comparison = match parts.operator {
        "<" => Comparison::Less,
        "<=" => Comparison::AtMost,
        ">" => Comparison::Greater,
        ">=" => Comparison::AtLeast,
        _ => Comparison::Equal,
    };
    let value = unquoted(parts.value);
    let (quantity, kind) = match field {
        NumberField::AnswerRate | NumberField::Completion => (Quantity::percent(&value), "a percentage such as 15"),
        NumberField::Age => (Quantity::span(&value), "a span of time such as 2d or 90m"),
        _ => (Quantity::number(&value), "a number such as 500 or 1.5k"),
    };
    let Parts { field: name, operator, .. } = parts;
    quantity.map(|quantity| Test::Number(field, comparison, quantity)).ok_or_else(|| {
        if value.is_empty() {
            format!("After {name}{operator} comes {kind}")
        } else {
            format!("{name}{operator} needs {kind}, not {value}")
        }
    })
}

/// The statuses in a comma list, and the first word that is none.
fn statuses(list: &str) -> (StatusSet, Option<String>) {
    let mut set = StatusSet::default();
    let mut stranger = None;
    for word in list.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        match TaskStatus::parse(word) {
            Some(status) => set.named.push(status),
            None if "unknown".starts_with(&word.to_lowercase()) => set.has_unknown = true,
            None => {
                stranger.get_or_insert_with(|| word.to_owned());
            }
        }
    }
    (set, stranger)
}

fn status_words() -> String {
    TaskStatus::DOCUMENTED.map(TaskStatus::word).join(", ")
}

/// Reads an offset from UTC: `+7`, `8`, `-3:30`, `+05:30`, `+0530`, in seconds.
fn zone_seconds(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(pair) => pair,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    let whole = |text: &str, most: i64| {
        let is_short = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|number| is_short && *number <= most)
    };
    Some(sign * (whole(hours, 23)? * 3600 + whole(minutes, 59)? * 60))
}

fn example(field: &str) -> &'static str {
    match field {
        "st" | "status" => "run,paused",
        "win" | "window" => "open, shut or unknown",
        "zone" => "+05:30",
        "name" => "promo",
        "id" => "7f3c",
        "scene" => "4417",
        _ => "default",
    }
}

fn entry<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

fn beginning<T: Copy>(table: &[(&str, T)], text: &str) -> Option<T> {
    let text = text.to_lowercase();
    table.iter().find(|(known, _)| known.starts_with(&text)).map(|(_, value)| *value)
}

fn list<T>(table: &[(&str, T)]) -> String {
    table.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}
