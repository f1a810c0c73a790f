//! The names of the rules and how grave they are. Uses nothing.

use std::fmt;

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RuleName {
    /// Running, open, orders left, and no call for too long.
    Stall,
    /// Far below the task's own usual pace.
    Crawl,
    /// The answer rate fell.
    AsrDrop,
    /// The answer rate is below a floor that the user set.
    AsrFloor,
    /// Calls while the dial window is closed.
    OutsideWindow,
    /// A scheduled task did not start.
    MissedStart,
    /// Orders will be left when the window shuts.
    Spill,
    /// Orders come in faster than they are finished.
    Inflow,
    /// The last orders drag on.
    Tail,
    /// The task failed.
    Failed,
    /// The task was paused.
    Paused,
    /// The task is completed.
    Completed,
    /// Settings changed.
    SettingsChanged,
    /// The platform cannot be read well; silences every rule about single tasks.
    PollHealth,
}

impl RuleName {
    /// Every rule.
    pub const ALL: [Self; 14] = [
        Self::Stall,
        Self::Crawl,
        Self::AsrDrop,
        Self::AsrFloor,
        Self::OutsideWindow,
        Self::MissedStart,
        Self::Spill,
        Self::Inflow,
        Self::Tail,
        Self::Failed,
        Self::Paused,
        Self::Completed,
        Self::SettingsChanged,
        Self::PollHealth,
    ];

    /// The name on screen, in the log and in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stall => "stall",
            Self::Crawl => "crawl",
            Self::AsrDrop => "asr-drop",
            Self::AsrFloor => "asr-floor",
            Self::OutsideWindow => "outside-window",
            Self::MissedStart => "missed-start",
            Self::Spill => "spill",
            Self::Inflow => "inflow",
            Self::Tail => "tail",
            Self::Failed => "failed",
            Self::Paused => "paused",
            Self::Completed => "completed",
            Self::SettingsChanged => "settings-changed",
            Self::PollHealth => "poll-health",
        }
    }

    /// The rule of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How grave an alert is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; asks for nothing.
    Info,
    /// Look when there is time.
    Warning,
    /// Look now.
    Critical,
}

impl Severity {
    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "INFO",
            Self::Warning => "WARN",
            Self::Critical => "CRIT",
        }
    }

    /// The severity of a word as it is written in the configuration: `info`, `warn` or `warning`, `crit` or `critical`.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "info" => Some(Self::Info),
            "warn" | "warning" => Some(Self::Warning),
            "crit" | "critical" => Some(Self::Critical),
            _ => None,
        }
    }

    /// The word in the alert log and in JSON: `info`, `warning`, `critical`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }

    /// The word as it is written in the configuration.
    pub fn config_word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warn",
            Self::Critical => "crit",
        }
    }
}
