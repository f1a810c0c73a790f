//! Arguments of `demo-server`. Uses `api` and `demo` for what they may name.

use std::net::SocketAddr;

use clap::Args;

use crate::api::Algorithm;
use crate::demo::FaultName;

/// Arguments of `demo-server`.
#[derive(Debug, Args)]
pub struct DemoServerArgs {
    /// Where to listen; port 0 chooses a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// The fleet: a built-in scenario or the path of a scenario file
    #[arg(long, value_name = "NAME", default_value = "fleet", help = scenario_help())]
    pub scenario: String,
    /// How many tasks there are at the start
    #[arg(long, value_name = "N")]
    pub tasks: Option<usize>,
    /// The same seed gives the same fleet
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Simulated seconds for each second
    #[arg(long, value_name = "X", default_value_t = 1.0)]
    pub speed: f64,
    /// Something that goes wrong on purpose; NAME*N for only the first N requests; NAME@A+B for B seconds from A seconds
    /// after the start; may be given several times
    #[arg(long, value_name = "NAME", help = fault_help())]
    pub fault: Vec<FaultName>,
    /// The digest that the demo account is set to
    #[arg(long, value_name = "NAME", default_value = "MD5")]
    pub algorithm: Algorithm,
    /// Take lines on standard input while running: "fault NAME...", "fault none", "hold" for a fleet that stands still, "go
    /// on"; the end of the input ends the server
    #[arg(long)]
    pub control: bool,
}

fn scenario_help() -> String {
    let names = crate::demo::scenario_names().collect::<Vec<_>>().join(", ");
    format!("The fleet: {names}, or the path of a scenario file")
}

fn fault_help() -> String {
    let names = crate::demo::fault_names().map(|(name, _)| name).collect::<Vec<_>>().join(", ");
    format!(
        "Something that goes wrong on purpose; NAME*N for only the first N requests; NAME@A+B for B seconds from A seconds \
         after the start; may be given several times: {names}"
    )
}
