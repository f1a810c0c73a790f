//! The columns of the task table: one list for the table's head, the sort menu and the help. Uses nothing.

/// A column of the task table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// Whether the task wants to be looked at: its gravest alert.
    Attention,
    /// The task's status.
    Status,
    /// `taskName`.
    Name,
    /// Finished orders of all orders, as a bar and a percentage.
    Completion,
    /// Finished orders and all orders.
    Done,
    /// Answered calls of all calls.
    AnswerRate,
    /// Calls placed.
    Calls,
    /// Whether the dial window is open, and for how long.
    Window,
    /// When the task was made.
    Created,
    /// The dialling strategy.
    Strategy,
    /// Orders not yet finished.
    Left,
    /// Answered calls.
    Answered,
    /// Answered orders of finished orders.
    Reach,
    /// Calls at a time, at most.
    MaxCall,
    /// How the task starts, and when where a time is set.
    Startup,
    /// The task's own zone.
    Zone,
    /// The scene.
    Scene,
    /// The platform's id of the task.
    Id,
    /// Calls a minute over the last hour, as a row of blocks.
    Trend,
    /// Calls a minute now.
    CallsPerMinute,
    /// Finished orders a minute now.
    OrdersPerMinute,
    /// Answered calls of calls over the last ten minutes.
    RecentAnswers,
    /// Calls for each finished order.
    Attempts,
    /// When the task is expected to be done.
    Eta,
}

impl Column {
    /// Every column, in the order that the table has before the user chose one.
    pub const ALL: [Self; 24] = [
        Self::Attention,
        Self::Status,
        Self::Name,
        Self::Completion,
        Self::Done,
        Self::Left,
        Self::Trend,
        Self::CallsPerMinute,
        Self::OrdersPerMinute,
        Self::AnswerRate,
        Self::RecentAnswers,
        Self::Calls,
        Self::Answered,
        Self::Reach,
        Self::Attempts,
        Self::MaxCall,
        Self::Eta,
        Self::Window,
        Self::Zone,
        Self::Created,
        Self::Startup,
        Self::Strategy,
        Self::Scene,
        Self::Id,
    ];

    /// Whether the table shows the column before the user chose any.
    pub fn is_shown_at_first(self) -> bool {
        !matches!(
            self,
            Self::Left
                | Self::Answered
                | Self::Reach
                | Self::MaxCall
                | Self::Startup
                | Self::Zone
                | Self::Scene
                | Self::Id
                | Self::OrdersPerMinute
                | Self::RecentAnswers
                | Self::Attempts
        )
    }

    /// The head of the column.
    pub fn title(self) -> &'static str {
        match self {
            Self::Status => "STATUS",
            Self::Name => "NAME",
            Self::Completion => "COMPLETION",
            Self::Done => "DONE/TOTAL",
            Self::AnswerRate => "ASR",
            Self::Calls => "CALLS",
            Self::Window => "WINDOW",
            Self::Created => "CREATED",
            Self::Strategy => "STRATEGY",
            Self::Left => "LEFT",
            Self::Answered => "ANSWERED",
            Self::Reach => "REACH",
            Self::MaxCall => "MAX",
            Self::Startup => "STARTS",
            Self::Zone => "ZONE",
            Self::Scene => "SCENE",
            Self::Id => "ID",
            Self::Attention => "!",
            Self::Trend => "TREND",
            Self::CallsPerMinute => "C/MIN",
            Self::OrdersPerMinute => "ORD/MIN",
            Self::RecentAnswers => "ASR 10M",
            Self::Attempts => "ATT",
            Self::Eta => "ETA",
        }
    }

    /// What the column sorts by, in words, for the sort menu.
    pub fn sort_help(self) -> &'static str {
        match self {
            Self::Status => "status: live tasks first",
            Self::Name => "name",
            Self::Completion => "completion in percent",
            Self::Done => "orders done",
            Self::AnswerRate => "answer rate in percent",
            Self::Calls => "calls placed",
            Self::Window => "dial window: closing soonest first",
            Self::Created => "created: newest first",
            Self::Strategy => "strategy",
            Self::Left => "orders left",
            Self::Answered => "answered calls",
            Self::Reach => "reach: answered of done orders",
            Self::MaxCall => "calls at a time, at most",
            Self::Startup => "start: scheduled soonest first",
            Self::Zone => "the task's own zone",
            Self::Scene => "scene",
            Self::Id => "the platform's id",
            Self::Attention => "attention: alerts, then closing soonest",
            Self::Trend => "trend: slowed down most first",
            Self::CallsPerMinute => "calls a minute now",
            Self::OrdersPerMinute => "orders done a minute now",
            Self::RecentAnswers => "answer rate of the last 10 minutes",
            Self::Attempts => "attempts: calls for each order done",
            Self::Eta => "expected end: soonest first",
        }
    }

    /// The letter that chooses the column in the sort menu. `j`, `k`, `g`, `s` and `q` move or close and are not used.
    pub fn sort_letter(self) -> char {
        match self {
            Self::Status => 't',
            Self::Name => 'n',
            Self::Completion => 'p',
            Self::Done => 'o',
            Self::AnswerRate => 'a',
            Self::Calls => 'c',
            Self::Window => 'w',
            Self::Created => 'd',
            Self::Strategy => 'y',
            Self::Left => 'l',
            Self::Answered => 'e',
            Self::Reach => 'h',
            Self::MaxCall => 'm',
            Self::Startup => 'b',
            Self::Zone => 'z',
            Self::Scene => 'u',
            Self::Id => 'i',
            Self::Attention => '!',
            Self::Trend => 'T',
            Self::CallsPerMinute => 'C',
            Self::OrdersPerMinute => 'O',
            Self::RecentAnswers => 'A',
            Self::Attempts => 'P',
            Self::Eta => 'E',
        }
    }

    /// Whether the first choice of the column sorts from large to small: what people want of numbers and dates.
    pub fn descends_first(self) -> bool {
        matches!(
            self,
            Self::Completion
                | Self::Done
                | Self::AnswerRate
                | Self::Calls
                | Self::Created
                | Self::Left
                | Self::Answered
                | Self::Reach
                | Self::MaxCall
                | Self::CallsPerMinute
                | Self::OrdersPerMinute
                | Self::RecentAnswers
                | Self::Attempts
        )
    }
}

/// The order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// By which column.
    pub column: Column,
    /// From large to small.
    pub descending: bool,
}

impl Default for Sort {
    /// What wants to be looked at first.
    fn default() -> Self {
        Self { column: Column::Attention, descending: false }
    }
}

impl Sort {
    /// The order after a column was chosen: its natural direction, or the reverse when it was chosen already.
    pub fn choose(self, column: Column) -> Self {
        if self.column == column {
            Self { column, descending: !self.descending }
        } else {
            Self { column, descending: column.descends_first() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_column_has_a_letter_of_its_own_that_moves_nothing() {
        let letters: std::collections::HashSet<char> = Column::ALL.into_iter().map(Column::sort_letter).collect();
        assert_eq!(letters.len(), Column::ALL.len());
        assert!(letters.iter().all(|letter| !"jkgGsqr?/J".contains(*letter)));
    }

    #[test]
    fn choosing_again_reverses_and_another_column_starts_its_own_way() {
        let sort = Sort::default().choose(Column::Calls);
        assert_eq!(sort, Sort { column: Column::Calls, descending: true });
        assert_eq!(sort.choose(Column::Calls), Sort { column: Column::Calls, descending: false });
        assert_eq!(sort.choose(Column::Name), Sort { column: Column::Name, descending: false });
    }
}
