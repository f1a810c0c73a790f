//! What the trial found, and whether it is good enough.

use std::fmt;

use callbot_tui::history::Eta;

use crate::campaign::World;
use crate::watch::{Answer, WAYPOINTS, Watched};

/// The end must lie inside the range at least so often, at every way along.
const INSIDE_GOAL: f64 = 0.8;
/// Half-way the likely end must be this near or nearer in the median, as a share of the time that remained.
const ERROR_GOAL: f64 = 0.1;

/// What the trial found.
pub(crate) struct Report {
    seed: u64,
    world: World,
    watched: Vec<Watched>,
}

/// Figures of the answers at one way along; shares of the remaining time are of wall time.
#[derive(Debug, Default)]
struct Figures {
    inside: f64,
    median_error: f64,
    median_lean: f64,
    median_width: f64,
    width_of_nine_in_ten: f64,
    ended_before: usize,
    ended_after: usize,
    tails: usize,
    unknown: usize,
    never: usize,
}

impl Figures {
    fn of(answers: &[Answer]) -> Self {
        let mut figures = Self::default();
        let (mut inside, mut errors, mut leans, mut widths) = (0, Vec::new(), Vec::new(), Vec::new());
        for answer in answers {
            match answer.eta {
                Eta::Range(range) => {
                    let remaining = (answer.ended_unix - answer.asked_unix).max(1) as f64;
                    let lean = (range.likely - answer.ended_unix) as f64 / remaining;
                    let late = range.late.unwrap_or(i64::MAX);
                    figures.ended_before += usize::from(answer.ended_unix < range.early);
                    figures.ended_after += usize::from(answer.ended_unix > late);
                    figures.tails += usize::from(range.is_tail);
                    inside += usize::from((range.early..=late).contains(&answer.ended_unix));
                    errors.push(lean.abs());
                    leans.push(lean);
                    widths.push((late - range.early) as f64 / remaining);
                }
                Eta::Never(_) => figures.never += 1,
                Eta::Unknown(_) | Eta::NotDialling | Eta::Idle => figures.unknown += 1,
            }
        }
        Self {
            inside: inside as f64 / answers.len().max(1) as f64,
            median_error: quantile(&mut errors, 0.5),
            median_lean: quantile(&mut leans, 0.5),
            median_width: quantile(&mut widths, 0.5),
            width_of_nine_in_ten: quantile(&mut widths, 0.9),
            ..figures
        }
    }
}

fn quantile(numbers: &mut [f64], share: f64) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get((numbers.len() as f64 * share) as usize).copied().unwrap_or(f64::NAN)
}

impl Report {
    /// The report on what was watched.
    pub(crate) fn of(seed: u64, world: World, watched: Vec<Watched>) -> Self {
        Self { seed, world, watched }
    }

    fn at(&self, waypoint: usize, answers: impl Fn(&Watched) -> &[Answer]) -> Figures {
        let answers: Vec<_> =
            self.watched.iter().filter_map(|watched| answers(watched).get(waypoint).copied()).collect();
        Figures::of(&answers)
    }

    /// Whether all goals are met.
    pub(crate) fn is_good(&self) -> bool {
        self.meets(INSIDE_GOAL, ERROR_GOAL)
    }

    /// Whether the goals are met up to chance: a share of few campaigns is off by two standard errors now and then.
    #[cfg(test)]
    pub(crate) fn is_good_up_to_chance(&self) -> bool {
        let standard_error = (INSIDE_GOAL * (1.0 - INSIDE_GOAL) / self.watched.len().max(1) as f64).sqrt();
        self.meets(INSIDE_GOAL - 2.0 * standard_error, 1.5 * ERROR_GOAL)
    }

    fn meets(&self, inside: f64, error: f64) -> bool {
        // "Half of the way" may mean half of the orders or half of the time: the goals hold for both.
        let ways: [fn(&Watched) -> &[Answer]; 2] = [|watched| &watched.by_orders, |watched| &watched.by_time];
        ways.into_iter().all(|answers| {
            let figures: Vec<_> = (0..WAYPOINTS.len()).map(|waypoint| self.at(waypoint, answers)).collect();
            figures.iter().all(|figures| figures.inside >= inside)
                && figures.get(1).is_some_and(|half_way| half_way.median_error < error)
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, world, watched } = self;
        writeln!(f, "{} campaigns, world {world:?}, seed {seed}", watched.len())?;
        writeln!(f, "shares of the wall time that remained; width = late end less early end")?;
        writeln!(
            f,
            "{:<18} {:>7} {:>7} {:>7} {:>7} {:>9} {:>7} {:>6} {:>5} {:>7} {:>6}",
            "asked at", "inside", "error", "lean", "width", "width90%", "before", "after", "tail", "unknown", "never"
        )?;
        for (waypoint, (part, whole)) in WAYPOINTS.iter().enumerate() {
            let rows =
                [("orders", self.at(waypoint, |w| &w.by_orders)), ("open time", self.at(waypoint, |w| &w.by_time))];
            for (what, figures) in rows {
                writeln!(
                    f,
                    "{:<18} {:>6.1}% {:>6.1}% {:>6.1}% {:>6.1}% {:>8.1}% {:>7} {:>6} {:>5} {:>7} {:>6}",
                    format!("{part}/{whole} of {what}"),
                    figures.inside * 100.0,
                    figures.median_error * 100.0,
                    figures.median_lean * 100.0,
                    figures.median_width * 100.0,
                    figures.width_of_nine_in_ten * 100.0,
                    figures.ended_before,
                    figures.ended_after,
                    figures.tails,
                    figures.unknown,
                    figures.never,
                )?;
            }
        }
        let hours: f64 = watched.iter().map(|watched| watched.hours_watched).sum();
        let changes: usize = watched.iter().map(|watched| watched.changes).sum();
        writeln!(
            f,
            "the shown text changed {:.1} times an hour, watched from half-way",
            changes as f64 / hours.max(1e-9)
        )?;
        let verdict = if self.is_good() { "met" } else { "MISSED" };
        writeln!(
            f,
            "goals (inside >= 80 % at each share of orders and of open time, median error at half-way < 10 %): {verdict}"
        )
    }
}
