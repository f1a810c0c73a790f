//! Building the connection: address, certificates, proxy, time limits. Uses `settings` and `error`.

use std::error::Error as StdError;
use std::net::IpAddr;
use std::time::Duration;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{Certificate, Url};

use super::settings::ClientSettings;
use crate::api::error::{ApiError, Cause, Context, kept_text};
use crate::api::wire;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Shorter than the usual 60 to 75 s of gateways, so that they seldom close a connection under a request.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// A prepared connection with its two addresses.
pub(super) struct Connection {
    pub(super) http: reqwest::Client,
    pub(super) list_task: Url,
    pub(super) ping: Url,
    /// Host and port, for errors and the log; never credentials.
    pub(super) host: String,
    /// The proxy in use, without its credentials.
    pub(super) proxy: Option<String>,
    /// How long a connection may take to be made.
    pub(super) connect_timeout: Duration,
}

pub(super) fn connect(settings: &ClientSettings) -> Result<Connection, ApiError> {
    let base = settings.base_url.trim().trim_end_matches('/');
    let list_task = address(base, wire::LIST_TASK_PATH)?;
    let ping = address(base, wire::PING_PATH)?;
    let host = host_of(&list_task);
    let is_loopback = is_loopback(&list_task);
    let use_proxy = settings.use_system_proxy && !is_loopback;
    let connect_timeout = CONNECT_TIMEOUT.min(settings.request_timeout);

    // Fails only where a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .http1_only()
        // Unpacked even where it was not asked for: a gateway may pack whatever passes through it.
        .gzip(true)
        .timeout(settings.request_timeout)
        .connect_timeout(connect_timeout)
        .pool_idle_timeout(POOL_IDLE_TIMEOUT);
    if !use_proxy {
        builder = builder.no_proxy();
    }
    if is_loopback && list_task.scheme() == "http" {
        // Otherwise a machine without certificates could not even talk to itself.
        builder = builder.tls_certs_only([]);
    } else if let Some(pem) = &settings.ca_pem {
        let certificates = Certificate::from_pem_bundle(pem).map_err(|error| bad_certificates(&error))?;
        builder = builder.tls_certs_merge(certificates);
    }
    let http = builder.build().map_err(|error| no_client(&error))?;
    let proxy = if use_proxy { proxy_for(&list_task) } else { None };
    Ok(Connection { http, list_task, ping, host, proxy, connect_timeout })
}

fn address(base: &str, path: &str) -> Result<Url, ApiError> {
    let hint = "Write it like https://nxbot.nxcloud.com, without path parameters or a fragment";
    let bad = |what: &str| setup(format!("base_url {what}"), hint);
    let not_an_address = |error| bad(&format!("is not an address: {error}"));
    // First alone: behind a base without a host, the path's first part would be taken for one.
    Url::parse(base).map_err(not_an_address)?;
    let url = Url::parse(&format!("{base}{path}")).map_err(not_an_address)?;
    match url.scheme() {
        "http" | "https" if base.contains(['?', '#']) => Err(bad("has a query or a fragment")),
        "http" | "https" if url.host_str().is_some_and(|host| !host.is_empty()) => Ok(url),
        "http" | "https" => Err(bad("names no host")),
        _ => Err(bad("begins with neither https:// nor http://")),
    }
}

/// Host and port as they stand in the address.
pub(super) fn host_of(url: &Url) -> String {
    let host = kept_text(url.host_str().unwrap_or_default());
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host,
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn proxy_for(url: &Url) -> Option<String> {
    let uri: http::Uri = url.as_str().parse().ok()?;
    let intercept = Matcher::from_system().intercept(&uri)?;
    let (proxy, authority) = (intercept.uri(), intercept.uri().authority()?);
    let port = authority.port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(kept_text(&format!("{}://{}{port}", proxy.scheme_str().unwrap_or("http"), authority.host())))
}

/// An error that no request could change.
pub(super) fn setup(detail: impl Into<String>, hint: impl Into<String>) -> ApiError {
    let context = Context { operation: "preparing the connection".to_owned(), ..Context::default() };
    ApiError::new(Cause::Setup { detail: detail.into(), hint: hint.into() }, context)
}

fn bad_certificates(error: &reqwest::Error) -> ApiError {
    let detail = format!("The CA file holds no certificates that can be read: {}", innermost(error));
    setup(detail, "Give a PEM file with one or more CERTIFICATE blocks")
}

fn no_client(error: &reqwest::Error) -> ApiError {
    let reason = innermost(error);
    if reason.contains("CA certificates") {
        return setup(
            "This machine has no CA certificates to check the server with",
            "Install the package ca-certificates, set SSL_CERT_FILE, or give --ca-file",
        );
    }
    setup(format!("The connection could not be prepared: {reason}"), "Check the CA file and the proxy settings")
}

/// The last error of a chain: the others only say that something below them failed.
pub(super) fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    let text = last.to_string();
    // The system's number behind its own words tells nobody more.
    kept_text(text.split(" (os error ").next().unwrap_or(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn addresses_that_cannot_be_asked_are_refused_with_a_sentence() {
        for base in ["nxbot.nxcloud.com", "ftp://host", "", "https://", "https://host?x=1", "https://host#x"] {
            let error = address(base, wire::PING_PATH).unwrap_err();
            assert!(error.to_string().starts_with("base_url "), "{base}: {error}");
            assert!(error.hint().contains("https://"), "{base}");
        }
        assert_eq!(address("https://host/prefix", wire::PING_PATH).unwrap().path(), "/prefix/callcentre/api/v3/ping");
    }

    #[test]
    fn loopback_is_told_by_address_not_by_resemblance() {
        for text in ["http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:8", "http://LOCALHOST"] {
            assert!(is_loopback(&url(text)), "{text}");
        }
        for text in ["http://127.0.0.1.example.net", "http://localhost.example.net", "http://10.0.0.1"] {
            assert!(!is_loopback(&url(text)), "{text}");
        }
    }

    #[test]
    fn a_host_is_shown_without_credentials() {
        assert_eq!(host_of(&url("https://user:pw@example.net:8443/x?token=1")), "example.net:8443");
    }
}
