//! What must fire and when, scenario by scenario. Whatever else fires is a false alarm.

use callbot_tui::history::alert::{AlertSettings, Number, RuleName};

use crate::world::Setup;

/// From when on a rule has something to find.
#[derive(Debug, Clone, Copy)]
pub enum Begins {
    /// So many seconds after the start.
    At(i64),
    /// When less than this share of the task's orders is left.
    LeftBelow(f64),
}

/// Something that must fire.
#[derive(Debug, Clone, Copy)]
pub struct Must {
    /// The task's `userTaskID`; empty for the reading as a whole.
    pub task: &'static str,
    pub rule: RuleName,
    pub begins: Begins,
    /// How long the rule itself needs before its hold begins, in seconds.
    pub own_seconds: i64,
}

/// A fleet, and what must fire on it.
pub struct Trial {
    pub name: &'static str,
    pub scenario: &'static str,
    pub faults: &'static [&'static str],
    /// How long it is watched.
    pub seconds: i64,
    pub must: &'static [Must],
    /// What else is right where it fires, without being asked for.
    pub may: &'static [Must],
}

impl Trial {
    pub fn setup(&self, seed: u64) -> Setup {
        let mut settings = AlertSettings::default();
        // Far enough above the planted rate that chance cannot lift ten minutes of calls over it.
        settings.numbers.insert(Number::AsrFloorFloor, 0.07);
        Setup { scenario: self.scenario, seed, faults: self.faults, settings }
    }
}

const HOUR: i64 = 3600;

const fn at(task: &'static str, rule: RuleName, second: i64, own_seconds: i64) -> Must {
    Must { task, rule, begins: Begins::At(second), own_seconds }
}

/// Changes of status and settings wait one reading, lest they be undone at once.
const fn event(task: &'static str, rule: RuleName, second: i64) -> Must {
    at(task, rule, second, 15)
}

use RuleName::{
    AsrDrop, AsrFloor, Completed, Crawl, Failed, Inflow, MissedStart, OutsideWindow, Paused, PollHealth,
    SettingsChanged, Spill, Stall, Tail,
};

/// The rule's own time, where it is not a plain number of its settings:
/// - stall: at 24 calls a minute the least silence of 180 s; at one a minute 2 ln(10^4) = 18.4 minutes, and half as much again
///   where chance made the pace look that much slower (the least of three estimates counts);
/// - crawl: the smoothed pace (3 minutes) falls below 30 % of the usual one on its way to 12 % after 3 ln(0.88/0.18);
/// - answer rate: the window of ten minutes must hold enough of the new calls, at the latest when it is full of them;
/// - outside the window: the grace of ten minutes and one reading; the next call ends the wait;
/// - spill: orders added are seen at the next reading;
/// - inflow: the span of an hour has to hold more new orders than finished ones, by three standard deviations: 45 a minute
///   against 14 or 15 after 23 minutes;
/// - tail: the hour of open time over which orders are counted must have seen them become rarer.
pub const TROUBLED: Trial = Trial {
    name: "troubled",
    scenario: "troubled",
    faults: &[],
    may: &[],
    seconds: 8400,
    must: &[
        at("t-stall", Stall, 4500, 180),
        at("t-stall-slow", Stall, 4500, 1660),
        at("t-crawl", Crawl, 4500, 300),
        at("t-asr-drop", AsrDrop, 4500, 600),
        at("t-asr-drop-small", AsrDrop, 4500, 600),
        at("t-asr-floor", AsrFloor, 0, 600),
        at("t-outside-window", OutsideWindow, 5400, 630),
        at("t-missed-start", MissedStart, 4500, 300),
        at("t-spill", Spill, 6000, 0),
        at("t-inflow", Inflow, 4500, 1380),
        Must { task: "t-tail", rule: Tail, begins: Begins::LeftBelow(0.03), own_seconds: 3600 },
        event("t-failed", Failed, 4500),
        event("t-paused", Paused, 4500),
        event("t-completed", Completed, 4500),
        event("t-settings", SettingsChanged, 4500),
        event("t-settings-window", SettingsChanged, 4500),
    ],
};

/// Nothing but what people did and what came to its end.
pub const HEALTHY: Trial = Trial {
    name: "healthy",
    scenario: "healthy",
    faults: &[],
    may: &[],
    seconds: 24 * HOUR,
    must: &[
        Must { task: "h-ends-soon", rule: Completed, begins: Begins::LeftBelow(0.000_001), own_seconds: 15 },
        Must { task: "h-ends-2", rule: Completed, begins: Begins::LeftBelow(0.000_001), own_seconds: 15 },
        Must { task: "h-ends-5", rule: Completed, begins: Begins::LeftBelow(0.000_001), own_seconds: 15 },
        Must { task: "h-ends-11", rule: Completed, begins: Begins::LeftBelow(0.000_001), own_seconds: 15 },
        event("h-completed-by-hand", Completed, 12_600),
        event("h-paused-short", Paused, 5400),
        event("h-paused-long", Paused, 10_800),
        event("h-max-call", SettingsChanged, 7200),
        event("h-max-call", SettingsChanged, 21_600),
    ],
};

/// The platform cannot be read for a while: that is one alert, and none about tasks during or after it.
pub const HEALTH: &[Trial] = &[
    health("busy", &["ret-7@1500+300"]),
    health("silent", &["black-hole@1500+300"]),
    health("clock ahead", &["clock-ahead@1500+300"]),
];

const fn health(name: &'static str, faults: &'static [&'static str]) -> Trial {
    // Three readings must be missed, and half of one is patience.
    const MUST: &[Must] = &[at("", PollHealth, 1500, 53)];
    Trial { name, scenario: "healthy", faults, seconds: HOUR, must: MUST, may: HEALTHY.must }
}
