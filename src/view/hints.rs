//! Which keys the footer names, and in which order: the most useful first, because the last leave first where the line is
//! short; help and quit stay. Uses `keys` and `app`.

use ratatui::text::{Line, Span};

use super::text::width;
use super::theme::Theme;
use crate::app::{Model, Overlay};
use crate::keys::{Action, Context, Keymap, KeymapRow};

/// Columns between two hints.
pub(super) const GAP: usize = 2;

/// What decides whether a key does something at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Situation {
    /// Without a row there is no task to look into and nothing to sort.
    has_row: bool,
    /// Whether a filter or a status is chosen that `esc` would clear.
    has_filter: bool,
    /// Whether statuses are chosen.
    has_statuses: bool,
    /// Whether the display is frozen.
    is_paused: bool,
    /// Whether the panel of alerts has an entry to act on.
    has_alert: bool,
}

impl Situation {
    /// Nothing is known: every key is worth its place.
    const ANY: Self = Self { has_row: true, has_filter: true, has_statuses: true, is_paused: false, has_alert: true };

    fn of(model: &Model) -> Self {
        let has_statuses = !model.list.statuses.is_all();
        let has_text = !model.list.filter.input.value().is_empty();
        Self {
            has_row: !model.list.rows.is_empty(),
            has_filter: has_statuses || has_text,
            has_statuses,
            is_paused: model.pause.is_some(),
            has_alert: matches!(model.overlay, Some(Overlay::Alerts { selected: Some(_), .. })),
        }
    }

    fn allows(self, context: Context, action: Action) -> bool {
        match context {
            Context::Alerts => {
                self.has_alert || matches!(action, Action::Back | Action::Help | Action::Alerts | Action::Quit)
            }
            Context::Board => match action {
                Action::Enter
                | Action::Why
                | Action::Window
                | Action::RawJson
                | Action::Sort
                | Action::CopyId
                | Action::CopyRow
                | Action::Export => self.has_row,
                Action::Back => self.has_filter,
                Action::AllStatuses => self.has_statuses,
                _ => true,
            },
            _ => true,
        }
    }
}

/// A hint of the footer.
struct Hint {
    keys: String,
    word: &'static str,
    action: Action,
}

impl Hint {
    fn width(&self) -> usize {
        width(&self.keys) + 1 + width(self.word)
    }
}

/// The actions of a place from the most to the least useful. What has a hint in the table and is missing here comes after
/// these, where it is the place's own.
fn order(context: Context) -> &'static [Action] {
    match context {
        Context::Board => &[
            Action::Enter,
            Action::Filter,
            Action::Back,
            Action::Why,
            Action::Alerts,
            Action::ToggleStatus(1),
            Action::Sort,
            Action::CopyId,
            Action::CommandLine,
            Action::Window,
            Action::Columns,
            Action::RawJson,
            Action::Export,
            Action::AllStatuses,
            Action::Refresh,
            Action::Pause,
            Action::NextTheme,
            Action::NextZone,
        ],
        Context::Detail => &[
            Action::Back,
            Action::Why,
            Action::Window,
            Action::Alerts,
            Action::RawJson,
            Action::CopyId,
            Action::CommandLine,
            Action::CopyRow,
            Action::Refresh,
            Action::NextZone,
            Action::Pause,
            Action::NextTheme,
        ],
        Context::WindowGrid => &[Action::Back, Action::NextZone, Action::CopyId],
        Context::RawJson => &[Action::Back, Action::CopyRow, Action::CopyId],
        Context::Alerts => &[
            Action::Enter,
            Action::Why,
            Action::Snooze,
            Action::Back,
            Action::AcknowledgeAll,
            Action::MuteForTask,
            Action::MuteRule,
        ],
        Context::Columns => {
            &[Action::ToggleColumn, Action::MoveLeft, Action::Search, Action::ResetColumns, Action::Back]
        }
        _ => &[],
    }
}

/// The hints of the context that gets the keys, as many as fit into so many columns.
pub(super) fn of_model(model: &Model, columns: usize, theme: &Theme) -> Line<'static> {
    line(hints_of(&model.keymap, model.context(), Situation::of(model)), columns, theme)
}

/// The hints of a context that fit into so many columns.
pub(super) fn of_context(keymap: &Keymap, context: Context, columns: usize, theme: &Theme) -> Line<'static> {
    line(hints_of(keymap, context, Situation::ANY), columns, theme)
}

/// The hints of a board that has no table: only what still does something.
pub(super) fn without_table(keymap: &Keymap, can_poll: bool, columns: usize, theme: &Theme) -> Line<'static> {
    let mut hints = hints_of(keymap, Context::Board, Situation::ANY);
    hints.retain(|hint| match hint.action {
        Action::Refresh => can_poll,
        action => stays(action) > 0,
    });
    line(hints, columns, theme)
}

/// How long a hint stays where the line is short.
fn stays(action: Action) -> u8 {
    match action {
        Action::Help => 2,
        Action::Quit => 1,
        _ => 0,
    }
}

fn hints_of(keymap: &Keymap, context: Context, situation: Situation) -> Vec<Hint> {
    let rows = visible(keymap, context);
    let last: &[Action] = match context {
        Context::Board => &[Action::Help, Action::Quit],
        Context::Help => &[],
        context if context.is_text_line() => &[],
        _ => &[Action::Help],
    };
    let own = rows.iter().filter(|row| row.context == context).map(|row| row.action);
    let mut hints: Vec<Hint> = Vec::new();
    for action in order(context).iter().copied().chain(own).chain(last.iter().copied()) {
        let Some(first) = rows.iter().find(|row| row.action == action) else {
            continue;
        };
        if !situation.allows(context, action) || hints.iter().any(|hint| hint.word == first.hint) {
            continue;
        }
        let word = if action == Action::Pause && situation.is_paused { "go on" } else { first.hint };
        // Keys that share a word are one hint.
        let keys: Vec<String> = rows.iter().filter(|row| row.hint == first.hint).map(|row| row.first_chord()).collect();
        hints.push(Hint { keys: joined(&keys), word, action });
    }
    if let Some(at) = hints.iter().position(|hint| hint.action == Action::Pause && situation.is_paused) {
        // How to get out of a frozen display is worth more than anything else but the first key.
        let pause = hints.remove(at);
        hints.insert(1.min(hints.len()), pause);
    }
    hints
}

/// The rows with a hint and a key: the context's own, then, where it types no text, those that hold everywhere and are
/// not covered by its own.
fn visible(keymap: &Keymap, context: Context) -> Vec<&KeymapRow> {
    let of = |context: Context| keymap.rows().iter().filter(move |row| row.context == context);
    let is_covered =
        |row: &&KeymapRow| of(context).any(|own| own.chords.iter().any(|chord| row.chords.first() == Some(chord)));
    let everywhere = of(Context::Global).filter(|row| !context.is_text_line() && !is_covered(row));
    of(context).chain(everywhere).filter(|row| !row.hint.is_empty() && !row.chords.is_empty()).collect()
}

/// `1-5` for digits that follow each other, else the keys side by side.
fn joined(keys: &[String]) -> String {
    let digits: Option<Vec<u32>> =
        keys.iter().map(|key| key.parse().ok().filter(|digit| *digit < 10)).collect::<Option<Vec<u32>>>();
    let is_run =
        |digits: &Vec<u32>| digits.len() > 2 && digits.iter().zip(digits.iter().skip(1)).all(|(a, b)| a + 1 == *b);
    match digits.filter(is_run).as_deref() {
        Some([first, .., last]) => format!("{first}-{last}"),
        _ => keys.join(" "),
    }
}

fn line(mut hints: Vec<Hint>, columns: usize, theme: &Theme) -> Line<'static> {
    let taken = |hints: &[Hint]| hints.iter().map(Hint::width).sum::<usize>() + GAP * hints.len().saturating_sub(1);
    while hints.len() > 1 && taken(&hints) > columns {
        // The place's first key stays to the end, then help, then quit; of the others the last leaves first.
        let others = hints.iter().enumerate().skip(1).rev();
        let leaves = others.min_by_key(|(_, hint)| stays(hint.action)).map(|(index, _)| index);
        hints.remove(leaves.unwrap_or(0));
    }
    let mut spans = Vec::new();
    for (index, hint) in hints.into_iter().enumerate() {
        let gap = if index > 0 { " ".repeat(GAP) } else { String::new() };
        spans.push(Span::styled(format!("{gap}{}", hint.keys), theme.key));
        spans.push(Span::styled(format!(" {}", hint.word), theme.muted));
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{Chord, KeyOverride};
    use crate::view::{ColourSupport, GlyphSet, ThemeChoice};

    fn theme() -> Theme {
        Theme::new(ThemeChoice::Dark, ColourSupport::None, GlyphSet::Block)
    }

    fn board(keymap: &Keymap, columns: usize, situation: Situation) -> String {
        line(hints_of(keymap, Context::Board, situation), columns, &theme()).to_string()
    }

    const CALM: Situation =
        Situation { has_row: true, has_filter: false, has_statuses: false, is_paused: false, has_alert: false };

    #[test]
    fn a_newcomer_finds_the_way_on_a_usual_screen() {
        assert_eq!(
            board(&Keymap::default(), 78, CALM),
            "enter open  / filter  w why  a alerts  1-5 status  s sort  ? help  q quit"
        );
        assert_eq!(board(&Keymap::default(), 38, CALM), "enter open  / filter  ? help  q quit");
        assert_eq!(board(&Keymap::default(), 18, CALM), "enter open  ? help");
        assert_eq!(board(&Keymap::default(), 3, CALM), "enter open");
    }

    #[test]
    fn what_is_of_use_only_now_is_named_only_now() {
        let filtered = Situation { has_filter: true, has_statuses: true, ..CALM };
        assert!(board(&Keymap::default(), 78, filtered).starts_with("enter open  / filter  esc clear  w why"));
        assert!(board(&Keymap::default(), 200, filtered).contains("0 all"));
        let paused = Situation { is_paused: true, ..CALM };
        assert!(board(&Keymap::default(), 40, paused).starts_with("enter open  p go on"));
        let empty = Situation { has_row: false, ..CALM };
        assert_eq!(board(&Keymap::default(), 50, empty), "/ filter  a alerts  1-5 status  ? help  q quit");
    }

    #[test]
    fn the_users_keys_are_named() {
        let line = |action, chord: &str| KeyOverride {
            context: None,
            action,
            chords: vec![chord.parse::<Chord>().unwrap()],
            place: String::new(),
        };
        let lines = [line(Action::ToggleStatus(4), "f"), line(Action::Sort, "f3"), line(Action::Help, "f1")];
        let mut lines = lines.to_vec();
        lines.push(KeyOverride { context: None, action: Action::Filter, chords: Vec::new(), place: String::new() });
        let (keymap, _) = Keymap::with_overrides(&lines);
        assert_eq!(board(&keymap, 76, CALM), "enter open  w why  a alerts  1 2 3 f 5 status  f3 sort  f1 help  q quit");
    }

    #[test]
    fn every_place_says_how_to_leave_it() {
        for context in Context::ALL.into_iter().filter(|context| !matches!(context, Context::Global | Context::Board)) {
            let hints = of_context(&Keymap::default(), context, 78, &theme()).to_string();
            assert!(hints.contains("esc "), "{context:?}: {hints}");
        }
    }
}
