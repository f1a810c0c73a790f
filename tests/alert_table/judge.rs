//! Runs a trial and compares what fired with what must.

use callbot_tui::history::{AlertPhase, RuleName};

use crate::table::{Begins, Must, Trial};
use crate::world::{POLL_SECONDS, World};

/// An alert that began to fire.
#[derive(Debug, Clone)]
pub struct Fired {
    pub task: String,
    pub rule: RuleName,
    pub second: i64,
    #[allow(dead_code, reason = "for whoever reads a failure")]
    pub what: String,
}

/// What became of something that must fire.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub must: Must,
    /// When there was something to find; `None` where it never came.
    pub began: Option<i64>,
    /// When it fired first after that.
    pub fired: Option<i64>,
    /// How long it may take: the rule's own time, its hold, and two readings.
    pub limit_seconds: i64,
}

impl Outcome {
    pub fn took_seconds(&self) -> Option<i64> {
        Some(self.fired? - self.began?)
    }

    pub fn is_in_time(&self) -> bool {
        self.took_seconds().is_some_and(|took| took <= self.limit_seconds)
    }
}

/// How a trial went.
#[derive(Debug)]
pub struct Verdict {
    pub outcomes: Vec<Outcome>,
    pub false_alarms: Vec<Fired>,
    pub readings: u64,
}

impl Verdict {
    pub fn misses(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(|outcome| !outcome.is_in_time())
    }
}

/// Lives through a trial, or only its first seconds. What must fire later is then left out.
pub fn judge(trial: &Trial, seed: u64, seconds: i64) -> Verdict {
    let setup = trial.setup(seed);
    let mut world = World::new(&setup);
    let asked: Vec<&Must> = trial.must.iter().collect();
    let mut began: Vec<Option<i64>> = vec![None; asked.len()];
    world.live_until(seconds, |world| {
        for (must, began) in asked.iter().zip(&mut began).filter(|(_, began)| began.is_none()) {
            *began = begun(must, world);
        }
    });
    let fired = fired(&world);
    let outcome = |(must, began): (&&Must, Option<i64>)| {
        let hold = i64::from(setup.settings.rule(must.rule).hold_seconds);
        let is_it = |fired: &&Fired| {
            fired.task == must.task && fired.rule == must.rule && began.is_some_and(|began| fired.second >= began)
        };
        Outcome {
            must: **must,
            began,
            fired: fired.iter().find(is_it).map(|fired| fired.second),
            limit_seconds: must.own_seconds + hold + 2 * i64::try_from(POLL_SECONDS).unwrap() + 4,
        }
    };
    let outcomes: Vec<Outcome> = asked.iter().zip(began).map(outcome).collect();
    let is_right = |fired: &Fired| {
        let about = |must: &Must| must.task == fired.task && must.rule == fired.rule;
        let was_due =
            |outcome: &&Outcome| about(&outcome.must) && outcome.began.is_some_and(|began| began <= fired.second);
        outcomes.iter().any(|outcome| was_due(&outcome)) || trial.may.iter().any(about)
    };
    let false_alarms = fired.iter().filter(|fired| !is_right(fired)).cloned().collect();
    let is_asked =
        |outcome: &Outcome| outcome.began.map_or(seconds >= trial.seconds, |it| it + outcome.limit_seconds < seconds);
    let outcomes = outcomes.into_iter().filter(is_asked).collect();
    Verdict { outcomes, false_alarms, readings: world.readings() }
}

fn begun(must: &Must, world: &World) -> Option<i64> {
    match must.begins {
        Begins::At(second) => (world.second() >= second).then_some(second),
        Begins::LeftBelow(share) => {
            let stat = &world.task(must.task)?.stat;
            let (left, orders) = (stat.left()?, stat.total_order_count?);
            ((left as f64) < share * orders as f64).then(|| world.second())
        }
    }
}

fn fired(world: &World) -> Vec<Fired> {
    let begins = |from: Option<AlertPhase>| !matches!(from, Some(AlertPhase::Firing | AlertPhase::Clearing));
    let told = world.told.iter().filter(|told| told.transition.alert.phase == AlertPhase::Firing);
    told.filter(|told| begins(told.transition.from))
        .map(|told| {
            let alert = &told.transition.alert;
            let task = alert.id.task.as_ref().map_or(String::new(), |key| world.id_of(key).to_owned());
            Fired { task, rule: alert.id.rule, second: told.second, what: alert.what.clone() }
        })
        .collect()
}
