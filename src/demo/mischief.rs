//! What the faults do to an answer: take its place, spoil its text, or carry it badly. Uses `fault`, `refusal` and
//! `account`.

use std::io::{Error, Write as _};
use std::time::{Duration, UNIX_EPOCH};

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, DATE, LOCATION, RETRY_AFTER, SERVER,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::write::GzEncoder;
use flate2::{Compress, Compression, FlushCompress};
use futures_util::{StreamExt as _, stream};

use super::account::DEMO_SECRET;
use super::fault::{Echo, Fault, Met, Packing};
use super::refusal::Refusal;

const SLOW: Duration = Duration::from_secs(3);
const BETWEEN_DRIPS: Duration = Duration::from_millis(100);
/// What has been sent must be on its way before an error ends the connection.
const BEFORE_A_BREAK: Duration = Duration::from_millis(20);
const WAIT_SECONDS: i64 = 2;
const BOMB_BYTES: usize = 1 << 30;
const BLOCK_BYTES: usize = 1 << 20;
const PIECE_BYTES: usize = 1 << 16;

/// What a request was signed with, as a debugging server would repeat it.
pub(super) struct Signed {
    text: String,
    sign: String,
}

impl Signed {
    pub(super) fn of(headers: &HeaderMap, body: &[u8]) -> Self {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (create_ts, request_id, uuid) = (header("createts"), header("requestid"), header("uuid"));
        let body = String::from_utf8_lossy(body);
        let text = format!("{DEMO_SECRET}&body={body}&createTs={create_ts}&requestID={request_id}&uuid={uuid}");
        Self { text, sign: header("sign").to_owned() }
    }

    #[expect(clippy::unused_self, reason = "whoever has a signed request knows the secret; nobody else asks")]
    pub(super) fn secret(&self) -> &'static str {
        DEMO_SECRET
    }

    /// Repeats everything in headers, also in such as are read.
    pub(super) fn echo_into(&self, headers: &mut HeaderMap) {
        let kind = format!("application/json; charset=utf-8; signed={DEMO_SECRET}");
        for (name, text) in [
            (CONTENT_TYPE, kind.as_str()),
            (RETRY_AFTER, DEMO_SECRET),
            (SERVER, &self.text),
            (axum::http::HeaderName::from_static("x-signed"), &self.text),
            (axum::http::HeaderName::from_static("x-sign"), &self.sign),
        ] {
            if let Ok(value) = HeaderValue::from_str(text) {
                headers.insert(name, value);
            }
        }
    }
}

/// The answer of a fault that leaves no room for a proper one.
pub(super) async fn instead(met: &Met, signed: &Signed, elsewhere: &str, now_seconds: i64) -> Option<Response> {
    if met.has(Fault::Slow) {
        tokio::time::sleep(SLOW).await;
    }
    if met.has(Fault::BlackHole) {
        std::future::pending::<()>().await;
    }
    met.iter().find_map(|fault| {
        Some(match fault {
            Fault::Reset => Response::new(broken_after(Vec::new())),
            Fault::Status(status) => page(status, "Something is wrong here"),
            Fault::WaitSeconds(status) => asking_to_wait(status, &WAIT_SECONDS.to_string()),
            Fault::WaitUntil(status) => asking_to_wait(status, &http_date(now_seconds + WAIT_SECONDS)),
            Fault::Redirect(status) => redirect(status, elsewhere),
            Fault::Html => page(200, "Sign in"),
            Fault::Empty => plain(StatusCode::OK, "application/json", ""),
            Fault::NotJson => plain(StatusCode::OK, "application/json", "{\"retCode\": 0, oops\n"),
            Fault::Endless => Response::new(Body::from_stream(stream::repeat_with(|| Ok::<_, Error>(piece())))),
            Fault::Packed(Packing::Bomb) => bomb(),
            Fault::Echo(Echo::Body) => plain(StatusCode::OK, "text/plain", signed.text.clone()),
            Fault::Echo(Echo::Html) => page(500, &signed.text),
            Fault::Echo(Echo::Utf16) => {
                let bytes: Vec<u8> = signed.text.encode_utf16().flat_map(u16::to_le_bytes).collect();
                plain(StatusCode::INTERNAL_SERVER_ERROR, "text/html; charset=utf-16le", bytes)
            }
            Fault::Echo(Echo::Location) => redirect(302, &format!("http://{DEMO_SECRET}.example.net/{DEMO_SECRET}")),
            _ => return None,
        })
    })
}

/// The refusal of a server that repeats what was signed.
pub(super) fn echo(met: &Met, signed: &Signed) -> Option<Refusal> {
    let message = met.iter().find_map(|fault| match fault {
        Fault::Echo(Echo::Message) => Some(format!("signature wrong, expected the digest of {}", signed.text)),
        Fault::Echo(Echo::ResponseId) => Some("signature wrong".to_owned()),
        Fault::Echo(Echo::Signature) => Some(format!("signature {} wrong", signed.sign)),
        Fault::Echo(Echo::Encoded) => Some(format!(
            "signature wrong for {} {} {} {} {} {}",
            DEMO_SECRET.to_uppercase(),
            DEMO_SECRET.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>(),
            STANDARD.encode(DEMO_SECRET),
            STANDARD.encode(format!("a {DEMO_SECRET}&body={{")),
            hex::encode(DEMO_SECRET),
            hex::encode_upper(DEMO_SECRET),
        )),
        _ => None,
    });
    message.map(Refusal::signature)
}

/// The body as it is to be signed.
pub(super) fn spoil(body: Vec<u8>, met: &Met, signed: &Signed) -> Vec<u8> {
    let into_a_name = |body: &[u8], piece: &[u8]| {
        const NAME: &[u8] = b"\"taskName\":\"";
        let at = memchr::memmem::find(body, NAME).map_or(body.len(), |found| found + NAME.len());
        let (before, after) = body.split_at_checked(at).unwrap_or((body, &[]));
        [before, piece, after].concat()
    };
    met.iter().fold(body, |body, fault| match fault {
        Fault::ByteOrderMark => [b"\xef\xbb\xbf", &body[..]].concat(),
        Fault::InvalidUtf8 => into_a_name(&body, b"\xff"),
        Fault::LoneSurrogates => into_a_name(&body, br"\ud83d"),
        Fault::Echo(Echo::Hidden) => {
            let between = ["\u{200b}", "\\u0000", "\u{ad}", "\\u200d"];
            let said = format!("{DEMO_SECRET} {}", signed.sign);
            let letters = said.chars().zip(between.into_iter().cycle());
            let name = letters.map(|(letter, between)| format!("{letter}{between}")).collect::<String>();
            into_a_name(&body, name.as_bytes())
        }
        Fault::Echo(Echo::Rows) => into_a_name(&body, signed.text.replace('"', "\\\"").as_bytes()),
        _ => body,
    })
}

/// The reply on its way.
pub(super) fn carry(body: Vec<u8>, mut headers: HeaderMap, met: &Met, asked: &HeaderMap) -> Response {
    let mut body = body;
    let asks_for_gzip = || {
        let accepts = asked.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        accepts.split(',').any(|coding| coding.trim() == "gzip")
    };
    let packing = met.packing().filter(|packing| *packing != Packing::Asked || asks_for_gzip());
    if let Some(packing) = packing {
        body = packed(&body);
        if packing == Packing::Broken {
            body.iter_mut().skip(20).for_each(|byte| *byte = !*byte);
        }
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    let half = body.len() / 2;
    let first_half = || body.get(..half).unwrap_or_default().to_vec();
    let (length, body) = if met.has(Fault::Truncated) || met.has(Fault::ResetInBody) {
        (body.len(), broken_after(first_half()))
    } else if met.has(Fault::LengthTooShort) {
        (half, Body::from(first_half()))
    } else if met.has(Fault::LengthTooLong) {
        let never = stream::once(std::future::pending::<Result<Vec<u8>, Error>>());
        (body.len() + 100, Body::from_stream(stream::iter([Ok(body)]).chain(never)))
    } else if met.has(Fault::Drip) {
        let drip = |byte| async move {
            tokio::time::sleep(BETWEEN_DRIPS).await;
            Ok::<_, Error>(vec![byte])
        };
        (body.len(), Body::from_stream(stream::iter(body).then(drip)))
    } else {
        (body.len(), Body::from(body))
    };
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    let mut response = Response::new(body);
    *response.headers_mut() = headers;
    response
}

/// Dates an answer by the server's own clock; otherwise it would carry the machine's time.
pub(super) fn date(headers: &mut HeaderMap, now_seconds: i64) {
    if let Ok(value) = HeaderValue::from_str(&http_date(now_seconds)) {
        headers.insert(DATE, value);
    }
}

fn http_date(unix_seconds: i64) -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(u64::try_from(unix_seconds).unwrap_or_default()))
}

/// An answer that is nothing but a text.
pub(super) fn plain(status: StatusCode, content_type: &'static str, text: impl Into<Body>) -> Response {
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

fn page(status: u16, title: &str) -> Response {
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    let page = format!("<!DOCTYPE html>\n<html><head><title>{title}</title></head><body>{title}</body></html>\n");
    plain(StatusCode::from_u16(status).unwrap_or_default(), "text/html; charset=utf-8", page)
}

fn asking_to_wait(status: u16, value: &str) -> Response {
    let mut response = plain(StatusCode::from_u16(status).unwrap_or_default(), "text/plain", "come back later\n");
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(RETRY_AFTER, value);
    }
    response
}

fn redirect(status: u16, target: &str) -> Response {
    let mut response = plain(StatusCode::from_u16(status).unwrap_or_default(), "text/plain", "");
    if let Ok(value) = HeaderValue::from_str(target) {
        response.headers_mut().insert(LOCATION, value);
    }
    response
}

/// These bytes, and then an error, upon which the connection is closed.
fn broken_after(bytes: Vec<u8>) -> Body {
    let has_bytes = !bytes.is_empty();
    let broken = stream::once(async move {
        if has_bytes {
            tokio::time::sleep(BEFORE_A_BREAK).await;
        }
        Err(Error::other("broken on purpose"))
    });
    Body::from_stream(stream::iter(has_bytes.then_some(Ok(bytes))).chain(broken))
}

fn piece() -> Vec<u8> {
    vec![b' '; PIECE_BYTES]
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// A gigabyte of spaces in a few megabytes: one packed block again and again. The checksum is wrong, but who reads so far has
/// lost already.
fn bomb() -> Response {
    const HEADER: &[u8] = b"\x1f\x8b\x08\0\0\0\0\0\0\xff";
    const LAST_BLOCK_AND_CHECKSUM: &[u8] = b"\x03\0\0\0\0\0\0\0\0\0";
    let mut block = Vec::with_capacity(PIECE_BYTES);
    // A full flush ends a block that needs nothing of those before it. What cannot be packed leaves the bomb empty.
    let _ = Compress::new(Compression::fast(), false).compress_vec(
        &vec![b' '; BLOCK_BYTES],
        &mut block,
        FlushCompress::Full,
    );
    let packed = [HEADER, &block.repeat(BOMB_BYTES / BLOCK_BYTES), LAST_BLOCK_AND_CHECKSUM].concat();
    let mut response = plain(StatusCode::OK, "application/json", packed);
    response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    response
}
