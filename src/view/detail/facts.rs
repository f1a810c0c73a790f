//! The line below the title: what an operator asks first, always on screen. Uses `domain` and `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{Model, ZoneChoice};
use crate::domain::time::{span_label, zone_name};
use crate::domain::{ApiTime, StartupType, Task, TaskStatus, WindowState};
use crate::view::cells::has_ended;
use crate::view::hours;
use crate::view::number::thousands;
use crate::view::segments::{Segment, Side, draw as draw_segments};
use crate::view::text::cut_middle;
use crate::view::theme::Theme;

/// Longest strategy and scene in the line.
const NAME_COLUMNS: usize = 24;

/// Draws the line; what has no room leaves, the least important first.
pub(super) fn draw(task: &Task, model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let mut segments = Vec::new();
    let mut say = |rank, fact: Option<String>, style| {
        segments.extend(fact.map(|fact| Segment::new(Side::Left, rank, fact, style)));
    };
    say(9, window(task, model.shown_seconds()), theme.text);
    say(8, start(task, model), theme.text);
    let left = task.stat.left().filter(|left| *left > 0);
    say(6, left.map(|left| format!("{} left", thousands(left))), theme.text);
    say(7, task.max_call.map(|most| format!("{} calls at a time", thousands(most))), theme.muted);
    say(5, age(task, model), theme.muted);
    let named = |text: &str| cut_middle(text, NAME_COLUMNS, theme.glyphs.ellipsis).into_owned();
    say(4, task.texts.strategy().map(|strategy| format!("strategy {}", named(strategy))), theme.muted);
    say(3, task.texts.scene_id().map(|scene| format!("scene {}", named(scene))), theme.muted);
    draw_segments(buf, area, segments);
}

/// Whether the dial window is open, and for how long; nothing for a task that dials no more.
fn window(task: &Task, now_seconds: i64) -> Option<String> {
    if has_ended(task) {
        return None;
    }
    Some(match task.window.state_at(now_seconds) {
        WindowState::Unknown => "window unknown".to_owned(),
        WindowState::Open { shuts_in_seconds: None } => "window open 24/7".to_owned(),
        WindowState::Closed { opens_in_seconds: None } => "window never opens".to_owned(),
        WindowState::Open { shuts_in_seconds: Some(seconds) } => format!("window open for {}", span_label(seconds)),
        WindowState::Closed { opens_in_seconds: Some(seconds) } => format!("window shut for {}", span_label(seconds)),
    })
}

/// How a task starts that has not started yet.
fn start(task: &Task, model: &Model) -> Option<String> {
    if task.status != Some(TaskStatus::Pending) {
        return None;
    }
    let at = task.startup_at.and_then(ApiTime::unix_seconds);
    match (task.startup_type, at) {
        (Some(StartupType::Manual), _) => Some("starts by hand".to_owned()),
        (Some(StartupType::Immediate), _) => Some("starts immediately".to_owned()),
        (Some(StartupType::Scheduled), Some(at)) => {
            let offset = model.offset_for(Some(task));
            let zone = if model.zone == ZoneChoice::Mine { "here".to_owned() } else { zone_name(offset) };
            Some(format!("starts {} {zone}", hours::clock(at, offset)))
        }
        _ => None,
    }
}

fn age(task: &Task, model: &Model) -> Option<String> {
    let made = task.created.and_then(ApiTime::unix_seconds)?;
    let seconds = model.shown_seconds().saturating_sub(made);
    (seconds >= 0).then(|| format!("created {} ago", span_label(seconds)))
}
