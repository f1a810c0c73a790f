//! Rules about orders: those that miss the window, those that come, the last ones. Uses `rule`, `guards`, `words`, `eta` and
//! `domain`.

use crate::domain::WindowState;
use crate::domain::count::thousands;
use crate::history::alert::guards;
use crate::history::alert::name::RuleName;
use crate::history::alert::number::Number;
use crate::history::alert::rule::{Answer, Dialling, Facts, HOUR_MS, RECENT_MS, Rule};
use crate::history::alert::words::{clock, missed, orders_are, plural, rate};
use crate::history::eta::Eta;

/// Orders will be left when the window shuts, though not many days of them.
pub(super) struct Spill;

impl Rule for Spill {
    fn name(&self) -> RuleName {
        RuleName::Spill
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        match facts.dialling(0) {
            Dialling::No => return Answer::Clear,
            Dialling::Unsettled => return Answer::Between,
            Dialling::Settled => {}
        }
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
        if spill <= 0 || range.if_resumed || !(is_near && is_known && is_miss && is_the_last) {
            return Answer::Clear;
        }
        // A hundredth of what is left is within what the pace can be off by.
        if spill.saturating_mul(100) < left {
            return Answer::Between;
        }
        let offset = facts.task.task.window.offset_seconds().unwrap_or(0);
        let at = clock(facts.now_unix_ms.div_euclid(1000).saturating_add(shuts), offset);
        Answer::wrong(missed(spill, &at))
    }
}

const HOUR_MINUTES: f64 = 60.0;

/// The backlog must have grown by so many standard deviations of what chance does to it.
const MOST_DEVIATIONS: f64 = 3.0;

/// So many readings of half an hour must have found more orders.
const FEWEST_ADDITIONS: usize = 3;

/// Orders come in faster than they are finished, beyond what chance does to as many, and not just once.
pub(super) struct Inflow;

impl Rule for Inflow {
    fn name(&self) -> RuleName {
        RuleName::Inflow
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let rates = &facts.task.rates;
        let dialling = facts.dialling(RECENT_MS);
        let left = facts.left();
        if dialling == Dialling::No || left == Some(0) {
            return Answer::Clear;
        }
        let (Dialling::Settled, Some(inflow), Some(drain), Some(left)) =
            (dialling, rates.inflow_per_open_minute, rates.drain_per_open_minute, left)
        else {
            return Answer::Between;
        };
        // By how much the backlog grew in the hour that the figures stand for, and what chance makes of as many orders.
        let growth = (inflow - drain) * HOUR_MINUTES;
        let noise = ((inflow.max(0.0) + drain.max(0.0)) * HOUR_MINUTES).sqrt();
        let is_more = inflow > 0.0 && growth > noise;
        if !is_more {
            return Answer::Clear;
        }
        // One batch of orders is no inflow.
        if guards::additions_since(&facts.task.series, facts.now_unix_ms - HOUR_MS / 2) < FEWEST_ADDITIONS {
            // Unless nobody looked for long enough to see more of them.
            return if facts.dialling_ms() < HOUR_MS / 2 { Answer::Between } else { Answer::Clear };
        }
        let keeps = facts.task.task.flags.task_keep == Some(true);
        // A task that waits for more always has a few left.
        let is_small = keeps && (left as f64) < drain * HOUR_MINUTES;
        // Silence is another rule's matter.
        let is_silent = rates.recent_answers.trials == 0;
        let is_beyond_chance = growth > MOST_DEVIATIONS * noise;
        if !is_beyond_chance || is_small || is_silent {
            return Answer::Between;
        }
        let figures = format!("{} a minute come in, {} are finished", rate(inflow), rate(drain));
        Answer::wrong(if keeps {
            format!("the backlog of {} does not shrink: {figures}", plural(left, "order", "orders"))
        } else {
            format!("never done at this pace: {figures}, {} left", orders_are(left))
        })
    }
}

/// The last orders drag on; not of a task that waits for more, which is always near its end.
pub(super) struct Tail;

impl Rule for Tail {
    fn name(&self) -> RuleName {
        RuleName::Tail
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        match facts.dialling(0) {
            Dialling::No => return Answer::Clear,
            Dialling::Unsettled => return Answer::Between,
            Dialling::Settled => {}
        }
        let (Eta::Range(range), Some(share), Some(left)) = (facts.task.eta, facts.left_share(), facts.left()) else {
            return Answer::Clear;
        };
        let ends = facts.task.task.flags.task_keep != Some(true) && left > 0;
        let is_end = ends && share < facts.number(Number::TailShare);
        let longest = facts.now_unix_ms.saturating_add(facts.ms(Number::TailLongest)).div_euclid(1000);
        let is_long = range.late.is_none_or(|late| late > longest);
        if !range.is_tail || range.if_resumed || !is_end || !is_long {
            return Answer::Clear;
        }
        let orders = facts.task.task.stat.total_order_count.unwrap_or(left);
        let told = |pace| format!(" at {} a minute", rate(pace));
        let pace = facts.task.rates.orders_per_minute.map_or_else(String::new, told);
        Answer::wrong(format!("the last {} of {} orders drag on{pace}", thousands(left), thousands(orders)))
    }
}
