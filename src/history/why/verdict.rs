//! From the checklist to one sentence: the first cause in the order in which one thing holds up the next, or what is
//! missing for one. Uses `facts`, `movement` and `words`.

use super::facts::{Facts, GRACE_MS};
use super::judgement::{Cause, Check, Finding, Why};
use super::movement::{Movement, Stillness};
use super::words;
use crate::domain::count::thousands;
use crate::domain::{TaskStatus, WindowState};
use crate::history::open_time::open_seconds;

/// Calls that began before the window shut may be counted for so long after it, in seconds.
const LATE_BOOKING_SECONDS: i64 = 600;

/// Below this share of all orders, in percent, the last ones may wait for their redial.
const TAIL_PERCENT: i64 = 3;

/// What the checks come to.
struct Outcome {
    cause: Option<Cause>,
    dials: Option<bool>,
    verdict: String,
    advice: String,
}

impl Outcome {
    fn of(cause: Cause, verdict: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { cause: Some(cause), dials: Some(false), verdict: verdict.into(), advice: advice.into() }
    }

    fn unknown(verdict: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { cause: None, dials: None, verdict: verdict.into(), advice: advice.into() }
    }
}

/// The judgement that follows from the checks.
pub(super) fn judge(facts: &Facts<'_>, checks: Vec<Check>) -> Why {
    let finding = |cause| checks.iter().find(|check| check.cause == cause).map(|check| check.finding);
    let outcome = if finding(Cause::Api) == Some(Finding::Bad) {
        without_api(facts, &of_the_task(facts, &checks))
    } else {
        of_the_task(facts, &checks)
    };
    let Outcome { cause, dials, verdict, advice } = outcome;
    Why { checks, cause, dials, verdict, advice }
}

/// What was known when the platform last answered.
fn without_api(facts: &Facts<'_>, known: &Outcome) -> Outcome {
    let fault = facts.fleet.fault.as_deref().unwrap_or("The platform does not answer");
    let verdict = match facts.as_of_unix_ms() {
        Some(as_of) => {
            let moment = words::moment(as_of.div_euclid(1000), facts.offset_seconds);
            let mut first = known.verdict.chars();
            let known = first.next().map(char::to_lowercase).into_iter().flatten().chain(first).collect::<String>();
            format!("Unknown whether it dials now: {fault}; as of {moment}, {known}")
        }
        None => format!("Unknown: {fault}, and nothing was read before"),
    };
    let advice = "Mend the connection first; callbot-tui doctor says what is wrong with it";
    Outcome { cause: Some(Cause::Api), dials: None, verdict, advice: advice.to_owned() }
}

/// The verdict on the task itself.
fn of_the_task(facts: &Facts<'_>, checks: &[Check]) -> Outcome {
    let bad = checks.iter().find(|check| check.finding == Finding::Bad && check.cause != Cause::Api);
    match bad.map(|check| check.cause) {
        Some(Cause::Status) => status(facts),
        Some(Cause::Start) => start(facts),
        Some(Cause::Window) => window(facts),
        Some(Cause::Orders) => orders(facts),
        Some(Cause::MaxCall) => Outcome::of(
            Cause::MaxCall,
            "maxCall is 0, so that no call may be placed",
            "Raise maxCall on the platform; a change needs about 5 minutes to take effect",
        ),
        Some(Cause::Settings) => settings(facts),
        Some(Cause::Stall | Cause::Agents | Cause::Api) => match facts.movement {
            Movement::Silence(still) => stall(facts, checks, &still),
            _ => undecided(facts, checks),
        },
        None => undecided(facts, checks),
    }
}

fn status(facts: &Facts<'_>) -> Outcome {
    let since = facts.history.and_then(|history| history.status_since_unix_ms);
    let since = since.map(|ms| format!(" since {}", words::moment(ms.div_euclid(1000), facts.offset_seconds)));
    let at = since.as_deref().map(|since| since.replacen(" since ", " at ", 1)).unwrap_or_default();
    let it_is = |state: &str| match &since {
        Some(since) => format!("It has been {state}{since}"),
        None => format!("It is {state}"),
    };
    let left = facts.task.stat.left();
    let reference = words::reference(facts.task);
    match (facts.task.status, left) {
        (Some(TaskStatus::Paused), _) => {
            let left = left.map(|left| format!(" with {} orders left", thousands(left))).unwrap_or_default();
            let advice = "Resume it on the platform if it should go on";
            Outcome::of(Cause::Status, format!("{}{left}", it_is("paused")), advice)
        }
        (Some(TaskStatus::Failed), _) => {
            let advice = format!("Look for the reason on the platform, or ask NXCloud and quote {reference}");
            Outcome::of(Cause::Status, format!("It failed{at}, and a failed task does not dial"), advice)
        }
        (_, Some(left)) if left > 0 => {
            let verdict = format!("{}, with {} orders not finished", it_is("completed"), thousands(left));
            Outcome::of(Cause::Status, verdict, format!("If that was not meant, ask NXCloud and quote {reference}"))
        }
        (_, Some(_)) => Outcome::of(
            Cause::Status,
            format!("{}: all orders are finished", it_is("completed")),
            "Nothing is to be done",
        ),
        (_, None) => Outcome::of(Cause::Status, it_is("completed"), "Nothing is to be done"),
    }
}

fn start(facts: &Facts<'_>) -> Outcome {
    use crate::domain::StartupType::{Manual, Scheduled};
    let at = facts.task.startup_at.and_then(crate::domain::ApiTime::unix_seconds);
    let reference = words::reference(facts.task);
    match (facts.task.startup_type, at) {
        (Some(Manual), _) => Outcome::of(
            Cause::Start,
            "It is pending and starts by hand only: nobody has started it",
            "Start it on the platform",
        ),
        (Some(Scheduled), Some(at)) if at > facts.now_seconds() => {
            let moment = words::far_moment(at, facts.offset_seconds);
            let left = words::span((at - facts.now_seconds()).saturating_mul(1000));
            let verdict = format!("It is pending until its start {moment}, in {left}");
            Outcome::of(Cause::Start, verdict, "Wait, or start it on the platform")
        }
        (Some(Scheduled), Some(at)) => {
            let late = words::span((facts.now_seconds() - at).saturating_mul(1000));
            let verdict = format!("Its start is {late} overdue: it is still pending although its window is open");
            let advice = format!("Start it on the platform; if it does not, ask NXCloud and quote {reference}");
            Outcome::of(Cause::Start, verdict, advice)
        }
        _ => {
            let verdict = "It should have started at once and is still pending although its window is open";
            let advice = format!("Start it on the platform; if it does not, ask NXCloud and quote {reference}");
            Outcome::of(Cause::Start, verdict, advice)
        }
    }
}

fn window(facts: &Facts<'_>) -> Outcome {
    let now = facts.now_seconds();
    let window = &facts.task.window;
    let was_shut_at = |at: i64| open_seconds(window, at.saturating_sub(LATE_BOOKING_SECONDS), at) == Some(0);
    if let Movement::Calls { last_unix_ms, .. } = facts.movement
        && facts.is_running()
        && was_shut_at(last_unix_ms.div_euclid(1000))
    {
        let ago = words::span(facts.now_unix_ms - last_unix_ms);
        let verdict = format!("It dials outside its window: totalCall grew {ago} ago although the window is shut");
        let advice = format!("Pause it on the platform, and ask NXCloud and quote {}", words::reference(facts.task));
        return Outcome { dials: Some(true), ..Outcome::of(Cause::Window, verdict, advice) };
    }
    let WindowState::Closed { opens_in_seconds: Some(seconds) } = window.state_at(now) else {
        return Outcome::of(Cause::Window, "Its dial window never opens", "Give it weekdays and hours on the platform");
    };
    let there = window.offset_seconds().unwrap_or(facts.offset_seconds);
    let opens = words::on_both_clocks(now.saturating_add(seconds), there, facts.offset_seconds);
    let left = words::span(seconds.saturating_mul(1000));
    let verdict = format!("Its dial window is shut until {opens}, in {left}");
    Outcome::of(Cause::Window, verdict, "Wait, or change its weekdays and hours on the platform")
}

fn orders(facts: &Facts<'_>) -> Outcome {
    let keeps = facts.task.flags.task_keep == Some(true);
    let advice = if keeps {
        "Add orders, or complete it on the platform: taskKeep lets it wait for more"
    } else {
        "Add orders if it should go on; otherwise it completes by itself"
    };
    let verdict = match (facts.task.stat.total_order_count, keeps) {
        (Some(0), _) => "It has no orders yet",
        (_, true) => "It is idle: all orders are finished, and it waits for more",
        (_, false) => "Nothing is left to dial: all orders are finished",
    };
    Outcome::of(Cause::Orders, verdict, advice)
}

fn settings(facts: &Facts<'_>) -> Outcome {
    let changed = facts.history.and_then(|history| history.settings_changed_unix_ms).unwrap_or(facts.now_unix_ms);
    let ago = words::span(facts.now_unix_ms - changed);
    let until = words::moment((changed + GRACE_MS).div_euclid(1000), facts.offset_seconds);
    let verdict = format!("Its settings changed {ago} ago, and a change needs about 5 minutes to take effect");
    Outcome::of(Cause::Settings, verdict, format!("Wait until {until}, then look again"))
}

/// A long silence although nothing forbids to dial.
fn stall(facts: &Facts<'_>, checks: &[Check], still: &Stillness) -> Outcome {
    let silence = &still.silence;
    let lasted = words::span(silence.lasted_ms);
    if let Some(missing) = missing(checks, &[Cause::Orders, Cause::MaxCall]) {
        let verdict = format!("Unknown: no call for {lasted}, but {missing}");
        return Outcome { dials: Some(false), ..Outcome::unknown(verdict, "See the task's settings on the platform") };
    }
    let reference = words::reference(facts.task);
    let since = words::moment(silence.since_unix_ms.div_euclid(1000), facts.offset_seconds);
    let has_agents = checks.iter().any(|check| check.cause == Cause::Agents && check.finding == Finding::Unknown);
    if has_agents {
        let verdict =
            format!("No call since {since} ({lasted}): no agent free, or a fault behind the API; which is unknown");
        let advice = format!("See whether agents are free; if they are, ask NXCloud and quote {reference}");
        return Outcome::of(Cause::Stall, verdict, advice);
    }
    let stat = &facts.task.stat;
    if let (Some(left), Some(total)) = (stat.left(), stat.total_order_count)
        && left.saturating_mul(100) < total.saturating_mul(TAIL_PERCENT)
    {
        let verdict = format!(
            "No call since {since} ({lasted}): a stall, unless the last {} orders wait for their redial, which the API does not tell",
            thousands(left)
        );
        let advice = format!("If it goes on, ask NXCloud about line, route and balance, and quote {reference}");
        return Outcome::of(Cause::Stall, verdict, advice);
    }
    if facts.fleet.is_still() {
        let others = words::others(facts.fleet.tasks_due.saturating_sub(1));
        let verdict = format!("It stalled at {since}, and {others} should dial gets no call either");
        let advice = format!("Look at the account's balance, line and route; then ask NXCloud and quote {reference}");
        return Outcome::of(Cause::Stall, verdict, advice);
    }
    let verdict =
        format!("It stalled at {since}: nothing that the API tells forbids to dial, so line, route or balance remain");
    Outcome::of(Cause::Stall, verdict, format!("Ask NXCloud about them, and quote {reference}"))
}

/// No check says why it should not dial.
fn undecided(facts: &Facts<'_>, checks: &[Check]) -> Outcome {
    if let Some(old) = missing(checks, &[Cause::Api]) {
        return Outcome::unknown(format!("Unknown: {old}"), "Read again, and look then");
    }
    if let (Movement::Calls { per_minute, last_unix_ms }, true) = (facts.movement, facts.is_running()) {
        let verdict = match per_minute {
            Some(pace) => format!("It dials: {} calls a minute", words::pace(pace)),
            None => format!("It dials: totalCall grew {} ago", words::span(facts.now_unix_ms - last_unix_ms)),
        };
        return Outcome { cause: None, dials: Some(true), verdict, advice: String::new() };
    }
    if let Some(missing) = missing(checks, &[Cause::Status, Cause::Start, Cause::Window, Cause::Orders, Cause::MaxCall])
    {
        let advice = "See the task on the platform";
        return match facts.movement {
            Movement::Silence(still) if still.silence.lasted_ms >= GRACE_MS => {
                let lasted = words::span(still.silence.lasted_ms);
                let verdict = format!("Unknown: no call for {lasted}, but {missing}");
                Outcome { dials: Some(false), ..Outcome::unknown(verdict, advice) }
            }
            _ => {
                let dials = facts.is_pending().then_some(false);
                Outcome { dials, ..Outcome::unknown(format!("Unknown: {missing}"), advice) }
            }
        };
    }
    match facts.movement {
        Movement::Silence(still) => {
            let lasted = words::span(still.silence.lasted_ms);
            let since = facts.history.and_then(|history| history.status_since_unix_ms);
            let young = since.map(|since| facts.now_unix_ms - since).filter(|ms| *ms < GRACE_MS);
            let counted = words::span(still.silence.counted_ms);
            let verdict = match young {
                _ if still.counts_in_part() && young.is_none() => format!(
                    "Unknown: no call for {lasted}, of which only {counted} was watched while it could dial: too short to call it a stall"
                ),
                Some(ms) => format!("Unknown: it runs for only {} and has not dialled yet", words::span(ms)),
                None => format!("Unknown: no call for {lasted} although it may dial, too short to call it a stall"),
            };
            Outcome::unknown(verdict, "Look again in a few minutes")
        }
        Movement::Troubled(_) => {
            let verdict = "Unknown: its counters are missing or contradict each other, so that calls cannot be seen";
            let advice = format!("Ask NXCloud about the counts, and quote {}", words::reference(facts.task));
            Outcome::unknown(verdict, advice)
        }
        Movement::ReadOnce | Movement::Calls { .. } => {
            let verdict =
                "Unknown: nothing forbids it to dial, but it was read only once, and calls show between two readings";
            Outcome::unknown(verdict, "Look again after a few readings; callbot-tui why takes --watch-for 1m")
        }
    }
}

/// The evidence of the first of these causes about which nothing is known.
fn missing<'a>(checks: &'a [Check], causes: &[Cause]) -> Option<&'a str> {
    let unknown = |check: &&Check| check.finding == Finding::Unknown && causes.contains(&check.cause);
    checks.iter().find(unknown).map(|check| check.evidence.as_str())
}
