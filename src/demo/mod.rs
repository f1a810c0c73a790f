//! A real HTTP server on the loopback that answers `ping` and `listTask` as documented, with a living fleet behind it.
//! Uses `api::sign` and nothing else of the crate: replies are built here independently, so that the client and its fake
//! cannot agree on the same mistake.

mod account;
mod envelope;
mod error;
mod fault;
mod fleet;
mod http;
mod mischief;
mod options;
mod params;
mod refusal;
mod scenario;
mod server;
mod tally;
mod world_clock;

pub use account::{DEMO_SECRET, DEMO_UUID};
pub use error::DemoError;
pub use fault::{FaultName, UnknownFault, fault_names};
pub use options::{DemoClock, DemoOptions};
pub use scenario::scenario_names;
pub use server::{DemoPast, DemoServer};
pub use tally::Tally;

/// Whether a scenario's text describes a fleet; for the tests that play damaged ones.
///
/// # Errors
/// The scenario's mistake.
#[doc(hidden)]
pub fn check_scenario(text: &str, start_ms: i64) -> Result<(), String> {
    let scenario = scenario::read(text)?;
    fleet::Fleet::new(&scenario, None, 1, start_ms, 1.0).map(drop)
}
