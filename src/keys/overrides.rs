//! The user's keys worked into the table: who gets a key that two want, and what stays whatever was written. Uses
//! `keymap`, `problem` and the table.
//!
//! Keys are given out in rounds: first those that cannot be taken away, then the user's in the order of the file, then the
//! table's own. A key that is taken is not given again in a place where both would hold. A narrower place may cover a key
//! that holds everywhere, where the user named that place.

use std::collections::HashMap;

use super::action::Action;
use super::chord::{Chord, Key};
use super::context::Context;
use super::keymap::KeymapRow;
use super::problem::{KeyProblem, KeyTrouble};
use super::table::{Binding, TABLE};

/// A line of the configuration: the keys of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyOverride {
    /// Where they hold; `None` for every place in which the action stands.
    pub context: Option<Context>,
    /// The action.
    pub action: Action,
    /// The keys, the one to show first in front; none takes the action's keys away.
    pub chords: Vec<Chord>,
    /// File and line in words.
    pub place: String,
}

impl KeyOverride {
    /// The setting in full, such as `keys.board.sort`.
    pub fn key(&self) -> String {
        match self.context {
            Some(context) => format!("keys.{}.{}", context.name(), self.action.name()),
            None => format!("keys.{}", self.action.name()),
        }
    }

    fn holds_for(&self, row: &KeymapRow) -> bool {
        self.action == row.action && self.context.is_none_or(|context| context == row.context)
    }
}

/// A row with what was asked for it.
struct Slot {
    row: KeymapRow,
    /// The table's chords.
    defaults: &'static [Chord],
    /// Index of the line that changes it.
    line: Option<usize>,
    /// The chords that the line asks for and that are possible here.
    wanted: Vec<Chord>,
}

/// The rows of the table with the user's keys, and what was odd about these.
pub(super) fn apply(lines: &[KeyOverride]) -> (Vec<KeymapRow>, Vec<KeyProblem>) {
    let mut given = Given { lines, problems: Vec::new(), owners: HashMap::new() };
    given.check();
    let mut slots: Vec<Slot> = TABLE.iter().map(|binding| given.slot(binding)).collect();
    given.what_stays(&slots);
    given.what_users_want(&mut slots);
    given.defaults(&mut slots);
    let mut rows: Vec<KeymapRow> = slots.into_iter().map(|slot| slot.row).collect();
    followers(&mut rows);
    given.problems.sort_by_key(|(line, _)| *line);
    (rows, given.problems.into_iter().map(|(_, problem)| problem).collect())
}

/// Who has a chord in a context.
#[derive(Debug, Clone, Copy)]
struct Owner {
    action: Action,
    /// The line that gave it; `None` for the table.
    line: Option<usize>,
    /// Whether the table gives the same chord.
    is_default: bool,
}

struct Given<'l> {
    lines: &'l [KeyOverride],
    /// Each with the line that it is about.
    problems: Vec<(usize, KeyProblem)>,
    owners: HashMap<(Context, Chord), Owner>,
}

impl Given<'_> {
    fn report(&mut self, index: usize, trouble: KeyTrouble) {
        if let Some(line) = self.lines.get(index) {
            let problem = (index, KeyProblem { key: line.key(), trouble, place: line.place.clone() });
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
    }

    /// What can be said of a line alone.
    fn check(&mut self) {
        for (index, line) in self.lines.iter().enumerate() {
            let stands_in = contexts_of(line.action);
            if let Some(context) = line.context.filter(|context| !stands_in.contains(context)) {
                self.report(index, KeyTrouble::NotThere { action: line.action, context, stands_in });
                continue;
            }
            for chord in &line.chords {
                if let Some(action) = reserved(*chord).filter(|action| *action != line.action) {
                    self.report(index, KeyTrouble::Reserved { chord: *chord, action });
                } else if let Some(context) = line.context.filter(|context| context.takes_for_itself(*chord)) {
                    self.report(index, KeyTrouble::Typed { chord: *chord, context });
                }
            }
        }
    }

    fn slot(&mut self, binding: &'static Binding) -> Slot {
        let (row, defaults) = (KeymapRow::from(binding), binding.chords);
        let is_changed = |line: &&KeyOverride| line.holds_for(&row) && row.follows.is_none();
        // The line that names the place goes before the one for all places.
        let find =
            |is_named: bool| self.lines.iter().position(|line| is_changed(&line) && line.context.is_some() == is_named);
        let line = find(true).or_else(|| find(false));
        let asked = line.and_then(|line| self.lines.get(line)).map_or(&[][..], |line| line.chords.as_slice());
        let is_possible = |chord: &Chord| {
            !row.context.takes_for_itself(*chord) && reserved(*chord).is_none_or(|action| action == row.action)
        };
        let mut wanted: Vec<Chord> = Vec::new();
        for chord in asked.iter().copied().filter(is_possible) {
            if !wanted.contains(&chord) {
                wanted.push(chord);
            }
        }
        if let Some(line) = line {
            let stays: Vec<Chord> = defaults.iter().copied().filter(|chord| stays(&row, *chord)).collect();
            let is_taken_away = self.lines.get(line).is_some_and(|line| line.chords.is_empty());
            if is_taken_away && !stays.is_empty() {
                self.report(line, KeyTrouble::Stays { chords: stays, context: row.context });
            }
        }
        Slot { row, defaults, line, wanted }
    }

    fn what_stays(&mut self, slots: &[Slot]) {
        for Slot { row, defaults, .. } in slots {
            for chord in defaults.iter().filter(|chord| stays(row, **chord)) {
                let owner = Owner { action: row.action, line: None, is_default: true };
                self.owners.insert((row.context, *chord), owner);
            }
        }
    }

    fn what_users_want(&mut self, slots: &mut [Slot]) {
        let mut order: Vec<&mut Slot> = slots.iter_mut().filter(|slot| slot.line.is_some()).collect();
        order.sort_by_key(|slot| slot.line);
        for Slot { row, defaults, line, wanted } in order {
            let Some(line) = *line else { continue };
            let is_named = self.lines.get(line).is_some_and(|line| line.context.is_some());
            row.chords.clear();
            for chord in wanted.iter() {
                let is_default = defaults.contains(chord);
                // What cannot be taken away has no rival, not even where the user asked for it as well.
                let rival = if defaults.contains(chord) && stays(row, *chord) {
                    None
                } else {
                    self.rival(row, *chord, is_named)
                };
                match rival {
                    Some((context, by)) => self.report(line, KeyTrouble::Taken { chord: *chord, context, by }),
                    None => {
                        self.owners
                            .insert((row.context, *chord), Owner { action: row.action, line: Some(line), is_default });
                        row.chords.push(*chord);
                    }
                }
            }
            let stay: Vec<Chord> = defaults.iter().copied().filter(|chord| stays(row, *chord)).collect();
            row.chords.extend(stay.into_iter().filter(|chord| !wanted.contains(chord)));
        }
    }

    /// Who has a chord already in a place where the row would hold, as far as that is not meant.
    fn rival(&self, row: &KeymapRow, chord: Chord, is_named: bool) -> Option<(Context, Action)> {
        let other = |context: Context| {
            self.owners.get(&(context, chord)).filter(|owner| owner.action != row.action).map(|owner| (context, *owner))
        };
        if let Some((context, owner)) = other(row.context) {
            return Some((context, owner.action));
        }
        if is_named && row.context != Context::Global {
            return None;
        }
        let is_rival = |(_, owner): &(Context, Owner)| {
            let is_named = owner.line.and_then(|line| self.lines.get(line)).is_some_and(|line| line.context.is_some());
            owner.line.is_some() && !is_named
        };
        let places: Vec<Context> = match row.context {
            Context::Global => Context::ALL.into_iter().filter(|context| !context.is_text_line()).collect(),
            context if context.is_text_line() => Vec::new(),
            _ => vec![Context::Global],
        };
        places.into_iter().filter_map(other).find(is_rival).map(|(context, owner)| (context, owner.action))
    }

    /// What the table gives: to the rows that no line changes, and to those whose line gave them nothing.
    fn defaults(&mut self, slots: &mut [Slot]) {
        for Slot { row, defaults, line, .. } in slots.iter_mut() {
            let asked = line.and_then(|line| self.lines.get(line));
            let is_left_alone = asked.is_none_or(|line| row.chords.is_empty() && !line.chords.is_empty());
            if !is_left_alone || row.follows.is_some() {
                continue;
            }
            let mut takers = Vec::new();
            row.chords = defaults
                .iter()
                .copied()
                .filter(|chord| match self.taker(row, *chord) {
                    None => true,
                    Some(line) => {
                        takers.push((line, *chord, row.context));
                        false
                    }
                })
                .collect();
            if row.context == Context::Global {
                takers.extend(row.chords.iter().flat_map(|chord| {
                    let owners = self.covering(row.action, *chord);
                    owners.into_iter().map(|(context, line)| (line, *chord, context))
                }));
            }
            while let Some((line, chord, _)) = takers.first().copied() {
                let same = takers.extract_if(.., |taker| (taker.0, taker.1) == (line, chord));
                let contexts = same.map(|(_, _, context)| context).collect();
                let keeps = row.chords.iter().copied().filter(|kept| *kept != chord).collect();
                self.report(line, KeyTrouble::Takes { chord, contexts, from: row.action, keeps });
            }
        }
        // Only now, so that no default stands in another's way: they do not clash among themselves.
        for Slot { row, .. } in slots.iter() {
            for chord in &row.chords {
                let owner = Owner { action: row.action, line: None, is_default: true };
                self.owners.entry((row.context, *chord)).or_insert(owner);
            }
        }
    }

    /// The line that took a default from a row.
    fn taker(&self, row: &KeymapRow, chord: Chord) -> Option<usize> {
        let owner = |context| self.owners.get(&(context, chord)).filter(|owner| owner.action != row.action);
        let here = owner(row.context).and_then(|owner| owner.line);
        let everywhere = || {
            let is_covered = !row.context.is_text_line() && !stays(row, chord);
            let owner = owner(Context::Global).filter(|owner| is_covered && !owner.is_default);
            owner.and_then(|owner| owner.line)
        };
        here.or_else(everywhere)
    }

    /// The lines that cover a default of everywhere in narrower places.
    fn covering(&self, action: Action, chord: Chord) -> Vec<(Context, usize)> {
        let places = Context::ALL.into_iter().filter(|context| *context != Context::Global && !context.is_text_line());
        let owners = places.filter_map(|context| Some((context, self.owners.get(&(context, chord))?)));
        owners
            .filter(|(_, owner)| owner.action != action && !owner.is_default)
            .filter_map(|(context, owner)| Some((context, owner.line?)))
            .collect()
    }
}

/// What a chord always means, wherever it is pressed.
fn reserved(chord: Chord) -> Option<Action> {
    match chord {
        Chord { key: Key::Char('c'), ctrl: true, alt: false } => Some(Action::QuitNow),
        Chord { key: Key::Esc, .. } => Some(Action::Back),
        _ => None,
    }
}

/// Whether a chord of the table cannot be taken from its row: ctrl-c quits, esc leads out, and in a line of text and in
/// menus enter and the keys that type nothing are all there is.
fn stays(row: &KeymapRow, chord: Chord) -> bool {
    let is_menu = !matches!(row.context, Context::Board | Context::Detail | Context::Global);
    reserved(chord) == Some(row.action)
        || row.context.is_text_line()
        || is_menu && row.action == Action::Enter && chord.key == Key::Enter
}

fn contexts_of(action: Action) -> Vec<Context> {
    let mut contexts = Vec::new();
    for binding in TABLE.iter().filter(|binding| binding.action == action && binding.follows.is_none()) {
        if !contexts.contains(&binding.context) {
            contexts.push(binding.context);
        }
    }
    contexts
}

/// Gives the rows that close what another key opened the same keys as that one, as far as they are free there.
fn followers(rows: &mut [KeymapRow]) {
    for index in 0..rows.len() {
        let Some((context, opener)) = rows.get(index).and_then(|row| Some((row.context, row.follows?))) else {
            continue;
        };
        let opens = |row: &&KeymapRow| row.action == opener && matches!(row.context, Context::Board | Context::Global);
        let mut chords: Vec<Chord> = rows.iter().filter(opens).flat_map(|row| row.chords.iter().copied()).collect();
        chords.retain(|chord| {
            let is_free = |row: &KeymapRow| row.context != context || !row.chords.contains(chord);
            let others = rows.iter().enumerate().filter(|(other, _)| *other != index);
            !context.takes_for_itself(*chord) && others.map(|(_, row)| row).all(is_free)
        });
        if let Some(row) = rows.get_mut(index) {
            row.chords = chords;
        }
    }
}

#[cfg(test)]
mod tests;
