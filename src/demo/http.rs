//! The HTTP face: routes, the order of the checks, the reply's headers. Uses the rest of this room.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::post;

use super::account::{Account, Caller};
use super::envelope::{self, TaskPage};
use super::fault::{Echo, Fault, Faults, Met};
use super::fleet::{Fleet, mix};
use super::mischief::{self, Signed};
use super::options::DemoClock;
use super::params::{self, ListRequest};
use super::refusal::Refusal;
use super::tally::Counter;
use super::world_clock::WorldClock;

/// The largest body read, in bytes.
const MAX_BODY_BYTES: usize = 1 << 20;

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
    /// Where redirects point to.
    pub elsewhere: String,
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
            return mischief::plain(StatusCode::PAYLOAD_TOO_LARGE, "text/plain", "the body is too large");
        };
        let signed = Signed::of(&head.headers, &body);
        let now_ms = (self.clock)();
        let server_seconds = now_ms.div_euclid(1000) + met.clock_seconds();
        if let Some(mut response) = mischief::instead(&met, &signed, &self.elsewhere, server_seconds).await {
            mischief::date(response.headers_mut(), server_seconds);
            return response;
        }
        let allowed = match met.refusal().map(Refusal::plain).or_else(|| mischief::echo(&met, &signed)) {
            Some(refusal) => Err(refusal),
            None => self.account.check(&head.headers, &body, server_seconds),
        };
        let mut response_id = format!("{:016x}", mix(self.seed, in_work.number));
        if met.has(Fault::Echo(Echo::ResponseId)) {
            response_id = signed.secret().to_owned();
        }
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
        let body = mischief::spoil(body, &met, &signed);
        let mut headers = self.headers(&body, &met, &caller, server_seconds);
        if met.has(Fault::Echo(Echo::Headers)) {
            signed.echo_into(&mut headers);
        }
        mischief::carry(body, headers, &met, &head.headers)
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

    /// The headers of a reply with this body.
    fn headers(&self, body: &[u8], met: &Met, caller: &Caller, server_seconds: i64) -> HeaderMap {
        let create_ts = server_seconds.to_string();
        let mut caller = caller.clone();
        if met.has(Fault::OtherRequest) {
            caller.request_id = "0".repeat(32);
        }
        let mut sign = self.account.sign_reply(body, &create_ts, &caller);
        if met.has(Fault::BadSignature) {
            sign = sign.map(|sign| "0".repeat(sign.len()));
        } else if met.has(Fault::NoSignature) {
            sign = None;
        }
        let mut headers = HeaderMap::new();
        mischief::date(&mut headers, server_seconds);
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
        headers
    }
}
