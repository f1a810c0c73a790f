//! Reads what the dashboard takes from the system: memory, file descriptors, threads, processor time.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Instant;

/// Ticks a second of the processor times in /proc, which is the same on every Linux that this runs on.
const TICKS_PER_SECOND: f64 = 100.0;

/// What the soak did while a sample was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Everything at once, before anything is measured.
    WarmUp,
    /// The first measured calm.
    FirstCalm,
    /// Everything at once.
    Storm,
    /// The second measured calm, with the same keys as the first.
    LastCalm,
}

/// What the dashboard took at a moment.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// Seconds since the beginning of the soak.
    pub at_seconds: f64,
    /// What was going on.
    pub phase: Phase,
    /// Resident memory.
    pub resident_kib: u64,
    /// Open file descriptors.
    pub descriptors: usize,
    /// Threads.
    pub threads: usize,
    /// Processor time of all threads since the program's start, those that ended included.
    pub processor_seconds: f64,
    /// Bytes written to the terminal so far.
    pub terminal_bytes: u64,
}

/// Looks at one process again and again.
pub struct Gauge {
    process: u32,
    began: Instant,
    /// Everything seen so far.
    pub samples: Vec<Sample>,
}

impl Gauge {
    /// For a process, from now on.
    pub fn new(process: u32) -> Self {
        Self { process, began: Instant::now(), samples: Vec::new() }
    }

    /// Seconds since the beginning.
    pub fn seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }

    /// Takes a sample; `None` where the process is gone.
    pub fn take(&mut self, phase: Phase, terminal_bytes: u64) -> Option<Sample> {
        let folder = format!("/proc/{}", self.process);
        let status = fs::read_to_string(format!("{folder}/status")).ok()?;
        let number = |name: &str| -> Option<u64> {
            status.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
        };
        // The name in brackets may hold anything; the numbers begin behind it.
        let stat = fs::read_to_string(format!("{folder}/stat")).ok()?;
        let after_name: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = |place: usize| after_name.get(place)?.parse::<f64>().ok();
        let sample = Sample {
            at_seconds: self.seconds(),
            phase,
            resident_kib: number("VmRSS:")?,
            descriptors: fs::read_dir(format!("{folder}/fd")).ok()?.count(),
            threads: usize::try_from(number("Threads:")?).ok()?,
            processor_seconds: (ticks(11)? + ticks(12)?) / TICKS_PER_SECOND,
            terminal_bytes,
        };
        self.samples.push(sample);
        Some(sample)
    }

    /// Writes all samples as CSV.
    pub fn write_csv(&self, path: &Path) -> std::io::Result<()> {
        let mut text =
            "at_seconds,phase,resident_kib,descriptors,threads,processor_seconds,terminal_bytes\n".to_owned();
        for sample in &self.samples {
            let Sample { at_seconds, phase, resident_kib, descriptors, threads, processor_seconds, terminal_bytes } =
                sample;
            let _ = writeln!(
                text,
                "{at_seconds:.1},{phase:?},{resident_kib},{descriptors},{threads},{processor_seconds:.2},{terminal_bytes}"
            );
        }
        fs::write(path, text)
    }
}
