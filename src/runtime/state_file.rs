//! The file in which a profile's [`Saved`] survives. Uses `app`, `lock_file` and
//! `private_file`.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest as _, Sha256};

use super::{lock_file, private_file};
use crate::app::{Account, Saved};

/// The largest file that is read. What the program writes stays far below.
const LARGEST_BYTES: u64 = 8 << 20;

/// The longest file name made of a profile's name alone, in bytes; longer ones are told apart by a digest.
const LONGEST_NAME_BYTES: usize = 80;

/// The most spoilt files that are kept.
const MOST_SET_ASIDE: u32 = 9;

/// A profile's state file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateFile {
    path: PathBuf,
}

/// A state of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
}

/// What was in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// What is remembered; nothing where there was no file or it could not be read.
    pub saved: Saved,
    /// A sentence about what was wrong, for the screen.
    pub trouble: Option<String>,
}

impl StateFile {
    /// The file of an account's profile below the program's own folder.
    pub fn of(state_dir: &Path, account: &Account) -> Self {
        // A profile may be called demo as well.
        let name = if account.is_demo { "demo".to_owned() } else { format!("profile-{}", plain(&account.profile)) };
        Self { path: state_dir.join("state").join(format!("{name}.json")) }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads it. A file that makes no sense is set aside, so that it is neither lost nor read again.
    pub fn read(&self) -> Found {
        let text = match self.text() {
            Ok(Some(text)) => text,
            Ok(None) => return Found::default(),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return self.set_aside(&error.to_string()),
            Err(error) => {
                return Found {
                    trouble: Some(format!("what was remembered cannot be read: {error}")),
                    ..Found::default()
                };
            }
        };
        match Saved::from_json(&text) {
            Ok(saved) => Found { saved, trouble: None },
            Err(error) => self.set_aside(&error.to_string()),
        }
    }

    /// What it holds, where that can be read: a look between two writings, which sets nothing aside.
    pub fn look(&self) -> Option<Saved> {
        Saved::from_json(&self.text().ok()??).ok()
    }

    /// Tells one state of the file from another; `None` where there is no file.
    pub fn stamp(&self) -> Option<Stamp> {
        let about = fs::metadata(&self.path).ok()?;
        Some(Stamp { modified: about.modified().ok(), bytes: about.len() })
    }

    /// Writes what `change` makes of what it holds, while no other dashboard does. Nothing is written where that is the
    /// same. Where no lock can be had, the last of two writers wins.
    ///
    /// # Errors
    /// What the file system reports.
    pub fn change(&self, change: impl FnOnce(Option<Saved>) -> Saved) -> io::Result<()> {
        let _lock = lock_file::for_a_moment(&self.path.with_extension("json.lock"));
        let found = self.look();
        let changed = change(found.clone());
        if found.as_ref() == Some(&changed) { Ok(()) } else { self.write(&changed) }
    }

    /// Writes it whole, for the owner alone. The last of two writers wins.
    ///
    /// # Errors
    /// What the file system reports.
    pub fn write(&self, saved: &Saved) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            private_file::make_folder(folder)?;
        }
        private_file::replace(&self.path, |out| out.write_all(saved.to_json().as_bytes()))
    }

    /// The file's text; `None` where there is no file.
    fn text(&self) -> io::Result<Option<String>> {
        let metadata = match fs::metadata(&self.path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        // Opening a pipe would wait for its writer.
        if !metadata.is_file() || metadata.len() > LARGEST_BYTES {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it is no file of this program"));
        }
        let mut text = String::new();
        File::open(&self.path)?.take(LARGEST_BYTES).read_to_string(&mut text)?;
        Ok(Some(text))
    }

    fn set_aside(&self, why: &str) -> Found {
        tracing::warn!(path = %self.path.display(), why, "state file set aside");
        let aside = |number: u32| self.path.with_extension(format!("json.corrupt-{number}"));
        let free = (1..MOST_SET_ASIDE).map(aside).find(|path| fs::symlink_metadata(path).is_err());
        let path = free.unwrap_or_else(|| aside(MOST_SET_ASIDE));
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let trouble = match fs::rename(&self.path, &path) {
            Ok(()) => format!("what was remembered is corrupt; it was set aside as {name}"),
            Err(error) => format!("what was remembered is corrupt and cannot be set aside: {error}"),
        };
        Found { trouble: Some(trouble), ..Found::default() }
    }
}

/// A profile's name as a file name that leads nowhere else and differs where the names do, also where the file system
/// knows no case.
pub(super) fn plain(profile: &str) -> String {
    let mut name = String::new();
    for byte in profile.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => name.push(char::from(byte)),
            other => name.push_str(&format!("%{other:02x}")),
        }
    }
    if name.len() > LONGEST_NAME_BYTES {
        name.truncate(LONGEST_NAME_BYTES);
        name = format!("{name}-{}", hex::encode(Sha256::digest(profile)));
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(profile: &str) -> Account {
        Account { profile: profile.to_owned(), ..Account::default() }
    }

    fn mouse(is_on: bool) -> Saved {
        Saved { mouse: Some(is_on), ..Saved::default() }
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_written_is_read_again_and_nothing_where_there_was_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::of(&folder.path().join("not/yet"), &account("prod"));
        assert_eq!(file.read(), Found::default());
        file.write(&mouse(true)).unwrap();
        file.write(&mouse(false)).unwrap();
        assert_eq!(file.read(), Found { saved: mouse(false), trouble: None });
        assert_eq!(names(file.path().parent().unwrap()), ["profile-prod.json"]);
    }

    #[test]
    fn profiles_have_a_file_each_and_none_leads_out_of_the_folder() {
        let long = |end| format!("{}{end}", "x".repeat(1000));
        let hostile = [
            "prod",
            "Prod",
            "demo",
            "../../x",
            "..",
            "",
            "a/b",
            "a\\b",
            "con",
            "客户",
            "%2e",
            ".",
            "a\0",
            &long('a'),
            &long('b'),
        ];
        let mut paths: Vec<_> =
            hostile.iter().map(|name| StateFile::of(Path::new("/s"), &account(name)).path).collect();
        paths.push(StateFile::of(Path::new("/s"), &Account { is_demo: true, ..account("demo") }).path);
        for path in &paths {
            assert_eq!(path.parent(), Some(Path::new("/s/state")));
            let name = path.file_name().unwrap().to_str().unwrap();
            assert!(name.len() < 200 && name.is_ascii() && !name.contains(['/', '\\', '\0']), "{name}");
        }
        paths.sort();
        paths.dedup();
        assert_eq!(paths.len(), hostile.len() + 1);
    }

    #[test]
    fn a_spoilt_file_is_set_aside_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::of(folder.path(), &account("prod"));
        file.write(&mouse(true)).unwrap();
        let spoilt: [&[u8]; 4] = [b"{\"version\": 1", b"\xff\xfe\x00", b"", &vec![b'x'; LARGEST_BYTES as usize + 1]];
        for (number, bytes) in spoilt.iter().enumerate() {
            fs::write(file.path(), bytes).unwrap();
            let found = file.read();
            assert_eq!(found.saved, Saved::default());
            let told = format!("profile-prod.json.corrupt-{}", number + 1);
            assert!(found.trouble.is_some_and(|trouble| trouble.contains(&told)), "{told}");
            assert_eq!(fs::read(file.path().with_file_name(told)).unwrap(), *bytes);
            assert_eq!(file.read(), Found::default());
        }
        for _ in 0..20 {
            fs::write(file.path(), "?").unwrap();
            assert!(file.read().trouble.is_some());
        }
        assert_eq!(names(file.path().parent().unwrap()).len(), MOST_SET_ASIDE as usize);
    }

    #[test]
    fn a_folder_in_its_place_is_no_end() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::of(folder.path(), &account("prod"));
        fs::create_dir_all(file.path()).unwrap();
        assert!(file.read().trouble.is_some());
        file.write(&mouse(true)).unwrap();
        assert_eq!(file.read().saved, mouse(true));
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("state"), "a file").unwrap();
        let file = StateFile::of(folder.path(), &account("prod"));
        assert!(file.write(&mouse(true)).is_err());
        assert_eq!(file.read().saved, Saved::default());
    }
}
