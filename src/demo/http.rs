//! The HTTP face: routes, the order of the checks, the reply's headers, and the faults. Uses the rest of this room.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::post;
use futures_util::StreamExt as _;
use futures_util::stream;

use super::account::{Account, Caller};
use super::envelope::{self, TaskPage};
use super::fault::{Fault, Faults, Met};
use super::fleet::{Fleet, mix};
use super::options::DemoClock;
use super::params::{self, ListRequest};
use super::refusal::Refusal;
use super::tally::Counter;
use super::world_clock::WorldClock;

/// The largest body read, in bytes.
const MAX_BODY_BYTES: usize = 1 << 20;
const SLOW: Duration = Duration::from_secs(3);
const CLOCK_AHEAD_MS: i64 = 600_000;

/// Everything that answers need; nothing in it changes but counters.
pub(super) struct Service {
    /// Who may ask.
    pub account: Account,
    /// The wall clock.
    pub clock: DemoClock,
    /// When the server started, by that clock.
    pub start_ms: i64,
    /// What there is to tell.
    pub fleet: Fleet,
    /// Whether the fleet moves.
    pub world_clock: WorldClock,
    /// What goes wrong.
    pub faults: Faults,
    /// What was asked.
    pub counter: Counter,
    /// What response ids are made from.
    pub seed: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operation {
    Ping,
    ListTask,
}

/// The two operations, `POST` only.
pub(super) fn router(service: Arc<Service>) -> Router {
    let ping =
        |State(service): State<Arc<Service>>, request| async move { service.answer(Operation::Ping, request).await };
    let list = |State(service): State<Arc<Service>>, request| async move {
        service.answer(Operation::ListTask, request).await
    };
    Router::new()
        .route("/callcentre/api/v3/ping", post(ping))
        .route("/callcentre/api/v3/listTask", post(list))
        .with_state(service)
}

impl Service {
    async fn answer(&self, operation: Operation, request: Request) -> Response {
        let (head, body) = request.into_parts();
        let caller = Caller::of(&head.headers);
        let in_work = self.counter.begin(operation == Operation::Ping, &caller.request_id);
        let met = self.faults.meet((self.clock)() - self.start_ms);
        let Ok(body) = axum::body::to_bytes(body, MAX_BODY_BYTES).await else {
            return plain(StatusCode::PAYLOAD_TOO_LARGE, "text/plain", "the body is too large");
        };
        if let Some(response) = instead(&met).await {
            return response;
        }
        let now_ms = (self.clock)();
        let server_ms = if met.has(Fault::ClockAhead) { now_ms + CLOCK_AHEAD_MS } else { now_ms };
        let server_seconds = server_ms.div_euclid(1000);
        let allowed = match met.refusal() {
            Some(code) => Err(Refusal::plain(code)),
            None => self.account.check(&head.headers, &body, server_seconds),
        };
        let response_id = format!("{:016x}", mix(self.seed, in_work.number));
        let body = match operation {
            Operation::Ping => {
                let outcome = allowed.and_then(|()| params::ping(&body));
                self.count_refusal(outcome.is_err());
                envelope::ping(&outcome, server_seconds, &response_id)
            }
            Operation::ListTask => {
                let outcome = allowed.and_then(|()| params::list(&body)).and_then(|request| {
                    if met.has(Fault::RefusePage3) && request.page >= 3 {
                        return Err(Refusal::plain(5001));
                    }
                    Ok(self.page(&request, &met, now_ms, response_id.clone()))
                });
                self.count_refusal(outcome.is_err());
                match outcome {
                    Ok(page) => envelope::bytes(&page),
                    Err(refusal) => envelope::list_refused(&refusal, &response_id),
                }
            }
        };
        self.reply(body, &met, &caller, server_seconds)
    }

    fn count_refusal(&self, refused: bool) {
        if refused {
            self.counter.refuse();
        }
    }

    fn page(&self, request: &ListRequest, met: &Met, now_ms: i64, response_id: String) -> TaskPage {
        let size = if met.has(Fault::ShortPages) { request.size.div_ceil(2) } else { request.size };
        let step = if met.has(Fault::DuplicateRows) { size.saturating_sub(1).max(1) } else { size };
        let from = (request.page - 1).saturating_mul(step);
        let size = if met.has(Fault::EmptyPage) && request.page == 2 { 0 } else { size };
        let (rows, total) = self.fleet.page(&request.conditions, self.world_clock.at(now_ms), from, size);
        let total_count = if met.has(Fault::TotalMissing) {
            None
        } else if met.has(Fault::TotalZero) {
            Some(0)
        } else if met.has(Fault::TotalTooSmall) {
            Some(total / 2)
        } else if met.has(Fault::TotalTooBig) {
            Some(total + 500)
        } else {
            Some(total)
        };
        let task_data = (!met.has(Fault::TaskDataNull)).then_some(rows);
        TaskPage { ret_code: 0, ret_msg: "success", response_id, task_data, total_count }
    }

    fn reply(&self, body: Vec<u8>, met: &Met, caller: &Caller, server_seconds: i64) -> Response {
        let create_ts = server_seconds.to_string();
        let mut sign = self.account.sign_reply(&body, &create_ts, caller);
        if met.has(Fault::BadSignature) {
            sign = sign.map(|sign| "0".repeat(sign.len()));
        } else if met.has(Fault::NoSignature) {
            sign = None;
        }
        let length = body.len();
        let mut response = Response::new(if met.has(Fault::Truncated) { half(&body) } else { Body::from(body) });
        let headers = response.headers_mut();
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        let own = [
            ("requestid", caller.request_id.as_str()),
            ("uuid", &caller.uuid),
            ("createts", &create_ts),
            ("algorithm", self.account.algorithm.name()),
            ("sign", sign.as_deref().unwrap_or_default()),
        ];
        for (name, value) in own.into_iter().filter(|(_, value)| !value.is_empty()) {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}

/// The answer of a fault that leaves no room for a proper one.
async fn instead(met: &Met) -> Option<Response> {
    if met.has(Fault::Slow) {
        tokio::time::sleep(SLOW).await;
    }
    if met.has(Fault::BlackHole) {
        std::future::pending::<()>().await;
    }
    if met.has(Fault::Reset) {
        return Some(Response::new(Body::from_stream(stream::iter([Err::<Vec<u8>, _>(std::io::Error::other(
            "reset",
        ))]))));
    }
    if met.has(Fault::Http500) {
        return Some(plain(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", "internal server error\n"));
    }
    if met.has(Fault::Http503) {
        let mut response = plain(StatusCode::SERVICE_UNAVAILABLE, "text/plain", "come back later\n");
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("2"));
        return Some(response);
    }
    if met.has(Fault::Redirect) {
        let mut response = plain(StatusCode::TEMPORARY_REDIRECT, "text/plain", "");
        response.headers_mut().insert(LOCATION, HeaderValue::from_static("http://127.0.0.1:9/elsewhere"));
        return Some(response);
    }
    if met.has(Fault::Html) {
        let page = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in</body></html>\n";
        return Some(plain(StatusCode::OK, "text/html; charset=utf-8", page));
    }
    if met.has(Fault::Empty) {
        return Some(plain(StatusCode::OK, "application/json", ""));
    }
    met.has(Fault::NotJson).then(|| plain(StatusCode::OK, "application/json", "{\"retCode\": 0, oops\n"))
}

fn plain(status: StatusCode, content_type: &'static str, text: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// Half of the bytes, and then an error, upon which the connection is closed.
fn half(body: &[u8]) -> Body {
    let start = body.get(..body.len() / 2).unwrap_or_default().to_vec();
    let broken = stream::once(async {
        // The half must be on its way before the error ends the connection.
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(std::io::Error::other("truncated"))
    });
    Body::from_stream(stream::iter([Ok(start)]).chain(broken))
}
