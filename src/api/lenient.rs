//! Tolerant readers for one field each: what a documented type may look like when another program wrote it. Uses nothing
//! of this crate but `domain::text`.
//!
//! Missing and `null` are `None`. An empty string says nothing either, so for everything but texts it is `None` too.
//! Whatever else cannot be read is [`Odd`], and what to do about it is the caller's choice.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::error::cut;
use super::mend::mend_surrogates;
use crate::domain::text::clean;

/// The longest piece of a value that is kept to be shown, in characters.
const FOUND_LIMIT: usize = 80;

/// One JSON value, as far as a single field needs it.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A number as it was written: beyond every type, or with digits that a float would lose.
    Literal(&'a str),
    /// A string.
    Text(Cow<'a, str>),
    /// A list, with the number of its entries.
    List(usize),
    /// An object.
    Object,
}

impl<'a> Reading<'a> {
    /// Reads a value that is known to be whole JSON. Never fails: half surrogates are replaced and numbers beyond every
    /// type are kept as they were written.
    pub fn of_json(json: &'a str) -> Self {
        match serde_json::from_str(json) {
            Ok(Self::Float(_)) | Err(_) if !json.starts_with('"') => Self::Literal(json),
            Ok(reading) => reading,
            Err(_) => match serde_json::from_str::<String>(&mend_surrogates(json).text) {
                Ok(text) => Self::Text(Cow::Owned(text)),
                Err(_) => Self::Literal(json),
            },
        }
    }

    /// The value as it may be shown: harmless and short.
    pub fn shown(&self) -> Box<str> {
        let text = match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Float(value) => value.to_string(),
            Self::Literal(text) => (*text).to_owned(),
            Self::Text(text) => format!("\"{}\"", clean(text)),
            Self::List(entries) => format!("a list of {entries}"),
            Self::Object => "an object".to_owned(),
        };
        cut(&text, FOUND_LIMIT).into_boxed_str()
    }
}

/// A value that cannot be what its field should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Odd {
    /// The value, cut to a readable length.
    pub found: Box<str>,
    /// What was expected, in words.
    pub expected: &'static str,
}

fn odd<T>(reading: &Reading<'_>, expected: &'static str) -> Result<Option<T>, Odd> {
    Err(Odd { found: reading.shown(), expected })
}

/// A whole number from a number, a float without a fraction, or a string of either.
///
/// # Errors
/// Anything else, and numbers beyond 64 bits.
pub fn integer(reading: &Reading<'_>) -> Result<Option<i64>, Odd> {
    let value = match reading {
        Reading::Null => return Ok(None),
        Reading::Int(value) => Some(*value),
        Reading::Float(value) => whole(*value),
        Reading::Literal(text) => parse_integer(text),
        Reading::Text(text) => match text.trim() {
            "" => return Ok(None),
            text => parse_integer(text),
        },
        _ => None,
    };
    value.map_or_else(|| odd(reading, "a whole number"), |value| Ok(Some(value)))
}

fn parse_integer(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| whole(text.parse().ok()?))
}

/// A float as an integer, where it is one and no digit of it can have been lost.
fn whole(value: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (value.fract() == 0.0 && value.abs() < EXACT).then_some(value as i64)
}

/// A number from a number or a string; with a percent sign, a hundredth of it.
///
/// # Errors
/// Anything else, and what is not finite.
pub fn float(reading: &Reading<'_>) -> Result<Option<f64>, Odd> {
    let value = match reading {
        Reading::Null => return Ok(None),
        Reading::Int(value) => Some(*value as f64),
        Reading::Float(value) => Some(*value),
        Reading::Literal(text) => text.parse().ok(),
        Reading::Text(text) => match text.trim() {
            "" => return Ok(None),
            text => parse_float(text),
        },
        _ => None,
    };
    // Adding zero turns a negative zero into one that is shown as zero.
    let value = value.filter(|value| value.is_finite()).map(|value| value + 0.0);
    value.map_or_else(|| odd(reading, "a number"), |value| Ok(Some(value)))
}

fn parse_float(text: &str) -> Option<f64> {
    match text.strip_suffix('%') {
        Some(percent) => percent.trim_end().parse::<f64>().ok().map(|value| value / 100.0),
        None => text.parse().ok(),
    }
}

/// A flag from `true`, `false`, 0, 1, or a string of these.
///
/// # Errors
/// Anything else.
pub fn boolean(reading: &Reading<'_>) -> Result<Option<bool>, Odd> {
    let value = match reading {
        Reading::Null => return Ok(None),
        Reading::Bool(value) => Some(*value),
        Reading::Text(text) => match text.trim() {
            "" => return Ok(None),
            "1" => Some(true),
            "0" => Some(false),
            text if text.eq_ignore_ascii_case("true") => Some(true),
            text if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        },
        other => match integer(other) {
            Ok(Some(0)) => Some(false),
            Ok(Some(1)) => Some(true),
            _ => None,
        },
    };
    value.map_or_else(|| odd(reading, "true or false"), |value| Ok(Some(value)))
}

/// A text from a string or a number. A float cannot be one, because its digits are lost: see [`Reading::Literal`].
///
/// # Errors
/// Anything else.
pub fn text<'a>(reading: Reading<'a>) -> Result<Option<Cow<'a, str>>, Odd> {
    match reading {
        Reading::Null => Ok(None),
        Reading::Text(text) => Ok(Some(text)),
        Reading::Int(value) => Ok(Some(Cow::Owned(value.to_string()))),
        Reading::Literal(text) => Ok(Some(Cow::Borrowed(text))),
        other => odd(&other, "a text"),
    }
}

/// Writes the visitor methods of everything that is no list and no object, so that each visitor says only once what it
/// does with a [`Reading`].
macro_rules! visit_scalars {
    ($lifetime:lifetime) => {
        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            self.scalar(Reading::Null)
        }
        fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
            self.scalar(Reading::Bool(value))
        }
        fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
            self.scalar(Reading::Int(value))
        }
        fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
            self.scalar(i64::try_from(value).map_or(Reading::Float(value as f64), Reading::Int))
        }
        fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
            self.scalar(Reading::Float(value))
        }
        fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
            self.scalar(Reading::Text(std::borrow::Cow::Owned(value.to_owned())))
        }
        fn visit_borrowed_str<E: Error>(self, value: &$lifetime str) -> Result<Self::Value, E> {
            self.scalar(Reading::Text(std::borrow::Cow::Borrowed(value)))
        }
    };
}
pub(super) use visit_scalars;

/// Reads past the rest of a list without going down into it, and counts its entries.
pub(super) fn skip_list<'a, A: SeqAccess<'a>>(mut list: A) -> Result<usize, A::Error> {
    let mut entries = 0;
    while list.next_element::<IgnoredAny>()?.is_some() {
        entries += 1;
    }
    Ok(entries)
}

/// Reads past the rest of an object without going down into it.
pub(super) fn skip_object<'a, A: MapAccess<'a>>(mut object: A) -> Result<(), A::Error> {
    while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}

struct ReadingVisitor;

impl ReadingVisitor {
    fn scalar<'a, E>(self, reading: Reading<'a>) -> Result<Reading<'a>, E> {
        Ok(reading)
    }
}

impl<'a> Visitor<'a> for ReadingVisitor {
    type Value = Reading<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    visit_scalars!('a);

    fn visit_seq<A: SeqAccess<'a>>(self, list: A) -> Result<Self::Value, A::Error> {
        skip_list(list).map(Reading::List)
    }

    fn visit_map<A: MapAccess<'a>>(self, object: A) -> Result<Self::Value, A::Error> {
        skip_object(object).map(|()| Reading::Object)
    }
}

impl<'a> Deserialize<'a> for Reading<'a> {
    fn deserialize<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ReadingVisitor)
    }
}

#[cfg(test)]
mod tests;
