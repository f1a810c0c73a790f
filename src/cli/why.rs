//! `why`: why a task dials or does not, as of now. Uses `poll`, `history` and `view` (the words of the overlay).

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;

use super::args::{Global, ShowFormat};
use super::context::Context;
use super::exit::{CliError, Exit};
use super::history::Judged;
use super::judgement_args::WhyArgs;
use super::list::tell_signature;
use super::session::Session;
use super::show::{find, no_such_task, text_columns};
use crate::api::{Client, SignatureCheck};
use crate::app::TaskOnScreen;
use crate::app::export::json::write_json;
use crate::domain::text::clean;
use crate::domain::{Fault, FaultKind, QueryConditions, Task};
use crate::history::Why;
use crate::poll::SweepPlan;
use crate::view::{ColourSupport, GlyphSet, Theme, ThemeChoice, why_lines};

/// Between two readings where the time to watch is shorter than the usual interval there are at least so many.
const READINGS_OF_A_SHORT_WATCH: u32 = 2;

/// Finds a task by its `userTaskID` or `taskID` and judges it.
///
/// # Errors
/// When no task has the id, or the platform could not be asked at all.
pub async fn run(args: WhyArgs, global: &Global, context: &mut Context<'_>) -> Result<Exit, CliError> {
    let session = Session::open(global, context)?;
    let client = session.client(Arc::clone(&context.clock))?;
    let plan = session.sweep_plan(QueryConditions::default());
    let began = context.clock.now().unix_ms;
    let (task, signature) = find(&client, &plan, &args.id, &*context.clock).await?;
    tell_signature(signature, context);
    let mut task = task.ok_or_else(|| no_such_task(&args.id))?;
    let mut read_at = context.clock.now().unix_ms;
    let mut judged = Judged::new(&session, context, Some(&task.key));
    judged.read([Arc::clone(&task)], (began, read_at));
    let mut is_gone = false;
    let mut fault = None;
    for pause in pauses(args.watch_for, session.settings.active_interval.value) {
        if context.err_is_terminal {
            context.tell(&format!("reads again in {}s", pause.as_secs_f64().ceil()));
        }
        sleep(pause).await;
        let began = context.clock.now().unix_ms;
        match again(&client, &plan, &args.id, context).await {
            Ok(Some(newest)) => {
                read_at = context.clock.now().unix_ms;
                task = newest;
                judged.read([Arc::clone(&task)], (began, read_at));
            }
            Ok(None) => {
                is_gone = true;
                break;
            }
            Err(error) => {
                fault = Some(error.sentence);
                break;
            }
        }
    }
    let now = context.clock.now().unix_ms;
    if let Some(sentence) = fault {
        judged.fail([Arc::clone(&task)], read_at, now, Fault::new(FaultKind::Unreachable, sentence, ""));
    }
    let why = Why::of(&task, &judged.history, now, context.local_offset_seconds);
    match args.format {
        ShowFormat::Json => {
            write_json(context.out, &to_json(&task, &why, read_at), true, &mut Vec::new())?;
            writeln!(context.out)?;
        }
        ShowFormat::Text => write_text(task, is_gone, &why, global.ascii, context)?,
    }
    context.out.flush()?;
    Ok(Exit::Fine)
}

/// How to spread readings over a time: at the usual interval, or twice in a shorter time.
fn pauses(watch_for: Duration, interval: Duration) -> Vec<Duration> {
    if watch_for.is_zero() {
        return Vec::new();
    }
    let shortest = Duration::from_secs(1);
    let step = (watch_for / READINGS_OF_A_SHORT_WATCH).min(interval).max(shortest).min(watch_for);
    let count = (watch_for.as_secs_f64() / step.as_secs_f64()).floor().max(1.0) as usize;
    vec![step; count]
}

async fn again(
    client: &Client,
    plan: &SweepPlan,
    id: &str,
    context: &mut Context<'_>,
) -> Result<Option<Arc<Task>>, CliError> {
    let (task, signature) = find(client, plan, id, &*context.clock).await?;
    if signature == SignatureCheck::Invalid {
        tell_signature(signature, context);
    }
    Ok(task)
}

/// The judgement as JSON: names that scripts can rely on beside the sentences for people.
fn to_json(task: &Task, why: &Why, read_at_unix_ms: i64) -> Value {
    let checks = why
        .checks
        .iter()
        .map(|check| json!({"cause": check.cause.name(), "finding": check.finding.name(), "evidence": check.evidence}));
    json!({
        "userTaskID": task.texts.user_task_id(),
        "taskID": task.texts.task_id(),
        "taskName": task.texts.name(),
        "asOf": read_at_unix_ms.div_euclid(1000),
        "dials": why.dials,
        "cause": why.cause.map(crate::history::Cause::name),
        "verdict": why.verdict,
        "advice": why.advice,
        "checks": checks.collect::<Vec<_>>(),
    })
}

fn write_text(
    task: Arc<Task>,
    is_gone: bool,
    why: &Why,
    ascii: bool,
    context: &mut Context<'_>,
) -> Result<(), CliError> {
    let glyphs = if ascii { GlyphSet::Ascii } else { GlyphSet::Block };
    let theme = Theme::new(ThemeChoice::Mono, ColourSupport::None, glyphs);
    let status = task.status.map_or_else(|| "no status".to_owned(), |status| status.to_string());
    writeln!(context.out, "{}  ({status})\n", clean(task.display_name()))?;
    let columns = text_columns(context);
    for line in why_lines(&TaskOnScreen { task, is_gone }, why, columns, &theme) {
        let text: String = line.spans.iter().map(|span| span.content.as_ref()).collect();
        writeln!(context.out, "{}", clean(text.trim_end()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_fill_the_time_to_watch() {
        let seconds = Duration::from_secs;
        assert_eq!(pauses(seconds(0), seconds(15)), []);
        assert_eq!(pauses(seconds(20), seconds(15)), [seconds(10), seconds(10)]);
        assert_eq!(pauses(seconds(60), seconds(15)), [seconds(15); 4]);
        assert_eq!(pauses(seconds(1), seconds(15)), [seconds(1)]);
        assert_eq!(pauses(Duration::from_millis(200), seconds(15)), [Duration::from_millis(200)]);
    }
}
