//! What the soak is asked for.

use std::path::PathBuf;

const USAGE: &str = "Usage: soak [--minutes N] [--seed N] [--tasks N] [--speed X] [--csv FILE] [--program FILE]";

/// What the soak is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// How long it takes, without the start and the comparison at the end.
    pub minutes: f64,
    /// What all chance is made from.
    pub seed: u64,
    /// Tasks at the start; more come.
    pub tasks: usize,
    /// Simulated seconds of the fleet for each second.
    pub speed: f64,
    /// Where every sample goes.
    pub csv: Option<PathBuf>,
    /// The program; beside the examples' folder where none is given.
    pub program: PathBuf,
}

impl Options {
    /// Reads the arguments.
    ///
    /// # Errors
    /// A sentence for whoever typed them.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let own = std::env::current_exe().map_err(|error| format!("Cannot tell where this program is: {error}"))?;
        let beside = own.parent().and_then(|examples| examples.parent()).map(|folder| folder.join("callbot-tui"));
        let mut options = Self {
            minutes: 30.0,
            seed: 1,
            tasks: 240,
            speed: 60.0,
            csv: None,
            program: beside.unwrap_or_else(|| PathBuf::from("callbot-tui")),
        };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{name} needs a value. {USAGE}"))?;
            let wrong = || format!("{value:?} is no value for {name}. {USAGE}");
            match name.as_str() {
                "--minutes" => options.minutes = value.parse().map_err(|_| wrong())?,
                "--seed" => options.seed = value.parse().map_err(|_| wrong())?,
                "--tasks" => options.tasks = value.parse().map_err(|_| wrong())?,
                "--speed" => options.speed = value.parse().map_err(|_| wrong())?,
                "--csv" => options.csv = Some(PathBuf::from(value)),
                "--program" => options.program = PathBuf::from(value),
                _ => return Err(format!("Unknown option {name}. {USAGE}")),
            }
        }
        if !(options.minutes.is_finite() && options.minutes >= 0.5 && options.speed > 0.0 && options.tasks >= 10) {
            return Err(format!("At least half a minute, ten tasks and some speed are needed. {USAGE}"));
        }
        if !options.program.is_file() {
            return Err(format!(
                "There is no program {}; build it first: cargo build --release --bins",
                options.program.display()
            ));
        }
        Ok(options)
    }
}
