//! What the fuzzer drives: for each kind of input from outside the function that reads it, and what must hold of the result.
//! Compiled twice: into the fuzzer, and into the program's own tests, which play the corpus.

mod answers;
mod language;
mod past;
mod settings;
mod words;

use std::borrow::Cow;

/// A target.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name, which is the corpus's folder too.
    pub name: &'static str,
    /// The longest inputs that are tried, in bytes.
    pub longest_bytes: usize,
    /// Reads an input; panics where something does not hold.
    pub run: fn(&[u8]),
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "envelope", longest_bytes: 4 << 10, run: answers::envelope },
    Target { name: "page", longest_bytes: 8 << 10, run: answers::page },
    Target { name: "window", longest_bytes: 256, run: answers::window },
    Target { name: "text", longest_bytes: 512, run: answers::text },
    Target { name: "filter", longest_bytes: 256, run: language::filter },
    Target { name: "check", longest_bytes: 256, run: language::check },
    Target { name: "command", longest_bytes: 128, run: language::command },
    Target { name: "moment", longest_bytes: 64, run: language::moment },
    Target { name: "config", longest_bytes: 4 << 10, run: settings::config },
    Target { name: "keys", longest_bytes: 256, run: settings::keys },
    Target { name: "state", longest_bytes: 2 << 10, run: settings::state },
    Target { name: "theme", longest_bytes: 2 << 10, run: settings::theme },
    Target { name: "scenario", longest_bytes: 4 << 10, run: settings::scenario },
    Target { name: "blob", longest_bytes: 1 << 10, run: past::blob },
    Target { name: "rows", longest_bytes: 1 << 10, run: past::rows },
    Target { name: "store", longest_bytes: 64 << 10, run: past::store },
];

/// The target of a name.
pub fn named(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// Bytes as text: what reads text is given text.
fn text(data: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(data)
}

/// Lines of an input that holds several texts; the last one that is asked for has the rest.
fn lines<const N: usize>(text: &str) -> [Option<&str>; N] {
    let mut lines = text.splitn(N, '\n');
    std::array::from_fn(|_| lines.next())
}
