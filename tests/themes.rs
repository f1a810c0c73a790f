//! Themes as a user meets them: by the terminal's background, by name, by key, and from files of one's own.

#![cfg(unix)]
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a helper of a test fails like the test itself")]

#[path = "support/pty.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod pty;

use std::fs;
use std::process::{Command, Output};

use pty::Pty;
use tempfile::TempDir;
use vt100::Color;

const PROGRAM: &str = env!("CARGO_BIN_EXE_callbot-tui");

/// Accents in the 256-colour table.
const ACCENT_ON_DARK: Color = Color::Idx(75);
const ACCENT_ON_LIGHT: Color = Color::Idx(25);
/// The running of the theme `dark`.
const GREEN: Color = Color::Idx(78);

fn start(home: &TempDir, arguments: &[&str], environment: &[(&str, &str)]) -> Pty {
    let home = home.path().to_str().expect("a plain path");
    let environment: Vec<_> = [("HOME", home)].into_iter().chain(environment.iter().copied()).collect();
    let arguments: Vec<_> = ["--demo"].into_iter().chain(arguments.iter().copied()).collect();
    Pty::start(PROGRAM, &arguments, &environment, 100, 30)
}

fn home() -> TempDir {
    TempDir::new().expect("a temporary folder")
}

fn shows(screen: &vt100::Screen, colour: Color) -> bool {
    let (rows, columns) = screen.size();
    let mut places = (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
    places.any(|(row, column)| screen.cell(row, column).is_some_and(|cell| cell.fgcolor() == colour))
}

fn wait_for_board(board: &Pty, colour: Color) {
    board.wait_until(&format!("a board with {colour:?}"), |screen| {
        screen.contents().contains("LIVE") && shows(screen, colour)
    });
}

#[test]
fn a_light_terminal_that_answers_gets_the_light_theme() {
    let home = home();
    for (answer, colour) in [
        ("\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62;22c", ACCENT_ON_LIGHT),
        ("\x1b]11;rgb:fd/f6/e3\x07\x1b[?62;22c", ACCENT_ON_LIGHT),
        ("\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\\x1b[?62;22c", ACCENT_ON_DARK),
        ("\x1b[?62;22c", ACCENT_ON_DARK),
    ] {
        let mut board = start(&home, &[], &[]);
        board.wait_for_first_output();
        board.keys(answer);
        wait_for_board(&board, colour);
        board.keys("q");
        assert_eq!(board.wait_for_end(), 0);
    }
}

#[test]
fn a_silent_terminal_gets_the_usual_theme_and_a_late_answer_presses_no_keys() {
    let home = home();
    let mut board = start(&home, &[], &[]);
    wait_for_board(&board, ACCENT_ON_DARK);
    board.wait_for("41 tasks");
    board.keys("\x1b]11;rgb:1111/2222/4444\x1b\\\x1b[?62;22c?");
    board.wait_for("to the first row");
    board.press_until("\x1b", "the board without the help", |screen| !screen.contents().contains("to the first row"));
    board.wait_for(" 41 tasks");
    board.keys("q");
    assert_eq!(board.wait_for_end(), 0);
}

#[test]
fn the_environment_tells_what_the_terminal_does_not() {
    let home = home();
    let board = start(&home, &[], &[("COLORFGBG", "0;15")]);
    wait_for_board(&board, ACCENT_ON_LIGHT);
}

#[test]
fn a_key_goes_through_the_themes() {
    let home = home();
    let config = home.path().join("config.toml");
    fs::write(&config, "[ui]\ntheme = \"colour-blind\"\n").expect("the file can be written");
    let mut board = start(&home, &["--config", config.to_str().expect("a plain path")], &[]);
    wait_for_board(&board, ACCENT_ON_DARK);
    board.keys("t");
    wait_for_board(&board, GREEN);
    board.keys("t");
    wait_for_board(&board, ACCENT_ON_LIGHT);
}

fn check(home: &TempDir, config: &str, themes: &[(&str, &str)]) -> Output {
    let folder = home.path().join("themes");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir(&folder).expect("the folder can be made");
    for (name, text) in themes {
        fs::write(folder.join(name), text).expect("the file can be written");
    }
    let path = home.path().join("config.toml");
    fs::write(&path, config).expect("the file can be written");
    let arguments = ["config", "check", "--config", path.to_str().expect("a plain path")];
    Command::new(PROGRAM).args(arguments).env_clear().env("HOME", home.path()).output().expect("the program runs")
}

#[test]
fn a_theme_file_that_is_wrong_is_told_with_file_line_and_key() {
    let home = home();
    let wrong = "bold_status = true\n[colours]\nacent = \"red\"\n";
    for (config, themes, pieces) in [
        ("[ui]\ntheme = \"sea\"\n", &[("sea.toml", wrong)][..], &["themes/sea.toml, line 3", "colours.acent"][..]),
        ("[ui]\ntheme = \"themes/sea.toml\"\n", &[("sea.toml", wrong)], &["sea.toml, line 3", "colours.acent"]),
        ("", &[("wood.toml", wrong)], &["themes/wood.toml, line 3", "colours.acent"]),
        ("[ui]\ntheme = \"none.toml\"\n", &[], &["none.toml", "config.toml, line 2"]),
        ("", &[("dark.toml", "")], &["themes/dark.toml", "the program's own theme"]),
    ] {
        let output = check(&home, config, themes);
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(78), "{message}");
        for piece in pieces {
            assert!(message.contains(piece), "no {piece:?} in {message}");
        }
    }
    let fine = check(&home, "[ui]\ntheme = \"sea\"\n", &[("sea.toml", "bold_status = true\n")]);
    assert_eq!(fine.status.code(), Some(0), "{}", String::from_utf8_lossy(&fine.stderr));
}
