//! A real HTTP server on the loopback that answers `ping` and `listTask` as documented, with a living fleet behind it.
//! Uses `api::sign` and nothing else of the crate: replies are built here independently, so that the client and its fake
//! cannot agree on the same mistake.

mod account;
mod envelope;
mod error;
mod fault;
mod fleet;
mod http;
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
