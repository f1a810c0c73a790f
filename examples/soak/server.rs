//! The demo server as a process of its own, which takes orders while it runs.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::options::Options;

/// A running demo server; ends when dropped.
pub struct Server {
    child: Child,
    orders: Option<ChildStdin>,
    answers: Lines<BufReader<ChildStdout>>,
    /// The client's environment, as the server tells it.
    pub environment: Vec<(String, String)>,
}

impl Server {
    /// Starts a server with a scenario file.
    pub fn start(options: &Options, scenario: &Path) -> Self {
        let mut child = Command::new(&options.program)
            .args(["demo-server", "--control", "--listen", "127.0.0.1:0", "--scenario"])
            .arg(scenario)
            .args(["--speed", &options.speed.to_string(), "--seed", &options.seed.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the demo server starts");
        let orders = child.stdin.take();
        let mut answers = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut environment = Vec::new();
        while environment.len() < 4 {
            let line = answers.next().expect("the demo server tells its address").expect("text");
            if let Some((name, value)) = line.strip_prefix("export ").and_then(|rest| rest.split_once('=')) {
                environment.push((name.to_owned(), value.to_owned()));
            }
        }
        Self { child, orders, answers, environment }
    }

    /// Gives an order and waits until it holds. Whether the server is there to take it.
    pub fn order(&mut self, order: &str) -> bool {
        let Some(orders) = &mut self.orders else {
            return false;
        };
        writeln!(orders, "{order}").is_ok() && matches!(self.answers.next(), Some(Ok(_)))
    }

    /// A value of the client's environment.
    pub fn variable(&self, name: &str) -> &str {
        let found = self.environment.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The end of its input ends the server; where it does not, a kill does.
        drop(self.orders.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
