//! What the headers of a reply tell: its signature, the server's clock, how long to wait. Uses `sign` and `page`; reads no
//! clock.

use std::time::{Duration, UNIX_EPOCH};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use crate::api::page::SignatureCheck;
use crate::api::sign::{Algorithm, Parts, sign};
use crate::domain::ApiTime;

/// No server may keep the program waiting longer than a day.
const LONGEST_WAIT: Duration = Duration::from_secs(86_400);

/// What a request was signed with, to check its reply by.
pub(super) struct Sent<'a> {
    pub(super) secret: &'a str,
    pub(super) algorithm: Algorithm,
    pub(super) request_id: &'a str,
    pub(super) uuid: &'a str,
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim).filter(|value| !value.is_empty())
}

/// Checks the reply's own signature over its body. A reply that echoes another request or account is wrong even with a
/// right digest. The reply's formula is inferred from the request's (API page taskList).
pub(super) fn check_signature(headers: &HeaderMap, body: &[u8], sent: &Sent<'_>) -> SignatureCheck {
    let Some(signature) = header(headers, "sign") else {
        return SignatureCheck::Missing;
    };
    let Some(create_ts) = header(headers, "createTs") else {
        return SignatureCheck::Invalid;
    };
    let request_id = header(headers, "requestID").unwrap_or(sent.request_id);
    let uuid = header(headers, "uuid").unwrap_or(sent.uuid);
    let algorithm = header(headers, "algorithm").and_then(|name| name.parse().ok()).unwrap_or(sent.algorithm);
    let expected = sign(algorithm, &Parts { secret: sent.secret, body, create_ts, request_id, uuid });
    if request_id == sent.request_id && uuid == sent.uuid && signature.eq_ignore_ascii_case(&expected) {
        SignatureCheck::Valid
    } else {
        SignatureCheck::Invalid
    }
}

/// How far the server's clock is ahead of ours, in seconds: by `createTs`, or by HTTP's `Date` where that is missing, as in
/// answers of a gateway.
pub(super) fn skew_seconds(headers: &HeaderMap, our_unix_seconds: i64) -> Option<i64> {
    let server = header(headers, "createTs")
        .and_then(|text| ApiTime(text.parse().ok()?).unix_seconds())
        .or_else(|| unix_seconds(header(headers, DATE.as_str())?))?;
    Some(server.saturating_sub(our_unix_seconds))
}

/// How long the server asks to wait, as seconds or as a date by its own clock.
pub(super) fn retry_after(headers: &HeaderMap, server_unix_seconds: i64) -> Option<Duration> {
    let text = header(headers, RETRY_AFTER.as_str())?;
    let seconds = match text.parse::<u64>() {
        Ok(seconds) => seconds,
        Err(_) => u64::try_from(unix_seconds(text)?.saturating_sub(server_unix_seconds)).unwrap_or(0),
    };
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

fn unix_seconds(http_date: &str) -> Option<i64> {
    let time = httpdate::parse_http_date(http_date).ok()?;
    i64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"retCode":0,"retMsg":"success","responseID":"r-1","taskData":[],"totalCount":0}"#;
    const ID: &str = "00000000000000000000000000000001";

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    fn check(pairs: &[(&'static str, &str)]) -> SignatureCheck {
        let sent =
            Sent { secret: "test-secret-0001", algorithm: Algorithm::Md5, request_id: ID, uuid: "test-uuid-0001" };
        check_signature(&headers(pairs), BODY, &sent)
    }

    #[test]
    fn a_published_reply_signature_holds() {
        let md5 = ("sign", "C866F2DE423DAF189A27BDC8DFF8CB57");
        let sha = ("sign", "0D6585917E62B304BA506E3A7E47FFDED10EE262BD9960502237482311F6245D");
        let time = ("createts", "1700000001");
        assert_eq!(check(&[md5, time]), SignatureCheck::Valid);
        assert_eq!(check(&[md5, time, ("requestid", ID), ("uuid", "test-uuid-0001")]), SignatureCheck::Valid);
        assert_eq!(check(&[sha, time, ("algorithm", "SHA256")]), SignatureCheck::Valid);
        assert_eq!(check(&[sha, time]), SignatureCheck::Invalid);
        assert_eq!(check(&[md5, ("createts", "1700000002")]), SignatureCheck::Invalid);
        assert_eq!(check(&[md5]), SignatureCheck::Invalid);
        assert_eq!(check(&[time]), SignatureCheck::Missing);
    }

    #[test]
    fn an_echo_of_another_request_is_wrong_even_with_a_right_digest() {
        let other = "00000000000000000000000000000002";
        let sign = sign(
            Algorithm::Md5,
            &Parts {
                secret: "test-secret-0001",
                body: BODY,
                create_ts: "5",
                request_id: other,
                uuid: "test-uuid-0001",
            },
        );
        assert_eq!(check(&[("sign", &sign), ("createts", "5"), ("requestid", other)]), SignatureCheck::Invalid);
    }

    #[test]
    fn the_servers_clock_is_read_from_either_header() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(skew_seconds(&headers(&[("createts", "1700000100"), date]), 1_700_000_000), Some(100));
        assert_eq!(skew_seconds(&headers(&[("createts", "1700000100000")]), 1_700_000_000), Some(100));
        assert_eq!(skew_seconds(&headers(&[date]), 784_111_777 + 60), Some(-60));
        assert_eq!(skew_seconds(&headers(&[("createts", "soon")]), 0), None);
        assert_eq!(skew_seconds(&headers(&[("createts", "99999999999")]), i64::MIN), Some(i64::MAX));
    }

    #[test]
    fn waiting_times_are_seconds_or_dates_and_never_forever() {
        let wait = |text: &str| retry_after(&headers(&[("retry-after", text)]), 784_111_777 - 30);
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::from_secs(30)));
        assert_eq!(wait("Sun, 06 Nov 1983 08:49:37 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("18446744073709551615"), Some(LONGEST_WAIT));
        assert_eq!(wait("later"), None);
    }
}
