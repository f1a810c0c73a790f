//! Why a demo server could not start. Uses nothing.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why a demo server could not start.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The address is taken, or not one of this machine.
    #[error("Could not listen on {address}: {source}; choose another address or port 0")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The system gave no thread or event queue for the server.
    #[error("Could not start the demo server: {0}")]
    Start(#[from] io::Error),
    /// The name is neither a built-in scenario nor a file.
    #[error("Unknown scenario {name:?}; use one of {known} or the path of a scenario file")]
    UnknownScenario {
        /// The name asked for.
        name: String,
        /// The built-in names.
        known: String,
    },
    /// The scenario file could not be read.
    #[error("Could not read the scenario file {}: {source}", path.display())]
    ReadScenario {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The scenario does not keep to the format described at the top of `assets/scenarios/fleet.toml`.
    #[error("The scenario {name:?} cannot be used: {message}")]
    InvalidScenario {
        /// The name or path asked for.
        name: String,
        /// What is wrong, and where.
        message: String,
    },
    /// The speed is negative or not a number.
    #[error("The speed {0} cannot be used; give zero or more simulated seconds for each second")]
    InvalidSpeed(f64),
}
