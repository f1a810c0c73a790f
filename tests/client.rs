//! The client against real sockets on loopback that answer from a script: what goes over the wire, and what each kind of
//! answer becomes.

#![allow(clippy::unwrap_used, reason = "the helpers of a test may fail it as the test itself may")]

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use callbot_tui::api::sign::{Parts, sign};
use callbot_tui::api::{
    Algorithm, ApiError, Cause, Client, ClientSettings, Page, Row, SignatureCheck, SignaturePolicy, TransportKind,
};
use callbot_tui::domain::{Clock, FaultKind, Now, QueryConditions};

const SECRET: &str = "test-secret-0001";
const UUID: &str = "test-uuid-0001";
const NOW_SECONDS: i64 = 1_700_000_000;

struct StillClock(Instant);

impl Clock for StillClock {
    fn now(&self) -> Now {
        Now { instant: self.0, unix_ms: NOW_SECONDS * 1000 }
    }
}

#[allow(clippy::disallowed_methods, reason = "a clock that stands still has to start somewhere")]
fn clock() -> Arc<dyn Clock> {
    Arc::new(StillClock(Instant::now()))
}

/// A request as it arrived; header names in lower case.
#[derive(Debug)]
struct Received {
    line: String,
    headers: HashMap<String, String>,
    body: Vec<u8>,
}

impl Received {
    fn header(&self, name: &str) -> &str {
        self.headers.get(&name.to_lowercase()).map_or("", String::as_str)
    }
}

type Answer = Box<dyn FnOnce(&Received) -> Vec<u8> + Send>;

enum Step {
    /// Write these bytes; then go on with the next step, on the same connection where the client keeps it.
    Answer(Answer),
    /// Write these bytes and close the connection.
    AnswerAndClose(Answer),
    /// Say nothing until the client gives up.
    Silence,
    /// Close the connection without a word.
    Close,
}

struct Server {
    base_url: String,
    received: Receiver<Received>,
}

fn serve(steps: Vec<Step>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, received) = channel();
    std::thread::spawn(move || {
        let mut steps = steps.into_iter();
        'connections: loop {
            let Ok((stream, _)) = listener.accept() else { return };
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut stream = stream;
            loop {
                let Some(request) = receive(&mut reader) else { continue 'connections };
                let Some(step) = steps.next() else { return };
                match step {
                    Step::Answer(answer) => {
                        let bytes = answer(&request);
                        let _ = sender.send(request);
                        let _ = stream.write_all(&bytes);
                    }
                    Step::AnswerAndClose(answer) => {
                        let bytes = answer(&request);
                        let _ = sender.send(request);
                        let _ = stream.write_all(&bytes);
                        continue 'connections;
                    }
                    Step::Silence => {
                        let _ = sender.send(request);
                        let _ = reader.read(&mut [0]);
                        continue 'connections;
                    }
                    Step::Close => {
                        let _ = sender.send(request);
                        continue 'connections;
                    }
                }
            }
        }
    });
    Server { base_url, received }
}

fn receive(reader: &mut BufReader<TcpStream>) -> Option<Received> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut headers = HashMap::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(':') else { break };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Received { line: line.trim_end().to_owned(), headers, body })
}

fn http(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n{headers}\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

fn answer(status: &'static str, headers: &'static str, body: impl Into<Vec<u8>>) -> Step {
    let body = body.into();
    Step::Answer(Box::new(move |_| http(status, headers, &body)))
}

fn ok(body: impl Into<Vec<u8>>) -> Step {
    answer("200 OK", "content-type: application/json\r\n", body)
}

/// An answer signed as the platform does, over `signed` instead of the body where that is given.
fn signed(body: &'static str, signed_body: &'static str) -> Step {
    signed_with("", body, signed_body)
}

fn signed_with(more_headers: &'static str, body: &'static str, signed_body: &'static str) -> Step {
    Step::Answer(Box::new(move |request| {
        let create_ts = (NOW_SECONDS + 7).to_string();
        let request_id = request.header("requestID");
        let parts =
            Parts { secret: SECRET, body: signed_body.as_bytes(), create_ts: &create_ts, request_id, uuid: UUID };
        let sign = sign(Algorithm::Md5, &parts);
        let headers = format!("requestID: {request_id}\r\nuuid: {UUID}\r\ncreateTs: {create_ts}\r\nsign: {sign}\r\n");
        http("200 OK", &(headers + more_headers), body.as_bytes())
    }))
}

fn settings(server: &Server) -> ClientSettings {
    let mut settings = ClientSettings::new(&server.base_url, UUID, SECRET.into());
    settings.request_timeout = Duration::from_secs(10);
    settings
}

async fn list_with(settings: ClientSettings) -> Result<Page, ApiError> {
    Client::new(settings, clock()).unwrap().list_page(3, 100, &QueryConditions::default()).await
}

async fn list(steps: Vec<Step>) -> Result<Page, ApiError> {
    list_with(settings(&serve(steps))).await
}

#[tokio::test]
async fn a_request_carries_its_signed_bytes_and_five_headers() {
    let server = serve(vec![ok(r#"{"retCode":0,"taskData":[]}"#), ok(r#"{"retCode":0,"taskData":[]}"#)]);
    let mut settings = settings(&server);
    settings.base_url.push('/');
    settings.algorithm = Algorithm::Sha256;
    let client = Client::new(settings, clock()).unwrap();
    let conditions = QueryConditions { names: vec!["客户".to_owned()], ..QueryConditions::default() };
    let page = client.list_page(3, 50, &conditions).await.unwrap();
    client.list_page(4, 50, &conditions).await.unwrap();

    let first = server.received.recv().unwrap();
    assert_eq!(first.line, "POST /callcentre/api/v3/listTask HTTP/1.1");
    let body = r#"{"productID":"callbot","page":3,"size":50,"queryConditions":{"taskName":["\u5ba2\u6237"]}}"#;
    assert_eq!(String::from_utf8_lossy(&first.body), body);
    let request_id = first.header("requestID");
    assert_eq!(request_id.len(), 32);
    assert!(request_id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
    assert_eq!(page.meta.request_id, request_id);
    assert_eq!(first.header("uuid"), UUID);
    assert_eq!(first.header("createTs"), "1700000000");
    assert_eq!(first.header("algorithm"), "SHA256");
    assert_eq!(first.header("content-type"), "application/json");
    let parts = Parts { secret: SECRET, body: &first.body, create_ts: "1700000000", request_id, uuid: UUID };
    assert_eq!(first.header("sign"), sign(Algorithm::Sha256, &parts));

    let second = server.received.recv().unwrap();
    assert_ne!(second.header("requestID"), request_id, "every attempt has an id of its own");
}

#[tokio::test]
async fn rows_come_as_far_as_they_can_be_read() {
    let body = r#"{"retCode":"0","responseID":"r-1","totalCount":"4","taskData":[
        {"taskID":"a","taskStatus":2},null,"what",{"taskID":"b","taskStatus":"?","taskSetting":7},{"taskID":"c","taskSetting":{"taskCreateSetting":{"taskName":"\ud800"}}}]}"#;
    let page = list(vec![ok(body)]).await.unwrap();
    assert_eq!((page.rows.len(), page.total_count), (4, Some(4)));
    assert_eq!(page.meta.response_id.as_deref(), Some("r-1"));
    assert_eq!(page.meta.body_bytes, body.len());
    let Row::Unreadable(issue) = &page.rows[1] else { panic!("{:?}", page.rows[1]) };
    assert_eq!((issue.page, issue.row), (3, 3));
    let Row::Task(odd) = &page.rows[2] else { panic!("{:?}", page.rows[2]) };
    assert_eq!(odd.issues.len(), 2);
    let Row::Task(cut) = &page.rows[3] else { panic!("{:?}", page.rows[3]) };
    assert_eq!(cut.texts.name(), Some("\u{fffd}"));
}

#[tokio::test]
async fn a_body_that_is_almost_json_is_mended_and_counted() {
    let mut body = b"\xef\xbb\xbf{\"retCode\":0,\"taskData\":[{\"taskID\":\"a\xffb\"}]}".to_vec();
    let page = list(vec![ok(body.clone())]).await.unwrap();
    assert_eq!(page.meta.mended_pieces, 1);
    let Row::Task(task) = &page.rows[0] else { panic!() };
    assert_eq!(task.texts.task_id(), Some("a\u{fffd}b"));

    body.retain(|byte| *byte != 0xff);
    let at = body.iter().position(|byte| *byte == b'b').unwrap();
    body.insert(at, b'\n');
    let page = list(vec![ok(body)]).await.unwrap();
    let Row::Task(task) = &page.rows[0] else { panic!() };
    assert_eq!((task.texts.task_id(), page.meta.mended_pieces), (Some("a b"), 1));
}

#[tokio::test]
async fn answers_that_cannot_be_used_are_told_apart() {
    let html = "<html><head><title>Sign in</title></head></html>";
    let cases: Vec<(Step, Cause)> = vec![
        (answer("200 OK", "content-type: text/html\r\n", html), Cause::Html { title: Some("Sign in".to_owned()) }),
        (ok(""), Cause::Empty),
        (ok(r#"{"retCode":0,"taskDa"#), Cause::Truncated { bytes: 20 }),
        (ok("upstream went away"), Cause::NotJson { start: "upstream went away".to_owned() }),
        (
            answer("502 Bad Gateway", "content-type: text/html\r\n", html),
            Cause::Status { status: 502, ret_code: None, detail: Some("Sign in".to_owned()) },
        ),
        (
            answer("302 Found", "location: http://elsewhere.example.net:8080/login?token=s3\r\n", ""),
            Cause::Redirect { status: 302, host: "elsewhere.example.net:8080".to_owned() },
        ),
    ];
    for (step, expected) in cases {
        let error = list(vec![step]).await.unwrap_err();
        assert_eq!(error.cause, expected);
        assert!(error.to_string().ends_with("(listTask page 3)"), "{error}");
        assert_eq!(error.failure().fault.request_id.map(|id| id.len()), Some(32));
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let target = serve(vec![ok(r#"{"retCode":0,"taskData":[]}"#)]);
    let location = format!("location: {}/x\r\n", target.base_url);
    let step = Step::Answer(Box::new(move |_| http("307 Temporary Redirect", &location, b"")));
    assert!(list(vec![step]).await.is_err());
    assert!(target.received.try_recv().is_err(), "nothing went to the target");
}

#[tokio::test]
async fn refusals_keep_code_message_ids_and_clock() {
    for (code, kind, word) in [
        (6, FaultKind::SignatureRefused, "clock"),
        (6002, FaultKind::AccountUnknown, "uuid"),
        (6003, FaultKind::NotPermitted, "allow"),
        (7, FaultKind::Busy, "ait"),
        (2, FaultKind::RequestRefused, "clock"),
        (99, FaultKind::RequestRefused, "clock"),
    ] {
        let step = Step::Answer(Box::new(move |_| {
            let body = format!(r#"{{"retCode":{code},"retMsg":"no","responseID":"r-9"}}"#);
            http("200 OK", "createTs: 1700000600\r\n", body.as_bytes())
        }));
        let failure = list(vec![step]).await.unwrap_err().failure();
        assert_eq!((failure.fault.kind, failure.fault.ret_code), (kind, Some(code)));
        assert_eq!(failure.fault.response_id.as_deref(), Some("r-9"));
        assert_eq!(failure.fault.skew_seconds, Some(600));
        assert!(failure.fault.hint.contains(word), "{}", failure.fault.hint);
    }
}

#[tokio::test]
async fn a_status_with_an_envelope_inside_keeps_its_code() {
    let step = answer("401 Unauthorized", "", r#"{"retCode":6002,"retMsg":"who","responseID":"r-3"}"#);
    let failure = list(vec![step]).await.unwrap_err().failure();
    assert_eq!((failure.fault.kind, failure.fault.ret_code), (FaultKind::AccountUnknown, Some(6002)));
    assert!(failure.fault.sentence.starts_with("The server answered HTTP 401 with retCode 6002"));
}

#[tokio::test]
async fn waiting_times_of_the_server_are_kept() {
    let failure = list(vec![answer("429 Too Many Requests", "retry-after: 7\r\n", "")]).await.unwrap_err().failure();
    assert_eq!((failure.fault.kind, failure.retry_after), (FaultKind::Busy, Some(Duration::from_secs(7))));
    let dates = "date: Tue, 14 Nov 2023 22:13:20 GMT\r\nretry-after: Tue, 14 Nov 2023 22:13:50 GMT\r\n";
    let failure = list(vec![answer("503 Service Unavailable", dates, "")]).await.unwrap_err().failure();
    assert_eq!(failure.retry_after, Some(Duration::from_secs(30)));
}

#[tokio::test]
async fn a_body_beyond_the_cap_is_not_read_to_its_end() {
    let server = serve(vec![ok(vec![b' '; 5000])]);
    let mut settings = settings(&server);
    settings.max_body_bytes = 4999;
    assert_eq!(list_with(settings).await.unwrap_err().cause, Cause::TooLarge { limit_bytes: 4999 });
}

#[tokio::test]
async fn silence_ends_in_a_timeout() {
    let server = serve(vec![Step::Silence]);
    let mut settings = settings(&server);
    settings.request_timeout = Duration::from_millis(50);
    let error = list_with(settings).await.unwrap_err();
    assert!(matches!(error.cause, Cause::Transport { kind: TransportKind::Timeout, .. }), "{error:?}");
    assert!(error.to_string().contains("50ms"), "{error}");
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_server_that_is_not_there_is_no_connection() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let settings = ClientSettings::new(format!("http://{port}"), UUID, SECRET.into());
    let error = list_with(settings).await.unwrap_err();
    assert!(matches!(error.cause, Cause::Transport { kind: TransportKind::Connect, .. }), "{error:?}");
    assert_eq!(error.kind(), FaultKind::Unreachable);
}

#[tokio::test]
async fn https_to_a_server_without_tls_is_told_as_such() {
    let server = serve(vec![ok("")]);
    let mut settings = settings(&server);
    settings.base_url = settings.base_url.replace("http://", "https://");
    match Client::new(settings, clock()) {
        Ok(client) => {
            let error = client.ping().await.unwrap_err();
            assert!(matches!(error.cause, Cause::Transport { .. }), "{error:?}");
        }
        // A machine without certificates cannot even try.
        Err(error) => assert!(matches!(error.cause, Cause::Setup { .. }), "{error:?}"),
    }
}

#[tokio::test]
async fn an_answer_cut_by_the_connection_is_a_broken_body() {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"retCode\":0".to_vec();
    let error = list(vec![Step::AnswerAndClose(Box::new(move |_| cut))]).await.unwrap_err();
    assert!(matches!(error.cause, Cause::Transport { kind: TransportKind::Body, .. }), "{error:?}");
}

#[tokio::test]
async fn what_follows_an_answer_is_no_answer_to_the_next_request() {
    let forged = http("200 OK", "", br#"{"retCode":0,"taskData":[{"taskID":"forged"}]}"#);
    let first = [http("200 OK", "", br#"{"retCode":0,"taskData":[]}"#), forged].concat();
    let server = serve(vec![Step::Answer(Box::new(move |_| first)), ok(r#"{"retCode":0,"taskData":[]}"#)]);
    let client = Client::new(settings(&server), clock()).unwrap();
    for page in [1, 2] {
        assert!(client.list_page(page, 10, &QueryConditions::default()).await.unwrap().rows.is_empty());
    }
}

#[tokio::test]
async fn what_a_server_repeats_of_the_secret_goes_no_further() {
    let body = format!(
        r#"{{"retCode":6,"retMsg":"{SECRET}&body=","responseID":"{SECRET}","taskData":[{{"taskID":"{}"}}]}}"#,
        SECRET.replace('-', "\\u002d")
    );
    let error = list(vec![ok(body.clone())]).await.unwrap_err();
    let page = list(vec![ok(body.replace(":6", ":0"))]).await.unwrap();
    for text in [format!("{error:?} {:?}", error.failure()), format!("{page:?}")] {
        assert!(text.contains("-removed-") && !text.contains(SECRET) && !text.contains("secret-0001"), "{text}");
    }
}

#[tokio::test]
async fn a_kept_connection_that_was_closed_costs_one_more_attempt_with_a_signature_of_its_own() {
    let good = || ok(r#"{"retCode":0,"taskData":[]}"#);
    let server = serve(vec![good(), Step::Close, good()]);
    let client = Client::new(settings(&server), clock()).unwrap();
    let conditions = QueryConditions::default();
    client.list_page(1, 10, &conditions).await.unwrap();
    client.list_page(2, 10, &conditions).await.unwrap();
    let ids: Vec<String> = server.received.try_iter().map(|request| request.header("requestID").to_owned()).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids[1] != ids[2], "{ids:?}");

    let error = list(vec![Step::Close, good()]).await.unwrap_err();
    assert!(matches!(error.cause, Cause::Transport { kind: TransportKind::Reset, .. }), "{error:?}");
}

#[tokio::test]
async fn compressed_answers_are_asked_for_only_where_they_disturb_no_check() {
    for (policy, expected) in
        [(SignaturePolicy::Off, "gzip"), (SignaturePolicy::Warn, "identity"), (SignaturePolicy::Require, "identity")]
    {
        let server = serve(vec![ok(r#"{"retCode":0,"taskData":[]}"#)]);
        let mut settings = settings(&server);
        settings.reply_signature = policy;
        let _ = list_with(settings).await;
        assert_eq!(server.received.recv().unwrap().header("accept-encoding"), expected, "{policy:?}");
    }
}

/// `{"retCode":0,"taskData":[{"taskID":"a"}]}`, compressed.
const COMPRESSED: &[u8] = &[
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0x2a, 0x4a, 0x2d, 0x71, 0xce, 0x4f, 0x49,
    0x55, 0xb2, 0x32, 0xd0, 0x51, 0x2a, 0x49, 0x2c, 0xce, 0x76, 0x49, 0x2c, 0x49, 0x54, 0xb2, 0x8a, 0xae, 0x06, 0x73,
    0x3c, 0x5d, 0x94, 0xac, 0x94, 0x12, 0x95, 0x6a, 0x63, 0x6b, 0x01, 0x62, 0xbb, 0xb4, 0xc2, 0x29, 0x00, 0x00, 0x00,
];

#[tokio::test]
async fn a_compressed_answer_is_read_whether_it_was_asked_for_or_not() {
    let step = || answer("200 OK", "content-encoding: gzip\r\n", COMPRESSED);
    let server = serve(vec![step()]);
    let mut settings = settings(&server);
    settings.reply_signature = SignaturePolicy::Off;
    assert_eq!(list_with(settings).await.unwrap().rows.len(), 1);
    let unasked = list(vec![step()]).await.unwrap();
    assert_eq!((unasked.rows.len(), unasked.meta.signature), (1, SignatureCheck::Missing), "and checked all the same");
}

#[tokio::test]
async fn an_answer_that_cannot_be_unpacked_is_told_as_such() {
    let broken = [&COMPRESSED[..20], b"nothing of the kind"].concat();
    for (headers, body, word) in [
        ("content-encoding: gzip\r\n", broken, "its gzip is broken"),
        ("content-encoding: gzip\r\n", COMPRESSED[..30].to_vec(), "its gzip is broken"),
        ("content-encoding: br\r\n", b"whatever".to_vec(), "packed with br"),
        ("", COMPRESSED.to_vec(), "packed with gzip, and does not say so"),
    ] {
        let error = list(vec![answer("200 OK", headers, body)]).await.unwrap_err();
        assert!(matches!(&error.cause, Cause::Packed { detail } if detail.contains(word)), "{error:?}");
        assert!(error.hint().contains("packs or damages"), "{}", error.hint());
    }
}

#[tokio::test]
async fn the_signature_of_replies_is_checked_as_the_policy_says() {
    const BODY: &str = r#"{"retCode":0,"taskData":[]}"#;
    let cases: [(fn() -> Step, SignatureCheck); 4] = [
        (|| signed(BODY, BODY), SignatureCheck::Valid),
        (|| signed(BODY, "another"), SignatureCheck::Invalid),
        (|| ok(BODY), SignatureCheck::Missing),
        // A header does not switch the check off.
        (|| signed_with("Content-Encoding: identity\r\n", BODY, "another"), SignatureCheck::Invalid),
    ];
    for (step, check) in cases {
        let page = list(vec![step()]).await.unwrap();
        assert_eq!(page.meta.signature, check);

        let server = serve(vec![step()]);
        let mut required = settings(&server);
        required.reply_signature = SignaturePolicy::Require;
        match list_with(required).await {
            Ok(_) => assert_eq!(check, SignatureCheck::Valid),
            Err(error) => {
                assert_eq!(error.cause, Cause::ReplySignature { missing: check == SignatureCheck::Missing });
            }
        }

        let server = serve(vec![step()]);
        let mut off = settings(&server);
        off.reply_signature = SignaturePolicy::Off;
        assert_eq!(list_with(off).await.unwrap().meta.signature, SignatureCheck::NotChecked);
    }
}

#[tokio::test]
async fn ping_reads_its_own_envelope() {
    let server = serve(vec![Step::Answer(Box::new(|request| {
        let sent: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
        let body = format!(r#"{{"data":{},"timestamp":1700000003,"code":0,"msg":"ok","reqId":"r-5"}}"#, sent["data"]);
        http("200 OK", "", body.as_bytes())
    }))]);
    let ping = Client::new(settings(&server), clock()).unwrap().ping().await.unwrap();
    assert_eq!((ping.timestamp, ping.echoed), (Some(1_700_000_003), true));
    assert_eq!(ping.meta.response_id.as_deref(), Some("r-5"));
    assert_eq!(server.received.recv().unwrap().line, "POST /callcentre/api/v3/ping HTTP/1.1");
}

#[tokio::test]
async fn the_secret_is_in_no_debug_text_and_no_error() {
    let server = serve(vec![ok(r#"{"retCode":6,"retMsg":"no"}"#)]);
    let settings = settings(&server);
    assert!(!format!("{settings:?}").contains(SECRET));
    let client = Client::new(settings, clock()).unwrap();
    assert!(!format!("{client:?}").contains(SECRET));
    let error = client.ping().await.unwrap_err();
    assert!(!format!("{error:?} {error} {:?}", error.failure()).contains(SECRET));
}

#[test]
fn an_account_name_that_no_header_can_carry_is_refused_at_once() {
    for uuid in ["", "a b", "a\nb", "客"] {
        let error = Client::new(ClientSettings::new("http://127.0.0.1:1", uuid, SECRET.into()), clock()).unwrap_err();
        assert_eq!(error.kind(), FaultKind::Setup, "{uuid:?}");
    }
}
