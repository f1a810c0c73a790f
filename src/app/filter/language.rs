//! A filter as a whole. Uses `split`, `read` and `term`.

use super::read::{Reading, read};
use super::split::split;
use super::term::Term;
use crate::domain::Task;

/// A filter as understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// What could not be understood, in words, for the filter line; the rest of the filter still applies.
    pub problem: Option<String>,
    terms: Vec<Term>,
}

impl Filter {
    /// Reads a filter. What cannot be understood is left out and told in [`Filter::problem`], so that a half-typed term
    /// does not empty the screen.
    pub fn parse(text: &str) -> Self {
        let mut filter = Self::default();
        for piece in split(text) {
            match read(piece) {
                Reading::Term(term) => filter.terms.push(term),
                Reading::Partly(term, problem) => {
                    filter.terms.push(term);
                    filter.problem.get_or_insert(problem);
                }
                Reading::Problem(problem) => {
                    filter.problem.get_or_insert(problem);
                }
                Reading::Nothing => {}
            }
        }
        filter
    }

    /// Whether every task matches.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether a task is let through. `now_seconds` is the wall clock in seconds since 1970, for ages and dial windows.
    pub fn matches(&self, task: &Task, now_seconds: i64) -> bool {
        self.terms.iter().all(|term| term.holds(task, now_seconds))
    }

    /// Whether a number or a status that is asked for did not come or contradicts another, so that it cannot be told whether a
    /// task would be let through. For whoever must not take "not let through" for an answer.
    pub fn cannot_tell(&self, task: &Task, now_seconds: i64) -> bool {
        let mut others = self.terms.iter().filter(|term| !term.cannot_be_told(task));
        self.terms.iter().any(|term| term.cannot_be_told(task)) && others.all(|term| term.holds(task, now_seconds))
    }

    /// Whether all terms ask for a text anywhere, so that [`Filter::matches_text`] can tell.
    pub(in crate::app) fn is_about_texts(&self) -> bool {
        self.terms.iter().all(Term::is_about_texts)
    }

    /// Whether a task with these texts is let through, where the filter is about texts only.
    pub(in crate::app) fn matches_text(&self, joined: &str) -> bool {
        self.terms.iter().all(|term| term.holds_in(joined))
    }

    /// Whether every task that this filter lets through was let through by the previous one as well, so that only those
    /// need another look. `false` where that cannot be told.
    pub fn narrows(&self, previous: &Self) -> bool {
        let is_kept = |before: &Term| self.terms.iter().any(|term| term.implies(before));
        previous.terms.iter().all(|before| !before.depends_on_time() && is_kept(before))
    }
}

#[cfg(test)]
mod tests;
