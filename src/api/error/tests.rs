//! What the words of a failure must say, and what they must never hold.

use super::*;

fn refused(code: i64, skew_seconds: Option<i64>) -> ApiError {
    let context = Context {
        operation: "listTask page 3".to_owned(),
        host: "api.example.net".to_owned(),
        ret_code: Some(code),
        skew_seconds,
        ..Context::default()
    };
    ApiError::new(Cause::RetCode { code, message: Some("no".to_owned()) }, context)
}

fn status(status: u16, ret_code: Option<i64>) -> ApiError {
    ApiError::new(Cause::Status { status, ret_code, detail: None }, Context { ret_code, ..Context::default() })
}

#[test]
fn a_wrong_clock_is_named_first_and_with_its_number() {
    let behind = refused(6, Some(612)).hint();
    assert!(behind.starts_with("Set this machine's clock right first: it is 612 s behind the server's"), "{behind}");
    assert!(behind.contains("secret_key"), "{behind}");
    assert!(refused(6, Some(-612)).hint().contains("612 s ahead of"));
    assert!(refused(6, Some(i64::MIN)).hint().contains("clock"));
}

#[test]
fn a_right_clock_points_at_secret_and_the_other_algorithm() {
    let hint = refused(6001, Some(-2)).hint();
    assert!(
        hint.contains("not the cause (2 s apart)") && hint.contains("secret_key") && hint.contains("SHA256"),
        "{hint}"
    );
    let unknown = refused(6, None).hint();
    assert!(unknown.starts_with("Check secret_key") && unknown.contains("clock too"), "{unknown}");
}

#[test]
fn an_unknown_account_and_missing_rights_have_hints_of_their_own() {
    assert!(refused(6002, Some(900)).hint().contains("uuid"));
    assert!(refused(6003, None).hint().contains("allow"));
    assert!(refused(4, Some(900)).hint().contains("clock"), "an expired timestamp has no code of its own");
}

#[test]
fn the_sentence_names_code_meaning_message_and_operation() {
    let failure = refused(7, None).failure();
    assert_eq!(failure.fault.sentence, "The API answered retCode 7: the platform is busy, \"no\" (listTask page 3)");
    assert_eq!(failure.fault.ret_code, Some(7));
    assert_eq!(failure.fault.kind, FaultKind::Busy);
}

#[test]
fn statuses_are_sorted_and_a_code_inside_tells_more() {
    assert_eq!(status(401, None).kind(), FaultKind::SignatureRefused);
    assert_eq!(status(403, None).kind(), FaultKind::NotPermitted);
    assert_eq!(status(429, None).kind(), FaultKind::Busy);
    assert_eq!(status(502, None).kind(), FaultKind::Busy);
    assert_eq!(status(404, None).kind(), FaultKind::Unusable);
    assert_eq!(status(400, Some(6002)).kind(), FaultKind::AccountUnknown);
    assert_eq!(status(500, Some(0)).kind(), FaultKind::Busy);
    assert!(status(503, None).is_transient() && !status(404, None).is_transient());
}

#[test]
fn a_proxy_in_use_is_named() {
    let context = Context { proxy: Some("http://proxy.example.net:3128".to_owned()), ..Context::default() };
    let error = ApiError::new(Cause::Transport { kind: TransportKind::Connect, detail: String::new() }, context);
    assert!(error.hint().contains("proxy.example.net:3128"));
}

#[test]
fn texts_of_the_server_are_harmless_and_short() {
    assert_eq!(kept_text(" a\u{1b}[31mb\n"), "a[31mb");
    let long = kept_text(&"客".repeat(1000));
    assert_eq!(long.chars().count(), TEXT_LIMIT);
    assert!(long.ends_with('…'));
}
