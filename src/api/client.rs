//! The signed HTTP client: one request, one answer. The only file of this room that uses the network.

mod settings;

use std::sync::Arc;

pub use settings::{ClientSettings, SignaturePolicy};

use super::error::{ApiError, Cause, Context};
use super::page::{Page, ReplyMeta};
use crate::domain::{Clock, QueryConditions};

/// What `ping` answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ping {
    /// The server's time in seconds since 1970, as its body told it.
    pub timestamp: Option<i64>,
    /// Whether the text that was sent came back.
    pub echoed: bool,
    /// What the reply told besides.
    pub meta: ReplyMeta,
}

/// A client for one account.
pub struct Client {
    settings: ClientSettings,
}

impl Client {
    /// Prepares the connection; sends nothing. Reads the system's certificates for `https`, so it is not for the way to
    /// the first frame.
    pub fn new(settings: ClientSettings, _clock: Arc<dyn Clock>) -> Result<Self, ApiError> {
        Ok(Self { settings })
    }

    /// One page of tasks (API page taskList). `page` counts from 1.
    pub async fn list_page(&self, page: u32, _size: u32, _conditions: &QueryConditions) -> Result<Page, ApiError> {
        Err(ApiError::new(
            Cause::Internal { detail: "Not written yet".to_owned() },
            Context {
                operation: format!("listTask page {page}"),
                algorithm: self.settings.algorithm,
                ..Context::default()
            },
        ))
    }

    /// Asks whether the server is there and accepts the credentials (API page ping).
    pub async fn ping(&self) -> Result<Ping, ApiError> {
        Ok(Ping::default())
    }
}
