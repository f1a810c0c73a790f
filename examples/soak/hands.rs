//! Hands on the keyboard and the mouse: the next thing that somebody does, at random from everything that is documented but
//! what ends the program. Letters that end it are in no text either: a line that is not open takes them as keys.

use callbot_tui::keys::{Action, Chord, Context, Key, TABLE};
use fastrand::Rng;

/// Something that a person does at the terminal.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// Types these bytes at once.
    Type(String),
    /// Types a command line, which must be closed again before anything else is typed.
    Command(&'static str),
    /// Pastes a text.
    Paste(String),
    /// Clicks a cell, or turns the wheel over it: button number, and the place in shares of the screen.
    Mouse(u8, f64, f64),
}

/// Typed behind `/` and pasted.
const TEXTS: [&str; 12] = [
    "soak-00",
    "st:run",
    "st:run,pause win:open",
    "asr<35",
    "done>=50 !soak-01",
    "calls>2k",
    "zone:+8",
    "客户 回访",
    "\"two words",
    "((",
    "left>1k age<2d",
    "zzz",
];

/// Typed behind `:`. None of them ends the program, and none of them is left half typed.
const COMMANDS: [&str; 26] = [
    "sort name",
    "sort calls desc",
    "sort attention",
    "sort trend",
    "filter soak-01",
    "filter",
    "status running",
    "status all",
    "columns status,name,done,calls,id",
    "columns reset",
    "show left",
    "show id",
    "hide trend",
    "theme dark",
    "theme light",
    "zone utc",
    "zone mine",
    "why",
    "window",
    "json",
    "alerts",
    "snooze 1m",
    "reset",
    "resume",
    "help sort",
    "no such word",
];

/// Chooses what is done next.
pub struct Hands {
    rng: Rng,
    chords: Vec<String>,
}

impl Hands {
    /// Hands that do the same for the same seed.
    pub fn new(seed: u64) -> Self {
        Self { rng: Rng::with_seed(seed), chords: chords() }
    }

    /// What is done next.
    pub fn next(&mut self) -> Deed {
        let rng = &mut self.rng;
        match rng.u32(0..1000) {
            0..700 => Deed::Type(rng.choice(&self.chords).cloned().unwrap_or_default()),
            700..780 => Deed::Type("\x1b".to_owned()),
            // A burst, as of a key that is held.
            780..840 => {
                let key = rng.choice(["j", "k", "\x1b[6~", "\x1b[5~", "\x1b[B"]).unwrap_or("j");
                Deed::Type(key.repeat(rng.usize(3..30)))
            }
            840..880 => {
                let end = rng.choice(["\r", ""]).unwrap_or("");
                Deed::Type(format!("/{}{end}", rng.choice(TEXTS).unwrap_or("")))
            }
            880..920 => Deed::Command(rng.choice(COMMANDS).unwrap_or("reset")),
            920..940 => Deed::Paste(match rng.u32(0..3) {
                0 => rng.choice(TEXTS).unwrap_or("").repeat(20),
                1 => "first line\nsecond line\r\n\tthird".to_owned(),
                _ => "x".repeat(5000),
            }),
            940..998 => {
                let button = rng.choice([0, 0, 0, 64, 65]).unwrap_or(0);
                Deed::Mouse(button, rng.f64(), rng.f64())
            }
            // Rarely, because each of them goes to the terminal's clipboard.
            _ => Deed::Type(rng.choice(["y", "Y"]).unwrap_or("y").to_owned()),
        }
    }

    /// How long the hands rest before it, in milliseconds.
    pub fn rest_ms(&mut self) -> u64 {
        self.rng.u64(20..180)
    }
}

/// The bytes of every documented key but those that end or suspend the program, copy, or belong to the command line.
fn chords() -> Vec<String> {
    let is_out = |action: Action| {
        matches!(
            action,
            Action::Quit
                | Action::QuitKeeping
                | Action::QuitNow
                | Action::Suspend
                | Action::CopyId
                | Action::CopyRow
                | Action::CommandLine
        )
    };
    // A key that closes a place by the same key as it opens carries the opener's action as well.
    let ends = |chord: &Chord| TABLE.iter().any(|row| is_out(row.action) && row.chords.contains(chord));
    let rows = TABLE.iter().filter(|row| row.context != Context::CommandLine);
    let mut found: Vec<String> =
        rows.flat_map(|row| row.chords).filter(|chord| !ends(chord)).filter_map(|chord| bytes(*chord)).collect();
    found.sort();
    found.dedup();
    found
}

/// What a terminal sends for a key; `None` for those that no table has.
fn bytes(chord: Chord) -> Option<String> {
    let plain = |text: &str| Some(text.to_owned());
    match chord.key {
        Key::Char(c) if chord.ctrl => Some(char::from(u8::try_from(c).ok()? & 0x1f).to_string()),
        Key::Char(c) => Some(c.to_string()),
        Key::Enter => plain("\r"),
        Key::Esc => plain("\x1b"),
        Key::Tab => plain("\t"),
        Key::BackTab => plain("\x1b[Z"),
        Key::Backspace => plain("\x7f"),
        Key::Delete => plain("\x1b[3~"),
        Key::Up => plain("\x1b[A"),
        Key::Down => plain("\x1b[B"),
        Key::Right => plain("\x1b[C"),
        Key::Left => plain("\x1b[D"),
        Key::Home => plain("\x1b[H"),
        Key::End => plain("\x1b[F"),
        Key::PageUp => plain("\x1b[5~"),
        Key::PageDown => plain("\x1b[6~"),
        Key::F(_) => None,
    }
}
