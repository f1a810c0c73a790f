//! What `--warn` and `--crit` ask for: `[N:] TERM ...`. Uses `app` (the filter) and `history` (the causes).

use std::str::FromStr;

use crate::app::Filter;
use crate::history::Cause;

/// A question about the tasks: is there one, or are there so many, that all terms hold for?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// As it was typed.
    pub text: String,
    /// How many tasks it takes; at least 1.
    pub at_least: usize,
    /// The terms of the board's own language.
    pub filter: Filter,
    /// What `why` must name, one of them; empty where it is not asked.
    pub causes: Vec<Cause>,
    /// For less than how long the task must have had its status, in milliseconds; `None` where it is not asked.
    pub since_ms: Option<i64>,
}

impl Expression {
    /// Whether a judgement names a cause that is asked for.
    pub fn asks_for(&self, cause: Option<Cause>) -> bool {
        cause.is_some_and(|cause| self.causes.contains(&cause))
    }
}

impl FromStr for Expression {
    type Err = String;

    /// Reads an expression.
    ///
    /// # Errors
    /// What cannot be understood, in words. On the board a half-typed term is left out; here it would silence an alarm.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (at_least, terms) = match text.split_once(':') {
            Some((number, rest)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => {
                let number = number.parse().ok().filter(|number| *number > 0);
                (number.ok_or("the number of tasks must be 1 or more")?, rest)
            }
            _ => (1, text),
        };
        let (causes, others): (Vec<&str>, Vec<&str>) = terms.split_whitespace().partition(|term| begins(term, "why:"));
        let (ages, others): (Vec<&str>, Vec<&str>) = others.into_iter().partition(|term| begins(term, "since"));
        let since_ms = ages.iter().map(|term| since(term)).collect::<Result<Vec<_>, _>>()?.into_iter().min();
        let is_plain = causes.is_empty() && ages.is_empty();
        let causes = causes.into_iter().flat_map(|term| term.get(4..).unwrap_or_default().split(','));
        let causes = causes.map(cause).collect::<Result<Vec<_>, _>>()?;
        // Without terms of our own they are read as they were typed: blanks count inside of quotes.
        let filter = if is_plain { Filter::parse(terms) } else { Filter::parse(&others.join(" ")) };
        if let Some(problem) = &filter.problem {
            return Err(problem.clone());
        }
        if filter.is_empty() && is_plain {
            return Err("it has no term; try st:failed or asr<15".to_owned());
        }
        Ok(Self { text: text.to_owned(), at_least, filter, causes, since_ms })
    }
}

fn begins(term: &str, head: &str) -> bool {
    // `since` alone is a word of a name; with a sign behind it, it asks for a time.
    let Some((start, rest)) = term.split_at_checked(head.len()) else {
        return false;
    };
    start.eq_ignore_ascii_case(head) && (head.ends_with(':') || rest.starts_with(['<', '>', '=']))
}

/// The time of `since<1d`, in milliseconds.
fn since(term: &str) -> Result<i64, String> {
    let time = term.split_once('<').and_then(|(_, time)| humantime::parse_duration(time).ok());
    let milliseconds = time.and_then(|time| i64::try_from(time.as_millis()).ok());
    milliseconds.ok_or_else(|| format!("\"{term}\" is no time; write since<1d or since<90m"))
}

fn cause(name: &str) -> Result<Cause, String> {
    Cause::ALL.into_iter().find(|cause| cause.name().eq_ignore_ascii_case(name)).ok_or_else(|| {
        let names: Vec<_> = Cause::ALL.iter().map(|cause| cause.name()).collect();
        format!("\"{name}\" is no cause; there are {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Task, TaskKey, TaskStatus};

    fn read(text: &str) -> Expression {
        text.parse().unwrap()
    }

    #[test]
    fn a_number_in_front_is_how_many_it_takes() {
        assert_eq!(read("st:failed").at_least, 1);
        assert_eq!(read("3: st:run asr<15").at_least, 3);
        assert_eq!(read("12:why:stall").at_least, 12);
    }

    #[test]
    fn causes_and_filter_terms_stand_side_by_side() {
        let both = read("why:stall,maxcall st:run");
        assert_eq!(both.causes, [Cause::Stall, Cause::MaxCall]);
        let mut task = Task::empty(TaskKey::new(Some("t"), None, String::new));
        assert!(!both.filter.matches(&task, 0));
        task.status = Some(TaskStatus::Running);
        assert!(both.filter.matches(&task, 0));
        assert!(both.asks_for(Some(Cause::Stall)) && !both.asks_for(Some(Cause::Window)) && !both.asks_for(None));
    }

    #[test]
    fn the_time_in_a_status_stands_beside_the_other_terms() {
        let both = read("st:failed since<1d");
        assert_eq!((both.since_ms, both.causes.len(), both.filter.is_empty()), (Some(86_400_000), 0, false));
        assert_eq!(read("st:failed name:since").since_ms, None);
    }

    #[test]
    fn what_cannot_be_understood_is_refused_whole() {
        for (text, piece) in [
            ("", "no term"),
            ("3:", "no term"),
            ("0: st:run", "1 or more"),
            ("why:weather", "stall"),
            ("st:run asr<many", "asr"),
            ("st:failed since<soon", "since<1d"),
            ("st:failed since>1d", "since<1d"),
        ] {
            let error = text.parse::<Expression>().unwrap_err();
            assert!(error.contains(piece), "{text}: {error}");
        }
    }
}
