//! The signature over one request or reply (API page auth). Uses nothing of this crate, so that the demo server can share
//! it without sharing anything else of the client.
//!
//! The signed text is `secret&body=…&createTs=…&requestID=…&uuid=…` over the exact bytes of the body. It begins with the
//! secret, so it is never put together: its pieces are fed to the digest one by one.

use std::fmt;
use std::str::FromStr;

use md5::{Digest, Md5};
use sha2::Sha256;

/// The digest behind a signature, as the account's "Developer" page names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Algorithm {
    /// What the platform assumes where the `algorithm` header is absent.
    #[default]
    Md5,
    /// The stronger choice.
    Sha256,
}

impl Algorithm {
    /// The value of the `algorithm` header.
    pub fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA256",
        }
    }

    /// The other one: what to try when a signature is refused.
    pub fn other(self) -> Self {
        match self {
            Self::Md5 => Self::Sha256,
            Self::Sha256 => Self::Md5,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is neither digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Unknown signature algorithm {name:?}; use MD5 or SHA256")]
pub struct UnknownAlgorithm {
    /// The name as it was given.
    pub name: String,
}

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    /// Reads a name whatever its case, with or without a dash or underscore: `md5`, `SHA-256`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain: String =
            text.trim().chars().filter(|c| !matches!(c, '-' | '_')).map(|c| c.to_ascii_uppercase()).collect();
        match plain.as_str() {
            "MD5" => Ok(Self::Md5),
            "SHA256" => Ok(Self::Sha256),
            _ => Err(UnknownAlgorithm { name: text.to_owned() }),
        }
    }
}

/// What a signature is made from. Has no `Debug`, because it holds the secret.
#[derive(Clone, Copy)]
pub struct Parts<'a> {
    /// The account's `secretKey`.
    pub secret: &'a str,
    /// The body exactly as it goes over the wire.
    pub body: &'a [u8],
    /// The `createTs` header: seconds since 1970, in decimal.
    pub create_ts: &'a str,
    /// The `requestID` header.
    pub request_id: &'a str,
    /// The `uuid` header: the account.
    pub uuid: &'a str,
}

/// The value of the `sign` header: the digest in upper-case hex.
pub fn sign(algorithm: Algorithm, parts: &Parts<'_>) -> String {
    match algorithm {
        Algorithm::Md5 => digest::<Md5>(parts),
        Algorithm::Sha256 => digest::<Sha256>(parts),
    }
}

fn digest<D: Digest>(parts: &Parts<'_>) -> String {
    let mut hasher = D::new();
    let pieces: [&[u8]; 9] = [
        parts.secret.as_bytes(),
        b"&body=",
        parts.body,
        b"&createTs=",
        parts.create_ts.as_bytes(),
        b"&requestID=",
        parts.request_id.as_bytes(),
        b"&uuid=",
        parts.uuid.as_bytes(),
    ];
    for piece in pieces {
        hasher.update(piece);
    }
    hex::encode_upper(hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Vector {
        name: String,
        #[serde(rename = "secretKey")]
        secret: String,
        uuid: String,
        #[serde(rename = "requestID")]
        request_id: String,
        #[serde(rename = "createTs")]
        create_ts: String,
        body: String,
        md5: String,
        sha256: String,
    }

    #[test]
    fn the_ten_vectors_hold_for_both_digests() {
        let vectors: Vec<Vector> = serde_json::from_str(include_str!("../../tests/data/signing-vectors.json")).unwrap();
        assert_eq!(vectors.len(), 10);
        for vector in vectors {
            let parts = Parts {
                secret: &vector.secret,
                body: vector.body.as_bytes(),
                create_ts: &vector.create_ts,
                request_id: &vector.request_id,
                uuid: &vector.uuid,
            };
            assert_eq!(sign(Algorithm::Md5, &parts), vector.md5, "{} MD5", vector.name);
            assert_eq!(sign(Algorithm::Sha256, &parts), vector.sha256, "{} SHA256", vector.name);
        }
    }

    #[test]
    fn names_are_read_in_any_usual_spelling() {
        for (text, expected) in [
            ("MD5", Algorithm::Md5),
            ("md5", Algorithm::Md5),
            ("SHA-256", Algorithm::Sha256),
            (" sha256 ", Algorithm::Sha256),
        ] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
        assert!("SHA1".parse::<Algorithm>().is_err());
        assert_eq!(Algorithm::default().to_string(), "MD5");
        assert_eq!(Algorithm::Md5.other().to_string(), "SHA256");
    }
}
