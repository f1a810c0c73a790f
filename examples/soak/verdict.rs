//! What the samples say: a table by minutes, and a line for each claim.

use crate::gauge::{Phase, Sample};

/// The most that memory may grow between the two measured calms: what bounded caches may still gain.
const MOST_MEMORY_GROWTH: f64 = 1.05;

/// The most that processor time a second may grow. Both calms see the same keys, but the fleet's numbers, and so what has
/// to be drawn, are others, and other programs of the machine take from the caches.
const MOST_PROCESSOR_GROWTH: f64 = 1.25;

/// File descriptors and threads that may be there at one moment and not at another: one connection of each of the two lanes
/// of reading.
const MOST_MORE: usize = 2;

/// A claim and whether it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// What is claimed, with the figures.
    pub text: String,
    /// Whether it is so.
    pub holds: bool,
}

impl Claim {
    /// A claim.
    pub fn new(holds: bool, text: String) -> Self {
        Self { text, holds }
    }

    /// A line for people.
    pub fn line(&self) -> String {
        format!("{}  {}", if self.holds { "holds " } else { "BROKEN" }, self.text)
    }
}

/// One line for each minute.
pub fn table(samples: &[Sample]) -> String {
    let mut text = "minute  phase      memory KiB  fds  threads  processor  terminal KiB/s\n".to_owned();
    let last_minute = samples.last().map_or(0, minute);
    let mut before = samples.first();
    for number in 0..=last_minute {
        let within: Vec<&Sample> = samples.iter().filter(|sample| minute(sample) == number).collect();
        let (Some(last), Some(earlier)) = (within.last(), before) else {
            continue;
        };
        let seconds = (last.at_seconds - earlier.at_seconds).max(1.0);
        text += &format!(
            "{number:>6}  {:<9}  {:>10}  {:>3}  {:>7}  {:>7.1} %  {:>14.0}\n",
            format!("{:?}", last.phase),
            median(within.iter().map(|sample| sample.resident_kib as f64)),
            median(within.iter().map(|sample| sample.descriptors as f64)),
            median(within.iter().map(|sample| sample.threads as f64)),
            (last.processor_seconds - earlier.processor_seconds) / seconds * 100.0,
            (last.terminal_bytes - earlier.terminal_bytes) as f64 / 1024.0 / seconds,
        );
        before = Some(last);
    }
    text
}

fn minute(sample: &Sample) -> u64 {
    (sample.at_seconds / 60.0) as u64
}

/// What must be the same in both calms.
pub fn claims(samples: &[Sample]) -> Vec<Claim> {
    let of = |phase: Phase| samples.iter().filter(move |sample| sample.phase == phase).collect::<Vec<_>>();
    let (first, last) = (of(Phase::FirstCalm), of(Phase::LastCalm));
    if first.len() < 3 || last.len() < 3 {
        return vec![Claim::new(false, "both calms were measured".to_owned())];
    }
    let resident = |samples: &[&Sample]| median(samples.iter().map(|sample| sample.resident_kib as f64));
    let (before, after) = (resident(&first), resident(&last));
    let most = |samples: &[&Sample], what: fn(&Sample) -> usize| {
        samples.iter().map(|sample| what(sample)).max().unwrap_or_default()
    };
    let middle =
        |samples: &[&Sample], what: fn(&Sample) -> usize| median(samples.iter().map(|sample| what(sample) as f64));
    let counted = |name: &str, what: fn(&Sample) -> usize| {
        let medians = (middle(&first, what), middle(&last, what));
        let peaks = (most(&first, what), most(&last, what));
        // Fewer than before is no leak.
        let holds = medians.1 <= medians.0 + MOST_MORE as f64 && peaks.1 <= peaks.0 + MOST_MORE;
        let text = format!(
            "{name}: median {} then {}, most {} then {} (at most {MOST_MORE} more, one connection for each lane of reading)",
            medians.0, medians.1, peaks.0, peaks.1
        );
        Claim::new(holds, text)
    };
    let (load_before, load_after) = (load(&first), load(&last));
    let memory = format!(
        "memory: median {before:.0} KiB in the first calm, {after:.0} KiB in the last, ratio {:.3} (at most {MOST_MEMORY_GROWTH})",
        after / before
    );
    let processor = format!(
        "processor time: {:.2} % then {:.2} % under the same keys, ratio {:.2} (at most {MOST_PROCESSOR_GROWTH})",
        load_before * 100.0,
        load_after * 100.0,
        load_after / load_before
    );
    vec![
        Claim::new(after <= before * MOST_MEMORY_GROWTH, memory),
        counted("file descriptors", |sample| sample.descriptors),
        counted("threads", |sample| sample.threads),
        Claim::new(load_after <= load_before * MOST_PROCESSOR_GROWTH, processor),
    ]
}

/// Processor time for each second.
fn load(samples: &[&Sample]) -> f64 {
    let (Some(first), Some(last)) = (samples.first(), samples.last()) else {
        return f64::NAN;
    };
    (last.processor_seconds - first.processor_seconds) / (last.at_seconds - first.at_seconds)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
