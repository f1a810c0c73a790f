//! What has the right type but cannot be meant: counts beyond all measure or at odds with each other, moments out of this
//! century, texts as long as a book. Uses `lenient` and `domain`.
//!
//! Counts stay as they came, because a person may want to see them, and are marked; every figure that is made of counts
//! asks whether they can be right. Anything else that cannot be meant is taken out of the task, so that nothing can be made
//! of it, and stays in the issue alone.

use super::member::Field;
use crate::api::lenient::{Odd, Reading};
use crate::domain::TaskStat;
use crate::domain::count::is_plausible;

/// The longest text that is kept, in characters: several times the longest name that anybody could read. Every key press
/// goes through the names of all tasks.
const LONGEST_TEXT: usize = 500;

/// The longest list of hours that is read, in bytes; the documented ones stay below 70.
pub(super) const LONGEST_LIST_BYTES: usize = 2_000;

/// The most rules of a task, and the most intents of a rule, that are kept.
pub(super) const MOST_ENTRIES: usize = 200;

/// The most calls at a time, and the longest ringing in seconds, that can be meant.
const LARGEST_SETTING: i64 = 1_000_000;

/// The largest number that a status or a type can have.
const LARGEST_NUMBER: i64 = 999;

/// The moments that can be meant, in seconds since 1970: from 2000 to 2100.
const MOMENTS_SECONDS: std::ops::RangeInclusive<i64> = 946_684_800..=4_102_444_800;

/// The largest rate that can be meant, be it a percentage.
const LARGEST_RATE: f64 = 100.0;

/// A doubtful value: which member, and what is odd about it.
pub(super) type Doubt = (Field, Odd);

fn doubt(field: Field, found: impl Into<Box<str>>, expected: &'static str) -> Doubt {
    (field, Odd { found: found.into(), expected })
}

/// What cannot be right about a task's counts and rates.
pub(super) fn of_counts(stat: &TaskStat) -> Vec<Doubt> {
    let (orders, calls) = (stat.total_order_count, stat.total_call);
    let counts = [
        (Field::TotalOrderCount, orders, None),
        (Field::FinishOrderCount, stat.finish_order_count, orders.map(|most| (most, "no more than totalOrderCount"))),
        (
            Field::AnswerOrderCount,
            stat.answer_order_count,
            stat.finish_order_count.or(orders).map(|most| (most, "no more than finishOrderCount")),
        ),
        (Field::TotalCall, calls, None),
        (Field::TotalAnswerCall, stat.total_answer_call, calls.map(|most| (most, "no more than totalCall"))),
    ];
    let mut doubts = Vec::new();
    for (field, count, most) in counts {
        match (count, most) {
            (Some(count), _) if !is_plausible(count) => {
                doubts.push(doubt(field, count.to_string(), "a count, not negative and not beyond all measure"));
            }
            (Some(count), Some((most, expected))) if count > most => {
                doubts.push(doubt(field, format!("{count} of {most}"), expected));
            }
            _ => {}
        }
    }
    for (field, rate) in [(Field::FinishRate, stat.finish_rate), (Field::AnswerRate, stat.answer_rate)] {
        if let Some(rate) = rate.filter(|rate| !(0.0..=LARGEST_RATE).contains(rate)) {
            doubts.push(doubt(field, Reading::Float(rate).shown(), "a share from 0 to 1, or a percentage"));
        }
    }
    doubts
}

/// Empties a moment that cannot be meant. Zero means "not set".
pub(super) fn of_moment(field: Field, moment: &mut Option<i64>) -> Option<Doubt> {
    let value = moment.filter(|value| *value != 0)?;
    let seconds = crate::domain::ApiTime(value).unix_seconds();
    if seconds.is_some_and(|seconds| MOMENTS_SECONDS.contains(&seconds)) {
        return None;
    }
    *moment = None;
    Some(doubt(field, value.to_string(), "a moment between 2000 and 2100, in seconds or milliseconds since 1970"))
}

/// Empties a setting that cannot be meant.
pub(super) fn of_setting(field: Field, setting: &mut Option<i64>) -> Option<Doubt> {
    let value = setting.filter(|value| !(0..=LARGEST_SETTING).contains(value))?;
    *setting = None;
    Some(doubt(field, value.to_string(), "a number from 0 to 1,000,000"))
}

/// Empties a number of a documented list that cannot be one. Numbers that are only not documented are kept and shown as such.
pub(super) fn of_number(field: Field, number: &mut Option<i64>) -> Option<Doubt> {
    let value = number.filter(|value| !(0..=LARGEST_NUMBER).contains(value))?;
    *number = None;
    Some(doubt(field, value.to_string(), "a small number"))
}

/// Empties a rate of a setting that cannot be meant.
pub(super) fn of_rate(field: Field, rate: &mut Option<f64>) -> Option<Doubt> {
    let value = rate.filter(|value| !(0.0..=LARGEST_SETTING as f64).contains(value))?;
    *rate = None;
    Some(doubt(field, Reading::Float(value).shown(), "a rate from 0 to 1,000,000"))
}

/// The beginning of a text that is too long to be meant; `None` where it is not.
pub(super) fn cut_text(field: Field, text: &str) -> Option<(String, Doubt)> {
    // No character has less than a byte.
    if text.len() <= LONGEST_TEXT {
        return None;
    }
    let (end, _) = text.char_indices().nth(LONGEST_TEXT)?;
    let characters = text.chars().count();
    let start = text.get(..end).unwrap_or_default();
    let found = format!("a text of {characters} characters, of which the first {LONGEST_TEXT} are kept");
    Some((format!("{start}…"), doubt(field, found, "a text of at most 500 characters")))
}
