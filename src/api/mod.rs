//! The vendor's contract: signing, requests, replies, lenient reading, paging, errors. Uses `domain`; only `client` uses
//! the network.

pub mod client;
pub mod decode;
pub mod envelope;
pub mod error;
pub mod lenient;
pub mod mend;
pub mod page;
pub mod paging;
pub mod retcode;
pub mod sign;
pub mod wire;

pub use client::{Client, ClientSettings, Ping, SignaturePolicy};
pub use decode::{Decoder, RowPlace};
pub use envelope::{Envelope, EnvelopeError, Head, classify};
pub use error::{ApiError, Cause, Context, TransportKind};
pub use page::{Failure, Page, ReplyMeta, Row, RowIssue, SignatureCheck};
pub use retcode::RetCode;
pub use sign::{Algorithm, UnknownAlgorithm};
