//! Plays a scene: its demo server, the program in a terminal, the keys, and the screen that they lead to. Uses `past`,
//! `pty` and `scenes`; `demo` and `runtime::clock` of the library.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use callbot_tui::demo::{DEMO_UUID, DemoOptions, DemoServer};
use callbot_tui::runtime::clock::unix_ms_now;
use tempfile::TempDir;
use vt100::Screen;

use crate::past;
use crate::pty::Pty;
use crate::scenes::{Scene, Server, Step};

/// How long a step may take on a machine that does other things as well.
const PATIENCE: Duration = Duration::from_secs(12);

/// Nothing was written for so long: the frame is whole.
const QUIET: Duration = Duration::from_millis(150);

/// How often output may interrupt the silence before the screen is taken as it is.
const QUIET_TRIES: usize = 200;

/// What everything in the fleet is made up from.
const SEED: u64 = 1;

/// The shared servers' ports, and the first of those for scenes with their own, if they are free: the header names the
/// server, and a picture should not change with it.
const PORTS: [u16; 3] = [27_310, 27_311, 27_400];

/// How a picture is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// The default, on a dark terminal.
    Dark,
    /// The light theme on a light terminal.
    Light,
    /// Without colours, on a dark terminal.
    Mono,
}

impl Theme {
    /// The themes in the order of the files.
    pub const ALL: [Self; 3] = [Self::Dark, Self::Light, Self::Mono];

    /// Its part of the file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Mono => "mono",
        }
    }
}

/// Columns and rows of a terminal.
pub type Size = (u16, u16);

/// A scene that did not come up.
#[derive(Debug)]
pub struct NotSeen {
    /// What was waited for, in vain.
    pub reason: String,
    /// The last screen's text.
    pub last_screen: String,
}

impl NotSeen {
    fn because(reason: impl std::fmt::Display) -> Self {
        Self { reason: reason.to_string(), last_screen: String::new() }
    }
}

/// The program, the servers that scenes share, and an empty home.
pub struct Stage {
    program: PathBuf,
    fleet: DemoServer,
    empty: DemoServer,
    home: TempDir,
}

impl Stage {
    /// Finds the program beside this one and starts the servers.
    ///
    /// # Errors
    /// When the program was not built, or a server does not start.
    pub fn set_up() -> Result<Self, String> {
        let program = program()?;
        let home = TempDir::new().map_err(|error| format!("Cannot make a temporary folder: {error}"))?;
        let [fleet, empty, _] = PORTS;
        let start = |scenario, port| start_server(scenario, port, 0.0).map_err(|error| error.to_string());
        Ok(Self { program, fleet: start("fleet", fleet)?, empty: start("empty", empty)?, home })
    }

    /// Plays a scene to its end and returns the screen.
    ///
    /// # Errors
    /// When a step does not lead to what it waits for.
    pub fn play(&self, scene: &Scene, theme: Theme, size: Size) -> Result<Screen, NotSeen> {
        let mut own = match scene.server {
            Server::OwnFleet | Server::Moving => {
                // A port for each picture, as several are taken at a time.
                let [_, _, first] = PORTS;
                let is_moving = scene.server == Server::Moving;
                let port = first + 256 * (theme as u16) + size.0.min(255) + 1024 * u16::from(is_moving);
                let speed = if is_moving { 1.0 } else { 0.0 };
                Some(start_server("fleet", port, speed).map_err(NotSeen::because)?)
            }
            Server::Fleet | Server::Empty | Server::Demo => None,
        };
        let url = match (&own, scene.server) {
            (Some(server), _) => server.base_url(),
            (None, Server::Empty) => self.empty.base_url(),
            (None, _) => self.fleet.base_url(),
        };
        if let Some(server) = own.as_ref().filter(|_| scene.server == Server::Moving) {
            past::keep(self.home.path(), server).map_err(NotSeen::because)?;
        }
        let mut terminal = self.start_program(scene, theme, size, &url, interval_seconds(scene))?;
        for step in scene.steps {
            match step {
                Step::Type(keys) => terminal.keys(keys),
                Step::StopServer => drop(own.take()),
                Step::Watch(seconds) => std::thread::sleep(Duration::from_secs(*seconds)),
                Step::KillAndStart => {
                    kill(&terminal)?;
                    terminal = self.start_program(scene, theme, size, &url, ONE_READING_SECONDS)?;
                }
                Step::Wait(what, condition) => {
                    if !terminal.sees(PATIENCE, condition) {
                        let last_screen = terminal.contents();
                        return Err(NotSeen { reason: format!("never saw {what}"), last_screen });
                    }
                }
            }
        }
        terminal.falls_silent(QUIET, QUIET_TRIES);
        Ok(terminal.with_screen(Screen::clone))
    }

    fn start_program(
        &self,
        scene: &Scene,
        theme: Theme,
        size: Size,
        url: &str,
        interval_seconds: u32,
    ) -> Result<Pty, NotSeen> {
        let name = format!("{}-{}-{}x{}.toml", scene.name, theme.name(), size.0, size.1);
        let config = self.home.path().join(name);
        fs::write(&config, configuration(scene, theme, url, interval_seconds)).map_err(NotSeen::because)?;
        keep_private(&config).map_err(NotSeen::because)?;
        let text =
            |path: &Path| path.to_str().map(str::to_owned).ok_or_else(|| NotSeen::because("a path is not UTF-8"));
        let (program, home, config) = (text(&self.program)?, text(self.home.path())?, text(&config)?);
        // The same zone everywhere, so that times do not depend on where the pictures are taken.
        let mut environment = vec![
            ("HOME", home.as_str()),
            ("CALLBOT_CONFIG", config.as_str()),
            ("TZ", "UTC"),
            ("COLORTERM", "truecolor"),
        ];
        if theme == Theme::Mono {
            environment.push(("NO_COLOR", "1"));
        }
        // The demo reads a configuration only where one is named.
        let of_demo = ["--fresh", "--demo", "--config", config.as_str()];
        let arguments = if scene.server == Server::Demo { &of_demo[..] } else { &["--fresh"] };
        Ok(Pty::start(&program, arguments, &environment, size.0, size.1))
    }
}

/// After a kill there is one reading in the picture's time: whatever is a rate comes from before.
const ONE_READING_SECONDS: u32 = 60;

/// How often the program reads.
fn interval_seconds(scene: &Scene) -> u32 {
    match scene.server {
        Server::OwnFleet | Server::Moving => 1,
        // An alert takes three readings.
        Server::Demo => 2,
        Server::Fleet | Server::Empty => 15,
    }
}

/// Ends the program as nothing can be prepared for.
fn kill(terminal: &Pty) -> Result<(), NotSeen> {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process};
        let process = i32::try_from(terminal.process_id()).ok().and_then(Pid::from_raw);
        let process = process.ok_or_else(|| NotSeen::because("the program has no process"))?;
        kill_process(process, Signal::KILL).map_err(NotSeen::because)
    }
    #[cfg(not(unix))]
    {
        let _ = terminal;
        Err(NotSeen::because("a program is killed on Unix only"))
    }
}

/// A fleet that stands still unless its speed is above zero, so that pictures change only when the program does. The clock is
/// the real one, because the program compares it with its own.
fn start_server(scenario: &str, port: u16, speed: f64) -> Result<DemoServer, callbot_tui::demo::DemoError> {
    let options = |port| DemoOptions {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        scenario: scenario.to_owned(),
        seed: SEED,
        speed,
        ..DemoOptions::new(Arc::new(unix_ms_now))
    };
    DemoServer::start(options(port)).or_else(|_| DemoServer::start(options(0)))
}

fn configuration(scene: &Scene, theme: Theme, url: &str, interval_seconds: u32) -> String {
    let theme = if theme == Theme::Light { "light" } else { "colour-blind" };
    if scene.server == Server::Demo {
        return format!("[poll]\nactive_interval = \"{interval_seconds}s\"\n\n[ui]\ntheme = \"{theme}\"\n");
    }
    let secret = callbot_tui::demo::DEMO_SECRET;
    format!(
        "[profiles.demo]\nbase_url = \"{url}\"\nuuid = \"{DEMO_UUID}\"\nsecret_key = \"{secret}\"\n\n\
         [poll]\nactive_interval = \"{interval_seconds}s\"\n\n[ui]\ntheme = \"{theme}\"\n"
    )
}

/// The program warns about secrets that others may read.
fn keep_private(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn program() -> Result<PathBuf, String> {
    let example = std::env::current_exe().map_err(|error| format!("Cannot find out where this program is: {error}"))?;
    // target/release/examples/screenshots: the program lies one folder up.
    let folder = example.parent().and_then(Path::parent).unwrap_or(Path::new("."));
    let program = folder.join(format!("callbot-tui{}", std::env::consts::EXE_SUFFIX));
    if program.is_file() {
        return Ok(program);
    }
    let release = if folder.ends_with("release") { " --release" } else { "" };
    Err(format!("{} is missing; build it with: cargo build{release} --bins", program.display()))
}
