//! `show`: one task in full. Uses `poll`, `api`, `history`, `view` (the words of the detail view) and `app`.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::args::{Global, ShowArgs, ShowFormat};
use super::context::Context;
use super::derived::{Derived, Moment, RowJson};
use super::exit::{CliError, Exit};
use super::history::Judged;
use super::list::{incomplete, tell_signature};
use super::session::Session;
use crate::api::SignatureCheck;
use crate::app::export::json::write_json;
use crate::app::{Account, Model, TaskOnScreen};
use crate::domain::text::clean;
use crate::domain::{Clock, FaultKind, QueryConditions, Task};
use crate::poll::{SweepOutcome, SweepPlan, TaskSource, sweep};
use crate::view::{ColourSupport, GlyphSet, Theme, ThemeChoice, task_lines};

/// The width of the text on paper and in pipes; one column of sections.
const COLUMNS: usize = 92;

/// The narrowest text that still reads well.
const FEWEST_COLUMNS: usize = 40;

/// Finds a task by its `userTaskID` or `taskID` and prints it.
///
/// # Errors
/// When no task has the id, or the platform could not be asked.
pub async fn run(args: ShowArgs, global: &Global, context: &mut Context<'_>) -> Result<Exit, CliError> {
    let session = Session::open(global, context)?;
    let client = session.client(Arc::clone(&context.clock))?;
    let plan = session.sweep_plan(QueryConditions::default());
    let began_unix_ms = context.clock.now().unix_ms;
    let (task, signature) = find(&client, &plan, &args.id, &*context.clock).await?;
    tell_signature(signature, context);
    let task = task.ok_or_else(|| no_such_task(&args.id))?;
    let now = context.clock.now();
    let mut judged = Judged::new(&session, context, Some(&task.key));
    if judged.has_past {
        judged.read([Arc::clone(&task)], (began_unix_ms, now.unix_ms));
    }
    let derived = judged.history.task(&task.key).filter(|_| judged.has_past).and_then(Derived::of);
    match args.format {
        ShowFormat::Json => {
            write_json(context.out, &RowJson::new(&task, derived), true, &mut Vec::new())?;
            writeln!(context.out)?;
        }
        ShowFormat::Text => {
            let moment = Moment { now_unix_seconds: now.unix_seconds(), offset_seconds: context.local_offset_seconds };
            let now = derived.map(|derived| derived.fields(moment)).unwrap_or_default();
            write_text(task, &now, global.ascii, context)?;
        }
    }
    context.out.flush()?;
    Ok(Exit::Fine)
}

/// The error for an id that no task has.
pub(super) fn no_such_task(id: &str) -> CliError {
    let sentence = format!("No task has the id \"{}\"", clean(id));
    CliError::new(Exit::Internal, sentence, "callbot-tui list prints the ids of all tasks")
}

/// Asks for the id as a `userTaskID`, the only id that the API can look up; else goes through the list until it turns up.
pub(super) async fn find<S: TaskSource>(
    source: &S,
    plan: &SweepPlan,
    id: &str,
    clock: &dyn Clock,
) -> Result<(Option<Arc<Task>>, SignatureCheck), CliError> {
    let conditions = QueryConditions { user_task_ids: vec![id.to_owned()], ..QueryConditions::default() };
    let narrow = SweepPlan { conditions, max_pages: 1, ..plan.clone() };
    let (found, outcome) = find_in(source, &narrow, id, clock).await;
    if found.is_some() {
        return Ok((found, outcome.signature));
    }
    if let Some(stop) = &outcome.stopped_by
        // A platform that refuses the condition, for instance for the form of the id, may still list the task.
        && stop.failure.fault.kind != FaultKind::RequestRefused
    {
        return Err(CliError::from(&stop.failure.fault));
    }
    let (found, outcome) = find_in(source, plan, id, clock).await;
    if found.is_none() {
        incomplete(&outcome, plan.max_pages)?;
    }
    Ok((found, outcome.signature))
}

async fn find_in<S: TaskSource>(
    source: &S,
    plan: &SweepPlan,
    id: &str,
    clock: &dyn Clock,
) -> (Option<Arc<Task>>, SweepOutcome) {
    let mut found = None;
    let outcome = sweep(source, plan, clock, |page| {
        found = page.tasks.into_iter().find(|task| task.has_id(id));
        if found.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .await;
    (found, outcome)
}

fn write_text(
    task: Arc<Task>,
    now: &[(&'static str, String)],
    ascii: bool,
    context: &mut Context<'_>,
) -> Result<(), CliError> {
    let model = Model::new(Account::default(), None, context.local_offset_seconds, context.clock.now());
    let glyphs = if ascii { GlyphSet::Ascii } else { GlyphSet::Block };
    let theme = Theme::new(ThemeChoice::Mono, ColourSupport::None, glyphs);
    let status = task.status.map_or_else(|| "no status".to_owned(), |status| status.to_string());
    writeln!(context.out, "{}  ({status})\n", clean(task.display_name()))?;
    let columns = text_columns(context);
    for line in task_lines(&model, &TaskOnScreen { task, is_gone: false }, columns, &theme) {
        let text: String = line.spans.iter().map(|span| span.content.as_ref()).collect();
        writeln!(context.out, "{}", clean(text.trim_end()))?;
    }
    if !now.is_empty() {
        writeln!(context.out, "\nNow")?;
    }
    for (label, value) in now {
        writeln!(context.out, "{label:<14}{}", clean(value))?;
    }
    Ok(())
}

/// The columns of a text for people: of the terminal, within reason, or of paper.
pub(super) fn text_columns(context: &Context<'_>) -> usize {
    if context.out_is_terminal { terminal_columns() } else { COLUMNS }
}

fn terminal_columns() -> usize {
    let columns = crossterm::terminal::size().map_or(COLUMNS, |(columns, _)| usize::from(columns));
    columns.clamp(FEWEST_COLUMNS, COLUMNS)
}
