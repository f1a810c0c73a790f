//! The checks that need a look at one fact each: the reading, the status, the orders, the settings, the silence. Uses
//! `facts`, `movement` and `words`.

use super::facts::{Facts, check};
use super::judgement::{Cause, Check, Finding};
use super::movement::{Movement, Stillness};
use super::words;
use crate::domain::count::thousands;
use crate::domain::text::clean;
use crate::domain::{DispatchType, TaskStatus, WindowState};
use crate::history::sample::Trouble;
use crate::history::silence::PaceOrigin;

/// Whether the platform answers, and how old the data is.
pub(super) fn api(facts: &Facts<'_>) -> Check {
    let fleet = facts.fleet;
    let Some(as_of) = facts.as_of_unix_ms() else {
        let why = fleet.fault.clone().unwrap_or_else(|| "nothing was read yet".to_owned());
        return check(Cause::Api, if fleet.fault.is_some() { Finding::Bad } else { Finding::Unknown }, why);
    };
    let age_ms = (facts.now_unix_ms - as_of).max(0);
    if !fleet.is_healthy {
        let fault = fleet.fault.as_deref().unwrap_or("The platform does not answer");
        let since = words::moment(as_of.div_euclid(1000), facts.offset_seconds);
        let evidence = format!("{fault}; what follows is as of {since}, {} ago", words::span(age_ms));
        return check(Cause::Api, Finding::Bad, evidence);
    }
    let answers = match fleet.round_trip_ms {
        Some(ms) => format!("API answers ({}.{:02}s)", ms / 1000, ms % 1000 / 10),
        None => "API answers".to_owned(),
    };
    let longest_ms = i64::try_from(fleet.poll_interval_seconds).unwrap_or(0).saturating_mul(3_000).max(60_000);
    let age = words::span(age_ms);
    if age_ms > longest_ms {
        return check(Cause::Api, Finding::Unknown, format!("the newest data is {age} old, too old to tell"));
    }
    check(Cause::Api, Finding::Ok, format!("{answers}, data {age} old{}", others(facts)))
}

/// What the other tasks of the account did in the last reading.
fn others(facts: &Facts<'_>) -> String {
    let fleet = facts.fleet;
    let moved_itself = facts.history.is_some_and(|history| {
        matches!(facts.movement, Movement::Calls { last_unix_ms, .. } if last_unix_ms == history.last_read_unix_ms)
    });
    let moved = fleet.tasks_moved.saturating_sub(u32::from(moved_itself));
    let due = fleet.tasks_due.saturating_sub(u32::from(facts.is_due()));
    match (moved, due) {
        (0, 1..) if fleet.readings_without_movement > 1 => {
            let readings = words::readings(fleet.readings_without_movement);
            format!(", but {} should dial moved either in {readings}", words::others(due))
        }
        // One reading without a movement proves nothing, least of all where readings are seconds apart.
        (0, _) => String::new(),
        (1, _) => ", 1 other task moved in the last reading".to_owned(),
        (moved, _) => format!(", {moved} other tasks moved in the last reading"),
    }
}

/// The status and since when it holds.
pub(super) fn status(facts: &Facts<'_>) -> Check {
    let Some(status) = facts.task.status else {
        return check(Cause::Status, Finding::Unknown, "the API gave no task status");
    };
    let finding = match status {
        TaskStatus::Running => Finding::Ok,
        TaskStatus::Paused | TaskStatus::Failed | TaskStatus::Completed => Finding::Bad,
        TaskStatus::Pending => Finding::NotApplicable,
        TaskStatus::Unknown(_) => Finding::Unknown,
    };
    let word = match status {
        TaskStatus::Unknown(_) => "not documented".to_owned(),
        TaskStatus::Running => "in progress".to_owned(),
        known => known.word().to_owned(),
    };
    let tail = if status == TaskStatus::Pending { "; the start decides, see below" } else { "" };
    check(Cause::Status, finding, format!("task status {} ({word}){}{tail}", status.number(), since(facts)))
}

/// Since when the status holds, as far as anybody looked.
fn since(facts: &Facts<'_>) -> String {
    let Some(history) = facts.history else {
        return ", since when is not known".to_owned();
    };
    let moment = |unix_ms: i64| words::moment(unix_ms.div_euclid(1000), facts.offset_seconds);
    match history.status_since_unix_ms {
        Some(since) => {
            let before = history.status_before.map(|before| format!(", before that {before}")).unwrap_or_default();
            format!(" since {}{before}", moment(since))
        }
        None => format!(" since {} at the latest, when it was first read", moment(history.first_seen_unix_ms)),
    }
}

/// Whether orders are left.
pub(super) fn orders(facts: &Facts<'_>) -> Check {
    let stat = &facts.task.stat;
    let (Some(left), Some(total)) = (stat.left(), stat.total_order_count) else {
        let what = if stat.completion().is_doubtful() { "contradict each other" } else { "are missing" };
        return check(Cause::Orders, Finding::Unknown, format!("the counts of orders {what}"));
    };
    if left > 0 {
        let evidence = format!("{} of {} orders left", thousands(left), thousands(total));
        return check(Cause::Orders, Finding::Ok, evidence);
    }
    let nothing = match total {
        0 => "the task has no orders yet".to_owned(),
        total => format!("nothing left: all {} orders are finished", thousands(total)),
    };
    let keep =
        if facts.task.flags.task_keep == Some(true) { "; taskKeep is on, so it idles until more come" } else { "" };
    check(Cause::Orders, Finding::Bad, format!("{nothing}{keep}"))
}

/// Whether any call at a time is allowed.
pub(super) fn max_call(facts: &Facts<'_>) -> Check {
    match facts.task.max_call {
        None => check(Cause::MaxCall, Finding::Unknown, "maxCall did not come or cannot be read"),
        Some(0) => check(Cause::MaxCall, Finding::Bad, "maxCall 0: no call at a time is allowed"),
        Some(max) if max < 0 => check(Cause::MaxCall, Finding::Unknown, format!("maxCall {max} means nothing")),
        Some(max) => check(Cause::MaxCall, Finding::Ok, format!("maxCall {}", thousands(max))),
    }
}

/// Whether human agents are needed.
pub(super) fn agents(facts: &Facts<'_>) -> Check {
    let manual = facts.task.manual_call.as_deref();
    let dispatch = manual.and_then(|manual| manual.dispatch_type).unwrap_or(DispatchType::None);
    let what = match dispatch {
        DispatchType::None => {
            let evidence = "dispatchType none: agent availability is not a factor";
            return check(Cause::Agents, Finding::NotApplicable, evidence);
        }
        DispatchType::Unknown(number) => format!("dispatchType {number} is not documented"),
        known => format!("dispatchType {} ({known})", known.number()),
    };
    let group = manual.and_then(|manual| manual.agent_group.as_deref()).map(clean).unwrap_or_default();
    let group = if group.trim().is_empty() { String::new() } else { format!(", agent group {}", group.trim()) };
    let evidence = format!("{what}{group}: calls may wait for free agents, and the API does not tell whether any is");
    check(Cause::Agents, Finding::Unknown, evidence)
}

/// Whether the settings changed just now.
pub(super) fn settings(facts: &Facts<'_>) -> Check {
    let Some(history) = facts.history else {
        let evidence = "read only once: whether the settings changed just now is not known";
        return check(Cause::Settings, Finding::Unknown, evidence);
    };
    let needs = words::change_needs(facts.limits.settle_ms);
    let Some(changed) = history.settings_changed_unix_ms else {
        let watched = words::span(facts.now_unix_ms - history.first_seen_unix_ms);
        let evidence = format!("settings unchanged in the {watched} since the task was first read ({needs})");
        return check(Cause::Settings, Finding::Ok, evidence);
    };
    let ago_ms = facts.now_unix_ms - changed;
    if ago_ms >= facts.limits.settle_ms {
        return check(
            Cause::Settings,
            Finding::Ok,
            format!("settings unchanged for {} ({needs})", words::span(ago_ms)),
        );
    }
    let what = history.settings_diff.as_deref().map(|diff| format!(" ({})", clean(diff))).unwrap_or_default();
    let evidence = format!("settings changed {} ago{what}; {needs}", words::span(ago_ms));
    let finding = if matches!(facts.movement, Movement::Silence(_)) { Finding::Bad } else { Finding::Ok };
    check(Cause::Settings, finding, evidence)
}

/// Whether calls are placed, and if not, how odd that is.
pub(super) fn stall(facts: &Facts<'_>) -> Check {
    let cannot_dial = if !facts.is_running() {
        Some("the task is not in progress")
    } else if matches!(facts.window(), WindowState::Closed { .. }) {
        Some("the window is shut")
    } else if facts.task.stat.left() == Some(0) {
        Some("no orders are left")
    } else if facts.task.max_call == Some(0) {
        Some("maxCall is 0")
    } else {
        None
    };
    match (cannot_dial, facts.movement) {
        // What it placed before it was paused or ended is no sign that it dials.
        (Some(reason), _) if !facts.is_running() => no_calls_expected(reason),
        (None, Movement::Silence(still)) => {
            let finding = if still.is_long { Finding::Bad } else { Finding::Unknown };
            check(Cause::Stall, finding, silence_in_words(facts, &still))
        }
        (_, Movement::Calls { per_minute, last_unix_ms }) => {
            let pace = per_minute.map(|pace| format!("{} calls a minute, ", words::pace(pace))).unwrap_or_default();
            let ago = words::span(facts.now_unix_ms - last_unix_ms);
            check(Cause::Stall, Finding::Ok, format!("{pace}totalCall last grew {ago} ago"))
        }
        (Some(reason), _) => no_calls_expected(reason),
        (None, Movement::ReadOnce) => {
            check(Cause::Stall, Finding::Unknown, "read only once: whether totalCall grows is not known yet")
        }
        (None, Movement::Troubled(trouble)) => {
            let what = match trouble {
                Trouble::Missing => "a counter is missing",
                Trouble::Impossible => "the counters contradict each other",
                Trouble::Unsteady => "the counters go up and down, as where two servers tell different counts",
            };
            check(Cause::Stall, Finding::Unknown, format!("{what}: whether calls are placed cannot be told"))
        }
    }
}

fn no_calls_expected(reason: &str) -> Check {
    check(Cause::Stall, Finding::NotApplicable, format!("no calls are expected: {reason}"))
}

fn silence_in_words(facts: &Facts<'_>, still: &Stillness) -> String {
    let silence = &still.silence;
    let total =
        facts.task.stat.total_call.map_or_else(|| "totalCall".to_owned(), |n| format!("totalCall {}", thousands(n)));
    let lasted = words::span(silence.lasted_ms);
    let seen = if silence.follows_calls { "" } else { ", all the time that it was watched" };
    let readings = match still.readings {
        0 => String::new(),
        count => format!(" ({})", words::readings(count)),
    };
    let head = format!("{total} unchanged for {lasted}{readings}{seen}");
    let young = if still.is_long { "" } else { "; too early to call it a stall" };
    let odds = match (silence.pace, silence.odds()) {
        _ if silence.counted_ms <= 0 => String::new(),
        (Some(pace), Some(odds)) => {
            let origin = match pace.origin {
                PaceOrigin::Seen => "seen before",
                PaceOrigin::Usual => "usual at this time of day",
                PaceOrigin::AtLeast => "that it made on average of its open time",
            };
            let per_minute = words::pace(pace.per_minute);
            format!("; chance of that if healthy is {} at the {per_minute} calls/min {origin}", words::odds(odds))
        }
        _ => "; no pace is known to compare that with".to_owned(),
    };
    format!("{head}{odds}{young}")
}
