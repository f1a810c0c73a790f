//! Which of the program's own files others on this machine can read, and the mend. Uses
//! `config` (for paths in commands).

use std::fs;
use std::path::{Path, PathBuf};

use crate::config::paths::shell_word;

/// Below this folder of the state folder are the remembered boards; what else lies deeper is not the program's own.
const REMEMBERED: &str = "state";

/// A sentence about files below the program's state folder (histories, alert logs, remembered boards, reports) that others
/// can read or change, with the command that mends them all; `None` where all is well. The program makes them for their
/// owner alone: they were made otherwise, by a copy, a backup or an older mask.
pub fn warning(state_dir: &Path) -> Option<String> {
    let mut exposed: Vec<PathBuf> = vec![state_dir.to_owned(), state_dir.join(REMEMBERED)];
    for folder in exposed.clone() {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        exposed.extend(entries.map(|entry| entry.path()).filter(|path| !path.is_dir()));
    }
    exposed.retain(|path| is_exposed(path));
    exposed.sort();
    let first = exposed.first()?;
    let more = match exposed.len() {
        1 => String::new(),
        2 => " and one more there".to_owned(),
        count => format!(" and {} more there", count.saturating_sub(1)),
    };
    let (first, folder) = (first.display(), shell_word(state_dir));
    Some(format!("{first}{more} can be read or changed by others; mend it with: chmod -R go= {folder}"))
}

/// Whether a file has any right for others than its owner. Links have no rights of their own.
#[cfg(unix)]
pub(super) fn is_exposed(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::symlink_metadata(path).is_ok_and(|about| !about.is_symlink() && about.mode() & 0o077 != 0)
}

/// Not told on this platform.
#[cfg(not(unix))]
pub(super) fn is_exposed(_path: &Path) -> bool {
    false
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn what_others_can_read_is_told_with_the_mend() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("callbot-tui");
        assert_eq!(warning(&folder), None, "there is none");
        let remembered = folder.join(REMEMBERED);
        fs::create_dir_all(&remembered).unwrap();
        let files = ["history-prod.db", "state/profile-prod.json", "alerts-prod.jsonl"].map(|name| folder.join(name));
        let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        files.iter().for_each(|file| fs::write(file, "x").unwrap());
        files.iter().for_each(|file| set(file, 0o600));
        [&folder, &remembered].into_iter().for_each(|folder| set(folder, 0o700));
        assert_eq!(warning(&folder), None);

        set(&files[0], 0o644);
        let told = warning(&folder).unwrap();
        let (file, mend) = (files[0].display(), format!("mend it with: chmod -R go= {}", folder.display()));
        assert!(told.starts_with(&format!("{file} can be read")) && told.ends_with(&mend), "{told}");
        set(&files[1], 0o620);
        set(&folder, 0o755);
        let told = warning(&folder).unwrap();
        assert!(told.starts_with(&format!("{} and 2 more there", folder.display())), "{told}");

        for path in [&folder, &files[0], &files[1]] {
            set(path, if path.is_dir() { 0o700 } else { 0o600 });
        }
        assert_eq!(warning(&folder), None, "the mend mends");
    }
}
