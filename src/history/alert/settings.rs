//! How the rules are set, and the table of their defaults. Uses `name` and `number`.

use std::collections::BTreeMap;

use super::name::{RuleName, Severity};
use super::number::Number;

/// How one rule is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleSettings {
    /// Whether it is asked at all.
    pub enabled: bool,
    /// How grave its alerts are.
    pub severity: Severity,
    /// How long its condition must hold before it fires, in seconds.
    pub hold_seconds: u32,
    /// How long it must be clear before it is over, in seconds.
    pub clear_seconds: u32,
    /// Within so many seconds after it was over it fires again without telling anybody.
    pub cooldown_seconds: u32,
}

impl RuleSettings {
    /// What holds for a rule where nothing is set. Rules that wait by themselves (a silence, a grace, a debounce) need no
    /// hold; those that judge by a window of ten minutes hold until that window is filled anew.
    pub const fn default_of(rule: RuleName) -> Self {
        use Severity::{Critical, Info, Warning};
        const MINUTE: u32 = 60;
        let (severity, hold_seconds, clear_seconds, cooldown_seconds) = match rule {
            RuleName::Stall => (Critical, 0, 60, 15 * MINUTE),
            RuleName::Crawl => (Warning, 10 * MINUTE, 5 * MINUTE, 30 * MINUTE),
            RuleName::AsrDrop => (Critical, 10 * MINUTE, 5 * MINUTE, 30 * MINUTE),
            RuleName::AsrFloor => (Warning, 5 * MINUTE, 5 * MINUTE, 30 * MINUTE),
            RuleName::OutsideWindow => (Critical, 0, 5 * MINUTE, 60 * MINUTE),
            RuleName::MissedStart => (Critical, 0, 0, 15 * MINUTE),
            RuleName::Spill => (Warning, 2 * MINUTE, 5 * MINUTE, 60 * MINUTE),
            RuleName::Inflow => (Warning, 15 * MINUTE, 5 * MINUTE, 60 * MINUTE),
            RuleName::Tail => (Info, 5 * MINUTE, 5 * MINUTE, 60 * MINUTE),
            RuleName::Failed => (Critical, 0, 0, 0),
            RuleName::Paused | RuleName::Completed | RuleName::SettingsChanged => (Info, 0, 0, 0),
            RuleName::Flapping => (Warning, 0, 5 * MINUTE, 30 * MINUTE),
            RuleName::PollHealth => (Critical, 0, 30, 5 * MINUTE),
        };
        Self { enabled: true, severity, hold_seconds, clear_seconds, cooldown_seconds }
    }
}

/// What nobody wants to hear of from the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mute {
    /// The rule.
    pub rule: RuleName,
    /// A task's `taskID` or `userTaskID`; `None`: all tasks.
    pub task_id: Option<String>,
}

/// How all rules are set; the defaults do not cry wolf.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertSettings {
    /// Whether any rule is asked at all.
    pub enabled: bool,
    /// Rules that are set otherwise than by default.
    pub rules: BTreeMap<RuleName, RuleSettings>,
    /// Numbers of rules that are set otherwise than by default.
    pub numbers: BTreeMap<Number, f64>,
    /// How long an alert is snoozed, in seconds.
    pub snooze_seconds: u32,
    /// What is muted from the start.
    pub muted: Vec<Mute>,
}

impl Default for AlertSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            rules: BTreeMap::new(),
            numbers: BTreeMap::new(),
            snooze_seconds: 1800,
            muted: Vec::new(),
        }
    }
}

impl AlertSettings {
    /// How a rule is set, by default or otherwise.
    pub fn rule(&self, rule: RuleName) -> RuleSettings {
        let set = self.rules.get(&rule).copied().unwrap_or(RuleSettings::default_of(rule));
        RuleSettings { enabled: set.enabled && self.enabled, ..set }
    }

    /// A number by which a rule judges, set or by default.
    pub fn number(&self, number: Number) -> f64 {
        self.numbers.get(&number).copied().unwrap_or_else(|| number.default_value())
    }

    /// A number in seconds, as milliseconds.
    pub fn ms(&self, number: Number) -> i64 {
        (self.number(number) * 1000.0) as i64
    }
}
