//! A failure as a person reads it: one sentence, the next step, and the ids that support asks for. Uses nothing.

/// What kind of failure it was; decides the exit code, the waiting time and the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// No connection, a broken one, or no answer in time.
    Unreachable,
    /// The platform asks to wait: maintenance (5), internal error (5001), busy (7), HTTP 429 and 5xx.
    Busy,
    /// Signature wrong or missing: retCode 6 or 6001, or HTTP 401.
    SignatureRefused,
    /// No such account: retCode 6002.
    AccountUnknown,
    /// Not allowed: retCode 6003, or HTTP 403.
    NotPermitted,
    /// The request itself was refused: retCodes 1 to 4, 4001 and unknown ones.
    RequestRefused,
    /// The answer could not be used: HTML, empty, truncated, not JSON, too large, a redirect, a bad reply signature.
    Unusable,
    /// This machine cannot ask: no certificates, a bad address.
    Setup,
    /// A defect of this program.
    Internal,
}

impl FaultKind {
    /// Whether the credentials were refused. Trying again soon is pointless and may lock an account.
    pub fn is_refusal(self) -> bool {
        matches!(self, Self::SignatureRefused | Self::AccountUnknown | Self::NotPermitted)
    }
}

/// A failure in words, with everything that was learned from the reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What kind of failure it was.
    pub kind: FaultKind,
    /// One clear sentence, without a full stop. Holds no secret and no harmful characters.
    pub sentence: String,
    /// What to do next, in one sentence.
    pub hint: String,
    /// The API's `retCode`, where there was one.
    pub ret_code: Option<i64>,
    /// The API's `retMsg`, cleaned.
    pub ret_msg: Option<String>,
    /// The API's `responseID`: what its support asks for.
    pub response_id: Option<String>,
    /// The `requestID` that was sent.
    pub request_id: Option<String>,
    /// How far the server's clock is ahead of ours, in seconds, where the reply told.
    pub skew_seconds: Option<i64>,
}

impl Fault {
    /// A fault with only a kind, a sentence and a hint.
    pub fn new(kind: FaultKind, sentence: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            kind,
            sentence: sentence.into(),
            hint: hint.into(),
            ret_code: None,
            ret_msg: None,
            response_id: None,
            request_id: None,
            skew_seconds: None,
        }
    }

    /// The ids to quote to support, such as `retCode 7, responseID r-81, requestID 5d1e`; empty where there are none.
    pub fn references(&self) -> String {
        let named = |name: &str, value: Option<String>| value.map(|value| format!("{name} {value}"));
        [
            named("retCode", self.ret_code.map(|code| code.to_string())),
            named("responseID", self.response_id.clone()),
            named("requestID", self.request_id.clone()),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
    }
}
