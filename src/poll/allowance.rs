//! How much a sweep may read in all. A limit for each reply alone would let 10,000 pages bring 10,000 times as much. Pure.
//! Uses `api`.

use crate::api::Page;

/// What a sweep may read whatever it brings: two of the largest replies.
const START_BYTES: u64 = 128 << 20;

/// What each row adds: ten times what a documented row has.
const BYTES_FOR_A_ROW: u64 = 16 << 10;

/// The most that any sweep may read: a million rows as they are documented.
const MOST_BYTES: u64 = 2 << 30;

/// Counts what a sweep reads.
#[derive(Debug, Clone, Default)]
pub(super) struct Allowance {
    bytes: u64,
    rows: u64,
}

impl Allowance {
    /// Takes a page into account; `Some` says why the sweep should end.
    pub(super) fn exceeded_by(&mut self, page: &Page) -> Option<String> {
        self.bytes = self.bytes.saturating_add(page.meta.body_bytes as u64);
        self.rows = self.rows.saturating_add(page.rows.len() as u64);
        let allowed = START_BYTES.saturating_add(self.rows.saturating_mul(BYTES_FOR_A_ROW)).min(MOST_BYTES);
        (self.bytes > allowed).then(|| {
            let megabytes = self.bytes >> 20;
            format!("Stopped after {megabytes} MB, far more than the rows in them need, so tasks may be missing")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{ReplyMeta, Row, RowIssue};

    /// How many such pages are taken before the sweep ends, at most 100,000.
    fn pages_taken(rows: usize, body_bytes: usize) -> usize {
        let row = Row::Unreadable(RowIssue { page: 1, row: 1, found: "7".into() });
        let page =
            Page { rows: vec![row; rows], meta: ReplyMeta { body_bytes, ..ReplyMeta::default() }, ..Page::default() };
        let mut allowance = Allowance::default();
        (0..100_000).take_while(|_| allowance.exceeded_by(&page).is_none()).count()
    }

    #[test]
    fn a_large_account_is_read_whole_and_a_hostile_server_is_left_soon() {
        assert!(pages_taken(100, 150_000) * 100 >= 1_000_000, "a million documented rows");
        assert_eq!(pages_taken(1, 64 << 20), 2);
        assert_eq!(pages_taken(0, 64 << 20), 2);
        assert!(pages_taken(1000, 16 << 20) <= 128, "never more than two gigabytes");
    }
}
