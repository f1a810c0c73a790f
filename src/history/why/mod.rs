//! Why a task dials or does not: a checklist of causes with their evidence, and one verdict. Uses the rest of `history`
//! and `domain`.

mod checks;
mod facts;
mod judgement;
mod movement;
mod start;
mod verdict;
mod window;
mod words;

pub use judgement::{Cause, Check, Finding, Why};

#[cfg(test)]
mod tests;
