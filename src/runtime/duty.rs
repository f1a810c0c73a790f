//! Which of several dashboards of one profile tells of alerts outside of the screen: the one that has a lock, for as long as
//! it runs. Uses `app` and `lock_file`.
//!
//! Who comes later waits for the lock on a thread of its own, which the system wakes as soon as the holder has ended. A
//! stopped dashboard (ctrl-z) gives it back meanwhile: it would tell nobody.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc::UnboundedSender;

use super::lock_file;
use super::state_file::plain;
use crate::app::{Account, Msg};

/// As much of the digest of the start conditions tells two sets of them apart, in bytes.
const MARK_BYTES: usize = 6;

/// The lock's file for an account below the program's own folder; `None` for a demo, whose alerts nobody shares. Whoever
/// watches other tasks (another account, other start conditions) has a lock of its own: nobody else tells of those.
pub fn path_of(state_dir: &Path, account: &Account) -> Option<PathBuf> {
    if account.is_demo {
        return None;
    }
    let mut name = format!("profile-{}", plain(&account.profile));
    let part = account.conditions.as_ref().map(|words| {
        let digest = Sha256::digest(words);
        hex::encode(digest.get(..MARK_BYTES).unwrap_or_default())
    });
    for mark in [account.digest.clone(), part.unwrap_or_default()] {
        if !mark.is_empty() {
            name = format!("{name}-{mark}");
        }
    }
    Some(state_dir.join("state").join(format!("{name}.announces.lock")))
}

/// Where the lock is.
#[derive(Debug)]
enum Place {
    /// Here; without a file where no lock can be had.
    Here { _lock: Option<File> },
    /// At another dashboard, and a thread of this one waits for it.
    Elsewhere,
    /// Given back.
    Nowhere,
}

/// Whether this dashboard tells of alerts.
#[derive(Debug)]
pub struct Duty {
    path: Option<PathBuf>,
    tell: UnboundedSender<Msg>,
    place: Arc<Mutex<Place>>,
}

impl Duty {
    /// Takes the lock, or waits for it beside the program. Where none can be had, or without a path, this dashboard tells of
    /// alerts, whoever else does: better twice than never. Changes are told through `tell`.
    pub fn begin(path: Option<PathBuf>, tell: UnboundedSender<Msg>) -> Self {
        let duty = Self { path, tell, place: Arc::new(Mutex::new(Place::Nowhere)) };
        duty.take();
        duty
    }

    /// Whether this dashboard tells of alerts now.
    pub fn is_ours(&self) -> bool {
        matches!(*lock(&self.place), Place::Here { .. })
    }

    /// Gives the lock back while the program is stopped.
    pub fn rest(&self) {
        let mut place = lock(&self.place);
        if matches!(*place, Place::Here { .. }) {
            *place = Place::Nowhere;
        }
    }

    /// Takes the lock, or waits for it, unless it is here or waited for already.
    pub fn take(&self) {
        let mut place = lock(&self.place);
        if matches!(*place, Place::Nowhere) {
            *place = match self.try_take() {
                Ok(file) => Place::Here { _lock: file },
                Err(file) => self.wait(file),
            };
        }
    }

    /// The lock where it can be had, else its file to wait for.
    fn try_take(&self) -> Result<Option<File>, File> {
        let Some(path) = &self.path else { return Ok(None) };
        let file = match lock_file::open(path) {
            Ok(file) => file,
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "no lock for announcing");
                return Ok(None);
            }
        };
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Err(file),
            Err(TryLockError::Error(error)) => {
                tracing::warn!(path = %path.display(), %error, "no lock for announcing");
                Ok(None)
            }
        }
    }

    fn wait(&self, file: File) -> Place {
        let (place, tell) = (Arc::downgrade(&self.place), self.tell.clone());
        let work = move || {
            let locked = wait_for(&file);
            // Who ended meanwhile must not keep it from others.
            let Some(place) = place.upgrade() else { return };
            *lock(&place) = Place::Here { _lock: locked.then_some(file) };
            let _ = tell.send(Msg::AnnouncesElsewhere(false));
        };
        match thread::Builder::new().name("duty".to_owned()).spawn(work) {
            Ok(_) => {
                let _ = self.tell.send(Msg::AnnouncesElsewhere(true));
                Place::Elsewhere
            }
            Err(_) => Place::Here { _lock: None },
        }
    }
}

/// Waits until the holder has ended. Whether the lock is here then; it is not where none can be had after all.
fn wait_for(file: &File) -> bool {
    loop {
        match file.lock() {
            Ok(()) => return true,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return false,
        }
    }
}

fn lock(place: &Mutex<Place>) -> MutexGuard<'_, Place> {
    place.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

    use super::*;

    fn begin(path: &Path) -> (Duty, UnboundedReceiver<Msg>) {
        let (tell, told) = unbounded_channel();
        (Duty::begin(Some(path.to_owned()), tell), told)
    }

    fn is_elsewhere(told: &mut UnboundedReceiver<Msg>) -> bool {
        match told.blocking_recv() {
            Some(Msg::AnnouncesElsewhere(is_elsewhere)) => is_elsewhere,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn one_of_two_has_it_and_the_other_takes_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/a.lock");
        let (first, mut told_first) = begin(&path);
        let (second, mut told) = begin(&path);
        assert!(first.is_ours() && !second.is_ours() && is_elsewhere(&mut told));
        assert!(told_first.try_recv().is_err());
        drop(first);
        assert!(!is_elsewhere(&mut told) && second.is_ours());
    }

    #[test]
    fn a_stopped_one_gives_it_to_the_other_and_waits_for_it_then() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.lock");
        let (first, mut told_first) = begin(&path);
        let (second, mut told) = begin(&path);
        assert!(is_elsewhere(&mut told));
        first.rest();
        assert!(!is_elsewhere(&mut told) && second.is_ours());
        first.take();
        assert!(!first.is_ours() && is_elsewhere(&mut told_first));
        drop(second);
        assert!(!is_elsewhere(&mut told_first) && first.is_ours());
    }

    #[test]
    fn without_a_lock_everybody_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.lock");
        std::fs::create_dir(&path).unwrap();
        let (first, mut told) = begin(&path);
        let (second, _told) = begin(&path);
        assert!(first.is_ours() && second.is_ours() && told.try_recv().is_err());
        assert!(Duty::begin(None, unbounded_channel().0).is_ours());
    }

    #[test]
    fn accounts_and_start_conditions_have_a_lock_each_and_the_demo_none() {
        let of = |digest: &str, conditions: Option<&str>, is_demo| {
            let (profile, conditions) = ("prod".to_owned(), conditions.map(str::to_owned));
            let account = Account { profile, digest: digest.to_owned(), conditions, is_demo, ..Account::default() };
            path_of(Path::new("/s"), &account)
        };
        assert_eq!(of("ab", None, false), Some(PathBuf::from("/s/state/profile-prod-ab.announces.lock")));
        assert_ne!(of("ab", None, false), of("cd", None, false));
        assert_ne!(of("ab", None, false), of("ab", Some("status 2"), false));
        assert_eq!(of("ab", None, true), None);
    }
}
