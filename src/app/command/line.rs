//! The line in which a command is typed. Uses `text_line`.

use tui_input::Input;

use crate::app::text_line;

/// The state of the line.
#[derive(Debug, Clone, Default)]
pub struct CommandLine {
    /// The text and its cursor.
    pub input: Input,
    /// What may complete the word at the cursor, the likeliest first.
    pub completions: Vec<Completion>,
    /// The completion that stands in the line, where one was taken.
    pub chosen: Option<usize>,
    /// Why the command was not run; gone with the next change.
    pub problem: Option<String>,
    /// How far back in the history the line is, from 1 for the newest; 0 where it was typed.
    pub(crate) recalled: usize,
    /// The line as typed, which the completions are for.
    typed: Typed,
}

/// A line in three parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Typed {
    before: String,
    word: String,
    after: String,
}

/// Something that may complete the word at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// How it is shown; the completing text is at its beginning.
    pub label: String,
    /// What it is, in a few words; may be empty.
    pub help: String,
    /// What comes into the line.
    pub text: String,
    /// Which graphemes of the label were typed, from 0.
    pub graphemes: Vec<u32>,
    /// Whether more may follow, so that a blank comes behind it.
    pub takes_more: bool,
}

/// What may complete a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Completions {
    /// Where in the text before the cursor the word begins, in bytes.
    pub(crate) start: usize,
    /// The candidates, the likeliest first.
    pub(crate) list: Vec<Completion>,
}

impl CommandLine {
    /// The text before the cursor: what is to be completed.
    pub(crate) fn before_cursor(&self) -> String {
        text_line::before_cursor(&self.input)
    }

    /// Takes in what may complete the line as it is now.
    pub(crate) fn offer(&mut self, completions: Completions) {
        let before = self.before_cursor();
        let (before, word) = before.split_at_checked(completions.start).unwrap_or((&before, ""));
        self.typed = Typed {
            before: before.to_owned(),
            word: word.to_owned(),
            after: self.input.value().chars().skip(self.input.cursor()).collect(),
        };
        self.completions = completions.list;
        self.chosen = None;
    }

    /// Puts the next completion into the line, or the one before; past the last one comes what was typed. Returns true
    /// where it was the only one, so that the line can go on from there.
    pub(crate) fn step(&mut self, is_forward: bool) -> bool {
        let count = self.completions.len();
        let Some(last) = count.checked_sub(1) else {
            return false;
        };
        self.problem = None;
        let is_only = count == 1 && self.chosen.is_none();
        self.chosen = match (self.chosen, is_forward) {
            (None, true) => Some(0),
            (None, false) => Some(last),
            (Some(place), true) => (place < last).then_some(place + 1),
            (Some(place), false) => place.checked_sub(1),
        };
        let chosen = self.chosen.and_then(|place| self.completions.get(place));
        let word = chosen.map_or(self.typed.word.as_str(), |completion| completion.text.as_str());
        let blank = if is_only && chosen.is_some_and(|completion| completion.takes_more) { " " } else { "" };
        let head = format!("{}{word}{blank}", self.typed.before);
        self.input = text_line::holding(&format!("{head}{}", self.typed.after), head.chars().count());
        is_only
    }

    /// Puts another text into the line, with the cursor behind it.
    pub(crate) fn put(&mut self, text: &str) {
        self.input = text_line::holding(text, usize::MAX);
        self.problem = None;
    }
}

impl PartialEq for CommandLine {
    fn eq(&self, other: &Self) -> bool {
        let line = |line: &Self| (line.input.cursor(), line.chosen, line.recalled);
        line(self) == line(other)
            && self.input.value() == other.input.value()
            && self.completions == other.completions
            && self.problem == other.problem
            && self.typed == other.typed
    }
}

impl Eq for CommandLine {}
