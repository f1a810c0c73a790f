//! `list`: one sweep to standard output. Uses `poll`, `api`, `app` (the order and the form of rows) and `domain`.

mod rows;
mod sorted;
mod table;

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::args::{ColorChoice, Global, ListArgs, ListFormat};
use super::context::Context;
use super::derived::Moment;
use super::exit::{CliError, Exit};
use super::history::Judged;
use super::query;
use super::session::Session;
use crate::api::SignatureCheck;
use crate::domain::Task;
use crate::history::History;
use crate::poll::{SweepOutcome, SweepPage, SweepPlan, TaskSource, sweep};
use crate::runtime::colour_depth::is_forced;
use rows::RowWriter;
use table::Look;

/// Prints every task of one sweep exactly once.
///
/// # Errors
/// What kept the sweep from its end; what was read until then has been printed.
pub async fn run(args: ListArgs, global: &Global, context: &mut Context<'_>) -> Result<Exit, CliError> {
    let now = context.clock.now().unix_seconds();
    let conditions = query::conditions(&args.query, now, &chrono::Local)?;
    let session = Session::open(global, context)?;
    let client = session.client(Arc::clone(&context.clock))?;
    let plan = session.sweep_plan(conditions);
    let judged = Judged::new(&session, context, None);
    let judged = judged.has_past.then_some(judged);
    print(&client, &plan, &args, judged, (global, session.settings.no_color), context).await
}

async fn print<S: TaskSource>(
    source: &S,
    plan: &SweepPlan,
    args: &ListArgs,
    mut judged: Option<Judged>,
    (global, no_color): (&Global, bool),
    context: &mut Context<'_>,
) -> Result<Exit, CliError> {
    let may_colour = context.out_is_terminal || is_forced(context.env);
    let look = Look {
        is_coloured: ColorChoice::decide(global.color, may_colour, no_color),
        is_ascii: global.ascii,
        moment: Moment {
            now_unix_seconds: context.clock.now().unix_seconds(),
            offset_seconds: context.local_offset_seconds,
        },
    };
    let sort = args.sort.as_deref().and_then(|name| sorted::order(name, args.reverse));
    let mut printer = Printer {
        writer: RowWriter::new(args.format, look),
        held: (sort.is_some() || args.format == ListFormat::Table || judged.is_some()).then(Vec::new),
        failure: None,
        doubtful: 0,
    };
    // Progress would run into rows that appear on the same terminal.
    let shows_progress = context.err_is_terminal && (printer.held.is_some() || !context.out_is_terminal);
    let clock = Arc::clone(&context.clock);
    let began_unix_ms = clock.now().unix_ms;
    let (out, err) = (&mut *context.out, &mut *context.err);
    let outcome = sweep(source, plan, &*clock, |page| {
        if shows_progress {
            progress(&mut *err, &page);
        }
        printer.take(page.tasks, &mut *out)
    })
    .await;
    if shows_progress {
        let _ = write!(err, "\r\u{1b}[K");
        let _ = err.flush();
    }
    if let Some(failure) = printer.failure.take() {
        return Err(failure.into());
    }
    if outcome.pages_read == 0 {
        // Not even a head: a reader must not take a failure for an empty list.
        return report(&outcome, plan.max_pages, context);
    }
    if let Some(mut tasks) = printer.held.take() {
        if let Some(judged) = &mut judged {
            judged.read(tasks.iter().map(Arc::clone), (began_unix_ms, clock.now().unix_ms));
        }
        if let Some(sort) = sort {
            let none = History::default();
            let history = judged.as_ref().map_or(&none, |judged| &judged.history);
            tasks = sorted::sorted(tasks, sort, history, clock.now().unix_seconds());
        }
        printer.writer.rows(&tasks, judged.as_ref().map(|judged| &judged.history), &mut *out)?;
    }
    printer.writer.end(&mut *out)?;
    out.flush()?;
    tell_doubts(printer.doubtful, args.format, context);
    if judged.is_none() && sort.is_some_and(sorted::needs_past) {
        context.tell("Nothing is known of the past, so that --sort has nothing to go by; a dashboard keeps it");
    }
    report(&outcome, plan.max_pages, context)
}

/// Hands rows on as they come, or holds them where the end must be known first.
struct Printer {
    writer: RowWriter,
    held: Option<Vec<Arc<Task>>>,
    failure: Option<io::Error>,
    /// Tasks with something doubtful.
    doubtful: u64,
}

impl Printer {
    fn take(&mut self, tasks: Vec<Arc<Task>>, out: &mut dyn Write) -> ControlFlow<()> {
        self.doubtful += tasks.iter().filter(|task| !task.issues.is_empty()).count() as u64;
        if let Some(held) = &mut self.held {
            held.extend(tasks);
            return ControlFlow::Continue(());
        }
        // A reader sees each page when it is there, not when a buffer happens to be full.
        match self.writer.rows(&tasks, None, out).and_then(|()| out.flush()) {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => {
                self.failure = Some(failure);
                ControlFlow::Break(())
            }
        }
    }
}

fn progress(err: &mut dyn Write, page: &SweepPage<'_>) {
    let of = page.pages.map(|pages| format!(" of {pages}")).unwrap_or_default();
    let _ = write!(err, "\r\u{1b}[Kpage {}{of}", page.page);
    let _ = err.flush();
}

/// A word on rows with something doubtful.
fn tell_doubts(tasks: u64, format: ListFormat, context: &mut Context<'_>) {
    let who = match tasks {
        0 => return,
        1 => "1 task has".to_owned(),
        _ => format!("{tasks} tasks have"),
    };
    // The other formats hold them themselves.
    if format == ListFormat::Table {
        context.tell(&format!("{who} doubtful values, marked with ! after the name; callbot-tui show tells which"));
    }
}

/// Messages about the sweep, and how the command ends.
fn report(outcome: &SweepOutcome, max_pages: u32, context: &mut Context<'_>) -> Result<Exit, CliError> {
    if outcome.unreadable > 0 {
        let (rows, are) = if outcome.unreadable == 1 { ("row", "is") } else { ("rows", "are") };
        context.tell(&format!("{} {rows} could not be read at all and {are} not listed", outcome.unreadable));
    }
    tell_signature(outcome.signature, context);
    incomplete(outcome, max_pages)?;
    if let Some(note) = &outcome.note {
        context.tell(note);
    }
    Ok(Exit::Fine)
}

/// A word on replies that cannot be trusted.
pub fn tell_signature(check: SignatureCheck, context: &mut Context<'_>) {
    match check {
        SignatureCheck::Invalid => context.tell("The signature of a reply is wrong; callbot-tui doctor tells more"),
        SignatureCheck::Missing => context.tell("A reply carries no signature; callbot-tui doctor tells more"),
        SignatureCheck::Valid | SignatureCheck::NotChecked => {}
    }
}

/// The error for a sweep that did not reach its end. `max_pages` is the cap that it had.
///
/// # Errors
/// When it did not.
pub fn incomplete(outcome: &SweepOutcome, max_pages: u32) -> Result<(), CliError> {
    if outcome.complete || outcome.interrupted {
        return Ok(());
    }
    let tasks = |count: u64| if count == 1 { "1 task".to_owned() } else { format!("{count} tasks") };
    match &outcome.stopped_by {
        Some(stop) if outcome.pages_read == 0 => Err(CliError::from(&stop.failure.fault)),
        Some(stop) => {
            let mut error = CliError::from(&stop.failure.fault);
            let so_far = tasks(outcome.tasks);
            error.sentence =
                format!("The list is incomplete: stopped at page {} after {so_far}. {}", stop.page, error.sentence);
            Err(error)
        }
        None => {
            let why = outcome.note.as_deref().unwrap_or("The sweep ended early");
            let so_far = tasks(outcome.tasks);
            let sentence =
                format!("The list is incomplete: stopped after page {} and {so_far}. {why}", outcome.pages_read);
            let hint = if outcome.pages_read >= max_pages {
                "Raise max_pages or page_size under [poll], or ask for fewer tasks"
            } else {
                "Run it again; if it goes on, tell the platform's support"
            };
            Err(CliError::new(Exit::Unusable, sentence, hint))
        }
    }
}
