//! Whatever a server answers: a sweep ends, gives no task twice and keeps the limit of requests; waiting times after failures
//! have bounds.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::time::Duration;

use callbot_tui::api::{Failure, Page, Row, RowIssue};
use callbot_tui::domain::{FaultKind, QueryConditions};
use callbot_tui::poll::rate::RateLimit;
use callbot_tui::poll::schedule::{Backoff, LONGEST_BACK_OFF, LONGEST_RETRY_AFTER, REFUSAL_WAIT, jittered};
use callbot_tui::poll::{SweepPlan, sweep};
use proptest::prelude::*;

use crate::script::{Ask, Script, TestClock, failure, meta, ret_code, task};

const SECOND: Duration = Duration::from_secs(1);

/// The most requests for one page: the first and two more.
const MOST_TRIES: usize = 3;

/// How a server answers one request.
#[derive(Debug, Clone)]
enum Answer {
    /// Its list as it is now, which may have shifted, with a count that may lie, and pages that may be smaller than asked.
    Honest {
        shift: u32,
        lie: Option<i64>,
        cap: usize,
    },
    /// Any rows, any count.
    Any {
        ids: Vec<u32>,
        unreadable: usize,
        total: Option<i64>,
    },
    Fails(FaultKind, Option<u64>),
    TooMuch,
}

fn answer() -> impl Strategy<Value = Answer> {
    let total = || prop_oneof![Just(None), (-3_i64..60).prop_map(Some), Just(Some(i64::MAX)), Just(Some(i64::MIN))];
    let kind = prop::sample::select(vec![
        FaultKind::Unreachable,
        FaultKind::Busy,
        FaultKind::Unusable,
        FaultKind::SignatureRefused,
        FaultKind::RequestRefused,
    ]);
    prop_oneof![
        6 => (0..4_u32, total(), 1..12_usize).prop_map(|(shift, lie, cap)| Answer::Honest { shift, lie, cap }),
        3 => (prop::collection::vec(0..40_u32, 0..9), 0..3_usize, total())
            .prop_map(|(ids, unreadable, total)| Answer::Any { ids, unreadable, total }),
        2 => (kind, prop::option::of(0..20_u64)).prop_map(|(kind, wait)| Answer::Fails(kind, wait)),
        1 => Just(Answer::TooMuch),
    ]
}

fn reply(answer: &Answer, ask: &Ask) -> Result<Page, Failure> {
    let page = |rows, total_count| Ok(Page { rows, total_count, meta: meta() });
    match answer {
        Answer::Honest { shift, lie, cap } => {
            let size = (ask.size as usize).min(*cap);
            let ids = (*shift..30).skip((ask.page as usize - 1) * size).take(size);
            page(ids.map(|id| Row::Task(task(id, 2, 0))).collect(), lie.or(Some(30)))
        }
        Answer::Any { ids, unreadable, total } => {
            let odd = (0..*unreadable).map(|row| Row::Unreadable(RowIssue { page: ask.page, row, found: "7".into() }));
            page(ids.iter().map(|id| Row::Task(task(*id, 2, 0))).chain(odd).collect(), *total)
        }
        Answer::Fails(kind, wait) => Err(Failure { retry_after: wait.map(Duration::from_secs), ..failure(*kind) }),
        Answer::TooMuch => Err(ret_code(4001)),
    }
}

fn kinds() -> impl Strategy<Value = FaultKind> {
    prop::sample::select(vec![
        FaultKind::Unreachable,
        FaultKind::Busy,
        FaultKind::SignatureRefused,
        FaultKind::AccountUnknown,
        FaultKind::NotPermitted,
        FaultKind::RequestRefused,
        FaultKind::Unusable,
        FaultKind::Setup,
        FaultKind::Internal,
    ])
}

/// The first waiting time of a kind of failure, without jitter, and the longest.
fn bounds(kind: FaultKind) -> (Duration, Duration) {
    match kind {
        kind if kind.is_refusal() => (REFUSAL_WAIT, REFUSAL_WAIT),
        FaultKind::Unreachable | FaultKind::Busy => (2 * SECOND, LONGEST_BACK_OFF),
        _ => (15 * SECOND, LONGEST_BACK_OFF),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn a_sweep_ends_gives_no_task_twice_and_keeps_the_limit_whatever_comes(
        answers in prop::collection::vec(answer(), 1..16),
        page_size in 1..9_u32,
        max_pages in 1..30_u32,
        max_requests_per_second in 0..6_u32,
        took_ms in 0..400_u64,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let (ids, asked, outcome) = runtime.block_on(async {
            let took = Duration::from_millis(took_ms);
            let script = Script::new(took, move |ask| reply(&answers[ask.number % answers.len()], ask));
            let plan = SweepPlan { page_size, max_pages, max_requests_per_second, conditions: QueryConditions::default() };
            let mut ids = Vec::new();
            let outcome = sweep(&script, &plan, &*TestClock::new(), |page| {
                ids.extend(page.tasks.iter().map(|task| task.key.as_str().to_owned()));
                ControlFlow::Continue(())
            }).await;
            (ids, script.asked(), outcome)
        });

        // Each page may be tried again, and each halving of the page costs one request more.
        let halvings = (u32::BITS - page_size.leading_zeros()) as usize;
        prop_assert!(asked.len() <= (max_pages as usize + halvings) * MOST_TRIES, "{} requests", asked.len());
        prop_assert!(outcome.pages_read <= max_pages);
        prop_assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "each task once");
        prop_assert_eq!(outcome.tasks, ids.len() as u64);
        prop_assert!(!(outcome.complete && outcome.stopped_by.is_some()), "what broke off is not whole");
        prop_assert!(asked.iter().all(|ask| ask.page >= 1 && (1..=page_size).contains(&ask.size)));
        if max_requests_per_second > 0 {
            for (index, first) in asked.iter().enumerate() {
                let in_window = asked[index..].iter().take_while(|ask| ask.at - first.at < SECOND).count();
                prop_assert!(in_window <= max_requests_per_second as usize, "{in_window} in a second");
            }
        }
    }

    #[test]
    fn waiting_times_have_a_floor_a_cap_and_a_band(
        steps in prop::collection::vec((prop::option::of((kinds(), prop::option::of(0..2000_u64))), 1..4_usize), 1..40),
        seed in any::<u64>(),
    ) {
        let (mut backoff, mut rng) = (Backoff::default(), fastrand::Rng::with_seed(seed));
        let mut in_a_row = 0;
        // The first wait of the steps that are under way, and the last one.
        let mut before: Option<(Duration, Duration)> = None;
        for (happens, times) in steps {
            let Some((kind, retry_after_seconds)) = happens else {
                backoff.reset();
                (in_a_row, before) = (0, None);
                continue;
            };
            for _ in 0..times {
                let asked = retry_after_seconds.map(Duration::from_secs);
                let wait = backoff.after(&Failure { retry_after: asked, ..failure(kind) }, &mut rng);
                in_a_row += 1;
                prop_assert_eq!(backoff.attempt(), in_a_row);
                let (first, longest) = bounds(kind);
                prop_assert!(wait >= first.mul_f64(0.8999), "{kind:?}: {wait:?} is below the floor");
                let honoured = asked.unwrap_or_default().min(LONGEST_RETRY_AFTER);
                prop_assert!(wait >= honoured, "Retry-After is kept");
                prop_assert!(wait <= longest.max(honoured), "{kind:?}: {wait:?} is above the cap");
                if in_a_row == 1 {
                    prop_assert!(wait <= first.mul_f64(1.1001).max(honoured), "success starts the steps anew");
                }
                // With neither a refusal nor `Retry-After` in between, a wait at most doubles, and hardly shrinks.
                let is_own_step = !kind.is_refusal() && honoured.is_zero();
                if let Some((_, last)) = before.filter(|(same, _)| is_own_step && *same == first) {
                    prop_assert!(wait <= last.mul_f64(2.0 * 1.1001 / 0.8999), "{last:?} then {wait:?}");
                    prop_assert!(wait >= last.mul_f64(0.8999 / 1.1001).min(longest.mul_f64(0.8999)));
                }
                before = is_own_step.then_some((first, wait));
            }
        }
    }

    #[test]
    fn jitter_stays_within_a_tenth(ms in 0..1_000_000_000_u64, seed in any::<u64>()) {
        let duration = Duration::from_millis(ms);
        let made = jittered(duration, &mut fastrand::Rng::with_seed(seed));
        prop_assert!(made >= duration.mul_f64(0.8999) && made <= duration.mul_f64(1.1001));
    }

    #[test]
    fn no_second_holds_more_requests_than_allowed_and_none_waits_longer_than_one(
        per_second in 1..12_u32,
        pauses_ms in prop::collection::vec(prop_oneof![4 => 0..40_u64, 1 => 0..3000_u64], 1..80),
    ) {
        #[expect(clippy::disallowed_methods, reason = "any instant will do as the test's beginning")]
        let mut now = std::time::Instant::now();
        let (mut limit, mut sent) = (RateLimit::new(per_second), Vec::new());
        for pause in pauses_ms {
            now += Duration::from_millis(pause);
            let wait = limit.delay(now);
            prop_assert!(wait <= SECOND);
            // A request waits only where the second before it is full.
            let recent = sent.iter().filter(|at| now - **at < SECOND).count();
            prop_assert_eq!(wait.is_zero(), recent < per_second as usize);
            now += wait;
            limit.note(now);
            sent.push(now);
        }
        for first in &sent {
            let in_window = sent.iter().filter(|at| **at >= *first && **at - *first < SECOND).count();
            prop_assert!(in_window <= per_second as usize, "{in_window} in a second");
        }
    }
}
