//! Rules about the answer rate. Uses `rule`, `guards` and `words`.

use crate::history::alert::guards::{self, Fall};
use crate::history::alert::name::RuleName;
use crate::history::alert::number::Number;
use crate::history::alert::rule::{Answer, Dialling, Facts, HOUR_MS, RECENT_MS, Rule};
use crate::history::alert::words::percent;
use crate::history::stats::Proportion;

/// The answer rate fell, and neither chance nor a slow decline explains it.
pub(super) struct AsrDrop;

impl Rule for AsrDrop {
    fn name(&self) -> RuleName {
        RuleName::AsrDrop
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let (rates, baseline) = (&facts.task.rates, &facts.task.baseline);
        let recent = rates.recent_answers;
        // Right after a start calls are counted before their answers are.
        match facts.dialling(RECENT_MS) {
            Dialling::No => return Answer::Clear,
            Dialling::Settled if !recent.is_small() => {}
            Dialling::Unsettled | Dialling::Settled => return Answer::Between,
        }
        let enough = facts.number(Number::AsrDropCalls) as i64;
        let usual = Some(baseline.answers).filter(|usual| baseline.days >= 3 && usual.trials >= enough);
        let earlier = usual.unwrap_or_else(|| rates.lifetime_answers.without(&recent));
        let (fell, drop) = (Fall::between(earlier, recent), facts.number(Number::AsrDropShare));
        let least_z = facts.number(Number::AsrDropZ);
        let Some(fell) = fell.filter(|_| earlier.trials >= enough) else {
            return Answer::Between;
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
            let what = format!("{from} -> {to} (n {n}, z {:.1})", fell.z);
            return Answer::Wrong { what, since_unix_ms: Some(fallen_since(facts, earlier)) };
        }
        Answer::Between
    }
}

/// Since when the answer rate has been as low as that, in milliseconds since 1970: what is known of the past counts for the
/// hold as well, or a restart would put the alert off.
fn fallen_since(facts: &Facts<'_>, earlier: Proportion) -> i64 {
    const STEP_MS: i64 = 60_000;
    let (least_z, drop) = (facts.number(Number::AsrDropZ), facts.number(Number::AsrDropShare));
    let enough = facts.number(Number::AsrDropCalls) as i64;
    let hold_ms = i64::from(facts.settings.rule(RuleName::AsrDrop).hold_seconds) * 1000;
    let was_low = |at: &i64| {
        let then = guards::answers_between(&facts.task.series, at - RECENT_MS, *at);
        let fell = Fall::between(earlier, then).filter(|_| then.trials >= enough);
        fell.is_some_and(|fell| fell.z > least_z && fell.share > drop)
    };
    let moments = (1..=hold_ms.min(HOUR_MS) / STEP_MS).map(|step| facts.now_unix_ms - step * STEP_MS);
    moments.take_while(was_low).last().unwrap_or(facts.now_unix_ms)
}

/// The answer rate is below a floor that the user set.
pub(super) struct AsrFloor;

impl Rule for AsrFloor {
    fn name(&self) -> RuleName {
        RuleName::AsrFloor
    }

    fn ask(&self, facts: &Facts<'_>) -> Answer {
        let (floor, recent) = (facts.number(Number::AsrFloorFloor), facts.task.rates.recent_answers);
        let dialling = facts.dialling(RECENT_MS);
        if floor <= 0.0 || dialling == Dialling::No {
            return Answer::Clear;
        }
        let figures = recent.ratio().zip(recent.wilson()).filter(|_| !recent.is_small());
        let (Dialling::Settled, Some((ratio, (_, high)))) = (dialling, figures) else {
            return Answer::Between;
        };
        if high < floor {
            let (ratio, floor, n) = (percent(ratio), percent(floor), recent.trials);
            return Answer::wrong(format!("{ratio} answered, below {floor} (n {n})"));
        }
        if ratio < floor { Answer::Between } else { Answer::Clear }
    }
}
