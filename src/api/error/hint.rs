//! The next step after a failed request: which of secret, algorithm, account or clock, which setting, which machine. Uses
//! `error` and `retcode`.

use super::{ApiError, Cause, Context, TransportKind, UNREADABLE_HOST};
use crate::api::retcode;
use crate::domain::FaultKind;

/// Clocks further apart than this are the likeliest cause of a refusal. The API documents no tolerance; its siblings allow
/// a minute.
const TOLERATED_SKEW_SECONDS: u64 = 60;

pub(super) fn hint(error: &ApiError) -> String {
    let context = &error.context;
    match (&error.cause, error.kind()) {
        (_, FaultKind::SignatureRefused) => signature(context),
        (_, FaultKind::RequestRefused) if is_clock_suspect(context) => clock(context),
        (Cause::RetCode { code, .. }, _) => retcode::lookup(*code).hint.to_owned(),
        (Cause::Status { status, .. }, kind) => status_hint(*status, kind, context),
        (Cause::Transport { kind, .. }, _) => transport(*kind, context),
        (Cause::Html { .. } | Cause::NotJson { .. } | Cause::Empty | Cause::Shape { .. }, _) => through_proxy(
            "Check base_url; a gateway, a login page or a proxy may be answering in the platform's place",
            context,
        ),
        (Cause::Packed { .. }, _) => through_proxy(
            &format!("Try again; if it goes on, something on the way to {} packs or damages answers", context.host),
            context,
        ),
        (Cause::Truncated { .. }, _) => through_proxy("Try again; if it goes on, use a smaller page_size", context),
        (Cause::TooLarge { .. }, _) => "Use a smaller page_size".to_owned(),
        (Cause::Redirect { host, .. }, _) if host == UNREADABLE_HOST => {
            "The server points to an address that cannot be read: check base_url, or ask whoever runs the server"
                .to_owned()
        }
        (Cause::Redirect { host, .. }, _) => {
            format!("If {host} is where the platform lives now, put its address into base_url")
        }
        (Cause::ReplySignature { .. }, _) => {
            "Check the algorithm and what stands between you and the platform, or set the check of replies to \"warn\""
                .to_owned()
        }
        (Cause::Setup { hint, .. }, _) => hint.clone(),
        (Cause::Internal { .. }, _) => "Please report this as a defect, with the log".to_owned(),
    }
}

fn is_clock_suspect(context: &Context) -> bool {
    context.skew_seconds.is_some_and(|skew| skew.unsigned_abs() > TOLERATED_SKEW_SECONDS)
}

fn clock(context: &Context) -> String {
    let skew = context.skew_seconds.unwrap_or_default();
    let side = if skew > 0 { "behind" } else { "ahead of" };
    let seconds = skew.unsigned_abs();
    format!("Set this machine's clock right first: it is {seconds} s {side} the server's")
}

fn signature(context: &Context) -> String {
    let other = context.algorithm.other();
    let check = format!("check secret_key, or try algorithm = \"{other}\"; the platform's Developer page shows both");
    match context.skew_seconds {
        Some(_) if is_clock_suspect(context) => format!("{}; then {check}", clock(context)),
        Some(skew) => format!("The clock is not the cause ({} s apart): {check}", skew.unsigned_abs()),
        None => {
            format!(
                "C{}; the server did not tell its time, so check this machine's clock too",
                check.trim_start_matches('c')
            )
        }
    }
}

fn status_hint(status: u16, kind: FaultKind, context: &Context) -> String {
    match (status, kind) {
        (404 | 405, _) => through_proxy("Check base_url: this address does not know the Callbot API", context),
        (_, FaultKind::NotPermitted) => {
            through_proxy("Ask the platform to allow this account and this machine's address the Callbot API", context)
        }
        (_, FaultKind::Busy) => match context.retry_after {
            Some(wait) => format!("Wait; the server asks for {} s", wait.as_secs()),
            None => "Wait; this usually passes by itself".to_owned(),
        },
        _ => match context.ret_code.filter(|code| *code != retcode::SUCCESS) {
            Some(code) => retcode::lookup(code).hint.to_owned(),
            None => through_proxy("Check base_url, and quote the requestID to the platform's support", context),
        },
    }
}

fn transport(kind: TransportKind, context: &Context) -> String {
    let host = &context.host;
    let what = match kind {
        TransportKind::Dns => format!("Check base_url and the name resolution for {host}"),
        TransportKind::Connect => format!("Check base_url, the network and any firewall on the way to {host}"),
        TransportKind::Tls => {
            format!("Check that {host} is the platform; a company's own certificate goes into --ca-file")
        }
        TransportKind::Proxy => {
            "Check the proxy's address, user and password, and which hosts NO_PROXY names".to_owned()
        }
        TransportKind::Timeout => "Check the network, or allow more time with request_timeout".to_owned(),
        TransportKind::Reset | TransportKind::Body | TransportKind::Other => {
            format!("Try again; if it goes on, check what stands on the way to {host}")
        }
    };
    through_proxy(&what, context)
}

/// The hint, with the proxy named where one was in use.
fn through_proxy(hint: &str, context: &Context) -> String {
    match &context.proxy {
        Some(proxy) => {
            format!("{hint}; the request went through the proxy {proxy} (from the environment or the system)")
        }
        None => hint.to_owned(),
    }
}
