//! What a running `demo-server --control` is told, a line at a time: other faults, a fleet that stands still. Uses `demo`.

use std::io::{BufRead as _, Write};
use std::str::FromStr;

use tokio::sync::mpsc;

use crate::demo::{DemoServer, FaultName, UnknownFault};

/// A line that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Order {
    /// From now on these faults and no others.
    Faults(Vec<FaultName>),
    Hold,
    GoOn,
}

/// Why a line was not understood.
#[derive(Debug, thiserror::Error)]
enum NoOrder {
    #[error("Unknown order {0:?}; use \"fault NAME...\", \"fault none\", \"hold\" or \"go on\"")]
    Unknown(String),
    #[error(transparent)]
    Fault(#[from] UnknownFault),
}

impl FromStr for Order {
    type Err = NoOrder;

    fn from_str(line: &str) -> Result<Self, Self::Err> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["fault", "none"] => Ok(Self::Faults(Vec::new())),
            ["fault", names @ ..] if !names.is_empty() => {
                Ok(Self::Faults(names.iter().map(|name| name.parse()).collect::<Result<_, _>>()?))
            }
            ["hold"] => Ok(Self::Hold),
            ["go", "on"] => Ok(Self::GoOn),
            _ => Err(NoOrder::Unknown(line.trim().to_owned())),
        }
    }
}

/// The lines of the standard input as they come. They are read by a thread, which waits in a call that nothing interrupts
/// and so ends with the process only.
pub(super) fn lines_of_stdin() -> mpsc::UnboundedReceiver<String> {
    let (sender, lines) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            if line.map_or(true, |line| sender.send(line).is_err()) {
                return;
            }
        }
    });
    lines
}

/// Does what the lines say until they end. Each is answered with a line, which comes when it holds.
pub(super) async fn obey(server: &DemoServer, mut lines: mpsc::UnboundedReceiver<String>, out: &mut dyn Write) {
    while let Some(line) = lines.recv().await {
        let answer = match line.parse() {
            Ok(Order::Faults(faults)) => {
                let names: Vec<String> = faults.iter().map(ToString::to_string).collect();
                server.set_faults(faults);
                if names.is_empty() { "faults: none".to_owned() } else { format!("faults: {}", names.join(" ")) }
            }
            Ok(Order::Hold) => {
                server.hold();
                "the fleet stands still".to_owned()
            }
            Ok(Order::GoOn) => {
                server.go_on();
                "the fleet goes on".to_owned()
            }
            Err(error) => error.to_string(),
        };
        // Who does not read the answers still wants the orders obeyed.
        let _ = writeln!(out, "{answer}").and_then(|()| out.flush());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_orders_or_answered_with_what_would_be() {
        let faults = |line: &str| match line.parse() {
            Ok(Order::Faults(faults)) => faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
            other => panic!("{line:?}: {other:?}"),
        };
        assert_eq!(faults(" fault ret-7*2  slow "), ["ret-7*2", "slow"]);
        assert!(faults("fault none").is_empty());
        assert_eq!("hold".parse::<Order>().unwrap(), Order::Hold);
        assert_eq!("go on".parse::<Order>().unwrap(), Order::GoOn);
        for wrong in ["", "fault", "fault htp-500", "go", "stop", "hold it"] {
            assert!(wrong.parse::<Order>().is_err(), "{wrong:?}");
        }
        assert!("stop".parse::<Order>().unwrap_err().to_string().contains("go on"));
    }
}
