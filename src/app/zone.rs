//! In which zone moments are shown. Uses nothing.

/// The zone of the times on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ZoneChoice {
    /// The user's own.
    #[default]
    Mine,
    /// Each task's own.
    Task,
    /// UTC.
    Utc,
}
