//! What a client needs to know about the account and the connection. Uses `sign`.

use std::time::Duration;

use secrecy::SecretString;

use crate::api::sign::Algorithm;

/// What to do about the signature that a reply carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignaturePolicy {
    /// Do not check. Only then compressed replies are asked for: whether a signature covers packed or unpacked bytes is
    /// not documented.
    Off,
    /// Check and tell, but use the reply all the same: the reply's formula is inferred, not documented.
    #[default]
    Warn,
    /// Use no reply without a right signature.
    Require,
}

/// The account, the host and the manners of one client. `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct ClientSettings {
    /// `https://host[:port][/prefix]`, with or without a slash at the end.
    pub base_url: String,
    /// The account's `uuid`.
    pub uuid: String,
    /// The account's `secretKey`.
    pub secret: SecretString,
    /// The digest that signs requests.
    pub algorithm: Algorithm,
    /// The longest time from sending to the last byte.
    pub request_timeout: Duration,
    /// Certificates in PEM to trust besides the system's.
    pub ca_pem: Option<Vec<u8>>,
    /// What to do about the signature of replies.
    pub reply_signature: SignaturePolicy,
    /// Whether proxies of the environment or the system are used. Loopback never goes through one.
    pub use_system_proxy: bool,
    /// The largest body that is read, in bytes after unpacking.
    pub max_body_bytes: usize,
    /// Whether every task keeps the row that it was read from.
    pub keep_raw: bool,
}

impl ClientSettings {
    /// Settings for an account with everything else as the program's defaults have it: MD5, 30 s, replies checked with
    /// a warning, system proxies, at most 64 MB, raw rows kept.
    pub fn new(base_url: impl Into<String>, uuid: impl Into<String>, secret: SecretString) -> Self {
        Self {
            base_url: base_url.into(),
            uuid: uuid.into(),
            secret,
            algorithm: Algorithm::default(),
            request_timeout: Duration::from_secs(30),
            ca_pem: None,
            reply_signature: SignaturePolicy::default(),
            use_system_proxy: true,
            max_body_bytes: 64 << 20,
            keep_raw: true,
        }
    }
}
