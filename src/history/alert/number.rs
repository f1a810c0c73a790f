//! The numbers by which single rules judge, beside what is set for every rule: one table of names, units, ranges and
//! defaults. Uses `name`.

use super::name::RuleName;

/// A number by which a rule judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Number {
    /// A silence whose square root of odds is not below this is no stall: the silence lasts twice as long as it takes for
    /// the odds to fall so low.
    StallOdds,
    /// The shortest silence that is a stall.
    StallQuiet,
    /// The shortest silence that is a stall where no pace was ever seen.
    StallUnknownPace,
    /// How long after a start, a resumption, an opening or a change of settings no silence counts.
    StallSettle,
    /// The shortest silence that is a stall between the rounds of a task that redials, and while its last orders drag on.
    StallRoundGap,
    /// The share of its usual pace below which a task crawls.
    CrawlShare,
    /// How many calls its usual pace must promise in ten minutes.
    CrawlCalls,
    /// How many standard errors the answer rate must have fallen by.
    AsrDropZ,
    /// The share of itself that the answer rate must have lost.
    AsrDropShare,
    /// Calls in ten minutes, and calls to compare with.
    AsrDropCalls,
    /// The answer rate that is too low; 0: none is.
    AsrFloorFloor,
    /// How long after the window shut calls may still be booked.
    OutsideWindowGrace,
    /// How late a scheduled start may be.
    MissedStartLate,
    /// How long before the window shuts the orders that miss it are told.
    SpillBefore,
    /// At most so much more open time would be needed: a task that takes days spills every evening.
    SpillMiss,
    /// Orders finished in the last hour.
    SpillFinished,
    /// The share of orders left below which a task is at its end.
    TailShare,
    /// A tail that ends sooner is none.
    TailLongest,
    /// How long it is told that a task was paused.
    PausedLasts,
    /// How long it is told that a task is completed.
    CompletedLasts,
    /// How long it is told that settings changed.
    SettingsChangedLasts,
    /// Readings that may fail to come.
    PollHealthPolls,
    /// How far the clocks of the server and of this machine may be apart.
    PollHealthSkew,
    /// The share of requests that may fail.
    PollHealthFailing,
}

/// What a number counts, and so how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Seconds; written as a duration.
    Seconds,
    /// A share from 0 to 1.
    Share,
    /// A whole number.
    Count,
    /// Any number.
    Plain,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NumberRow {
    /// Which number.
    pub number: Number,
    /// The rule that it belongs to.
    pub rule: RuleName,
    /// Its name in the rule's section of the configuration.
    pub key: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// What holds where nothing is set.
    pub default: f64,
    /// The smallest that may be set.
    pub least: f64,
    /// The largest that may be set.
    pub most: f64,
}

const DAY: f64 = 86_400.0;

const fn row(number: Number, rule: RuleName, key: &'static str, unit: Unit, default: f64) -> NumberRow {
    let (least, most) = match unit {
        Unit::Seconds => (0.0, DAY),
        Unit::Share => (0.0, 1.0),
        Unit::Count => (1.0, 1_000_000.0),
        Unit::Plain => (0.1, 100.0),
    };
    NumberRow { number, rule, key, unit, default, least, most }
}

/// Every number.
pub const NUMBERS: &[NumberRow] = &[
    NumberRow { least: 1e-12, most: 0.1, ..row(Number::StallOdds, RuleName::Stall, "odds", Unit::Share, 1e-4) },
    row(Number::StallQuiet, RuleName::Stall, "quiet", Unit::Seconds, 180.0),
    row(Number::StallUnknownPace, RuleName::Stall, "quiet_without_pace", Unit::Seconds, 900.0),
    row(Number::StallSettle, RuleName::Stall, "settle", Unit::Seconds, 300.0),
    row(Number::StallRoundGap, RuleName::Stall, "round_gap", Unit::Seconds, 600.0),
    row(Number::CrawlShare, RuleName::Crawl, "share", Unit::Share, 0.3),
    row(Number::CrawlCalls, RuleName::Crawl, "calls", Unit::Count, 20.0),
    row(Number::AsrDropZ, RuleName::AsrDrop, "z", Unit::Plain, 3.0),
    row(Number::AsrDropShare, RuleName::AsrDrop, "drop", Unit::Share, 0.25),
    row(Number::AsrDropCalls, RuleName::AsrDrop, "calls", Unit::Count, 100.0),
    row(Number::AsrFloorFloor, RuleName::AsrFloor, "floor", Unit::Share, 0.0),
    row(Number::OutsideWindowGrace, RuleName::OutsideWindow, "grace", Unit::Seconds, 600.0),
    row(Number::MissedStartLate, RuleName::MissedStart, "late", Unit::Seconds, 300.0),
    row(Number::SpillBefore, RuleName::Spill, "before", Unit::Seconds, 3600.0),
    row(Number::SpillMiss, RuleName::Spill, "miss", Unit::Seconds, 7200.0),
    row(Number::SpillFinished, RuleName::Spill, "finished", Unit::Count, 30.0),
    row(Number::TailShare, RuleName::Tail, "share", Unit::Share, 0.03),
    row(Number::TailLongest, RuleName::Tail, "longer_than", Unit::Seconds, 1800.0),
    row(Number::PausedLasts, RuleName::Paused, "lasts", Unit::Seconds, 600.0),
    row(Number::CompletedLasts, RuleName::Completed, "lasts", Unit::Seconds, 600.0),
    row(Number::SettingsChangedLasts, RuleName::SettingsChanged, "lasts", Unit::Seconds, 600.0),
    row(Number::PollHealthPolls, RuleName::PollHealth, "polls", Unit::Count, 3.0),
    row(Number::PollHealthSkew, RuleName::PollHealth, "skew", Unit::Seconds, 30.0),
    row(Number::PollHealthFailing, RuleName::PollHealth, "failing", Unit::Share, 0.5),
];

impl Number {
    /// What holds where nothing is set.
    pub fn default_value(self) -> f64 {
        NUMBERS.iter().find(|row| row.number == self).map_or(0.0, |row| row.default)
    }
}

/// The numbers of a rule, in the order of the table.
pub fn numbers_of(rule: RuleName) -> impl Iterator<Item = &'static NumberRow> {
    NUMBERS.iter().filter(move |row| row.rule == rule)
}
