//! One sweep over the list for the headless commands: every task once, handed on as pages arrive. Uses `domain` and
//! `api`.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use super::allowance::Allowance;
use super::rate::RateLimit;
use super::source::TaskSource;
use crate::api::paging::Pager;
use crate::api::{Failure, Page, Row, RowIssue, SignatureCheck};
use crate::domain::{Clock, QueryConditions, Task};

/// The API's "too much content": answered by asking for smaller pages.
pub(super) const TOO_MUCH_CONTENT: i64 = 4001;

/// Waiting times before the second and the third attempt at a page.
const RETRY_DELAYS: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(1)];

/// The longest wait that a command takes upon itself when the server asks for one.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(10);

/// How a sweep is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SweepPlan {
    /// Rows per page.
    pub page_size: u32,
    /// Most pages to read.
    pub max_pages: u32,
    /// Most requests in any second; 0 is no limit.
    pub max_requests_per_second: u32,
    /// What to ask for.
    pub conditions: QueryConditions,
}

/// What one page brought.
#[derive(Debug)]
pub struct SweepPage<'a> {
    /// The page's number, from 1. Pages may be read twice; then only what was missing comes.
    pub page: u32,
    /// How many pages there are, as far as `totalCount` tells.
    pub pages: Option<u32>,
    /// Tasks that came for the first time, in the API's order.
    pub tasks: Vec<Arc<Task>>,
    /// Tasks of pages before that came again: newer readings of them.
    pub again: Vec<Arc<Task>>,
    /// Rows of this page that could not be read at all.
    pub unreadable: Vec<&'a RowIssue>,
}

/// Where and why a sweep stopped early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SweepStop {
    /// The page that could not be read, from 1.
    pub page: u32,
    /// Why.
    pub failure: Failure,
}

/// How a sweep went.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SweepOutcome {
    /// Whether the whole list was read.
    pub complete: bool,
    /// Replies taken.
    pub pages_read: u32,
    /// Different tasks handed on.
    pub tasks: u64,
    /// Rows that could not be read at all.
    pub unreadable: u64,
    /// The newest `totalCount`, where it could be trusted.
    pub total_count: Option<u64>,
    /// Tasks that the server counts beyond those that it gave.
    pub missing: u64,
    /// What a person should know about the sweep, in one sentence without a full stop.
    pub note: Option<String>,
    /// The failure that ended the sweep, where one did.
    pub stopped_by: Option<SweepStop>,
    /// Whether the receiver of the rows asked to stop.
    pub interrupted: bool,
    /// The gravest result of checking the replies' signatures.
    pub signature: SignatureCheck,
}

/// Reads the list once, to its end. Each task is handed to `on_page` exactly once, as soon as its page is there, and only
/// where it may have been asked for: that a server ignores the conditions is in the outcome's note. Returning `Break` ends
/// the sweep. A page is tried up to three times where trying again can help. Dropping the future ends the sweep too.
pub async fn sweep<S: TaskSource>(
    source: &S,
    plan: &SweepPlan,
    clock: &dyn Clock,
    mut on_page: impl FnMut(SweepPage<'_>) -> ControlFlow<()>,
) -> SweepOutcome {
    let mut pager = Pager::new(plan.page_size, plan.max_pages);
    let mut rate = RateLimit::new(plan.max_requests_per_second);
    let mut allowance = Allowance::default();
    let mut outcome = SweepOutcome::default();
    let mut too_much = None;
    let mut not_asked_for = 0_usize;
    while let Some(page) = pager.next_page() {
        match fetch(source, plan, clock, &mut rate, (page, pager.size())).await {
            Ok(reply) => {
                let new = pager.feed(&reply.rows, reply.total_count);
                let mut news = news(&reply, &new, page, pager.pages_estimate());
                let found = news.tasks.len();
                news.tasks.retain(|task| plan.conditions.admit(task));
                not_asked_for += found - news.tasks.len();
                news.again.retain(|task| plan.conditions.admit(task));
                let told = on_page(news);
                outcome.signature = outcome.signature.graver(reply.meta.signature);
                if told.is_break() {
                    outcome.interrupted = true;
                    break;
                }
                too_much = allowance.exceeded_by(&reply);
                if too_much.is_some() {
                    break;
                }
            }
            Err(failure) if failure.fault.ret_code == Some(TOO_MUCH_CONTENT) && pager.size() > 1 => {
                pager.restart_with_size(pager.size() / 2);
            }
            Err(failure) => {
                outcome.stopped_by = Some(SweepStop { page, failure });
                break;
            }
        }
    }
    let end = pager.end().cloned().unwrap_or_default();
    SweepOutcome {
        complete: end.complete && too_much.is_none(),
        missing: end.missing,
        note: too_much.or_else(|| joined(end.note, ignored(not_asked_for))),
        pages_read: pager.pages_read(),
        tasks: pager.tasks(),
        unreadable: pager.unreadable(),
        total_count: pager.total(),
        ..outcome
    }
}

/// That the server gave tasks that were not asked for.
fn ignored(tasks: usize) -> Option<String> {
    let counted = match tasks {
        0 => return None,
        1 => "1 task that does not meet them is".to_owned(),
        more => format!("{more} tasks that do not meet them are"),
    };
    Some(format!("The server ignored the conditions: {counted} left out"))
}

fn joined(one: Option<String>, other: Option<String>) -> Option<String> {
    let both: Vec<String> = one.into_iter().chain(other).collect();
    (!both.is_empty()).then(|| both.join("; "))
}

/// One page, tried again where that can help.
async fn fetch<S: TaskSource>(
    source: &S,
    plan: &SweepPlan,
    clock: &dyn Clock,
    rate: &mut RateLimit,
    (page, size): (u32, u32),
) -> Result<Page, Failure> {
    let mut delays = RETRY_DELAYS.into_iter();
    loop {
        let wait = rate.delay(clock.now().instant);
        if !wait.is_zero() {
            sleep(wait).await;
        }
        rate.note(clock.now().instant);
        let failure = match source.list_page(page, size, &plan.conditions).await {
            Ok(reply) => return Ok(reply),
            Err(failure) => failure,
        };
        match retry_delay(&failure, &mut delays) {
            Some(delay) => sleep(delay).await,
            None => return Err(failure),
        }
    }
}

/// How long to wait before trying again; `None` where that is pointless or would take too long.
fn retry_delay(failure: &Failure, delays: &mut impl Iterator<Item = Duration>) -> Option<Duration> {
    let asked = failure.retry_after.unwrap_or_default();
    if !failure.can_pass || asked > LONGEST_RETRY_AFTER {
        return None;
    }
    delays.next().map(|delay| delay.max(asked))
}

fn news<'a>(reply: &'a Page, new: &[usize], page: u32, pages: Option<u32>) -> SweepPage<'a> {
    let task = |index: &usize| match reply.rows.get(*index) {
        Some(Row::Task(task)) => Some(Arc::clone(task)),
        _ => None,
    };
    let is_again = |(index, row): (usize, &Row)| match row {
        Row::Task(task) if !task.key.is_place() && new.binary_search(&index).is_err() => Some(Arc::clone(task)),
        _ => None,
    };
    let issue = |row: &'a Row| match row {
        Row::Unreadable(issue) => Some(issue),
        Row::Task(_) => None,
    };
    SweepPage {
        page,
        pages: pages.map(|pages| pages.max(page)),
        tasks: new.iter().filter_map(task).collect(),
        again: reply.rows.iter().enumerate().filter_map(is_again).collect(),
        unreadable: reply.rows.iter().filter_map(issue).collect(),
    }
}
