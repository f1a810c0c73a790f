//! The cases of the matrix, as a table.

use callbot_tui::demo::fault_names;

use super::certificates::Shown;
use super::gate::Way;

/// What is done, and how.
pub struct Case {
    /// What is injected, in words.
    pub injected: String,
    pub how: How,
}

/// How a fault is made.
pub enum How {
    /// By the demo server, under this name.
    Server { fault: &'static str, reply_signature: &'static str, is_impatient: bool },
    /// The server is gone for so many seconds.
    Gone { seconds: u64 },
    /// The host's name does not exist.
    NoSuchName,
    /// The proxy does not let anything through.
    Proxy(Way),
    /// The server's certificate is not what it should be.
    Certificate(Shown),
}

/// Faults of the demo server that bend what the list says. What the program makes of them is the business of other tests.
pub const ABOUT_ROWS: [&str; 9] = [
    "total-too-small",
    "total-zero",
    "total-missing",
    "total-too-big",
    "task-data-null",
    "duplicate-rows",
    "short-pages",
    "empty-page-in-middle",
    // Needs a fleet of three pages; `tests/cli.rs` has one.
    "refuse-page-3",
];

/// Faults that only a client with little patience notices within a test.
const UNENDING: [&str; 4] = ["black-hole", "drip", "length-too-long", "slow"];

/// Every case.
pub fn all() -> Vec<Case> {
    let mut cases = vec![
        Case { injected: "connection refused for 30 s".to_owned(), how: How::Gone { seconds: 30 } },
        Case { injected: "server gone for five minutes".to_owned(), how: How::Gone { seconds: 300 } },
        Case { injected: "DNS: no such name".to_owned(), how: How::NoSuchName },
    ];
    for (injected, way) in [("proxy: connection refused", Way::Shut), ("proxy: HTTP 407", Way::WantsCredentials)] {
        cases.push(Case { injected: injected.to_owned(), how: How::Proxy(way) });
    }
    for (injected, shown) in [
        ("TLS: self-signed certificate", Shown::SelfSigned),
        ("TLS: certificate of another host", Shown::WrongHost),
        ("TLS: expired certificate", Shown::Expired),
    ] {
        cases.push(Case { injected: injected.to_owned(), how: How::Certificate(shown) });
    }
    for (fault, help) in fault_names().filter(|(name, _)| !ABOUT_ROWS.contains(name)) {
        let is_impatient = UNENDING.contains(&fault);
        let policies: &[&str] = match fault {
            "bad-signature" | "no-signature" | "other-request" => &["warn", "require"],
            // Packed replies are asked for only then.
            "gzip" => &["off"],
            "gzip-unasked" | "gzip-broken" => &["off", "warn"],
            _ => &["warn"],
        };
        for reply_signature in policies {
            let setting =
                if policies == ["warn"] { String::new() } else { format!(", reply_signature = {reply_signature}") };
            let injected = format!("`{fault}`: {help}{setting}");
            cases.push(Case { injected, how: How::Server { fault, reply_signature, is_impatient } });
        }
    }
    cases
}
