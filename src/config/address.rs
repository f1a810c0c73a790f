//! The server's address: which ones are accepted, and which count as this machine. Uses no other file.

use url::{Host, ParseError, Url};

/// The platform's production host.
pub const DEFAULT_BASE_URL: &str = "https://nxbot.nxcloud.com";

/// Reads an address and gives it in its normal form, without a slash at the end.
///
/// # Errors
/// What should stand there, in words.
pub fn parse(text: &str) -> Result<String, String> {
    const EXAMPLE: &str = "such as \"https://nxbot.nxcloud.com\"";
    let url = Url::parse(text.trim()).map_err(|problem| match problem {
        ParseError::RelativeUrlWithoutBase => format!("an address that begins with https://, {EXAMPLE}"),
        other => format!("an address {EXAMPLE} ({other})"),
    })?;
    let refusal = if !matches!(url.scheme(), "http" | "https") {
        "an address that begins with https://,"
    } else if url.host_str().is_none_or(str::is_empty) {
        "an address with a host,"
    } else if !url.username().is_empty() || url.password().is_some() {
        "an address without a user name or password,"
    } else if url.query().is_some() || url.fragment().is_some() {
        "an address without ? and #,"
    } else if url.path().contains("/callcentre/") {
        "the address of the host alone, without the path of the API,"
    } else {
        return Ok(url.as_str().trim_end_matches('/').to_owned());
    };
    Err(format!("{refusal} {EXAMPLE}"))
}

/// Whether an accepted address is plain HTTP to another machine.
pub fn is_plain_and_remote(base_url: &str) -> bool {
    Url::parse(base_url).is_ok_and(|url| url.scheme() == "http" && !is_loopback_host(&url))
}

/// The host of an accepted address, with its port where one is given.
pub fn host_and_port(base_url: &str) -> String {
    let Ok(url) = Url::parse(base_url) else {
        return String::new();
    };
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn is_loopback_host(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.to_canonical().is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_normalised() {
        assert_eq!(parse(" HTTPS://Bot.Example.com/ "), Ok("https://bot.example.com".to_owned()));
        assert_eq!(parse("http://127.0.0.1:8080"), Ok("http://127.0.0.1:8080".to_owned()));
        assert_eq!(parse("https://gw.example.com/callbot/"), Ok("https://gw.example.com/callbot".to_owned()));
    }

    #[test]
    fn what_is_no_plain_host_is_refused_with_the_reason() {
        for (text, reason) in [
            ("nxbot.nxcloud.com", "such as"),
            ("ftp://example.com", "begins with https://"),
            ("https://user:pw@example.com", "user name or password"),
            ("https://example.com/?a=1", "without ? and #"),
            ("https://example.com/#x", "without ? and #"),
            ("https://example.com/callcentre/api/v3/listTask", "without the path"),
            ("https://", "such as"),
            ("", "such as"),
        ] {
            let refusal = parse(text).unwrap_err();
            assert!(refusal.contains(reason), "{text}: {refusal}");
        }
    }

    #[test]
    fn only_this_machine_may_be_asked_plainly() {
        for url in ["http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:80", "http://localhost:9", "https://a.b"] {
            assert!(!is_plain_and_remote(url), "{url}");
        }
        for url in ["http://example.com", "http://127.0.0.1.example.com", "http://192.168.0.1", "http://[2001:db8::1]"]
        {
            assert!(is_plain_and_remote(url), "{url}");
        }
    }
}
