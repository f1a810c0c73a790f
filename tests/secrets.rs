//! The secret, callback addresses and the program's files, as somebody would look for them who should not see them: in every
//! output of the real program, in its log at the most verbose, in the files it leaves and in the system's tables.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of a test fails like the test itself"
)]

#[path = "support/pty.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod pty;

use std::fmt::Display;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

use base64::Engine as _;
use callbot_tui::api::sign::{Algorithm, Parts, sign};
use callbot_tui::config::SecretSource;
use pty::Pty;
use secrecy::SecretString;
use serde::Serialize;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_callbot-tui");
const SECRET: &str = "TOP-SECRET-0042-zyxw";
const UUID: &str = "account-uuid-0001";
/// What a callback address holds and nobody may see.
const TOKEN: &str = "callback-token-5150";

/// Answers every request with one page: the documented row, with a token in its callback addresses.
fn platform() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let row = include_str!("data/documented-row.json").trim();
    let row = row.replace("https://hooks.example.net/cb?token=abc", &format!("https://hooks.example.net/{TOKEN}?a=b"));
    let callbacks = format!("\"orderCallbackUrl\":\"https://user:{TOKEN}@hooks.example.net/o\",\"funcFlag\":");
    let row = row.replace("\"funcFlag\":", &callbacks);
    let body = format!("{{\"retCode\":0,\"retMsg\":\"success\",\"taskData\":[{row}],\"totalCount\":1}}");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let body = body.clone();
            thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut stream = stream;
                loop {
                    let mut length = 0;
                    let mut line = String::new();
                    loop {
                        line.clear();
                        if reader.read_line(&mut line).unwrap_or(0) == 0 {
                            return;
                        }
                        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                            length = value.trim().parse().unwrap();
                        }
                        if line.trim().is_empty() {
                            break;
                        }
                    }
                    let _ = reader.read_exact(&mut vec![0; length]);
                    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
                    let _ = write!(stream, "{head} {}\r\n\r\n{body}", body.len());
                }
            });
        }
    });
    address
}

/// A home and the environment of a program.
struct World {
    home: TempDir,
    variables: Vec<(String, String)>,
}

impl World {
    fn new(config: &str) -> Self {
        let world = Self { home: TempDir::new().unwrap(), variables: Vec::new() };
        world.write("config.toml", config);
        world
    }

    /// With the credentials of an account on a platform in the environment.
    fn on(address: &str) -> Self {
        let variables = [("CALLBOT_BASE_URL", address), ("CALLBOT_UUID", UUID), ("CALLBOT_SECRET_KEY", SECRET)];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Self { variables, ..Self::new("") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    fn state(&self) -> PathBuf {
        self.path(".local/state/callbot-tui")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).env_clear().env("HOME", self.home.path()).env("PATH", "/usr/bin:/bin");
        command.env("CALLBOT_CONFIG", self.path("config.toml")).envs(self.variables.iter().cloned());
        command.stdin(Stdio::null()).output().unwrap()
    }
}

fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The files below a folder, with their bytes.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
    found
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

/// Fails where a text holds the secret as it is, turned around, in hex or in base64, or what is signed with it; or a token.
#[track_caller]
fn nothing_leaks(what: &str, bytes: &[u8]) {
    let leak = leak_in(bytes);
    assert!(leak.is_none(), "{what} holds {leak:?}:\n{}", String::from_utf8_lossy(bytes));
}

fn leak_in(bytes: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    // In base64 only the middle is the same wherever the text begins.
    let base64 = base64::engine::general_purpose::STANDARD;
    let is_in_base64 = |text: &str, secret: &str| {
        (0..3).any(|shift| {
            let coded = base64.encode(format!("{}{secret}", &"xxx"[..shift]));
            text.contains(&coded[4..coded.len() - 4])
        })
    };
    let hex = hex::encode(SECRET);
    if text.contains(SECRET) || text.contains("&createTs=") || is_in_base64(&text, SECRET) {
        Some("the secret")
    } else if text.to_lowercase().contains(&hex) {
        Some("the secret in hex")
    } else if text.contains(TOKEN) || is_in_base64(&text, TOKEN) {
        Some("a callback's token")
    } else {
        None
    }
}

#[test]
fn the_search_finds_a_planted_leak() {
    let base64 = base64::engine::general_purpose::STANDARD;
    for text in [
        format!("x{SECRET}y"),
        hex::encode_upper(SECRET),
        base64.encode(format!("{{\"key\":\"{SECRET}\"}}")),
        "body={}&createTs=1".to_owned(),
        base64.encode(format!("https://hooks.example.net/{TOKEN}")),
    ] {
        assert!(leak_in(text.as_bytes()).is_some(), "{text}");
    }
    assert_eq!(leak_in(b"TOP-SECRET is no secret, callback-token neither"), None);
}

/// Compiles only where a type does not have a trait: with it, there would be two ways to `confirmed`.
macro_rules! assert_lacks {
    ($kind:ty: $quality:path) => {{
        trait IsNot<Reason> {
            fn confirmed() {}
        }
        impl<T: ?Sized> IsNot<()> for T {}
        #[allow(dead_code, reason = "only its being another type counts")]
        struct Has;
        impl<T: ?Sized + $quality> IsNot<Has> for T {}
        <$kind as IsNot<_>>::confirmed();
    }};
}

#[test]
fn the_secret_can_be_neither_written_nor_serialised() {
    assert_lacks!(SecretString: Display);
    assert_lacks!(SecretString: Serialize);
    assert_lacks!(Parts<'static>: std::fmt::Debug);
    let secret = SecretString::from(SECRET);
    let source = SecretSource::Inline(secret.clone());
    nothing_leaks("Debug", format!("{secret:?} {source:?}").as_bytes());
    for source in [SecretSource::File(SECRET.into()), SecretSource::Command(vec![SECRET.to_owned()])] {
        nothing_leaks("Debug of a secret in the wrong place", format!("{source:?} {}", source.words()).as_bytes());
    }
}

#[test]
fn digests_are_wiped_when_dropped() {
    fn wipes<T: secrecy::zeroize::ZeroizeOnDrop>() {}
    wipes::<md5::Md5>();
    wipes::<sha2::Sha256>();
    let parts = Parts { secret: SECRET, body: b"{}", create_ts: "1", request_id: "r", uuid: UUID };
    assert_ne!(sign(Algorithm::Md5, &parts), sign(Algorithm::Sha256, &parts));
}

#[test]
fn no_command_and_no_log_holds_the_secret_or_a_callback() {
    let world = World::on(&platform());
    let log = world.path("verbose.log");
    let log = log.to_str().unwrap();
    let verbose = ["--log", log, "--log-level", "trace"];
    for arguments in [
        &["list"][..],
        &["list", "--format", "json"],
        &["list", "--format", "jsonl"],
        &["list", "--format", "csv"],
        &["show", "t-1"],
        &["show", "t-1", "--format", "json"],
        &["why", "t-1"],
        &["why", "t-1", "--format", "json"],
        &["check"],
        &["doctor"],
        &["config", "show"],
        &["config", "check"],
        &["keys"],
    ] {
        let output = world.run(&[arguments, &verbose].concat());
        nothing_leaks(&arguments.join(" "), words(&output).as_bytes());
        assert!(!words(&output).contains("panicked"), "{}", words(&output));
        if matches!(arguments, ["list" | "show", .., "json"]) {
            assert!(words(&output).contains("hooks.example.net/***"), "{arguments:?}: {}", words(&output));
        }
    }
    let log = fs::read(log).unwrap();
    assert!(log.len() > 500, "it was verbose");
    nothing_leaks("the log", &log);
}

#[test]
fn no_screen_copy_export_or_file_of_the_dashboard_holds_the_secret_or_a_callback() {
    let world = World::on(&platform());
    let log = world.path("verbose.log");
    let home = world.home.path().to_str().unwrap();
    let config = world.path("config.toml");
    let mut variables: Vec<(&str, &str)> = world.variables.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    variables.extend([("HOME", home), ("CALLBOT_CONFIG", config.to_str().unwrap())]);
    let script = format!("cd '{home}' && exec '{PROGRAM}' --log '{}' --log-level trace", log.display());
    let mut board = Pty::start("/bin/sh", &["-c", &script], &variables, 160, 60);
    board.wait_for("客户回访");
    let process = board.process_id();
    let arguments = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
    nothing_leaks("the process table", &arguments);
    let limits = fs::read_to_string(format!("/proc/{process}/limits")).unwrap_or_default();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap_or("Max core file size 0");
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");

    board.keys("\r");
    board.wait_for("hooks.example.net/***");
    board.keys("J");
    board.wait_for("taskCallbackUrl");
    nothing_leaks("the screen", board.contents().as_bytes());
    board.keys("\x1b");
    board.wait_gone("taskCallbackUrl");
    board.press_until("Y", "a copy", |screen| {
        let text = screen.contents();
        text.contains("copied") || text.contains("sent")
    });
    for format in ["csv", "json", "md"] {
        board.keys(&format!(":export {format} out.{format}\r"));
        let path = world.path(&format!("out.{format}"));
        board.wait_for(&format!("out.{format}"));
        assert!(path.exists() || board.sees(std::time::Duration::from_secs(10), |_| path.exists()), "{path:?}");
        assert_eq!(mode(&path), 0o600, "{path:?}");
    }
    board.keys("\x03");
    board.wait_for_end();

    nothing_leaks("what was written to the terminal", board.output().as_bytes());
    let copies: Vec<String> = board.output().split("\x1b]52;").skip(1).map(decoded_copy).collect();
    assert!(copies.iter().any(|copy| copy.contains("hooks.example.net/***")), "{copies:?}");
    copies.iter().for_each(|copy| nothing_leaks("a copy", copy.as_bytes()));
    let left = files(world.home.path());
    assert!(left.len() >= 6, "{left:?}");
    for (path, bytes) in left {
        nothing_leaks(&path.display().to_string(), &bytes);
        assert_eq!(mode(&path), 0o600, "{path:?}");
    }
    for folder in [world.state(), world.state().join("state")] {
        assert_eq!(mode(&folder), 0o700, "{folder:?}");
    }
}

/// The text of an OSC 52 sequence after its introduction.
fn decoded_copy(rest: &str) -> String {
    let coded = rest.split_once(';').unwrap().1.split(['\x07', '\x1b']).next().unwrap();
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(coded).unwrap()).unwrap()
}

#[test]
fn a_secret_in_the_wrong_place_is_not_repeated() {
    for profile in [
        format!("uuid = \"u\"\nsecret_key_file = \"{SECRET}\""),
        format!("uuid = \"u\"\nsecret_key_file = \"~/{SECRET}\""),
        format!("uuid = \"u\"\nsecret_key_command = [\"{SECRET}\"]"),
        format!("uuid = \"u\"\nsecret_key_command = [\"sh\", \"-c\", \"echo {SECRET}; exit 1\"]"),
        format!("uuid = \"u\"\nsecret_key_command = \"{SECRET}\""),
        format!("uuid = \"u\"\nsecret_key = \"k\"\nca_file = \"{SECRET}\""),
        format!("uuid = \"u\"\nsecret_key = \"k\"\nbase_url = \"{SECRET}\""),
        format!("uuid = \"{SECRET}\"\nsecret_key = \"{UUID}\""),
        format!("uuid = \"{SECRET}\"\nsecret_key = \"{SECRET}\""),
        format!("uuid = \"u\"\nsecret_key = {SECRET}"),
        format!("uuid = \"u\"\nsecret_key = \"{SECRET}"),
        format!("uuid = \"u\"\nsecret_key = \"\"\"\n{SECRET}"),
        format!("uuid = \"u\"\n{SECRET}"),
        format!("uuid = \"u\"\n{SECRET} = 1"),
        format!("uuid = \"u\"\n[profiles.{SECRET}]\nuuid = 1"),
    ] {
        let world = World::new(&format!("[profiles.p]\nbase_url = \"http://127.0.0.1:9\"\n{profile}\n"));
        for command in [&["config", "check"][..], &["config", "show"], &["doctor"], &["list"]] {
            let output = world.run(command);
            let text = words(&output).replace("profiles.TOP-SECRET-0042-zyxw", "profiles.NAME");
            nothing_leaks(&format!("{command:?} with {profile}"), text.as_bytes());
            assert!(text.contains("line") || output.status.success() || command[0] != "config", "{profile}: {text}");
        }
    }
    for name in ["CALLBOT_UUID", "CALLBOT_ALGORITHM", "CALLBOT_BASE_URL", "CALLBOT_PROFILE"] {
        let mut world = World::new("");
        world.variables.push((name.to_owned(), format!("{SECRET} {SECRET}")));
        let output = world.run(&["config", "check"]);
        assert!(!output.status.success());
        nothing_leaks(name, words(&output).as_bytes());
    }
}

#[test]
fn every_kind_of_secret_file_is_read_or_told_in_a_sentence() {
    let world = World::new("");
    let key = world.path("key");
    let config = |path: &Path| {
        format!("[profiles.p]\nbase_url = \"http://127.0.0.1:9\"\nuuid = \"u\"\nsecret_key_file = {path:?}\n")
    };
    let check = |path: &Path| {
        world.write("config.toml", config(path));
        let output = world.run(&["config", "check"]);
        nothing_leaks("config check", words(&output).as_bytes());
        (output.status.code(), words(&output))
    };
    for text in [SECRET.to_owned(), format!("{SECRET}\n"), format!("{SECRET}\r\n"), format!("\u{feff}{SECRET}\n\n")] {
        world.write("key", &text);
        let (code, told) = check(&key);
        assert_eq!(code, Some(0), "{text:?}: {told}");
    }
    let utf16: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, reason) in [
        (Vec::new(), "it is empty"),
        (b"\n \n".to_vec(), "it is empty"),
        (format!("{SECRET}\nuser: someone\n").into_bytes(), "several lines"),
        ([b"\xff\xfe", utf16.as_slice()].concat(), "not valid UTF-8"),
        (utf16, "control characters"),
        (vec![b'x'; 1 << 20], "too long"),
    ] {
        world.write("key", &bytes);
        let (code, told) = check(&key);
        assert_eq!(code, Some(78), "{told}");
        assert!(told.contains(reason) && told.contains("line 4"), "no {reason:?} in {told}");
    }
    for (path, reason) in [(Path::new("/dev/zero"), "too long"), (world.home.path(), "it is a folder")] {
        let (code, told) = check(path);
        assert!(code == Some(78) && told.contains(reason), "{told}");
    }

    let pipe = world.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let writer = {
        let pipe = pipe.clone();
        thread::spawn(move || fs::write(pipe, SECRET))
    };
    assert_eq!(check(&pipe).0, Some(0), "a pipe with a writer");
    writer.join().unwrap().unwrap();

    world.write("key", SECRET);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let (_, told) = check(&key);
    assert!(told.contains(&format!("chmod 600 {}", key.display())), "{told}");
}

#[test]
fn an_unusable_configuration_is_told_in_one_sentence_and_all_its_faults_at_once() {
    let world = World::new("");
    let config = world.path("config.toml");
    let check = || {
        let output = world.run(&["config", "check"]);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for (bytes, reason) in [
        (b"[poll]\n\xff\xfe = 1\n".to_vec(), "not valid UTF-8"),
        (b"\xff\xfe[\0p\0".to_vec(), "not valid UTF-8"),
        (vec![b'#'; 100 << 20], "larger than 1 MB"),
        (vec![0; 100], "not valid TOML"),
    ] {
        world.write("config.toml", bytes);
        let (code, told) = check();
        assert!(code == Some(78) && told.contains(reason) && told.lines().count() == 2, "no {reason:?} in {told}");
    }
    for text in ["", "\u{feff}", "\u{feff}[poll]\npage_size = 5\n"] {
        world.write("config.toml", text);
        assert_eq!(check(), (Some(0), String::new()), "{text:?}");
    }
    fs::remove_file(&config).unwrap();
    fs::create_dir(&config).unwrap();
    assert!(check().1.contains("it is a folder"));
    fs::remove_dir(&config).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &config).unwrap();
    assert!(check().1.contains("larger than 1 MB"));
    fs::remove_file(&config).unwrap();

    let text = "[poll]\npage_size = 0\nactive_interval = 5\nmax_page = 1\n[ui]\ntheme = 3\ncolor = \"blue\"\n\
                [profiles.p]\nuuid = 7\nalgorithm = \"MD4\"\n[store]\ndays = 0\n";
    world.write("config.toml", text);
    let (code, told) = check();
    let faults: Vec<&str> = told.lines().filter(|line| line.starts_with("callbot-tui: ")).collect();
    assert_eq!((code, faults.len()), (Some(78), 8), "{told}");
    for (key, line) in [
        ("poll.max_page\"", 4),
        ("poll.page_size", 2),
        ("poll.active_interval", 3),
        ("ui.theme", 6),
        ("ui.color", 7),
        ("profiles.p.uuid", 9),
        ("profiles.p.algorithm", 10),
        ("store.days", 12),
    ] {
        let place = format!("line {line})");
        assert!(faults.iter().any(|fault| fault.contains(key) && fault.ends_with(&place)), "{key} {place}: {told}");
    }
}

#[test]
fn own_files_that_others_can_read_are_told_with_the_mend() {
    let world = World::on(&platform());
    let store = world.state().join("history-environment.db");
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    fs::create_dir_all(world.state()).unwrap();
    set(&world.state(), 0o700);
    fs::write(&store, "").unwrap();
    set(&store, 0o644);
    let mend = format!("mend it with: chmod -R go= {}", world.state().display());
    for command in [&["list"][..], &["doctor"], &["config", "check"]] {
        let told = String::from_utf8(world.run(command).stderr).unwrap();
        assert!(told.contains("history-environment.db can be read") && told.contains(&mend), "{command:?}: {told}");
    }
    set(&store, 0o600);
    assert!(!words(&world.run(&["list"])).contains("can be read"));

    let log = world.write("open.log", "");
    set(&log, 0o644);
    let told = words(&world.run(&["config", "path", "--log", log.to_str().unwrap()]));
    assert!(told.contains(&format!("chmod 600 {}", log.display())), "{told}");
    let link = world.path("link.log");
    std::os::unix::fs::symlink(&log, &link).unwrap();
    let told = words(&world.run(&["config", "path", "--log", link.to_str().unwrap()]));
    assert!(told.contains("is a link to"), "{told}");
}

#[test]
fn a_log_that_cannot_be_written_disturbs_nobody() {
    let world = World::on(&platform());
    let command = format!("'{PROGRAM}' list --log /dev/full --log-level trace");
    let mut shell = Command::new("sh");
    shell.args(["-c", &command]).env_clear().envs(world.variables.iter().cloned()).env("HOME", world.home.path());
    let output = shell.env("PATH", "/usr/bin:/bin").output().unwrap();
    assert!(output.status.success() && !words(&output).contains("Unable to write"), "{}", words(&output));

    // A reader that goes away, on standard error.
    let mut child = Command::new(PROGRAM)
        .args(["list", "--log", "/dev/stderr", "--log-level", "trace"])
        .envs(world.variables.iter().cloned())
        .env("HOME", world.home.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
