//! What the program is built from: holds `deny.toml` over `Cargo.lock` and the packages' own descriptions, without network
//! and without another tool; and looks for dependencies that nothing uses. Needs what `cargo fetch` has brought.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use toml::Table;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn toml_of(file: &str) -> Table {
    fs::read_to_string(root().join(file)).unwrap().parse().unwrap()
}

fn texts(value: &toml::Value) -> BTreeSet<String> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// The packages of `Cargo.lock` but the program itself, as their own `Cargo.toml` describes them; for every platform.
fn packages() -> Vec<Value> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let arguments = ["metadata", "--format-version", "1", "--locked", "--offline"];
    let output = Command::new(cargo).args(arguments).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages.iter().filter(|package| package["name"] != env!("CARGO_PKG_NAME")).cloned().collect()
}

fn name(package: &Value) -> &str {
    package["name"].as_str().unwrap()
}

/// Whether a licence expression can be met with the allowed licences.
fn is_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    let met = any(&mut words, allowed);
    met && words.next().is_none()
}

type Words<'w> = std::iter::Peekable<std::str::SplitWhitespace<'w>>;

fn any(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut met = all(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        met |= all(words, allowed);
    }
    met
}

fn all(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut met = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        met &= one(words, allowed);
    }
    met
}

fn one(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    match words.next() {
        Some("(") => {
            let met = any(words, allowed);
            words.next() == Some(")") && met
        }
        Some(licence) => {
            // "or later" can be met with this very version.
            let licence = licence.trim_end_matches('+').to_owned();
            match words.next_if_eq(&"WITH").and_then(|_| words.next()) {
                Some(exception) => allowed.contains(&format!("{licence} WITH {exception}")),
                None => allowed.contains(&licence),
            }
        }
        None => false,
    }
}

#[test]
fn licence_expressions_are_understood() {
    let allowed = ["MIT", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0"].map(str::to_owned).into();
    for (expression, met) in [
        ("MIT", true),
        ("Apache-2.0/MIT", true),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0 AND MIT", false),
        ("(MIT OR GPL-3.0) AND Unicode-3.0", true),
        ("MIT OR GPL-3.0 AND GPL-2.0", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("Apache-2.0", false),
        ("MIT MIT", false),
        ("", false),
    ] {
        assert_eq!(is_met(expression, &allowed), met, "{expression}");
    }
}

#[test]
fn every_licence_is_allowed() {
    let rules = toml_of("deny.toml");
    let allowed = texts(&rules["licenses"]["allow"]);
    let mut exceptions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for exception in rules["licenses"]["exceptions"].as_array().unwrap() {
        exceptions.insert(exception["crate"].as_str().unwrap().to_owned(), texts(&exception["allow"]));
    }
    let refused: Vec<String> = packages()
        .iter()
        .filter(|package| {
            let more = exceptions.get(name(package)).cloned().unwrap_or_default();
            !is_met(package["license"].as_str().unwrap_or_default(), &allowed.union(&more).cloned().collect())
        })
        .map(|package| format!("{}: {}", name(package), package["license"]))
        .collect();
    assert!(refused.is_empty(), "licences that deny.toml does not allow:\n{}", refused.join("\n"));
}

#[test]
fn everything_comes_from_the_one_registry_with_a_checksum() {
    let rules = toml_of("deny.toml");
    let registries = texts(&rules["sources"]["allow-registry"]);
    let denied: BTreeSet<String> =
        rules["bans"]["deny"].as_array().unwrap().iter().map(|ban| ban["crate"].as_str().unwrap().to_owned()).collect();
    let lock = toml_of("Cargo.lock");
    for package in lock["package"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        assert!(!denied.contains(name), "{name} is banned by deny.toml");
        if name == env!("CARGO_PKG_NAME") {
            continue;
        }
        let source = package.get("source").map(|source| source.as_str().unwrap()).unwrap_or_default();
        let registry = source.strip_prefix("registry+").unwrap_or_default();
        assert!(registries.contains(registry), "{name} comes from {source:?}");
        assert!(package.get("checksum").is_some(), "{name} has no checksum");
    }
}

#[test]
fn two_versions_of_a_crate_are_there_only_for_a_reason() {
    let rules = toml_of("deny.toml");
    let skips: Vec<(String, String)> = rules["bans"]["skip"]
        .as_array()
        .unwrap()
        .iter()
        .map(|skip| {
            assert!(!skip["reason"].as_str().unwrap().is_empty());
            let (name, version) = skip["crate"].as_str().unwrap().split_once('@').unwrap();
            (name.to_owned(), version.to_owned())
        })
        .collect();
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let lock = toml_of("Cargo.lock");
    for package in lock["package"].as_array().unwrap() {
        let (name, version) = (package["name"].as_str().unwrap(), package["version"].as_str().unwrap());
        let is_skipped = skips.iter().any(|(skip, prefix)| skip == name && version.starts_with(&format!("{prefix}.")));
        if !is_skipped {
            versions.entry(name.to_owned()).or_default().push(version.to_owned());
        }
    }
    versions.retain(|_, versions| versions.len() > 1);
    assert!(versions.is_empty(), "in several versions, without a reason in deny.toml: {versions:#?}");
}

/// What a build script says that fetches something, or that has another program fetch it.
const NETWORK_WORDS: &[&str] =
    &["TcpStream", "UdpSocket", "reqwest", "ureq", "attohttpc", "minreq", "hyper::", "\"curl\"", "\"wget\"", "\"git\""];

/// Build scripts that hold such a word and are all the same known to fetch nothing.
const KNOWN: &[&str] = &[
    // Both ask git for the version of their own repository, where they are built from it.
    "ring",
    "wasm-bindgen-shared",
];

#[test]
fn build_scripts_are_known_and_fetch_nothing() {
    let rules = toml_of("deny.toml");
    let known = texts(&rules["bans"]["build"]["allow-build-scripts"]);
    for package in packages() {
        let targets = package["targets"].as_array().unwrap();
        let Some(script) = targets.iter().find(|target| target["kind"][0] == "custom-build") else {
            continue;
        };
        let name = name(&package);
        assert!(known.contains(name), "{name} runs a build script that deny.toml does not name; look at it first");
        let text = fs::read_to_string(script["src_path"].as_str().unwrap()).unwrap();
        for word in NETWORK_WORDS.iter().filter(|_| !KNOWN.contains(&name)) {
            assert!(!text.contains(word), "the build script of {name} says {word}");
        }
        let dependencies = package["dependencies"].as_array().unwrap();
        for helper in dependencies.iter().filter(|dependency| dependency["kind"] == "build") {
            let helper = helper["name"].as_str().unwrap();
            assert!(
                !["ureq", "reqwest", "curl", "attohttpc", "minreq"].contains(&helper),
                "{name} builds with {helper}"
            );
        }
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// The text of all Rust files below folders, without comments.
fn code(folders: &[&str]) -> String {
    let mut files = Vec::new();
    folders.iter().for_each(|folder| sources(&root().join(folder), &mut files));
    let own = Path::new(file!()).file_name().unwrap();
    let mut code = String::new();
    for file in files.iter().filter(|file| file.file_name() != Some(own)) {
        let text = fs::read_to_string(file).unwrap();
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            code.push_str(line);
            code.push('\n');
        }
    }
    code
}

/// The libraries of packages that are called something else.
const OTHER_NAMES: &[(&str, &str)] = &[("md-5", "md5")];

fn unused<'d>(dependencies: impl Iterator<Item = &'d String>, code: &str) -> Vec<&'d String> {
    dependencies
        .filter(|dependency| {
            let other = OTHER_NAMES.iter().find(|(name, _)| name == dependency);
            let library = other.map_or_else(|| dependency.replace('-', "_"), |(_, library)| (*library).to_owned());
            let path = format!("{library}::");
            let names = |at: usize| {
                let before = code[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
            };
            let is_path = code.match_indices(&path).any(|(at, _)| names(at));
            !is_path && !code.contains(&format!("use {library};"))
        })
        .collect()
}

fn dependencies(manifest: &Table) -> (BTreeSet<String>, BTreeSet<String>) {
    let names = |table: Option<&toml::Value>| -> BTreeSet<String> {
        table.and_then(toml::Value::as_table).map(|table| table.keys().cloned().collect()).unwrap_or_default()
    };
    let mut normal = names(manifest.get("dependencies"));
    for target in manifest["target"].as_table().unwrap().values() {
        normal.extend(names(target.get("dependencies")));
    }
    (normal, names(manifest.get("dev-dependencies")))
}

#[test]
fn every_dependency_is_used() {
    let (normal, dev) = dependencies(&toml_of("Cargo.toml"));
    assert!(normal.len() > 30 && dev.len() > 3);
    assert_eq!(unused(normal.iter(), &code(&["src"])), Vec::<&String>::new(), "named in Cargo.toml, not in src");
    let tests = code(&["tests", "benches", "examples", "src"]);
    assert_eq!(unused(dev.iter(), &tests), Vec::<&String>::new(), "for development, but in no test, bench or example");
}

#[test]
fn an_unused_dependency_is_found() {
    let names = ["hyper-util".to_owned(), "http".to_owned(), "md-5".to_owned()];
    let code = "use hyper_util::x;\nlet url = my_http::y;\nuse md5::Md5;";
    assert_eq!(unused(names.iter(), code), [&names[1]]);
}

#[test]
fn the_crate_itself_has_no_unsafe_code() {
    let manifest = toml_of("Cargo.toml");
    // `forbid`, unlike `deny`, cannot be taken back in a source file.
    assert_eq!(manifest["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
}
