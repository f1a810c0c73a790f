//! The configuration as a user meets it: a corpus of files with the message or the values that each must give, the
//! precedence of the sources, and the example file.
//!
//! The first line of an invalid file is a comment with the pieces that the message must hold, separated by `|`. The first
//! line of a valid file names the profile and the base URL that must come out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use callbot_tui::api::Algorithm;
use callbot_tui::config::{ConfigError, Credentials, Flags, Origin, Paths, Settings, load, template};
use callbot_tui::keys::{Action, Chord, Context};
use secrecy::ExposeSecret as _;

type Variables<'v> = &'v [(&'v str, &'v str)];

fn load_file(path: &Path, variables: Variables<'_>) -> Result<Settings, ConfigError> {
    let flags = Flags { config: Some(path.to_owned()), ..Flags::default() };
    load_with(&flags, variables)
}

fn load_with(flags: &Flags, variables: Variables<'_>) -> Result<Settings, ConfigError> {
    let variables: HashMap<_, _> = variables.iter().copied().collect();
    let env = |name: &str| variables.get(name).map(|value| (*value).to_owned());
    load(flags, &env, &Paths { home: Some(PathBuf::from("/home/someone")), ..Paths::default() })
}

fn load_whole(path: &Path) -> Result<(Settings, Credentials), ConfigError> {
    let settings = load_file(path, &[])?;
    let credentials = settings.credentials()?;
    Ok((settings, credentials))
}

fn corpus(kind: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/configs").join(kind);
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.is_file()).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

fn first_comment(path: &Path) -> Vec<String> {
    let bytes = fs::read(path).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let line = text.trim_start_matches('\u{feff}').lines().next().unwrap().strip_prefix("# ").unwrap().to_owned();
    line.split(" | ").map(str::to_owned).collect()
}

fn temporary(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), text).unwrap();
    file
}

#[test]
fn every_invalid_file_gives_one_message_with_file_line_and_key() {
    for path in corpus("invalid") {
        let error = load_whole(&path).map(|_| ()).expect_err(&path.display().to_string());
        let message = format!("{error}\n{}", error.hint());
        for piece in first_comment(&path) {
            assert!(message.contains(&piece), "{}: no {piece:?} in {message:?}", path.display());
        }
        assert!(message.contains(path.file_name().unwrap().to_str().unwrap()), "{message}");
        assert!(!error.to_string().contains('\n') && !error.to_string().ends_with('.'), "{error}");
        for debug in [message.clone(), format!("{error:?}")] {
            assert!(!debug.contains("TOP-SECRET") && !debug.contains("999111999"), "{}: {debug}", path.display());
        }
    }
}

#[test]
fn every_valid_file_gives_its_profile_and_address() {
    for path in corpus("valid") {
        let settings = load_file(&path, &[]).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let expected = first_comment(&path);
        assert_eq!(vec![settings.profile_name().to_owned(), settings.base_url.value.clone()], expected, "{path:?}");
        if settings.profile.is_some() {
            assert_eq!(settings.credentials().unwrap().secret.expose_secret(), "k", "{path:?}");
        }
    }
}

#[test]
fn odd_keys_are_told_with_file_line_and_key_and_are_never_fatal() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/configs/valid/odd-keys.toml");
    let (keymap, problems) = load_file(&path, &[]).unwrap().keys.keymap();
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let text = fs::read_to_string(&path).unwrap();
    let odd: Vec<_> = text.lines().enumerate().filter(|(_, line)| line.contains("# odd: ")).collect();
    assert!(odd.len() >= 10);
    for (number, line) in &odd {
        let place = format!("odd-keys.toml, line {})", number + 1);
        let piece = line.split_once("# odd: ").unwrap().1;
        assert!(told.iter().any(|told| told.ends_with(&place) && told.contains(piece)), "{piece} {place}: {told:#?}");
    }
    assert_eq!(told.len(), odd.len(), "{told:#?}");
    assert_eq!(keymap.notes(), told);
    assert_eq!(keymap.resolve(Context::Board, Chord::char('R')), Some(Action::Refresh), "the others hold");

    for text in ["keys = 3", "[[keys]]", "[keys]\n\"\" = 1\n\"\u{202e}x\" = 2\nup = [[]]", "[keys.board.sort]"] {
        let file = temporary(text);
        let (keymap, problems) = load_file(file.path(), &[]).unwrap().keys.keymap();
        assert!(!problems.is_empty(), "{text}");
        assert_eq!(keymap.rows(), callbot_tui::keys::Keymap::default().rows());
        assert!(problems.iter().all(|problem| !problem.to_string().contains('\u{202e}')));
    }
}

#[test]
fn the_example_is_valid_as_it_is_and_says_nothing() {
    let file = temporary(template::EXAMPLE);
    let settings = load_file(file.path(), &[]).unwrap();
    assert!(settings.is_first_start());
    let defaults = Settings::default();
    assert_eq!(settings.active_interval, defaults.active_interval);
    assert_eq!(settings.theme, defaults.theme);
}

#[test]
fn the_example_is_valid_with_every_line_uncommented_and_shows_every_key_at_its_default() {
    let uncommented: String =
        template::EXAMPLE.lines().map(|line| format!("{}\n", line.strip_prefix("# ").unwrap_or(line))).collect();
    let file = temporary(&uncommented);
    let settings = load_file(file.path(), &[]).unwrap();
    assert_eq!(settings.profile_name(), "prod");
    assert_eq!(settings.credentials().unwrap().secret.expose_secret(), "your-secret-key");
    let defaults = Settings::default();
    for (shown, default) in settings.shown().iter().zip(defaults.shown()) {
        let is_from_file = matches!(shown.origin, Origin::File { .. });
        match shown.key {
            "allow_http" | "ca_file" => assert!(!is_from_file, "only other profiles show {}", shown.key),
            "profile" | "uuid" | "secret_key" | "notify.command" => assert!(is_from_file, "{}", shown.key),
            key => {
                assert!(is_from_file, "{key} is missing from the example");
                assert_eq!(shown.value, default.value, "{key} is not at its default");
            }
        }
    }
    for profile in ["staging", "lab"] {
        let flags =
            Flags { config: Some(file.path().to_owned()), profile: Some(profile.to_owned()), ..Flags::default() };
        let settings = load_with(&flags, &[]).unwrap();
        assert!(settings.missing_credentials().is_empty());
        assert_eq!(settings.allow_http.value, profile == "lab");
        assert_eq!(settings.ca_file.is_some(), profile == "staging");
    }
}

#[test]
fn flags_win_over_environment_over_file_over_default() {
    let file = temporary(
        "[profiles.prod]\nbase_url = \"https://file.example.com\"\nuuid = \"file-uuid\"\nalgorithm = \"SHA256\"\nsecret_key = \"file-secret\"\n",
    );
    let flags = Flags { config: Some(file.path().to_owned()), ..Flags::default() };
    let from_file = load_with(&flags, &[]).unwrap();
    assert!(matches!(from_file.base_url.origin, Origin::File { line: 2, .. }));
    assert_eq!(from_file.max_pages.origin, Origin::Default);

    let variables = [
        ("CALLBOT_BASE_URL", "https://env.example.com"),
        ("CALLBOT_UUID", "env-uuid"),
        ("CALLBOT_SECRET_KEY", "env-secret"),
    ];
    let from_env = load_with(&flags, &variables).unwrap();
    assert_eq!(from_env.base_url.value, "https://env.example.com");
    assert_eq!(from_env.uuid.as_ref().unwrap().origin, Origin::Environment("CALLBOT_UUID"));
    assert_eq!(from_env.credentials().unwrap().secret.expose_secret(), "env-secret");
    assert_eq!(from_env.algorithm.value, Algorithm::Sha256, "what the environment does not say comes from the profile");

    let flags = Flags { base_url: Some("https://flag.example.com/".to_owned()), ..flags };
    let from_flag = load_with(&flags, &variables).unwrap();
    assert_eq!(from_flag.base_url.value, "https://flag.example.com");
    assert_eq!(from_flag.base_url.origin, Origin::Flag("--base-url"));
}

#[test]
fn with_uuid_and_secret_in_the_environment_no_file_is_needed() {
    let variables = [("CALLBOT_UUID", "u"), ("CALLBOT_SECRET_KEY", "k"), ("CALLBOT_ALGORITHM", "sha-256")];
    let settings = load_with(&Flags::default(), &variables).unwrap();
    assert_eq!(settings.profile_name(), "environment");
    assert_eq!(settings.algorithm.value, Algorithm::Sha256);
    assert_eq!(settings.credentials().unwrap().uuid, "u");
    assert!(!settings.is_first_start());
}

#[test]
fn empty_variables_count_as_not_set() {
    let settings =
        load_with(&Flags::default(), &[("CALLBOT_UUID", ""), ("CALLBOT_CONFIG", ""), ("NO_COLOR", "")]).unwrap();
    assert_eq!(settings.missing_credentials(), ["uuid", "secret key"]);
    assert!(settings.is_first_start() && !settings.no_color);
}

#[test]
fn bad_values_outside_the_file_name_their_source() {
    for (variables, piece) in [
        ([("CALLBOT_ALGORITHM", "MD4")], "environment variable CALLBOT_ALGORITHM"),
        ([("CALLBOT_BASE_URL", "nowhere")], "environment variable CALLBOT_BASE_URL"),
        ([("CALLBOT_BASE_URL", "http://example.com")], "Plain http:// to example.com is refused"),
        ([("CALLBOT_UUID", "a b")], "environment variable CALLBOT_UUID"),
        ([("CALLBOT_PROFILE", "live")], "environment variable CALLBOT_PROFILE"),
        ([("CALLBOT_CONFIG", "/nowhere/at/all.toml")], "environment variable CALLBOT_CONFIG"),
    ] {
        let error = load_with(&Flags::default(), &variables).unwrap_err().to_string();
        assert!(error.contains(piece), "{error}");
    }
    let flags = Flags { profile: Some("live".to_owned()), ..Flags::default() };
    assert!(load_with(&flags, &[]).unwrap_err().to_string().contains("flag --profile"));
}

#[test]
fn a_missing_file_is_fine_unless_someone_asked_for_it() {
    let nowhere = PathBuf::from("/nowhere/at/all.toml");
    let paths = Paths { config_file: Some(nowhere.clone()), ..Paths::default() };
    let settings = load(&Flags::default(), &|_| None, &paths).unwrap();
    assert!(settings.is_first_start() && !settings.config_file_exists);

    let error = load_file(&nowhere, &[]).unwrap_err();
    assert!(error.to_string().contains("does not exist") && error.to_string().contains("flag --config"), "{error}");
    let directory = tempfile::tempdir().unwrap();
    assert!(load_file(directory.path(), &[]).is_err(), "a directory is no file");
}

#[test]
fn secret_files_are_found_from_home_and_from_beside_the_configuration() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("prod.key"), "file-secret\r\n").unwrap();
    let config = directory.path().join("config.toml");
    let home = Some(directory.path().to_owned());
    let paths = Paths { config_file: Some(config.clone()), home, ..Paths::default() };
    for named in ["prod.key", "~/prod.key"] {
        fs::write(&config, format!("[profiles.p]\nuuid = \"u\"\nsecret_key_file = \"{named}\"\n")).unwrap();
        let settings = load(&Flags::default(), &|_| None, &paths).unwrap();
        assert_eq!(settings.credentials().unwrap().secret.expose_secret(), "file-secret", "{named}");
    }
}

#[cfg(unix)]
#[test]
fn secrets_that_others_can_read_are_warned_about_with_the_mend() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().unwrap();
    let key = directory.path().join("prod.key");
    let config = directory.path().join("config.toml");
    let set_mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    fs::write(&key, "k").unwrap();
    fs::write(&config, format!("[profiles.p]\nuuid = \"u\"\nsecret_key_file = {key:?}\n")).unwrap();
    set_mode(&config, 0o644);
    set_mode(&key, 0o640);
    let warnings = load_file(&config, &[]).unwrap().warnings();
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].ends_with(&format!("chmod 600 {}", key.display())), "{warnings:?}");
    set_mode(&key, 0o600);
    assert_eq!(load_file(&config, &[]).unwrap().warnings(), Vec::<String>::new());

    fs::write(&config, "[profiles.p]\nuuid = \"u\"\nsecret_key = \"k\"\n").unwrap();
    assert!(load_file(&config, &[]).unwrap().warnings()[0].contains("config.toml"));
    let variables = [("CALLBOT_SECRET_KEY", "k")];
    assert!(load_file(&config, &variables).unwrap().warnings().is_empty(), "the file's secret is not in use");
}

#[test]
fn a_theme_of_ones_own_is_found_by_name_and_by_path() {
    let directory = tempfile::tempdir().unwrap();
    let config = directory.path().join("config.toml");
    let home = Some(directory.path().join("home"));
    let paths = Paths { config_file: Some(config.clone()), home, ..Paths::default() };
    fs::create_dir(directory.path().join("themes")).unwrap();
    fs::write(directory.path().join("themes/sea.toml"), "").unwrap();
    for (named, file) in [
        ("sea", Some("themes/sea.toml")),
        ("themes/sea.toml", Some("themes/sea.toml")),
        ("~/wood.toml", Some("home/wood.toml")),
        ("dark", None),
    ] {
        fs::write(&config, format!("[ui]\ntheme = \"{named}\"\n")).unwrap();
        let theme = load(&Flags::default(), &|_| None, &paths).unwrap().theme.value;
        assert_eq!(theme.file, file.map(|file| directory.path().join(file)), "{named}");
        assert_eq!(theme.to_string(), named);
    }
}

#[test]
fn no_view_of_the_settings_shows_the_secret() {
    let file = temporary("[profiles.p]\nuuid = \"u\"\nsecret_key = \"TOP-SECRET\"\n");
    let settings = load_file(file.path(), &[]).unwrap();
    let credentials = settings.credentials().unwrap();
    for text in [format!("{settings:?}"), format!("{credentials:?}"), format!("{:?}", settings.shown())] {
        assert!(!text.contains("TOP-SECRET"), "{text}");
    }
}

#[test]
fn init_writes_the_example_once_and_never_over_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("new/deeper/config.toml");
    template::init(&path).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), template::EXAMPLE);
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().mode() & 0o777, 0o700);
    }
    fs::write(&path, "mine").unwrap();
    let error = template::init(&path).unwrap_err();
    assert!(error.to_string().contains("already"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no draft is left behind");
}

#[test]
fn alerts_take_what_is_written_and_keep_the_rest() {
    use callbot_tui::history::alert::{Mute, Number, RuleSettings};
    use callbot_tui::history::{RuleName, Severity};
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/configs/valid/alerts.toml");
    let settings = load_file(&path, &[]).unwrap();
    let alerts = &settings.alerts;
    assert_eq!(alerts.snooze_seconds, 3600);
    let mute = |rule, id: Option<&str>| Mute { rule, task_id: id.map(str::to_owned) };
    assert_eq!(alerts.muted, [mute(RuleName::Completed, None), mute(RuleName::Spill, Some("user:7"))]);
    let default = RuleSettings::default_of(RuleName::Stall);
    let stall = RuleSettings { enabled: false, severity: Severity::Warning, hold_seconds: 120, ..default };
    assert_eq!(alerts.rule(RuleName::Stall), stall);
    assert_eq!(alerts.number(Number::StallOdds), 1e-6);
    assert_eq!(alerts.number(Number::AsrFloorFloor), 0.15);
    assert_eq!(alerts.rule(RuleName::Crawl), RuleSettings::default_of(RuleName::Crawl));
    let shown = settings.shown();
    let stall = shown.iter().find(|shown| shown.key == "alerts.stall").unwrap();
    assert!(stall.value.starts_with("off, warn, hold 2m, clear 1m, cooldown 15m, odds 0.000001"), "{}", stall.value);
    assert!(stall.origin.to_string().ends_with("alerts.toml, line 6"), "{}", stall.origin);
}
