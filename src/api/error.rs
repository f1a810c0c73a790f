//! What can go wrong with one request, typed, and the one place that turns it into words. Uses `domain`, `retcode` and
//! `sign`.
//!
//! Texts of the server are cleaned and cut when they enter a cause, so that neither `Debug` nor `Display` can carry
//! harmful characters further. Nothing here ever holds the secret.

mod hint;

/// What stands for the host of a redirect whose address cannot be read.
pub(super) const UNREADABLE_HOST: &str = "an unreadable address";

use std::time::Duration;

use super::page::Failure;
use super::retcode;
use super::sign::Algorithm;
use crate::domain::text::clean;
use crate::domain::{Fault, FaultKind};

/// The longest text of a server that is kept, in characters.
const TEXT_LIMIT: usize = 300;

/// A request that failed: why, and what is known around it.
#[derive(Debug, thiserror::Error)]
#[error("{cause} ({})", context.operation)]
pub struct ApiError {
    /// Why it failed.
    pub cause: Cause,
    /// What is known around it.
    pub context: Box<Context>,
}

/// What is known around a failed request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// What was being done, such as `listTask page 3`.
    pub operation: String,
    /// The host that was asked, with its port where one was given.
    pub host: String,
    /// The digest that the request was signed with.
    pub algorithm: Algorithm,
    /// The `requestID` that was sent.
    pub request_id: Option<String>,
    /// The reply's `retCode`, where there was one.
    pub ret_code: Option<i64>,
    /// The reply's `retMsg`, cleaned and cut.
    pub ret_msg: Option<String>,
    /// The reply's `responseID`, cleaned and cut.
    pub response_id: Option<String>,
    /// How far the server's clock is ahead of ours, in seconds, where the reply told.
    pub skew_seconds: Option<i64>,
    /// How long the server asked to wait.
    pub retry_after: Option<Duration>,
    /// The proxy that the request went through, without its credentials.
    pub proxy: Option<String>,
}

/// Which part of the way to the server broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransportKind {
    /// The host's name could not be resolved.
    Dns,
    /// No connection could be made.
    Connect,
    /// The certificate or the TLS handshake was refused.
    Tls,
    /// No answer in time.
    Timeout,
    /// The proxy cannot be reached, or lets nothing through.
    Proxy,
    /// The connection was closed before the answer.
    Reset,
    /// The connection broke while the answer was read.
    Body,
    /// Anything else between here and there.
    Other,
}

/// Why a request failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// There was no whole answer.
    #[error("{}", transport_words(*.kind, .detail))]
    Transport {
        /// Which part of the way broke.
        kind: TransportKind,
        /// The innermost reason, in the words of the system or the library.
        detail: String,
    },
    /// An HTTP status other than 200.
    #[error("The server answered HTTP {status}{}{}", code_words(*.ret_code), quoted(.detail.as_deref()))]
    Status {
        /// The HTTP status.
        status: u16,
        /// The `retCode` of a body that is an envelope all the same.
        ret_code: Option<i64>,
        /// The title of an HTML page or the `retMsg`, where there was one.
        detail: Option<String>,
    },
    /// A web page instead of JSON.
    #[error("The server answered with a web page instead of JSON{}", quoted(.title.as_deref()))]
    Html {
        /// The page's title.
        title: Option<String>,
    },
    /// Nothing at all.
    #[error("The server answered with an empty body")]
    Empty,
    /// JSON that stops in the middle.
    #[error("The answer stops in the middle, after {bytes} bytes")]
    Truncated {
        /// Bytes that came.
        bytes: usize,
    },
    /// Packed in a way that cannot be undone.
    #[error("The answer cannot be unpacked: {detail}")]
    Packed {
        /// What it is packed with, or what is wrong with that.
        detail: String,
    },
    /// Neither JSON nor HTML.
    #[error("The answer is not JSON; it begins with {start:?}")]
    NotJson {
        /// The beginning of what came.
        start: String,
    },
    /// JSON, but not what the API documents.
    #[error("The answer is JSON, but {detail}")]
    Shape {
        /// What is wrong with it.
        detail: String,
    },
    /// More bytes than allowed.
    #[error("The answer is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The cap that was hit.
        limit_bytes: usize,
    },
    /// A redirect, which is never followed: the request is signed for one host.
    #[error("The server sent HTTP {status}, a redirect to {host}, which is not followed")]
    Redirect {
        /// The HTTP status.
        status: u16,
        /// The host that it points to.
        host: String,
    },
    /// The API itself refused: a `retCode` other than 0.
    #[error("The API answered retCode {}: {}{}", .code, retcode::lookup(*.code).meaning, quoted(.message.as_deref()))]
    RetCode {
        /// The number.
        code: i64,
        /// The `retMsg`.
        message: Option<String>,
    },
    /// The reply's own signature is wrong or missing, and the policy is to require it.
    #[error("The reply's signature is {}", if *.missing { "missing" } else { "wrong" })]
    ReplySignature {
        /// Whether there was none.
        missing: bool,
    },
    /// This machine cannot ask at all.
    #[error("{detail}")]
    Setup {
        /// What is wrong, as a sentence.
        detail: String,
        /// What to do about it.
        hint: String,
    },
    /// A defect of this program.
    #[error("The request could not be made: {detail}")]
    Internal {
        /// What happened.
        detail: String,
    },
}

impl ApiError {
    /// An error with what is known around it.
    pub fn new(cause: Cause, context: Context) -> Self {
        Self { cause, context: Box::new(context) }
    }

    /// What kind of failure it is. A `retCode` tells more than the HTTP status around it.
    pub fn kind(&self) -> FaultKind {
        match &self.cause {
            Cause::Transport { .. } => FaultKind::Unreachable,
            Cause::RetCode { code, .. } => retcode::lookup(*code).kind,
            Cause::Status { status, ret_code, .. } => match ret_code.filter(|code| *code != retcode::SUCCESS) {
                Some(code) => retcode::lookup(code).kind,
                None => status_kind(*status),
            },
            Cause::Html { .. }
            | Cause::Empty
            | Cause::Truncated { .. }
            | Cause::Packed { .. }
            | Cause::NotJson { .. }
            | Cause::Shape { .. }
            | Cause::TooLarge { .. }
            | Cause::Redirect { .. }
            | Cause::ReplySignature { .. } => FaultKind::Unusable,
            Cause::Setup { .. } => FaultKind::Setup,
            Cause::Internal { .. } => FaultKind::Internal,
        }
    }

    /// Whether the same request may well succeed a little later. A certificate, a proxy's rules, a wrong address and a
    /// redirect do not change within seconds.
    pub fn is_transient(&self) -> bool {
        match (self.kind(), &self.cause) {
            (_, Cause::Transport { kind: TransportKind::Tls | TransportKind::Proxy, .. }) => false,
            (FaultKind::Unreachable | FaultKind::Busy, _) => true,
            (FaultKind::Unusable, cause) => matches!(
                cause,
                Cause::Html { .. }
                    | Cause::Empty
                    | Cause::Truncated { .. }
                    | Cause::Packed { .. }
                    | Cause::NotJson { .. }
            ),
            _ => false,
        }
    }

    /// What to do next, in one sentence without a full stop.
    pub fn hint(&self) -> String {
        hint::hint(self)
    }

    /// The failure as the rest of the program takes it.
    pub fn failure(&self) -> Failure {
        let context = &self.context;
        Failure {
            fault: Fault {
                kind: self.kind(),
                sentence: self.to_string(),
                hint: self.hint(),
                ret_code: context.ret_code,
                ret_msg: context.ret_msg.clone(),
                response_id: context.response_id.clone(),
                request_id: context.request_id.clone(),
                skew_seconds: context.skew_seconds,
            },
            retry_after: context.retry_after,
            can_pass: self.is_transient(),
        }
    }
}

impl Cause {
    /// The same cause with every text that came from outside changed.
    #[must_use]
    pub fn map_texts(self, mut change: impl FnMut(String) -> String) -> Self {
        match self {
            Self::Transport { kind, detail } => Self::Transport { kind, detail: change(detail) },
            Self::Status { status, ret_code, detail } => Self::Status { status, ret_code, detail: detail.map(change) },
            Self::Html { title } => Self::Html { title: title.map(change) },
            Self::Packed { detail } => Self::Packed { detail: change(detail) },
            Self::NotJson { start } => Self::NotJson { start: change(start) },
            Self::Shape { detail } => Self::Shape { detail: change(detail) },
            Self::Redirect { status, host } => Self::Redirect { status, host: change(host) },
            Self::RetCode { code, message } => Self::RetCode { code, message: message.map(change) },
            Self::Setup { detail, hint } => Self::Setup { detail: change(detail), hint },
            Self::Internal { detail } => Self::Internal { detail: change(detail) },
            unchanged
            @ (Self::Empty | Self::Truncated { .. } | Self::TooLarge { .. } | Self::ReplySignature { .. }) => unchanged,
        }
    }
}

fn status_kind(status: u16) -> FaultKind {
    match status {
        401 => FaultKind::SignatureRefused,
        403 => FaultKind::NotPermitted,
        408 | 425 | 429 | 500..=599 => FaultKind::Busy,
        400 | 413 | 422 => FaultKind::RequestRefused,
        _ => FaultKind::Unusable,
    }
}

fn transport_words(kind: TransportKind, detail: &str) -> String {
    let what = match kind {
        TransportKind::Dns => "The host's name could not be resolved",
        TransportKind::Connect => "No connection to the server",
        TransportKind::Tls => "No secure connection to the server",
        TransportKind::Timeout => return format!("No answer in time: {detail}"),
        TransportKind::Proxy => "The proxy does not let the request through",
        TransportKind::Reset => "The server closed the connection without an answer",
        TransportKind::Body => "The connection broke while the answer was read",
        TransportKind::Other => "The request failed on its way",
    };
    if detail.is_empty() { what.to_owned() } else { format!("{what}: {detail}") }
}

fn code_words(code: Option<i64>) -> String {
    match code {
        Some(retcode::SUCCESS) | None => String::new(),
        Some(code) => format!(" with retCode {code}: {}", retcode::lookup(code).meaning),
    }
}

fn quoted(text: Option<&str>) -> String {
    text.filter(|text| !text.is_empty()).map(|text| format!(", \"{text}\"")).unwrap_or_default()
}

/// A server's text as it may be kept: harmless, trimmed, and at most [`TEXT_LIMIT`] characters.
pub(crate) fn kept_text(text: &str) -> String {
    cut(clean(text).trim(), TEXT_LIMIT)
}

/// The text cut to so many characters, with an ellipsis where something is missing.
pub(crate) fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some(_) => text.chars().take(limit.saturating_sub(1)).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests;
