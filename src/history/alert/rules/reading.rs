//! The rule about the reading as a whole. Uses `rule` and `words`.

use crate::history::alert::number::Number;
use crate::history::alert::rule::{Answer, FleetFacts};
use crate::history::alert::words::{plain, span};

/// The platform cannot be read well.
pub(in crate::history::alert) struct PollHealth;

impl PollHealth {
    pub(in crate::history::alert) fn ask(&self, facts: &FleetFacts<'_>) -> Answer {
        let (fleet, number) = (facts.fleet, |number| facts.settings.number(number));
        let poll_ms = i64::try_from(fleet.poll_interval_seconds.clamp(1, 86_400)).unwrap_or(86_400) * 1000;
        let longest_ms = (number(Number::PollHealthPolls) * poll_ms as f64) as i64;
        // A reading takes its time besides the waiting.
        if facts.silent_ms > longest_ms.saturating_add(poll_ms / 2) {
            let fault = fleet.fault.as_deref().map_or_else(String::new, |fault| format!(": {}", plain(fault)));
            return Answer::wrong(format!("no good reply for {}{fault}", span(facts.silent_ms)));
        }
        let failing = facts.failing_share();
        if failing.is_some_and(|share| share > number(Number::PollHealthFailing)) {
            return Answer::wrong(format!(
                "{} of the last {} requests failed",
                fleet.recent_failures, fleet.recent_requests
            ));
        }
        let ahead = fleet.skew_seconds.unwrap_or(0);
        let skew = ahead.saturating_abs();
        let most = number(Number::PollHealthSkew);
        if skew as f64 > most {
            let side = if ahead > 0 { "behind" } else { "ahead of" };
            return Answer::wrong(format!(
                "this machine's clock is {} {side} the server's",
                span(skew.saturating_mul(1000))
            ));
        }
        // Where too few were sent of late to make a share of, the last one tells.
        let is_failing = failing.map_or(!fleet.is_healthy, |share| share > number(Number::PollHealthFailing) / 2.0);
        let is_near = is_failing || skew as f64 > most * 0.7;
        if is_near { Answer::Between } else { Answer::Clear }
    }
}
