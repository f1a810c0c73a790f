//! The API's `retCode` numbers: what each means, how to react, what a person can do. Uses `domain::FaultKind`.
//!
//! The numbers come from the vendor's pages callList, createTaskAndCall, batchExportCall and batchImportCall; the
//! taskList page itself has none. The sibling API of the same vendor uses some of these numbers for other things, so this
//! table is for Callbot only.

use crate::domain::FaultKind;

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetCode {
    /// The API's number.
    pub number: i64,
    /// What the number means, in words that can stand in a sentence.
    pub meaning: &'static str,
    /// How to react.
    pub kind: FaultKind,
    /// What a person can do, in one sentence without a full stop.
    pub hint: &'static str,
}

/// Success.
pub const SUCCESS: i64 = 0;

const REPORT: &str = "Quote the responseID to the platform's support if it goes on";
const WAIT: &str = "Wait; this usually passes by itself";
const FILTER: &str = "Check the filters given with --status, --name, --scene, --id, --since and --until";

/// Every documented failure.
pub const TABLE: [RetCode; 13] = [
    row(1, "general error", FaultKind::RequestRefused, REPORT),
    row(2, "a parameter is missing", FaultKind::RequestRefused, FILTER),
    row(3, "a parameter has the wrong format", FaultKind::RequestRefused, FILTER),
    row(4, "a parameter has a value that is not allowed", FaultKind::RequestRefused, FILTER),
    row(
        4001,
        "the request holds too many entries",
        FaultKind::RequestRefused,
        "Use a smaller page_size or fewer filters",
    ),
    row(5, "the platform is under maintenance", FaultKind::Busy, WAIT),
    row(5001, "internal error of the platform", FaultKind::Busy, WAIT),
    row(7, "the platform is busy", FaultKind::Busy, "Wait, or ask less often with a longer poll interval"),
    row(1001, "a batch import is running", FaultKind::Busy, WAIT),
    row(6, "the signature is wrong", FaultKind::SignatureRefused, "Check secret_key and algorithm"),
    row(6001, "the signature is missing or wrong", FaultKind::SignatureRefused, "Check secret_key and algorithm"),
    row(
        6002,
        "there is no such account",
        FaultKind::AccountUnknown,
        "Check uuid against the platform's Developer page",
    ),
    row(
        6003,
        "the account lacks the permission",
        FaultKind::NotPermitted,
        "Ask the platform to allow this account the Callbot API",
    ),
];

const fn row(number: i64, meaning: &'static str, kind: FaultKind, hint: &'static str) -> RetCode {
    RetCode { number, meaning, kind, hint }
}

/// The row for a number that is not [`SUCCESS`]. A number that is not documented is a refusal.
pub fn lookup(number: i64) -> RetCode {
    TABLE.into_iter().find(|row| row.number == number).unwrap_or(row(
        number,
        "a code that is not documented",
        FaultKind::RequestRefused,
        REPORT,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_unique_and_success_is_no_failure() {
        for (place, row) in TABLE.iter().enumerate() {
            assert_ne!(row.number, SUCCESS);
            assert!(TABLE.iter().skip(place + 1).all(|other| other.number != row.number), "{}", row.number);
        }
    }

    #[test]
    fn reactions_follow_the_number() {
        for (numbers, kind) in [
            (&[5, 5001, 7, 1001][..], FaultKind::Busy),
            (&[6, 6001], FaultKind::SignatureRefused),
            (&[6002], FaultKind::AccountUnknown),
            (&[6003], FaultKind::NotPermitted),
            (&[1, 2, 3, 4, 4001, 777, -1], FaultKind::RequestRefused),
        ] {
            for number in numbers {
                assert_eq!(lookup(*number).kind, kind, "{number}");
                assert_eq!(lookup(*number).number, *number);
            }
        }
    }
}
