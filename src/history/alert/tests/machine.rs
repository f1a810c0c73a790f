//! The table of phases.

use crate::history::alert::AlertPhase::{self, Clearing, Firing, Over, Pending};
use crate::history::alert::machine::{Move, next};
use crate::history::alert::rule::Answer;
use crate::history::alert::{RuleName, RuleSettings};

#[test]
fn every_answer_leads_where_the_table_says() {
    let wrong = || Answer::wrong("");
    let rule = RuleSettings { hold_seconds: 60, clear_seconds: 30, ..RuleSettings::default_of(RuleName::Crawl) };
    let at_once = RuleSettings { hold_seconds: 0, clear_seconds: 0, ..rule };
    let table: Vec<(Option<AlertPhase>, i64, Answer, RuleSettings, Move)> = vec![
        (None, 0, Answer::Clear, rule, Move::Stay),
        (None, 0, Answer::Between, rule, Move::Stay),
        (None, 0, wrong(), rule, Move::To(Pending)),
        (None, 0, wrong(), at_once, Move::To(Firing)),
        (None, 59_999, wrong(), rule, Move::To(Pending)),
        (None, 60_000, wrong(), rule, Move::To(Firing)),
        (Some(Pending), 59_999, wrong(), rule, Move::Stay),
        (Some(Pending), 60_000, wrong(), rule, Move::To(Firing)),
        (Some(Pending), 90_000, Answer::Between, rule, Move::Restart),
        (Some(Pending), 90_000, Answer::Clear, rule, Move::To(Over)),
        (Some(Firing), 90_000, wrong(), rule, Move::Stay),
        (Some(Firing), 90_000, Answer::Between, rule, Move::Stay),
        (Some(Firing), 90_000, Answer::Eases { what: String::new() }, rule, Move::Stay),
        (Some(Clearing), 30_000, Answer::Eases { what: String::new() }, rule, Move::Restart),
        (Some(Firing), 0, Answer::Clear, rule, Move::To(Clearing)),
        (Some(Firing), 0, Answer::Clear, at_once, Move::To(Over)),
        (Some(Clearing), 29_999, Answer::Clear, rule, Move::Stay),
        (Some(Clearing), 30_000, Answer::Clear, rule, Move::To(Over)),
        (Some(Clearing), 30_000, Answer::Between, rule, Move::Restart),
        (Some(Clearing), 30_000, wrong(), rule, Move::To(Firing)),
    ];
    for (phase, waited, answer, rule, expected) in table {
        assert_eq!(next(phase, waited, &answer, &rule), expected, "{phase:?} after {waited} ms with {answer:?}");
    }
}
