//! The documented business errors: a `retCode` with a sentence (API page callList). Uses nothing.

/// A request refused with one of the documented codes, in HTTP status 200.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The documented `retCode`.
    pub code: i64,
    /// The `retMsg`.
    pub message: String,
}

impl Refusal {
    /// 2: something required is missing.
    pub(super) fn missing(what: &str) -> Self {
        Self { code: 2, message: format!("{what} is missing") }
    }

    /// 3: a value has the wrong type.
    pub(super) fn wrong_type(what: &str, expected: &str) -> Self {
        Self { code: 3, message: format!("{what} must be {expected}") }
    }

    /// 4: a value of the right type that cannot be.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self { code: 4, message: message.into() }
    }

    /// 4001: more than is allowed at once.
    pub(super) fn too_much(message: impl Into<String>) -> Self {
        Self { code: 4001, message: message.into() }
    }

    /// 6: the signature does not stand.
    pub(super) fn signature(message: impl Into<String>) -> Self {
        Self { code: 6, message: message.into() }
    }

    /// The plain form of a code, as the documents word it.
    pub(super) fn plain(code: i64) -> Self {
        let message = match code {
            1 => "general error",
            2 => "parameter missing",
            3 => "parameter has the wrong format",
            4 => "parameter value invalid",
            4001 => "too much content",
            5 => "server under maintenance",
            5001 => "internal server error",
            6 => "signature wrong",
            6001 => "signature missing",
            6002 => "account does not exist",
            6003 => "no permission",
            7 => "system busy",
            1001 => "a batch import is running",
            _ => "error",
        };
        Self { code, message: message.to_owned() }
    }
}
