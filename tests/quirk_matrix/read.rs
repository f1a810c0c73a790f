//! Reads what a server answers as the program does: the real client and poller for the board, the real commands for the
//! lists.

use std::sync::Arc;
use std::time::{Duration, Instant};

use callbot_tui::api::Client;
use callbot_tui::api::ClientSettings;
use callbot_tui::cli::{Cli, Context, run};
use callbot_tui::config::Paths;
use callbot_tui::domain::{Clock, Feed, Now, QueryConditions};
use callbot_tui::poll::{PollSettings, spawn};
use callbot_tui::view::{ColourSupport, GlyphSet, Theme, ThemeChoice};
use clap::Parser as _;
use secrecy::SecretString;

use crate::NOW_SECONDS;
use crate::serve::{SECRET, Server, UUID};
use crate::support::{frame, scenes};

/// Rows and pages of every case.
pub const PAGE_SIZE: u32 = 10;
pub const MOST_PAGES: u32 = 20;

/// The wall clock stands, so that the table is the same in every run.
struct StandingClock;

impl Clock for StandingClock {
    #[expect(clippy::disallowed_methods, reason = "requests over real sockets take real time")]
    fn now(&self) -> Now {
        Now { instant: Instant::now(), unix_ms: NOW_SECONDS * 1000 }
    }
}

/// What a command wrote, and how it ended.
#[derive(Debug)]
pub struct Run {
    pub exit: u8,
    pub out: String,
    pub err: String,
}

pub struct Reader<'a> {
    server: &'a Server,
    home: tempfile::TempDir,
}

impl<'a> Reader<'a> {
    pub fn new(server: &'a Server) -> Self {
        let home = tempfile::tempdir().unwrap();
        let poll = format!("[poll]\nmax_requests_per_second = 0\npage_size = {PAGE_SIZE}\nmax_pages = {MOST_PAGES}\n");
        std::fs::write(home.path().join("config.toml"), poll).unwrap();
        Self { server, home }
    }

    /// The first whole reading of the dashboard's poller, or its first failure.
    pub fn feed(&self) -> Feed {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let base_url = self.server.base_url();
            let source = move || {
                let settings = ClientSettings::new(base_url.clone(), UUID, SecretString::from(SECRET));
                Client::new(settings, Arc::new(StandingClock)).map_err(|error| error.failure())
            };
            let settings = PollSettings {
                page_size: PAGE_SIZE,
                max_pages: MOST_PAGES,
                max_requests_per_second: 0,
                ..PollSettings::default()
            };
            let poller = spawn(source, settings, QueryConditions::default(), Arc::new(StandingClock), 7);
            let mut feed = poller.feed();
            let is_read = |feed: &Arc<Feed>| {
                let at_rest = feed.next_poll_at.is_some();
                at_rest && (feed.health.fault().is_some() || feed.snapshot.as_of_unix_ms.is_some())
            };
            let read = tokio::time::timeout(Duration::from_secs(60), feed.wait_for(is_read));
            Feed::clone(&read.await.expect("the poller reads in time").unwrap())
        })
    }

    /// What the board draws of a reading, after some keys.
    pub fn screen(feed: Feed, keys: &str) -> String {
        let model = scenes::dashboard(feed, keys);
        let theme = Theme::new(ThemeChoice::Mono, ColourSupport::None, GlyphSet::Ascii);
        frame::text(&frame::render(&model, &theme, 150, 60).0)
    }

    /// Runs a command of the program.
    pub fn run(&self, arguments: &[&str]) -> Run {
        let base_url = self.server.base_url();
        let config = self.home.path().join("config.toml");
        let env = |name: &str| match name {
            "CALLBOT_BASE_URL" => Some(base_url.clone()),
            "CALLBOT_UUID" => Some(UUID.to_owned()),
            "CALLBOT_SECRET_KEY" => Some(SECRET.to_owned()),
            _ => None,
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut context = Context {
            out: &mut out,
            err: &mut err,
            out_is_terminal: false,
            err_is_terminal: false,
            env: &env,
            paths: Paths { config_file: Some(config), ..Paths::default() },
            clock: Arc::new(StandingClock),
            local_offset_seconds: 28_800,
        };
        let cli = Cli::try_parse_from(["callbot-tui"].iter().chain(arguments)).unwrap();
        let exit = run(cli, &mut context) as u8;
        let text = |bytes| String::from_utf8(bytes).expect("output is text");
        Run { exit, out: text(out), err: text(err) }
    }
}
