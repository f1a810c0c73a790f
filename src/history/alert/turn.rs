//! One answer of one rule worked into its alert. Uses `book` and `machine`.

use std::sync::Arc;

use super::book::{Alert, AlertId, AlertPhase, Alerts, Ended, Entry, MOST_ALERTS, Transition};
use super::machine::{self, Move};
use super::name::RuleName;
use super::rule::Answer;
use super::words::plain;
use crate::domain::{Task, TaskKey};

/// Mutes by a task's id are remembered for so many tasks at most.
const MOST_MUTED_BY_ID: usize = 10_000;

/// What a rule was asked about: a task, or the reading as a whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Subject<'t> {
    pub key: Option<TaskKey>,
    pub task: Option<&'t Task>,
}

impl Alerts {
    /// Works an answer in.
    pub(super) fn turn(
        &mut self,
        subject: &Subject<'_>,
        rule: RuleName,
        answer: Answer,
        now_unix_ms: i64,
        told: &mut Vec<Transition>,
    ) {
        let settings = self.settings.rule(rule);
        let of_task = self.entries.get_mut(&subject.key);
        let entry = of_task.and_then(|of_task| of_task.iter_mut().find(|entry| entry.alert.id.rule == rule));
        let phase = entry.as_ref().map(|entry| entry.alert.phase);
        let known_since = match &answer {
            Answer::Wrong { since_unix_ms, .. } => since_unix_ms.unwrap_or(now_unix_ms),
            Answer::Clear | Answer::Between | Answer::Eases { .. } => now_unix_ms,
        };
        let since = entry.as_ref().map_or(known_since, |entry| entry.phase_since_unix_ms);
        let waited = now_unix_ms.saturating_sub(since).max(0);
        let next = machine::next(phase, waited, &answer, &settings);
        if let Some(entry) = entry {
            let alert = Arc::make_mut(&mut entry.alert);
            if let Answer::Wrong { what, since_unix_ms } = &answer {
                alert.what.clone_from(what);
                alert.task_name = subject.name();
                alert.since_unix_ms = since_unix_ms.map_or(alert.since_unix_ms, |since| since.min(alert.since_unix_ms));
            } else if let Answer::Eases { what } = &answer
                && phase != Some(AlertPhase::Pending)
            {
                alert.what.clone_from(what);
            }
            if next == Move::Restart && phase == Some(AlertPhase::Pending) {
                // What did not hold all the time holds since later.
                alert.since_unix_ms = now_unix_ms;
            }
        }
        let id = || AlertId { task: subject.key.clone(), rule };
        match (next, phase, answer) {
            (Move::Restart, ..) => self.restart(&id(), now_unix_ms),
            (Move::To(AlertPhase::Over), ..) => told.extend(self.end(&id(), now_unix_ms)),
            (Move::To(phase), Some(from), _) => told.extend(self.advance(&id(), from, phase, now_unix_ms)),
            (Move::To(phase), None, Answer::Wrong { what, since_unix_ms }) => {
                if self.make_room(rule, now_unix_ms, told) {
                    self.mute_by_id(subject, rule);
                    let alert = Alert {
                        id: id(),
                        severity: settings.severity,
                        task_name: subject.name(),
                        since_unix_ms: since_unix_ms.map_or(now_unix_ms, |since| since.min(now_unix_ms)),
                        phase,
                        what,
                        snoozed_until_unix_ms: None,
                        is_acknowledged: false,
                    };
                    told.push(self.begin(alert, now_unix_ms));
                }
            }
            (Move::Stay, ..) | (Move::To(_), None, _) => {}
        }
    }

    /// A new alert.
    fn begin(&mut self, mut alert: Alert, now_unix_ms: i64) -> Transition {
        let notifies = alert.phase == AlertPhase::Firing && self.fire(&mut alert, now_unix_ms);
        let is_pending = alert.phase == AlertPhase::Pending;
        let phase_since_unix_ms = if is_pending { alert.since_unix_ms } else { now_unix_ms };
        let of_task = self.entries.entry(alert.id.task.clone()).or_default();
        of_task.push(Entry { alert: Arc::new(alert.clone()), phase_since_unix_ms });
        Transition { unix_ms: now_unix_ms, from: None, alert, notifies }
    }

    /// From one phase to another that is not its end.
    fn advance(&mut self, id: &AlertId, from: AlertPhase, to: AlertPhase, now_unix_ms: i64) -> Option<Transition> {
        let mut alert = self.get(id)?.clone();
        alert.phase = to;
        // What was clearing never was over: it goes on as if nothing had been.
        let notifies = from == AlertPhase::Pending && to == AlertPhase::Firing && self.fire(&mut alert, now_unix_ms);
        *self.alert_mut(id)? = alert.clone();
        self.restart(id, now_unix_ms);
        Some(Transition { unix_ms: now_unix_ms, from: Some(from), alert, notifies })
    }

    /// An alert begins to fire: what is remembered of the last time holds on. Tells whether somebody should be told.
    fn fire(&mut self, alert: &mut Alert, now_unix_ms: i64) -> bool {
        self.note_fired(now_unix_ms);
        let ended = self.ended.remove(&alert.id);
        let cooldown_ms = i64::from(self.settings.rule(alert.id.rule).cooldown_seconds) * 1000;
        let is_cooling = ended.is_some_and(|ended| now_unix_ms.saturating_sub(ended.over_unix_ms) < cooldown_ms);
        alert.is_acknowledged = is_cooling && ended.is_some_and(|ended| ended.is_acknowledged);
        let snoozed = ended.and_then(|ended| ended.snoozed_until_unix_ms);
        alert.snoozed_until_unix_ms = snoozed.filter(|until| *until > now_unix_ms);
        !is_cooling && alert.snoozed_until_unix_ms.is_none() && !self.is_muted(&alert.id)
    }

    /// Ends an alert; `None` where there is none.
    pub(super) fn end(&mut self, id: &AlertId, now_unix_ms: i64) -> Option<Transition> {
        let of_task = self.entries.get_mut(&id.task)?;
        let place = of_task.iter().position(|entry| entry.alert.id.rule == id.rule)?;
        let mut alert = of_task.swap_remove(place).alert;
        if of_task.is_empty() {
            self.entries.remove(&id.task);
        }
        self.crowd.has_room();
        let from = alert.phase;
        Arc::make_mut(&mut alert).phase = AlertPhase::Over;
        if from.is_open() {
            let cooldown_ms = i64::from(self.settings.rule(id.rule).cooldown_seconds) * 1000;
            let cooled = now_unix_ms.saturating_add(cooldown_ms);
            let ended = Ended {
                over_unix_ms: now_unix_ms,
                forgotten_unix_ms: alert.snoozed_until_unix_ms.map_or(cooled, |until| until.max(cooled)),
                is_acknowledged: alert.is_acknowledged,
                snoozed_until_unix_ms: alert.snoozed_until_unix_ms,
            };
            if self.ended.len() < 2 * MOST_ALERTS {
                self.ended.insert(id.clone(), ended);
            }
            self.note_over(Arc::clone(&alert));
        }
        let alert = Arc::unwrap_or_clone(alert);
        Some(Transition { unix_ms: now_unix_ms, from: Some(from), alert, notifies: false })
    }

    /// Applies the configuration's mutes to a task once: a person may undo them.
    fn mute_by_id(&mut self, subject: &Subject<'_>, rule: RuleName) {
        let (Some(key), Some(task)) = (&subject.key, subject.task) else {
            return;
        };
        let is_meant = |id: &str| task.has_id(id) || key.as_str() == id;
        let mut by_id = self.settings.muted.iter().filter(|mute| mute.rule == rule);
        let is_muted = by_id.any(|mute| mute.task_id.as_deref().is_some_and(is_meant));
        if is_muted && self.muted_by_id.len() < MOST_MUTED_BY_ID && self.muted_by_id.insert((rule, key.clone())) {
            self.mutes.insert((rule, Some(key.clone())));
        }
    }

    fn restart(&mut self, id: &AlertId, now_unix_ms: i64) {
        let of_task = self.entries.get_mut(&id.task);
        if let Some(entry) = of_task.and_then(|of_task| of_task.iter_mut().find(|entry| entry.alert.id.rule == id.rule))
        {
            entry.phase_since_unix_ms = now_unix_ms;
        }
    }

    pub(super) fn alert_mut(&mut self, id: &AlertId) -> Option<&mut Alert> {
        let mut of_task = self.entries.get_mut(&id.task)?.iter_mut();
        of_task.find(|entry| entry.alert.id.rule == id.rule).map(|entry| Arc::make_mut(&mut entry.alert))
    }
}

impl Subject<'_> {
    fn name(&self) -> String {
        // Cut by letters, for one cluster of them may be as long as it likes.
        self.task.map_or_else(String::new, |task| plain(task.display_name()).chars().take(120).collect())
    }
}
