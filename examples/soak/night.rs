//! The course of the night: warm-up, a measured calm, a storm, the same calm again, and the comparison with the server.
//!
//! In both calms the same keys are pressed on a tidy board of the usual size while nothing fails, so that what differs is
//! what the storm in between has left behind. Where there is time for it they lie whole multiples of five minutes apart:
//! that is how often the dashboard thins its history, and memory goes up and down with it.

use std::collections::VecDeque;
use std::path::Path;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, Instant};

use callbot_tui::demo::fault_names;
use fastrand::Rng;
use rustix::process::Signal;

use crate::board::Board;
use crate::gauge::{Gauge, Phase};
use crate::hands::Hands;
use crate::options::Options;
use crate::server::Server;
use crate::verdict::{Claim, claims, table};
use crate::{past, truth, world};

/// How often the history is thinned.
const THINNING_SECONDS: f64 = 300.0;

/// Deeds that are told when the dashboard ends by itself.
const REMEMBERED_DEEDS: usize = 40;

/// The most that the log takes: the file and the one before.
const MOST_LOG_BYTES: u64 = 21 << 20;

struct Night {
    board: Board,
    server: Server,
    gauge: Gauge,
    rng: Rng,
    deeds: VecDeque<String>,
    sample_seconds: f64,
    faults: u64,
    sleeps: u64,
    resizes: u64,
    keys: u64,
}

/// The dashboard ended by itself.
struct Ended;

/// Plays the whole night and says what became of it.
pub fn run(options: &Options) -> ExitCode {
    let home = tempfile::tempdir().expect("a temporary folder");
    let scenario = home.path().join("soak.toml");
    std::fs::write(&scenario, world::scenario(options.tasks, options.minutes + 2.0, options.speed))
        .expect("a scenario");
    let server = Server::start(options, &scenario);
    let rows = truth::listed(options, &server, home.path()).expect("the server can be read");
    let moving = past::fill(home.path(), &server, &rows);
    println!(
        "{} tasks, {moving} of them at work, {} more to come; {} simulated seconds a second, seed {}",
        rows.len(),
        world::GROWN,
        options.speed,
        options.seed
    );
    let mut board = Board::start(options, &server, home.path());
    let came = board.comes_to_life();
    let gauge = Gauge::new(board.pty.process_id());
    let calm_seconds = (options.minutes * 60.0 / 15.0).max(20.0);
    let mut night = Night {
        board,
        server,
        gauge,
        rng: Rng::with_seed(options.seed),
        deeds: VecDeque::new(),
        sample_seconds: (calm_seconds / 20.0).clamp(1.0, 5.0),
        faults: 0,
        sleeps: 0,
        resizes: 0,
        keys: 0,
    };
    let lived = if came { night.live(options, calm_seconds) } else { Err(Ended) };
    if let Some(path) = &options.csv {
        night.gauge.write_csv(path).expect("the samples can be written");
    }
    println!("{}", table(&night.gauge.samples));
    println!(
        "{} keys and clicks, {} sizes, {} faults switched on, {} times asleep\n",
        night.keys, night.resizes, night.faults, night.sleeps
    );
    let mut all = claims(&night.gauge.samples);
    match lived {
        Ok(()) => all.extend(night.compare(options, home.path())),
        Err(Ended) => all.push(night.obituary()),
    }
    for claim in &all {
        println!("{}", claim.line());
    }
    if all.iter().all(|claim| claim.holds) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Night {
    fn live(&mut self, options: &Options, calm_seconds: f64) -> Result<(), Ended> {
        let all = options.minutes * 60.0;
        let rest = all - all / 3.0;
        // From the begin of one calm to that of the other.
        let apart = ((rest - calm_seconds) / THINNING_SECONDS).floor() * THINNING_SECONDS;
        let apart = if apart > calm_seconds { apart } else { rest - calm_seconds };
        self.storm(all - calm_seconds - apart, Phase::WarmUp)?;
        self.calm(options.seed, calm_seconds, Phase::FirstCalm)?;
        let storm = apart - calm_seconds;
        self.storm(storm, Phase::Storm)?;
        self.calm(options.seed, calm_seconds, Phase::LastCalm)
    }

    /// Everything at once.
    fn storm(&mut self, seconds: f64, phase: Phase) -> Result<(), Ended> {
        let until = Instant::now() + Duration::from_secs_f64(seconds.max(0.0));
        let mut hands = Hands::new(self.rng.u64(..));
        let names: Vec<&str> = fault_names().map(|(name, _)| name).collect();
        let mut is_faulty = false;
        let (mut next_fault, mut next_size, mut next_sleep) =
            (Instant::now(), Instant::now(), self.in_ms(20_000..40_000));
        let mut sampled = f64::MIN;
        while Instant::now() < until {
            self.sample(&mut sampled, phase)?;
            let now = Instant::now();
            if now >= next_fault {
                is_faulty = !is_faulty;
                self.switch_faults(is_faulty, &names)?;
                next_fault = self.in_ms(if is_faulty { 2000..8000 } else { 3000..10_000 });
            }
            if now >= next_size {
                let (columns, rows) = (self.rng.u16(20..=250), self.rng.u16(5..=70));
                self.board.resize(columns, rows);
                self.resizes += 1;
                next_size = self.in_ms(500..8000);
            }
            if now >= next_sleep {
                self.board.signal(Signal::STOP);
                sleep(Duration::from_millis(self.rng.u64(500..6000)));
                self.board.signal(Signal::CONT);
                self.sleeps += 1;
                next_sleep = self.in_ms(20_000..60_000);
            }
            self.act(&mut hands);
        }
        self.switch_faults(false, &names)
    }

    /// Only keys, always the same, on a tidy board.
    fn calm(&mut self, seed: u64, seconds: f64, phase: Phase) -> Result<(), Ended> {
        // A frozen board does not tell that it is live.
        if !self.board.tidy() || !self.board.comes_to_life() {
            println!("the board did not come to rest:\n{}", self.board.pty.contents());
            return Err(Ended);
        }
        let until = Instant::now() + Duration::from_secs_f64(seconds);
        let mut hands = Hands::new(seed);
        let mut sampled = f64::MIN;
        while Instant::now() < until {
            self.sample(&mut sampled, phase)?;
            self.act(&mut hands);
        }
        Ok(())
    }

    fn act(&mut self, hands: &mut Hands) {
        let deed = hands.next();
        if self.deeds.len() == REMEMBERED_DEEDS {
            self.deeds.pop_front();
        }
        self.deeds.push_back(format!("{deed:?}"));
        self.board.act(&deed);
        self.keys += 1;
        sleep(Duration::from_millis(hands.rest_ms()));
    }

    fn in_ms(&mut self, range: std::ops::Range<u64>) -> Instant {
        Instant::now() + Duration::from_millis(self.rng.u64(range))
    }

    fn switch_faults(&mut self, on: bool, names: &[&str]) -> Result<(), Ended> {
        let order = if on {
            self.faults += 1;
            format!("fault {}", self.rng.choice(names).unwrap_or(&"slow"))
        } else {
            "fault none".to_owned()
        };
        if self.server.order(&order) { Ok(()) } else { Err(Ended) }
    }

    fn sample(&mut self, sampled: &mut f64, phase: Phase) -> Result<(), Ended> {
        let now = self.gauge.seconds();
        if now - *sampled < self.sample_seconds {
            return Ok(());
        }
        *sampled = now;
        let bytes = self.board.pty.output_bytes();
        self.board.pty.forget_output();
        if self.board.pty.has_ended() {
            return Err(Ended);
        }
        self.gauge.take(phase, bytes).map(|_| ()).ok_or(Ended)
    }

    /// The fleet stands still, the board reads it once more, and both are laid side by side.
    fn compare(mut self, options: &Options, home: &Path) -> Vec<Claim> {
        self.server.order("hold");
        let is_tidy = self.board.tidy() && self.board.comes_to_life();
        // Five readings, each of which has everything.
        sleep(Duration::from_secs(5));
        let listed = truth::listed(options, &self.server, home);
        let equal = match &listed {
            Ok(listed) => {
                let shown = truth::shown(&mut self.board, listed.len());
                let rows = truth::rows_of(listed);
                let differences = truth::differences(&rows, &shown);
                for line in differences.iter().take(10) {
                    println!("{line}");
                }
                if !differences.is_empty() {
                    println!("the board:\n{}", self.board.pty.contents());
                }
                let text = format!(
                    "the board shows what the server holds: {} rows of {}, {} of them different (id, status, finished, total, calls)",
                    shown.len(),
                    rows.len(),
                    differences.len()
                );
                Claim::new(is_tidy && differences.is_empty() && rows.len() >= options.tasks, text)
            }
            Err(error) => Claim::new(false, format!("the board shows what the server holds: {error}")),
        };
        let code = self.board.end();
        vec![
            equal,
            Claim::new(code == 143, format!("the dashboard lives to the end, and ends at SIGTERM with {code}")),
            log_claim(home),
            panic_claim(home),
        ]
    }

    /// What happened last.
    fn obituary(&self) -> Claim {
        println!("the last deeds: {:?}\nthe last screen:\n{}", self.deeds, self.board.pty.contents());
        Claim::new(false, "the dashboard lives to the end".to_owned())
    }
}

fn log_claim(home: &Path) -> Claim {
    let bytes = |name: &str| std::fs::metadata(home.join(name)).map_or(0, |about| about.len());
    let all = bytes("soak.log") + bytes("soak.log.1");
    let text = format!("the log takes {} KiB (at most {} MiB)", all >> 10, MOST_LOG_BYTES >> 20);
    Claim::new(all > 0 && all <= MOST_LOG_BYTES, text)
}

fn panic_claim(home: &Path) -> Claim {
    let entries = std::fs::read_dir(home.join(".local/state/callbot-tui")).into_iter().flatten().filter_map(Result::ok);
    let reports = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("panic-")).count();
    Claim::new(reports == 0, format!("{reports} reports of panics"))
}
