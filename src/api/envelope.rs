//! What kind of answer came: the API's envelope, or one of the many things a gateway sends in its place. Uses `lenient`,
//! `retcode` and `error`.
//!
//! `listTask` answers `retCode`, `retMsg`, `responseID`; `ping` answers `code`, `msg`, `reqId` (API pages taskList and
//! ping). Both spellings are read for both.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::error::{Cause, cut, kept_text};
use super::lenient::{self, Reading, skip_object, visit_scalars};
use super::retcode;

/// How much of an answer that is no JSON is shown, in characters.
const START_LIMIT: usize = 60;

/// The most rows of one page that are taken: 200 times the largest page that is ever asked for. A row may be two bytes, but
/// its task is hundreds.
const MOST_ROWS: usize = 200_000;

/// What identifies an answer, good or bad.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// `retCode` or `code`.
    pub ret_code: Option<i64>,
    /// `retMsg` or `msg`, cleaned and cut.
    pub ret_msg: Option<String>,
    /// `responseID` or `reqId`, cleaned and cut.
    pub response_id: Option<String>,
}

/// An answer that means success.
#[derive(Debug, Clone, Default)]
pub struct Envelope<'a> {
    /// What identifies the answer.
    pub head: Head,
    /// `taskData`: the text of each row. Empty where the list is `null` or missing.
    pub rows: Vec<&'a RawValue>,
    /// `totalCount`, where it can be read.
    pub total_count: Option<i64>,
    /// Whether `taskData` came, be it `null`, or `totalCount`.
    pub is_about_tasks: bool,
    /// `data` of ping.
    pub data: Option<String>,
    /// `timestamp` of ping: the server's time, in seconds since 1970.
    pub timestamp: Option<i64>,
}

/// An answer that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvelopeError {
    /// Why not.
    pub cause: Cause,
    /// What identifies the answer, as far as it could be read.
    pub head: Head,
}

/// Tells what an answer is. `text` is the body as text; `content_type` decides only where the body does not.
///
/// # Errors
/// Every answer that is not HTTP 200 with an envelope whose `retCode` is 0. A missing `retCode` counts as 0 where there
/// is `taskData`, or ping's `data` and `timestamp`.
pub fn classify<'a>(status: u16, content_type: Option<&str>, text: &'a str) -> Result<Envelope<'a>, EnvelopeError> {
    let parsed = parse(content_type, text);
    if status != 200 {
        return Err(refused_status(status, parsed));
    }
    let Parsed { mut envelope, has_content, odd_code, odd_rows, two_values, .. } =
        parsed.map_err(|cause| EnvelopeError { cause, head: Head::default() })?;
    let head = std::mem::take(&mut envelope.head);
    let shape = |detail: String, head: Head| Err(EnvelopeError { cause: Cause::Shape { detail }, head });
    if let Some(key) = two_values {
        return shape(format!("it has two values for {key}"), head);
    }
    match (head.ret_code, odd_code, odd_rows) {
        (Some(retcode::SUCCESS), _, None) => Ok(Envelope { head, ..envelope }),
        (None, None, None) if has_content => Ok(Envelope { head, ..envelope }),
        (Some(retcode::SUCCESS) | None, None, Some(found)) => shape(format!("its taskData is {found}"), head),
        (None, Some(found), _) => shape(format!("its retCode is no number but {found}"), head),
        (None, None, None) => shape("it has no retCode and no taskData".to_owned(), head),
        (Some(code), _, _) => {
            let cause = Cause::RetCode { code, message: head.ret_msg.clone() };
            Err(EnvelopeError { cause, head })
        }
    }
}

fn refused_status(status: u16, parsed: Result<Parsed<'_>, Cause>) -> EnvelopeError {
    let (head, title) = match parsed {
        Ok(parsed) => (parsed.envelope.head, None),
        Err(Cause::Html { title }) => (Head::default(), title),
        Err(Cause::NotJson { start }) => (Head::default(), Some(start)),
        Err(_) => (Head::default(), None),
    };
    let cause = Cause::Status { status, ret_code: head.ret_code, detail: head.ret_msg.clone().or(title) };
    EnvelopeError { cause, head }
}

/// An object at the top, read as far as possible.
#[derive(Default)]
struct Parsed<'a> {
    envelope: Envelope<'a>,
    /// Whether there was `taskData`, or `data` and `timestamp`.
    has_content: bool,
    /// What stood in the place of a number.
    odd_code: Option<Box<str>>,
    /// What stood in the place of the list.
    odd_rows: Option<Box<str>>,
    /// Whether there was `taskData`.
    has_rows: bool,
    /// Whether `totalCount` came with two different values.
    odd_total: bool,
    /// The key of a code or a list that came with two different values.
    two_values: Option<&'static str>,
}

fn parse<'a>(content_type: Option<&str>, text: &'a str) -> Result<Parsed<'a>, Cause> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Cause::Empty);
    }
    let is_html = text.starts_with('<') || content_type.is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    let mut json = serde_json::Deserializer::from_str(text);
    let parsed = TopSeed.deserialize(&mut json).and_then(|parsed| json.end().map(|()| parsed));
    match parsed {
        Ok(Some(parsed)) => Ok(parsed),
        Ok(None) => Err(Cause::Shape { detail: format!("it is no object; it begins with {:?}", start_of(text)) }),
        Err(_) if is_html => Err(Cause::Html { title: title_of(text) }),
        Err(error) if error.classify() == Category::Eof => Err(Cause::Truncated { bytes: text.len() }),
        Err(_) => Err(Cause::NotJson { start: start_of(text) }),
    }
}

fn start_of(text: &str) -> String {
    let start: String = text.chars().take(START_LIMIT * 4).collect();
    cut(&kept_text(&start), START_LIMIT)
}

/// The title of an HTML page.
fn title_of(text: &str) -> Option<String> {
    // Only its beginning matters; a page may be megabytes.
    let start: String = text.chars().take(16 << 10).collect();
    let lower = start.to_ascii_lowercase();
    let (_, after) = start.split_at_checked(lower.find("<title")?)?;
    let inside = after.split_once('>')?.1.split('<').next()?;
    Some(cut(&kept_text(inside), START_LIMIT * 2)).filter(|title| !title.is_empty())
}

/// Reads the top; `None` where it is JSON but no object.
struct TopSeed;

impl<'a> DeserializeSeed<'a> for TopSeed {
    type Value = Option<Parsed<'a>>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl TopSeed {
    fn scalar<'a, E>(self, _: Reading<'_>) -> Result<Option<Parsed<'a>>, E> {
        Ok(None)
    }
}

impl<'a> Visitor<'a> for TopSeed {
    type Value = Option<Parsed<'a>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    visit_scalars!('a);

    fn visit_seq<A: SeqAccess<'a>>(self, list: A) -> Result<Self::Value, A::Error> {
        lenient::skip_list(list).map(|_| None)
    }

    fn visit_map<A: MapAccess<'a>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut parsed = Parsed::default();
        let (mut data, mut timestamp) = (false, false);
        let mut written: Vec<(&'static str, &'a str)> = Vec::new();
        while let Some(key) = object.next_key::<std::borrow::Cow<'a, str>>()? {
            let key = key.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            if key.eq_ignore_ascii_case("taskData") {
                if parsed.has_rows {
                    parsed.two_values.get_or_insert("taskData");
                }
                parsed.has_rows = true;
                parsed.envelope.is_about_tasks = true;
                parsed.has_content = true;
                parsed.envelope.rows.clear();
                parsed.odd_rows = object.next_value_seed(RowsSeed(&mut parsed.envelope.rows))?;
                continue;
            }
            let Some(key) = KEYS.into_iter().find(|known| known.eq_ignore_ascii_case(key)) else {
                object.next_value::<IgnoredAny>()?;
                continue;
            };
            let json = object.next_value::<&'a RawValue>()?.get();
            match written.iter().find(|(known, _)| *known == key) {
                Some((_, first)) if first.trim() != json.trim() => parsed.note_two_values(key),
                Some(_) => {}
                None => written.push((key, json)),
            }
            let value = Reading::of_json(json);
            data |= key == "data" && value != Reading::Null;
            timestamp |= key == "timestamp" && value != Reading::Null;
            parsed.take(key, value);
        }
        if parsed.odd_total {
            parsed.envelope.total_count = None;
        }
        parsed.has_content |= data && timestamp;
        Ok(Some(parsed))
    }
}

/// The members besides `taskData`.
const KEYS: [&str; 9] = ["retCode", "code", "retMsg", "msg", "responseID", "reqId", "totalCount", "data", "timestamp"];

impl Parsed<'_> {
    /// Notes that a key came with two different values. Of a code or a list none can be believed; the others matter less.
    fn note_two_values(&mut self, key: &'static str) {
        match key {
            "retCode" | "code" => self.two_values = Some(key),
            "totalCount" => self.odd_total = true,
            _ => {}
        }
    }

    fn take(&mut self, key: &str, value: Reading<'_>) {
        let envelope = &mut self.envelope;
        let kept = |value| lenient::text(value).ok().flatten().map(|text| kept_text(&text));
        match key {
            "retCode" | "code" => match lenient::integer(&value) {
                // The documented name of listTask wins over ping's.
                Ok(code) if (key == "retCode" && code.is_some()) || envelope.head.ret_code.is_none() => {
                    envelope.head.ret_code = code;
                }
                Ok(_) => {}
                Err(odd) => self.odd_code = Some(odd.found),
            },
            "retMsg" | "msg" => envelope.head.ret_msg = kept(value).or(envelope.head.ret_msg.take()),
            "responseID" | "reqId" => envelope.head.response_id = kept(value).or(envelope.head.response_id.take()),
            "totalCount" => {
                envelope.total_count = lenient::integer(&value).ok().flatten();
                envelope.is_about_tasks |= value != Reading::Null;
            }
            "timestamp" => envelope.timestamp = lenient::integer(&value).ok().flatten(),
            "data" => envelope.data = lenient::text(value).ok().flatten().map(std::borrow::Cow::into_owned),
            _ => {}
        }
    }
}

/// Collects the rows; `Some` tells what stood there when it is no list.
struct RowsSeed<'r, 'a>(&'r mut Vec<&'a RawValue>);

impl<'a> DeserializeSeed<'a> for RowsSeed<'_, 'a> {
    type Value = Option<Box<str>>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl RowsSeed<'_, '_> {
    fn scalar<E>(self, reading: Reading<'_>) -> Result<Option<Box<str>>, E> {
        Ok(match reading {
            Reading::Null => None,
            other => Some(format!("not a list but {}", other.shown()).into()),
        })
    }
}

impl<'a> Visitor<'a> for RowsSeed<'_, 'a> {
    type Value = Option<Box<str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rows")
    }

    visit_scalars!('a);

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while let Some(row) = list.next_element()? {
            self.0.push(row);
            if self.0.len() > MOST_ROWS {
                self.0.clear();
                let more = lenient::skip_list(list)?;
                return Ok(Some(format!("a list of {} rows, which is too many", MOST_ROWS + 1 + more).into()));
            }
        }
        Ok(None)
    }

    fn visit_map<A: MapAccess<'a>>(self, object: A) -> Result<Self::Value, A::Error> {
        skip_object(object)?;
        self.scalar(Reading::Object)
    }
}

#[cfg(test)]
mod tests;
