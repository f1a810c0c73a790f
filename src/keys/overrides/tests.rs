//! Who gets which key.

use std::collections::HashSet;

use proptest::prelude::*;

use super::{KeyOverride, contexts_of};
use crate::keys::{Action, Chord, Context, Key, Keymap, TABLE};

/// Reads `sort = x y` or `board.sort = x y`, one setting a line.
fn lines(text: &str) -> Vec<KeyOverride> {
    let read = |(number, line): (usize, &str)| {
        let (name, chords) = line.split_once('=').unwrap();
        let (context, action) = match name.trim().split_once('.') {
            Some((context, action)) => (Some(Context::from_name(context).unwrap()), action),
            None => (None, name.trim()),
        };
        KeyOverride {
            context,
            action: Action::from_name(action).unwrap_or_else(|| panic!("{action}")),
            chords: chords.split_whitespace().map(|chord| chord.parse().unwrap()).collect(),
            place: format!("config.toml, line {}", number + 1),
        }
    };
    text.lines().map(str::trim).filter(|line| !line.is_empty()).enumerate().map(read).collect()
}

fn keymap(text: &str) -> (Keymap, Vec<String>) {
    let (keymap, problems) = Keymap::with_overrides(&lines(text));
    (keymap, problems.iter().map(ToString::to_string).collect())
}

fn chords(keymap: &Keymap, context: Context, action: Action) -> String {
    let rows = keymap.rows().iter().filter(|row| (row.context, row.action) == (context, action));
    rows.flat_map(|row| &row.chords).map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn one_problem(text: &str, pieces: &[&str]) -> Keymap {
    let (keymap, problems) = keymap(text);
    assert_eq!(problems.len(), 1, "{problems:?}");
    for piece in pieces {
        assert!(problems[0].contains(piece), "no {piece:?} in {problems:?}");
    }
    keymap
}

#[test]
fn without_settings_the_table_holds() {
    assert_eq!(keymap(""), (Keymap::default(), Vec::new()));
    let as_it_is: String = TABLE
        .iter()
        .filter(|row| row.follows.is_none())
        .map(|row| {
            let chords: Vec<_> = row.chords.iter().map(ToString::to_string).collect();
            format!("{}.{} = {}\n", row.context.name(), row.action.name(), chords.join(" "))
        })
        .collect();
    assert_eq!(keymap(&as_it_is), (Keymap::default(), Vec::new()), "the table written out changes nothing");
}

#[test]
fn a_key_moves_and_what_it_opens_closes_by_the_new_one() {
    let (keymap, problems) = keymap("refresh = R ctrl-r f5\nwindow = f\nquit = q ctrl-x");
    assert_eq!(problems, [""; 0]);
    assert_eq!(keymap.resolve(Context::Board, Chord::char('R')), Some(Action::Refresh));
    assert_eq!(keymap.resolve(Context::Detail, Chord::plain(Key::F(5))), Some(Action::Refresh));
    assert_eq!(keymap.resolve(Context::Board, Chord::char('r')), None);
    assert_eq!(keymap.resolve(Context::WindowGrid, Chord::char('f')), Some(Action::Back));
    assert_eq!(keymap.resolve(Context::WindowGrid, Chord::char('d')), None);
    assert_eq!(keymap.resolve(Context::Detail, Chord::ctrl('x')), Some(Action::Back), "quit goes back there");
}

#[test]
fn a_key_can_be_taken_away() {
    let (keymap, problems) = keymap("mouse =\nwindow =");
    assert_eq!(problems, [""; 0]);
    assert_eq!(keymap.resolve(Context::Board, Chord::char('m')), None);
    assert_eq!(keymap.resolve(Context::WindowGrid, Chord::char('d')), None);
    assert_eq!(keymap.key_of(Action::Mouse), "");
}

#[test]
fn two_that_change_places_are_no_clash() {
    let (keymap, problems) = keymap("refresh = s\nsort = r");
    assert_eq!(problems, [""; 0]);
    assert_eq!(keymap.resolve(Context::Board, Chord::char('s')), Some(Action::Refresh));
    assert_eq!(keymap.resolve(Context::Board, Chord::char('r')), Some(Action::Sort));
    assert_eq!(keymap.resolve(Context::SortMenu, Chord::char('r')), Some(Action::Enter));
}

#[test]
fn a_setting_goes_before_the_tables_own_key_and_says_whose_it_was() {
    let place = "(config.toml, line 1)";
    let keys =
        one_problem("refresh = s", &["keys.refresh: \"s\" was the key of sort (task list)", "no other key", place]);
    assert_eq!(keys.resolve(Context::Board, Chord::char('s')), Some(Action::Refresh));
    let keys = one_problem("sort = k", &["was the key of up (task list), which keeps \"up\""]);
    assert_eq!(keys.resolve(Context::Board, Chord::char('k')), Some(Action::Sort));
    assert_eq!(keys.resolve(Context::Detail, Chord::char('k')), Some(Action::Up));
    let (keys, problems) = keymap("refresh = enter");
    assert!(problems[0].contains("\"enter\" was the key of enter (task list)"), "{problems:?}");
    assert!(problems[1].contains("toggle_column (columns), which keeps \"space\""), "{problems:?}");
    assert_eq!(keys.resolve(Context::SortMenu, Chord::plain(Key::Enter)), Some(Action::Enter), "a menu needs it");
}

#[test]
fn of_two_settings_the_first_wins_and_the_other_keeps_its_own_key() {
    let keys = one_problem("refresh = v\nsort = v", &["keys.sort: \"v\" is left out", "of refresh", "line 2"]);
    assert_eq!(keys.resolve(Context::Board, Chord::char('v')), Some(Action::Refresh));
    assert_eq!(keys.resolve(Context::Board, Chord::char('s')), Some(Action::Sort));
    let keys =
        one_problem("sort = v\nrefresh = v R", &["keys.refresh: \"v\" is left out", "of sort already (task list)"]);
    assert_eq!(chords(&keys, Context::Global, Action::Refresh), "R");
}

#[test]
fn a_setting_that_repeats_the_tables_key_counts_as_a_setting() {
    let (keys, problems) = keymap("refresh = s\nsort = s");
    assert!(problems[0].contains("was the key of sort (task list), which has no other"), "{problems:?}");
    assert!(problems[1].contains("keys.sort: \"s\" is left out") && problems[1].contains("line 2"), "{problems:?}");
    assert_eq!(chords(&keys, Context::Board, Action::Sort), "");
    let keys = one_problem("sort = s\nrefresh = s", &["keys.refresh: \"s\" is left out", "of sort already"]);
    assert_eq!(chords(&keys, Context::Global, Action::Refresh), "r");
    let (keys, problems) = keymap("enter = o enter\nquit = q");
    assert_eq!((problems.as_slice(), chords(&keys, Context::Board, Action::Enter).as_str()), (&[][..], "o enter"));
}

#[test]
fn a_named_place_may_cover_what_holds_everywhere() {
    let (keymap, problems) = keymap("refresh = v\nboard.sort = v");
    assert_eq!(problems, [""; 0]);
    assert_eq!(keymap.resolve(Context::Board, Chord::char('v')), Some(Action::Sort));
    assert_eq!(keymap.resolve(Context::Detail, Chord::char('v')), Some(Action::Refresh));
    let (keymap, problems) = self::keymap("up = i\nhelp_search.enter = f2\nboard.enter = o");
    assert_eq!(problems, [""; 0]);
    assert_eq!(chords(&keymap, Context::HelpSearch, Action::Enter), "f2 enter");
    assert_eq!(chords(&keymap, Context::Board, Action::Enter), "o");
    assert_eq!(chords(&keymap, Context::ExportMenu, Action::Enter), "enter");
    assert_eq!(keymap.resolve(Context::FilterLine, Chord::plain(Key::Up)), Some(Action::Up), "i is typed there");
}

#[test]
fn what_would_lock_the_user_out_stays() {
    let keys = one_problem("quit_now =", &["\"ctrl-c\" cannot be taken away"]);
    assert_eq!(keys.resolve(Context::Board, Chord::ctrl('c')), Some(Action::QuitNow));
    let keys = one_problem("filter = ctrl-c", &["left out", "always the key of quit_now"]);
    assert_eq!(chords(&keys, Context::Board, Action::Filter), "/");
    one_problem("sort = esc s", &["\"esc\" is left out", "always the key of back"]);
    one_problem("filter_line.keep_filter = v", &["\"v\" is left out", "filter line needs it"]);
    one_problem("sort_menu.enter = n", &["\"n\" is left out", "sort menu needs it"]);
    one_problem("filter_line.up =", &["\"up\" cannot be taken away (filter line)"]);
    one_problem("command_line.complete = enter", &["\"enter\" is left out", "of enter already"]);
    let (keymap, problems) = keymap("quit_now = ctrl-q\nback = v");
    assert_eq!(problems, [""; 0]);
    assert_eq!(chords(&keymap, Context::Global, Action::QuitNow), "ctrl-q ctrl-c");
    assert_eq!(chords(&keymap, Context::Detail, Action::Back), "v esc q");
    assert_eq!(chords(&keymap, Context::FilterLine, Action::Back), "esc");
}

#[test]
fn an_action_that_means_nothing_in_a_place_is_told_where_it_does() {
    let keys = one_problem("detail.sort = x", &["sort means nothing in task detail", "write it in [keys.board]"]);
    assert_eq!(keys, Keymap::default());
}

#[test]
fn suspending_works_from_a_text_line_by_its_new_key_too() {
    let (keymap, _) = keymap("suspend = ctrl-y\nredraw = ctrl-w");
    assert_eq!(keymap.resolve(Context::FilterLine, Chord::ctrl('y')), Some(Action::Suspend));
    assert_eq!(keymap.resolve(Context::FilterLine, Chord::ctrl('w')), None, "it deletes a word there");
}

#[test]
fn the_digits_are_keys_like_all_others() {
    let (keymap, problems) = keymap("toggle_failed = f\nall_statuses = *");
    assert_eq!(problems, [""; 0]);
    assert_eq!(keymap.resolve(Context::Board, Chord::char('f')), Some(Action::ToggleStatus(4)));
    assert_eq!(keymap.resolve(Context::Board, Chord::char('4')), None);
}

#[test]
fn every_action_and_place_has_a_name_of_its_own() {
    let actions = Action::all();
    let names: HashSet<&str> =
        actions.iter().map(|action| action.name()).chain(Context::ALL.map(Context::name)).collect();
    assert_eq!(names.len(), actions.len() + Context::ALL.len(), "an action and a place share [keys]");
    for name in &names {
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{name}");
    }
    for action in actions {
        assert_eq!(Action::from_name(action.name()), Some(action));
    }
    for context in Context::ALL {
        assert_eq!(Context::from_name(context.name()), Some(context));
        assert!(TABLE.iter().any(|row| row.context == context), "{context:?} has keys");
    }
}

fn line() -> impl Strategy<Value = KeyOverride> {
    let chords: Vec<Chord> = TABLE
        .iter()
        .flat_map(|row| row.chords.iter().copied())
        .chain("xyzn*".chars().map(Chord::char))
        .chain([Chord::plain(Key::F(2)), Chord::ctrl('x'), Chord::plain(Key::Left)])
        .collect();
    let context = prop::option::of(prop::sample::select(Context::ALL.to_vec()));
    let action = prop::sample::select(Action::all());
    let any_place = (context, action.clone());
    // Half of the lines stand where they mean something.
    let right_place =
        action.prop_flat_map(|action| (prop::sample::select(contexts_of(action)).prop_map(Some), Just(action)));
    let chords = prop::collection::vec(prop::sample::select(chords), 0..4);
    (prop_oneof![any_place, right_place], chords).prop_map(|((context, action), chords)| KeyOverride {
        context,
        action,
        chords,
        place: "config.toml".to_owned(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn whatever_is_written_the_keys_are_clear_and_nobody_is_locked_in(lines in prop::collection::vec(line(), 0..12)) {
        let (keymap, problems) = Keymap::with_overrides(&lines);
        let mut seen = HashSet::new();
        for row in keymap.rows() {
            for chord in &row.chords {
                prop_assert!(seen.insert((row.context, *chord)), "{chord} twice in {:?}", row.context);
                prop_assert!(!row.context.takes_for_itself(*chord), "{chord} is typed in {:?}", row.context);
            }
        }
        for context in Context::ALL {
            prop_assert_eq!(keymap.resolve(context, Chord::ctrl('c')), Some(Action::QuitNow));
            if context != Context::Global {
                prop_assert_eq!(keymap.resolve(context, Chord::plain(Key::Esc)), Some(Action::Back));
            }
            if context.is_text_line() || matches!(context, Context::SortMenu | Context::ExportMenu) {
                let enter = keymap.resolve(context, Chord::plain(Key::Enter));
                prop_assert!(matches!(enter, Some(Action::Enter | Action::KeepFilter)), "{enter:?} in {context:?}");
            }
        }
        for problem in problems {
            let sentence = problem.to_string();
            prop_assert!(sentence.starts_with("keys.") && sentence.ends_with("(config.toml)"), "{sentence}");
        }
    }
}
