//! A frozen display. Uses `domain` and `model`.

use std::sync::Arc;

use super::model::Model;
use crate::domain::{Feed, Now};

/// Set while the display is frozen.
#[derive(Debug, Clone)]
pub struct Pause {
    /// Since when.
    pub since: Now,
    /// The newest data that came meanwhile.
    pub held: Option<Arc<Feed>>,
}

impl Model {
    /// The newest published value, whether or not it is on screen: how the reading goes is told even while the rows are
    /// frozen.
    pub fn newest_feed(&self) -> &Feed {
        self.pause.as_ref().and_then(|pause| pause.held.as_deref()).unwrap_or(&self.feed)
    }

    /// Whether there is newer data than what is on screen.
    pub fn holds_newer_data(&self) -> bool {
        self.newest_feed().snapshot.revision != self.feed.snapshot.revision
    }
}
