//! What the help says, before it is laid out: the keys of this run by group, then the filter language, the mouse and the
//! marks. A key that says nothing new is left out, and one that stands in several places is told once. Uses `keys` and
//! `app`.

use ratatui::style::Style;

use crate::app::filter;
use crate::keys::{Action, Chord, Context, Group, Keymap, KeymapRow};
use crate::view::theme::Theme;

/// What closes an overlay, told once for all of them.
const CLOSES: &str = "close what is open";

/// A heading with what stands under it.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) entries: Vec<Entry>,
}

/// A line of the help: a key or a mark, and what it means.
pub(super) struct Entry {
    /// The keys, the example or the mark.
    pub(super) sign: String,
    pub(super) sign_style: Style,
    /// What it means.
    pub(super) text: String,
    pub(super) text_style: Style,
    /// Where it holds; empty where that is said already.
    pub(super) place: String,
}

/// Everything, in the order of the help: the keys that do something in the context by group, what else is worth knowing, and
/// at the end, less bright, the keys of other places.
pub(super) fn sections(keymap: &Keymap, context: Context, theme: &Theme) -> Vec<Section> {
    let mut elsewhere = Vec::new();
    let mut groups = Vec::new();
    for group in Group::ALL {
        let (here, there): (Vec<_>, Vec<_>) =
            group_rows(keymap, group, context).into_iter().partition(|row| row.is_valid(context));
        let entries = |rows: Vec<HelpRow>| rows.into_iter().map(|row| row.entry(context, theme)).collect::<Vec<_>>();
        elsewhere.extend(entries(there));
        groups.push(Section { title: group.title(), entries: entries(here) });
    }
    groups.retain(|section| !section.entries.is_empty());
    let others = [
        Section { title: "IN THE FILTER LINE", entries: filter_language(theme) },
        Section { title: "MOUSE", entries: mouse(keymap, theme) },
        Section { title: "MARKS", entries: marks(theme) },
        Section { title: "ELSEWHERE", entries: elsewhere },
    ];
    groups.into_iter().chain(others).collect()
}

/// A key of the help with every place in which it means the same.
struct HelpRow {
    chords: Vec<Chord>,
    action: Action,
    help: String,
    contexts: Vec<Context>,
}

impl HelpRow {
    fn is_global(&self) -> bool {
        self.contexts.contains(&Context::Global)
    }

    fn is_valid(&self, here: Context) -> bool {
        self.contexts.iter().any(|context| does_something(*context, self.action, here))
    }

    fn entry(self, here: Context, theme: &Theme) -> Entry {
        let is_valid = self.is_valid(here);
        let sign = self.chords.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let is_bound = !sign.is_empty();
        // Where a key holds is said of those that do not hold here.
        let places = if is_valid || self.is_global() || self.help == CLOSES && self.contexts.len() > 1 {
            String::new()
        } else {
            format!("({})", self.contexts.iter().map(|context| place(*context)).collect::<Vec<_>>().join(", "))
        };
        Entry {
            sign: if is_bound { sign } else { "(none)".to_owned() },
            sign_style: if is_valid && is_bound { theme.key } else { theme.muted },
            text: self.help,
            text_style: if is_valid { theme.text } else { theme.muted },
            place: places,
        }
    }
}

/// Whether a key of a context does something where the help was opened.
fn does_something(context: Context, action: Action, here: Context) -> bool {
    let is_screen = matches!(here, Context::Board | Context::Detail);
    let opens = matches!(action, Action::Window | Action::RawJson | Action::CommandLine);
    context == here || context == Context::Global && (is_screen || !opens)
}

fn group_rows(keymap: &Keymap, group: Group, here: Context) -> Vec<HelpRow> {
    let mut rows: Vec<HelpRow> = Vec::new();
    let told = keymap.rows().iter().filter(|row| row.group == group && !repeats_another(keymap, row));
    for row in told {
        if let Some(same) = rows.iter_mut().find(|same| same.chords == row.chords && same.help == row.help) {
            same.contexts.push(row.context);
        } else {
            let (chords, help) = (row.chords.clone(), row.help.to_owned());
            rows.push(HelpRow { chords, action: row.action, help, contexts: vec![row.context] });
        }
    }
    let mut rows = with_statuses_in_one(rows);
    // What holds everywhere comes first, then what holds here.
    rows.sort_by_key(|row| (!row.is_global(), !row.is_valid(here)));
    rows
}

/// The status keys as one row, as long as each of them is a single key.
fn with_statuses_in_one(mut rows: Vec<HelpRow>) -> Vec<HelpRow> {
    let is_status = |row: &HelpRow| matches!(row.action, Action::ToggleStatus(_));
    let Some(first) = rows.iter().position(is_status) else {
        return rows;
    };
    if rows.iter().filter(|row| is_status(row)).any(|row| row.chords.len() != 1) {
        return rows;
    }
    let statuses: Vec<HelpRow> = rows.extract_if(.., |row| is_status(row)).collect();
    let names: Vec<&str> = statuses.iter().map(|row| row.help.trim_end_matches(" on or off")).collect();
    let merged = HelpRow {
        chords: statuses.iter().flat_map(|row| row.chords.iter().copied()).collect(),
        action: Action::ToggleStatus(1),
        help: format!("{} on or off", names.join(", ")),
        contexts: vec![Context::Board],
    };
    rows.insert(first.min(rows.len()), merged);
    rows
}

/// Whether a key says nothing new: it closes what the same key opened, or stands among the global ones too.
fn repeats_another(keymap: &Keymap, row: &KeymapRow) -> bool {
    row.follows.is_some()
        || row.context != Context::Global
            && keymap.rows().iter().any(|global| {
                global.context == Context::Global
                    && global.action == row.action
                    && global.help == row.help
                    && row.chords.iter().all(|chord| global.chords.contains(chord))
            })
}

/// Where a key holds, in a word; nothing for keys that hold everywhere.
fn place(context: Context) -> &'static str {
    match context {
        Context::Global => "",
        Context::Board => "list",
        Context::Detail => "task",
        other => other.title(),
    }
}

/// What can be typed into the filter line.
fn filter_language(theme: &Theme) -> Vec<Entry> {
    filter::LANGUAGE.iter().map(|(example, meaning)| plain(example, theme.key, *meaning, theme)).collect()
}

fn mouse(keymap: &Keymap, theme: &Theme) -> Vec<Entry> {
    let key = keymap.key_of(Action::Mouse);
    let mut entries = vec![
        plain("click", theme.key, "select a task, a second time open it; sort by a head; choose a status", theme),
        plain("wheel", theme.key, "scroll", theme),
        plain("shift-drag", theme.key, "select text for the terminal", theme),
    ];
    if !key.is_empty() {
        entries.insert(0, plain(&key, theme.key, "off at first; this key turns it on and off", theme));
    }
    entries
}

/// What the marks on the board mean.
fn marks(theme: &Theme) -> Vec<Entry> {
    let glyphs = &theme.glyphs;
    let marks: [(&str, Style, &'static str); 22] = [
        (glyphs.marker, theme.accent, "the selected task"),
        ("!!", theme.bad, "a critical alert is open (in the first column)"),
        ("!", theme.warn, "a warning is open (in the first column)"),
        ("i", theme.muted, "an alert for information is open"),
        ("k", theme.muted, "taskKeep: waits for more orders instead of ending"),
        ("!", theme.warn, "after a name: part of the row is doubtful"),
        ("?", theme.warn, "counts that contradict each other"),
        ("-", theme.muted, "nothing to count yet"),
        ("(24%)", theme.muted, "answer rate of fewer than 30 calls"),
        ("ASR", theme.muted, "answer rate: answered of all calls"),
        ("~18:39", theme.text, "expected end of a wide range: hardly more than a guess"),
        ("STALL", theme.bad, "in ETA: no call although it runs, its window is open and orders are left"),
        ("tail", theme.warn, "in ETA: the last orders drag on"),
        ("idle", theme.muted, "in ETA: no orders left, waits for more (taskKeep)"),
        ("12%", theme.text.patch(theme.changed), "has just changed"),
        (glyphs.open, theme.good, "dial window open, and for how long"),
        (glyphs.shut, theme.muted, "dial window shut, and for how long"),
        ("-", theme.muted, "in WINDOW: dials no more"),
        ("?", theme.muted, "in WINDOW: not known"),
        ("PND RUN PAU", theme.text, "pending, running, paused"),
        ("END ERR", theme.text, "completed, failed"),
        ("S6", theme.text, "a status the API does not document"),
    ];
    marks.into_iter().map(|(mark, style, meaning)| plain(mark, style, meaning, theme)).collect()
}

fn plain(sign: &str, sign_style: Style, text: impl Into<String>, theme: &Theme) -> Entry {
    Entry { sign: sign.to_owned(), sign_style, text: text.into(), text_style: theme.text, place: String::new() }
}
