//! One request and its answer: signed anew, sent once, read up to a cap, freed of the secret. Uses `sign`, `error`, `page`
//! and the other parts of the client.

use std::borrow::Cow;

use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Response, StatusCode, Url};
use secrecy::ExposeSecret;

use super::Client;
use super::connect::host_of;
use super::reply::{self, Sent};
use super::settings::SignaturePolicy;
use super::transport::{self, Limits};
use crate::api::envelope::{Envelope, EnvelopeError, Head, classify};
use crate::api::error::{ApiError, Cause, Context, TransportKind, UNREADABLE_HOST, kept_text};
use crate::api::mend::{mend_controls, mend_surrogates, mend_utf8};
use crate::api::page::{ReplyMeta, SignatureCheck};
use crate::api::sign::{Parts, sign};
use crate::domain::Now;

/// One operation: what to send where.
pub(super) struct Request<'a> {
    pub(super) operation: String,
    pub(super) url: &'a Url,
    pub(super) body: Vec<u8>,
}

/// An answer whose bytes are all here.
pub(super) struct Exchange {
    status: u16,
    content_type: Option<String>,
    body: Vec<u8>,
    context: Context,
    meta: ReplyMeta,
}

/// A request as it went out.
struct Attempt {
    request_id: String,
    signature: String,
    sent_at: Now,
}

/// How a packed answer begins.
const GZIP_MAGIC: &[u8] = b"\x1f\x8b";

impl Client {
    /// Sends a request and reads its answer. Where a kept connection was closed under it, it is signed and sent once
    /// more: both operations only read.
    pub(super) async fn exchange(&self, request: &Request<'_>) -> Result<Exchange, ApiError> {
        let (attempt, sent) = self.send(request).await;
        let (attempt, sent) = match sent {
            Err(error) if self.has_kept_connection() && transport::was_closed(&error) => {
                tracing::debug!(operation = request.operation, "kept connection was closed; sending once more");
                self.send(request).await
            }
            sent => (attempt, sent),
        };
        let context = self.context(&request.operation, &attempt.request_id);
        match sent {
            Ok(response) => self.read(request, &attempt, response, context).await,
            Err(error) => Err(self.failed(transport::cause(error, self.limits(), false), context, &attempt)),
        }
    }

    /// The error for an exchange that brought no body. Words of libraries and headers may repeat what the server said.
    fn failed(&self, cause: Cause, context: Context, attempt: &Attempt) -> ApiError {
        let cause = cause.map_texts(|text| self.redactor.text(text, &attempt.signature));
        tracing::debug!(operation = context.operation, request_id = attempt.request_id, %cause, "no answer");
        ApiError::new(cause, context)
    }

    async fn send(&self, request: &Request<'_>) -> (Attempt, reqwest::Result<Response>) {
        let request_id = format!("{:032x}", fastrand::u128(..));
        let sent_at = self.clock.now();
        let create_ts = sent_at.unix_seconds().to_string();
        let parts = Parts {
            secret: self.settings.secret.expose_secret(),
            body: &request.body,
            create_ts: &create_ts,
            request_id: &request_id,
            uuid: &self.settings.uuid,
        };
        let signature = sign(self.settings.algorithm, &parts);
        // So that no library's trace prints it.
        let mut sign_header = HeaderValue::try_from(&signature).unwrap_or(HeaderValue::from_static(""));
        sign_header.set_sensitive(true);
        let mut post = self
            .connection
            .http
            .post(request.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header("requestID", &request_id)
            .header("uuid", &self.settings.uuid)
            .header("createTs", &create_ts)
            .header("sign", sign_header)
            .header("algorithm", self.settings.algorithm.name());
        if self.settings.reply_signature != SignaturePolicy::Off {
            // Said aloud, because without this header a server may answer in any packing.
            post = post.header(ACCEPT_ENCODING, "identity");
        }
        let sent = post.body(request.body.clone()).send().await;
        (Attempt { request_id, signature, sent_at }, sent)
    }

    async fn read(
        &self,
        request: &Request<'_>,
        attempt: &Attempt,
        mut response: Response,
        mut context: Context,
    ) -> Result<Exchange, ApiError> {
        self.note_reply();
        let headers = response.headers();
        // The server's moment lies between sending and now; the middle halves the error.
        let answered_at = self.clock.now();
        let middle = attempt.sent_at.unix_ms.midpoint(answered_at.unix_ms).div_euclid(1000);
        context.skew_seconds = reply::skew_seconds(headers, middle);
        context.retry_after = reply::retry_after(headers, middle.saturating_add(context.skew_seconds.unwrap_or(0)));
        let status = response.status().as_u16();
        if response.status().is_redirection()
            && let Some(target) = headers.get(LOCATION)
        {
            let host = target.to_str().ok().and_then(|target| request.url.join(target).ok());
            let host = host.map_or_else(|| UNREADABLE_HOST.to_owned(), |url| host_of(&url));
            return Err(self.failed(Cause::Redirect { status, host }, context, attempt));
        }
        if response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED && self.connection.proxy.is_some() {
            let detail = transport::PROXY_WANTS_CREDENTIALS.to_owned();
            return Err(self.failed(Cause::Transport { kind: TransportKind::Proxy, detail }, context, attempt));
        }
        let packing = unknown_packing(headers);
        let limit_bytes = self.settings.max_body_bytes;
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len().saturating_add(chunk.len()) > limit_bytes => {
                    return Err(self.failed(Cause::TooLarge { limit_bytes }, context, attempt));
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => {
                    return Err(self.failed(transport::cause(error, self.limits(), true), context, attempt));
                }
            }
        }
        let packing = packing.or_else(|| body.starts_with(GZIP_MAGIC).then(|| "gzip, and does not say so".to_owned()));
        if let Some(packing) = packing {
            let detail = format!("it is packed with {packing}");
            return Err(self.failed(Cause::Packed { detail }, context, attempt));
        }
        let meta = ReplyMeta {
            request_id: attempt.request_id.clone(),
            skew_seconds: context.skew_seconds,
            signature: self.check(&response, &body, &attempt.request_id),
            round_trip: self.clock.now().instant.saturating_duration_since(attempt.sent_at.instant),
            body_bytes: body.len(),
            ..ReplyMeta::default()
        };
        let content_type =
            response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let body = match self.redactor.bytes(&body, &attempt.signature) {
            Cow::Borrowed(_) => body,
            Cow::Owned(redacted) => {
                tracing::warn!(operation = context.operation, "the answer repeats the secret key or the signature");
                redacted
            }
        };
        Ok(Exchange { status, content_type, body, context, meta })
    }

    fn check(&self, response: &Response, body: &[u8], request_id: &str) -> SignatureCheck {
        // A reply that came packed without being asked to is checked as well, unpacked: whoever alters replies could
        // otherwise switch the check off with a header.
        if self.settings.reply_signature == SignaturePolicy::Off {
            return SignatureCheck::NotChecked;
        }
        let sent = Sent {
            secret: self.settings.secret.expose_secret(),
            algorithm: self.settings.algorithm,
            request_id,
            uuid: &self.settings.uuid,
        };
        reply::check_signature(response.headers(), body, &sent)
    }

    /// Takes an answer apart. `read` is handed the envelope of a success, and may refuse it; its result comes with what else
    /// the reply told.
    pub(super) fn conclude<T>(
        &self,
        exchange: Exchange,
        read: impl FnOnce(Envelope<'_>) -> Result<T, Cause>,
    ) -> Result<(T, ReplyMeta), ApiError> {
        let Exchange { status, content_type, body, mut context, mut meta } = exchange;
        let (result, mended_pieces) = classify_mended(status, content_type.as_deref(), &body, |mut envelope| {
            let head = std::mem::take(&mut envelope.head);
            (head, read(envelope))
        });
        let head = match &result {
            Ok((head, _)) => head,
            Err(error) => &error.head,
        };
        tracing::debug!(
            operation = context.operation,
            status,
            bytes = meta.body_bytes,
            ms = u64::try_from(meta.round_trip.as_millis()).unwrap_or(u64::MAX),
            request_id = meta.request_id,
            response_id = head.response_id.as_deref().unwrap_or_default(),
            ret_code = head.ret_code,
            signature = ?meta.signature,
            "answer"
        );
        let Head { ret_code, ret_msg, response_id } = head.clone();
        meta.response_id.clone_from(&response_id);
        meta.mended_pieces = mended_pieces;
        context = Context { ret_code, ret_msg, response_id, ..context };
        let read = result.map_err(|error| error.cause).and_then(|(_, value)| value);
        let value = read.map_err(|cause| ApiError::new(cause, context.clone()))?;
        let missing = match meta.signature {
            _ if self.settings.reply_signature != SignaturePolicy::Require => return Ok((value, meta)),
            SignatureCheck::Valid => return Ok((value, meta)),
            SignatureCheck::Missing | SignatureCheck::NotChecked => true,
            SignatureCheck::Invalid => false,
        };
        Err(ApiError::new(Cause::ReplySignature { missing }, context))
    }

    fn context(&self, operation: &str, request_id: &str) -> Context {
        Context {
            operation: operation.to_owned(),
            host: self.connection.host.clone(),
            algorithm: self.settings.algorithm,
            request_id: Some(kept_text(request_id)),
            proxy: self.connection.proxy.clone(),
            ..Context::default()
        }
    }

    fn limits(&self) -> Limits {
        Limits {
            connect: self.connection.connect_timeout,
            request: self.settings.request_timeout,
            uses_proxy: self.connection.proxy.is_some(),
        }
    }
}

/// What the body is packed with, where that is nothing that is unpacked here.
fn unknown_packing(headers: &HeaderMap) -> Option<String> {
    let packing = kept_text(&String::from_utf8_lossy(headers.get(CONTENT_ENCODING)?.as_bytes()));
    (!packing.is_empty() && !packing.eq_ignore_ascii_case("identity")).then_some(packing)
}

/// Reads the envelope; where the body is no JSON as it stands, once more after repairs. Also tells how many pieces were
/// replaced.
fn classify_mended<T>(
    status: u16,
    content_type: Option<&str>,
    body: &[u8],
    read: impl FnOnce(Envelope<'_>) -> T,
) -> (Result<T, EnvelopeError>, usize) {
    let utf8 = mend_utf8(body);
    match classify(status, content_type, &utf8.text) {
        Err(EnvelopeError { cause: Cause::NotJson { .. }, .. }) => {}
        result => return (result.map(read), utf8.pieces),
    }
    let controls = mend_controls(&utf8.text);
    let surrogates = mend_surrogates(&controls.text);
    let result = classify(status, content_type, &surrogates.text);
    (result.map(read), utf8.pieces + controls.pieces + surrogates.pieces)
}
