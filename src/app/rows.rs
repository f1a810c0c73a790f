//! The rows after filter and sort, as indices into the snapshot. Uses `domain`.

use super::model::Totals;

/// The visible rows: made anew only when the snapshot, the filter or the sort changed.
#[derive(Debug, Default)]
pub struct Rows {
    visible: Vec<u32>,
    totals: Totals,
    status_counts: [u32; 7],
}

impl Rows {
    /// How many rows are visible.
    pub fn len(&self) -> usize {
        self.visible.len()
    }

    /// Whether no row is visible.
    pub fn is_empty(&self) -> bool {
        self.visible.is_empty()
    }

    /// The snapshot's index of a visible row.
    pub fn index_at(&self, row: usize) -> Option<usize> {
        self.visible.get(row).map(|index| *index as usize)
    }

    /// Sums over the visible rows.
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// How many tasks of the whole snapshot have each status: index 1 to 5 the API's numbers, 6 any other, 0 missing.
    pub fn status_counts(&self) -> [u32; 7] {
        self.status_counts
    }
}
