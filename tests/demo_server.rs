//! The demo server over real sockets: its checks, conditions, signatures, paging, and the life of its fleet.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use callbot_tui::api::sign::{Algorithm, Parts, sign};
use callbot_tui::demo::{DemoOptions, DemoServer};
use serde_json::{Value, json};

/// 2026-09-23T07:46:07Z, a Wednesday.
const START_MS: i64 = 1_790_149_567_000;

/// A server whose clock only the test moves.
struct Bench {
    server: DemoServer,
    now_ms: Arc<AtomicI64>,
    algorithm: Algorithm,
}

struct Reply {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    fn code(&self) -> i64 {
        assert_eq!(self.status, 200);
        self.json()["retCode"].as_i64().unwrap()
    }
}

/// A request under construction; the default is right in every respect.
struct Ask {
    path: &'static str,
    method: &'static str,
    body: String,
    headers: Vec<(&'static str, String)>,
}

impl Bench {
    fn start(change: impl FnOnce(&mut DemoOptions)) -> Self {
        let now_ms = Arc::new(AtomicI64::new(START_MS));
        let clock = Arc::clone(&now_ms);
        let mut options = DemoOptions::new(Arc::new(move || clock.load(Ordering::SeqCst)));
        change(&mut options);
        let algorithm = options.algorithm;
        Self { server: DemoServer::start(options).unwrap(), now_ms, algorithm }
    }

    fn scenario(name: &str) -> Self {
        Self::start(|options| options.scenario = name.to_owned())
    }

    fn faulty(faults: &[&str]) -> Self {
        Self::start(|options| options.faults = faults.iter().map(|name| name.parse().unwrap()).collect())
    }

    fn pass_seconds(&self, seconds: i64) {
        self.now_ms.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    fn now_seconds(&self) -> i64 {
        self.now_ms.load(Ordering::SeqCst) / 1000
    }

    fn ask(&self, path: &'static str, body: impl Into<String>) -> Ask {
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let body = body.into();
        let request_id = format!("{:032x}", NEXT.fetch_add(1, Ordering::Relaxed));
        let create_ts = self.now_seconds().to_string();
        let parts = Parts {
            secret: self.server.secret(),
            body: body.as_bytes(),
            create_ts: &create_ts,
            request_id: &request_id,
            uuid: self.server.uuid(),
        };
        let sign = sign(self.algorithm, &parts);
        let headers = vec![
            ("requestID", request_id),
            ("uuid", self.server.uuid().to_owned()),
            ("createTs", create_ts),
            ("sign", sign),
            ("algorithm", self.algorithm.name().to_owned()),
        ];
        Ask { path, method: "POST", body, headers }
    }

    fn send(&self, ask: &Ask) -> std::io::Result<Reply> {
        let mut stream = TcpStream::connect(self.server.address())?;
        let mut text = format!("{} {} HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n", ask.method, ask.path);
        for (name, value) in &ask.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str(&format!("Content-Length: {}\r\n\r\n{}", ask.body.len(), ask.body));
        stream.write_all(text.as_bytes())?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let pair = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        let headers = head.lines().skip(1).filter_map(pair).collect();
        Ok(Reply { status, headers, body: bytes[end + 4..].to_vec() })
    }

    fn list(&self, page: i64, size: i64, conditions: &Value) -> Reply {
        let body = json!({"productID": "callbot", "page": page, "size": size, "queryConditions": conditions});
        self.send(&self.ask("/callcentre/api/v3/listTask", body.to_string())).unwrap()
    }

    /// All rows that meet the conditions, page after page, and the last totalCount.
    fn all(&self, size: i64, conditions: &Value) -> (Vec<Value>, u64) {
        let mut rows = Vec::new();
        for page in 1.. {
            let reply = self.list(page, size, conditions).json();
            assert_eq!(reply["retCode"], 0, "{reply}");
            let more = reply["taskData"].as_array().unwrap();
            rows.extend(more.iter().cloned());
            if more.len() < usize::try_from(size).unwrap() {
                return (rows, reply["totalCount"].as_u64().unwrap());
            }
        }
        unreachable!()
    }

    fn by_id(&self) -> BTreeMap<String, Value> {
        let (rows, _) = self.all(500, &json!({}));
        rows.into_iter().map(|row| (row["userTaskID"].as_str().unwrap().to_owned(), row)).collect()
    }
}

impl Ask {
    fn with(mut self, name: &'static str, value: Option<&str>) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.extend(value.map(|value| (name, value.to_owned())));
        self
    }
}

fn name(row: &Value) -> &str {
    row["taskSetting"]["taskCreateSetting"]["taskName"].as_str().unwrap()
}

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
    let lower = ask().headers.iter().find(|(name, _)| *name == "sign").unwrap().1.to_lowercase();
    let mut lower_ask = ask();
    lower_ask = lower_ask.with("sign", Some(&lower));
    assert_eq!(code(&lower_ask), 6);
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
