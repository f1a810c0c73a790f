//! Measures the whole program against its own demo server, on Linux: `list` beside the bare loader, memory by number of
//! tasks, time from a key to the changed screen, idle cost, time to the first frame. Compare ratios, not times.
//!
//! `cargo build --release --bins --examples && target/release/examples/measure [tasks [list|frame|memory|idle]...]`

#![allow(clippy::disallowed_methods, reason = "measuring is about the real clock")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a tool for maintainers"
)]
#![allow(clippy::print_stdout, reason = "its output is its purpose")]

#[path = "../tests/support/pty.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod pty;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use pty::Pty;

const RUNS: usize = 5;
const IDLE_SECONDS: u64 = 20;

struct Server {
    child: Child,
    url: String,
    uuid: String,
    secret: String,
}

impl Server {
    fn start(programs: &Programs, arguments: &[&str]) -> Self {
        let mut child = Command::new(&programs.dashboard)
            .arg("demo-server")
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the demo server starts");
        let mut lines = BufReader::new(child.stdout.take().expect("stdout")).lines().map_while(Result::ok);
        let url = lines.next().expect("the first line is the URL").trim().to_owned();
        let (mut uuid, mut secret) = (String::new(), String::new());
        while uuid.is_empty() || secret.is_empty() {
            let line = lines.next().expect("the credentials follow");
            if let Some(value) = line.strip_prefix("export CALLBOT_UUID=") {
                value.trim_matches('\'').clone_into(&mut uuid);
            } else if let Some(value) = line.strip_prefix("export CALLBOT_SECRET_KEY=") {
                value.trim_matches('\'').clone_into(&mut secret);
            }
        }
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url, uuid, secret }
    }

    fn environment<'a>(&'a self, config: &'a str) -> Vec<(&'a str, &'a str)> {
        vec![
            ("CALLBOT_BASE_URL", &self.url),
            ("CALLBOT_UUID", &self.uuid),
            ("CALLBOT_SECRET_KEY", &self.secret),
            ("CALLBOT_CONFIG", config),
            ("HOME", "/nonexistent"),
        ]
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Programs {
    dashboard: PathBuf,
    loader: PathBuf,
}

fn programs() -> Programs {
    let examples = std::env::current_exe().expect("own path").parent().expect("a folder").to_owned();
    let dashboard = examples.parent().expect("a folder").join("callbot-tui");
    Programs { dashboard, loader: examples.join("bare_loader") }
}

fn main() {
    let tasks: u32 = std::env::args().nth(1).map_or(100_000, |text| text.parse().expect("a number of tasks"));
    let programs = programs();
    let config = tempfile::NamedTempFile::new().expect("a temporary file");
    let many = tasks.to_string();
    let parts: Vec<String> = std::env::args().skip(2).collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|name| name == part);
    write_config(config.path(), 1000, NAMED);
    if wanted("list") {
        for size in [100, 1000] {
            write_config(config.path(), size, NAMED);
            compare_list(&programs, config.path(), &many, size);
        }
    }
    if wanted("frame") {
        first_frame(&programs, config.path());
        // This terminal answers no question, so that a theme by its background costs the whole patience of the program.
        write_config(config.path(), 1000, "auto");
        print!("theme auto on a silent terminal: ");
        first_frame(&programs, config.path());
        write_config(config.path(), 1000, NAMED);
    }
    if wanted("memory") {
        memory(&programs, config.path(), tasks);
    }
    if wanted("idle") {
        idle(&programs, config.path());
    }
}

/// A theme by name: the terminal is asked nothing.
const NAMED: &str = "colour-blind";

fn write_config(path: &Path, page_size: u32, theme: &str) {
    let text = format!("[poll]\npage_size = {page_size}\nmax_requests_per_second = 0\n\n[ui]\ntheme = \"{theme}\"\n");
    fs::write(path, text).expect("the configuration can be written");
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn compare_list(programs: &Programs, config: &Path, tasks: &str, size: u32) {
    let server = Server::start(programs, &["--tasks", tasks, "--speed", "0"]);
    let config = config.to_str().expect("a plain path");
    let (mut list, mut loader) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        loader.push(timed(Command::new(&programs.loader).args([
            &server.url,
            &server.uuid,
            &server.secret,
            "MD5",
            &size.to_string(),
        ])));
        list.push(timed(
            Command::new(&programs.dashboard).args(["list", "--format", "jsonl"]).envs(server.environment(config)),
        ));
    }
    let (list, loader) = (median(list), median(loader));
    println!(
        "list jsonl, {tasks} tasks, pages of {size}: {list:.2} s; bare loader {loader:.2} s; ratio {:.2}",
        list / loader
    );
}

fn timed(command: &mut Command) -> f64 {
    let started = Instant::now();
    let status = command.stdout(Stdio::null()).status().expect("the program runs");
    assert!(status.success(), "{command:?}: {status}");
    started.elapsed().as_secs_f64()
}

fn dashboard(programs: &Programs, server: &Server, config: &Path) -> Pty {
    let program = programs.dashboard.to_str().expect("a plain path");
    Pty::start(program, &[], &server.environment(config.to_str().expect("a plain path")), 140, 40)
}

fn first_frame(programs: &Programs, config: &Path) {
    let server = Server::start(programs, &["--speed", "0"]);
    let mut frames = Vec::new();
    let mut rows = Vec::new();
    for _ in 0..20 {
        let started = Instant::now();
        let mut board = dashboard(programs, &server, config);
        board.wait_for("callbot-tui");
        frames.push(started.elapsed().as_secs_f64() * 1000.0);
        board.wait_for("LIVE");
        rows.push(started.elapsed().as_secs_f64() * 1000.0);
        board.keys("q");
        board.wait_for_end();
    }
    println!("first frame {:.0} ms, first page on screen {:.0} ms (medians of 20)", median(frames), median(rows));
}

fn resident_kib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("VmRSS");
    line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).expect("a number")
}

fn memory(programs: &Programs, config: &Path, tasks: u32) {
    let mut empty_kib = 0;
    for count in [0, 1000, tasks] {
        let text = count.to_string();
        let arguments: Vec<&str> =
            if count == 0 { vec!["--scenario", "empty"] } else { vec!["--tasks", &text, "--speed", "0"] };
        let server = Server::start(programs, &arguments);
        let mut board = dashboard(programs, &server, config);
        board.wait_for("LIVE");
        if count > 0 {
            board.wait_for(&format!("{} tasks", grouped(count)));
        }
        board.wait_gone("page ");
        sleep(Duration::from_secs(2));
        let first = resident_kib(board.process_id());
        board.keys("r");
        sleep(Duration::from_secs(if count > 1000 { 15 } else { 3 }));
        let second = resident_kib(board.process_id());
        if count == 0 {
            empty_kib = first;
            println!("resident with 0 tasks: {first} KiB, after another sweep {second} KiB");
        } else {
            let each = |kib: u64| kib.saturating_sub(empty_kib) as f64 * 1024.0 / f64::from(count);
            println!(
                "resident with {count} tasks: {first} KiB ({:.0} bytes a task), after another sweep {second} KiB ({:.0})",
                each(first),
                each(second)
            );
        }
        if count == tasks {
            keys_to_screen(&mut board);
        }
    }
}

fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The time from writing a key to the first output that changes the screen, over keys that move, filter and sort.
fn keys_to_screen(board: &mut Pty) {
    // In the sort menu and in the filter line the same letter is another work, so each press tells where it was made.
    let round = [
        ("j", ""),
        ("k", ""),
        ("G", ""),
        ("g", ""),
        ("2", ""),
        ("5", ""),
        ("0", ""),
        ("s", ""),
        ("n", "sort by "),
        ("s", ""),
        ("a", "sort by "),
        ("s", ""),
        ("t", "sort by "),
        ("/", ""),
        ("t", "filter "),
        ("a", "filter "),
        ("s", "filter "),
        ("0", "filter "),
        ("\x1b", "filter "),
    ];
    let mut all: Vec<(f64, (&str, &str))> = Vec::new();
    for _ in 0..30 {
        for press in round {
            sleep(Duration::from_millis(40));
            let before = board.contents();
            let started = Instant::now();
            board.keys(press.0);
            board.wait_until("a changed screen", |screen| screen.contents() != before);
            all.push((started.elapsed().as_secs_f64() * 1000.0, press));
        }
    }
    let mut presses = round.to_vec();
    presses.sort_unstable();
    presses.dedup();
    for (key, place) in presses {
        let of_press = all.iter().filter(|(_, press)| *press == (key, place));
        let mut times: Vec<f64> = of_press.map(|(time, _)| *time).collect();
        times.sort_by(f64::total_cmp);
        println!("  {place}{key:?}: median {:.1} ms, worst {:.1} ms", times[times.len() / 2], times[times.len() - 1]);
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |share: f64| all[((all.len() - 1) as f64 * share) as usize].0;
    println!(
        "key to changed screen over {} keys: median {:.1} ms, 99th percentile {:.1} ms, worst {:.1} ms",
        all.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

fn idle(programs: &Programs, config: &Path) {
    let server = Server::start(programs, &["--speed", "0"]);
    let board = dashboard(programs, &server, config);
    board.wait_for("LIVE");
    sleep(Duration::from_secs(3));
    let before = spent(board.process_id());
    let bytes = board.output_bytes();
    sleep(Duration::from_secs(IDLE_SECONDS));
    let after = spent(board.process_id());
    println!(
        "idle over {IDLE_SECONDS} s (polling every 15 s): {:.2} % of one processor, {:.1} wake-ups a second, {} bytes written",
        (after.0 - before.0) as f64 / 1e9 / IDLE_SECONDS as f64 * 100.0,
        (after.1 - before.1) as f64 / IDLE_SECONDS as f64,
        board.output_bytes() - bytes
    );
    let _ = std::io::stdout().flush();
}

/// Nanoseconds of processor time and voluntary context switches of all threads.
fn spent(process: u32) -> (u64, u64) {
    let mut sum = (0, 0);
    for thread in fs::read_dir(format!("/proc/{process}/task")).expect("Linux") {
        let folder = thread.expect("a thread").path();
        let scheduled = fs::read_to_string(folder.join("schedstat")).expect("schedstat");
        sum.0 += scheduled.split_whitespace().next().and_then(|text| text.parse::<u64>().ok()).expect("a number");
        let status = fs::read_to_string(folder.join("status")).expect("status");
        let line = status.lines().find(|line| line.starts_with("voluntary_ctxt_switches")).expect("a line");
        sum.1 += line.split_whitespace().nth(1).and_then(|text| text.parse::<u64>().ok()).expect("a number");
    }
    sum
}
