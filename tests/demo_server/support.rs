//! A demo server with a clock that only the test moves, and requests made by hand, without the project's client.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use callbot_tui::api::sign::{Algorithm, Parts, sign};
use callbot_tui::demo::{DemoError, DemoOptions, DemoServer};
use serde_json::{Value, json};

/// 2026-09-23T07:46:07Z, a Wednesday.
pub const START_MS: i64 = 1_790_149_567_000;

/// A server whose clock only the test moves.
#[derive(Debug)]
pub struct Bench {
    pub server: DemoServer,
    pub now_ms: Arc<AtomicI64>,
    pub algorithm: Algorithm,
}

pub struct Reply {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn code(&self) -> i64 {
        assert_eq!(self.status, 200);
        self.json()["retCode"].as_i64().unwrap()
    }
}

/// A request under construction; the default is right in every respect.
pub struct Ask {
    pub path: &'static str,
    pub method: &'static str,
    pub body: String,
    pub headers: Vec<(&'static str, String)>,
}

impl Bench {
    pub fn start(change: impl FnOnce(&mut DemoOptions)) -> Self {
        Self::try_start(change).unwrap()
    }

    pub fn try_start(change: impl FnOnce(&mut DemoOptions)) -> Result<Self, DemoError> {
        let now_ms = Arc::new(AtomicI64::new(START_MS));
        Self::with_clock(now_ms, change)
    }

    /// The scenario as it is when the server starts at another moment.
    pub fn starting_at(start_ms: i64, scenario: &str) -> Self {
        Self::with_clock(Arc::new(AtomicI64::new(start_ms)), |options| options.scenario = scenario.to_owned()).unwrap()
    }

    fn with_clock(now_ms: Arc<AtomicI64>, change: impl FnOnce(&mut DemoOptions)) -> Result<Self, DemoError> {
        let clock = Arc::clone(&now_ms);
        let mut options = DemoOptions::new(Arc::new(move || clock.load(Ordering::SeqCst)));
        change(&mut options);
        let algorithm = options.algorithm;
        Ok(Self { server: DemoServer::start(options)?, now_ms, algorithm })
    }

    pub fn scenario(name: &str) -> Self {
        Self::start(|options| options.scenario = name.to_owned())
    }

    pub fn faulty(faults: &[&str]) -> Self {
        Self::start(|options| options.faults = faults.iter().map(|name| name.parse().unwrap()).collect())
    }

    pub fn pass_seconds(&self, seconds: i64) {
        self.now_ms.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    pub fn now_seconds(&self) -> i64 {
        self.now_ms.load(Ordering::SeqCst) / 1000
    }

    pub fn ask(&self, path: &'static str, body: impl Into<String>) -> Ask {
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

    pub fn send(&self, ask: &Ask) -> std::io::Result<Reply> {
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

    pub fn list(&self, page: i64, size: i64, conditions: &Value) -> Reply {
        let body = json!({"productID": "callbot", "page": page, "size": size, "queryConditions": conditions});
        self.send(&self.ask("/callcentre/api/v3/listTask", body.to_string())).unwrap()
    }

    /// All rows that meet the conditions, page after page, and the last totalCount.
    pub fn all(&self, size: i64, conditions: &Value) -> (Vec<Value>, u64) {
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

    pub fn by_id(&self) -> BTreeMap<String, Value> {
        let (rows, _) = self.all(500, &json!({}));
        rows.into_iter().map(|row| (row["userTaskID"].as_str().unwrap().to_owned(), row)).collect()
    }
}

impl Ask {
    pub fn with(mut self, name: &'static str, value: Option<&str>) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.extend(value.map(|value| (name, value.to_owned())));
        self
    }
}

pub fn name(row: &Value) -> &str {
    row["taskSetting"]["taskCreateSetting"]["taskName"].as_str().unwrap()
}
