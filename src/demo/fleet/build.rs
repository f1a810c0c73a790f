//! Makes the campaigns that a scenario lists. Uses the scenario format.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::demo::scenario::{Change, Event, Scenario, TaskText};

use super::mix;
use super::past::Past;
use super::progress::COMPLETED;
use super::task::{Counts, Disguise, Pace, Planned, Task};
use super::window::Window;

/// How often an event repeats where the scenario does not say.
const USUAL_TIMES: u32 = 200;

/// The most changes that the plan of a task holds: a scenario says "again and again" in one line, and each is a moment of its
/// own.
const MOST_CHANGES: usize = 10_000;

/// The longest past, in hours: of older readings nobody shows single ones.
const LONGEST_PAST_HOURS: f64 = 48.0;

/// What all campaigns of a fleet have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct World {
    /// What all chance is made from.
    pub seed: u64,
    /// When the server started, in milliseconds since 1970.
    pub start_ms: i64,
    /// Simulated seconds for each second of the clock.
    pub speed: f64,
    /// How long before the start the listed campaigns began to live, in simulated seconds.
    pub past_seconds: f64,
}

/// The length of a scenario's past in simulated seconds.
pub(super) fn past_seconds(scenario: &Scenario) -> Result<f64, String> {
    if !(0.0..=LONGEST_PAST_HOURS).contains(&scenario.past_hours) {
        return Err(format!("past_hours must be from 0 to {LONGEST_PAST_HOURS}"));
    }
    Ok(scenario.past_hours * 3600.0)
}

/// A scenario's windows by name.
pub(super) type Windows = BTreeMap<String, Arc<Window>>;

/// Reads the windows.
pub(super) fn windows(scenario: &Scenario, start_ms: i64) -> Result<Windows, String> {
    let read = |(name, text)| match Window::new(text, start_ms) {
        Ok(window) => Ok((String::clone(name), Arc::new(window))),
        Err(message) => Err(format!("window {name:?}: {message}")),
    };
    scenario.windows.iter().map(read).collect()
}

/// Makes the campaign of a scenario that stands at a place in it.
pub(super) fn task(text: &TaskText, place: usize, windows: &Windows, world: World) -> Result<Task, String> {
    let World { seed, start_ms, speed, past_seconds } = world;
    let wrong = |message: String| format!("task {:?}: {message}", text.name);
    let window = windows.get(&text.window).ok_or_else(|| wrong(format!("there is no window {:?}", text.window)))?;
    if !(0.0..=Pace::MAX_ANSWER_SHARE).contains(&text.answer_share) {
        return Err(wrong(format!("answer_share must be from 0 to {}", Pace::MAX_ANSWER_SHARE)));
    }
    if text.calls_per_order.is_nan() || text.calls_per_order < 1.0 {
        return Err(wrong("calls_per_order must be at least 1".to_owned()));
    }
    if !(0.0..=1.0).contains(&text.tail_share) {
        return Err(wrong("tail_share must be from 0 to 1".to_owned()));
    }
    if !(text.batch_seconds >= 0.0 && text.batch_seconds.is_finite()) {
        return Err(wrong("batch_seconds must not be negative".to_owned()));
    }
    let status = text.status as i64;
    let finished = text.finished.unwrap_or(if status == COMPLETED { text.orders } else { 0 });
    if finished > text.orders {
        return Err(wrong("finished must not be above orders".to_owned()));
    }
    let number = mix(seed, place as u64);
    let start_seconds = start_ms.div_euclid(1000);
    let seconds_from_start = |seconds: f64| start_seconds.saturating_add(seconds.round() as i64);
    let per_minute = text.calls_per_minute.map(|calls| calls / f64::from(text.max_call.max(1)));
    let mut task = Task {
        user_task_id: text.id.clone().unwrap_or_else(|| format!("ut-{:03}-{:08x}", place + 1, number >> 32)),
        task_id: format!("{number:016x}{:016x}", mix(number, 1)),
        scene_id: text.scene.clone().unwrap_or_else(|| format!("scene-{:02}", number % 12 + 1)),
        name: text.name.clone(),
        created_seconds: seconds_from_start(-3600.0 * text.created_hours_ago),
        strategy: text.strategy.clone().unwrap_or_else(|| "default strategy".to_owned()),
        startup_type: text.startup as i64,
        startup_seconds: text.startup_in_seconds.map_or(0, seconds_from_start),
        window: Arc::clone(window),
        dispatch: text.dispatch.clone(),
        flags: text.flags.clone(),
        sms: text.sms.clone(),
        callback: text.callback.clone(),
        status,
        counts: Counts::begun(text.orders, finished, text.answer_share, text.calls_per_order),
        max_call: text.max_call,
        pace: Pace {
            calls_per_minute_per_line: per_minute.unwrap_or(1.2),
            answer_share: text.answer_share,
            calls_per_order: text.calls_per_order,
            tail_share: text.tail_share,
            phase: phase(number),
        },
        born_ms: start_ms,
        past: Past::default(),
        plan: plan(&text.events, windows, past_seconds).map_err(wrong)?,
        seed: mix(number, 2),
        batch_seconds: text.batch_seconds,
        disguise: disguise(text).map_err(wrong)?,
    };
    task.past = Past::wound_back(&task, past_seconds, speed);
    Ok(task)
}

/// An angle made from a number.
pub(super) fn phase(number: u64) -> f64 {
    (number % 6283) as f64 / 1000.0
}

fn plan(events: &[Event], windows: &Windows, past_seconds: f64) -> Result<Vec<Planned>, String> {
    let mut plan = Vec::new();
    for event in events {
        let every = event.every_seconds.unwrap_or(0.0);
        if !(every >= 0.0 && event.value >= 0.0 && event.value.is_finite()) {
            return Err("an event's every_seconds and value must not be negative".to_owned());
        }
        if event.at_seconds.is_nan() || event.at_seconds < -past_seconds {
            return Err("an event's at_seconds must not lie before the past that past_hours gives".to_owned());
        }
        let window = match (event.change, &event.window) {
            (Change::Window, None) => return Err("a change of the window needs the name of one".to_owned()),
            (Change::Window, Some(name)) => {
                Some(Arc::clone(windows.get(name).ok_or_else(|| format!("there is no window {name:?}"))?))
            }
            (_, None) => None,
            (_, Some(_)) => return Err("only a change of the window takes the name of one".to_owned()),
        };
        let times = if every > 0.0 { event.times.unwrap_or(USUAL_TIMES) } else { 1 };
        if plan.len().saturating_add(times as usize) > MOST_CHANGES {
            return Err(format!("the events are more than {MOST_CHANGES} changes"));
        }
        plan.extend((0..times).map(|time| Planned {
            at_seconds: event.at_seconds + every * f64::from(time),
            change: event.change,
            value: event.value,
            window: window.clone(),
        }));
    }
    plan.sort_by(|one, other| one.at_seconds.total_cmp(&other.at_seconds));
    Ok(plan)
}

fn disguise(text: &TaskText) -> Result<Disguise, String> {
    match (&text.patch, &text.row) {
        (None, None) => Ok(Disguise::None),
        (Some(patch), None) => {
            serde_json::from_str(patch).map(Disguise::Patch).map_err(|error| format!("patch is not JSON: {error}"))
        }
        (None, Some(row)) => {
            serde_json::from_str(row).map(Disguise::Instead).map_err(|error| format!("row is not JSON: {error}"))
        }
        (Some(_), Some(_)) => Err("give either patch or row".to_owned()),
    }
}
