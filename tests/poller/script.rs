//! A source that answers by a script and remembers what it was asked, and a clock that follows tokio's.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use callbot_tui::api::{Failure, Page, ReplyMeta, Row};
use callbot_tui::domain::{
    Clock, Fault, FaultKind, Now, QueryConditions, Task, TaskKey, TaskStat, TaskStatus, TaskTexts,
};
use callbot_tui::poll::TaskSource;
use tokio::time::Instant;

/// The wall clock at the start of a test.
pub(crate) const START_MS: i64 = 1_790_000_000_000;

/// Follows tokio's paused time.
pub(crate) struct TestClock(Instant);

impl TestClock {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(Instant::now()))
    }
}

impl Clock for TestClock {
    fn now(&self) -> Now {
        let now = Instant::now();
        Now { instant: now.into_std(), unix_ms: START_MS + (now - self.0).as_millis() as i64 }
    }
}

/// One request as the source saw it.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) number: usize,
    pub(crate) at: Duration,
    pub(crate) page: u32,
    pub(crate) size: u32,
    pub(crate) conditions: QueryConditions,
}

impl Ask {
    pub(crate) fn is_fast(&self) -> bool {
        self.conditions.statuses == [1, 2, 5]
    }

    pub(crate) fn is_lookup(&self) -> bool {
        !self.conditions.user_task_ids.is_empty()
    }

    pub(crate) fn is_full(&self) -> bool {
        !self.is_fast() && !self.is_lookup()
    }
}

type Answer = Result<Page, Failure>;

struct Inner {
    started: Instant,
    took: Duration,
    answer: Box<dyn Fn(&Ask) -> Answer + Send + Sync>,
    asked: Mutex<Vec<Ask>>,
    in_flight: AtomicUsize,
}

/// Answers every request after `took` by a function of the request.
#[derive(Clone)]
pub(crate) struct Script(Arc<Inner>);

impl Script {
    pub(crate) fn new(took: Duration, answer: impl Fn(&Ask) -> Answer + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner {
            started: Instant::now(),
            took,
            answer: Box::new(answer),
            asked: Mutex::default(),
            in_flight: AtomicUsize::new(0),
        }))
    }

    /// Everything that was asked so far.
    pub(crate) fn asked(&self) -> Vec<Ask> {
        self.0.asked.lock().unwrap().clone()
    }

    /// The seconds at which requests came that satisfy a condition.
    pub(crate) fn seconds(&self, which: impl Fn(&Ask) -> bool) -> Vec<f64> {
        self.asked().iter().filter(|ask| which(ask)).map(|ask| ask.at.as_secs_f64()).collect()
    }
}

impl TaskSource for Script {
    async fn list_page(&self, page: u32, size: u32, conditions: &QueryConditions) -> Answer {
        let ask = {
            let mut asked = self.0.asked.lock().unwrap();
            let (number, at) = (asked.len() + 1, self.0.started.elapsed());
            asked.push(Ask { number, at, page, size, conditions: conditions.clone() });
            asked[number - 1].clone()
        };
        assert_eq!(self.0.in_flight.fetch_add(1, Ordering::SeqCst), 0, "one request in flight at most");
        tokio::time::sleep(self.0.took).await;
        self.0.in_flight.fetch_sub(1, Ordering::SeqCst);
        (self.0.answer)(&ask)
    }
}

/// A task with a status and a count of calls.
pub(crate) fn task(id: u32, status: i64, calls: i64) -> Arc<Task> {
    let (task_id, user_id) = (format!("t-{id}"), format!("u-{id}"));
    Arc::new(Task {
        texts: TaskTexts::new(None, Some(&user_id), Some(&task_id), None, None),
        status: Some(TaskStatus::from_number(status)),
        stat: TaskStat { total_call: Some(calls), ..TaskStat::default() },
        ..Task::empty(TaskKey::new(Some(&task_id), Some(&user_id), String::new))
    })
}

/// What a faithful server answers from a list of (id, status).
pub(crate) fn serve(list: &[(u32, i64)], ask: &Ask) -> Answer {
    let QueryConditions { statuses, user_task_ids, .. } = &ask.conditions;
    let rows: Vec<Row> = list
        .iter()
        .filter(|(_, status)| statuses.is_empty() || statuses.contains(status))
        .filter(|(id, _)| user_task_ids.is_empty() || user_task_ids.contains(&format!("u-{id}")))
        .map(|(id, status)| Row::Task(task(*id, *status, 0)))
        .collect();
    let total_count = Some(rows.len() as i64);
    let start = (ask.page as usize - 1) * ask.size as usize;
    Ok(Page { rows: rows.into_iter().skip(start).take(ask.size as usize).collect(), total_count, meta: meta() })
}

pub(crate) fn meta() -> ReplyMeta {
    ReplyMeta { round_trip: Duration::from_millis(120), ..ReplyMeta::default() }
}

pub(crate) fn running(ids: impl IntoIterator<Item = u32>) -> Vec<(u32, i64)> {
    ids.into_iter().map(|id| (id, 2)).collect()
}

pub(crate) fn failure(kind: FaultKind) -> Failure {
    let can_pass = matches!(kind, FaultKind::Unreachable | FaultKind::Busy | FaultKind::Unusable);
    Failure { fault: Fault::new(kind, "It failed", "Try again"), retry_after: None, can_pass }
}

pub(crate) fn ret_code(code: i64) -> Failure {
    let mut failure = failure(FaultKind::RequestRefused);
    failure.fault.ret_code = Some(code);
    failure
}
