//! What the README says about keys, commands and exit codes, held against the program.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::collections::BTreeSet;

use callbot_tui::cli::args::Cli;
use callbot_tui::cli::exit::Exit;
use callbot_tui::keys::TABLE;
use clap::Parser as _;

const README: &str = include_str!("../README.md");

/// The first column of the table under a heading cell.
fn first_column(heading: &str) -> Vec<&'static str> {
    let rows = README.lines().skip_while(|line| !line.starts_with(&format!("| {heading} |")));
    let rows = rows.skip(2).take_while(|line| line.starts_with('|'));
    let cells: Vec<_> = rows.map(|line| line.split('|').nth(1).unwrap().trim()).collect();
    assert!(!cells.is_empty(), "no table under {heading:?}");
    cells
}

/// What stands between backticks.
fn code(cell: &str) -> impl Iterator<Item = String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned)
}

#[test]
fn the_key_table_names_every_key_of_the_program_and_no_other() {
    let told: Vec<String> = first_column("key").into_iter().flat_map(code).collect();
    let bound: BTreeSet<String> = TABLE.iter().flat_map(|row| row.chords).map(ToString::to_string).collect();
    assert_eq!(told.iter().cloned().collect::<BTreeSet<_>>(), bound);
    assert_eq!(told.len(), bound.len(), "a key is told twice");
}

#[test]
fn the_exit_codes_are_those_of_the_program() {
    let told: Vec<u8> = first_column("exit code").iter().map(|cell| cell.parse().unwrap()).collect();
    let meant = [
        Exit::Fine,
        Exit::Internal,
        Exit::Usage,
        Exit::Unusable,
        Exit::Unreachable,
        Exit::Refused,
        Exit::Configuration,
        Exit::Panic,
        Exit::Interrupted,
    ];
    assert_eq!(told, meant.map(|exit| exit as u8));
}

#[test]
fn every_command_of_the_readme_is_understood() {
    let commands: Vec<_> = README.lines().filter(|line| line.starts_with("callbot-tui")).collect();
    assert!(commands.len() >= 8, "{commands:?}");
    for command in commands {
        let words = command.split('#').next().unwrap().split_whitespace();
        assert!(Cli::try_parse_from(words).is_ok(), "{command}");
    }
}
