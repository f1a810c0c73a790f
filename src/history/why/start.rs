//! Whether the start has come: manual, scheduled, immediate. Uses `facts` and `words`.

use super::facts::{Facts, GRACE_MS, check};
use super::judgement::{Cause, Check, Finding};
use super::words;
use crate::domain::{ApiTime, StartupType, WindowState};

/// The check of the start.
pub(super) fn start(facts: &Facts<'_>) -> Check {
    let Some(startup) = facts.task.startup_type else {
        let finding = if facts.is_pending() { Finding::Unknown } else { Finding::NotApplicable };
        return check(Cause::Start, finding, "how it starts did not come or cannot be read");
    };
    let kind = format!("startupType {} ({startup})", startup.number());
    if !facts.is_pending() {
        let ahead = facts.task.startup_at.and_then(ApiTime::unix_seconds).filter(|at| {
            startup == StartupType::Scheduled && at.saturating_sub(facts.now_seconds()).saturating_mul(1000) > GRACE_MS
        });
        if let Some(at) = ahead.filter(|_| facts.is_running()) {
            let moment = words::far_moment(at, facts.offset_seconds);
            let evidence = format!("{kind}: it is running, but startupAt is {moment}, which is still to come");
            return check(Cause::Start, Finding::Unknown, evidence);
        }
        return check(Cause::Start, Finding::NotApplicable, format!("{kind}: the start lies behind it"));
    }
    match startup {
        StartupType::Manual => check(Cause::Start, Finding::Bad, format!("{kind}: it waits until somebody starts it")),
        StartupType::Scheduled => scheduled(facts, &kind),
        StartupType::Immediate => {
            let made = facts.task.created.and_then(ApiTime::unix_seconds);
            due(facts, &kind, made, "should have started at once")
        }
        StartupType::Unknown(_) => {
            check(Cause::Start, Finding::Unknown, format!("{kind} is not documented: when it starts is not known"))
        }
    }
}

fn scheduled(facts: &Facts<'_>, kind: &str) -> Check {
    let Some(at) = facts.task.startup_at.and_then(ApiTime::unix_seconds) else {
        return check(Cause::Start, Finding::Unknown, format!("{kind}, but startupAt is not set or cannot be read"));
    };
    let until = at.saturating_sub(facts.now_seconds());
    let there = facts.task.window.offset_seconds().unwrap_or(facts.offset_seconds);
    let moment = words::far_moment(at, facts.offset_seconds);
    let moment =
        if there == facts.offset_seconds { moment } else { format!("{} = {moment}", words::far_moment(at, there)) };
    if until > 0 {
        let evidence = format!("{kind}: starts {moment}, in {}", words::span(until.saturating_mul(1000)));
        return check(Cause::Start, Finding::Bad, evidence);
    }
    due(facts, kind, Some(at), &format!("was due {moment}"))
}

/// A start that has come. It is only late where the task could dial.
fn due(facts: &Facts<'_>, kind: &str, at: Option<i64>, what: &str) -> Check {
    let late_ms = at.map(|at| facts.now_seconds().saturating_sub(at).saturating_mul(1000));
    let late = late_ms.map(|ms| format!(", {} ago", words::span(ms))).unwrap_or_default();
    match facts.window() {
        WindowState::Closed { .. } => {
            let evidence = format!("{kind}: {what}{late}; the window is shut, which may hold it");
            check(Cause::Start, Finding::Unknown, evidence)
        }
        _ if late_ms.is_some_and(|ms| ms < GRACE_MS) => {
            check(Cause::Start, Finding::Unknown, format!("{kind}: {what}{late}; too early to call it late"))
        }
        WindowState::Unknown => {
            let evidence = format!("{kind}: {what}{late}; whether the window holds it is not known");
            check(Cause::Start, Finding::Unknown, evidence)
        }
        WindowState::Open { .. } if late_ms.is_none() => {
            check(Cause::Start, Finding::Unknown, format!("{kind}: {what}; when it was made is not known"))
        }
        WindowState::Open { .. } => {
            check(Cause::Start, Finding::Bad, format!("{kind}: {what}{late}, and it is still pending"))
        }
    }
}
