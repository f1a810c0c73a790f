//! Request bodies, encoded once to the bytes that are signed and sent (API pages taskList and ping). Uses `domain`.
//!
//! Everything beyond ASCII is written as an escape. The signature covers the exact bytes, so this removes the question
//! how a server turns them into text before it checks.

use std::io;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::ser::{CompactFormatter, Formatter};

use crate::domain::QueryConditions;

/// The path of `listTask` below the base URL.
pub const LIST_TASK_PATH: &str = "/callcentre/api/v3/listTask";
/// The path of `ping` below the base URL.
pub const PING_PATH: &str = "/callcentre/api/v3/ping";

/// `productID`, which is always the same.
const PRODUCT_ID: &str = "callbot";

/// The body of `listTask`. `page` counts from 1. `queryConditions` is always there, but holds only what is in use.
///
/// # Errors
/// Never in practice: encoding to memory has nothing that could fail.
pub fn list_task_body(page: u32, size: u32, conditions: &QueryConditions) -> Result<Vec<u8>, serde_json::Error> {
    to_ascii(&ListTask { page, size, conditions })
}

/// The body of `ping`, whose `data` the server sends back.
///
/// # Errors
/// Never in practice, as above.
pub fn ping_body(data: &str) -> Result<Vec<u8>, serde_json::Error> {
    to_ascii(&Ping { data })
}

#[derive(serde::Serialize)]
struct Ping<'a> {
    data: &'a str,
}

struct ListTask<'a> {
    page: u32,
    size: u32,
    conditions: &'a QueryConditions,
}

impl Serialize for ListTask<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("productID", PRODUCT_ID)?;
        map.serialize_entry("page", &self.page)?;
        map.serialize_entry("size", &self.size)?;
        map.serialize_entry("queryConditions", &Conditions(self.conditions))?;
        map.end()
    }
}

struct Conditions<'a>(&'a QueryConditions);

impl Serialize for Conditions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let QueryConditions { statuses, names, scene_id, user_task_ids, created_since, created_until } = self.0;
        let mut map = serializer.serialize_map(None)?;
        if !statuses.is_empty() {
            map.serialize_entry("taskStatus", statuses)?;
        }
        if !names.is_empty() {
            map.serialize_entry("taskName", names)?;
        }
        if let Some(scene_id) = scene_id.as_deref().filter(|id| !id.is_empty()) {
            map.serialize_entry("sceneID", scene_id)?;
        }
        if !user_task_ids.is_empty() {
            map.serialize_entry("userTaskID", user_task_ids)?;
        }
        if let Some(since) = created_since {
            map.serialize_entry("startTs", since)?;
        }
        if let Some(until) = created_until {
            map.serialize_entry("endTs", until)?;
        }
        map.end()
    }
}

fn to_ascii(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut body = Vec::with_capacity(128);
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut body, AsciiFormatter))?;
    Ok(body)
}

/// Compact JSON with every character beyond ASCII as one or two `\uXXXX`.
struct AsciiFormatter;

impl Formatter for AsciiFormatter {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.is_ascii() {
            return CompactFormatter.write_string_fragment(writer, fragment);
        }
        let mut units = [0; 2];
        for c in fragment.chars() {
            if c.is_ascii() {
                writer.write_all(&[c as u8])?;
                continue;
            }
            for unit in c.encode_utf16(&mut units) {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(page: u32, size: u32, conditions: &QueryConditions) -> String {
        String::from_utf8(list_task_body(page, size, conditions).unwrap()).unwrap()
    }

    #[test]
    fn conditions_are_always_there_and_hold_only_what_is_in_use() {
        assert_eq!(
            body(1, 100, &QueryConditions::default()),
            r#"{"productID":"callbot","page":1,"size":100,"queryConditions":{}}"#
        );
        let all = QueryConditions {
            statuses: vec![1, 2, 5],
            names: vec!["promo".to_owned()],
            scene_id: Some("4417".to_owned()),
            user_task_ids: vec!["u-1".to_owned(), "u-2".to_owned()],
            created_since: Some(5),
            created_until: Some(6),
        };
        assert_eq!(
            body(2, 20, &all),
            concat!(
                r#"{"productID":"callbot","page":2,"size":20,"queryConditions":{"taskStatus":[1,2,5],"#,
                r#""taskName":["promo"],"sceneID":"4417","userTaskID":["u-1","u-2"],"startTs":5,"endTs":6}}"#
            )
        );
    }

    #[test]
    fn texts_beyond_ascii_are_escaped_and_mean_the_same() {
        let names = vec!["客户回访".to_owned(), "a\"\n📞".to_owned()];
        let body = body(1, 20, &QueryConditions { names: names.clone(), ..QueryConditions::default() });
        assert!(body.contains(r#"["\u5ba2\u6237\u56de\u8bbf","a\"\n\ud83d\udcde"]"#), "{body}");
        let value: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(value["queryConditions"]["taskName"], serde_json::json!(names));
    }

    #[test]
    fn ping_carries_its_text() {
        assert_eq!(ping_body("hello").unwrap(), br#"{"data":"hello"}"#);
    }
}
