//! The look at all rules: asks each about each task that may dial or just changed, and lets the time pass. Uses `book`,
//! `rule`, `rules` and `history`.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::book::{AlertId, AlertPhase, Alerts, Clocks, Entry, Transition};
use super::name::RuleName;
use super::number::Number;
use super::rule::{Answer, Facts, FleetFacts, Rule, Told};
use super::rules::{PollHealth, RULES};
use super::turn::Subject;
use crate::domain::{Task, TaskKey, TaskStatus};
use crate::history::fleet::Fleet;
use crate::history::task_history::TaskHistory;

/// Whoever did not look for longer was asleep, whatever the interval.
const LONGEST_NAP_MS: i64 = 90_000;
/// How long a task that became inactive is still asked about.
const AFTERMATH_MS: i64 = 900_000;
/// A clock that is off by more than this misplaces dial windows by more than the patience of the rules.
const WRONG_CLOCK_SECONDS: u64 = 300;

/// What a reading found.
#[derive(Debug, Clone, Copy)]
pub(in crate::history) struct Look<'a> {
    /// All tasks of which something is known.
    pub tasks: &'a HashMap<TaskKey, TaskHistory>,
    /// The tasks on the board.
    pub board: &'a imbl::Vector<Arc<Task>>,
    /// All tasks together, and how the reading goes.
    pub fleet: &'a Fleet,
    /// As of when the tasks that may dial were read, in milliseconds since 1970.
    pub read_unix_ms: i64,
}

impl Alerts {
    /// Asks every rule after a reading, and tells what changed. The alerts of tasks that left the board end. While the
    /// platform cannot be read well nothing is asked, and what fires goes on firing.
    pub(in crate::history) fn observe(&mut self, look: Look<'_>, now_unix_ms: i64) -> Vec<Transition> {
        let Look { tasks, board, fleet, read_unix_ms } = look;
        let mut told = self.tick(fleet, now_unix_ms);
        let before = told.len();
        let has_failed =
            |key: &TaskKey| tasks.get(key).is_some_and(|task| task.task.status == Some(TaskStatus::Failed));
        self.seen_failures.retain(has_failed);
        self.is_held_back = self.must_hold_back(fleet, now_unix_ms);
        if self.is_held_back {
            return told;
        }
        self.crowd.begin();
        let settings = Arc::clone(&self.settings);
        let asked: Vec<&dyn Rule> = RULES.iter().copied().filter(|rule| settings.rule(rule.name()).enabled).collect();
        let is_fresh = |at: Option<i64>| at.is_some_and(|at| now_unix_ms.saturating_sub(at) < AFTERMATH_MS);
        let on_board = LazyCell::new(|| board.iter().map(|task| &task.key).collect::<HashSet<_>>());
        for (key, task) in tasks {
            let subject = Subject { key: Some(key.clone()), task: Some(&task.task) };
            let has_alerts = self.entries.contains_key(&subject.key);
            // An active task that the reading did not find is no longer on the board.
            let is_active = task.task.is_active() && task.last_read_unix_ms == read_unix_ms;
            if !has_alerts && !is_active && !is_fresh(task.status_since_unix_ms) {
                continue;
            }
            // Of a task that left there is no news, however fresh what happened to it last: it would end and begin for ever.
            if !is_active && !on_board.contains(key) {
                continue;
            }
            let facts = Facts::of(task, fleet, &settings, now_unix_ms);
            for rule in &asked {
                // Of a failure that somebody has seen there is nothing more to say.
                if rule.name() == RuleName::Failed && self.seen_failures.contains(key) {
                    continue;
                }
                let id = AlertId { task: subject.key.clone(), rule: rule.name() };
                let open = self.get(&id).filter(|alert| has_alerts && alert.phase.is_open());
                let now_told = open.map(|alert| Told { since_unix_ms: alert.since_unix_ms, what: &alert.what });
                let answer = rule.ask(&Facts { told: now_told, ..facts });
                if has_alerts || matches!(answer, Answer::Wrong { .. }) {
                    self.turn(&subject, rule.name(), answer, now_unix_ms, &mut told);
                }
            }
        }
        self.end_gone(board, now_unix_ms, &mut told);
        // Tasks come in no order.
        if let Some(of_tasks) = told.get_mut(before..) {
            of_tasks.sort_by(|a, b| a.alert.id.cmp(&b.alert.id));
        }
        self.sort();
        if told.len() > before {
            self.keep();
        }
        told
    }

    /// Lets the time pass: snoozes end, and the reading itself is judged. Hands out what a person changed meanwhile.
    pub fn tick(&mut self, fleet: &Fleet, now_unix_ms: i64) -> Vec<Transition> {
        self.pass_time(fleet, now_unix_ms);
        let mut told = std::mem::take(&mut self.queue);
        let before = told.len();
        self.wake_sleepers(now_unix_ms, &mut told);
        if self.settings.rule(RuleName::PollHealth).enabled {
            let answer = PollHealth.ask(&self.fleet_facts(fleet, now_unix_ms));
            self.turn(&Subject::default(), RuleName::PollHealth, answer, now_unix_ms, &mut told);
        }
        self.ended.retain(|_, ended| ended.forgotten_unix_ms > now_unix_ms);
        if told.len() > before {
            self.sort();
            self.keep();
        }
        told
    }

    /// Copes with a clock that was put back and with a machine that slept.
    fn pass_time(&mut self, fleet: &Fleet, now_unix_ms: i64) {
        let Some(clocks) = self.clocks else {
            self.clocks = Some(Clocks { awake_since: now_unix_ms, last: now_unix_ms });
            return;
        };
        let passed = now_unix_ms.saturating_sub(clocks.last);
        let nap_ms = (3 * fleet.poll_interval_ms()).max(LONGEST_NAP_MS);
        if passed < 0 {
            self.shift(passed.saturating_neg());
            self.sort();
        } else if passed > nap_ms {
            self.clocks = Some(Clocks { awake_since: now_unix_ms, ..clocks });
            // A condition held for as long as somebody looked, no longer.
            for entry in self.entries.values_mut().flatten() {
                entry.phase_since_unix_ms = now_unix_ms;
            }
        }
        if let Some(clocks) = &mut self.clocks {
            clocks.last = now_unix_ms;
        }
    }

    fn fleet_facts<'a>(&'a self, fleet: &'a Fleet, now_unix_ms: i64) -> FleetFacts<'a> {
        let awake_since = self.clocks.map_or(now_unix_ms, |clocks| clocks.awake_since);
        let since = fleet.as_of_unix_ms.map_or(awake_since, |as_of| as_of.max(awake_since));
        FleetFacts { fleet, settings: &self.settings, silent_ms: now_unix_ms.saturating_sub(since).max(0) }
    }

    /// Whether nothing can be said about single tasks.
    fn must_hold_back(&self, fleet: &Fleet, now_unix_ms: i64) -> bool {
        let polls = self.settings.number(Number::PollHealthPolls);
        let age = fleet.as_of_unix_ms.map(|as_of| now_unix_ms.saturating_sub(as_of));
        let is_stale = age.is_none_or(|age| age as f64 > (polls + 0.5) * fleet.poll_interval_ms() as f64);
        let share = self.fleet_facts(fleet, now_unix_ms).failing_share();
        let is_failing = share.is_some_and(|share| share > self.settings.number(Number::PollHealthFailing));
        let is_wrong_clock = fleet.skew_seconds.is_some_and(|skew| skew.unsigned_abs() > WRONG_CLOCK_SECONDS);
        is_stale || is_failing || is_wrong_clock
    }

    fn wake_sleepers(&mut self, now_unix_ms: i64, told: &mut Vec<Transition>) {
        let due = |entry: &&Entry| entry.alert.snoozed_until_unix_ms.is_some_and(|until| until <= now_unix_ms);
        let ids: Vec<_> = self.entries.values().flatten().filter(due).map(|entry| entry.alert.id.clone()).collect();
        for id in ids {
            let is_muted = self.is_muted(&id);
            if let Some(alert) = self.alert_mut(&id) {
                alert.snoozed_until_unix_ms = None;
                let notifies = alert.phase == AlertPhase::Firing && !is_muted && !alert.is_acknowledged;
                told.push(Transition { unix_ms: now_unix_ms, from: Some(alert.phase), alert: alert.clone(), notifies });
            }
        }
    }

    fn end_gone(&mut self, board: &imbl::Vector<Arc<Task>>, now_unix_ms: i64, told: &mut Vec<Transition>) {
        let mut missing: HashSet<&TaskKey> = self.entries.keys().flatten().collect();
        for task in board {
            if missing.is_empty() {
                return;
            }
            missing.remove(&task.key);
        }
        let gone: Vec<TaskKey> = missing.into_iter().cloned().collect();
        for key in gone {
            let of_task = self.entries.get(&Some(key)).into_iter().flatten();
            let ids: Vec<AlertId> = of_task.map(|entry| entry.alert.id.clone()).collect();
            told.extend(ids.iter().filter_map(|id| self.end(id, now_unix_ms)));
        }
    }
}
