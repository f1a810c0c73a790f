//! What broke between here and the server, told from the library's error. Uses `error`.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use rustls::CertificateError;

use super::connect::innermost;
use crate::api::error::{Cause, TransportKind};

/// The time limits that a request had.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) connect: Duration,
    pub(super) request: Duration,
    /// Whether what is connected to is a proxy.
    pub(super) uses_proxy: bool,
}

/// What a proxy means by HTTP status 407.
pub(super) const PROXY_WANTS_CREDENTIALS: &str = "it wants a user and a password (HTTP 407)";

/// The cause for an error of the HTTP library. Its address is left out, because it may hold credentials.
pub(super) fn cause(error: reqwest::Error, limits: Limits, while_reading: bool) -> Cause {
    let error = error.without_url();
    if error.is_builder() {
        return Cause::Internal { detail: innermost(&error) };
    }
    let within = |what: &str, limit: Duration| format!("{what} within {}", humantime::format_duration(limit));
    let (kind, detail) = if error.is_timeout() && error.is_connect() {
        (TransportKind::Connect, within("not made", limits.connect))
    } else if error.is_timeout() {
        let what = if while_reading { "not whole" } else { "nothing" };
        (TransportKind::Timeout, within(what, limits.request))
    } else if while_reading && is_unpacking(&error) {
        return Cause::Packed { detail: format!("its gzip is broken: {}", innermost(&error)) };
    } else if while_reading {
        (TransportKind::Body, innermost(&error))
    } else if let Some(detail) = proxy_detail(&error, limits.uses_proxy) {
        (TransportKind::Proxy, detail)
    } else if error.is_dns() {
        (TransportKind::Dns, innermost(&error))
    } else if let Some(detail) = tls_detail(&error) {
        (TransportKind::Tls, detail)
    } else if error.is_connect() {
        (TransportKind::Connect, innermost(&error))
    } else if was_closed(&error) {
        (TransportKind::Reset, String::new())
    } else {
        (TransportKind::Other, innermost(&error))
    };
    Cause::Transport { kind, detail }
}

/// Whether the server closed the connection before it answered: what a request meets that is sent over a kept connection
/// just as the server gives it up.
pub(super) fn was_closed(error: &reqwest::Error) -> bool {
    !error.is_timeout()
        && !error.is_connect()
        && chain(error).any(|error| {
            error.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_incomplete_message)
                || error.downcast_ref::<io::Error>().is_some_and(|error| {
                    matches!(
                        error.kind(),
                        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionAborted
                    )
                })
        })
}

/// Whether the bytes came but could not be unpacked.
fn is_unpacking(error: &reqwest::Error) -> bool {
    chain(error).any(|error| error.downcast_ref::<io::Error>().is_some())
        && !chain(error).any(|error| error.downcast_ref::<hyper::Error>().is_some())
}

/// Why the way ends at the proxy. That a tunnel was not opened is told in the library's words only.
fn proxy_detail(error: &reqwest::Error, uses_proxy: bool) -> Option<String> {
    if !uses_proxy || !error.is_connect() || error.is_timeout() {
        return None;
    }
    let reason = innermost(error);
    match reason.strip_prefix("tunnel error: ") {
        Some("proxy authorization required") => Some(PROXY_WANTS_CREDENTIALS.to_owned()),
        Some("unsuccessful") => Some("it refused to open the way".to_owned()),
        Some(other) => Some(other.to_owned()),
        None if tls_detail(error).is_some() => None,
        None => Some(reason),
    }
}

/// What is wrong with the server's certificate or the handshake, in words that do not repeat what the certificate says.
fn tls_detail(error: &reqwest::Error) -> Option<String> {
    let error = chain(error).find_map(|error| error.downcast_ref::<rustls::Error>())?;
    let words = match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => "its certificate has expired",
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "its certificate is not valid yet by this machine's clock"
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "its certificate is for another host"
            }
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                "nobody whom this machine trusts vouches for its certificate"
            }
            CertificateError::Revoked => "its certificate was revoked",
            _ => return Some(crate::api::error::kept_text(&error.to_string())),
        },
        _ => return Some(crate::api::error::kept_text(&error.to_string())),
    };
    Some(words.to_owned())
}

/// The error and what it was made of. An `io::Error` does not tell what it wraps as its source but that one's source, and
/// the TLS libraries wrap several times.
fn chain<'e>(error: &'e (dyn StdError + 'static)) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| {
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        wrapped.map(|wrapped| wrapped as &(dyn StdError + 'static)).or_else(|| error.source())
    })
}
