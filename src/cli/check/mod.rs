//! `check`: the tasks judged for a monitoring system, by the contract of monitoring plugins: one line, performance data
//! after a bar, and 0, 1, 2 or 3. Uses `poll`, `history` and `app` (the filter).

mod ending;
mod expression;
mod judge;
mod report;

use std::collections::HashMap;
use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

pub use ending::{end, unknown};
pub use expression::Expression;
use judge::Room;
use report::{Report, Tally};

use super::args::Global;
use super::context::Context;
use super::exit::{CliError, Exit};
use super::history::Judged;
use super::judgement_args::CheckArgs;
use super::list::{incomplete, tell_signature};
use super::query;
use super::session::Session;
use crate::domain::{QueryConditions, Task};
use crate::history::Cause;
use crate::poll::sweep;

/// What is critical where nothing was asked for: a task that ought to dial and does not.
const CRITICAL_BY_DEFAULT: [&str; 2] = ["why:stall", "why:maxCall"];

/// What is worth a warning where nothing was asked for. Failed tasks stay listed for good; old ones are no news.
const WARNING_BY_DEFAULT: &str = "st:failed since<1d";

/// Judges all tasks of one sweep. Whatever goes wrong is the UNKNOWN of the contract; where nobody reads the line, the code
/// still says what was found.
///
/// # Errors
/// None of its own.
pub async fn run(args: CheckArgs, global: &Global, context: &mut Context<'_>) -> Result<Exit, CliError> {
    let timeout = args.timeout;
    let judged = match tokio::time::timeout(timeout, judge(args, global, context)).await {
        Ok(judged) => judged,
        Err(_) => {
            let sentence = format!("The platform did not answer within {}", humantime::format_duration(timeout));
            Err(CliError::new(Exit::Unknown, sentence, ""))
        }
    };
    let (line, exit) = match judged {
        Ok(report) => (report.line(), report.exit()),
        Err(error) => (ending::line_of(&error), Exit::Unknown),
    };
    let written = writeln!(context.out, "{line}").and_then(|()| context.out.flush());
    Ok(match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            context.tell(&format!("Cannot write the output: {error}"));
            Exit::Unknown
        }
        _ => exit,
    })
}

async fn judge(args: CheckArgs, global: &Global, context: &mut Context<'_>) -> Result<Report, CliError> {
    let was_asked = !args.crit.is_empty() || !args.warn.is_empty();
    let (critical, warning) = expressions(args.crit, args.warn)?;
    let began = context.clock.now();
    let conditions = query::conditions(&args.query, began.unix_seconds(), &chrono::Local)?;
    let names_tasks = names_tasks(&conditions);
    let session = Session::open(global, context)?;
    let client = session.client(Arc::clone(&context.clock))?;
    let plan = session.sweep_plan(conditions);
    let mut tasks: Vec<Arc<Task>> = Vec::new();
    let mut places = HashMap::new();
    let outcome = sweep(&client, &plan, &*context.clock, |page| {
        for task in page.tasks {
            places.insert(task.key.clone(), tasks.len());
            tasks.push(task);
        }
        // Of a task that moved between the pages the newer reading counts.
        for task in page.again {
            if let Some(known) = places.get(&task.key).and_then(|place| tasks.get_mut(*place)) {
                *known = task;
            }
        }
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
    let (critical, warning) = (room.ask(&critical, &tasks), room.ask(&warning, &tasks));
    let open = critical.open.max(warning.open);
    let lacking = critical.lacking || warning.lacking;
    let unjudged = match (open, was_asked) {
        (0, _) => None,
        (1, _) if was_asked || lacking => Some(format!("1 task cannot be judged: {}", room.lack(lacking))),
        (open, _) if was_asked || lacking => Some(format!("{open} tasks cannot be judged: {}", room.lack(lacking))),
        // Who did not ask for stalls is not alarmed because a dashboard does not run, but knows.
        _ => Some(format!("{}s not judged: {}", Cause::Stall.name(), room.lack(lacking))),
    };
    let unread =
        (outcome.unreadable > 0).then(|| format!("rows that could not be read at all: {}", outcome.unreadable));
    // Any of them may have failed or stalled.
    let not_given = (outcome.missing > 0).then(|| format!("tasks counted but not given: {}", outcome.missing));
    let must_judge = was_asked || lacking || unread.is_some() || not_given.is_some();
    let unjudged: Vec<String> = unread.into_iter().chain(not_given).chain(unjudged).collect();
    Ok(Report {
        critical: critical.finds,
        warning: warning.finds,
        unjudged: (!unjudged.is_empty()).then(|| unjudged.join("; ")),
        must_judge,
        note: outcome.note,
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
