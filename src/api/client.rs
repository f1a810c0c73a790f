//! The signed HTTP client: one request, one answer. The only part of this room that uses the network. Uses the whole room
//! and `domain`. What comes out of it holds neither the secret nor a signature, whatever the server sent.

mod connect;
mod exchange;
mod redact;
mod reply;
mod settings;
mod transport;

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

pub use settings::{ClientSettings, SignaturePolicy};

use self::connect::{Connection, connect, setup};
use self::exchange::Request;
use self::redact::Redactor;
use super::decode::Decoder;
use super::error::{ApiError, Cause, Context};
use super::page::{Page, ReplyMeta};
use super::wire;
use crate::domain::{Clock, QueryConditions};

/// What `ping` sends to be echoed.
const PING_TEXT: &str = "callbot-tui";

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

/// A client for one account. Redirects are never followed, because a request is signed for one host.
pub struct Client {
    settings: ClientSettings,
    connection: Connection,
    redactor: Redactor,
    clock: Arc<dyn Clock>,
    decoder: Mutex<Decoder>,
    has_kept_connection: AtomicBool,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("host", &self.connection.host).finish_non_exhaustive()
    }
}

impl Client {
    /// Prepares the connection; sends nothing. For `https` it reads the system's certificates, which takes a while, so it
    /// is not for the way to the first frame.
    ///
    /// # Errors
    /// [`Cause::Setup`] where the address, the account's name or the certificates cannot be used.
    pub fn new(settings: ClientSettings, clock: Arc<dyn Clock>) -> Result<Self, ApiError> {
        if settings.uuid.is_empty() || settings.uuid.bytes().any(|byte| !(b'!'..=b'~').contains(&byte)) {
            return Err(setup(
                "The uuid is empty or holds characters that cannot be sent",
                "Copy uuid from the platform's Developer page, without spaces",
            ));
        }
        let connection = connect(&settings)?;
        let decoder = Mutex::new(Decoder::new(settings.keep_raw));
        let redactor = Redactor::new(&settings.secret);
        let has_kept_connection = AtomicBool::new(false);
        Ok(Self { settings, connection, redactor, clock, decoder, has_kept_connection })
    }

    /// The host that is asked, with its port where one was given.
    pub fn host(&self) -> &str {
        &self.connection.host
    }

    /// The proxy that requests go through, without its credentials.
    pub fn proxy(&self) -> Option<&str> {
        self.connection.proxy.as_deref()
    }

    /// One page of tasks (API page taskList). `page` counts from 1; `size` is how many tasks a page may hold, whose
    /// maximum is not documented.
    ///
    /// # Errors
    /// Every way in which a request can fail; see [`Cause`].
    pub async fn list_page(&self, page: u32, size: u32, conditions: &QueryConditions) -> Result<Page, ApiError> {
        let operation = format!("listTask page {page}");
        let body = wire::list_task_body(page, size, conditions).map_err(|error| no_body(&operation, &error))?;
        let request = Request { operation, url: &self.connection.list_task, body };
        let exchange = self.exchange(&request).await?;
        let (mut read, meta) = self.conclude(exchange, |envelope| {
            // An empty list may come as null or not at all, but then with its count: what names neither tells nothing about
            // tasks, and must not pass for an account without any.
            if !envelope.is_about_tasks {
                return Err(Cause::Shape { detail: "it has neither taskData nor totalCount".to_owned() });
            }
            Ok(Page {
                rows: self.decoder.lock().unwrap_or_else(PoisonError::into_inner).rows(page, &envelope.rows),
                total_count: envelope.total_count,
                meta: ReplyMeta::default(),
            })
        })?;
        read.meta = meta;
        Ok(read)
    }

    /// Asks whether the server is there and accepts the credentials (API page ping).
    ///
    /// # Errors
    /// Every way in which a request can fail; see [`Cause`].
    pub async fn ping(&self) -> Result<Ping, ApiError> {
        let operation = "ping".to_owned();
        let body = wire::ping_body(PING_TEXT).map_err(|error| no_body(&operation, &error))?;
        let request = Request { operation, url: &self.connection.ping, body };
        let exchange = self.exchange(&request).await?;
        let (ping, meta) = self.conclude(exchange, |envelope| {
            let echoed = envelope.data.as_deref() == Some(PING_TEXT);
            Ok(Ping { timestamp: envelope.timestamp, echoed, meta: ReplyMeta::default() })
        })?;
        Ok(Ping { meta, ..ping })
    }

    fn note_reply(&self) {
        self.has_kept_connection.store(true, Ordering::Relaxed);
    }

    /// Whether a connection may be kept from an earlier answer.
    fn has_kept_connection(&self) -> bool {
        self.has_kept_connection.load(Ordering::Relaxed)
    }
}

fn no_body(operation: &str, error: &serde_json::Error) -> ApiError {
    let context = Context { operation: operation.to_owned(), ..Context::default() };
    ApiError::new(Cause::Internal { detail: error.to_string() }, context)
}
