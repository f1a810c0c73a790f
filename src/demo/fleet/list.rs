//! The whole fleet as a list: which campaign stands where, which meet the conditions, and the rows of a page. Uses the
//! checked request and the scenario format.

use serde_json::value::RawValue;

use crate::demo::params::Conditions;
use crate::demo::scenario::{Growth, Order, Scenario};

use super::build::{self, World};
use super::generate::Generator;
use super::progress::{RUNNING, standing};
use super::row::row;
use super::task::Task;

/// The largest fleet: ten times a large account. Each made-up task takes a byte, and each request a look at all of them.
const MOST_TASKS: usize = 1_000_000;

/// The whole fleet.
#[derive(Debug)]
pub(in crate::demo) struct Fleet {
    /// The scenario's own campaigns, newest first.
    own: Vec<Task>,
    /// The status at the start of each made-up campaign; the rest of it is made when asked for.
    made_up: Vec<u8>,
    generator: Generator,
    growth: Option<Growth>,
    order: Order,
    start_ms: i64,
    speed: f64,
    past_seconds: f64,
}

/// Where a campaign comes from.
#[derive(Debug, Clone, Copy)]
enum Place {
    Grown(usize),
    Own(usize),
    MadeUp(usize),
}

impl Fleet {
    /// Makes a scenario's fleet, with so many tasks where `tasks` says so. The error names the scenario's mistake.
    pub(in crate::demo) fn new(
        scenario: &Scenario,
        tasks: Option<usize>,
        seed: u64,
        start_ms: i64,
        speed: f64,
    ) -> Result<Self, String> {
        let windows = build::windows(scenario, start_ms)?;
        let past_seconds = build::past_seconds(scenario)?;
        let world = World { seed, start_ms, speed, past_seconds };
        let wanted = tasks.unwrap_or(scenario.tasks.len().saturating_add(scenario.generated));
        if wanted > MOST_TASKS {
            return Err(format!("a fleet has {MOST_TASKS} tasks at most"));
        }
        let listed = scenario.tasks.iter().take(wanted).enumerate();
        let mut own: Vec<Task> =
            listed.map(|(place, text)| build::task(text, place, &windows, world)).collect::<Result<_, String>>()?;
        own.sort_by_key(|task| std::cmp::Reverse(task.created_seconds));
        if scenario.growth.is_some_and(|growth| !(growth.per_second > 0.0 && growth.per_second.is_finite())) {
            return Err("growth.per_second must be above zero".to_owned());
        }
        let generator = Generator {
            seed,
            windows: windows.into_values().collect(),
            start_ms,
            newest_seconds: own.last().map_or(start_ms.div_euclid(1000) - 3600, |task| task.created_seconds),
        };
        let made_up = (0..wanted.saturating_sub(own.len())).map(|number| generator.status(number) as u8).collect();
        Ok(Self {
            own,
            made_up,
            generator,
            growth: scenario.growth,
            order: scenario.order,
            start_ms,
            speed,
            past_seconds,
        })
    }

    /// The rows of a part of the list, and how many tasks meet the conditions in all.
    pub(in crate::demo) fn page(
        &self,
        conditions: &Conditions,
        now_ms: i64,
        from: usize,
        size: usize,
    ) -> (Vec<Box<RawValue>>, usize) {
        let grown = self.grown(now_ms);
        let all = grown + self.own.len() + self.made_up.len();
        let place = |position| self.place(position, grown, all);
        let range = from..from.saturating_add(size);
        if *conditions == Conditions::default() {
            let rows = range.take_while(|position| *position < all).filter_map(|at| self.row(place(at), now_ms));
            return (rows.collect(), all);
        }
        let mut rows = Vec::new();
        let mut total = 0;
        for at in (0..all).map(place).filter(|place| self.meets(*place, conditions, now_ms)) {
            if range.contains(&total) {
                rows.extend(self.row(at, now_ms));
            }
            total += 1;
        }
        (rows, total)
    }

    /// When the past of the listed campaigns begins, in milliseconds since 1970; the start where there is none.
    pub(in crate::demo) fn past_began_ms(&self) -> i64 {
        if self.speed > 0.0 { self.start_ms - (self.past_seconds / self.speed * 1000.0) as i64 } else { self.start_ms }
    }

    /// The rows of the listed campaigns that there were at a moment between the beginning of the past and the start. With
    /// `may_differ` only of those that may have changed within it.
    pub(in crate::demo) fn past_rows(&self, unix_ms: i64, may_differ: bool) -> Vec<Box<RawValue>> {
        let was_there = |task: &&Task| task.created_seconds * 1000 <= unix_ms && (!may_differ || task.past.is_lively);
        let there = self.own.iter().filter(was_there);
        there.filter_map(|task| row(task, &standing(task, unix_ms, self.speed)).ok()).collect()
    }

    fn grown(&self, now_ms: i64) -> usize {
        let life_seconds = (now_ms - self.start_ms).max(0) as f64 / 1000.0 * self.speed;
        self.growth.map_or(0, |growth| ((life_seconds * growth.per_second) as usize).min(growth.limit))
    }

    fn place(&self, position: usize, grown: usize, all: usize) -> Place {
        let position = match self.order {
            Order::NewestFirst => position,
            Order::OldestFirst => all.saturating_sub(position + 1),
        };
        if position < grown {
            return Place::Grown(grown - 1 - position);
        }
        let position = position - grown;
        if position < self.own.len() { Place::Own(position) } else { Place::MadeUp(position - self.own.len()) }
    }

    /// Hands the campaign at a place to `read`; `None` where there is none.
    fn with<T>(&self, place: Place, read: impl FnOnce(&Task) -> T) -> Option<T> {
        match place {
            Place::Own(index) => self.own.get(index).map(read),
            Place::MadeUp(number) => Some(read(&self.generator.task(number, self.made_up_status(number)?))),
            Place::Grown(number) => Some(read(&self.generator.grown(number, self.grown_ms(number)))),
        }
    }

    fn made_up_status(&self, number: usize) -> Option<i64> {
        self.made_up.get(number).copied().map(i64::from)
    }

    /// When a campaign was created that came while the server ran.
    fn grown_ms(&self, number: usize) -> i64 {
        let per_second = self.growth.map_or(1.0, |growth| growth.per_second);
        self.start_ms + ((number as f64 + 1.0) / per_second / self.speed * 1000.0) as i64
    }

    fn row(&self, place: Place, now_ms: i64) -> Option<Box<RawValue>> {
        // A row is made of plain members, so writing it cannot fail.
        self.with(place, |task| row(task, &standing(task, now_ms, self.speed)).ok()).flatten()
    }

    /// Whether a campaign meets every condition. A made-up one is made only as far as the conditions need.
    fn meets(&self, place: Place, conditions: &Conditions, now_ms: i64) -> bool {
        let Conditions { statuses, names, scene_id, user_task_ids, start_ts, end_ts } = conditions;
        let created = || match place {
            Place::Own(index) => self.own.get(index).map(|task| task.created_seconds),
            Place::MadeUp(number) => Some(self.generator.created_seconds(number)),
            Place::Grown(number) => Some(self.grown_ms(number).div_euclid(1000)),
        };
        let is_in_time = || {
            created().is_some_and(|created| {
                start_ts.is_none_or(|start| created >= start) && end_ts.is_none_or(|end| created <= end)
            })
        };
        let text = |of_made_up: fn(&Generator, usize) -> String, of_task: fn(&Task) -> &String| match place {
            Place::MadeUp(number) => Some(of_made_up(&self.generator, number)),
            place => self.with(place, |task| of_task(task).clone()),
        };
        let has_name = |names: &Vec<String>| {
            text(Generator::name, |task| &task.name).is_some_and(|name| {
                let name = name.to_lowercase();
                names.iter().any(|wanted| name.contains(wanted))
            })
        };
        let has_scene = |wanted: &String| text(Generator::scene_id, |task| &task.scene_id).as_ref() == Some(wanted);
        let has_id = |wanted: &Vec<String>| {
            text(Generator::user_task_id, |task| &task.user_task_id).is_some_and(|id| wanted.contains(&id))
        };
        (start_ts.is_none() && end_ts.is_none() || is_in_time())
            && statuses.as_ref().is_none_or(|wanted| self.status(place, now_ms).is_some_and(|is| wanted.contains(&is)))
            && scene_id.as_ref().is_none_or(has_scene)
            && user_task_ids.as_ref().is_none_or(has_id)
            && names.as_ref().is_none_or(has_name)
    }

    /// The status of a campaign now. Of the made-up ones only those that were running at the start can have changed.
    fn status(&self, place: Place, now_ms: i64) -> Option<i64> {
        match place {
            Place::MadeUp(number) if self.made_up_status(number)? != RUNNING => self.made_up_status(number),
            place => self.with(place, |task| standing(task, now_ms, self.speed).status),
        }
    }
}
