//! A frozen display. Uses `domain`.

use std::sync::Arc;

use crate::domain::{Feed, Now};

/// Set while the display is frozen.
#[derive(Debug, Clone)]
pub struct Pause {
    /// Since when.
    pub since: Now,
    /// The newest data that came meanwhile.
    pub held: Option<Arc<Feed>>,
}
