//! Reads and checks the bodies of `ping` and `listTask` (API pages ping and taskList). Uses nothing of the crate.
//!
//! Where the documents leave open what a value means (an empty list, an unknown member), it is refused, so that a client
//! which sends it by mistake is found out.

use serde_json::{Map, Value};

use super::refusal::Refusal;

/// The largest `size` answered; the vendor's sibling interface has the same limit.
const MAX_SIZE: i64 = 1000;
/// The most entries in a list of conditions.
const MAX_ENTRIES: usize = 1000;
/// A time from here on is in milliseconds, which is not what the filters take.
const FIRST_MILLISECOND_VALUE: i64 = 100_000_000_000;

/// One checked `listTask` request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListRequest {
    /// From 1.
    pub page: usize,
    /// 1 to 1000.
    pub size: usize,
    /// Which tasks to give.
    pub conditions: Conditions,
}

/// Which tasks to give; an absent condition lets everything through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Conditions {
    /// Any of these status numbers.
    pub statuses: Option<Vec<i64>>,
    /// Any of these texts somewhere in the name; lower case.
    pub names: Option<Vec<String>>,
    /// Exactly this scene.
    pub scene_id: Option<String>,
    /// Any of these ids.
    pub user_task_ids: Option<Vec<String>>,
    /// Created at or after, in seconds.
    pub start_ts: Option<i64>,
    /// Created at or before, in seconds.
    pub end_ts: Option<i64>,
}

/// Checks a `ping` body and gives the `data` to hand back.
pub(super) fn ping(body: &[u8]) -> Result<String, Refusal> {
    match object(body)?.get("data") {
        None | Some(Value::Null) => Err(Refusal::missing("data")),
        Some(Value::String(data)) => Ok(data.clone()),
        Some(_) => Err(Refusal::wrong_type("data", "a string")),
    }
}

/// Checks a `listTask` body.
pub(super) fn list(body: &[u8]) -> Result<ListRequest, Refusal> {
    let body = object(body)?;
    match body.get("productID") {
        None | Some(Value::Null) => return Err(Refusal::missing("productID")),
        Some(Value::String(product)) if product == "callbot" => {}
        Some(Value::String(product)) => return Err(Refusal::invalid(format!("productID {product:?} is unknown"))),
        Some(_) => return Err(Refusal::wrong_type("productID", "a string")),
    }
    let page = positive(&body, "page")?;
    let size = positive(&body, "size")?;
    if size > MAX_SIZE {
        return Err(Refusal::too_much(format!("size {size} is above {MAX_SIZE}")));
    }
    let conditions = match body.get("queryConditions") {
        None | Some(Value::Null) => return Err(Refusal::missing("queryConditions")),
        Some(Value::Object(members)) => conditions(members)?,
        Some(_) => return Err(Refusal::wrong_type("queryConditions", "an object")),
    };
    let number = |value| usize::try_from(value).unwrap_or(usize::MAX);
    Ok(ListRequest { page: number(page), size: number(size), conditions })
}

fn object(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(Refusal::wrong_type("the body", "a JSON object")),
    }
}

fn positive(body: &Map<String, Value>, name: &str) -> Result<i64, Refusal> {
    match body.get(name) {
        None | Some(Value::Null) => Err(Refusal::missing(name)),
        Some(value) => match value.as_i64() {
            Some(number) if number >= 1 => Ok(number),
            Some(number) => Err(Refusal::invalid(format!("{name} {number} is below 1"))),
            None => Err(Refusal::wrong_type(name, "an integer")),
        },
    }
}

fn conditions(members: &Map<String, Value>) -> Result<Conditions, Refusal> {
    let mut conditions = Conditions::default();
    for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
        match name.as_str() {
            "taskStatus" => conditions.statuses = Some(entries(name, value, "integers", status)?),
            "taskName" => {
                let names: Vec<String> = entries(name, value, "strings", filled)?;
                conditions.names = Some(names.iter().map(|name| name.to_lowercase()).collect());
            }
            "userTaskID" => conditions.user_task_ids = Some(entries(name, value, "strings", filled)?),
            "sceneID" => {
                let text = filled(value).ok_or_else(|| Refusal::wrong_type(name, "a string"))?;
                conditions.scene_id = Some(text.map_err(Refusal::invalid)?);
            }
            "startTs" => conditions.start_ts = Some(seconds(name, value)?),
            "endTs" => conditions.end_ts = Some(seconds(name, value)?),
            other => return Err(Refusal::invalid(format!("queryConditions has no member {other:?}"))),
        }
    }
    Ok(conditions)
}

/// `None`: the wrong type; `Err`: the right type, a wrong value.
type Entry<T> = Option<Result<T, String>>;

fn entries<T>(name: &str, value: &Value, expected: &str, read: fn(&Value) -> Entry<T>) -> Result<Vec<T>, Refusal> {
    let wrong_type = || Refusal::wrong_type(name, &format!("a list of {expected}"));
    let list = value.as_array().ok_or_else(wrong_type)?;
    if list.is_empty() {
        return Err(Refusal::invalid(format!("{name} is an empty list; leave it out")));
    }
    if list.len() > MAX_ENTRIES {
        return Err(Refusal::too_much(format!("{name} has more than {MAX_ENTRIES} entries")));
    }
    list.iter().map(|entry| read(entry).ok_or_else(wrong_type)?.map_err(Refusal::invalid)).collect()
}

fn status(value: &Value) -> Entry<i64> {
    Some(match value.as_i64()? {
        number @ 1..=5 => Ok(number),
        number => Err(format!("taskStatus {number} is unknown")),
    })
}

fn filled(value: &Value) -> Entry<String> {
    Some(match value.as_str()? {
        "" => Err("an empty string is no condition; leave it out".to_owned()),
        text => Ok(text.to_owned()),
    })
}

fn seconds(name: &str, value: &Value) -> Result<i64, Refusal> {
    match value.as_i64() {
        Some(number) if (1..FIRST_MILLISECOND_VALUE).contains(&number) => Ok(number),
        Some(number) => Err(Refusal::invalid(format!("{name} {number} is no time in seconds"))),
        None => Err(Refusal::wrong_type(name, "an integer")),
    }
}
