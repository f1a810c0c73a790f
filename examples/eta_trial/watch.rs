//! Watches a campaign as the program does: every reading goes into the series, and the expected end is asked on the way.

use std::sync::Arc;

use callbot_tui::domain::{Task, TaskKey, TaskStat, TaskStatus};
use callbot_tui::history::open_time::{open_seconds, walk};
use callbot_tui::history::{Eta, Link, Sample, Series};

use crate::campaign::{Campaign, Reading};

/// The ways along at which the end is asked.
pub(crate) const WAYPOINTS: [(i64, i64); 3] = [(1, 3), (1, 2), (2, 3)];

/// One answer, and how it compares with what came.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    /// What was answered.
    pub(crate) eta: Eta,
    /// When, in seconds since 1970.
    pub(crate) asked_unix: i64,
    /// When the campaign did end.
    pub(crate) ended_unix: i64,
}

/// What watching a campaign gave.
#[derive(Debug)]
pub(crate) struct Watched {
    /// The answers when a share of the orders was finished, by [`WAYPOINTS`].
    pub(crate) by_orders: Vec<Answer>,
    /// The answers when a share of the open time had passed.
    pub(crate) by_time: Vec<Answer>,
    /// How often the shown text changed while it was watched, and how long that was, in hours.
    pub(crate) changes: usize,
    /// See `changes`.
    pub(crate) hours_watched: f64,
}

/// Runs and watches a campaign.
pub(crate) fn watch(campaign: &Campaign) -> Watched {
    let (began, mut ended) = (campaign.start_unix_ms / 1000, 0);
    campaign.run(|reading| ended = reading.unix_ms / 1000);
    let open = open_seconds(&campaign.window, began, ended).unwrap_or(0);
    let moments = WAYPOINTS.map(|(part, whole)| walk(&campaign.window, began, open * part / whole));

    let mut watcher = Watcher::new(campaign, ended);
    let (mut by_orders, mut by_time) = (Vec::new(), Vec::new());
    campaign.run(|reading| {
        watcher.take_in(reading);
        let now = reading.unix_ms / 1000;
        let next = WAYPOINTS.get(by_orders.len());
        if next.is_some_and(|(part, whole)| reading.counters.finished * whole >= reading.counters.orders * part) {
            by_orders.push(watcher.ask(now));
        }
        if moments.get(by_time.len()).is_some_and(|moment| moment.is_some_and(|moment| now >= moment)) {
            by_time.push(watcher.ask(now));
        }
        watcher.show(now, by_orders.len() >= 2);
    });
    Watched {
        by_orders,
        by_time,
        changes: watcher.changes,
        hours_watched: watcher.readings_shown as f64 * 15.0 / 3600.0,
    }
}

struct Watcher<'a> {
    campaign: &'a Campaign,
    task: Task,
    series: Series,
    ended_unix: i64,
    shown: Option<Eta>,
    text: String,
    changes: usize,
    readings_shown: usize,
}

/// The shown end is looked at for so many readings from half-way on: an hour.
const READINGS_SHOWN: usize = 240;

impl<'a> Watcher<'a> {
    fn new(campaign: &'a Campaign, ended_unix: i64) -> Self {
        let mut task = Task::empty(TaskKey::from_text("trial"));
        task.window = Arc::new(campaign.window.clone());
        task.max_call = Some(campaign.max_call);
        Self {
            campaign,
            task,
            series: Series::default(),
            ended_unix,
            shown: None,
            text: String::new(),
            changes: 0,
            readings_shown: 0,
        }
    }

    fn take_in(&mut self, Reading { unix_ms, counters }: Reading) {
        let status = if counters.left() > 0 { TaskStatus::Running } else { TaskStatus::Completed };
        self.task.status = Some(status);
        self.task.stat = TaskStat {
            total_order_count: Some(counters.orders),
            finish_order_count: Some(counters.finished),
            answer_order_count: Some(counters.answered_orders),
            total_call: Some(counters.calls),
            total_answer_call: Some(counters.answered_calls),
            ..TaskStat::default()
        };
        if (counters.finished as f64) < self.campaign.joined_at * counters.orders as f64 {
            return;
        }
        let link = if self.series.last().is_none() { Link::First } else { Link::Continues };
        let status = u8::try_from(status.number()).unwrap_or(0);
        self.series.push(Sample { unix_ms, counters, status, settings: 1, link });
    }

    fn eta(&self, now: i64) -> Eta {
        Eta::of(&self.task, &self.series, false, 0.03, now * 1000)
    }

    fn ask(&self, now: i64) -> Answer {
        Answer { eta: self.eta(now), asked_unix: now, ended_unix: self.ended_unix }
    }

    /// Shows the end as the program does, and counts how often its text changes.
    fn show(&mut self, now: i64, is_half_way: bool) {
        let is_open = open_seconds(&self.task.window, now, now + 1) == Some(1);
        if !is_half_way || !is_open || self.readings_shown == READINGS_SHOWN || now >= self.ended_unix {
            return;
        }
        let eta = self.eta(now);
        let shown = self.shown.map_or(eta, |shown| eta.settle(shown, &self.task.window, now * 1000));
        let text = shown.short(&self.task, now, 0);
        self.changes += usize::from(self.shown.is_some() && text != self.text);
        self.readings_shown += 1;
        self.text = text;
        self.shown = Some(shown);
    }
}
