//! Reading whole files and pipes that may hold the secret: limited in size and in time, and wiped from memory when dropped.
//! Uses no other file.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use secrecy::zeroize::Zeroizing;

/// How long to wait for something that is no plain file, such as a pipe into which nobody may ever write.
const PATIENCE: Duration = Duration::from_secs(10);

/// The first buffer, in bytes; most files fit.
const FIRST_BYTES: usize = 16 * 1024;

/// Reads a file whole, but no more than one byte beyond `most_bytes`, by which the caller knows that it is too large.
///
/// # Errors
/// What the system reports; `IsADirectory` for a folder, and `TimedOut` where something that is no plain file gave no end
/// within ten seconds.
pub fn read_file(path: &Path, most_bytes: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let about = fs::metadata(path)?;
    if about.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if about.is_file() {
        return read_all(File::open(path)?, most_bytes);
    }
    // Already opening a pipe waits for its writer. The thread that waits in vain ends with the program.
    let path = path.to_owned();
    let (result, arrived) = channel();
    thread::Builder::new().name("reading".to_owned()).spawn(move || {
        let _ = result.send(File::open(path).and_then(|file| read_all(file, most_bytes)));
    })?;
    arrived.recv_timeout(PATIENCE).unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// Reads to the end, but no more than one byte beyond `most_bytes`. A vector that grows by itself would leave copies of what
/// it held behind.
///
/// # Errors
/// What the reader reports.
pub fn read_all(mut from: impl Read, most_bytes: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let cap = most_bytes.saturating_add(1);
    let mut bytes = Zeroizing::new(vec![0; FIRST_BYTES.min(cap)]);
    let mut filled = 0;
    loop {
        if filled == bytes.len() {
            if filled == cap {
                return Ok(bytes);
            }
            let mut larger = Zeroizing::new(vec![0; bytes.len().saturating_mul(2).min(cap)]);
            larger.iter_mut().zip(bytes.iter()).for_each(|(to, from)| *to = *from);
            bytes = larger;
        }
        match from.read(bytes.get_mut(filled..).unwrap_or_default()) {
            Ok(0) => {
                bytes.truncate(filled);
                return Ok(bytes);
            }
            Ok(count) => filled = filled.saturating_add(count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Why a file cannot be read, in words.
pub fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::TimedOut => {
            format!("it is no plain file, and nothing came from it for {} seconds", PATIENCE.as_secs())
        }
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes in pieces of different sizes.
    struct Pieces(Vec<u8>, usize);

    impl Read for Pieces {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.1 += 997;
            let count = self.0.len().min(into.len()).min(self.1);
            into[..count].copy_from_slice(&self.0.drain(..count).collect::<Vec<_>>());
            Ok(count)
        }
    }

    #[test]
    fn everything_is_read_up_to_the_cap_and_one_byte() {
        for length in [0, 1, FIRST_BYTES - 1, FIRST_BYTES, FIRST_BYTES + 1, 100_000] {
            let text: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            assert_eq!(*read_all(Pieces(text.clone(), 0), 1 << 20).unwrap(), text, "{length}");
            let capped = read_all(Pieces(text.clone(), 0), 5000).unwrap();
            assert_eq!(*capped, text[..length.min(5001)], "{length}");
        }
        assert_eq!(read_all(io::repeat(0), 70_000).unwrap().len(), 70_001, "an endless one ends");
    }
}
