//! The mouse in a real terminal: switched on by a key, reported in the terminal's own bytes, given back at the end.

#![cfg(unix)]
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a helper of a test fails like the test itself")]

#[path = "support/pty.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod pty;

use pty::Pty;
use tempfile::TempDir;
use vt100::{MouseProtocolEncoding, MouseProtocolMode};

const PROGRAM: &str = env!("CARGO_BIN_EXE_callbot-tui");

fn demo(home: &TempDir) -> Pty {
    let home = home.path().to_str().expect("a plain path");
    let demo = Pty::start(PROGRAM, &["--demo"], &[("HOME", home), ("NO_COLOR", "1")], 120, 36);
    demo.wait_until("a live board with a selected row", |screen| {
        screen.contents().contains("LIVE") && Pty::selected_row(screen).is_some()
    });
    demo
}

/// A press and a release of the left button; columns and lines count from 0.
fn click(board: &mut Pty, column: u16, line: u16) {
    board.keys(&format!("\x1b[<0;{};{}M", column + 1, line + 1));
    board.keys(&format!("\x1b[<0;{};{}m", column + 1, line + 1));
}

/// The first cell of a text on the screen.
fn place_of(board: &Pty, word: &str) -> (u16, u16) {
    let contents = board.contents();
    let (line, content) =
        contents.lines().enumerate().find(|(_, content)| content.contains(word)).expect("the word is on screen");
    let before = content.split(word).next().unwrap_or_default();
    (before.chars().count() as u16, line as u16)
}

fn reports(screen: &vt100::Screen) -> bool {
    screen.mouse_protocol_mode() != MouseProtocolMode::None
}

#[test]
fn the_mouse_is_off_until_asked_for_and_then_clicks_and_scrolls() {
    let home = TempDir::new().expect("a temporary folder");
    let mut board = demo(&home);
    assert!(!board.with_screen(reports), "the terminal's own selection works at first");
    board.keys("m");
    board.wait_for("mouse on; hold shift to select text");
    board.with_screen(|screen| {
        assert_eq!(screen.mouse_protocol_mode(), MouseProtocolMode::PressRelease, "no moves, no drags");
        assert_eq!(screen.mouse_protocol_encoding(), MouseProtocolEncoding::Sgr);
    });
    // An order in which the row is neither selected already nor moved by an alert or a window.
    board.keys(":sort calls\r");
    board.wait_for("sort: calls");
    // The row that was first before, which one that is depends on the hour, may be far down now and the view with it.
    board.keys("g");
    board.wait_for("br_pesquisa_agosto");
    let (column, line) = place_of(&board, "br_pesquisa_agosto");
    click(&mut board, column, line);
    board.wait_until("the clicked row selected", |screen| {
        Pty::selected_row(screen).is_some_and(|row| row.contains("br_pesquisa_agosto"))
    });
    let (column, line) = place_of(&board, "NAME");
    click(&mut board, column, line);
    board.wait_for("sort: name");
    board.keys("g");
    let first = board.with_screen(|screen| screen.rows(0, 120).nth(usize::from(line) + 1)).expect("a row");
    board.keys(&format!("\x1b[<65;{};{}M", column + 1, line + 3));
    board.wait_until("the list scrolled", |screen| {
        screen.rows(0, 120).nth(usize::from(line) + 1).is_some_and(|row| row[..40.min(row.len())] != first[..40])
    });
    let (column, line) = place_of(&board, "4 failed");
    click(&mut board, column, line);
    board.wait_for("2 of 41 tasks");
    board.keys("m");
    board.wait_for("mouse off");
    assert!(!board.with_screen(reports));
}

#[test]
fn quitting_and_a_signal_give_the_mouse_back() {
    for by_signal in [false, true] {
        let home = TempDir::new().expect("a temporary folder");
        let mut board = demo(&home);
        board.keys("m");
        board.wait_until("reports of the mouse", reports);
        if by_signal {
            let process = board.process_id().to_string();
            assert!(std::process::Command::new("kill").arg(process).status().expect("kill runs").success());
        } else {
            board.keys("q");
        }
        board.wait_for_end();
        board.with_screen(|screen| {
            assert!(!reports(screen), "by signal: {by_signal}");
            assert!(!screen.alternate_screen());
        });
    }
}
