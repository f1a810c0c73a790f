//! The real binary in a world of its own: a home, a server, nothing else in the environment.

use std::process::{Command, Stdio};
use std::sync::Arc;

use callbot_tui::demo::{DEMO_SECRET, DEMO_UUID, DemoOptions, DemoServer};
use callbot_tui::runtime::clock::unix_ms_now;

use super::leak;

/// A demo server by the machine's clock, whose fleet stands still.
pub fn server(change: impl FnOnce(&mut DemoOptions)) -> DemoServer {
    let mut options = DemoOptions { speed: 0.0, ..DemoOptions::new(Arc::new(unix_ms_now)) };
    change(&mut options);
    DemoServer::start(options).unwrap()
}

/// An empty home, credentials, and settings.
pub struct World {
    pub home: tempfile::TempDir,
    pub environment: Vec<(String, String)>,
}

/// How a run of the binary ended.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
    pub log: String,
}

impl World {
    pub fn new(base_url: &str, profile: &str, poll: &str) -> Self {
        let world = Self { home: tempfile::tempdir().unwrap(), environment: Vec::new() };
        let folder = world.home.path().join(".config/callbot-tui");
        std::fs::create_dir_all(&folder).unwrap();
        let config = format!(
            "[profiles.prod]\nbase_url = \"{base_url}\"\nuuid = \"{DEMO_UUID}\"\nallow_http = true\n{profile}\n\
             [poll]\nmax_requests_per_second = 0\n{poll}\n"
        );
        std::fs::write(folder.join("config.toml"), config).unwrap();
        world.with("CALLBOT_SECRET_KEY", DEMO_SECRET).with("NO_COLOR", "1")
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Where a run logs to.
    pub fn log_path(&self) -> String {
        self.home.path().join("callbot.log").to_str().unwrap().to_owned()
    }

    pub fn log(&self) -> String {
        let text = std::fs::read(self.log_path()).unwrap_or_default();
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Runs a command with its log at the most verbose level.
    pub fn run(&self, arguments: &[&str], log_format: &str) -> Run {
        let _ = std::fs::remove_file(self.log_path());
        let output = Command::new(env!("CARGO_BIN_EXE_callbot-tui"))
            .args(arguments)
            .args(["--log", &self.log_path(), "--log-level", "trace", "--log-format", log_format])
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.home.path())
            .envs(self.environment.iter().cloned())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let code = output.status.code().unwrap_or(-1);
        Run { code, out: text(output.stdout), err: text(output.stderr), log: self.log() }
    }
}

impl Run {
    /// What of the secret is in what was printed and logged.
    pub fn leak(&self) -> Option<String> {
        let parts = [("stdout", &self.out), ("stderr", &self.err), ("log", &self.log)];
        parts.into_iter().find_map(|(name, text)| leak::find(text).map(|found| format!("{name}: {found}")))
    }
}
