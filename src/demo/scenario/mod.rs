//! Scenarios: fleets described in TOML files. Uses nothing of the crate but this room's error.

mod format;
mod text;

pub(super) use format::{
    Change, Dispatch, Event, Flag, Growth, Order, Scenario, SmsRule, Startup, TaskText, WindowText,
};
pub(super) use text::{days, half_hours, zone_seconds};

use std::path::Path;

use super::error::DemoError;

const BUILT_IN: &[(&str, &str)] = &[
    ("fleet", include_str!("../../../assets/scenarios/fleet.toml")),
    ("single", include_str!("../../../assets/scenarios/single.toml")),
    ("empty", include_str!("../../../assets/scenarios/empty.toml")),
    ("growing", include_str!("../../../assets/scenarios/growing.toml")),
    ("growing-oldest", include_str!("../../../assets/scenarios/growing-oldest.toml")),
    ("healthy", include_str!("../../../assets/scenarios/healthy.toml")),
    ("troubled", include_str!("../../../assets/scenarios/troubled.toml")),
    ("why", include_str!("../../../assets/scenarios/why.toml")),
    ("hostile", include_str!("../../../assets/scenarios/hostile.toml")),
];

/// The names of the built-in scenarios, for help texts; the first is the default.
pub fn scenario_names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(name, _)| *name)
}

/// Reads a built-in scenario by its name, or else the file at that path.
pub(super) fn load(name: &str) -> Result<Scenario, DemoError> {
    let read_file = || {
        let path = Path::new(name);
        if !path.exists() {
            let known = scenario_names().collect::<Vec<_>>().join(", ");
            return Err(DemoError::UnknownScenario { name: name.to_owned(), known });
        }
        std::fs::read_to_string(path).map_err(|source| DemoError::ReadScenario { path: path.to_owned(), source })
    };
    let text = match BUILT_IN.iter().find(|(known, _)| *known == name) {
        Some((_, text)) => (*text).to_owned(),
        None => read_file()?,
    };
    read(&text).map_err(|message| DemoError::InvalidScenario { name: name.to_owned(), message })
}

/// Reads a scenario's text. The error names the mistake and its line.
pub(super) fn read(text: &str) -> Result<Scenario, String> {
    toml::from_str(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_scenario_reads() {
        for name in scenario_names() {
            load(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        let message = load("flet").unwrap_err().to_string();
        assert!(message.contains("\"flet\"") && scenario_names().all(|name| message.contains(name)), "{message}");
    }

    #[test]
    fn a_mistake_in_a_file_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        std::fs::write(&path, "[[task]]\nname = \"a\"\nordres = 5\n").unwrap();
        let message = load(path.to_str().unwrap()).unwrap_err().to_string();
        assert!(message.contains("ordres") && message.contains("line 3"), "{message}");
    }
}
