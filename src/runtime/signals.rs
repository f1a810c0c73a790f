//! Signals from outside: those that end the program, those that stop it and the one that continues it; and the end of the
//! terminal. Uses `terminal` and `suspend`.
//!
//! Threads of their own wait for them, so that what ends the program is heeded even while a frame waits for a terminal that
//! takes no output.

use tokio::sync::mpsc::UnboundedReceiver;

/// The number of SIGHUP, by which the end of the terminal is told to the shell.
pub const HANG_UP: u8 = 1;

/// A signal that asks the program to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal {
    /// Its name, such as `SIGTERM`.
    pub name: &'static str,
    /// Its number; the exit code is 128 more, by the shells' convention.
    pub number: u8,
}

/// What came from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The program shall end.
    End(Signal),
    /// The program shall give the terminal back and stop.
    Stop,
    /// The program was stopped and goes on; others may have used the terminal.
    Continued,
    /// The terminal is gone.
    TerminalGone,
}

/// Waits for a signal that ends the program: whoever sends another one has waited long enough. Not SIGHUP: a terminal that
/// is closed tells it besides its own end, and nobody stands behind it who waits.
pub async fn asked_to_end(signals: &mut UnboundedReceiver<Notice>) {
    loop {
        match signals.recv().await {
            Some(Notice::End(signal)) if signal.number != HANG_UP => return,
            Some(_) => {}
            None => std::future::pending().await,
        }
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::net::UnixStream;
    use std::time::Duration;
    use std::{io, thread};

    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::Errno;
    use rustix::process::{self, getpid, kill_process};
    use rustix::stdio::{dup2_stdin, stdout};
    use rustix::termios::{QueueSelector, tcflush};
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level;
    use tokio::sync::mpsc;

    use super::{HANG_UP, Notice, Signal};
    use crate::runtime::{suspend, terminal};

    /// How long the dashboard may take to end after it was told to.
    const PATIENCE: Duration = Duration::from_secs(2);

    /// How often room is made in a terminal that takes no output, and how long the dashboard is waited for each time.
    const PUSHES: u32 = 5;
    const PAUSE_BETWEEN_PUSHES: Duration = Duration::from_millis(100);

    const ENDERS: [(i32, Signal); 4] = [
        (SIGINT, Signal { name: "SIGINT", number: 2 }),
        (SIGTERM, Signal { name: "SIGTERM", number: 15 }),
        (SIGHUP, Signal { name: "SIGHUP", number: HANG_UP }),
        (SIGQUIT, Signal { name: "SIGQUIT", number: 3 }),
    ];

    /// Listens for the signals from now on.
    ///
    /// # Errors
    /// When the operating system refuses a handler or a thread.
    pub fn listen() -> io::Result<mpsc::UnboundedReceiver<Notice>> {
        let mut numbers: Vec<i32> = ENDERS.iter().map(|(number, _)| *number).collect();
        numbers.push(SIGCONT);
        if !suspend::ignores_stop_signal() {
            numbers.push(SIGTSTP);
        }
        let mut signals = Signals::new(numbers)?;
        let (sender, receiver) = mpsc::unbounded_channel();
        watch_the_terminal(sender.clone())?;
        thread::Builder::new().name("signals".to_owned()).spawn(move || {
            for number in signals.forever() {
                let ender = ENDERS.iter().find(|(ender, _)| *ender == number).map(|(_, signal)| *signal);
                let notice = match (number, ender) {
                    (_, Some(signal)) => Notice::End(signal),
                    (SIGTSTP, _) => Notice::Stop,
                    _ => Notice::Continued,
                };
                // Nobody listens any more while the program ends by itself; a signal may still have to hurry that up.
                let _ = sender.send(notice);
                if let Notice::End(signal) = notice {
                    end_anyway(signal.number);
                }
            }
        })?;
        Ok(receiver)
    }

    /// Waits for the end of the terminal on standard output. The event stream does not tell: it reads on and on from a
    /// terminal that is gone. A signal usually comes as well, but not where another process leads the session.
    fn watch_the_terminal(sender: mpsc::UnboundedSender<Notice>) -> io::Result<()> {
        let wait = move || {
            // Asks for nothing: a hang-up and an error are told all the same.
            let mut terminal = [PollFd::from_borrowed_fd(stdout(), PollFlags::empty())];
            while poll(&mut terminal, None) == Err(Errno::INTR) {}
            let [terminal] = terminal;
            if terminal.revents().intersects(PollFlags::HUP | PollFlags::ERR) {
                let _silent = silence_the_keyboard();
                let _ = sender.send(Notice::TerminalGone);
                end_anyway(HANG_UP);
            }
        };
        thread::Builder::new().name("hang-up".to_owned()).spawn(wait).map(drop)
    }

    /// Puts in the keyboard's place something that is open and never says a word, for as long as the returned end of it is
    /// held. A terminal that is gone tells its end at every read, and the event stream would read until it is told another
    /// thing: a dashboard that was about to look for keys would never come back to end in order.
    fn silence_the_keyboard() -> io::Result<UnixStream> {
        let (silent, other_end) = UnixStream::pair()?;
        silent.set_nonblocking(true)?;
        dup2_stdin(&silent)?;
        Ok(other_end)
    }

    /// Ends the program from this thread, where the dashboard has not done so in time. What it waits for is most likely
    /// a terminal that takes no output: what waits there is thrown away, so that the dashboard may get on and end
    /// properly after all.
    fn end_anyway(signal_number: u8) {
        thread::sleep(PATIENCE);
        for _ in 0..PUSHES {
            let _ = tcflush(stdout(), QueueSelector::OFlush);
            // Room alone does not wake a write that waits; any signal does, and this one at most paints a frame more.
            let _ = kill_process(getpid(), process::Signal::WINCH);
            thread::sleep(PAUSE_BETWEEN_PUSHES);
        }
        terminal::restore_line_mode();
        // Not the ordinary exit: its last duties could wait for the same terminal.
        low_level::exit(128 + i32::from(signal_number));
    }
}

#[cfg(unix)]
pub use unix::listen;

/// Listens for ctrl-c, the only such signal here.
///
/// # Errors
/// Never on this platform.
#[cfg(not(unix))]
pub fn listen() -> std::io::Result<UnboundedReceiver<Notice>> {
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            if sender.send(Notice::End(Signal { name: "ctrl-c", number: 2 })).is_err() {
                break;
            }
        }
    });
    Ok(receiver)
}
