//! `[store]`: how much of the past is kept on disk. Uses `section`.

use std::ops::RangeInclusive;

use super::error::ConfigError;
use super::origin::Sourced;
use super::section::{Document, Faults, Section};

const STORE_KEYS: &[&str] = &["enabled", "detail_hours", "days", "max_mb"];

const DETAIL_HOURS: RangeInclusive<u32> = 1..=720;
const DAYS: RangeInclusive<u32> = 1..=3650;
const MEGABYTES: RangeInclusive<u32> = 10..=1_000_000;

/// `[store]`.
#[derive(Debug, Clone, Default)]
pub struct StoreSection {
    /// `enabled`.
    pub enabled: Option<Sourced<bool>>,
    /// `detail_hours`, 1 to 720.
    pub detail_hours: Option<Sourced<u32>>,
    /// `days`, 1 to 3650.
    pub days: Option<Sourced<u32>>,
    /// `max_mb`, 10 to 1,000,000.
    pub max_mb: Option<Sourced<u32>>,
}

/// What holds for the store.
#[derive(Debug, Clone)]
pub struct StoreSettings {
    /// Whether the past is kept on disk.
    pub enabled: Sourced<bool>,
    /// Hours for which every reading that changed something is kept; older ones are kept to the minute.
    pub detail_hours: Sourced<u32>,
    /// Days that are kept.
    pub days: Sourced<u32>,
    /// The largest that a profile's file may become, in megabytes (2^20 bytes); the oldest days go first.
    pub max_mb: Sourced<u32>,
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self {
            enabled: Sourced::default_of(true),
            detail_hours: Sourced::default_of(48),
            days: Sourced::default_of(90),
            max_mb: Sourced::default_of(500),
        }
    }
}

/// Reads `[store]`.
///
/// # Errors
/// Everything that is wrong with it.
pub(super) fn read(document: &Document<'_>, top: &Section<'_, '_>) -> Result<StoreSection, ConfigError> {
    let Some(table) = top.table("store")? else {
        return Ok(StoreSection::default());
    };
    let mut faults = Faults::default();
    let section = Section::open_noting(document, "store.".to_owned(), table, STORE_KEYS, &mut faults);
    let section = StoreSection {
        enabled: faults.note(section.boolean("enabled")),
        detail_hours: faults.note(section.integer("detail_hours", DETAIL_HOURS)),
        days: faults.note(section.integer("days", DAYS)),
        max_mb: faults.note(section.integer("max_mb", MEGABYTES)),
    };
    faults.or(section)
}
