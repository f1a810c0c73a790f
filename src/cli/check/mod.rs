//! `check`: the tasks judged for a monitoring system, by the contract of monitoring plugins: one line, performance data
//! after a bar, and 0, 1, 2 or 3. Uses `poll`, `history` and `app` (the filter).

mod expression;
mod report;

use std::ops::ControlFlow;
use std::sync::Arc;

pub use expression::Expression;
use report::{Finds, Report, Tally};

use super::args::Global;
use super::context::Context;
use super::exit::{CliError, Exit};
use super::history::Judged;
use super::judgement_args::CheckArgs;
use super::list::{incomplete, tell_signature};
use super::query;
use super::session::Session;
use crate::domain::text::clean;
use crate::domain::{QueryConditions, Task};
use crate::history::Why;
use crate::poll::sweep;

/// What is critical where nothing was asked for: a task that ought to dial and does not.
const CRITICAL_BY_DEFAULT: [&str; 2] = ["why:stall", "why:maxCall"];

/// What is worth a warning where nothing was asked for. Failed tasks stay listed for good; old ones are no news.
const WARNING_BY_DEFAULT: &str = "st:failed age<1d";

/// Judges all tasks of one sweep.
///
/// # Errors
/// When standard output cannot be written; whatever else goes wrong is the UNKNOWN of the contract.
pub async fn run(args: CheckArgs, global: &Global, context: &mut Context<'_>) -> Result<Exit, CliError> {
    let (line, exit) = match judge(args, global, context).await {
        Ok(report) => (report.line(), report.exit()),
        Err(error) => {
            let hint = if error.hint.is_empty() { String::new() } else { format!(". {}", error.hint) };
            (report::one_line("UNKNOWN", &format!("{}{hint}", error.sentence)), Exit::Unknown)
        }
    };
    writeln!(context.out, "{line}")?;
    context.out.flush()?;
    Ok(exit)
}

async fn judge(args: CheckArgs, global: &Global, context: &mut Context<'_>) -> Result<Report, CliError> {
    let (critical, warning) = expressions(args.crit, args.warn)?;
    let began = context.clock.now();
    let conditions = query::conditions(&args.query, began.unix_seconds(), &chrono::Local)?;
    let names_tasks = names_tasks(&conditions);
    let session = Session::open(global, context)?;
    let client = session.client(Arc::clone(&context.clock))?;
    let plan = session.sweep_plan(conditions);
    let mut tasks = Vec::new();
    let outcome = sweep(&client, &plan, &*context.clock, |page| {
        tasks.extend(page.tasks);
        ControlFlow::Continue(())
    })
    .await;
    tell_signature(outcome.signature, context);
    incomplete(&outcome, plan.max_pages)?;
    if tasks.is_empty() && names_tasks {
        // A misspelt id would otherwise be fine for ever.
        let hint = "Check --id, --name and --scene";
        return Err(CliError::new(Exit::Unknown, "No task meets the conditions", hint));
    }
    let ended = context.clock.now();
    let mut judged = Judged::new(&session, context, None);
    judged.read(tasks.iter().map(Arc::clone), (began.unix_ms, ended.unix_ms));
    let room = Room { judged: &judged, now_unix_ms: ended.unix_ms, offset_seconds: context.local_offset_seconds };
    Ok(Report {
        critical: finds(&critical, &tasks, &room),
        warning: finds(&warning, &tasks, &room),
        tally: Tally::of(&tasks, judged.has_past.then_some(&judged.history)),
    })
}

fn expressions(
    critical: Vec<Expression>,
    warning: Vec<Expression>,
) -> Result<(Vec<Expression>, Vec<Expression>), CliError> {
    if !critical.is_empty() || !warning.is_empty() {
        return Ok((critical, warning));
    }
    let read = |text: &str| text.parse::<Expression>().map_err(|error| CliError::new(Exit::Internal, error, ""));
    let critical = CRITICAL_BY_DEFAULT.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok((critical, vec![read(WARNING_BY_DEFAULT)?]))
}

/// Whether the conditions name tasks, so that finding none is a mistake. No failed task, say, is none.
fn names_tasks(conditions: &QueryConditions) -> bool {
    !conditions.user_task_ids.is_empty() || !conditions.names.is_empty() || conditions.scene_id.is_some()
}

/// What a judgement looks at besides the task.
struct Room<'a> {
    judged: &'a Judged,
    now_unix_ms: i64,
    offset_seconds: i32,
}

impl Room<'_> {
    fn why(&self, task: &Task) -> Why {
        Why::of(task, &self.judged.history, self.now_unix_ms, self.offset_seconds)
    }
}

/// What each expression found, where it found enough.
fn finds(expressions: &[Expression], tasks: &[Arc<Task>], room: &Room<'_>) -> Vec<Finds> {
    let now_seconds = room.now_unix_ms.div_euclid(1000);
    let find = |expression: &Expression| {
        let found = tasks.iter().filter(|task| {
            expression.filter.matches(task, now_seconds)
                && (expression.causes.is_empty() || expression.asks_for(room.why(task).cause))
        });
        let names: Vec<String> = found.map(|task| clean(task.display_name()).trim().to_owned()).collect();
        let is_enough = names.len() >= expression.at_least;
        is_enough.then(|| Finds { expression: expression.text.clone(), names })
    };
    expressions.iter().filter_map(find).collect()
}
