//! Plays the fuzzer's corpus: everything that once broke a reader, or took it to a new place, through the fuzzer's own
//! functions.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a target says by a panic what does not hold"
)]

#[path = "../fuzz/src/targets/mod.rs"]
mod targets;

use std::fs;
use std::path::{Path, PathBuf};

use targets::TARGETS;

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus")
}

#[test]
fn every_input_of_the_corpus_is_read_without_harm() {
    for target in TARGETS {
        let files = files(&corpus().join(target.name));
        assert!(!files.is_empty(), "{} has a corpus", target.name);
        for path in files {
            let data = fs::read(&path).expect("the input can be read");
            assert!(data.len() <= target.longest_bytes, "{} is never tried by the fuzzer", path.display());
            // Shown where the input breaks something.
            println!("{}", path.display());
            (target.run)(&data);
        }
    }
}

#[test]
fn a_scenario_that_asks_for_more_than_any_machine_has_is_refused_in_words() {
    for (text, words) in [
        ("generated = 9223372036854775807", "1000000 tasks at most"),
        (
            "[window.w]\nzone = \"+00:00\"\n[[task]]\nname = \"a\"\nwindow = \"w\"\n\
             events = [{ at_seconds = 0, every_seconds = 1, times = 4294967295, change = \"pause\" }]",
            "more than 10000 changes",
        ),
    ] {
        let error = callbot_tui::demo::check_scenario(text, 1_790_149_567_000).unwrap_err();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn a_zone_beyond_every_calendar_is_an_unknown_window() {
    for zone in [i64::MIN, i64::MAX, -86_400, 86_400] {
        let window = callbot_tui::domain::DialWindow::parse(Some(zone), Some("1"), Some("9"), Some("9"));
        assert!(!window.is_known() && window.offset_seconds().is_none(), "{zone}");
    }
}

#[test]
fn every_folder_of_the_corpus_is_a_target() {
    for folder in files(&corpus()) {
        let name = folder.file_name().and_then(|name| name.to_str()).expect("a name");
        assert!(targets::named(name).is_some(), "{name} is no target");
    }
}
