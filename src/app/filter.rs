//! The typed filter. Uses `domain`.

/// A filter as understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// What could not be understood, in words, for the filter line; the rest of the filter still applies.
    pub problem: Option<String>,
}
