//! Signals that end a command without a screen: told to it, and heeded even where it waits for a reader that takes
//! nothing. Uses no other room.

use std::io;

use tokio::sync::mpsc::UnboundedReceiver;

/// Listens for SIGINT, SIGTERM and SIGHUP from now on; the number of each comes. Who does not end within a second of the
/// first is ended, with 128 and the signal's number.
///
/// # Errors
/// Where there is no handler or no thread to be had.
#[cfg(unix)]
pub fn listen() -> io::Result<UnboundedReceiver<i32>> {
    use std::thread;
    use std::time::Duration;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    const PATIENCE: Duration = Duration::from_secs(1);

    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if let Some(number) = signals.forever().next() {
            // Nobody listens any more where the command ends by itself just now.
            let _ = sender.send(number);
            thread::sleep(PATIENCE);
            // Not the ordinary exit: its last duties could wait for the same reader.
            signal_hook::low_level::exit(128 + number);
        }
    })?;
    Ok(receiver)
}

/// Listens for ctrl-c from now on, told as SIGINT's number. Must be called inside of an event loop.
///
/// # Errors
/// None here.
#[cfg(not(unix))]
pub fn listen() -> io::Result<UnboundedReceiver<i32>> {
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            let _ = sender.send(2);
        }
    });
    Ok(receiver)
}
