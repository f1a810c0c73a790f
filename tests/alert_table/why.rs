//! What `why` must say: the planted cause of every silence, and "unknown" where nobody can know.

use callbot_tui::history::{Cause, Finding, Why};

use crate::table::TROUBLED;
use crate::world::World;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// It dials.
    Dials,
    /// This is the cause.
    Because(Cause),
    /// No cause, for this check cannot tell.
    CannotTell(Cause),
    /// This is the cause as far as anybody can see, but the other cannot be told from here.
    BecauseOr(Cause, Cause),
}

use Cause::{Agents, MaxCall, Orders, Settings, Stall, Start, Status, Window};
use Says::{Because, BecauseOr, CannotTell, Dials};

/// Scenario, task, seconds after the start, and what must be said.
const TABLE: &[(&str, &str, i64, Says)] = &[
    ("why", "why-dials", 5400, Dials),
    ("why", "why-closed", 5400, Because(Window)),
    ("why", "why-unknown-window", 5400, CannotTell(Window)),
    ("why", "why-paused", 5400, Because(Status)),
    ("why", "why-failed", 5400, Because(Status)),
    ("why", "why-completed", 5400, Because(Status)),
    ("why", "why-max-call", 5400, Because(MaxCall)),
    ("why", "why-nothing-left", 5400, Because(Orders)),
    ("why", "why-start", 5400, Because(Start)),
    ("why", "why-manual", 5400, Because(Start)),
    ("why", "why-agents", 5400, BecauseOr(Stall, Agents)),
    ("why", "why-settings", 5400, BecauseOr(Settings, Stall)),
    ("why", "why-stall", 5400, Because(Stall)),
    ("troubled", "t-stall", 5000, Because(Stall)),
    ("troubled", "t-stall-slow", 6000, Because(Stall)),
    ("troubled", "t-crawl", 6000, Dials),
    ("troubled", "t-asr-drop", 6000, Dials),
    ("troubled", "t-asr-drop-small", 6000, Dials),
    ("troubled", "t-asr-floor", 6000, Dials),
    ("troubled", "t-outside-window", 6300, Because(Window)),
    ("troubled", "t-missed-start", 6000, Because(Start)),
    ("troubled", "t-spill", 6300, Dials),
    ("troubled", "t-inflow", 6000, Dials),
    ("troubled", "t-tail", 6000, Dials),
    ("troubled", "t-failed", 6000, Because(Status)),
    ("troubled", "t-paused", 6000, Because(Status)),
    ("troubled", "t-completed", 6000, Because(Status)),
    ("troubled", "t-settings", 5000, Dials),
    ("troubled", "t-settings-window", 5000, Dials),
    ("troubled", "n-reset", 5000, Dials),
    ("troubled", "n-window", 6300, Because(Window)),
    ("troubled", "n-idle", 5000, Because(Orders)),
    ("troubled", "n-slow", 6000, Dials),
];

fn says(world: &World, id: &str) -> (Option<Says>, Why) {
    let task = world.task(id).unwrap();
    let why = Why::of(task, &world.history, world.now_ms(), 0);
    let unknown = || why.checks.iter().find(|check| check.finding == Finding::Unknown);
    let says = match (why.cause, why.dials) {
        (Some(cause), _) => Some(unknown().map_or(Because(cause), |check| BecauseOr(cause, check.cause))),
        (None, Some(true)) => Some(Dials),
        (None, _) => unknown().map(|check| CannotTell(check.cause)),
    };
    (says, why)
}

#[test]
fn why_names_the_planted_cause_and_does_not_guess() {
    let mut wrong = Vec::new();
    for scenario in ["why", "troubled"] {
        let mut rows: Vec<_> = TABLE.iter().filter(|(of, ..)| *of == scenario).collect();
        rows.sort_by_key(|(_, _, second, _)| *second);
        let mut world = World::new(&crate::world::Setup { scenario, ..TROUBLED.setup(1) });
        for (_, id, second, expected) in rows {
            world.live_until(*second, |_| {});
            let (said, why) = says(&world, id);
            if said != Some(*expected) {
                wrong.push(format!("{id}: {expected:?} expected, said {said:?}: {} {:#?}", why.verdict, why.checks));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
