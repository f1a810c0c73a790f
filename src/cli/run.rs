//! From parsed arguments to an exit code. Uses the other files of this room and `runtime`.

use std::future::Future;

use super::args::{Cli, Command, Global, LogForm};
use super::context::Context;
use super::exit::{CliError, Exit};
use super::{check, config_cmd, dashboard, demo_server, doctor, keys, list, packaging, show, watch, why};
use crate::runtime::log::{self, LogFormat};

/// Runs a command to its end; what went wrong is told on standard error.
pub fn run(cli: Cli, context: &mut Context<'_>) -> Exit {
    let is_check = matches!(cli.command, Some(Command::Check(_)));
    let outcome = start_log(&cli.global).and_then(|()| dispatch(cli, context));
    if is_check {
        return check::end(outcome, context);
    }
    let outcome = outcome.and_then(|exit| match context.out.flush() {
        Err(error) if exit == Exit::Fine => Err(CliError::from(error)),
        // An end with a reason of its own, such as a terminal that is gone, keeps it.
        _ => Ok(exit),
    });
    match outcome {
        Ok(exit) => exit,
        Err(error) => {
            if error.exit != Exit::Fine {
                // Nothing can be done where even this fails.
                let _ = error.write(context.err);
            }
            error.exit
        }
    }
}

fn start_log(global: &Global) -> Result<(), CliError> {
    let Some(path) = &global.log else {
        return Ok(());
    };
    let format = match global.log_format {
        LogForm::Text => LogFormat::Text,
        LogForm::Json => LogFormat::Json,
    };
    log::to_file(path, global.log_level, format).map_err(|error| {
        let sentence = format!("Cannot write the log file {}: {error}", path.display());
        CliError::new(Exit::Configuration, sentence, "Choose another file with --log")
    })
}

fn dispatch(cli: Cli, context: &mut Context<'_>) -> Result<Exit, CliError> {
    let global = cli.global;
    match cli.command {
        None => dashboard::run(&global, &cli.query, cli.fresh, context),
        Some(Command::List(args)) => interruptible(list::run(args, &global, context)),
        Some(Command::Show(args)) => interruptible(show::run(args, &global, context)),
        Some(Command::Why(args)) => interruptible(why::run(args, &global, context)),
        Some(Command::Watch(args)) => block_on(watch::run(args, &global, context)),
        Some(Command::Check(args)) => interruptible(check::run(args, &global, context)),
        Some(Command::Doctor) => interruptible(doctor::run(&global, context)),
        Some(Command::DemoServer(args)) => block_on(demo_server::run(args, context)),
        Some(Command::Config(command)) => config_cmd::run(command, &global, context),
        Some(Command::Completions { shell }) => Ok(packaging::completions(shell, context.out).map(|()| Exit::Fine)?),
        Some(Command::Man) => Ok(packaging::man(context.out).map(|()| Exit::Fine)?),
        Some(Command::Keys(args)) => Ok(keys::run(&args, &global, context)?),
    }
}

/// Runs a command until its end or ctrl-c.
///
/// # Errors
/// What the command reports, or that the event loop could not be started.
pub(super) fn interruptible(command: impl Future<Output = Result<Exit, CliError>>) -> Result<Exit, CliError> {
    block_on(async {
        tokio::select! {
            biased;
            Ok(()) = tokio::signal::ctrl_c() => Ok(Exit::Interrupted),
            outcome = command => outcome,
        }
    })
}

fn block_on(command: impl Future<Output = Result<Exit, CliError>>) -> Result<Exit, CliError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        CliError::new(
            Exit::Internal,
            format!("Cannot start the program's event loop: {error}"),
            "Check the system's limits",
        )
    })?;
    let outcome = runtime.block_on(command);
    // A name lookup that hangs must not hold up the end.
    runtime.shutdown_background();
    outcome
}
