//! A task in a situation, put together by hand.

use std::sync::Arc;

use crate::domain::{DialWindow, Task, TaskKey, TaskStat, TaskStatus, TaskTexts};
use crate::history::alert::rule::{Answer, Facts};
use crate::history::alert::rules::RULES;
use crate::history::alert::{AlertSettings, RuleName};
use crate::history::fleet::Fleet;
use crate::history::sample::{Counters, Link, Sample};
use crate::history::task_history::TaskHistory;

/// Wednesday 2026-09-23T07:46:07Z.
pub(super) const NOW: i64 = 1_790_149_567_000;
pub(super) const MINUTE: i64 = 60_000;

const ALL_HOURS: &str = "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23";

pub(super) fn always() -> DialWindow {
    DialWindow::parse(Some(0), Some("1,2,3,4,5,6,7"), Some(ALL_HOURS), Some(ALL_HOURS))
}

/// Open at NOW in its own zone; shuts 833 s later.
pub(super) fn india() -> DialWindow {
    let (up, down) = ("9,10,11,12,13,14,15,16,17,18", "9,10,11,12,14,15,16,17");
    DialWindow::parse(Some(19_800), Some("1,2,3,4,5,6"), Some(up), Some(down))
}

pub(super) fn fleet() -> Fleet {
    fleet_with(|fleet| {
        fleet.as_of_unix_ms = Some(NOW);
        fleet.is_healthy = true;
        fleet.poll_interval_seconds = 15;
        fleet.tasks_due = 5;
    })
}

pub(super) fn fleet_with(change: impl FnOnce(&mut Fleet)) -> Fleet {
    let mut fleet = Fleet::default();
    change(&mut fleet);
    fleet
}

pub(super) fn task(name: &str, status: TaskStatus) -> Task {
    let stat = TaskStat {
        total_order_count: Some(5000),
        finish_order_count: Some(640),
        answer_order_count: Some(200),
        total_call: Some(700),
        total_answer_call: Some(150),
        ..TaskStat::default()
    };
    Task {
        texts: TaskTexts::new(Some(name), None, Some(name), None, None),
        status: Some(status),
        stat,
        window: Arc::new(always()),
        max_call: Some(20),
        ..Task::empty(TaskKey::from_text(name))
    }
}

/// A running task whose dialling is an hour old, and nothing wrong with it.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    pub history: TaskHistory,
    pub fleet: Fleet,
    pub settings: AlertSettings,
    pub dialling_since: Option<i64>,
    pub now: i64,
}

impl Scene {
    pub fn new() -> Self {
        let mut history = TaskHistory::new(Arc::new(task("t", TaskStatus::Running)), NOW - 60 * MINUTE);
        history.last_read_unix_ms = NOW;
        history.find(NOW - 600 * MINUTE, &mut Vec::new());
        let since = Some(NOW - 60 * MINUTE);
        Self { history, fleet: fleet(), settings: AlertSettings::default(), dialling_since: since, now: NOW }
    }

    pub fn task(mut self, change: impl FnOnce(&mut Task)) -> Self {
        change(Arc::make_mut(&mut self.history.task));
        self
    }

    pub fn with(mut self, change: impl FnOnce(&mut TaskHistory)) -> Self {
        change(&mut self.history);
        self
    }

    pub fn dialling_for(mut self, minutes: i64) -> Self {
        self.dialling_since = Some(NOW - minutes * MINUTE);
        self
    }

    /// Samples by how many milliseconds ago they were read.
    pub fn samples(mut self, samples: impl IntoIterator<Item = (i64, Counters)>) -> Self {
        for (ago_ms, counters) in samples {
            let sample = Sample { unix_ms: NOW - ago_ms, counters, status: 2, settings: 1, link: Link::Continues };
            self.history.series.push(sample);
        }
        self
    }

    pub fn ask(&self, rule: RuleName) -> Answer {
        let facts = Facts {
            dialling_since_unix_ms: self.dialling_since,
            ..Facts::of(&self.history, &self.fleet, &self.settings, self.now)
        };
        RULES.iter().find(|asked| asked.name() == rule).unwrap().ask(&facts)
    }

    pub fn what(&self, rule: RuleName) -> String {
        match self.ask(rule) {
            Answer::Wrong { what, .. } => what,
            other => panic!("{rule}: {other:?}"),
        }
    }
}
