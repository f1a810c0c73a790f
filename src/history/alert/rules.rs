//! The rules, each with its guards against false alarms. Uses `rule`, `silence`, `guards`, `words` and `domain`.
//!
//! A rule that never could know answers "clear", one that cannot say any more "between": slowness ends no alert.

use super::guards::{self, Fall};
use super::name::RuleName;
use super::number::Number;
use super::rule::{Answer, Facts, FleetFacts, HOUR_MS, RECENT_MS, Rule};
use super::silence;
use super::words::{clock, missed, orders_are, percent, plain, plural, rate, span};
use crate::domain::count::thousands;
use crate::domain::{ApiTime, StartupType, TaskStatus, WindowState};
use crate::history::eta::Eta;
use crate::history::open_time::opened_at;
use crate::history::silence::{Silence, SilenceLimits};

/// Every rule about tasks.
pub(super) static RULES: &[&dyn Rule] = &[
    &Stall,
    &Crawl,
    &AsrDrop,
    &AsrFloor,
    &OutsideWindow,
    &MissedStart,
    &Spill,
    &Inflow,
    &Tail,
    &Became(RuleName::Failed, TaskStatus::Failed, None),
    &Became(RuleName::Paused, TaskStatus::Paused, Some(Number::PausedLasts)),
    &Became(RuleName::Completed, TaskStatus::Completed, Some(Number::CompletedLasts)),
    &SettingsChanged,
];

/// Running, open, orders left, and no call for so long that chance cannot be the reason.
struct Stall;

impl Rule for Stall {
    fn name(&self) -> RuleName {
        RuleName::Stall
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let (task, limits) = (facts.task, SilenceLimits::of(facts.settings));
        let Some(silence) = Silence::expecting(task, facts.dialling_since_unix_ms) else {
            return Answer::Clear;
        };
        let is_read_often = task.rates.readings_without_call >= 3;
        let can_dial = facts.is_dialling() && silence.is_settled(&limits);
        if can_dial && is_read_often && silence.is_odd(&task.task, &limits, facts.poll_ms()) {
            Answer::Wrong(silence::words(&silence, facts))
        } else {
            Answer::Clear
        }
    }
}

/// Far below the task's own usual pace.
struct Crawl;

impl Rule for Crawl {
    fn name(&self) -> RuleName {
        RuleName::Crawl
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let baseline = &facts.task.baseline;
        let today = baseline.calls_per_open_minute_today.filter(|_| baseline.open_minutes_today >= 60.0);
        let usual = baseline.calls_per_open_minute.filter(|_| baseline.days >= 3).or(today);
        let changed = facts.task.settings_changed_unix_ms;
        // What was usual with other settings says nothing about these.
        let is_new = changed.is_some_and(|at| facts.now_unix_ms.saturating_sub(at) < 24 * HOUR_MS);
        let is_tail = facts.left_share().is_none_or(|share| share < facts.number(Number::TailShare));
        let usual = usual.filter(|usual| usual * 10.0 >= facts.number(Number::CrawlCalls));
        let (Some(usual), Some(pace)) = (usual, facts.task.rates.calls_per_minute) else {
            return Answer::Clear;
        };
        if !facts.is_dialling() || facts.dialling_ms() < RECENT_MS || is_new || is_tail {
            return Answer::Clear;
        }
        let least = facts.number(Number::CrawlShare);
        match pace / usual {
            // Silence is another rule's matter.
            _ if facts.task.rates.recent_answers.trials == 0 => Answer::Between,
            share if share < least => Answer::Wrong(format!(
                "{} calls a minute, usual is {} ({} of it)",
                rate(pace),
                rate(usual),
                percent(share)
            )),
            share if share < least * 1.5 => Answer::Between,
            _ => Answer::Clear,
        }
    }
}

/// The answer rate fell, and neither chance nor a slow decline explains it.
struct AsrDrop;

impl Rule for AsrDrop {
    fn name(&self) -> RuleName {
        RuleName::AsrDrop
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let (rates, baseline) = (&facts.task.rates, &facts.task.baseline);
        let recent = rates.recent_answers;
        // Right after a start calls are counted before their answers are.
        if !facts.is_dialling() || facts.dialling_ms() < RECENT_MS || recent.is_small() {
            return Answer::Clear;
        }
        let enough = facts.number(Number::AsrDropCalls) as i64;
        let usual = Some(baseline.answers).filter(|usual| baseline.days >= 3 && usual.trials >= enough);
        let earlier = usual.unwrap_or_else(|| rates.lifetime_answers.without(&recent));
        let (fell, drop) = (Fall::between(earlier, recent), facts.number(Number::AsrDropShare));
        let least_z = facts.number(Number::AsrDropZ);
        let Some(fell) = fell.filter(|_| earlier.trials >= enough) else {
            return Answer::Clear;
        };
        if recent.trials < enough {
            return Answer::Between;
        }
        if fell.share < drop / 2.0 || fell.z < least_z / 2.0 {
            return Answer::Clear;
        }
        // Rounds of redialling answer less and less: where the hour before was like this, nothing fell just now.
        let hour = guards::answers_between(
            &facts.task.series,
            facts.now_unix_ms - RECENT_MS - HOUR_MS,
            facts.now_unix_ms - RECENT_MS,
        );
        let is_sudden = usual.is_some()
            || hour.trials < enough
            || Fall::between(hour, recent).is_some_and(|fell| fell.z > least_z && fell.share > drop);
        if fell.z > least_z && fell.share > drop && is_sudden {
            let (from, to) = (earlier.ratio().unwrap_or(0.0), recent.ratio().unwrap_or(0.0));
            let (from, to, n) = (percent(from), percent(to), recent.trials);
            return Answer::Wrong(format!("{from} -> {to} (n {n}, z {:.1})", fell.z));
        }
        Answer::Between
    }
}

/// The answer rate is below a floor that the user set.
struct AsrFloor;

impl Rule for AsrFloor {
    fn name(&self) -> RuleName {
        RuleName::AsrFloor
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let (floor, recent) = (facts.number(Number::AsrFloorFloor), facts.task.rates.recent_answers);
        let (Some(ratio), Some((_, high))) = (recent.ratio(), recent.wilson()) else {
            return Answer::Clear;
        };
        if floor <= 0.0 || recent.is_small() || !facts.is_dialling() || facts.dialling_ms() < RECENT_MS {
            return Answer::Clear;
        }
        if high < floor {
            let (ratio, floor, n) = (percent(ratio), percent(floor), recent.trials);
            return Answer::Wrong(format!("{ratio} answered, below {floor} (n {n})"));
        }
        if ratio < floor { Answer::Between } else { Answer::Clear }
    }
}

/// Calls while the dial window is closed.
struct OutsideWindow;

impl Rule for OutsideWindow {
    fn name(&self) -> RuleName {
        RuleName::OutsideWindow
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let (task, window) = (facts.task, &facts.task.task.window);
        let is_shut = matches!(facts.window, WindowState::Closed { .. });
        let is_recent = |at: i64| facts.now_unix_ms.saturating_sub(at) <= RECENT_MS.saturating_add(3 * facts.poll_ms());
        if !is_shut || task.trouble.is_some() || !task.rates.last_call_unix_ms.is_some_and(is_recent) {
            return Answer::Clear;
        }
        let (Some(shut), Some(offset)) =
            (guards::shut_at(window, facts.now_unix_ms.div_euclid(1000)), window.offset_seconds())
        else {
            return Answer::Clear;
        };
        // Before its settings changed it may have been open.
        let closed_ms = shut.saturating_mul(1000).max(task.settings_changed_unix_ms.unwrap_or(i64::MIN));
        let grace = facts.ms(Number::OutsideWindowGrace).saturating_add(facts.poll_ms());
        match guards::calls_after(&task.series, closed_ms.saturating_add(grace)) {
            Some((calls, last)) if is_recent(last) => Answer::Wrong(format!(
                "{} after the window shut at {}, the last {} ago",
                plural(calls, "call", "calls"),
                clock(shut, offset),
                span(facts.now_unix_ms.saturating_sub(last))
            )),
            _ => Answer::Clear,
        }
    }
}

/// A scheduled task did not start.
struct MissedStart;

impl Rule for MissedStart {
    fn name(&self) -> RuleName {
        RuleName::MissedStart
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let task = &facts.task.task;
        let is_pending = task.status == Some(TaskStatus::Pending) && task.startup_type == Some(StartupType::Scheduled);
        let start = task.startup_at.and_then(ApiTime::unix_seconds);
        let (true, Some(start), WindowState::Open { .. }) = (is_pending, start, facts.window) else {
            return Answer::Clear;
        };
        // A start that was past when the task was made was never meant; without orders there is nothing to start.
        if task.created.and_then(ApiTime::unix_seconds).is_some_and(|created| start <= created)
            || task.stat.total_order_count == Some(0)
        {
            return Answer::Clear;
        }
        let now = facts.now_unix_ms.div_euclid(1000);
        let due = start.max(opened_at(&task.window, now).unwrap_or(start));
        let late_ms = now.saturating_sub(due).saturating_mul(1000);
        if late_ms <= facts.ms(Number::MissedStartLate) {
            return Answer::Clear;
        }
        let at = clock(due, task.window.offset_seconds().unwrap_or(0));
        Answer::Wrong(format!("should have started at {at}, {} ago, and is still pending", span(late_ms)))
    }
}

/// Orders will be left when the window shuts, though not many days of them.
struct Spill;

impl Rule for Spill {
    fn name(&self) -> RuleName {
        RuleName::Spill
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let (Eta::Range(range), WindowState::Open { shuts_in_seconds: Some(shuts) }, Some(left)) =
            (facts.task.eta, facts.window, facts.left())
        else {
            return Answer::Clear;
        };
        let spill = range.spill.unwrap_or(0);
        let is_near = shuts.saturating_mul(1000) < facts.ms(Number::SpillBefore);
        let is_known = guards::finished_since(&facts.task.series, facts.now_unix_ms - HOUR_MS)
            >= facts.number(Number::SpillFinished) as i64;
        let more_minutes = range.open_minutes_needed - shuts as f64 / 60.0;
        let is_miss = more_minutes * 60.0 <= facts.number(Number::SpillMiss);
        let is_the_last = !guards::reopens_today(&facts.task.task.window, facts.now_unix_ms, shuts);
        if spill <= 0 || !facts.is_dialling() || range.if_resumed || !(is_near && is_known && is_miss && is_the_last) {
            return Answer::Clear;
        }
        // A hundredth of what is left is within what the pace can be off by.
        if spill.saturating_mul(100) < left {
            return Answer::Between;
        }
        let offset = facts.task.task.window.offset_seconds().unwrap_or(0);
        let at = clock(facts.now_unix_ms.div_euclid(1000).saturating_add(shuts), offset);
        Answer::Wrong(missed(spill, &at))
    }
}

/// Orders come in at least as fast as they are finished, and not just once.
struct Inflow;

impl Rule for Inflow {
    fn name(&self) -> RuleName {
        RuleName::Inflow
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let rates = &facts.task.rates;
        let (Some(inflow), Some(drain), Some(left)) =
            (rates.inflow_per_open_minute, rates.drain_per_open_minute, facts.left())
        else {
            return Answer::Clear;
        };
        let is_much = inflow > 0.0 && inflow > drain * 0.9;
        if !is_much || left == 0 || !facts.is_dialling() || facts.dialling_ms() < RECENT_MS {
            return Answer::Clear;
        }
        // One batch of orders is no inflow.
        if guards::additions_since(&facts.task.series, facts.now_unix_ms - HOUR_MS / 2) < 3 {
            return Answer::Clear;
        }
        if rates.recent_answers.trials == 0 || inflow < drain {
            return Answer::Between;
        }
        let figures = format!("{} a minute come in, {} are finished", rate(inflow), rate(drain));
        Answer::Wrong(if facts.task.task.flags.task_keep == Some(true) {
            format!("the backlog of {} does not shrink: {figures}", plural(left, "order", "orders"))
        } else {
            format!("never done at this pace: {figures}, {} left", orders_are(left))
        })
    }
}

/// The last orders drag on; not of a task that waits for more, which is always near its end.
struct Tail;

impl Rule for Tail {
    fn name(&self) -> RuleName {
        RuleName::Tail
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let (Eta::Range(range), Some(share), Some(left)) = (facts.task.eta, facts.left_share(), facts.left()) else {
            return Answer::Clear;
        };
        let ends = facts.task.task.flags.task_keep != Some(true) && left > 0;
        let is_end = ends && share < facts.number(Number::TailShare);
        let longest = facts.now_unix_ms.saturating_add(facts.ms(Number::TailLongest)).div_euclid(1000);
        let is_long = range.late.is_none_or(|late| late > longest);
        if !facts.is_dialling() || !range.is_tail || range.if_resumed || !is_end || !is_long {
            return Answer::Clear;
        }
        let orders = facts.task.task.stat.total_order_count.unwrap_or(left);
        let told = |pace| format!(" at {} a minute", rate(pace));
        let pace = facts.task.rates.orders_per_minute.map_or_else(String::new, told);
        Answer::Wrong(format!("the last {} of {} orders drag on{pace}", thousands(left), thousands(orders)))
    }
}

/// The task came into a status: it failed, was paused, is completed.
struct Became(RuleName, TaskStatus, Option<Number>);

impl Rule for Became {
    fn name(&self) -> RuleName {
        self.0
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let (Self(_, status, lasts), task) = (self, &facts.task.task);
        let lasts_ms = lasts.map(|lasts| facts.ms(lasts));
        if task.status != Some(*status) || !facts.is_news(facts.task.status_since_unix_ms, lasts_ms) {
            return Answer::Clear;
        }
        let before = facts.task.status_before.map_or_else(String::new, |before| format!("{before} -> "));
        let orders = match (task.stat.finish_order_count, task.stat.total_order_count) {
            (Some(done), Some(orders)) => format!(", {} of {} orders finished", thousands(done), thousands(orders)),
            _ => String::new(),
        };
        Answer::Wrong(format!("{before}{status}{orders}"))
    }
}

/// Settings changed.
struct SettingsChanged;

impl Rule for SettingsChanged {
    fn name(&self) -> RuleName {
        RuleName::SettingsChanged
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let changed = facts.task.settings_changed_unix_ms;
        if !facts.is_news(changed, Some(facts.ms(Number::SettingsChangedLasts))) {
            return Answer::Clear;
        }
        Answer::Wrong(facts.task.settings_diff.as_deref().map_or_else(|| "settings changed".to_owned(), plain))
    }
}

/// The platform cannot be read well.
pub(super) struct PollHealth;

impl PollHealth {
    pub(super) fn ask(&self, facts: &FleetFacts<'_>) -> Answer {
        let (fleet, number) = (facts.fleet, |number| facts.settings.number(number));
        let poll_ms = i64::try_from(fleet.poll_interval_seconds.clamp(1, 86_400)).unwrap_or(86_400) * 1000;
        let longest_ms = (number(Number::PollHealthPolls) * poll_ms as f64) as i64;
        // A reading takes its time besides the waiting.
        if facts.silent_ms > longest_ms.saturating_add(poll_ms / 2) {
            let fault = fleet.fault.as_deref().map_or_else(String::new, |fault| format!(": {}", plain(fault)));
            return Answer::Wrong(format!("no good reply for {}{fault}", span(facts.silent_ms)));
        }
        let failing = facts.failing_share();
        if failing.is_some_and(|share| share > number(Number::PollHealthFailing)) {
            return Answer::Wrong(format!(
                "{} of the last {} requests failed",
                fleet.recent_failures, fleet.recent_requests
            ));
        }
        let ahead = fleet.skew_seconds.unwrap_or(0);
        let skew = ahead.saturating_abs();
        let most = number(Number::PollHealthSkew);
        if skew as f64 > most {
            let side = if ahead > 0 { "behind" } else { "ahead of" };
            return Answer::Wrong(format!(
                "this machine's clock is {} {side} the server's",
                span(skew.saturating_mul(1000))
            ));
        }
        // Too few requests to say do not end what fires.
        let is_failing = failing.is_none_or(|share| share > number(Number::PollHealthFailing) / 2.0);
        let is_near = is_failing || skew as f64 > most * 0.7;
        if is_near { Answer::Between } else { Answer::Clear }
    }
}
