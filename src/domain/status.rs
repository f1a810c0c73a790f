//! The five documented task statuses (API page taskList) and what the program calls them. Uses nothing.

use std::fmt;

/// A task's status as the API numbers it. Numbers that are not documented are kept and shown as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaskStatus {
    /// 1: created, waits for its start.
    Pending,
    /// 2: in progress.
    Running,
    /// 3: completed.
    Completed,
    /// 4: ended in failure.
    Failed,
    /// 5: paused.
    Paused,
    /// Any other number.
    Unknown(i64),
}

impl TaskStatus {
    /// The documented statuses in the order of their numbers, which are also their filter keys.
    pub const DOCUMENTED: [Self; 5] = [Self::Pending, Self::Running, Self::Completed, Self::Failed, Self::Paused];

    /// Statuses that may still dial: the poller's fast lane.
    pub const ACTIVE: [Self; 3] = [Self::Pending, Self::Running, Self::Paused];

    /// The status for one of the API's numbers.
    pub fn from_number(number: i64) -> Self {
        match number {
            1 => Self::Pending,
            2 => Self::Running,
            3 => Self::Completed,
            4 => Self::Failed,
            5 => Self::Paused,
            other => Self::Unknown(other),
        }
    }

    /// The API's number.
    pub fn number(self) -> i64 {
        match self {
            Self::Pending => 1,
            Self::Running => 2,
            Self::Completed => 3,
            Self::Failed => 4,
            Self::Paused => 5,
            Self::Unknown(number) => number,
        }
    }

    /// The status in one word, as typed after `--status` and shown where there is room.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Paused => "paused",
            Self::Unknown(_) => "unknown",
        }
    }

    /// The status in three letters for table cells.
    pub fn short(self) -> &'static str {
        match self {
            Self::Pending => "PND",
            Self::Running => "RUN",
            Self::Completed => "END",
            Self::Failed => "ERR",
            Self::Paused => "PAU",
            Self::Unknown(_) => "???",
        }
    }

    /// Reads a number or a word or its beginning (`run`, `paus`, `3`, `RUN`, `err`), ignoring case.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        if let Ok(number) = text.parse::<i64>() {
            return Some(Self::from_number(number));
        }
        if text.is_empty() {
            return None;
        }
        let mut matching = Self::DOCUMENTED
            .into_iter()
            .filter(|status| status.word().starts_with(&text) || status.short().eq_ignore_ascii_case(&text));
        match (matching.next(), matching.next()) {
            (Some(status), None) => Some(status),
            _ => None,
        }
    }

    /// Whether the task may still dial.
    pub fn is_active(self) -> bool {
        Self::ACTIVE.contains(&self)
    }
}

impl fmt::Display for TaskStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(number) => write!(f, "status {number}"),
            known => f.write_str(known.word()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_round_trip() {
        for number in -1..9 {
            assert_eq!(TaskStatus::from_number(number).number(), number);
        }
    }

    #[test]
    fn words_numbers_and_beginnings_are_read() {
        assert_eq!(TaskStatus::parse("run"), Some(TaskStatus::Running));
        assert_eq!(TaskStatus::parse(" Failed "), Some(TaskStatus::Failed));
        assert_eq!(TaskStatus::parse("ERR"), Some(TaskStatus::Failed));
        assert_eq!(TaskStatus::parse("5"), Some(TaskStatus::Paused));
        assert_eq!(TaskStatus::parse("p"), None, "pending or paused");
        assert_eq!(TaskStatus::parse(""), None);
        assert_eq!(TaskStatus::parse("9"), Some(TaskStatus::Unknown(9)));
    }
}
