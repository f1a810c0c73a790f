//! The vendor's contract: signing, requests, replies, lenient reading, paging, errors. Uses `domain`; only `client` uses
//! the network.

pub mod page;
pub mod sign;

pub use page::{Failure, Page, ReplyMeta, Row, RowIssue, SignatureCheck};
