//! A theme file, read key by key, so that every complaint names its line and its key. Uses `palette` and `paint`.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{ThemeError, ThemeProblem};
use super::paint::{Paint, Shade, named, rgb};
use super::palette::{Colours, Palette};

const TOP_KEYS: &[&str] = &["bold_status", "underline_bad", "colours"];
const COLOUR_KEYS: &[&str] = &[
    "text",
    "muted",
    "accent",
    "good",
    "warn",
    "bad",
    "pending",
    "running",
    "completed",
    "paused",
    "failed",
    "border",
    "selection",
    "track",
    "changed",
    "on_accent",
    "background",
];
const SHADE_KEYS: &[&str] = &["hex", "index", "ansi"];

const A_COLOUR: &str = "\"default\", \"#rrggbb\", one of the 16 names such as \"light-blue\", or a table such as \
                        { hex = \"#5fafff\", index = 75, ansi = \"light-blue\" }";
const A_NAME: &str = "one of black, red, green, yellow, blue, magenta, cyan, gray, dark-gray, white, or one of the \
                      colours with light- before it";

/// A table of the file with its name.
struct Section<'d, 't> {
    text: &'t str,
    prefix: String,
    table: &'d DeTable<'t>,
    /// Where the table begins, for what is missing in it.
    line: usize,
}

/// Reads a theme file's text.
///
/// # Errors
/// The first thing that is wrong with it.
pub(super) fn parse(text: &str) -> Result<Palette, ThemeError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let root = DeTable::parse(text).map_err(|error| {
        let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        ThemeError { line: line_at(text, &error.span().unwrap_or(0..0)), problem: ThemeProblem::Syntax { message } }
    })?;
    let top = Section { text, prefix: String::new(), table: root.get_ref(), line: 0 };
    top.expect_only(TOP_KEYS)?;
    let colours = match top.value("colours") {
        None => None,
        Some(value) => match value.get_ref().as_table() {
            Some(table) => Some(colours(&top.below("colours", value, table))?),
            None => return Err(top.bad("colours", value, "a table, such as [colours]")),
        },
    };
    Ok(Palette { colours, bold_status: top.flag("bold_status")?, underline_bad: top.flag("underline_bad")? })
}

/// The colours; a meaning without a colour of its own takes that of a related one.
fn colours(section: &Section<'_, '_>) -> Result<Colours, ThemeError> {
    section.expect_only(COLOUR_KEYS)?;
    let [text, muted, accent] = [section.needed("text")?, section.needed("muted")?, section.needed("accent")?];
    let [warn, bad, border] = [section.needed("warn")?, section.needed("bad")?, section.needed("border")?];
    let or = |key: &str, related: Paint| section.paint(key).map(|paint| paint.unwrap_or(related));
    Ok(Colours {
        text,
        muted,
        accent,
        warn,
        bad,
        border,
        good: or("good", accent)?,
        pending: or("pending", text)?,
        running: or("running", or("good", accent)?)?,
        completed: or("completed", muted)?,
        paused: or("paused", warn)?,
        failed: or("failed", bad)?,
        changed: or("changed", accent)?,
        on_accent: section.needed("on_accent")?,
        selection: section.ground("selection", "reverse")?,
        track: section.paint("track")?,
        background: section.paint("background")?,
    })
}

impl<'d, 't> Section<'d, 't> {
    fn below(&self, key: &str, value: &Spanned<DeValue<'t>>, table: &'d DeTable<'t>) -> Section<'d, 't> {
        let prefix = format!("{}{key}.", self.prefix);
        Section { text: self.text, prefix, table, line: line_at(self.text, &value.span()) }
    }

    fn value(&self, key: &str) -> Option<&'d Spanned<DeValue<'t>>> {
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    fn expect_only(&self, known: &[&str]) -> Result<(), ThemeError> {
        let is_unknown = |key: &&Spanned<Cow<'_, str>>| !known.contains(&key.get_ref().as_ref());
        let unknown = self.table.iter().map(|(key, _)| key).filter(is_unknown).min_by_key(|key| key.span().start);
        match unknown {
            None => Ok(()),
            Some(key) => {
                let name: String = key.get_ref().chars().filter(|c| !c.is_control()).take(40).collect();
                let problem =
                    ThemeProblem::UnknownKey { key: format!("{}{name}", self.prefix), known: known.join(", ") };
                Err(ThemeError { line: line_at(self.text, &key.span()), problem })
            }
        }
    }

    fn bad(&self, key: &str, value: &Spanned<DeValue<'_>>, expected: &'static str) -> ThemeError {
        let problem = ThemeProblem::BadValue { key: format!("{}{key}", self.prefix), expected };
        ThemeError { line: line_at(self.text, &value.span()), problem }
    }

    fn flag(&self, key: &str) -> Result<bool, ThemeError> {
        match self.value(key) {
            None => Ok(false),
            Some(value) => value.get_ref().as_bool().ok_or_else(|| self.bad(key, value, "true or false")),
        }
    }

    fn needed(&self, key: &str) -> Result<Paint, ThemeError> {
        let missing = || ThemeProblem::Missing { key: format!("{}{key}", self.prefix) };
        self.paint(key)?.ok_or_else(|| ThemeError { line: self.line, problem: missing() })
    }

    /// A colour to lay under text, or a word that says that there is none.
    fn ground(&self, key: &str, none: &str) -> Result<Option<Paint>, ThemeError> {
        match self.value(key) {
            Some(value) if value.get_ref().as_str() == Some(none) => Ok(None),
            _ => self.paint(key),
        }
    }

    fn paint(&self, key: &str) -> Result<Option<Paint>, ThemeError> {
        let Some(value) = self.value(key) else {
            return Ok(None);
        };
        let paint = match value.get_ref() {
            DeValue::String(text) if text == "default" => Some(Paint::Default),
            DeValue::String(text) => named(text)
                .map(Paint::Named)
                .or_else(|| rgb(text).map(|rgb| Paint::Own(Shade { rgb, index: None, ansi: None }))),
            DeValue::Table(table) => Some(Paint::Own(self.below(key, value, table).shade()?)),
            _ => None,
        };
        paint.map(Some).ok_or_else(|| self.bad(key, value, A_COLOUR))
    }

    fn shade(&self) -> Result<Shade, ThemeError> {
        self.expect_only(SHADE_KEYS)?;
        let read = |key: &'static str, expected: &'static str| {
            self.value(key).map(|value| (value, self.bad(key, value, expected)))
        };
        let Some((hex, bad_hex)) = read("hex", "\"#rrggbb\"") else {
            let problem = ThemeProblem::Missing { key: format!("{}hex", self.prefix) };
            return Err(ThemeError { line: self.line, problem });
        };
        let index = match read("index", "a whole number from 16 to 255") {
            None => None,
            Some((value, bad)) => {
                let digits = value.get_ref().as_integer();
                let number = digits.and_then(|number| u8::from_str_radix(number.as_str(), number.radix()).ok());
                Some(number.filter(|number| *number >= 16).ok_or(bad)?)
            }
        };
        let ansi = match read("ansi", A_NAME) {
            None => None,
            Some((value, bad)) => Some(value.get_ref().as_str().and_then(named).ok_or(bad)?),
        };
        Ok(Shade { rgb: hex.get_ref().as_str().and_then(rgb).ok_or(bad_hex)?, index, ansi })
    }
}

fn line_at(text: &str, span: &Range<usize>) -> usize {
    let before = text.as_bytes().get(..span.start).unwrap_or_default();
    1 + memchr::memchr_iter(b'\n', before).count()
}
