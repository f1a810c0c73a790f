//! Reply bodies as the documents show them (API pages ping and taskList). Uses nothing of the crate.

use serde::Serialize;
use serde_json::value::RawValue;

use super::refusal::Refusal;

/// The body of a `listTask` reply.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TaskPage {
    /// `retCode`: 0.
    pub ret_code: i64,
    /// `retMsg`.
    pub ret_msg: &'static str,
    /// `responseID`.
    #[serde(rename = "responseID")]
    pub response_id: String,
    /// `taskData`: the rows; `None` is sent as null.
    pub task_data: Option<Vec<Box<RawValue>>>,
    /// `totalCount`: tasks that meet the conditions; left out where `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_count: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Refused<'a> {
    ret_code: i64,
    ret_msg: &'a str,
    #[serde(rename = "responseID")]
    response_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pong<'a> {
    data: &'a str,
    timestamp: i64,
    code: i64,
    msg: &'a str,
    req_id: &'a str,
}

/// The body of a refused `listTask`: the envelope without data.
pub(super) fn list_refused(refusal: &Refusal, response_id: &str) -> Vec<u8> {
    bytes(&Refused { ret_code: refusal.code, ret_msg: &refusal.message, response_id })
}

/// The body of a `ping` reply, which has an envelope of its own.
pub(super) fn ping(outcome: &Result<String, Refusal>, timestamp: i64, req_id: &str) -> Vec<u8> {
    let (data, code, msg) = match outcome {
        Ok(data) => (data.as_str(), 0, "success"),
        Err(refusal) => ("", refusal.code, refusal.message.as_str()),
    };
    bytes(&Pong { data, timestamp, code, msg, req_id })
}

/// Any of these bodies as bytes.
pub(super) fn bytes(body: &impl Serialize) -> Vec<u8> {
    // These bodies have string keys and finite numbers only, so writing them cannot fail.
    serde_json::to_vec(body).unwrap_or_default()
}
