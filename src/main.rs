//! The thin binary: takes the process's surroundings, runs the command, gives back its exit code.

use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

use callbot_tui::cli::judgement_args::is_check;
use callbot_tui::cli::{Cli, Context, Exit, check, run};
use callbot_tui::config::Paths;
use callbot_tui::domain::text::{clean, is_harmful};
use callbot_tui::runtime::clock::local_offset_seconds;
use callbot_tui::runtime::{SystemClock, core_dump};
use clap::{CommandFactory as _, Parser as _};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bytes gathered before they are written to standard output.
const BUFFER_BYTES: usize = 64 * 1024;

/// The message about a wrong command line, which repeats its arguments: where one of them could give orders to the terminal,
/// or add lines of its own, the message is made anew of arguments that cannot.
fn harmless(message: clap::Error) -> clap::Error {
    let arguments: Vec<String> = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    if !arguments.iter().any(|argument| argument.chars().any(is_harmful)) {
        return message;
    }
    match Cli::try_parse_from(arguments.iter().map(|argument| clean(argument).into_owned())) {
        Err(message) => message,
        Ok(_) => Cli::command().error(message.kind(), "An argument holds control characters"),
    }
}

fn main() -> ExitCode {
    core_dump::forbid();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(message) => {
            let message = harmless(message);
            // Help and version go to standard output, mistakes to standard error; clap knows which.
            let _ = message.print();
            return match (message.use_stderr(), is_check(std::env::args_os())) {
                (false, _) => Exit::Fine.into(),
                // To a monitoring system, 2 would say that something was found; and it reads standard output only.
                (true, true) => {
                    let text = message.to_string();
                    let reason = text.lines().next().unwrap_or_default();
                    let _ = check::unknown(reason.strip_prefix("error: ").unwrap_or(reason), &mut io::stdout());
                    Exit::Unknown.into()
                }
                (true, false) => Exit::Usage.into(),
            };
        }
    };
    let mut out = BufWriter::with_capacity(BUFFER_BYTES, io::stdout());
    let mut err = io::stderr();
    let mut context = Context {
        out_is_terminal: io::stdout().is_terminal(),
        // A dumb terminal takes messages, but not the sequences of a progress line.
        err_is_terminal: err.is_terminal() && std::env::var_os("TERM").is_none_or(|name| name != "dumb"),
        out: &mut out,
        err: &mut err,
        // Where it is text, as it almost always is, it is handed on without another copy: it may be the secret.
        env: &|name| {
            let text = std::env::var_os(name)?.into_string();
            Some(text.unwrap_or_else(|other| other.to_string_lossy().into_owned()))
        },
        paths: Paths::of_platform(),
        clock: Arc::new(SystemClock),
        local_offset_seconds: local_offset_seconds(),
    };
    let exit = run(cli, &mut context);
    // What could not be written was told already; a second attempt at the end of the program would only repeat it.
    let _ = out.flush();
    exit.into()
}
