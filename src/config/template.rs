//! The commented file that `config init` writes. Uses `error`.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::{ConfigError, Problem};
use super::origin::Origin;

/// Every key with its default, commented out.
pub const EXAMPLE: &str = include_str!("../../config.example.toml");

/// Writes the commented file, readable by its owner only, in directories that are made for its owner only. The file
/// appears whole or not at all.
///
/// # Errors
/// When there is a file already, which is never touched, or when it cannot be written.
pub fn init(path: &Path) -> Result<(), ConfigError> {
    let origin = Origin::File { path: Arc::from(path), line: 0 };
    write_new(path).map_err(|error| {
        let problem = match error.kind() {
            io::ErrorKind::AlreadyExists => Problem::AlreadyThere,
            _ => Problem::NotWritable { reason: error.to_string() },
        };
        ConfigError::at(&origin, problem)
    })
}

fn write_new(path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
        create_directories(directory)?;
    }
    let draft = draft_path(path);
    let result = write_private(&draft)
        // A hard link, unlike a rename, never replaces a file that came in the meantime.
        .and_then(|()| fs::hard_link(&draft, path).or_else(|error| rename_where_links_fail(&error, &draft, path)));
    let _ = fs::remove_file(&draft);
    result
}

fn rename_where_links_fail(error: &io::Error, draft: &Path, path: &Path) -> io::Result<()> {
    if error.kind() == io::ErrorKind::AlreadyExists || fs::symlink_metadata(path).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(draft, path)
}

fn draft_path(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}

fn write_private(path: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(EXAMPLE.as_bytes())?;
    file.sync_all()
}

fn create_directories(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}
