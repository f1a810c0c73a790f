//! What the server refuses, and with which code.

use callbot_tui::api::sign::Algorithm;
use serde_json::{Value, json};

use crate::support::{Ask, Bench};

#[test]
fn ping_has_an_envelope_of_its_own() {
    let bench = Bench::scenario("empty");
    let reply = bench.send(&bench.ask("/callcentre/api/v3/ping", r#"{"data":"hello 📞"}"#)).unwrap();
    let body = reply.json();
    assert_eq!((&body["data"], &body["code"]), (&json!("hello 📞"), &json!(0)));
    assert_eq!(body["timestamp"], bench.now_seconds());
    assert!(body["reqId"].is_string() && body["msg"].is_string());
    let refused = bench.send(&bench.ask("/callcentre/api/v3/ping", "{}")).unwrap().json();
    assert_eq!(refused["code"], 2);
}

#[test]
fn only_the_two_documented_calls_are_answered() {
    let bench = Bench::scenario("empty");
    let get = Ask { method: "GET", ..bench.ask("/callcentre/api/v3/ping", "") };
    assert_eq!(bench.send(&get).unwrap().status, 405);
    assert_eq!(bench.send(&bench.ask("/callcentre/api/v3/stopOrder", "{}")).unwrap().status, 404);
}

#[test]
fn every_header_is_checked() {
    let bench = Bench::scenario("empty");
    let body = r#"{"productID":"callbot","page":1,"size":10,"queryConditions":{}}"#;
    let ask = || bench.ask("/callcentre/api/v3/listTask", body);
    let code = |ask: &Ask| bench.send(ask).unwrap().code();
    assert_eq!(code(&ask()), 0);
    assert_eq!(code(&ask().with("algorithm", None)), 0, "absent means MD5");
    assert_eq!(code(&ask().with("sign", None)), 6001);
    for header in ["requestID", "uuid", "createTs"] {
        assert_eq!(code(&ask().with(header, None)), 2, "{header}");
    }
    assert_eq!(code(&ask().with("uuid", Some("somebody"))), 6002);
    assert_eq!(code(&ask().with("createTs", Some("yesterday"))), 3);
    assert_eq!(code(&ask().with("algorithm", Some("SHA256"))), 6);
    assert_eq!(code(&ask().with("algorithm", Some("SHA1"))), 4);
    assert_eq!(code(&ask().with("requestID", Some("another"))), 6, "requestID is signed");
    assert_eq!(code(&ask().with("sign", Some("0123"))), 6);
    let upper = ask();
    let lower = upper.headers.iter().find(|(name, _)| *name == "sign").unwrap().1.to_lowercase();
    let reply = bench.send(&upper.with("sign", Some(&lower))).unwrap();
    assert_eq!(reply.code(), 6);
    assert!(reply.json()["retMsg"].as_str().unwrap().contains("upper-case"));
    let mut spaced = ask();
    spaced.body = body.replace(',', ", ");
    assert_eq!(code(&spaced), 6, "the bytes are signed, not the value");
}

#[test]
fn a_clock_off_by_more_than_a_minute_is_refused_in_words() {
    let bench = Bench::scenario("empty");
    let ask =
        bench.ask("/callcentre/api/v3/listTask", r#"{"productID":"callbot","page":1,"size":10,"queryConditions":{}}"#);
    bench.pass_seconds(60);
    assert_eq!(bench.send(&ask).unwrap().code(), 0);
    bench.pass_seconds(1);
    let reply = bench.send(&ask).unwrap().json();
    assert_eq!(reply["retCode"], 6);
    assert!(reply["retMsg"].as_str().unwrap().contains("61 s behind"), "{reply}");
    assert_eq!(reply.get("taskData"), None);
}

#[test]
fn an_account_set_to_sha256_takes_nothing_else() {
    let mut bench = Bench::start(|options| options.algorithm = Algorithm::Sha256);
    assert_eq!(bench.list(1, 1, &json!({})).code(), 0);
    let unnamed = bench.ask("/callcentre/api/v3/ping", r#"{"data":"x"}"#).with("algorithm", None);
    assert_eq!(bench.send(&unnamed).unwrap().json()["code"], 6);
    bench.algorithm = Algorithm::Md5;
    assert_eq!(bench.list(1, 1, &json!({})).code(), 6);
}

#[test]
fn parameters_are_checked_for_presence_type_and_value() {
    let bench = Bench::scenario("empty");
    let code = |body: Value| bench.send(&bench.ask("/callcentre/api/v3/listTask", body.to_string())).unwrap().code();
    let good = json!({"productID": "callbot", "page": 1, "size": 10, "queryConditions": {}});
    let with = |name: &str, value: Value| {
        let mut body = good.clone();
        body[name] = value;
        body
    };
    assert_eq!(code(good.clone()), 0);
    for name in ["productID", "page", "size", "queryConditions"] {
        let mut body = good.clone();
        body.as_object_mut().unwrap().remove(name);
        assert_eq!(code(body), 2, "{name}");
    }
    for (name, value, expected) in [
        ("productID", json!(5), 3),
        ("productID", json!("chatbot"), 4),
        ("page", json!("1"), 3),
        ("page", json!(1.5), 3),
        ("page", json!(0), 4),
        ("size", json!(0), 4),
        ("size", json!(1000), 0),
        ("size", json!(1001), 4001),
        ("queryConditions", json!([]), 3),
        ("queryConditions", json!({"taskStatus": [1, 2]}), 0),
        ("queryConditions", json!({"taskStatus": 1}), 3),
        ("queryConditions", json!({"taskStatus": ["1"]}), 3),
        ("queryConditions", json!({"taskStatus": [0]}), 4),
        ("queryConditions", json!({"taskStatus": []}), 4),
        ("queryConditions", json!({"taskName": "x"}), 3),
        ("queryConditions", json!({"taskName": [""]}), 4),
        ("queryConditions", json!({"userTaskID": vec!["x"; 1001]}), 4001),
        ("queryConditions", json!({"sceneID": ["x"]}), 3),
        ("queryConditions", json!({"startTs": "1790000000"}), 3),
        ("queryConditions", json!({"endTs": 1_790_000_000_000_i64}), 4),
        ("queryConditions", json!({"status": [1]}), 4),
    ] {
        assert_eq!(code(with(name, value.clone())), expected, "{name} = {value}");
    }
    assert_eq!(bench.send(&bench.ask("/callcentre/api/v3/listTask", "[]")).unwrap().code(), 3);
    assert_eq!(bench.send(&bench.ask("/callcentre/api/v3/listTask", "{")).unwrap().code(), 3);
}
