//! A past that no store has, such as the demo's: made on a thread of its own, so that no frame waits for it. Uses `app` and
//! `history`.

use std::thread;

use tokio::sync::mpsc::UnboundedSender;

use crate::app::Msg;
use crate::history::Past;

/// Makes a past that no store has.
pub type MakePast = Box<dyn FnOnce() -> Past + Send>;

/// Has the past made and sent. Without a thread to be had there is none, and all else goes on.
pub(super) fn start(make: MakePast, tell: UnboundedSender<Msg>) {
    let work = move || {
        // Nobody listens once the program ends.
        let _ = tell.send(Msg::Past(make()));
    };
    if let Err(error) = thread::Builder::new().name("past".to_owned()).spawn(work) {
        tracing::warn!(%error, "the past cannot be made");
    }
}
