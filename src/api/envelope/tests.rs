//! Answers of every kind, told apart.

use proptest::prelude::*;

use super::*;

fn cause(status: u16, content_type: &str, text: &str) -> Cause {
    classify(status, Some(content_type), text).unwrap_err().cause
}

fn json_cause(text: &str) -> Cause {
    cause(200, "application/json", text)
}

#[test]
fn both_spellings_of_the_envelope_are_read() {
    let listed = classify(
        200,
        None,
        r#"{"retCode":"0","retMsg":"success","responseID":81,"taskData":[{"a":1},null],"totalCount":"2"}"#,
    )
    .unwrap();
    assert_eq!((listed.rows.len(), listed.total_count), (2, Some(2)));
    assert_eq!(listed.rows[0].get(), r#"{"a":1}"#);
    assert_eq!(listed.head.response_id.as_deref(), Some("81"));
    let ping = classify(200, None, r#"{"data":"x","timestamp":1700000000,"code":0,"msg":"ok","reqId":"r"}"#).unwrap();
    assert_eq!((ping.data.as_deref(), ping.timestamp), (Some("x"), Some(1_700_000_000)));
    assert_eq!((ping.head.ret_msg.as_deref(), ping.head.response_id.as_deref()), (Some("ok"), Some("r")));
}

#[test]
fn a_missing_list_is_empty_and_a_missing_code_needs_content() {
    assert!(classify(200, None, r#"{"retCode":0,"taskData":null}"#).unwrap().rows.is_empty());
    assert!(classify(200, None, r#"{"retCode":0}"#).unwrap().rows.is_empty());
    assert_eq!(classify(200, None, r#"{"taskData":[1]}"#).unwrap().rows.len(), 1);
    assert!(classify(200, None, r#"{"data":"x","timestamp":1}"#).is_ok());
    for text in ["{}", r#"{"status":"UP"}"#, r#"{"retCode":"OK"}"#, r#"{"retCode":0,"taskData":{}}"#, "[]", "null", "7"]
    {
        assert!(matches!(json_cause(text), Cause::Shape { .. }), "{text}");
    }
}

#[test]
fn a_code_other_than_zero_keeps_its_message_and_id() {
    let error = classify(200, None, r#"{"retCode":6.0,"retMsg":"bad \u001b[31msign","responseID":"r-1"}"#).unwrap_err();
    assert_eq!(error.cause, Cause::RetCode { code: 6, message: Some("bad [31msign".to_owned()) });
    assert_eq!(error.head.response_id.as_deref(), Some("r-1"));
    assert!(matches!(json_cause(r#"{"code":7,"msg":"busy"}"#), Cause::RetCode { code: 7, .. }));
}

#[test]
fn answers_that_are_no_envelope_are_told_apart() {
    assert_eq!(json_cause(""), Cause::Empty);
    assert_eq!(json_cause(" \r\n"), Cause::Empty);
    assert_eq!(json_cause(r#"{"retCode":0,"taskData":[{"a"#), Cause::Truncated { bytes: 28 });
    assert!(matches!(json_cause("no healthy upstream"), Cause::NotJson { .. }));
    assert!(matches!(json_cause(r#"{"retCode":0} trailing"#), Cause::NotJson { .. }));
    let page = "<!DOCTYPE html><html><head><TITLE>Sign\nin</TITLE></head></html>";
    assert_eq!(cause(200, "text/html", page), Cause::Html { title: Some("Sign in".to_owned()) });
    assert_eq!(cause(200, "application/json", "<html>"), Cause::Html { title: None });
    assert!(classify(200, Some("text/html"), r#"{"retCode":0}"#).is_ok(), "a wrong content type alone is no failure");
}

#[test]
fn a_status_keeps_what_the_body_tells() {
    let error = classify(401, None, r#"{"retCode":6,"retMsg":"sign error","responseID":"r-2"}"#).unwrap_err();
    assert_eq!(error.cause, Cause::Status { status: 401, ret_code: Some(6), detail: Some("sign error".to_owned()) });
    assert_eq!(error.head.response_id.as_deref(), Some("r-2"));
    let gateway = cause(502, "text/html", "<html><title>502 Bad Gateway</title>");
    assert_eq!(gateway, Cause::Status { status: 502, ret_code: None, detail: Some("502 Bad Gateway".to_owned()) });
    assert_eq!(cause(404, "", ""), Cause::Status { status: 404, ret_code: None, detail: None });
}

#[test]
fn nesting_does_not_reach_the_stack() {
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(classify(200, None, &format!(r#"{{"retCode":0,"other":{deep},"taskData":[{deep}]}}"#)).is_ok());
    assert!(classify(200, None, &deep).is_err());
    assert!(classify(200, None, &"[".repeat(100_000)).is_err());
}

proptest! {
    #[test]
    fn any_bytes_are_an_envelope_or_an_error(body in proptest::collection::vec(any::<u8>(), 0..300), status in 100..600u16) {
        let text = crate::api::mend::mend_utf8(&body).text;
        let _ = classify(status, None, &text);
        let _ = classify(200, Some("text/html"), &crate::api::mend::mend_controls(&text).text);
    }

    #[test]
    fn any_cut_of_a_good_answer_is_told(end in 1..120usize) {
        let whole = r#"{"retCode":0,"retMsg":"成功","responseID":"r-1","taskData":[{"taskID":"a","taskStatus":2},null],"totalCount":2}"#;
        prop_assume!(end < whole.len());
        let mended = crate::api::mend::mend_utf8(&whole.as_bytes()[..end]);
        let is_truncated = matches!(json_cause(&mended.text), Cause::Truncated { .. });
        prop_assert!(is_truncated);
    }
}

#[test]
fn a_page_with_too_many_rows_is_refused_before_tasks_are_made_of_them() {
    let page = format!(r#"{{"retCode":0,"taskData":[{}{{}}]}}"#, "{},".repeat(MOST_ROWS));
    assert_eq!(
        json_cause(&page),
        Cause::Shape { detail: "its taskData is a list of 200001 rows, which is too many".to_owned() }
    );
}

#[test]
fn a_null_ret_code_does_not_hide_the_other_spelling() {
    assert!(matches!(json_cause(r#"{"code":6,"retCode":null,"taskData":[]}"#), Cause::RetCode { code: 6, .. }));
}
