//! One run against one account: settings, the embedded demo server where asked for, and what the client and the poller are
//! built from. Uses `config`, `demo`, `api`, `poll`, `app` and `domain`.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use sha2::{Digest as _, Sha256};

use super::args::Global;
use super::context::Context;
use super::demo_server::demo_clock;
use super::exit::CliError;
use super::query;
use crate::api::{Client, ClientSettings};
use crate::app::{Account, SetupProblem};
use crate::config::{ConfigError, Flags, Origin, SecretSource, Settings, Sourced, load, settings_for, sources_file};
use crate::demo::{DemoOptions, DemoServer};
use crate::domain::{Clock, QueryConditions};
use crate::poll::{PollSettings, SweepPlan};

/// Between two readings of the demo's active tasks: short, because the server is this very process.
const DEMO_ACTIVE_INTERVAL: Duration = Duration::from_secs(3);

/// Between two readings of all the demo's tasks.
const DEMO_FULL_INTERVAL: Duration = Duration::from_secs(30);

/// The settings of a run, and the demo server that lives as long as the run.
#[derive(Debug)]
pub struct Session {
    /// The effective settings.
    pub settings: Settings,
    /// The embedded server, with `--demo`.
    pub demo: Option<DemoServer>,
}

impl Session {
    /// Reads the configuration, or starts the demo server. Warnings go to standard error.
    ///
    /// # Errors
    /// What is wrong with the configuration, or why the demo server could not start.
    pub fn open(global: &Global, context: &mut Context<'_>) -> Result<Self, CliError> {
        if !global.demo {
            let settings = load(&global.config_flags(), context.env, &context.paths)?;
            for warning in settings.warnings() {
                context.tell(&warning);
            }
            return Ok(Self { settings, demo: None });
        }
        let mut settings = demo_settings(global, context)?;
        let server = DemoServer::start(DemoOptions::new(demo_clock(Arc::clone(&context.clock))))?;
        settings.base_url = of_demo(server.base_url());
        settings.uuid = Some(of_demo(server.uuid().to_owned()));
        settings.secret = Some(of_demo(SecretSource::Inline(SecretString::from(server.secret()))));
        Ok(Self { settings, demo: Some(server) })
    }

    /// What the client is built from. Fetches the secret: may start a program that talks to the terminal.
    ///
    /// # Errors
    /// When a credential or a file is missing.
    pub fn client_settings(&self, keep_raw: bool) -> Result<ClientSettings, ConfigError> {
        let settings = &self.settings;
        let credentials = settings.credentials()?;
        Ok(ClientSettings {
            algorithm: settings.algorithm.value,
            request_timeout: settings.request_timeout.value,
            ca_pem: settings.certificates()?,
            reply_signature: settings.reply_signature.value,
            keep_raw,
            ..ClientSettings::new(settings.base_url.value.clone(), credentials.uuid, credentials.secret)
        })
    }

    /// A client that keeps no raw rows, for the headless commands.
    ///
    /// # Errors
    /// When a credential or a file is missing, or the connection cannot be prepared.
    pub fn client(&self, clock: Arc<dyn Clock>) -> Result<Client, CliError> {
        Ok(Client::new(self.client_settings(false)?, clock)?)
    }

    /// How one sweep is done.
    pub fn sweep_plan(&self, conditions: QueryConditions) -> SweepPlan {
        SweepPlan {
            page_size: self.settings.page_size.value,
            max_pages: self.settings.max_pages.value,
            max_requests_per_second: self.settings.max_requests_per_second.value,
            conditions,
        }
    }

    /// How the background reader goes about it.
    pub fn poll_settings(&self) -> PollSettings {
        PollSettings {
            active_interval: self.settings.active_interval.value,
            full_interval: self.settings.full_interval.value,
            page_size: self.settings.page_size.value,
            max_requests_per_second: self.settings.max_requests_per_second.value,
            max_pages: self.settings.max_pages.value,
        }
    }

    /// Whose campaigns these are, for the dashboard's header.
    pub fn account(&self, conditions: &QueryConditions, local_offset_seconds: i32) -> Account {
        Account {
            profile: self.settings.profile_name().to_owned(),
            base_url: self.settings.base_url.value.clone(),
            digest: self
                .settings
                .uuid
                .as_ref()
                .map(|uuid| account_digest(&uuid.value, &self.settings.base_url.value))
                .unwrap_or_default(),
            is_demo: self.demo.is_some(),
            conditions: query::words(conditions, local_offset_seconds),
        }
    }

    /// What keeps the dashboard from asking on a first start; `None` where credentials are there or were begun.
    pub fn setup_problem(&self) -> Option<SetupProblem> {
        self.settings.is_first_start().then(|| SetupProblem {
            missing: self.settings.missing_credentials().into_iter().map(str::to_owned).collect(),
            config_path: self.settings.config_path_words(),
        })
    }
}

/// The settings of a demo run before its server is known. A file is read only where `--config` names one, and only for
/// what is not about an account.
///
/// # Errors
/// What is wrong with that file.
pub fn demo_settings(global: &Global, context: &Context<'_>) -> Result<Settings, ConfigError> {
    let no_variables = |name: &str| (context.env)(name).filter(|_| name == "NO_COLOR");
    let (chosen, file) = match &global.config {
        Some(_) => sources_file(&global.config_flags(), &no_variables, &context.paths)?,
        None => (None, None),
    };
    let exists = file.is_some();
    let mut settings = settings_for(None, &file.unwrap_or_default(), &Flags::default(), &no_variables)?;
    settings.config_path = chosen;
    settings.config_file_exists = exists;
    settings.profile = Some(of_demo("demo".to_owned()));
    suit_demo(&mut settings.active_interval, DEMO_ACTIVE_INTERVAL);
    suit_demo(&mut settings.full_interval, DEMO_FULL_INTERVAL);
    suit_demo(&mut settings.max_requests_per_second, 0);
    Ok(settings)
}

/// What tells accounts apart in the name of a file, and tells nothing else about them.
pub fn account_digest(uuid: &str, base_url: &str) -> String {
    const BYTES: usize = 4;
    let digest = Sha256::digest(format!("{uuid} {base_url}"));
    hex::encode(digest.get(..BYTES).unwrap_or_default())
}

fn of_demo<T>(value: T) -> Sourced<T> {
    Sourced::new(value, Origin::Demo)
}

fn suit_demo<T>(setting: &mut Sourced<T>, value: T) {
    if setting.origin == Origin::Default {
        *setting = of_demo(value);
    }
}
