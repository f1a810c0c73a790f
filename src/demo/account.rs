//! The one account of a demo server: checks the headers and the signature of a request, and signs replies (API page
//! auth). Uses `api::sign`.

use axum::http::HeaderMap;

use crate::api::sign::{Algorithm, Parts, sign};

use super::refusal::Refusal;

/// The `uuid` of the demo account.
pub const DEMO_UUID: &str = "demo-uuid-0001";

/// The `secretKey` of the demo account: made up, protects nothing, and may be printed.
pub const DEMO_SECRET: &str = "demo-secret-0001";

/// How far `createTs` may be from the server's clock, in seconds. The documents give no figure; this is what the vendor's
/// other interfaces allow.
const CLOCK_TOLERANCE_SECONDS: i64 = 60;

/// The account and the digest that it is set to.
#[derive(Clone, Copy)]
pub(super) struct Account {
    /// The digest that the account is set to.
    pub algorithm: Algorithm,
}

/// The request headers that replies give back, as text; empty where they did not come or are not ASCII.
#[derive(Debug, Clone, Default)]
pub(super) struct Caller {
    /// `requestID`.
    pub request_id: String,
    /// `uuid`.
    pub uuid: String,
}

impl Caller {
    /// Reads what came, whether it is right or not.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let text = |name| text(headers, name).unwrap_or_default().to_owned();
        Self { request_id: text("requestid"), uuid: text("uuid") }
    }
}

impl Account {
    /// Checks every header, and the signature over the body's bytes as they came.
    pub(super) fn check(self, headers: &HeaderMap, body: &[u8], now_seconds: i64) -> Result<(), Refusal> {
        let given_sign = text(headers, "sign").ok_or_else(|| Refusal::plain(6001))?;
        let request_id = required(headers, "requestID")?;
        let uuid = required(headers, "uuid")?;
        let create_ts = required(headers, "createTs")?;
        if uuid != DEMO_UUID {
            return Err(Refusal { code: 6002, message: format!("account {uuid} does not exist") });
        }
        self.check_clock(create_ts, now_seconds)?;
        self.check_algorithm(text(headers, "algorithm").unwrap_or_default())?;
        let right_sign = sign(self.algorithm, &Parts { secret: DEMO_SECRET, body, create_ts, request_id, uuid });
        if given_sign == right_sign {
            Ok(())
        } else if given_sign.eq_ignore_ascii_case(&right_sign) {
            Err(Refusal::signature("signature wrong: it must be upper-case hex"))
        } else {
            Err(Refusal::signature("signature wrong: it does not match body, createTs, requestID, uuid and secretKey"))
        }
    }

    fn check_clock(self, create_ts: &str, now_seconds: i64) -> Result<(), Refusal> {
        let created: i64 =
            create_ts.parse().map_err(|_| Refusal::wrong_type("createTs", "a whole number of seconds"))?;
        let difference = created.saturating_sub(now_seconds);
        if difference.saturating_abs() <= CLOCK_TOLERANCE_SECONDS {
            return Ok(());
        }
        let direction = if difference > 0 { "ahead of" } else { "behind" };
        let difference = difference.saturating_abs();
        Err(Refusal::signature(format!(
            "createTs expired: {difference} s {direction} the server's clock, {CLOCK_TOLERANCE_SECONDS} s are allowed"
        )))
    }

    fn check_algorithm(self, header: &str) -> Result<(), Refusal> {
        let asked = match header {
            "" | "MD5" => Algorithm::Md5,
            "SHA256" => Algorithm::Sha256,
            other => return Err(Refusal::invalid(format!("algorithm {other} is neither MD5 nor SHA256"))),
        };
        if asked == self.algorithm {
            return Ok(());
        }
        let (asked, set) = (asked.name(), self.algorithm.name());
        Err(Refusal::signature(format!(
            "signature wrong: the account is set to {set}, the request is signed with {asked}"
        )))
    }

    /// The signature of a reply, made "the same way" as a request's. An account that does not exist has no secret, so
    /// there is nothing to sign with.
    pub(super) fn sign_reply(self, body: &[u8], create_ts: &str, caller: &Caller) -> Option<String> {
        let Caller { request_id, uuid } = caller;
        (uuid == DEMO_UUID)
            .then(|| sign(self.algorithm, &Parts { secret: DEMO_SECRET, body, create_ts, request_id, uuid }))
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().filter(|text| !text.is_empty())
}

fn required<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Refusal> {
    text(headers, name).ok_or_else(|| Refusal::missing(&format!("header {name}")))
}
