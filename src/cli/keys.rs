//! `keys`: the keys as they are configured, by place. Uses `keys` and `config`.

use std::io;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::args::Global;
use super::context::Context as Surroundings;
use super::exit::Exit;
use crate::config::{ConfigFile, sources_file};
use crate::keys::{Context, Keymap, KeymapRow};

/// Arguments of `keys`.
#[derive(Debug, Args)]
pub struct KeysArgs {
    /// How to print them
    #[arg(long, value_enum, default_value_t = KeysFormat::Text)]
    pub format: KeysFormat,
}

/// How `keys` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KeysFormat {
    /// For people
    Text,
    /// One JSON array
    Json,
    /// A table for each place
    Markdown,
}

/// Prints every key. What is odd about the configuration is told on standard error and changes nothing else: whoever
/// looks for a key shall find it.
///
/// # Errors
/// What the output reports.
pub fn run(args: &KeysArgs, global: &Global, context: &mut Surroundings<'_>) -> io::Result<Exit> {
    let keymap = configured(global, context);
    let text = match args.format {
        KeysFormat::Text => text(&keymap),
        KeysFormat::Json => json(&keymap),
        KeysFormat::Markdown => markdown(&keymap),
    };
    context.out.write_all(text.as_bytes())?;
    Ok(Exit::Fine)
}

fn configured(global: &Global, context: &mut Surroundings<'_>) -> Keymap {
    // As for everything else, --demo reads a file only where one is named.
    let file = if global.demo && global.config.is_none() {
        ConfigFile::default()
    } else {
        match sources_file(&global.config_flags(), context.env, &context.paths) {
            Ok((_, file)) => file.unwrap_or_default(),
            Err(error) => {
                context.tell(&format!("{error}; these are the keys without it. {}", error.hint()));
                ConfigFile::default()
            }
        }
    };
    let (keymap, problems) = file.keys.keymap();
    for problem in problems {
        context.tell(&problem.to_string());
    }
    keymap
}

/// The rows of a place.
fn rows(keymap: &Keymap, context: Context) -> impl Iterator<Item = &KeymapRow> {
    keymap.rows().iter().filter(move |row| row.context == context)
}

fn chords(row: &KeymapRow) -> Vec<String> {
    row.chords.iter().map(ToString::to_string).collect()
}

fn shown(row: &KeymapRow) -> String {
    if row.chords.is_empty() { "(none)".to_owned() } else { chords(row).join(" ") }
}

/// Places with their names in the configuration, and under each its keys: keys, action, sentence.
fn text(keymap: &Keymap) -> String {
    let widest = |of: fn(&KeymapRow) -> usize| keymap.rows().iter().map(of).max().unwrap_or(0);
    let key_columns = widest(|row| unicode_width::UnicodeWidthStr::width(shown(row).as_str()));
    let name_columns = widest(|row| row.action.name().len());
    let mut out = String::new();
    for context in Context::ALL {
        let gap = if out.is_empty() { "" } else { "\n" };
        out.push_str(&format!("{gap}{}  [keys.{}]\n", context.title(), context.name()));
        for row in rows(keymap, context) {
            let keys = shown(row);
            let blank = " ".repeat(key_columns - unicode_width::UnicodeWidthStr::width(keys.as_str()).min(key_columns));
            out.push_str(&format!("  {keys}{blank}  {:<name_columns$}  {}\n", row.action.name(), row.help));
        }
    }
    out
}

/// One array, an object for each row.
fn json(keymap: &Keymap) -> String {
    let rows: Vec<_> = Context::ALL
        .into_iter()
        .flat_map(|context| rows(keymap, context))
        .map(|row| {
            json!({
                "context": row.context.name(),
                "place": row.context.title(),
                "action": row.action.name(),
                "keys": chords(row),
                "help": row.help,
                "group": row.group.title().to_lowercase(),
            })
        })
        .collect();
    format!("{:#}\n", serde_json::Value::Array(rows))
}

/// A heading and a table for each place.
fn markdown(keymap: &Keymap) -> String {
    let mut out = String::new();
    for context in Context::ALL {
        let gap = if out.is_empty() { "" } else { "\n" };
        out.push_str(&format!("{gap}## {}\n\n| key | action | |\n|---|---|---|\n", context.title()));
        for row in rows(keymap, context) {
            let keys: Vec<String> = chords(row).iter().map(|chord| code(chord)).collect();
            out.push_str(&format!("| {} | `{}` | {} |\n", keys.join(" "), row.action.name(), row.help));
        }
    }
    out
}

/// A key between backticks, in such a way that a bar or a backtick breaks no table.
fn code(chord: &str) -> String {
    match chord.contains('`') {
        true => format!("`` {chord} ``"),
        false => format!("`{}`", chord.replace('|', "\\|")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{Action, Chord, KeyOverride, TABLE};

    fn changed() -> Keymap {
        let line = |action, chords| KeyOverride { context: None, action, chords, place: String::new() };
        let bar = line(Action::Refresh, vec![Chord::char('|'), Chord::char('`')]);
        Keymap::with_overrides(&[bar, line(Action::Mouse, Vec::new())]).0
    }

    #[test]
    fn every_row_is_printed_in_every_format() {
        let rows = |text: &str, start: &str| text.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!(rows(&text(&Keymap::default()), "  "), TABLE.len());
        assert_eq!(rows(&markdown(&Keymap::default()), "| `"), TABLE.len());
        let json: serde_json::Value = serde_json::from_str(&json(&Keymap::default())).unwrap();
        assert_eq!(json.as_array().unwrap().len(), TABLE.len());
        assert!(json.as_array().unwrap().iter().all(|row| row["keys"][0].is_string()));
    }

    #[test]
    fn the_users_keys_are_shown() {
        let text = text(&changed());
        assert!(text.lines().any(|line| line.starts_with("  | `") && line.contains("refresh now")), "{text}");
        assert!(text.lines().any(|line| line.starts_with("  (none)") && line.contains("mouse")), "{text}");
        assert!(markdown(&changed()).contains("| `\\|` `` ` `` | `refresh` |"), "{}", markdown(&changed()));
    }
}
