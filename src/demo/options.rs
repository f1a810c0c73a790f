//! What a demo server is asked to be. Uses `api::sign` for the digest's name.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use crate::api::sign::Algorithm;

use super::fault::FaultName;

/// The server's wall clock: milliseconds since 1970-01-01 UTC.
pub type DemoClock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// What a demo server is asked to be.
#[derive(Clone)]
pub struct DemoOptions {
    /// Where to listen; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// A built-in scenario (see [`super::scenario_names`]) or the path of a scenario file.
    pub scenario: String,
    /// How many tasks to hold at the start: the scenario's own first, then generated ones; `None` for what the scenario
    /// says.
    pub tasks: Option<usize>,
    /// What everything made up is made from: the same seed, the same fleet.
    pub seed: u64,
    /// Simulated seconds of the fleet's life for each second of the clock; zero stands still. Dial windows and headers go
    /// by the clock itself.
    pub speed: f64,
    /// What goes wrong on purpose.
    pub faults: Vec<FaultName>,
    /// Where the redirects among the faults point to: an address with its scheme.
    pub elsewhere: String,
    /// The digest that the account is set to.
    pub algorithm: Algorithm,
    /// The wall clock.
    pub clock: DemoClock,
}

impl DemoOptions {
    /// The default scenario at natural speed on a free port of the loopback, without faults.
    pub fn new(clock: DemoClock) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            scenario: "fleet".to_owned(),
            tasks: None,
            seed: 1,
            speed: 1.0,
            faults: Vec::new(),
            // The discard port: nobody is there.
            elsewhere: "http://127.0.0.1:9/elsewhere".to_owned(),
            algorithm: Algorithm::default(),
            clock,
        }
    }
}

impl fmt::Debug for DemoOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DemoOptions")
            .field("listen", &self.listen)
            .field("scenario", &self.scenario)
            .field("tasks", &self.tasks)
            .field("seed", &self.seed)
            .field("speed", &self.speed)
            .field("faults", &self.faults)
            .field("elsewhere", &self.elsewhere)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}
