//! The alerts: the panel, the jump from one to the next, snoozing and muting. Uses `history` and `domain`.

use std::collections::HashSet;
use std::sync::Arc;

use super::{board, overlay, scroll, toast, why};
use crate::app::effect::Effect;
use crate::app::model::{Model, Overlay, Screen, TaskOnScreen};
use crate::app::selection::find;
use crate::app::toast::ToastKind;
use crate::domain::TaskKey;
use crate::domain::text::clean;
use crate::domain::time::{at_offset, zone_name};
use crate::history::{Alert, AlertChoices, AlertId, RuleName};
use crate::keys::Action;

/// Opens the panel, on the alert of the open or selected task where it has one.
pub(super) fn open(model: &mut Model) {
    let task = overlay::task_at_hand(model).map(|task| task.task.key.clone());
    let all = model.history.alerts().all();
    let cursor = task.and_then(|task| all.iter().position(|alert| alert.id.task.as_ref() == Some(&task))).unwrap_or(0);
    let selected = all.get(cursor).map(|alert| alert.id.clone());
    overlay::open(model, Overlay::Alerts { selected, cursor });
}

/// Keeps the highlighted alert under the cursor while others come and go; where it went, the cursor stays on its line.
pub(super) fn renew(model: &mut Model) {
    let open = [model.overlay.as_mut(), model.under_help.as_mut()].into_iter().flatten();
    for overlay in open {
        if let Overlay::Alerts { selected, cursor } = overlay {
            let all = model.history.alerts().all();
            let place = all.iter().position(|alert| Some(&alert.id) == selected.as_ref());
            *cursor = place.unwrap_or(*cursor).min(all.len().saturating_sub(1));
            *selected = all.get(*cursor).map(|alert| alert.id.clone());
        }
    }
}

/// Works in a key while the panel is open.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Back | Action::Quit => overlay::close(model),
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
            move_cursor(model, action);
        }
        Action::AcknowledgeAll => acknowledge_all(model),
        Action::Enter => with_highlighted(model, go_to_task),
        Action::Why => with_highlighted(model, ask_why),
        Action::Snooze => with_highlighted(model, snooze_one),
        Action::MuteForTask => {
            with_highlighted(model, |model, alert| mute(model, alert.id.task.as_ref(), alert.id.rule));
        }
        Action::MuteRule => with_highlighted(model, |model, alert| mute(model, None, alert.id.rule)),
        _ => {}
    }
    Vec::new()
}

/// A click on an entry highlights it; one on the highlighted entry goes to its task.
pub(super) fn click(model: &mut Model, entry: usize) {
    let count = model.history.alerts().all().len();
    match &model.overlay {
        Some(Overlay::Alerts { cursor, .. }) if entry == *cursor && entry < count => {
            with_highlighted(model, go_to_task);
        }
        Some(Overlay::Alerts { .. }) if entry < count => highlight(model, entry),
        _ => {}
    }
}

fn move_cursor(model: &mut Model, action: Action) {
    let Some(Overlay::Alerts { cursor, .. }) = &model.overlay else {
        return;
    };
    let page = model.drawn.view_lines.max(1);
    let entry = match action {
        Action::Up => cursor.saturating_sub(1),
        Action::Down => cursor.saturating_add(1),
        Action::PageUp => cursor.saturating_sub(page),
        Action::PageDown => cursor.saturating_add(page),
        Action::Last => usize::MAX,
        _ => 0,
    };
    highlight(model, entry);
}

fn highlight(model: &mut Model, entry: usize) {
    let all = model.history.alerts().all();
    let entry = entry.min(all.len().saturating_sub(1));
    let id = all.get(entry).map(|alert| alert.id.clone());
    if let Some(Overlay::Alerts { selected, cursor }) = &mut model.overlay {
        (*selected, *cursor) = (id, entry);
    }
}

/// Does something with the highlighted alert, where there is one.
fn with_highlighted(model: &mut Model, how: impl FnOnce(&mut Model, &Alert)) {
    if let Some(alert) = highlighted(model).cloned() {
        how(model, &alert);
        renew(model);
    }
}

/// The alert that is highlighted in the open panel.
fn highlighted(model: &Model) -> Option<&Alert> {
    match &model.overlay {
        Some(Overlay::Alerts { selected: Some(selected), .. }) => {
            model.history.alerts().all().into_iter().find(|alert| alert.id == *selected)
        }
        _ => None,
    }
}

/// The task of the alert that is highlighted in the open panel; `None` where the alert is about the reading as a whole or
/// its task is no longer there.
pub(super) fn highlighted_task(model: &Model) -> Option<Arc<TaskOnScreen>> {
    let key = highlighted(model)?.id.task.as_ref()?;
    let task = Arc::clone(find(&model.feed.snapshot, key)?);
    Some(Arc::new(TaskOnScreen { task, is_gone: false }))
}

fn go_to_task(model: &mut Model, alert: &Alert) {
    match &alert.id.task {
        None => toast::show(model, ToastKind::Done, "this alert is about the reading of all tasks"),
        Some(key) if go_to(model, key) => {}
        Some(_) => toast::show(model, ToastKind::Failed, format!("{} is no longer there", name(alert))),
    }
}

/// Selects a task on the board; where a filter hides it, opens it instead. Tells whether the task is there at all.
fn go_to(model: &mut Model, key: &TaskKey) -> bool {
    let Some(task) = find(&model.feed.snapshot, key).map(Arc::clone) else {
        return false;
    };
    let row = (0..model.list.rows.len()).find(|row| model.visible_task(*row).is_some_and(|task| task.key == *key));
    let was_open = matches!(model.screen, Screen::Detail { .. }) && model.overlay.is_none();
    if matches!(model.overlay, Some(Overlay::Alerts { .. })) {
        overlay::close(model);
    }
    model.screen = Screen::Board;
    match row {
        Some(row) => {
            model.move_cursor_to(row);
            if was_open {
                board::act(model, Action::Enter);
            }
        }
        None => {
            let on_screen = Arc::new(TaskOnScreen { task, is_gone: false });
            model.screen = Screen::Detail { task: on_screen, scroll: 0 };
            toast::show(model, ToastKind::Done, "opened here, because the filter hides it from the board");
        }
    }
    scroll::forget(model);
    true
}

/// Why over the panel: closing it gives the panel back.
fn ask_why(model: &mut Model, alert: &Alert) {
    if highlighted_task(model).is_none() {
        // Says why there is nothing to ask about.
        return go_to_task(model, alert);
    }
    let panel = model.overlay.clone();
    why::open(model);
    model.under_help = panel;
}

fn acknowledge_all(model: &mut Model) {
    let unseen = model.history.alerts().all().iter().filter(|alert| !alert.is_acknowledged).count();
    model.history.alerts_mut().acknowledge_all();
    let words = if unseen == 0 { "all were seen already" } else { "all are marked as seen" };
    toast::show(model, ToastKind::Done, words);
}

/// Snoozes the highlighted alert, or wakes it.
fn snooze_one(model: &mut Model, alert: &Alert) {
    let what = format!("{} of {}", alert.id.rule, name(alert));
    if model.history.alerts().is_muted(&alert.id) {
        return toast::show(model, ToastKind::Failed, format!("{what} is muted; there is nothing to snooze"));
    }
    if alert.snoozed_until_unix_ms.is_some() {
        model.history.alerts_mut().wake(std::slice::from_ref(&alert.id));
        return toast::show(model, ToastKind::Done, format!("{what} is heard again"));
    }
    let until = snooze_end(model, None);
    model.history.alerts_mut().snooze(std::slice::from_ref(&alert.id), until);
    let until = until_words(model, until, alert.id.task.as_ref());
    toast::show(model, ToastKind::Done, format!("no word of {what} until {until}"));
}

/// Snoozes the alerts of the selected or open task, or wakes them where all of them sleep.
pub(super) fn snooze(model: &mut Model) {
    let Some((awake, asleep)) = alerts_at_hand(model) else {
        return toast::show(model, ToastKind::Failed, "no task is selected");
    };
    match (awake.is_empty(), asleep.is_empty()) {
        (true, true) => toast::show(model, ToastKind::Done, "no alert of this task to snooze"),
        (true, false) => {
            model.history.alerts_mut().wake(&asleep);
            toast::show(model, ToastKind::Done, format!("{} of this task heard again", alerts(asleep.len())));
        }
        (false, _) => snooze_all(model, &awake, None),
    }
    renew(model);
}

/// Snoozes the alerts of the task at hand for so many seconds, those that sleep already as well. Tells whether there were
/// any; `None` where there is no task.
pub(super) fn snooze_for(model: &mut Model, seconds: u32) -> Option<bool> {
    let (awake, asleep) = alerts_at_hand(model)?;
    let all: Vec<AlertId> = awake.into_iter().chain(asleep).collect();
    if !all.is_empty() {
        snooze_all(model, &all, Some(seconds));
        renew(model);
    }
    Some(!all.is_empty())
}

fn snooze_all(model: &mut Model, ids: &[AlertId], seconds: Option<u32>) {
    let until = snooze_end(model, seconds);
    model.history.alerts_mut().snooze(ids, until);
    let words = until_words(model, until, ids.first().and_then(|id| id.task.as_ref()));
    toast::show(model, ToastKind::Done, format!("no word of {} of this task until {words}", alerts(ids.len())));
}

/// The alerts of the selected or open task that are heard, and those that sleep. Muted ones are neither.
fn alerts_at_hand(model: &Model) -> Option<(Vec<AlertId>, Vec<AlertId>)> {
    let task = overlay::task_at_hand(model)?;
    let alerts = model.history.alerts();
    let of_task = |alert: &&Alert| alert.id.task.as_ref() == Some(&task.task.key) && !alerts.is_muted(&alert.id);
    let (asleep, awake): (Vec<&Alert>, Vec<&Alert>) =
        alerts.all().into_iter().filter(of_task).partition(|alert| alert.snoozed_until_unix_ms.is_some());
    let ids = |alerts: Vec<&Alert>| alerts.into_iter().map(|alert| alert.id.clone()).collect();
    Some((ids(awake), ids(asleep)))
}

/// When a snooze that begins now is over; without a length it is as long as the settings say.
fn snooze_end(model: &Model, seconds: Option<u32>) -> i64 {
    let seconds = seconds.unwrap_or_else(|| model.history.alerts().settings().snooze_seconds);
    model.now.unix_ms.saturating_add(i64::from(seconds).saturating_mul(1000))
}

/// A moment on the clock that times are shown in, with its zone and, where it is not today, its weekday.
fn until_words(model: &Model, unix_ms: i64, task: Option<&TaskKey>) -> String {
    let task = task.and_then(|key| find(&model.feed.snapshot, key));
    let offset = model.offset_for(task.map(AsRef::as_ref));
    let moment = |unix_ms: i64| at_offset(unix_ms.div_euclid(1000), offset);
    let (Some(until), Some(now)) = (moment(unix_ms), moment(model.now.unix_ms)) else {
        return String::from("later");
    };
    let format = if until.date_naive() == now.date_naive() { "%H:%M" } else { "%a %d %b %H:%M" };
    format!("{} {}", until.format(format), zone_name(offset))
}

/// Mutes a rule for a task or for all, or lets it be heard again.
pub(super) fn mute(model: &mut Model, task: Option<&TaskKey>, rule: RuleName) {
    let is_muted = model.history.alerts_mut().toggle_mute(task, rule);
    let whom = if task.is_some() { "this task" } else { "all tasks" };
    let words = if is_muted { "muted" } else { "heard again" };
    toast::show(model, ToastKind::Done, format!("{rule} is {words} for {whom}"));
    renew(model);
}

/// Moves to the task with the next alert, or with the one before, in the order of the open alerts and round.
pub(super) fn jump(model: &mut Model, forward: bool) {
    // Thousands of alerts may be open, about as many of 100,000 tasks: each of both is looked at once.
    let open = model.history.alerts().open();
    let mut wanted: HashSet<&TaskKey> = open.iter().filter_map(|alert| alert.id.task.as_ref()).collect();
    let listed: HashSet<&TaskKey> =
        model.feed.snapshot.tasks.iter().map(|task| &task.key).filter(|key| wanted.contains(*key)).collect();
    let keys = open.iter().filter_map(|alert| alert.id.task.as_ref());
    let tasks: Vec<TaskKey> = keys.filter(|key| wanted.remove(*key) && listed.contains(*key)).cloned().collect();
    let Some(last) = tasks.len().checked_sub(1) else {
        let is_quiet = model.history.alerts().open().is_empty();
        let words = if is_quiet { "no alert is open" } else { "no open alert is about a task" };
        return toast::show(model, ToastKind::Done, words);
    };
    let here = overlay::task_at_hand(model).map(|task| task.task.key.clone());
    let place = tasks.iter().position(|key| Some(key) == here.as_ref());
    let next = match (place, forward) {
        (None, true) => 0,
        (None, false) => last,
        (Some(place), true) => {
            if place == last {
                0
            } else {
                place + 1
            }
        }
        (Some(place), false) => place.checked_sub(1).unwrap_or(last),
    };
    if place == Some(next) {
        return toast::show(model, ToastKind::Done, "no other task has an open alert");
    }
    if let Some(key) = tasks.get(next) {
        go_to(model, key);
    }
}

/// Takes over what a person chose in another dashboard.
pub(super) fn take_choices(model: &mut Model, choices: &AlertChoices) {
    model.history.alerts_mut().choose(choices);
    model.project();
    renew(model);
}

/// The time goes on.
pub(super) fn tick(model: &mut Model) -> Vec<Effect> {
    let transitions = model.history.tick(model.now.unix_ms);
    renew(model);
    if transitions.is_empty() { Vec::new() } else { vec![Effect::Announce(transitions)] }
}

/// `1 alert`, `3 alerts`.
fn alerts(count: usize) -> String {
    if count == 1 { "1 alert".to_owned() } else { format!("{count} alerts") }
}

/// What an alert is about, short enough for a message.
fn name(alert: &Alert) -> String {
    const LONGEST: usize = 24;
    match &alert.id.task {
        None => "the reading".to_owned(),
        Some(_) => {
            let name = clean(&alert.task_name);
            let short: String = name.chars().take(LONGEST).collect();
            if short.len() < name.len() { format!("{short}...") } else { short }
        }
    }
}

#[cfg(test)]
mod tests;
