//! Starts and stops a demo server on a thread of its own. Uses `api::sign` through its options only.
//!
//! The server has its own small runtime, so that it can be started with or without one around, and neither slows its
//! caller down nor is slowed down by it.

use std::fmt;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;

use axum::serve::ListenerExt as _;
use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use super::account::{Account, DEMO_SECRET, DEMO_UUID};
use super::error::DemoError;
use super::fault::{Fault, FaultName, Faults};
use super::fleet::Fleet;
use super::http::{Service, router};
use super::options::DemoOptions;
use super::scenario;
use super::tally::{Counter, Tally};
use super::world_clock::WorldClock;

/// The simulated time before a server's start.
#[derive(Clone)]
pub struct DemoPast {
    service: Arc<Service>,
}

impl DemoPast {
    /// When it begins, in milliseconds since 1970; the start where the scenario has no past.
    pub fn began_unix_ms(&self) -> i64 {
        self.service.fleet.past_began_ms()
    }

    /// When it ends: the server's start, in milliseconds since 1970.
    pub fn ended_unix_ms(&self) -> i64 {
        self.service.start_ms
    }

    /// The rows of the campaigns that there were at a moment of it, as `listTask` would have shown them. With `may_differ`
    /// only of those of which anything changes within it.
    pub fn rows(&self, unix_ms: i64, may_differ: bool) -> Vec<Box<RawValue>> {
        let within = unix_ms.clamp(self.began_unix_ms(), self.ended_unix_ms());
        self.service.fleet.past_rows(within, may_differ)
    }
}

impl fmt::Debug for DemoPast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DemoPast").field("began_unix_ms", &self.began_unix_ms()).finish_non_exhaustive()
    }
}

/// A running demo server; stops when dropped.
pub struct DemoServer {
    address: SocketAddr,
    service: Arc<Service>,
    stop: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

impl DemoServer {
    /// Reads the scenario, listens, and answers from now on.
    pub fn start(options: DemoOptions) -> Result<Self, DemoError> {
        if !options.speed.is_finite() || options.speed < 0.0 {
            return Err(DemoError::InvalidSpeed(options.speed));
        }
        let scenario = scenario::load(&options.scenario)?;
        let start_ms = (options.clock)();
        let fleet = Fleet::new(&scenario, options.tasks, options.seed, start_ms, options.speed)
            .map_err(|message| DemoError::InvalidScenario { name: options.scenario.clone(), message })?;
        let service = Arc::new(Service {
            account: Account { algorithm: options.algorithm },
            clock: options.clock,
            start_ms,
            fleet,
            world_clock: WorldClock::default(),
            faults: Faults::new(options.faults),
            elsewhere: options.elsewhere,
            counter: Counter::default(),
            seed: options.seed,
        });
        let listen = || {
            let listener = TcpListener::bind(options.listen)?;
            listener.set_nonblocking(true)?;
            Ok((listener.local_addr()?, listener))
        };
        let (address, listener) = listen().map_err(|source| DemoError::Listen { address: options.listen, source })?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let stop = CancellationToken::new();
        let work = run(listener, Arc::clone(&service), stop.clone());
        let thread = std::thread::Builder::new().name("demo-server".to_owned()).spawn(move || {
            runtime.block_on(work);
            // Requests that are never to be answered would hold up an orderly end.
            runtime.shutdown_background();
        })?;
        Ok(Self { address, service, stop, thread: Some(thread) })
    }

    /// The base URL to give to a client: scheme, address and port, without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The account's `uuid`.
    pub fn uuid(&self) -> &'static str {
        DEMO_UUID
    }

    /// The account's `secretKey`: made up, and the same for every demo server.
    pub fn secret(&self) -> &'static str {
        DEMO_SECRET
    }

    /// What was before the server's start; for a thread of its own, and good also when the server has ended.
    pub fn past(&self) -> DemoPast {
        DemoPast { service: Arc::clone(&self.service) }
    }

    /// What the server has been asked so far.
    pub fn tally(&self) -> Tally {
        self.service.counter.tally()
    }

    /// From the next request on exactly these things go wrong; none with an empty list. Counted faults count from here on.
    pub fn set_faults(&self, faults: Vec<FaultName>) {
        self.service.faults.set(faults);
    }

    /// Holds the fleet as it is at this moment, until [`Self::go_on`]. The server's own clock goes on.
    pub fn hold(&self) {
        self.service.world_clock.hold((self.service.clock)());
    }

    /// Lets a held fleet go on, as if it had never been held.
    pub fn go_on(&self) {
        self.service.world_clock.go_on();
    }

    /// Stops answering, closes every connection, and waits for the end of the server's thread.
    pub fn shutdown(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take() {
            // A panic on the server's thread was reported there; there is nothing to add.
            let _ = thread.join();
        }
    }
}

impl Drop for DemoServer {
    fn drop(&mut self) {
        self.end();
    }
}

impl fmt::Debug for DemoServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DemoServer").field("address", &self.address).finish_non_exhaustive()
    }
}

async fn run(listener: tokio::net::TcpListener, service: Arc<Service>, stop: CancellationToken) {
    let of_connections = Arc::clone(&service);
    let listener = listener.tap_io(move |stream| {
        // Small replies must not wait for more to send. Where this fails, answers are only later.
        let _ = stream.set_nodelay(true);
        // A connection from before this fault was switched on is closed all the same, but in order.
        if [Fault::Reset, Fault::ResetInBody].iter().any(|fault| of_connections.faults.include(*fault)) {
            // With no lingering, a close with an answer unsent goes out as a reset.
            let _ = stream.set_zero_linger();
        }
    });
    let serving = axum::serve(listener, router(service));
    tokio::select! {
        () = stop.cancelled() => {}
        _ = serving => {}
    }
}
