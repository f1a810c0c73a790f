//! The choice of columns while it is open. Uses `column_choice`.

/// The state of the overlay.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnsMenu {
    /// The highlighted entry.
    pub cursor: usize,
}
