//! Takes pictures of the program as it is: starts the built binary in real pseudo-terminals against its own demo server,
//! types keys, waits for what the screen shows, and writes PNG files and one contact sheet for each theme. Uses `demo` and
//! `runtime::clock` of the library.
//!
//! `cargo build --release --bins && cargo run --release --example screenshots [-- OUTPUT_FOLDER]`

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool for maintainers")]
#![allow(clippy::indexing_slicing, clippy::expect_used, reason = "pixels are addressed within sizes made here")]

mod canvas;
mod fonts;
mod glyph;
mod lines;
mod palette;
mod past;
mod png_file;
#[path = "../../tests/support/pty.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod pty;
mod scenes;
mod screen;
mod sheet;
mod shoot;
mod stage;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use shoot::{Failure, Order};

/// Takes pictures of callbot-tui: every scene in every theme and size, and a contact sheet for each theme.
#[derive(Debug, Parser)]
#[command(name = "screenshots")]
struct Arguments {
    /// Where the pictures go; made if missing
    #[arg(value_name = "OUTPUT_FOLDER", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/screenshots"))]
    folder: PathBuf,

    /// Only this scene, without contact sheets; may be given several times
    #[arg(long, value_name = "SCENE", value_parser = scenes::names())]
    only: Vec<String>,

    /// Pixels for each pixel: 1 makes cells of 10 by 20
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=4))]
    scale: u32,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let order = Order { folder: arguments.folder, only: arguments.only, scale: arguments.scale };
    match shoot::all(&order) {
        Ok(report) => {
            for sign in &report.without_glyph {
                eprintln!("No font here has {sign:?} (U+{:04X}); it is drawn as an empty box", u32::from(*sign));
            }
            print_failures(&report.failures);
            println!("{} files, {} kB in {}", report.files, report.bytes / 1000, order.folder.display());
            if report.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Every failure by its name; the last screen once for each scene, because the others look alike.
fn print_failures(failures: &[Failure]) {
    let mut shown: Vec<&str> = Vec::new();
    for failure in failures {
        eprintln!("FAILED {}: {}", failure.picture, failure.reason);
        if !failure.last_screen.trim().is_empty() && !shown.contains(&failure.scene) {
            shown.push(failure.scene);
            eprintln!("The last screen:\n{}\n", failure.last_screen.trim_end());
        }
    }
}
