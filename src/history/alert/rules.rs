//! The rules, each with its guards against false alarms. Uses `rule`, `number` and `domain`.
//!
//! A rule that finds nothing wrong answers "clear", one that cannot say, or cannot say any more, "between": neither slowness
//! nor ignorance ends an alert.

mod answers;
mod changes;
mod orders;
mod pace;
mod reading;
mod schedule;

use answers::{AsrDrop, AsrFloor};
use changes::{Became, SettingsChanged};
use orders::{Inflow, Spill, Tail};
use pace::{Crawl, Stall};
pub(super) use reading::PollHealth;
use schedule::{MissedStart, OutsideWindow};

use super::name::RuleName;
use super::number::Number;
use super::rule::Rule;
use crate::domain::TaskStatus;

/// Every rule about tasks.
pub(super) static RULES: &[&dyn Rule] = &[
    &Stall,
    &Crawl,
    &AsrDrop,
    &AsrFloor,
    &OutsideWindow,
    &MissedStart,
    &Spill,
    &Inflow,
    &Tail,
    &Became(RuleName::Failed, TaskStatus::Failed, None),
    &Became(RuleName::Paused, TaskStatus::Paused, Some(Number::PausedLasts)),
    &Became(RuleName::Completed, TaskStatus::Completed, Some(Number::CompletedLasts)),
    &SettingsChanged,
];
