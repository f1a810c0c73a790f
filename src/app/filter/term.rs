//! One condition on a task. Uses `field`, `needle`, `quantity` and `domain`.

use super::field::{NumberField, StatusSet, TextField, WindowWord};
use super::needle::Needle;
use super::quantity::{Comparison, Quantity};
use crate::domain::Task;

/// A condition, perhaps turned round. A number that is missing satisfies no comparison, so it satisfies every comparison
/// that is turned round: a term and its opposite always share out all tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) is_negated: bool,
    pub(super) test: Test,
}

/// What is asked of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    /// A text in any of its texts.
    Anywhere(Needle),
    /// A text in one field.
    In(TextField, Needle),
    /// A number.
    Number(NumberField, Comparison, Quantity),
    /// One of these statuses.
    Status(StatusSet),
    /// Its dial window now.
    Window(WindowWord),
    /// The offset of its zone from UTC, in seconds.
    Zone(i64),
}

impl Term {
    /// Whether the condition holds for a task.
    pub(super) fn holds(&self, task: &Task, now_seconds: i64) -> bool {
        let holds = match &self.test {
            Test::Anywhere(needle) => needle.is_in(task.texts.joined()),
            Test::In(field, needle) => field.texts(task).into_iter().flatten().any(|text| needle.is_in(text)),
            Test::Number(field, comparison, quantity) => {
                field.fraction(task, now_seconds).is_some_and(|(value, over)| quantity.holds(*comparison, value, over))
            }
            Test::Status(set) => set.has(task.status),
            Test::Window(word) => WindowWord::of(task, now_seconds) == *word,
            Test::Zone(seconds) => task.window.zone_seconds == Some(*seconds),
        };
        holds != self.is_negated
    }

    /// Whether the condition asks for a number or a status that cannot be told.
    pub(super) fn cannot_be_told(&self, task: &Task) -> bool {
        match &self.test {
            Test::Number(field, ..) => field.cannot_be_told(task),
            Test::Status(_) => task.status.is_none(),
            Test::Window(_) => !task.window.is_known() || task.window.skipped_entries() > 0,
            _ => false,
        }
    }

    /// Whether the condition asks for a text anywhere.
    pub(super) fn is_about_texts(&self) -> bool {
        matches!(self.test, Test::Anywhere(_))
    }

    /// Whether a condition that asks for a text anywhere holds for a task with these texts.
    pub(super) fn holds_in(&self, joined: &str) -> bool {
        match &self.test {
            Test::Anywhere(needle) => needle.is_in(joined) != self.is_negated,
            _ => false,
        }
    }

    /// Whether the answer can change while the task stays the same.
    pub(super) fn depends_on_time(&self) -> bool {
        matches!(self.test, Test::Window(_) | Test::Number(NumberField::Age, ..))
    }

    /// Whether every task for which this holds satisfies the other as well. May say no where it is so.
    pub(super) fn implies(&self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        let (stronger, weaker) = match (self.is_negated, other.is_negated) {
            (false, false) => (&self.test, &other.test),
            (true, true) => (&other.test, &self.test),
            _ => return false,
        };
        match (stronger, weaker) {
            (Test::Anywhere(a), Test::Anywhere(b)) => a.implies(b),
            (Test::In(field, a), Test::In(same, b)) => field == same && a.implies(b),
            _ => false,
        }
    }
}
