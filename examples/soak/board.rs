//! The dashboard in its terminal: starts it, does to it what hands do, and brings it to a state that is known.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use vt100::Screen;

use crate::hands::Deed;
use crate::options::Options;
use crate::pty::{Pty, Start};
use crate::server::Server;

/// The terminal's size wherever something is measured or read.
pub const USUAL_SIZE: (u16, u16) = (140, 50);

/// A program that did not answer within this time does not answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The dashboard.
pub struct Board {
    /// Its terminal.
    pub pty: Pty,
    size: (u16, u16),
}

impl Board {
    /// Starts the dashboard with this home, reading as often as it may, with its history and a log.
    pub fn start(options: &Options, server: &Server, home: &Path) -> Self {
        let config = home.join("config.toml");
        let text = "[poll]\nactive_interval = \"1s\"\nfull_interval = \"1s\"\nmax_requests_per_second = 0\n\
                    request_timeout = \"5s\"\n\n[ui]\ntheme = \"dark\"\n";
        fs::write(&config, text).expect("the configuration can be written");
        let home = home.to_str().expect("a plain path");
        let config = config.to_str().expect("a plain path");
        let mut environment = vec![("HOME", home), ("CALLBOT_CONFIG", config)];
        environment.extend(server.environment.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let program = options.program.to_str().expect("a plain path");
        // Exports go to the current folder.
        let script = format!("cd '{home}' && exec '{program}' --log '{home}/soak.log' --log-level debug");
        let pty = Pty::start_as(Start {
            program: "/bin/sh",
            arguments: &["-c", &script],
            environment: &environment,
            size: USUAL_SIZE,
            is_own_terminal: true,
        });
        Self { pty, size: USUAL_SIZE }
    }

    /// Whether a board that reads without trouble shows up.
    pub fn comes_to_life(&mut self) -> bool {
        for _ in 0..30 {
            if self.pty.sees(Duration::from_secs(2), |screen| screen.contents().contains("LIVE")) {
                return true;
            }
            // After some failures the next reading is minutes away.
            self.pty.keys("r");
        }
        false
    }

    /// Does what hands do.
    pub fn act(&mut self, deed: &Deed) {
        let has_mouse = |screen: &Screen| screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None;
        match deed {
            Deed::Type(keys) => self.pty.keys(keys),
            Deed::Command(text) => {
                self.pty.keys(&format!(":{text}\r"));
                self.close_command_line();
            }
            Deed::Paste(text) if self.pty.with_screen(Screen::bracketed_paste) => {
                self.pty.keys(&format!("\x1b[200~{text}\x1b[201~"));
            }
            Deed::Mouse(button, x, y) if self.pty.with_screen(has_mouse) => {
                let place = |share: f64, cells: u16| (share * f64::from(cells)) as u16 + 1;
                let (column, line) = (place(*x, self.size.0), place(*y, self.size.1));
                self.pty.keys(&format!("\x1b[<{button};{column};{line}M"));
                if *button == 0 {
                    self.pty.keys(&format!("\x1b[<{button};{column};{line}m"));
                }
            }
            Deed::Paste(_) | Deed::Mouse(..) => {}
        }
    }

    /// A command that was wrong leaves its line open, and what is typed next would become part of a command.
    fn close_command_line(&mut self) {
        let is_open = |screen: &Screen| {
            let (_, columns) = screen.size();
            screen.rows(0, columns.get()).last().is_some_and(|line| line.starts_with(':'))
        };
        for _ in 0..100 {
            if self.pty.sees(Duration::from_millis(100), |screen| !is_open(screen)) {
                return;
            }
            self.pty.keys("\x1b");
        }
    }

    /// Changes the terminal's size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        self.pty.resize(columns, rows);
    }

    /// Brings the board back to what it was at its first start: everything closed, nothing filtered, the usual size. Whether
    /// it came back.
    pub fn tidy(&mut self) -> bool {
        let (columns, rows) = USUAL_SIZE;
        self.resize(columns, rows);
        for _ in 0..20 {
            // Overlays, lines, the detail, the filter: each takes one, and none ends the program.
            for _ in 0..6 {
                self.pty.keys("\x1b");
                sleep(Duration::from_millis(60));
            }
            for command in ["resume", "reset", "status all", "filter", "theme dark"] {
                self.pty.keys(&format!(":{command}\r"));
                self.close_command_line();
            }
            let is_tidy = |screen: &Screen| {
                let contents = screen.contents();
                contents.contains("sort: attention") && !contents.contains("FROZEN")
            };
            if self.pty.sees(Duration::from_secs(2), is_tidy) {
                self.pty.keys("g");
                return true;
            }
        }
        false
    }

    /// Stops the process, as a laptop that is shut, or lets it go on.
    pub fn signal(&self, signal: Signal) {
        let process = i32::try_from(self.pty.process_id()).ok().and_then(Pid::from_raw);
        // A process that is gone is noticed by the next sample.
        let _ = process.map(|process| kill_process(process, signal));
    }

    /// Ends the program with a signal; its exit code.
    pub fn end(mut self) -> u32 {
        self.signal(Signal::TERM);
        self.pty.wait_for_end()
    }

    /// Waits until the screen satisfies a condition.
    pub fn sees(&self, condition: impl Fn(&Screen) -> bool) -> bool {
        self.pty.sees(PATIENCE, condition)
    }
}
