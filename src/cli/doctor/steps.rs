//! The steps of `doctor`, in the order in which they depend on each other. Uses `api`, `config` and `domain`.

use std::io;
use std::sync::Arc;

use super::report::Report;
use crate::api::{Client, ClientSettings, SignatureCheck};
use crate::cli::args::Global;
use crate::cli::context::Context;
use crate::cli::exit::{CliError, Exit};
use crate::cli::session::Session;
use crate::config::address::host_and_port;
use crate::config::show::head_of;
use crate::config::{Settings, Sourced};
use crate::domain::{Clock, Fault, FaultKind, QueryConditions};

/// Clocks further apart than this are likely to be refused; the platform documents no number.
const TOLERATED_SKEW_SECONDS: i64 = 60;

/// Clocks further apart than this are worth a word.
const NOTABLE_SKEW_SECONDS: i64 = 5;

/// Checks everything and prints a line for each step.
///
/// # Errors
/// When standard output cannot be written. What the steps find is in the exit code.
pub async fn run(global: &Global, context: &mut Context<'_>) -> Result<Exit, CliError> {
    let opened = Session::open(global, context);
    let clock = Arc::clone(&context.clock);
    let proxies = proxies(context.env);
    let mut report = Report::new(context.out);
    let session = match opened {
        Ok(session) => session,
        Err(error) => {
            report.bad(error.exit, "configuration", &error.sentence, &[&error.hint])?;
            for more in &error.more {
                report.bad(more.exit, "configuration", &more.sentence, &[&more.hint])?;
            }
            return Ok(report.exit());
        }
    };
    configuration(&session.settings, &mut report)?;
    let Some(client_settings) = credentials(&session, &mut report)? else {
        return Ok(report.exit());
    };
    names(&session.settings, &proxies, &mut report).await?;
    let Some(client) = client(client_settings, clock, &mut report)? else {
        return Ok(report.exit());
    };
    if ping(&client, &session.settings, &mut report).await? {
        tasks(&client, &mut report).await?;
    }
    Ok(report.exit())
}

fn configuration(settings: &Settings, report: &mut Report<'_>) -> io::Result<()> {
    report.ok("configuration", &settings.config_file_words())?;
    match &settings.profile {
        Some(Sourced { value, origin }) => report.ok("profile", &format!("{value} ({origin})")),
        None if settings.missing_credentials().is_empty() => {
            report.unknown("profile", "none; the credentials come from the environment", &[])
        }
        None => report.unknown("profile", "none", &[]),
    }?;
    report.ok("address", &format!("{} ({})", settings.base_url.value, settings.base_url.origin))
}

/// The credentials, where they are there; what is missing is in the report.
fn credentials(session: &Session, report: &mut Report<'_>) -> io::Result<Option<ClientSettings>> {
    let settings = &session.settings;
    if let Some(Sourced { value, origin }) = &settings.uuid {
        report.ok("uuid", &format!("{} ({origin})", head_of(value)))?;
    }
    match session.client_settings(false) {
        Ok(client) => {
            if let Some(Sourced { value, origin }) = &settings.secret {
                report.ok("secret key", &format!("{} ({origin})", value.words()))?;
            }
            report.ok("algorithm", &format!("{} ({})", settings.algorithm.value, settings.algorithm.origin))?;
            Ok(Some(client))
        }
        Err(error) => {
            let name = if settings.uuid.is_none() { "credentials" } else { "secret key" };
            report.bad(Exit::Configuration, name, &error.to_string(), &[&error.hint()])?;
            Ok(None)
        }
    }
}

/// The proxies that the environment names, as `NAME` only: their addresses may hold passwords.
fn proxies(env: &dyn Fn(&str) -> Option<String>) -> Vec<&'static str> {
    ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
        .into_iter()
        .filter(|name| env(name).is_some_and(|value| !value.is_empty()))
        .collect()
}

/// Whether the host's name has an address.
async fn names(settings: &Settings, proxies: &[&str], report: &mut Report<'_>) -> io::Result<()> {
    let host = host_and_port(&settings.base_url.value);
    let port = if settings.base_url.value.starts_with("https:") { 443 } else { 80 };
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    let target = if has_port { host.clone() } else { format!("{host}:{port}") };
    let found = tokio::net::lookup_host(&target).await.map(|mut found| found.next());
    match found {
        Ok(Some(address)) => report.ok("name", &format!("{host} is {}", address.ip())),
        Ok(None) | Err(_) if !proxies.is_empty() => report.unknown(
            "name",
            &format!("{host} has no address here; the proxy of {} may know it", proxies.join(", ")),
            &[],
        ),
        Ok(None) | Err(_) => report.bad(
            Exit::Unreachable,
            "name",
            &format!("{host} has no address"),
            &["Check base_url, the network and the name servers of this machine"],
        ),
    }
}

fn client(settings: ClientSettings, clock: Arc<dyn Clock>, report: &mut Report<'_>) -> io::Result<Option<Client>> {
    match Client::new(settings, clock) {
        Ok(client) => Ok(Some(client)),
        Err(error) => {
            let fault = error.failure().fault;
            report.bad((&fault).into(), "connection", &fault.sentence, &[&fault.hint])?;
            Ok(None)
        }
    }
}

/// Connection, clock, signature and the signature of the reply; whether it makes sense to go on.
async fn ping(client: &Client, settings: &Settings, report: &mut Report<'_>) -> io::Result<bool> {
    match client.ping().await {
        Ok(ping) => {
            report.ok("connection", &format!("answered in {} ms", ping.meta.round_trip.as_millis()))?;
            clock_step(ping.meta.skew_seconds, report)?;
            report.ok("signature", &format!("accepted ({})", settings.algorithm.value))?;
            reply_signature("reply signature", ping.meta.signature, report)?;
            Ok(true)
        }
        Err(error) => {
            refused(&error.failure().fault, report)?;
            Ok(false)
        }
    }
}

fn clock_step(skew_seconds: Option<i64>, report: &mut Report<'_>) -> io::Result<()> {
    let Some(skew) = skew_seconds else {
        return report.unknown("clock", "the reply does not tell the server's time", &[]);
    };
    let side = if skew < 0 { "ahead of" } else { "behind" };
    let words = format!("this machine is {} s {side} the server", skew.abs());
    match skew.abs() {
        0..=NOTABLE_SKEW_SECONDS => report.ok("clock", &format!("within {NOTABLE_SKEW_SECONDS} s of the server's")),
        ..=TOLERATED_SKEW_SECONDS => report.ok("clock", &words),
        _ => report.unknown("clock", &words, &["Set this machine's clock; requests may be refused"]),
    }
}

fn refused(fault: &Fault, report: &mut Report<'_>) -> io::Result<()> {
    let exit = Exit::from(fault);
    let references = fault.references();
    let advice = [fault.hint.as_str(), references.as_str()];
    let name = match fault.kind {
        FaultKind::SignatureRefused => "signature",
        FaultKind::AccountUnknown => "account",
        FaultKind::NotPermitted => "permission",
        _ => return report.bad(exit, "connection", &fault.sentence, &advice),
    };
    report.ok("connection", "the server answers")?;
    match fault.skew_seconds {
        Some(skew) if skew.abs() > TOLERATED_SKEW_SECONDS => {
            let side = if skew < 0 { "ahead of" } else { "behind" };
            let words = format!("this machine is {} s {side} the server", skew.abs());
            report.bad(
                exit,
                "clock",
                &words,
                &["Set this machine's clock; this is the likely cause of what follows"],
            )?;
        }
        skew => clock_step(skew, report)?,
    }
    report.bad(exit, name, &fault.sentence, &advice)
}

fn reply_signature(name: &str, check: SignatureCheck, report: &mut Report<'_>) -> io::Result<()> {
    match check {
        SignatureCheck::Valid => report.ok(name, "right"),
        SignatureCheck::NotChecked => report.unknown(name, "not checked (reply_signature = \"off\")", &[]),
        SignatureCheck::Missing => report.unknown(name, "the reply carries none", &[]),
        SignatureCheck::Invalid => report.unknown(
            name,
            "wrong: the reply may have been changed on its way, or is signed in another way",
            &["Replies are used all the same; reply_signature = \"require\" in the profile refuses them"],
        ),
    }
}

/// Whether tasks can be read.
async fn tasks(client: &Client, report: &mut Report<'_>) -> io::Result<()> {
    match client.list_page(1, 1, &QueryConditions::default()).await {
        Ok(page) => {
            let count = match page.total_count {
                None => "an unknown number of tasks".to_owned(),
                Some(1) => "1 task".to_owned(),
                Some(count) => format!("{count} tasks"),
            };
            report.ok("tasks", &format!("can be read; the account has {count}"))?;
            match page.meta.signature {
                // Of what is as it was with the first reply, nothing needs to be said twice.
                SignatureCheck::Valid | SignatureCheck::NotChecked => Ok(()),
                check => reply_signature("their signature", check, report),
            }
        }
        Err(error) => {
            let fault = error.failure().fault;
            report.bad((&fault).into(), "tasks", &fault.sentence, &[&fault.hint, &fault.references()])
        }
    }
}
