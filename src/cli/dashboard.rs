//! The dashboard's start and end: everything that must be settled before the terminal is taken, and what the end means for
//! the shell. Uses `config`, `app`, `poll`, `view` and `runtime`.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};

use super::args::{ColorChoice, Global, ListArgs, ListFormat, Query};
use super::context::Context;
use super::demo_past::past_of_demo;
use super::exit::{CliError, Exit};
use super::session::Session;
use super::{list, query};
use crate::api::{Client, ClientSettings};
use crate::app::{Account, Model, SetupProblem};
use crate::domain::{Clock, QueryConditions};
use crate::history::{AlertSettings, History};
use crate::keys::Keymap;
use crate::poll::{self, PollSettings, Poller};
use crate::runtime::announce::Announcing;
use crate::runtime::appearance::{Appearance, Wishes};
use crate::runtime::background::{self, Asked};
use crate::runtime::clipboard::Ways;
use crate::runtime::colour_depth::ColourWish;
use crate::runtime::effects::Folders;
use crate::runtime::late_answer::LateAnswer;
use crate::runtime::made_past::MakePast;
use crate::runtime::memory::Memory;
use crate::runtime::recorder::{Pace, Recording, store_path};
use crate::runtime::state_file::StateFile;
use crate::runtime::{Dashboard, Ending, last_frame, panic, terminal, themes, title};
use crate::store::{Coverage, Limits};
use crate::view::ColourSupport;

/// What the dashboard is started with.
#[derive(Debug)]
pub struct Start {
    /// The settings, and the demo server that must live as long as the dashboard.
    pub session: Session,
    /// Whose campaigns these are.
    pub account: Account,
    /// Set on a first start without credentials; then there is nothing to poll.
    pub setup: Option<SetupProblem>,
    /// What the client is built from; `None` on a first start. Building the client itself reads the certificate store and
    /// belongs off the way to the first frame.
    pub client: Option<ClientSettings>,
    /// How the background reader goes about it.
    pub poll: PollSettings,
    /// What is asked for.
    pub conditions: QueryConditions,
    /// How it looks.
    pub appearance: Appearance,
    /// The keys, with a note for each setting that could not be taken as it was written.
    pub keymap: Keymap,
    /// How the rules of alerts are set.
    pub alerts: AlertSettings,
}

/// Runs the dashboard until it ends. Where there is no terminal for it, prints the tasks once instead. A `fresh` one
/// takes nothing of how the board was shown over from the last run and leaves nothing of it to the next; the history of the
/// campaigns is the same for both.
///
/// # Errors
/// When it cannot start, or the terminal fails.
pub fn run(global: &Global, query: &Query, fresh: bool, context: &mut Context<'_>) -> Result<Exit, CliError> {
    if let Some(obstacle) = Obstacle::of(context) {
        return once(obstacle, global, query, context);
    }
    let start = prepare(global, query, context)?;
    let drawing = event_loop(&mut Builder::new_current_thread())?;
    let reading = event_loop(Builder::new_multi_thread().worker_threads(1))?;
    let reports = panic::install(context.paths.state_dir.clone());
    let clock = Arc::clone(&context.clock);
    let mut model = Model::new(start.account, start.setup, context.local_offset_seconds, clock.now());
    model.keymap = Arc::new(start.keymap);
    model.history = History::new(start.alerts);
    let recording = recording(&start.session, &model, &clock, context);
    let past = start.session.demo.as_ref().map(|server| {
        let world = server.past();
        Box::new(move || past_of_demo(&world)) as MakePast
    });
    let poller = {
        let _inside = reading.enter();
        start.client.map(|client| spawn_poller(client, start.poll, start.conditions, &clock))
    };
    // Last, so that the first page is under way meanwhile and the answer finds nobody else reading.
    let asked = if start.appearance.needs_background() { background::ask(context.env) } else { Asked::default() };
    model.look = start.appearance.look(asked.background);
    let late_answer = if asked.may_answer_late { LateAnswer::Expected } else { LateAnswer::Settled };
    // After the themes are known, so that a remembered one can be chosen.
    let memory = memory(fresh, &mut model, clock.as_ref(), context);
    let announcing = Announcing::of(&start.session.settings, &model.account, context.paths.state_dir.as_deref());
    let dashboard = Dashboard {
        announcing,
        model,
        appearance: start.appearance,
        late_answer,
        poller,
        clock: clock.as_ref(),
        has_titles: title::has_titles(&terminal_kind(context)),
        reports: reports.clone(),
        memory,
        recording,
        past,
        ways: Ways::of(context.env),
        folders: Folders { home: context.paths.home.clone(), state: context.paths.state_dir.clone() },
    };
    // A panic while drawing was told by the hook. What is left here is to end without waiting for a request in flight.
    let ended = catch_unwind(AssertUnwindSafe(|| drawing.block_on(dashboard.run())));
    reading.shutdown_background();
    // An export to a drive that does not answer must not, either.
    drawing.shutdown_background();
    drop(start.session);
    let reports = reports.take();
    for report in &reports {
        context.tell(&format!("a background task failed, which is a defect of this program: {report}"));
    }
    match ended {
        Err(_) => Ok(Exit::Panic),
        Ok(_) if !reports.is_empty() => Ok(Exit::Panic),
        Ok(Ok(ending)) => end(ending, context),
        Ok(Err(error)) => Err(terminal_failed(&error)),
    }
}

/// Why the dashboard cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Obstacle {
    /// Standard output is a file or a pipe.
    NoTerminal,
    /// `TERM=dumb`.
    DumbTerminal,
    /// Neither standard input nor the process's terminal can be read.
    NoKeyboard,
}

impl Obstacle {
    fn of(context: &Context<'_>) -> Option<Self> {
        if !context.out_is_terminal {
            Some(Self::NoTerminal)
        } else if terminal_kind(context) == "dumb" {
            Some(Self::DumbTerminal)
        } else if !terminal::has_keyboard() {
            Some(Self::NoKeyboard)
        } else {
            None
        }
    }

    /// What the dashboard would need, for the message.
    fn need(self) -> &'static str {
        match self {
            Self::NoTerminal => "a terminal on standard output",
            Self::DumbTerminal => "a terminal that can do more than TERM=dumb",
            Self::NoKeyboard => "a keyboard, and neither standard input nor /dev/tty is one",
        }
    }
}

fn terminal_kind(context: &Context<'_>) -> String {
    (context.env)("TERM").unwrap_or_default()
}

/// Prints the tasks as `list` does.
fn once(obstacle: Obstacle, global: &Global, query: &Query, context: &mut Context<'_>) -> Result<Exit, CliError> {
    let args = ListArgs { query: query.clone(), format: ListFormat::Table, sort: None, reverse: false };
    let exit = super::run::interruptible(list::run(args, global, context))?;
    if exit == Exit::Fine {
        context.tell(&format!("The dashboard needs {}; this is one reading", obstacle.need()));
    }
    Ok(exit)
}

/// What is remembered of this profile's board, and where that is kept; `None` for a `fresh` one, and where the platform names
/// no folder for it.
fn memory(fresh: bool, model: &mut Model, clock: &dyn Clock, context: &Context<'_>) -> Option<Memory> {
    let file = StateFile::of(context.paths.state_dir.as_deref()?, &model.account);
    (!fresh).then(|| Memory::restored(file, model, clock.now()))
}

/// Where the history of this profile is kept; `None` where there is nothing to keep or no folder for it. The demo's fleet is
/// a new one in every run, so that its past is worth nothing in the next: it stays in memory, and begins with a simulated one.
fn recording(session: &Session, model: &Model, clock: &Arc<dyn Clock>, context: &Context<'_>) -> Option<Recording> {
    let settings = &session.settings.store;
    let account = &model.account;
    if account.is_demo || model.setup.is_some() || !settings.enabled.value {
        return None;
    }
    Some(Recording {
        path: store_path(context.paths.state_dir.as_deref()?, account),
        limits: Limits {
            detail_hours: settings.detail_hours.value,
            days: settings.days.value,
            most_bytes: u64::from(settings.max_mb.value) << 20,
        },
        coverage: if account.conditions.is_some() { Coverage::Part } else { Coverage::Whole },
        pace: Pace::default(),
        clock: Arc::clone(clock),
    })
}

/// The drawing and the reading have an event loop each, on threads of their own: a terminal that takes no output stops no
/// reading, and a second that only moves the clock on screen wakes one thread, not three.
fn event_loop(builder: &mut Builder) -> Result<Runtime, CliError> {
    builder.enable_all().build().map_err(|error| {
        let sentence = format!("Cannot start the program's event loop: {error}");
        CliError::new(Exit::Internal, sentence, "Check the system's limits")
    })
}

fn spawn_poller(
    client: ClientSettings,
    settings: PollSettings,
    conditions: QueryConditions,
    clock: &Arc<dyn Clock>,
) -> Poller {
    let client_clock = Arc::clone(clock);
    let make_client = move || Client::new(client.clone(), Arc::clone(&client_clock)).map_err(|error| error.failure());
    poll::spawn(make_client, settings, conditions, Arc::clone(clock), fastrand::u64(..))
}

/// Leaves the last board behind where that was asked for, and tells the exit code.
fn end(ending: Ending, context: &mut Context<'_>) -> Result<Exit, CliError> {
    Ok(match ending {
        Ending::Quit(frame) => {
            if let Some(frame) = frame {
                last_frame::print(&frame, &mut *context.out)?;
            }
            Exit::Fine
        }
        Ending::Signal(signal) => match signal.name {
            "SIGTERM" => Exit::Terminated,
            "SIGQUIT" => Exit::QuitSignal,
            "SIGHUP" => Exit::HungUp,
            _ => Exit::Interrupted,
        },
        Ending::TerminalGone => Exit::HungUp,
        Ending::Panicked => Exit::Panic,
    })
}

fn terminal_failed(error: &io::Error) -> CliError {
    CliError::new(
        Exit::Internal,
        format!("The terminal cannot be used: {error}"),
        "Try another terminal, or use callbot-tui list, show or doctor",
    )
}

/// Settles everything. Fetching the secret may start a program that talks to the terminal, so this comes before the
/// screen is taken.
///
/// # Errors
/// When there is no terminal, or the configuration is wrong.
pub fn prepare(global: &Global, query: &Query, context: &mut Context<'_>) -> Result<Start, CliError> {
    let now = context.clock.now().unix_seconds();
    let conditions = query::conditions(query, now, &chrono::Local)?;
    let session = Session::open(global, context)?;
    let setup = session.setup_problem();
    let client = match setup {
        Some(_) => None,
        None => Some(session.client_settings(true)?),
    };
    let (keymap, key_problems) = session.settings.keys.keymap();
    for problem in key_problems {
        // Told before the screen is taken, so that it stands in the shell again afterwards.
        context.tell(&problem.to_string());
    }
    Ok(Start {
        account: session.account(&conditions, context.local_offset_seconds),
        setup,
        client,
        poll: session.poll_settings(),
        conditions,
        appearance: appearance(global, &session, context)?,
        keymap,
        alerts: session.settings.alerts.clone(),
        session,
    })
}

fn appearance(global: &Global, session: &Session, context: &mut Context<'_>) -> Result<Appearance, CliError> {
    let colour = match global.color {
        ColorChoice::Auto => ColourWish::Auto,
        ColorChoice::Sixteen => ColourWish::Exactly(ColourSupport::Ansi16),
        ColorChoice::Indexed => ColourWish::Exactly(ColourSupport::Ansi256),
        ColorChoice::True => ColourWish::Exactly(ColourSupport::TrueColour),
        ColorChoice::Always => ColourWish::Always,
        ColorChoice::Never => ColourWish::Never,
    };
    let settings = &session.settings;
    let chosen = themes::chosen(settings)?;
    let (others, errors) = themes::in_folder(settings);
    for error in &errors {
        context.tell(&format!("{error}; the theme is left out"));
    }
    let wishes = Wishes {
        colour,
        configured_colour: ColourWish::of_word(&settings.color.value),
        ascii: global.ascii,
        ambiguous_width: settings.ambiguous_width.value,
        theme: &settings.theme.value.name,
        chosen,
        others,
    };
    Ok(Appearance::new(wishes, context.env))
}
