//! Holds the structure that ARCHITECTURE.md describes: which room may use which, what the pure rooms may not know, and
//! how large a file may grow. Reads the sources as text.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a helper of a test fails like the test itself")]

use std::fs;
use std::path::{Path, PathBuf};

/// A room, the rooms that it may use, and crates that must not be named in it.
struct Room {
    name: &'static str,
    may_use: &'static [&'static str],
    must_not_name: &'static [&'static str],
}

const TERMINAL: &[&str] = &["ratatui", "crossterm"];
const OUTSIDE_WORLD: &[&str] = &["ratatui", "crossterm", "tokio", "reqwest", "axum"];

/// The table of ARCHITECTURE.md. Arrows run downwards only: a room uses rooms above it.
const ROOMS: &[Room] = &[
    Room { name: "domain", may_use: &[], must_not_name: OUTSIDE_WORLD },
    Room { name: "keys", may_use: &[], must_not_name: OUTSIDE_WORLD },
    Room { name: "api", may_use: &["domain"], must_not_name: TERMINAL },
    Room { name: "history", may_use: &["domain"], must_not_name: OUTSIDE_WORLD },
    Room { name: "store", may_use: &["domain", "history"], must_not_name: OUTSIDE_WORLD },
    Room { name: "poll", may_use: &["domain", "api"], must_not_name: TERMINAL },
    Room { name: "app", may_use: &["domain", "keys", "history"], must_not_name: OUTSIDE_WORLD },
    Room {
        name: "view",
        may_use: &["domain", "keys", "history", "app"],
        must_not_name: &["crossterm", "tokio", "reqwest", "axum"],
    },
    Room { name: "config", may_use: &["domain", "keys", "api", "history"], must_not_name: OUTSIDE_WORLD },
    Room { name: "demo", may_use: &["api"], must_not_name: TERMINAL },
    Room {
        name: "runtime",
        may_use: &["domain", "keys", "api", "history", "store", "poll", "app", "view", "config"],
        must_not_name: &["axum"],
    },
    Room {
        name: "cli",
        may_use: &["domain", "keys", "api", "history", "store", "poll", "app", "view", "config", "demo", "runtime"],
        must_not_name: &["axum"],
    },
];

/// Production lines a file may have; longer ones hold more than one idea.
const LARGEST_FILE_LINES: usize = 400;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// The lines before the inline tests, without comments.
fn production_lines(text: &str) -> Vec<&str> {
    text.lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect()
}

/// The names that follow `prefix` in a line: `crate::{a, b}` gives both, `crate::a::b` gives `a`.
fn names_after<'a>(line: &'a str, prefix: &str) -> Vec<&'a str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(prefix)
        .flat_map(|(at, _)| {
            let rest = &line[at + prefix.len()..];
            match rest.strip_prefix('{') {
                Some(list) => list.split('}').next().unwrap_or(list).split(',').map(str::trim).collect(),
                None => vec![rest],
            }
        })
        .map(|name| name.split(|c| !is_name(c)).next().unwrap_or_default())
        .filter(|name| !name.is_empty())
        .collect()
}

/// Every way in which a file of a room breaks the table.
fn breaches(room: &Room, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let known = |name: &str| ROOMS.iter().any(|room| room.name == name);
    for line in production_lines(text) {
        for used in names_after(line, "crate::") {
            if known(used) && used != room.name && !room.may_use.contains(&used) {
                found.push(format!("{} must not use {used}: {}", room.name, line.trim()));
            }
        }
        for outside in room.must_not_name {
            let is_path =
                line.contains(&format!("{outside}::")) || line.trim_start().starts_with(&format!("use {outside}"));
            if is_path {
                found.push(format!("{} must not name {outside}: {}", room.name, line.trim()));
            }
        }
    }
    found
}

fn room_folder(room: &Room) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room.name)
}

#[test]
fn arrows_run_one_way() {
    let found: Vec<String> = ROOMS
        .iter()
        .flat_map(|room| {
            sources(&room_folder(room)).into_iter().flat_map(|path| {
                let text = fs::read_to_string(&path).expect("the file can be read");
                breaches(room, &text)
                    .into_iter()
                    .map(|breach| format!("{}: {breach}", path.display()))
                    .collect::<Vec<_>>()
            })
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_reversed_arrow_is_found() {
    let room = |name| ROOMS.iter().find(|room| room.name == name).expect("the room is in the table");
    assert_eq!(breaches(room("domain"), "use crate::app::Model;").len(), 1);
    assert_eq!(breaches(room("poll"), "use crate::{domain::Task, app::Msg};").len(), 1);
    assert_eq!(breaches(room("app"), "let model = crate::view::draw;").len(), 1);
    assert_eq!(breaches(room("app"), "use tokio::time::Instant;").len(), 1);
    assert_eq!(breaches(room("demo"), "use crate::domain::Task;").len(), 1);
    assert!(breaches(room("cli"), "use crate::{domain::Task, app::Msg};").is_empty());
    assert!(breaches(room("app"), "// crate::view draws this").is_empty());
}

#[test]
fn the_demo_shares_only_the_signing_function_with_the_client() {
    let demo = ROOMS.iter().find(|room| room.name == "demo").expect("the room is in the table");
    for path in sources(&room_folder(demo)) {
        let text = fs::read_to_string(&path).expect("the file can be read");
        for line in production_lines(&text).into_iter().filter(|line| line.contains("crate::api")) {
            assert!(line.contains("crate::api::sign"), "{}: {}", path.display(), line.trim());
        }
    }
}

#[test]
fn every_room_is_in_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(folder).expect("src can be read") {
        let entry = entry.expect("the entry can be read");
        if entry.path().is_dir() {
            let name = entry.file_name().to_string_lossy().into_owned();
            assert!(ROOMS.iter().any(|room| room.name == name), "{name} is not in the table");
        }
    }
}

#[test]
fn files_are_small_and_say_what_they_are_for() {
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = fs::read_to_string(&path).expect("the file can be read");
        assert!(text.starts_with("//!"), "{} does not open with its duty", path.display());
        if path.file_name().is_some_and(|name| name == "tests.rs")
            || path.components().any(|part| part.as_os_str() == "tests")
        {
            continue;
        }
        let lines = text.lines().take_while(|line| line.trim() != "#[cfg(test)]").count();
        assert!(lines <= LARGEST_FILE_LINES, "{} has {lines} production lines", path.display());
    }
}

/// The one folder that may name colours; everything else asks the theme.
const COLOURS_LIVE_IN: &str = "view/theme";

/// Every line of a file outside of the themes that names a colour: ratatui's, crossterm's, or an escape code.
fn hard_coded_colours(text: &str) -> Vec<&str> {
    const PLAIN: [&str; 6] = ["Color::", "Colour::", "Indexed(", "Rgb(", "RgbColor(", "Stylize"];
    const ESCAPES: [&str; 6] = ["[3", "[4", "[9", "[10", "[38;", "[48;"];
    let names_colour = |line: &str| {
        let is_escape = ["\\x1b", "\\u{1b}", "\\e"]
            .iter()
            .any(|escape| ESCAPES.iter().any(|code| line.contains(&format!("{escape}{code}"))));
        is_escape || PLAIN.iter().any(|name| line.contains(name))
    };
    production_lines(text).into_iter().filter(|line| names_colour(line)).collect()
}

#[test]
fn no_colour_is_hard_coded_outside_the_themes() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let may_not = |path: &PathBuf| !path.starts_with(source.join(COLOURS_LIVE_IN)) && !path.ends_with("tests.rs");
    for path in sources(&source).into_iter().filter(may_not) {
        let text = fs::read_to_string(&path).expect("the file can be read");
        found.extend(hard_coded_colours(&text).into_iter().map(|line| format!("{}: {}", path.display(), line.trim())));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_hard_coded_colour_is_found() {
    for line in [
        "let style = Style::new().fg(Color::Red);",
        "    put(buf, area, (0, 0), text, Style::new().bg(ratatui::style::Color::Indexed(236)));",
        "use Color::Rgb; let c = Rgb(1, 2, 3);",
        "SetForegroundColor(crossterm::style::Color::Blue)",
        "use ratatui::style::Stylize as _;",
        r#"write!(out, "\x1b[31m")?;"#,
        r#"const RED: &str = "\u{1b}[38;5;1m";"#,
    ] {
        assert_eq!(hard_coded_colours(line).len(), 1, "{line}");
    }
    assert!(hard_coded_colours("// Color::Red would be wrong\nlet style = theme.bad;").is_empty());
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(COLOURS_LIVE_IN);
    assert!(
        sources(&theme)
            .iter()
            .any(|path| { !hard_coded_colours(&fs::read_to_string(path).expect("the file can be read")).is_empty() })
    );
}
