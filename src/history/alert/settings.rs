//! How the rules are set. Uses `name`.

use std::collections::BTreeMap;

use super::name::{RuleName, Severity};

/// How one rule is set.
#[derive(Debug, Clone, PartialEq)]
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

/// How all rules are set; the defaults do not cry wolf.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertSettings {
    /// Rules that are set otherwise than by default.
    pub rules: BTreeMap<RuleName, RuleSettings>,
    /// The answer rate below which `asr-floor` fires, 0..=1; `None`: no floor.
    pub asr_floor: Option<f64>,
    /// How long an alert is snoozed, in seconds.
    pub snooze_seconds: u32,
}

impl Default for AlertSettings {
    fn default() -> Self {
        Self { rules: BTreeMap::new(), asr_floor: None, snooze_seconds: 1800 }
    }
}
