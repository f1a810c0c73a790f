//! What a demo server can do wrong on purpose: one table from name to effect. Uses nothing.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

/// One way to go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Answers with this HTTP status and a web page.
    Status(u16),
    /// Answers with this HTTP status and asks to wait for two seconds.
    WaitSeconds(u16),
    /// Answers with this HTTP status and asks to wait until two seconds from now.
    WaitUntil(u16),
    /// Points somewhere else with this HTTP status.
    Redirect(u16),
    Html,
    Empty,
    NotJson,
    ByteOrderMark,
    InvalidUtf8,
    LoneSurrogates,
    Truncated,
    LengthTooShort,
    LengthTooLong,
    Endless,
    Drip,
    Packed(Packing),
    BadSignature,
    NoSignature,
    OtherRequest,
    Slow,
    BlackHole,
    Reset,
    ResetInBody,
    /// Refuses with this `retCode`.
    Refuse(i64),
    TotalTooSmall,
    TotalZero,
    TotalMissing,
    TotalTooBig,
    TaskDataNull,
    DuplicateRows,
    ShortPages,
    EmptyPage,
    /// The clock is so many seconds ahead.
    Clock(i64),
    RefusePage3,
    Echo(Echo),
}

/// How replies are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Asked,
    Unasked,
    Broken,
    Bomb,
}

/// Where a reply repeats what was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Echo {
    Message,
    ResponseId,
    Headers,
    Body,
    Html,
    Rows,
    /// With characters between the letters that cannot be seen.
    Hidden,
    Utf16,
    Signature,
    Encoded,
    Location,
}

const TABLE: &[(&str, Fault, &str)] = &[
    ("http-401", Fault::Status(401), "HTTP status 401 with a web page"),
    ("http-403", Fault::Status(403), "HTTP status 403 with a web page"),
    ("http-404", Fault::Status(404), "HTTP status 404 with a web page"),
    ("http-429-seconds", Fault::WaitSeconds(429), "HTTP status 429 with Retry-After: 2"),
    ("http-429-date", Fault::WaitUntil(429), "HTTP status 429 with a date in Retry-After"),
    ("http-500", Fault::Status(500), "HTTP status 500 with a web page"),
    ("http-502", Fault::Status(502), "HTTP status 502 with a web page"),
    ("http-503", Fault::Status(503), "HTTP status 503 with a web page"),
    ("http-503-retry-after", Fault::WaitSeconds(503), "HTTP status 503 with Retry-After: 2"),
    ("redirect-301", Fault::Redirect(301), "HTTP status 301 to another address"),
    ("redirect-302", Fault::Redirect(302), "HTTP status 302 to another address"),
    ("redirect", Fault::Redirect(307), "HTTP status 307 to another address"),
    ("redirect-308", Fault::Redirect(308), "HTTP status 308 to another address"),
    ("html", Fault::Html, "status 200 with an HTML page, as a gateway sends"),
    ("empty", Fault::Empty, "status 200 with an empty body"),
    ("not-json", Fault::NotJson, "a body that calls itself JSON and is not"),
    ("byte-order-mark", Fault::ByteOrderMark, "a byte order mark before the JSON"),
    ("invalid-utf8", Fault::InvalidUtf8, "a name with a byte that is not UTF-8"),
    ("lone-surrogates", Fault::LoneSurrogates, "a name with half of a surrogate pair, escaped"),
    ("truncated", Fault::Truncated, "half of the body, then the connection closes"),
    ("length-too-short", Fault::LengthTooShort, "Content-Length says half of the body, and so much comes"),
    ("length-too-long", Fault::LengthTooLong, "Content-Length says more than ever comes"),
    ("endless", Fault::Endless, "a body that never ends"),
    ("drip", Fault::Drip, "a byte of the body every tenth of a second"),
    ("gzip", Fault::Packed(Packing::Asked), "replies are packed for who asks for it; no fault"),
    ("gzip-unasked", Fault::Packed(Packing::Unasked), "replies are packed whether asked for or not"),
    ("gzip-broken", Fault::Packed(Packing::Broken), "packed replies that cannot be unpacked"),
    ("gzip-bomb", Fault::Packed(Packing::Bomb), "a small packed reply that unpacks to a gigabyte"),
    ("bad-signature", Fault::BadSignature, "replies carry a wrong signature"),
    ("no-signature", Fault::NoSignature, "replies carry no signature"),
    ("other-request", Fault::OtherRequest, "replies are signed for another requestID"),
    ("slow", Fault::Slow, "every answer takes three seconds longer"),
    ("black-hole", Fault::BlackHole, "takes the request and never answers"),
    ("reset", Fault::Reset, "takes the request and resets the connection"),
    ("reset-in-body", Fault::ResetInBody, "half of the body, then a reset"),
    ("ret-1", Fault::Refuse(1), "retCode 1: general error"),
    ("ret-2", Fault::Refuse(2), "retCode 2: parameter missing"),
    ("ret-3", Fault::Refuse(3), "retCode 3: parameter has the wrong format"),
    ("ret-4", Fault::Refuse(4), "retCode 4: parameter value invalid"),
    ("ret-4001", Fault::Refuse(4001), "retCode 4001: too much content"),
    ("ret-5", Fault::Refuse(5), "retCode 5: server under maintenance"),
    ("ret-5001", Fault::Refuse(5001), "retCode 5001: internal server error"),
    ("ret-6", Fault::Refuse(6), "retCode 6: signature wrong"),
    ("ret-6001", Fault::Refuse(6001), "retCode 6001: signature missing"),
    ("ret-6002", Fault::Refuse(6002), "retCode 6002: account does not exist"),
    ("ret-6003", Fault::Refuse(6003), "retCode 6003: no permission"),
    ("ret-7", Fault::Refuse(7), "retCode 7: system busy"),
    ("ret-1001", Fault::Refuse(1001), "retCode 1001: a batch import is running"),
    ("ret-9999", Fault::Refuse(9999), "retCode 9999, which is not documented"),
    ("total-too-small", Fault::TotalTooSmall, "totalCount is half of the truth"),
    ("total-zero", Fault::TotalZero, "totalCount is 0 although there are rows"),
    ("total-missing", Fault::TotalMissing, "no totalCount"),
    ("total-too-big", Fault::TotalTooBig, "totalCount is 500 above the truth"),
    ("task-data-null", Fault::TaskDataNull, "taskData is null"),
    ("duplicate-rows", Fault::DuplicateRows, "every page begins with the last row of the page before"),
    ("short-pages", Fault::ShortPages, "pages hold half of the rows asked for"),
    ("empty-page-in-middle", Fault::EmptyPage, "page 2 comes without its rows"),
    ("clock-ahead", Fault::Clock(600), "the server's clock is ten minutes ahead"),
    ("clock-behind", Fault::Clock(-600), "the server's clock is ten minutes behind"),
    ("clock-day-ahead", Fault::Clock(86_400), "the server's clock is a day ahead"),
    ("clock-day-behind", Fault::Clock(-86_400), "the server's clock is a day behind"),
    ("refuse-page-3", Fault::RefusePage3, "retCode 5001 from page 3 on"),
    ("echo-message", Fault::Echo(Echo::Message), "refuses, and retMsg repeats what was signed, with the secret"),
    ("echo-response-id", Fault::Echo(Echo::ResponseId), "refuses, and responseID is the secret"),
    ("echo-headers", Fault::Echo(Echo::Headers), "headers repeat what was signed"),
    ("echo-body", Fault::Echo(Echo::Body), "the body is what was signed"),
    ("echo-html", Fault::Echo(Echo::Html), "HTTP status 500 with a web page about what was signed"),
    ("echo-rows", Fault::Echo(Echo::Rows), "a task is named after what was signed"),
    ("echo-hidden", Fault::Echo(Echo::Hidden), "a task is named after it, with unseen characters between the letters"),
    ("echo-utf16", Fault::Echo(Echo::Utf16), "HTTP status 500 with a web page about it in UTF-16"),
    ("echo-signature", Fault::Echo(Echo::Signature), "refuses, and retMsg repeats the signature"),
    ("echo-encoded", Fault::Echo(Echo::Encoded), "refuses, and retMsg repeats the secret in every encoding"),
    ("echo-location", Fault::Echo(Echo::Location), "HTTP status 302 to a host named after the secret"),
];

/// A fault by its name: `NAME`; `NAME*N` for only the first N requests; `NAME@A+B` for only the B seconds from A seconds
/// after the start on, by the server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaultName {
    name: &'static str,
    fault: Fault,
    first_requests: Option<u64>,
    seconds: Option<Seconds>,
}

/// A span of the server's life, in seconds after its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seconds {
    begin: u32,
    length: u32,
}

/// A name that no fault has, or a count that is no number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "Unknown fault {text:?}; use NAME, NAME*N for the first N requests, or NAME@A+B for B seconds from A seconds after the start, with one of: {}",
    names()
)]
pub struct UnknownFault {
    /// What was given.
    pub text: String,
}

/// Every fault's name with what it does, for help texts.
pub fn fault_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.iter().map(|(name, _, help)| (*name, *help))
}

fn names() -> String {
    TABLE.iter().map(|(name, ..)| *name).collect::<Vec<_>>().join(", ")
}

impl FromStr for FaultName {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownFault { text: text.to_owned() };
        let (rest, seconds) = match text.split_once('@') {
            Some((rest, span)) => (rest, Some(Seconds::read(span.trim()).ok_or_else(unknown)?)),
            None => (text, None),
        };
        let (wanted, first_requests) = match rest.split_once('*') {
            Some((wanted, count)) => (wanted, Some(count.parse().map_err(|_| unknown())?)),
            None => (rest, None),
        };
        let (name, fault, _) = TABLE.iter().find(|(name, ..)| *name == wanted).ok_or_else(unknown)?;
        Ok(Self { name, fault: *fault, first_requests, seconds })
    }
}

impl fmt::Display for FaultName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        self.first_requests.map_or(Ok(()), |count| write!(f, "*{count}"))?;
        self.seconds.map_or(Ok(()), |Seconds { begin, length }| write!(f, "@{begin}+{length}"))
    }
}

impl Seconds {
    /// Reads `120+30`; either number may end with an `s`.
    fn read(text: &str) -> Option<Self> {
        let number = |text: &str| text.strip_suffix('s').unwrap_or(text).parse().ok();
        let (begin, length) = text.split_once('+')?;
        Some(Self { begin: number(begin)?, length: number(length)? })
    }

    fn holds(self, life_ms: i64) -> bool {
        let begin_ms = i64::from(self.begin) * 1000;
        (begin_ms..begin_ms + i64::from(self.length) * 1000).contains(&life_ms)
    }
}

/// The faults of a running server, and how many requests they have met.
pub(super) struct Faults {
    wanted: RwLock<Vec<FaultName>>,
    requests: AtomicU64,
}

/// The faults that one request meets.
pub(super) struct Met(Vec<Fault>);

impl Faults {
    /// With nothing met yet.
    pub(super) fn new(wanted: Vec<FaultName>) -> Self {
        Self { wanted: RwLock::new(wanted), requests: AtomicU64::new(0) }
    }

    /// From now on these and no others, with nothing met yet.
    pub(super) fn set(&self, wanted: Vec<FaultName>) {
        // A list that is put in place whole stays usable even if a holder of the lock panicked.
        *self.wanted.write().unwrap_or_else(PoisonError::into_inner) = wanted;
        self.requests.store(0, Ordering::Relaxed);
    }

    fn with<T>(&self, look: impl FnOnce(&[FaultName]) -> T) -> T {
        look(&self.wanted.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether a fault may strike as things are.
    pub(super) fn include(&self, fault: Fault) -> bool {
        self.with(|wanted| wanted.iter().any(|wanted| wanted.fault == fault))
    }

    /// Counts a request that came so many milliseconds after the start, and says what it meets.
    pub(super) fn meet(&self, life_ms: i64) -> Met {
        let before = self.requests.fetch_add(1, Ordering::Relaxed);
        let strikes = |wanted: &&FaultName| {
            wanted.first_requests.is_none_or(|count| before < count)
                && wanted.seconds.is_none_or(|seconds| seconds.holds(life_ms))
        };
        Met(self.with(|wanted| wanted.iter().filter(strikes).map(|wanted| wanted.fault).collect()))
    }
}

impl Met {
    /// Whether this fault is among them.
    pub(super) fn has(&self, fault: Fault) -> bool {
        self.0.contains(&fault)
    }

    /// How far the server's clock is ahead, in seconds.
    pub(super) fn clock_seconds(&self) -> i64 {
        self.0.iter().map(|fault| if let Fault::Clock(seconds) = fault { *seconds } else { 0 }).sum()
    }

    /// How replies are packed.
    pub(super) fn packing(&self) -> Option<Packing> {
        self.0.iter().find_map(|fault| if let Fault::Packed(packing) = fault { Some(*packing) } else { None })
    }

    /// Every fault, for those that take the place of an answer.
    pub(super) fn iter(&self) -> impl Iterator<Item = Fault> {
        self.0.iter().copied()
    }

    /// The `retCode` to refuse with, where one is among them.
    pub(super) fn refusal(&self) -> Option<i64> {
        self.0.iter().find_map(|fault| if let Fault::Refuse(code) = fault { Some(*code) } else { None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back_as_itself() {
        for (name, help) in fault_names() {
            assert_eq!(name.parse::<FaultName>().unwrap().to_string(), name);
            assert!(!help.is_empty());
        }
        assert_eq!("slow*3".parse::<FaultName>().unwrap().to_string(), "slow*3");
        assert_eq!("ret-7@120s+30s".parse::<FaultName>().unwrap().to_string(), "ret-7@120+30");
        for wrong in ["slow@", "slow@5", "slow@+5", "slow@5+", "slow@a+b", "slow@-1+5"] {
            assert!(wrong.parse::<FaultName>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_all_names() {
        let message = "htp-500".parse::<FaultName>().unwrap_err().to_string();
        assert!(message.contains("\"htp-500\""), "{message}");
        assert!(fault_names().all(|(name, _)| message.contains(name)), "{message}");
        assert!("slow*many".parse::<FaultName>().is_err());
    }

    #[test]
    fn a_counted_fault_ends_after_its_requests() {
        let faults = Faults::new(vec!["ret-7*2".parse().unwrap(), "slow".parse().unwrap()]);
        let codes: Vec<_> = (0..4).map(|_| faults.meet(0).refusal()).collect();
        assert_eq!(codes, [Some(7), Some(7), None, None]);
        assert!(faults.meet(0).has(Fault::Slow));
    }

    #[test]
    fn faults_that_are_set_later_take_the_place_of_all_others_and_count_anew() {
        let faults = Faults::new(vec!["slow".parse().unwrap()]);
        faults.meet(0);
        faults.set(vec!["ret-7*1".parse().unwrap()]);
        assert!(!faults.include(Fault::Slow));
        assert_eq!([faults.meet(0).refusal(), faults.meet(0).refusal()], [Some(7), None]);
        faults.set(Vec::new());
        assert!(!faults.include(Fault::Refuse(7)));
    }

    #[test]
    fn a_timed_fault_begins_and_ends() {
        let faults = Faults::new(vec!["ret-7@2+3".parse().unwrap()]);
        let strikes: Vec<_> = [0, 1999, 2000, 4999, 5000].map(|at| faults.meet(at).refusal().is_some()).to_vec();
        assert_eq!(strikes, [false, false, true, true, false]);
    }
}
