//! What changed with the last readings, so that it can glow for a moment. Uses `domain`.

/// What changed lately.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {}
