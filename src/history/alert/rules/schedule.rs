//! Rules about the dial window and the start. Uses `rule`, `guards`, `words`, `open_time` and `domain`.

use crate::domain::{ApiTime, StartupType, TaskStatus, WindowState};
use crate::history::alert::guards;
use crate::history::alert::name::RuleName;
use crate::history::alert::number::Number;
use crate::history::alert::rule::{Answer, Facts, RECENT_MS, Rule};
use crate::history::alert::words::{clock, far_clock, plural, span};
use crate::history::open_time::opened_at;

/// Calls while the dial window is closed, or while the task does not run.
pub(super) struct OutsideWindow;

impl Rule for OutsideWindow {
    fn name(&self) -> RuleName {
        RuleName::OutsideWindow
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let (task, window) = (facts.task, &facts.task.task.window);
        if let Some(stopped_ms) = stopped_at(facts) {
            return after_stop(facts, stopped_ms);
        }
        let is_shut = matches!(facts.window, WindowState::Closed { .. });
        let is_recent = |at: i64| facts.now_unix_ms.saturating_sub(at) <= RECENT_MS.saturating_add(3 * facts.poll_ms());
        if is_shut && task.trouble.is_some() {
            return Answer::Between;
        }
        if !is_shut || !task.rates.last_call_unix_ms.is_some_and(is_recent) {
            return Answer::Clear;
        }
        let (Some(shut), Some(offset)) =
            (guards::shut_at(window, facts.now_unix_ms.div_euclid(1000)), window.offset_seconds())
        else {
            return Answer::Clear;
        };
        // Before its settings changed it may have been open.
        let closed_ms = shut.saturating_mul(1000).max(task.settings_changed_unix_ms.unwrap_or(i64::MIN));
        let grace = facts.ms(Number::OutsideWindowGrace).saturating_add(facts.poll_ms());
        match guards::calls_after(&task.series, closed_ms.saturating_add(grace)) {
            Some((calls, last)) if is_recent(last) => Answer::wrong(format!(
                "{} after the window shut at {}, the last {} ago",
                plural(calls, "call", "calls"),
                clock(shut, offset),
                span(facts.now_unix_ms.saturating_sub(last))
            )),
            _ => Answer::Clear,
        }
    }
}

/// Since when a task is known not to run, in milliseconds since 1970; `None` where it runs, or may.
fn stopped_at(facts: &Facts<'_>) -> Option<i64> {
    let task = facts.task;
    let stopped = [TaskStatus::Paused, TaskStatus::Completed, TaskStatus::Failed];
    let is_stopped = task.task.status.is_some_and(|status| stopped.contains(&status));
    is_stopped.then(|| task.status_since_unix_ms.unwrap_or(task.first_seen_unix_ms))
}

fn after_stop(facts: &Facts<'_>, stopped_ms: i64) -> Answer {
    let task = facts.task;
    if task.trouble.is_some() {
        return Answer::Between;
    }
    let grace = facts.ms(Number::OutsideWindowGrace).saturating_add(facts.poll_ms());
    let is_recent = |at: i64| facts.now_unix_ms.saturating_sub(at) <= RECENT_MS.saturating_add(3 * facts.poll_ms());
    match guards::calls_seen_after(&task.series, stopped_ms.saturating_add(grace)) {
        Some((calls, last)) if is_recent(last) => Answer::wrong(format!(
            "{} although it is {}, the last {} ago",
            plural(calls, "call", "calls"),
            task.task.status.map_or_else(String::new, |status| status.to_string()),
            span(facts.now_unix_ms.saturating_sub(last))
        )),
        _ => Answer::Clear,
    }
}

/// A scheduled task did not start.
pub(super) struct MissedStart;

impl Rule for MissedStart {
    fn name(&self) -> RuleName {
        RuleName::MissedStart
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let task = &facts.task.task;
        let is_pending = task.status == Some(TaskStatus::Pending) && task.startup_type == Some(StartupType::Scheduled);
        let start = task.startup_at.and_then(ApiTime::unix_seconds);
        let (true, Some(start), WindowState::Open { .. }) = (is_pending, start, facts.window) else {
            return Answer::Clear;
        };
        // A start that was past when the task was made was never meant; without orders there is nothing to start.
        if task.created.and_then(ApiTime::unix_seconds).is_some_and(|created| start <= created)
            || task.stat.total_order_count == Some(0)
        {
            return Answer::Clear;
        }
        let now = facts.now_unix_ms.div_euclid(1000);
        let due = start.max(opened_at(&task.window, now).unwrap_or(start));
        let late_ms = now.saturating_sub(due).saturating_mul(1000);
        if late_ms <= facts.ms(Number::MissedStartLate) {
            return Answer::Clear;
        }
        let offset = task.window.offset_seconds().unwrap_or(0);
        let ago = span(now.saturating_sub(start).saturating_mul(1000));
        let at = far_clock(start, now, offset);
        let again = if due > start { format!(", in its window since {}", clock(due, offset)) } else { String::new() };
        let what = format!("should have started at {at}, {ago} ago, and is still pending{again}");
        Answer::Wrong { what, since_unix_ms: Some(start.saturating_mul(1000)) }
    }
}
