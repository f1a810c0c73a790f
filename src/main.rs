//! The thin binary: for now it prints the keyboard vocabulary.

use std::io::Write as _;

use callbot_tui::keys::TABLE;

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for binding in TABLE {
        let chords = binding.chords.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        writeln!(out, "{chords:<14} {}", binding.help)?;
    }
    Ok(())
}
