//! Rules about the pace of calls. Uses `rule`, `silence`, `words` and the room's
//! `silence`.

use crate::history::alert::name::RuleName;
use crate::history::alert::number::Number;
use crate::history::alert::rule::{Answer, Dialling, Facts, HOUR_MS, RECENT_MS, Rule};
use crate::history::alert::silence;
use crate::history::alert::words::{percent, rate};
use crate::history::silence::{Silence, SilenceLimits};

/// So many readings, of this run or an earlier one, must have found no call.
const FEWEST_READINGS: i64 = 3;

/// Running, open, orders left, and no call for so long that chance cannot be the reason.
pub(super) struct Stall;

impl Rule for Stall {
    fn name(&self) -> RuleName {
        RuleName::Stall
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let (task, limits) = (facts.task, SilenceLimits::of(facts.settings));
        if facts.dialling(limits.settle_ms) == Dialling::No {
            // A status that goes to and fro ends no stall by being another one just now.
            let is_flapping = task.is_status_flapping(facts.now_unix_ms);
            return if is_flapping { Answer::Between } else { Answer::Clear };
        }
        let Some(silence) = Silence::expecting(task, facts.dialling_since_unix_ms) else {
            return Answer::Between;
        };
        if silence.is_settled(&limits) && silence.is_odd(&task.task, &limits, facts.poll_ms()) {
            let since_unix_ms = Some(silence.since_unix_ms).max(facts.dialling_since_unix_ms);
            let earlier = task.earlier_readings_since(since_unix_ms.unwrap_or_default(), facts.poll_ms());
            // Too few to raise an alert, but they show no end of one either.
            if i64::from(task.rates.readings_without_call).saturating_add(earlier) < FEWEST_READINGS {
                return Answer::Between;
            }
            return Answer::Wrong { what: silence::words(&silence, facts), since_unix_ms };
        }
        // What is short because it counts from a change, or from when somebody looked again, shows no end of a longer one.
        let has_called = task.rates.last_call_unix_ms >= facts.dialling_since_unix_ms;
        if has_called { Answer::Clear } else { Answer::Between }
    }
}

/// Far below the task's own usual pace.
pub(super) struct Crawl;

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
        let is_tail = facts.left_share().is_some_and(|share| share < facts.number(Number::TailShare));
        let is_too_slow = usual.is_some_and(|usual| usual * 10.0 < facts.number(Number::CrawlCalls));
        let dialling = facts.dialling(RECENT_MS);
        if dialling == Dialling::No || is_new || is_tail || is_too_slow {
            return Answer::Clear;
        }
        let (Dialling::Settled, Some(usual), Some(pace)) = (dialling, usual, facts.task.rates.calls_per_minute) else {
            return Answer::Between;
        };
        let least = facts.number(Number::CrawlShare);
        match pace / usual {
            // Silence is another rule's matter.
            _ if facts.task.rates.recent_answers.trials == 0 => Answer::Between,
            share if share < least => Answer::wrong(format!(
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
