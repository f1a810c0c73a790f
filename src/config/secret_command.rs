//! The program that prints the secret: run without a shell, limited in time and size, its messages passed on without the
//! secret in them. Uses `reading`.

use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use secrecy::zeroize::Zeroizing;

use super::reading;

/// How long a command may take until its output ends: somebody may have to find a key and touch it.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a command may go on after its output has ended.
const PATIENCE_AT_END: Duration = Duration::from_secs(5);

/// Between two looks whether the command has ended.
const LOOK: Duration = Duration::from_millis(10);

/// Messages are held back until the command was silent for so long, because then it may be waiting for an answer to them.
const SILENCE: Duration = Duration::from_secs(1);

/// How long a silence ends the messages after the output has ended, and how many pieces may still come.
const LAST_SILENCE: Duration = Duration::from_millis(500);
const MOST_LAST_PIECES: usize = 64;

/// The most bytes of messages that are kept back at a time.
const MOST_MESSAGE_BYTES: usize = 64 * 1024;

/// Why there is no secret.
#[derive(Debug)]
pub enum Failure {
    /// There is no program of that name; it may be no name at all, but the secret in the wrong place.
    NoProgram,
    /// Anything else, in words that hold nothing of what the command printed.
    Other(String),
}

impl From<String> for Failure {
    fn from(reason: String) -> Self {
        Self::Other(reason)
    }
}

/// Runs a command and gives what it printed, no more than one byte beyond `most_bytes`. Its standard input stays with the
/// terminal. Its messages go to `messages` without what it printed: when it has been silent for a second, so that a
/// question for a passphrase is seen, or else at its end.
///
/// # Errors
/// When it cannot be started, takes too long, or ends with a failure.
pub fn run(words: &[String], most_bytes: usize, messages: &mut dyn Write) -> Result<Zeroizing<Vec<u8>>, Failure> {
    run_within(PATIENCE, words, most_bytes, messages)
}

fn run_within(
    patience: Duration,
    words: &[String],
    most_bytes: usize,
    messages: &mut dyn Write,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let (program, arguments) = words.split_first().ok_or_else(|| "no command is given".to_owned())?;
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Failure::NoProgram,
        _ => format!("it could not be started: {}", reading::words(&error)).into(),
    })?;
    let printed = read_while_relaying(&mut child, patience, most_bytes, messages);
    let status = match &printed {
        // What floods or hangs is not waited for.
        Ok(bytes) if bytes.len() <= most_bytes => end_of(&mut child),
        _ => None,
    };
    if status.is_none() {
        let _ = child.kill();
        let _ = child.wait();
    }
    let printed = printed?;
    match status {
        _ if printed.len() > most_bytes => Ok(printed),
        Some(status) if status.success() => Ok(printed),
        Some(status) => Err(format!("it ended with {status}").into()),
        None => Err(format!("it had not ended {} s after its output", PATIENCE_AT_END.as_secs()).into()),
    }
}

/// A piece of what a command says.
enum Piece {
    /// All of its standard output.
    Printed(io::Result<Zeroizing<Vec<u8>>>),
    /// Some of its messages.
    Message(Zeroizing<Vec<u8>>),
}

fn read_while_relaying(
    child: &mut Child,
    patience: Duration,
    most_bytes: usize,
    messages: &mut dyn Write,
) -> Result<Zeroizing<Vec<u8>>, String> {
    let (sender, pieces) = channel();
    let start = |name: &str, work: Box<dyn FnOnce() + Send>| {
        thread::Builder::new().name(name.to_owned()).spawn(work).map_err(|error| reading::words(&error))
    };
    if let (Some(output), Some(mut stderr)) = (child.stdout.take(), child.stderr.take()) {
        let printed = sender.clone();
        let read = move || drop(printed.send(Piece::Printed(reading::read_all(output, most_bytes))));
        start("secret", Box::new(read))?;
        let relay = move || {
            let mut buffer = Zeroizing::new([0; 4096]);
            while let Ok(count @ 1..) = stderr.read(buffer.as_mut_slice()) {
                let piece = buffer.get(..count).unwrap_or_default().to_vec();
                if sender.send(Piece::Message(Zeroizing::new(piece))).is_err() {
                    break;
                }
            }
        };
        start("messages", Box::new(relay))?;
    }
    let mut held = Held { bytes: Zeroizing::new(Vec::with_capacity(MOST_MESSAGE_BYTES)), messages };
    // A channel of its own: the other one's end tells that the command's output and messages have ended.
    let (timer, is_late) = channel();
    let wait = move || {
        thread::sleep(patience);
        let _ = timer.send(());
    };
    start("patience", Box::new(wait))?;
    let printed = gather(&pieces, &is_late, &mut held)
        .ok_or_else(|| format!("it had not ended its output after {} seconds", patience.as_secs()))?
        .map_err(|error| reading::words(&error))?;
    let lines: Vec<&[u8]> = printed.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| line.len() > 3).collect();
    held.pass_on(&lines);
    Ok(printed)
}

/// Waits for the output's end, passing messages on after every silence, and then for the last messages; `None` where it
/// took too long.
fn gather(
    pieces: &Receiver<Piece>,
    is_late: &Receiver<()>,
    held: &mut Held<'_>,
) -> Option<io::Result<Zeroizing<Vec<u8>>>> {
    let printed = loop {
        match pieces.recv_timeout(SILENCE) {
            Ok(Piece::Printed(bytes)) => break bytes,
            Ok(Piece::Message(piece)) => held.add(&piece),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => held.pass_on(&[]),
        }
        if is_late.try_recv().is_ok() {
            return None;
        }
    };
    // A helper that lives on may keep its messages open for ever.
    for _ in 0..MOST_LAST_PIECES {
        match pieces.recv_timeout(LAST_SILENCE) {
            Ok(Piece::Message(piece)) => held.add(&piece),
            Ok(Piece::Printed(_)) => {}
            Err(_) => break,
        }
    }
    Some(printed)
}

/// Messages that wait for being passed on.
struct Held<'m> {
    bytes: Zeroizing<Vec<u8>>,
    messages: &'m mut dyn Write,
}

impl Held<'_> {
    /// Keeps a piece back. Of a flood the rest is lost: the buffer must not grow, for that would leave copies behind.
    fn add(&mut self, piece: &[u8]) {
        let room = MOST_MESSAGE_BYTES.saturating_sub(self.bytes.len());
        self.bytes.extend_from_slice(piece.get(..room.min(piece.len())).unwrap_or_default());
    }

    /// Passes on what there is, with `***` in place of every secret line.
    fn pass_on(&mut self, secrets: &[&[u8]]) {
        let mut rest = self.bytes.as_slice();
        let first_in = |rest: &[u8]| {
            let found = |secret: &&[u8]| memchr::memmem::find(rest, secret).map(|at| (at, secret.len()));
            // Of two that begin at one place the longer.
            secrets.iter().filter_map(found).min_by_key(|(at, length)| (*at, usize::MAX - length))
        };
        while let Some((at, length)) = first_in(rest) {
            // Nothing can be done where a message cannot be written.
            let _ = self.messages.write_all(rest.get(..at).unwrap_or_default());
            let _ = self.messages.write_all(b"***");
            rest = rest.get(at + length..).unwrap_or_default();
        }
        let _ = self.messages.write_all(rest);
        let _ = self.messages.flush();
        self.bytes.iter_mut().for_each(|byte| *byte = 0);
        self.bytes.clear();
    }
}

/// How the command ended; `None` where it goes on and on.
fn end_of(child: &mut Child) -> Option<ExitStatus> {
    let looks = PATIENCE_AT_END.as_millis() / LOOK.as_millis();
    for _ in 0..looks {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) => thread::sleep(LOOK),
            Err(_) => return None,
        }
    }
    None
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn shell(script: &str) -> (Result<Zeroizing<Vec<u8>>, Failure>, String) {
        let words = ["sh", "-c", script].map(str::to_owned);
        let mut messages = Vec::new();
        let result = run(&words, 1000, &mut messages);
        (result, String::from_utf8(messages).unwrap())
    }

    #[test]
    fn the_secret_is_cut_out_of_the_messages() {
        let (printed, messages) = shell("set -x; echo TOP-SECRET-9; echo done >&2");
        assert_eq!(printed.unwrap().as_slice(), b"TOP-SECRET-9\n");
        assert!(messages.contains("+ echo ***") && messages.contains("done"), "{messages}");
        assert!(!messages.contains("TOP-SECRET"), "{messages}");
    }

    #[test]
    fn a_failure_tells_its_messages_but_never_what_was_printed() {
        let (printed, messages) = shell("echo TOP-SECRET-9; echo TOP-SECRET-9 is locked >&2; exit 3");
        let Err(Failure::Other(reason)) = printed else { panic!("it failed") };
        assert!(reason.contains("exit status: 3"), "{reason}");
        assert_eq!(messages, "*** is locked\n");
    }

    #[test]
    fn a_flood_is_cut_and_its_source_ended() {
        let (printed, _) = shell("trap '' PIPE; while :; do echo yyyyyyyyyyyyyyyyyyyyyyyy; done 2>/dev/null");
        assert_eq!(printed.unwrap().len(), 1001);
        let (printed, messages) = shell("head -c 1000000 /dev/zero | tr '\\0' x >&2; echo secret");
        assert_eq!(printed.unwrap().as_slice(), b"secret\n");
        assert_eq!(messages.len(), MOST_MESSAGE_BYTES);
    }

    #[test]
    fn a_helper_that_lives_on_with_the_messages_holds_nothing_up() {
        let (printed, _) = shell("sleep 30 >/dev/null & echo $!; exit 0");
        let printed = printed.unwrap();
        let id: i32 = std::str::from_utf8(&printed).unwrap().trim().parse().unwrap();
        let id = rustix::process::Pid::from_raw(id).unwrap();
        rustix::process::kill_process(id, rustix::process::Signal::KILL).unwrap();
    }

    #[test]
    fn a_command_that_never_ends_is_given_up_be_it_silent_or_not() {
        for script in ["exec sleep 60", "while :; do echo waiting >&2; sleep 0.1; done"] {
            let words = ["sh", "-c", script].map(str::to_owned);
            let result = run_within(Duration::from_millis(50), &words, 1000, &mut Vec::new());
            let Err(Failure::Other(reason)) = result else { panic!("it never ends") };
            assert!(reason.contains("had not ended"), "{reason}");
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_told_apart() {
        let words = ["TOP-SECRET-9".to_owned()];
        assert!(matches!(run(&words, 1000, &mut Vec::new()), Err(Failure::NoProgram)));
    }
}
