//! What the dashboard asks of the outside world. Uses nothing.

/// Something that the pure part cannot do itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Ask the poller for a reading now.
    RefreshNow,
    /// Paint every cell of the screen anew, whatever the terminal shows.
    Repaint,
}
