//! The demo's past as history takes it in: the rows of its world before the start, decoded as any reply is, and kept as the
//! store would have kept them. Uses `api`, `demo`, `domain` and `history`.

use std::collections::HashMap;
use std::sync::Arc;

use crate::api::{Decoder, Row};
use crate::demo::DemoPast;
use crate::domain::{Task, TaskKey};
use crate::history::sample::{settings_digest, status_number};
use crate::history::{Counters, Link, Past, PastTask, Sample};

/// Between two readings of the last minutes ...
const FINE_STEP_MS: i64 = 15_000;
/// ... of which there are so many: an hour's chart and what the rules of alerts look back on.
const FINE_MS: i64 = 65 * 60_000;
/// Between two readings before.
const COARSE_STEP_MS: i64 = 60_000;

/// The samples of one task so far, and its last reading where that is not among them.
struct Trail {
    task: Arc<Task>,
    settings: u32,
    samples: Vec<Sample>,
    unkept: Option<Sample>,
}

/// What somebody would have kept who had watched the demo's world since its past began. Empty where it has none.
pub fn past_of_demo(world: &DemoPast) -> Past {
    let (began, ended) = (world.began_unix_ms(), world.ended_unix_ms());
    let mut decoder = Decoder::new(false);
    let mut trails: HashMap<TaskKey, Trail> = HashMap::new();
    let mut at = began;
    while at < ended {
        let rows = world.rows(at, at != began);
        let rows: Vec<_> = rows.iter().map(AsRef::as_ref).collect();
        for row in decoder.rows(1, &rows) {
            if let Row::Task(task) = row {
                note(&mut trails, task, at);
            }
        }
        at += if ended - at > FINE_MS { COARSE_STEP_MS } else { FINE_STEP_MS };
    }
    let tasks = trails.into_iter().map(|(key, trail)| PastTask { key, samples: trail.samples }).collect();
    // What stood still at the end stood still until the start.
    Past { tasks, watched: if began < ended { vec![(began, ended)] } else { Vec::new() } }
}

/// Works a reading in. Of a stillness its first and its last one stay, and what came after it.
fn note(trails: &mut HashMap<TaskKey, Trail>, task: Arc<Task>, unix_ms: i64) {
    let Ok(counters) = Counters::of(&task.stat) else { return };
    let trail = trails.entry(task.key.clone()).or_insert_with(|| Trail {
        settings: settings_digest(&task),
        task: Arc::clone(&task),
        samples: Vec::new(),
        unkept: None,
    });
    // The digest is dear, and settings hardly ever change.
    if trail.task.max_call != task.max_call || trail.task.window != task.window {
        trail.settings = settings_digest(&task);
    }
    let link = match trail.samples.last() {
        Some(before) if !counters.fell_since(&before.counters) => Link::Continues,
        _ => Link::Reset,
    };
    let sample = Sample { unix_ms, counters, status: status_number(&task), settings: trail.settings, link };
    trail.task = task;
    if trail.samples.last().is_some_and(|kept| kept.is_like(&sample)) {
        trail.unkept = Some(sample);
        return;
    }
    trail.samples.extend(trail.unkept.take());
    trail.samples.push(sample);
}
