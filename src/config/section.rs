//! A table of the file, read key by key: each value comes with its line, and what does not fit becomes an error that names
//! the key. Uses `origin` and `error`.
//!
//! The table is walked by hand rather than by serde's derive, because derive loses the line of every value that is well
//! formed, and lines are what `config show` and all errors are about.

use std::ops::{Range, RangeInclusive};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, Problem};
use super::origin::{Origin, Sourced};
use crate::domain::text::{clean, mask_address};

/// The text of a file and its name, for lines.
#[derive(Debug, Clone)]
pub struct Document<'t> {
    /// The file.
    pub path: Arc<Path>,
    /// Its text.
    pub text: &'t str,
}

impl Document<'_> {
    /// The place of a byte range.
    pub fn origin(&self, span: &Range<usize>) -> Origin {
        let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
        Origin::File { path: Arc::clone(&self.path), line: 1 + memchr::memchr_iter(b'\n', before).count() }
    }
}

/// What was found wrong so far, so that one run tells all of it.
#[derive(Debug, Default)]
pub struct Faults(Vec<ConfigError>);

impl Faults {
    /// The value, or its default while the fault is noted.
    pub fn note<T: Default>(&mut self, read: Result<T, ConfigError>) -> T {
        read.unwrap_or_else(|error| {
            self.0.push(error);
            T::default()
        })
    }

    /// The value where nothing was wrong.
    ///
    /// # Errors
    /// Everything that was noted.
    pub fn or<T>(self, value: T) -> Result<T, ConfigError> {
        ConfigError::of_all(self.0).map_or(Ok(value), Err)
    }
}

/// A table whose keys are all known.
pub struct Section<'d, 't> {
    document: &'d Document<'t>,
    prefix: String,
    table: &'d DeTable<'t>,
}

impl<'d, 't> Section<'d, 't> {
    /// Opens a table. `prefix` is its own key with a dot at the end, or empty.
    ///
    /// # Errors
    /// The keys that are not among `known`, in the file's order.
    pub fn open(
        document: &'d Document<'t>,
        prefix: String,
        table: &'d DeTable<'t>,
        known: &'static [&'static str],
    ) -> Result<Self, ConfigError> {
        let mut faults = Faults::default();
        let section = Self::open_noting(document, prefix, table, known, &mut faults);
        faults.or(section)
    }

    /// Opens a table and notes the keys that are not among `known`, so that the others can be read all the same.
    pub fn open_noting(
        document: &'d Document<'t>,
        prefix: String,
        table: &'d DeTable<'t>,
        known: &'static [&'static str],
        faults: &mut Faults,
    ) -> Self {
        let mut unknown: Vec<_> =
            table.iter().map(|(key, _)| key).filter(|key| !known.contains(&key.get_ref().as_ref())).collect();
        unknown.sort_by_key(|key| key.span().start);
        for key in unknown {
            let nearest = nearest(key.get_ref(), known);
            // A near miss is surely no secret.
            let name = if nearest.is_some() { shorten(key.get_ref()) } else { told(key.get_ref()) };
            let problem = Problem::UnknownKey { key: format!("{prefix}{name}"), nearest, known };
            faults.0.push(ConfigError::at(&document.origin(&key.span()), problem));
        }
        Self { document, prefix, table }
    }

    /// The key in full.
    pub fn full_key(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    /// The value of a key, unread.
    pub fn value(&self, key: &str) -> Option<&'d Spanned<DeValue<'t>>> {
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    /// Where a key stands.
    pub fn origin(&self, key: &str) -> Option<Origin> {
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(name, _)| self.document.origin(&name.span()))
    }

    /// A table below this one.
    pub fn table(&self, key: &str) -> Result<Option<&'d DeTable<'t>>, ConfigError> {
        self.typed(key, "a table, such as [poll]", DeValue::as_table).map(|found| found.map(|found| found.value))
    }

    /// A text.
    pub fn string(&self, key: &str, expected: &'static str) -> Result<Option<Sourced<String>>, ConfigError> {
        self.typed(key, expected, |value| value.as_str().map(str::to_owned))
    }

    /// The secret. An error never repeats it.
    pub fn secret(&self, key: &str, expected: &'static str) -> Result<Option<Sourced<SecretString>>, ConfigError> {
        self.typed(key, expected, |value| value.as_str().map(SecretString::from))
    }

    /// `true` or `false`.
    pub fn boolean(&self, key: &str) -> Result<Option<Sourced<bool>>, ConfigError> {
        self.typed(key, "true or false", DeValue::as_bool)
    }

    /// A list of texts.
    pub fn strings(&self, key: &str, expected: &'static str) -> Result<Option<Sourced<Vec<String>>>, ConfigError> {
        self.typed(key, expected, |value| {
            value.as_array()?.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect()
        })
    }

    /// A whole number in a range.
    pub fn integer(&self, key: &str, range: RangeInclusive<u32>) -> Result<Option<Sourced<u32>>, ConfigError> {
        let text = self.typed(key, "a whole number without quotes", |value| {
            value
                .as_integer()
                .map(|number| (number.to_string(), i64::from_str_radix(number.as_str(), number.radix()).ok()))
        })?;
        let Some(Sourced { value: (found, number), origin }) = text else {
            return Ok(None);
        };
        match number.and_then(|number| u32::try_from(number).ok()).filter(|number| range.contains(number)) {
            Some(number) => Ok(Some(Sourced::new(number, origin))),
            None => {
                let expected = format!("a whole number from {} to {}", range.start(), range.end());
                Err(ConfigError::at(&origin, Problem::bad_value(self.full_key(key), &found, expected)))
            }
        }
    }

    /// A number with or without a fraction, in a range.
    pub fn number(&self, key: &str, range: RangeInclusive<f64>) -> Result<Option<Sourced<f64>>, ConfigError> {
        let read = |value: &DeValue<'_>| {
            let text = match value {
                DeValue::Float(number) => number.as_str().to_owned(),
                DeValue::Integer(number) => number.as_str().to_owned(),
                _ => return None,
            };
            // Both may be written with lines between the digits.
            Some((text.replace('_', "").parse::<f64>().ok(), text))
        };
        let Some(Sourced { value: (number, found), origin }) = self.typed(key, "a number without quotes", read)? else {
            return Ok(None);
        };
        match number.filter(|number| range.contains(number)) {
            Some(number) => Ok(Some(Sourced::new(number, origin))),
            None => {
                let expected = format!("a number from {} to {}", range.start(), range.end());
                let problem = Problem::bad_value(self.full_key(key), &found, expected);
                Err(ConfigError::at(&origin, problem))
            }
        }
    }

    /// A span of time in a range.
    pub fn duration(
        &self,
        key: &str,
        range: RangeInclusive<Duration>,
    ) -> Result<Option<Sourced<Duration>>, ConfigError> {
        let expected = || {
            format!("a duration from {} to {}, such as \"15s\" or \"5m\"", human(*range.start()), human(*range.end()))
        };
        self.parsed(key, "a duration in quotes, such as \"15s\" or \"5m\"", |text| {
            humantime::parse_duration(text).ok().filter(|duration| range.contains(duration)).ok_or_else(expected)
        })
    }

    /// A text that `parse` understands; its error says what should stand there.
    pub fn parsed<T>(
        &self,
        key: &str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<Sourced<T>>, ConfigError> {
        let Some(text) = self.string(key, expected)? else {
            return Ok(None);
        };
        match parse(&text.value) {
            Ok(value) => Ok(Some(Sourced::new(value, text.origin))),
            Err(expected) => {
                let problem = Problem::bad_value(self.full_key(key), &text.value, expected);
                Err(ConfigError::at(&text.origin, problem))
            }
        }
    }

    fn typed<T>(
        &self,
        key: &str,
        expected: &'static str,
        read: impl FnOnce(&'d DeValue<'t>) -> Option<T>,
    ) -> Result<Option<Sourced<T>>, ConfigError> {
        let Some(value) = self.value(key) else {
            return Ok(None);
        };
        let origin = self.origin(key).unwrap_or_else(|| self.document.origin(&value.span()));
        match read(value.get_ref()) {
            Some(read) => Ok(Some(Sourced::new(read, origin))),
            None => {
                let found = type_words(value.get_ref());
                Err(ConfigError::at(&origin, Problem::WrongType { key: self.full_key(key), found, expected }))
            }
        }
    }
}

/// A duration as people write it: `15s`, `5m`.
pub fn human(duration: Duration) -> String {
    humantime::format_duration(duration).to_string()
}

/// A text of the file as it may stand in an error: short, harmless, and without the password that an address may hold.
pub fn shorten(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.contains("://") && text.contains('@') {
        return mask_address(text);
    }
    let text = clean(text);
    if text.chars().count() > LONGEST { text.chars().take(LONGEST).chain("...".chars()).collect() } else { text.into() }
}

/// Whether a text looks like a key or a token, or holds one as a word, which must not be repeated where it was written by
/// mistake: long, of letters and digits, and neither an address nor a path.
pub fn is_like_a_token(text: &str) -> bool {
    const SHORTEST_BYTES: usize = 16;
    let is_place = text.contains("://") || text.starts_with(['/', '~', '.']);
    let mut words = text.split_whitespace();
    !is_place
        && words.any(|word| {
            word.len() >= SHORTEST_BYTES
                && word.contains(|c: char| c.is_ascii_digit())
                && word.contains(|c: char| c.is_ascii_alphabetic())
        })
}

/// A text of the file as it may stand in an error: [`shorten`]ed, and not at all where it looks like a token.
pub fn told(text: &str) -> String {
    if is_like_a_token(text) { "(not shown)".to_owned() } else { shorten(text) }
}

/// The known name nearest to a mistyped one, where one is near enough to be meant.
pub fn nearest<'k>(typed: &str, known: &[&'k str]) -> Option<&'k str> {
    const LEAST_LIKENESS: f64 = 0.8;
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    known
        .iter()
        .map(|name| (strsim::jaro_winkler(&plain(typed), name), *name))
        .filter(|(likeness, _)| *likeness >= LEAST_LIKENESS)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

/// What stands there, in words.
pub fn type_words(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
