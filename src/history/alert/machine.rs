//! What becomes of an alert when its rule answers: the table of phases. Uses `book`, `rule` and `settings`.

use super::book::AlertPhase;
use super::rule::Answer;
use super::settings::RuleSettings;

/// What becomes of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    /// It stays where it is.
    Stay,
    /// It stays in its phase, and the wait of that phase begins anew.
    Restart,
    /// It goes to another phase.
    To(AlertPhase),
}

/// What becomes of an alert in a phase (`None`: there is none) that it has been in for so many milliseconds; of a new one: for
/// how long the rule knows that it would have been.
pub(super) fn next(phase: Option<AlertPhase>, waited_ms: i64, answer: &Answer, rule: &RuleSettings) -> Move {
    use AlertPhase::{Clearing, Firing, Over, Pending};
    let is_held = waited_ms >= i64::from(rule.hold_seconds) * 1000;
    let is_cleared = waited_ms >= i64::from(rule.clear_seconds) * 1000;
    match (phase, answer) {
        (None | Some(Over | Pending), Answer::Wrong { .. }) if is_held => Move::To(Firing),
        (None | Some(Over), Answer::Wrong { .. }) => Move::To(Pending),
        // The condition must hold all the time; what is neither right nor wrong begins the wait anew.
        (Some(Pending | Clearing), Answer::Between | Answer::Eases { .. }) => Move::Restart,
        (Some(Pending), Answer::Clear) => Move::To(Over),
        (Some(Firing), Answer::Clear) if rule.clear_seconds == 0 => Move::To(Over),
        (Some(Firing), Answer::Clear) => Move::To(Clearing),
        (Some(Clearing), Answer::Wrong { .. }) => Move::To(Firing),
        (Some(Clearing), Answer::Clear) if is_cleared => Move::To(Over),
        (None | Some(Over), Answer::Clear | Answer::Between | Answer::Eases { .. })
        | (Some(Pending), Answer::Wrong { .. })
        | (Some(Firing), Answer::Wrong { .. } | Answer::Between | Answer::Eases { .. })
        | (Some(Clearing), Answer::Clear) => Move::Stay,
    }
}
