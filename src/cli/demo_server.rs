//! `demo-server`: the embedded server alone, until ctrl-c, and at the word of its standard input where that is asked for.
//! Uses `demo`.

use std::sync::Arc;

use super::context::Context;
use super::demo_control;
use super::demo_server_args::DemoServerArgs;
use super::exit::{CliError, Exit};
use crate::api::Algorithm;
use crate::demo::{DemoClock, DemoError, DemoOptions, DemoServer};
use crate::domain::Clock;

/// Runs the server until ctrl-c or SIGTERM, or with `--control` until the standard input ends.
///
/// # Errors
/// When the server cannot start.
pub async fn run(args: DemoServerArgs, context: &mut Context<'_>) -> Result<Exit, CliError> {
    let (algorithm, is_controlled) = (args.algorithm, args.control);
    let server = start(args, Arc::clone(&context.clock))?;
    // A script that closes the pipe after the first line still wants the server.
    let _ = print(&server, algorithm, context);
    if is_controlled {
        tokio::select! {
            () = ended() => {}
            () = demo_control::obey(&server, demo_control::lines_of_stdin(), context.out) => {}
        }
    } else {
        ended().await;
    }
    server.shutdown();
    Ok(Exit::Fine)
}

fn start(args: DemoServerArgs, clock: Arc<dyn Clock>) -> Result<DemoServer, CliError> {
    let options = DemoOptions {
        listen: args.listen,
        scenario: args.scenario,
        tasks: args.tasks,
        seed: args.seed,
        speed: args.speed,
        faults: args.fault,
        algorithm: args.algorithm,
        ..DemoOptions::new(demo_clock(clock))
    };
    Ok(DemoServer::start(options)?)
}

/// The program's clock as the demo server takes it.
pub fn demo_clock(clock: Arc<dyn Clock>) -> DemoClock {
    Arc::new(move || clock.now().unix_ms)
}

fn print(server: &DemoServer, algorithm: Algorithm, context: &mut Context<'_>) -> std::io::Result<()> {
    let (url, uuid, secret) = (server.base_url(), server.uuid(), server.secret());
    writeln!(context.out, "{url}")?;
    writeln!(context.out, "uuid        {uuid}")?;
    writeln!(context.out, "secret key  {secret}")?;
    writeln!(context.out, "algorithm   {algorithm}")?;
    for (name, value) in [
        ("CALLBOT_BASE_URL", url.as_str()),
        ("CALLBOT_UUID", uuid),
        ("CALLBOT_SECRET_KEY", secret),
        ("CALLBOT_ALGORITHM", algorithm.name()),
    ] {
        writeln!(context.out, "export {name}={value}")?;
    }
    context.out.flush()
}

impl From<DemoError> for CliError {
    fn from(error: DemoError) -> Self {
        let exit = match &error {
            DemoError::UnknownScenario { .. }
            | DemoError::ReadScenario { .. }
            | DemoError::InvalidScenario { .. }
            | DemoError::InvalidSpeed(_) => Exit::Usage,
            DemoError::Listen { .. } | DemoError::Start(_) => Exit::Internal,
        };
        Self::new(exit, error.to_string(), "")
    }
}

/// Waits for ctrl-c or, where there is such a thing, SIGTERM.
async fn ended() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a handler the signal ends the process by itself.
        std::future::pending::<()>().await;
    }
}
