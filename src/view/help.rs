//! The help: every key from the one table, by group, and what the marks mean. Uses `keys` and `app`.

use ratatui::Frame;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::paint::scrolled;
use super::panel::Panel;
use super::text::{cut_end, pad_right, width};
use super::theme::Theme;
use crate::app::{Drawn, HelpView, filter};
use crate::keys::{Action, Chord, Context, Group, Key, Keymap, KeymapRow};

const ONE_COLUMN: u16 = 60;
const TWO_COLUMNS: u16 = 112;
const GAP: usize = 4;
const CHORD_COLUMNS: usize = 15;

/// Below this width only the first chord of a key is shown.
const NARROW: usize = 48;

/// Columns of the chords and marks.
fn chord_columns(columns: usize) -> usize {
    if columns < NARROW { 7 } else { CHORD_COLUMNS }
}

/// Draws the help over a screen.
pub(super) fn draw(keymap: &Keymap, help: &HelpView, theme: &Theme, frame: &mut Frame) -> Drawn {
    let screen = frame.area();
    let buf = frame.buffer_mut();
    let columns = Panel::inner_columns(screen, TWO_COLUMNS);
    let lines = if columns >= TWO_COLUMNS {
        in_two_columns(keymap, usize::from(columns), theme)
    } else {
        in_one_column(keymap, usize::from(columns.saturating_sub(2).min(ONE_COLUMN)), theme)
    };
    let panel = Panel {
        title: "help".to_owned(),
        context: Context::Help,
        columns: if columns >= TWO_COLUMNS { columns } else { columns.min(ONE_COLUMN + 2) },
        lines: u16::try_from(lines.len()).unwrap_or(u16::MAX - 2).min(screen.height),
        note: String::new(),
    };
    let inside = panel.draw(keymap, theme, buf, screen);
    let view_lines = scrolled(buf, inside, &lines, help.scroll, theme);
    Drawn { view_lines, content_lines: lines.len(), ..Drawn::default() }
}

fn in_one_column(keymap: &Keymap, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for group in Group::ALL {
        lines.extend(group_lines(keymap, group, columns, theme));
        lines.push(Line::default());
    }
    lines.extend(filter_language(columns, theme));
    lines.push(Line::default());
    lines.extend(marks(columns, theme));
    lines
}

fn in_two_columns(keymap: &Keymap, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let half = (columns - GAP) / 2;
    let of = |groups: [Group; 3]| {
        let groups = groups.map(|group| group_lines(keymap, group, half, theme));
        groups.join(&Line::default())
    };
    let mut left = of([Group::Move, Group::View, Group::System]);
    left.push(Line::default());
    left.extend(filter_language(half, theme));
    let mut right = of([Group::Find, Group::Look, Group::Keep]);
    right.push(Line::default());
    right.extend(marks(half, theme));
    let rows = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    (0..rows)
        .map(|_| {
            let mut line = left.next().unwrap_or_default();
            let missing = (half + GAP).saturating_sub(line.width());
            line.spans.push(Span::raw(" ".repeat(missing)));
            line.spans.extend(right.next().unwrap_or_default().spans);
            line
        })
        .collect()
}

/// One line of the help before it is laid out.
struct HelpRow {
    chords: Vec<Chord>,
    action: Action,
    help: &'static str,
    places: Vec<&'static str>,
    is_global: bool,
}

/// A heading and the keys of a group. Keys that only repeat another are left out; the same key in several places is one
/// line that names the places.
fn group_lines(keymap: &Keymap, group: Group, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = vec![Line::from(Span::styled(group.title(), theme.title))];
    let mut rows = group_rows(keymap, group);
    // What holds everywhere comes first.
    rows.sort_by_key(|row| !row.is_global);
    for row in rows {
        let shown = if columns < NARROW { 1 } else { row.chords.len() };
        let chords = row.chords.iter().take(shown).map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let place = row.places.into_iter().filter(|place| !place.is_empty()).collect::<Vec<_>>().join(", ");
        lines.push(key_line(&chords, row.help, &place, columns, theme));
    }
    lines
}

fn group_rows(keymap: &Keymap, group: Group) -> Vec<HelpRow> {
    let mut rows: Vec<HelpRow> = Vec::new();
    for binding in keymap.rows().iter().filter(|binding| binding.group == group && !repeats_another(keymap, binding)) {
        // One line for all overlays: what it closes is in front of the reader.
        let closes =
            matches!(binding.context, Context::SortMenu | Context::WindowGrid | Context::RawJson | Context::Help)
                && binding.action == Action::Back;
        let place = if closes { "" } else { place(binding.context) };
        let is_status = |action| matches!(action, Action::ToggleStatus(_));
        if let Some(row) = rows.iter_mut().find(|row| row.chords == binding.chords && row.help == binding.help) {
            row.places.push(place);
        } else if let Some(row) = rows.iter_mut().find(|row| is_status(row.action) && is_status(binding.action)) {
            row.chords.extend(&binding.chords);
            row.help = "one status on or off, see the chips";
        } else {
            rows.push(HelpRow {
                chords: binding.chords.clone(),
                action: binding.action,
                help: binding.help,
                places: vec![place],
                is_global: binding.context == Context::Global,
            });
        }
    }
    rows
}

fn key_line(chords: &str, help: &'static str, place: &str, columns: usize, theme: &Theme) -> Line<'static> {
    let room = columns.saturating_sub(chord_columns(columns));
    let help = cut_end(help, room, theme.glyphs.ellipsis).into_owned();
    let mut spans = vec![Span::styled(pad_right(chords, chord_columns(columns)), theme.key)];
    let left = room.saturating_sub(width(&help) + 2);
    spans.push(Span::styled(help, theme.text));
    if !place.is_empty() && left >= 6 {
        let place = cut_end(place, left, theme.glyphs.ellipsis).into_owned();
        spans.push(Span::styled(format!("  {place}"), theme.muted));
    }
    Line::from(spans)
}

/// Whether a key says nothing new: it stands among the global ones too, or it only closes what `esc` closes as well.
fn repeats_another(keymap: &Keymap, binding: &KeymapRow) -> bool {
    let closes_too = binding.action == Action::Back && !binding.chords.contains(&Chord::plain(Key::Esc));
    let takes_too = binding.action == Action::Enter && !binding.chords.contains(&Chord::plain(Key::Enter));
    let is_global_too = binding.context != Context::Global
        && keymap.rows().iter().any(|global| {
            global.context == Context::Global
                && global.action == binding.action
                && binding.chords.iter().all(|chord| global.chords.contains(chord))
        });
    closes_too || takes_too || is_global_too
}

/// Where a key holds, in words; nothing for keys that hold everywhere.
fn place(context: Context) -> &'static str {
    match context {
        Context::Global => "",
        Context::Board => "list",
        Context::FilterLine => "filter line",
        Context::Detail => "task",
        Context::SortMenu => "sort menu",
        Context::WindowGrid => "dial window",
        Context::RawJson => "raw JSON",
        Context::Columns => "columns",
        Context::CommandLine => "command line",
        Context::ExportMenu => "export",
        Context::Help => "help",
        Context::ColumnSearch => "column search",
        Context::HelpSearch => "help search",
    }
}

/// What can be typed into the filter line.
fn filter_language(columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let entries = filter::LANGUAGE.iter().map(|(example, meaning)| key_line(example, meaning, "", columns, theme));
    [Line::from(Span::styled("IN THE FILTER LINE", theme.title))].into_iter().chain(entries).collect()
}

/// What the marks on the board mean.
fn marks(columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let glyphs = &theme.glyphs;
    let marks: [(&str, Style, &'static str); 10] = [
        (glyphs.marker, theme.accent, "the selected task"),
        ("!", theme.warn, "part of the row could not be read"),
        ("?", theme.warn, "counts that contradict each other"),
        ("-", theme.muted, "nothing to count yet"),
        ("(24%)", theme.muted, "answer rate of fewer than 30 calls"),
        ("ASR", theme.muted, "answer rate: answered of all calls"),
        (glyphs.open, theme.good, "dial window open, and for how long"),
        (glyphs.shut, theme.muted, "dial window shut, and for how long"),
        ("END ERR", theme.text, "completed, failed"),
        ("S6", theme.text, "a status the API does not document"),
    ];
    let mut lines = vec![Line::from(Span::styled("MARKS", theme.title))];
    for (mark, style, meaning) in marks {
        let meaning = cut_end(meaning, columns.saturating_sub(chord_columns(columns)), glyphs.ellipsis).into_owned();
        lines.push(Line::from(vec![
            Span::styled(pad_right(mark, chord_columns(columns)), style),
            Span::styled(meaning, theme.text),
        ]));
    }
    lines
}
