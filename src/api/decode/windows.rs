//! Dial windows, each kept once: most tasks of an account share a handful. Uses `domain::DialWindow`.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::DialWindow;

/// More different windows than this in one account are not worth remembering.
const CAPACITY: usize = 4096;

/// Longer texts are no lists of hours; the documented ones stay below 150 bytes together.
const LONGEST_KEY_BYTES: usize = 512;

/// Windows by the texts that they were read from. Bounded, so that a hostile server cannot fill the memory with it.
#[derive(Debug, Default)]
pub(super) struct WindowCache {
    known: HashMap<Box<str>, Arc<DialWindow>>,
    lookup: String,
}

impl WindowCache {
    /// The window for the four members of a row.
    pub(super) fn get(
        &mut self,
        zone_seconds: Option<i64>,
        weekdays: Option<&str>,
        up_hours: Option<&str>,
        down_hours: Option<&str>,
    ) -> Arc<DialWindow> {
        self.lookup.clear();
        if let Some(zone) = zone_seconds {
            self.lookup.push_str(&zone.to_string());
        }
        for text in [weekdays, up_hours, down_hours] {
            // Two different marks, so that an empty list and a missing one stay different.
            self.lookup.push(if text.is_some() { '\u{1}' } else { '\u{2}' });
            self.lookup.push_str(text.unwrap_or_default());
        }
        if let Some(window) = self.known.get(self.lookup.as_str()) {
            return Arc::clone(window);
        }
        let window = Arc::new(DialWindow::parse(zone_seconds, weekdays, up_hours, down_hours));
        if self.lookup.len() > LONGEST_KEY_BYTES {
            return window;
        }
        if self.known.len() >= CAPACITY {
            self.known.clear();
        }
        self.known.insert(self.lookup.as_str().into(), Arc::clone(&window));
        window
    }
}
