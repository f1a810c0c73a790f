//! Which file is the configuration, and `~` in paths. Uses `origin`.

use std::path::{Path, PathBuf};

use super::origin::Origin;

/// The directories that the platform names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paths {
    /// Where `config.toml` is by default.
    pub config_file: Option<PathBuf>,
    /// What `~` stands for.
    pub home: Option<PathBuf>,
    /// Where the program keeps what it remembers between runs, and what it could put nowhere else.
    pub state_dir: Option<PathBuf>,
}

impl Paths {
    /// The platform's own; on Linux by the XDG rules (`$XDG_CONFIG_HOME`, else `~/.config`; `$XDG_STATE_HOME`, else
    /// `~/.local/state`).
    pub fn of_platform() -> Self {
        let project = directories::ProjectDirs::from("", "", "callbot-tui");
        let base = directories::BaseDirs::new();
        Self {
            config_file: project.as_ref().map(|directories| directories.config_dir().join("config.toml")),
            state_dir: project
                .map(|directories| directories.state_dir().unwrap_or(directories.data_local_dir()).to_owned()),
            home: base.map(|directories| directories.home_dir().to_owned()),
        }
    }

    /// A path with a leading `~` replaced by the home directory. A relative path starts at `beside`, the directory of the
    /// file that named it.
    pub fn expand(&self, text: &str, beside: Option<&Path>) -> PathBuf {
        let below_home = match text {
            "~" => Some(""),
            _ => text.strip_prefix("~/"),
        };
        match (below_home, &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => beside.map_or_else(|| PathBuf::from(text), |directory| directory.join(text)),
        }
    }
}

/// A path as it can be copied into a shell's command line: in quotes where it needs them.
pub fn shell_word(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+@%:,".contains(c);
    if text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// Which file is the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigPath {
    /// The file.
    pub path: PathBuf,
    /// Who chose it.
    pub origin: Origin,
}

impl ConfigPath {
    /// The file of the flag, else of the environment, else the platform's; `None` where the platform names no directory
    /// and nothing else does.
    pub fn choose(flag: Option<&Path>, env: &dyn Fn(&str) -> Option<String>, paths: &Paths) -> Option<Self> {
        if let Some(path) = flag {
            return Some(Self { path: path.to_owned(), origin: Origin::Flag("--config") });
        }
        if let Some(path) = env("CALLBOT_CONFIG").filter(|path| !path.is_empty()) {
            let path = paths.expand(&path, None);
            return Some(Self { path, origin: Origin::Environment("CALLBOT_CONFIG") });
        }
        paths.config_file.as_ref().map(|path| Self { path: path.clone(), origin: Origin::Default })
    }

    /// Whether someone asked for this very file, so that it must be there.
    pub fn is_explicit(&self) -> bool {
        self.origin != Origin::Default
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_can_be_copied_into_a_command() {
        for (path, word) in [
            ("/home/a/.local/state", "/home/a/.local/state"),
            ("/Users/a/Application Support", "'/Users/a/Application Support'"),
            ("a'b; rm c", "'a'\\''b; rm c'"),
        ] {
            assert_eq!(shell_word(Path::new(path)), word);
        }
    }
}
