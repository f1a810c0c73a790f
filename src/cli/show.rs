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

/// So many ids are named where several tasks are meant.
const MOST_IDS: usize = 5;

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
    if !found.is_empty() {
        return Ok((the_one(found, id)?, outcome.signature));
    }
    if let Some(stop) = &outcome.stopped_by
        // A platform that refuses the condition, for instance for the form of the id, may still list the task.
        && stop.failure.fault.kind != FaultKind::RequestRefused
    {
        return Err(CliError::from(&stop.failure.fault));
    }
    let (found, outcome) = find_in(source, plan, id, clock).await;
    if found.is_empty() {
        incomplete(&outcome, plan.max_pages)?;
    }
    Ok((the_one(found, id)?, outcome.signature))
}

/// The task that is meant: that with the `taskID`, else the only one with the `userTaskID`.
fn the_one(found: Vec<Arc<Task>>, id: &str) -> Result<Option<Arc<Task>>, CliError> {
    let has_task_id = |task: &&Arc<Task>| task.texts.task_id().is_some_and(|found| found.trim() == id.trim());
    if let Some(task) = found.iter().find(has_task_id) {
        return Ok(Some(Arc::clone(task)));
    }
    if found.len() > 1 {
        let ids: Vec<&str> = found.iter().filter_map(|task| task.texts.task_id()).take(MOST_IDS).collect();
        let sentence = format!("{} tasks have the userTaskID {id}", found.len());
        let hint = format!("Name one of them by its taskID: {}", ids.join(", "));
        return Err(CliError::new(Exit::Internal, clean(&sentence).into_owned(), clean(&hint).into_owned()));
    }
    Ok(found.into_iter().next())
}

async fn find_in<S: TaskSource>(
    source: &S,
    plan: &SweepPlan,
    id: &str,
    clock: &dyn Clock,
) -> (Vec<Arc<Task>>, SweepOutcome) {
    let mut found = Vec::new();
    let outcome = sweep(source, plan, clock, |page| {
        found = page.tasks.into_iter().filter(|task| task.has_id(id)).collect();
        if !found.is_empty() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{TaskKey, TaskTexts};

    #[test]
    fn of_several_tasks_with_one_id_none_is_chosen_in_silence() {
        let task = |id: &str, user: &str| {
            let texts = TaskTexts::new(None, Some(user), Some(id), None, None);
            Arc::new(Task { texts, ..Task::empty(TaskKey::new(Some(id), Some(user), String::new)) })
        };
        let key = |found: Vec<Arc<Task>>| the_one(found, "u").map(|task| task.map(|task| task.key.as_str().to_owned()));
        assert_eq!(key(vec![task("t1", "u")]).ok().flatten().as_deref(), Some("t1"));
        assert_eq!(key(vec![task("t1", "u"), task("u", "other")]).ok().flatten().as_deref(), Some("u"));
        let error = key(vec![task("t1", "u"), task("t2", "u")]).unwrap_err();
        let told = format!("{error:?}");
        assert!(told.contains("2 tasks have the userTaskID u") && told.contains("t1, t2"), "{told}");
        assert!(key(Vec::new()).unwrap().is_none());
    }
}
