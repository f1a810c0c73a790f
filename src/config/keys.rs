//! `[keys]`: the user's own keys as they are written. Nothing in it is an error: what cannot be understood is passed over
//! and told, because a slip in a key must not keep anybody from the board. Uses `keys`, `section` and `origin`.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::origin::Origin;
use super::section::{Document, Section, nearest, shorten, type_words};
use crate::keys::{Action, Chord, Context, KeyOverride, KeyProblem, KeyTrouble, Keymap};

const ONE_OR_MORE: &str = "a key in quotes or a list of them, such as \"q\", [\"q\", \"ctrl-x\"] or []";

/// `[keys]`.
#[derive(Debug, Clone, Default)]
pub struct KeysSection {
    /// Where the section begins; `None` where there is none.
    pub origin: Option<Origin>,
    /// What was understood, in the file's order.
    pub lines: Vec<KeyOverride>,
    /// What was not.
    pub problems: Vec<KeyProblem>,
}

impl KeysSection {
    /// The keys of this run and everything that was odd about the settings.
    pub fn keymap(&self) -> (Keymap, Vec<KeyProblem>) {
        let (keymap, clashes) = Keymap::with_overrides(&self.lines);
        let problems: Vec<KeyProblem> = self.problems.iter().cloned().chain(clashes).collect();
        let notes = problems.iter().map(ToString::to_string).collect();
        (keymap.noting(notes), problems)
    }
}

/// Reads `[keys]`.
pub(super) fn read(document: &Document<'_>, top: &Section<'_, '_>) -> KeysSection {
    let Some(value) = top.value("keys") else {
        return KeysSection::default();
    };
    let mut section = KeysSection { origin: top.origin("keys"), ..KeysSection::default() };
    let mut reader = Reader { document, section: &mut section };
    match value.get_ref().as_table() {
        Some(table) => reader.top(table),
        None => reader.wrong_type("keys".to_owned(), value, value.span().start, "a table, as in [keys]"),
    }
    section
}

/// A key of the file with its value.
#[derive(Clone, Copy)]
struct Item<'a, 't> {
    name: &'a str,
    /// Byte at which the name begins.
    start: usize,
    value: &'a Spanned<DeValue<'t>>,
}

/// The entries of a table in the file's order.
fn in_order<'a, 't>(table: &'a DeTable<'t>) -> Vec<Item<'a, 't>> {
    let item = |(name, value): (&'a Spanned<std::borrow::Cow<'t, str>>, &'a Spanned<DeValue<'t>>)| Item {
        name: name.get_ref().as_ref(),
        start: name.span().start,
        value,
    };
    let mut items: Vec<_> = table.iter().map(item).collect();
    items.sort_by_key(|item| item.start);
    items
}

struct Reader<'r, 'd, 't> {
    document: &'d Document<'t>,
    section: &'r mut KeysSection,
}

impl Reader<'_, '_, '_> {
    fn place(&self, start: usize) -> String {
        self.document.origin(&(start..start)).to_string()
    }

    fn report(&mut self, key: String, start: usize, trouble: KeyTrouble) {
        let place = self.place(start);
        self.section.problems.push(KeyProblem { key, trouble, place });
    }

    fn wrong_type(&mut self, key: String, value: &Spanned<DeValue<'_>>, start: usize, expected: &'static str) {
        let found = type_words(value.get_ref());
        self.report(key, start, KeyTrouble::WrongType { found, expected });
    }

    fn top(&mut self, table: &DeTable<'_>) {
        for item in in_order(table) {
            match (Context::from_name(item.name), item.value.get_ref().as_table()) {
                (Some(context), Some(places)) => {
                    for item in in_order(places) {
                        self.line(Some(context), item);
                    }
                }
                (Some(_), None) => {
                    let key = format!("keys.{}", item.name);
                    self.wrong_type(key, item.value, item.start, "a table, as in [keys.board]");
                }
                (None, _) => self.line(None, item),
            }
        }
    }

    fn line(&mut self, context: Option<Context>, Item { name, start, value }: Item<'_, '_>) {
        let place = context.map_or_else(String::new, |context| format!("{}.", context.name()));
        let key = format!("keys.{place}{}", shorten(name));
        let Some(action) = Action::from_name(name) else {
            let actions = Action::all().into_iter().map(Action::name);
            let places = Context::ALL.into_iter().map(Context::name).filter(|_| context.is_none());
            let known: Vec<&'static str> = actions.chain(places).collect();
            return self.report(key, start, KeyTrouble::UnknownName { nearest: nearest(name, &known) });
        };
        let texts: Option<Vec<&str>> = match value.get_ref() {
            DeValue::String(text) => Some(vec![text.as_ref()]),
            DeValue::Array(items) => items.iter().map(|item| item.get_ref().as_str()).collect(),
            _ => None,
        };
        let Some(texts) = texts else {
            return self.wrong_type(key, value, start, ONE_OR_MORE);
        };
        let mut chords: Vec<Chord> = Vec::new();
        for text in &texts {
            match text.parse() {
                Ok(chord) => chords.push(chord),
                Err(reason) => {
                    self.report(key.clone(), start, KeyTrouble::NoChord { text: shorten(text), reason });
                }
            }
        }
        // A line whose keys were all misspelt takes nothing away.
        if !chords.is_empty() || texts.is_empty() {
            let place = self.place(start);
            self.section.lines.push(KeyOverride { context, action, chords, place });
        }
    }
}
