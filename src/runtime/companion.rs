//! A thread that does one thing beside the program, and whose end the program waits for a little. Uses no other room.

use std::io;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

/// How long the end of the program waits where nobody waited before.
const PATIENCE_AT_END: Duration = Duration::from_secs(2);

/// A thread beside the program. What makes it end, such as a queue that is closed, is its owner's.
#[derive(Debug)]
pub(super) struct Companion {
    /// Never gets a value; its other end goes away with the thread.
    end: Receiver<()>,
    /// The same, for waiting beside other things; `None` once somebody did.
    ended: Option<oneshot::Receiver<()>>,
}

impl Companion {
    /// Starts the thread.
    ///
    /// # Errors
    /// Where there is no thread to be had.
    pub(super) fn start(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        let (ending, end) = channel();
        let (ending_too, ended) = oneshot::channel();
        let whole = move || {
            let _ends = (ending, ending_too);
            work();
        };
        thread::Builder::new().name(name.to_owned()).spawn(whole)?;
        Ok(Self { end, ended: Some(ended) })
    }

    /// Waits for the end of the thread. Where this is given up, nobody waits again.
    pub(super) async fn ended(&mut self) {
        if let Some(ended) = self.ended.take() {
            let _ = ended.await;
        }
    }

    /// Waits for the end of the thread, but not long, and not where somebody did before.
    pub(super) fn wait(&mut self) {
        if self.ended.take().is_some() {
            let _ = self.end.recv_timeout(PATIENCE_AT_END);
        }
    }
}
