//! The user's own files: configuration, keys, saved state, themes, scenarios.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use callbot_tui::app::{Account, Model, Saved};
use callbot_tui::config::{ConfigFile, Flags, Paths, Sourced, settings_for};
use callbot_tui::keys::{Action, Chord, Context, Keymap};
use callbot_tui::view::{ColourSupport, GlyphSet, Palette, Theme};

use super::words::now;

fn paths() -> Paths {
    Paths { config_file: None, home: Some(PathBuf::from("/home/someone")), state_dir: None }
}

/// A configuration file, from its text to the settings of each of its profiles. Secrets are not fetched: that would run
/// commands.
pub(super) fn config(data: &[u8]) {
    let text = super::text(data);
    let path: Arc<Path> = Path::new("/nowhere/config.toml").into();
    let file = match ConfigFile::parse(&text, path, &paths()) {
        Ok(file) => file,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            let _ = error.hint();
            return;
        }
    };
    let names = file.profile_names().into_iter().take(4).map(|name| Some(Sourced::default_of(name)));
    for name in names.chain([None]) {
        match settings_for(name, &file, &Flags::default(), &|_| None) {
            Ok(settings) => {
                assert!(settings.page_size.value >= 1 && settings.max_pages.value >= 1);
                assert!(!settings.active_interval.value.is_zero() && !settings.full_interval.value.is_zero());
                assert!(settings.shown().iter().all(|setting| !setting.value.contains('\u{1b}')));
                let _ = settings.keys.keymap();
            }
            Err(error) => {
                let _ = (error.to_string(), error.hint());
            }
        }
    }
}

/// Keys, one a line: each reads back as it is shown. Then all of them for one action each, and every key asked everywhere.
pub(super) fn keys(data: &[u8]) {
    let text = super::text(data);
    let chords: Vec<Chord> = text.split('\n').filter_map(|line| line.parse().ok()).collect();
    for chord in &chords {
        assert_eq!(chord.to_string().parse::<Chord>().ok(), Some(*chord), "{chord} reads back");
    }
    let actions = Action::all();
    let line = |(place, chord): (usize, &Chord)| callbot_tui::keys::KeyOverride {
        context: None,
        action: actions.get((place * 7 + text.len()) % actions.len()).copied().unwrap_or(Action::Quit),
        chords: vec![*chord],
        place: String::new(),
    };
    let lines: Vec<_> = chords.iter().enumerate().map(line).take(6).collect();
    let (keymap, _) = Keymap::with_overrides(&lines);
    for chord in chords.iter().copied().chain([Chord::ctrl('c')]) {
        for context in ["board", "detail", "help_view", "filter_line"].into_iter().filter_map(Context::from_name) {
            let action = keymap.resolve(context, chord);
            assert!(chord != Chord::ctrl('c') || action == Some(Action::QuitNow), "ctrl-c always quits");
        }
    }
}

/// A saved state: taken over, saved again, and read back the same.
pub(super) fn state(data: &[u8]) {
    let Ok(saved) = Saved::from_json(&super::text(data)) else {
        return;
    };
    assert_eq!(Saved::from_json(&saved.to_json()).ok().as_ref(), Some(&saved));
    let mut model = Model::new(Account::default(), None, 0, now());
    model.restore(&saved);
    let taken = model.saved();
    assert_eq!(Saved::from_json(&taken.to_json()).ok().as_ref(), Some(&taken));
    let mut again = Model::new(Account::default(), None, 0, now());
    again.restore(&taken);
    assert_eq!(again.saved(), taken, "what was taken over stays");
}

/// A theme file, on every kind of terminal.
pub(super) fn theme(data: &[u8]) {
    match Palette::parse(&super::text(data)) {
        Ok(palette) => {
            for colours in
                [ColourSupport::None, ColourSupport::Ansi16, ColourSupport::Ansi256, ColourSupport::TrueColour]
            {
                Theme::of(&palette, colours, GlyphSet::Block);
            }
        }
        Err(error) => {
            let _ = (error.to_string(), error.problem.hint());
        }
    }
}

/// A scenario file of the demo server, as far as the fleet that it describes.
pub(super) fn scenario(data: &[u8]) {
    let _ = callbot_tui::demo::check_scenario(&super::text(data), super::words::NOW_MS);
}
