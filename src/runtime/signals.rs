//! Signals that end the program. Uses no other room.

use tokio::sync::mpsc;

/// A signal that asks the program to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal {
    /// Its name, such as `SIGTERM`.
    pub name: &'static str,
    /// Its number; the exit code is 128 more, by the shells' convention.
    pub number: u8,
}

/// Listens for the signals that end a program; the first to come is received.
///
/// # Errors
/// When the operating system refuses a handler.
#[cfg(unix)]
pub fn listen() -> std::io::Result<mpsc::Receiver<Signal>> {
    use tokio::signal::unix::{SignalKind, signal};

    let (sender, receiver) = mpsc::channel(4);
    for (kind, name, number) in [
        (SignalKind::interrupt(), "SIGINT", 2),
        (SignalKind::terminate(), "SIGTERM", 15),
        (SignalKind::hangup(), "SIGHUP", 1),
        (SignalKind::quit(), "SIGQUIT", 3),
    ] {
        let mut stream = signal(kind)?;
        let sender = sender.clone();
        tokio::spawn(async move {
            while stream.recv().await.is_some() {
                if sender.send(Signal { name, number }).await.is_err() {
                    break;
                }
            }
        });
    }
    Ok(receiver)
}

/// Listens for ctrl-c, the only such signal here.
///
/// # Errors
/// Never on this platform.
#[cfg(not(unix))]
pub fn listen() -> std::io::Result<mpsc::Receiver<Signal>> {
    let (sender, receiver) = mpsc::channel(4);
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            if sender.send(Signal { name: "ctrl-c", number: 2 }).await.is_err() {
                break;
            }
        }
    });
    Ok(receiver)
}
