//! The ways to a clipboard: an escape sequence for the terminal, which gives no answer, and the tools of the machine,
//! which do. Uses no other room.
//!
//! The sequence goes out wherever a terminal may understand it; it is the only way that reaches the user's own machine
//! over SSH. Terminals that ignore it say nothing, so the tools are asked as well where they serve the same screen.
//! Text reaches a tool through its standard input only, never through arguments or a shell.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use std::{env, io};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

/// The longest text that goes into a sequence, in encoded bytes: what hterm takes, and other terminals cut about there.
const MOST_ENCODED_BYTES: usize = 74_994;

/// What GNU screen passes on at a time.
const SCREEN_PIECE_BYTES: usize = 240;

/// How long a tool may take.
const PATIENCE: Duration = Duration::from_secs(2);

const TMUX: Tool = Tool { name: "tmux", arguments: &["load-buffer", "-w", "-"], encoding: Encoding::Utf8 };
const WAYLAND: Tool = Tool { name: "wl-copy", arguments: &[], encoding: Encoding::Utf8 };
const X11: [Tool; 2] = [
    Tool { name: "xclip", arguments: &["-selection", "clipboard", "-in"], encoding: Encoding::Utf8 },
    Tool { name: "xsel", arguments: &["--clipboard", "--input"], encoding: Encoding::Utf8 },
];
/// Found on macOS and on Windows (also from its Linux subsystem) and nowhere else.
const PLATFORM: [Tool; 2] = [
    Tool { name: "pbcopy", arguments: &[], encoding: Encoding::Utf8 },
    Tool { name: "clip.exe", arguments: &[], encoding: Encoding::Utf16 },
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    /// With a byte order mark, by which `clip.exe` tells it from the system's old character set.
    Utf16,
}

/// A program that takes a text into a clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tool {
    name: &'static str,
    arguments: &'static [&'static str],
    encoding: Encoding,
}

/// What stands between the program and the terminal and changes how a sequence must look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    /// Nothing that is known.
    Nothing,
    /// tmux, which passes sequences on in a wrapping of its own.
    Tmux,
    /// GNU screen, which does so in pieces.
    Screen,
}

/// The ways to a clipboard from where the program runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ways {
    between: Option<Between>,
    has_tmux: bool,
    tools: Vec<Tool>,
    path: Vec<PathBuf>,
}

impl Ways {
    /// Finds out from the environment; `environment` looks up a variable.
    pub fn of(environment: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| environment(name).filter(|value| !value.is_empty());
        let has_tmux = set("TMUX").is_some();
        let is_remote = set("SSH_TTY").or_else(|| set("SSH_CONNECTION")).is_some();
        let terminal = set("TERM").unwrap_or_default();
        let is_deaf = matches!(terminal.as_str(), "dumb" | "linux") || (terminal.is_empty() && cfg!(unix));
        let between = match () {
            () if has_tmux => Some(Between::Tmux),
            () if is_deaf => None,
            () if set("STY").is_some() => Some(Between::Screen),
            () => Some(Between::Nothing),
        };
        let mut tools = Vec::new();
        if !is_remote {
            tools.extend(PLATFORM);
            tools.extend(set("WAYLAND_DISPLAY").map(|_| WAYLAND));
        }
        // Over SSH this is the forwarded display, and that is the user's own.
        if set("DISPLAY").is_some() {
            tools.extend(X11);
        }
        let path = set("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
        Self { between, has_tmux, tools, path }
    }

    /// The bytes that ask the terminal to take a text into its clipboard (OSC 52); `None` where it cannot be asked, or
    /// where the text is too long.
    pub fn sequence(&self, text: &str) -> Option<Vec<u8>> {
        if text.len().div_ceil(3) * 4 > MOST_ENCODED_BYTES {
            return None;
        }
        self.pass_on(&format!("\u{1b}]52;c;{}\u{7}", STANDARD.encode(text)))
    }

    /// A sequence as the terminal gets it through whatever stands between; `None` where it knows no sequences.
    pub fn pass_on(&self, sequence: &str) -> Option<Vec<u8>> {
        Some(match self.between? {
            Between::Nothing => sequence.as_bytes().to_vec(),
            Between::Tmux => format!("\u{1b}Ptmux;{}\u{1b}\\", sequence.replace('\u{1b}', "\u{1b}\u{1b}")).into_bytes(),
            Between::Screen => {
                let piece = |piece: &[u8]| [b"\x1bP", piece, b"\x1b\\"].concat();
                // The end of an inner sequence would end screen's own; the bell ends it as well.
                let sequence = sequence.replace("\u{1b}\\", "\u{7}");
                sequence.as_bytes().chunks(SCREEN_PIECE_BYTES).flat_map(piece).collect()
            }
        })
    }

    /// Gives a text to tmux, where the program runs inside of it, and to the first tool that takes it; the names of those
    /// that did.
    pub async fn offer(&self, text: &str) -> Vec<&'static str> {
        let mut taken = Vec::new();
        if self.has_tmux && self.run(TMUX, text).await.is_ok() {
            taken.push(TMUX.name);
        }
        for tool in &self.tools {
            if self.run(*tool, text).await.is_ok() {
                taken.push(tool.name);
                break;
            }
        }
        taken
    }

    async fn run(&self, tool: Tool, text: &str) -> io::Result<()> {
        let program = self.find(tool.name).ok_or(io::ErrorKind::NotFound)?;
        let answer = tokio::time::timeout(PATIENCE, feed(&program, tool, text)).await;
        answer.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }

    fn find(&self, name: &str) -> Option<PathBuf> {
        self.path.iter().map(|folder| folder.join(name)).find(|program| program.is_file())
    }
}

async fn feed(program: &Path, tool: Tool, text: &str) -> io::Result<()> {
    let bytes = match tool.encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf16 => "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
    };
    let mut command = Command::new(program);
    command.args(tool.arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    // Some go on in the background to serve the text; keys such as ctrl-c are not meant for them.
    #[cfg(unix)]
    command.process_group(0);
    let mut child = command.spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(&bytes).await?;
    }
    if child.wait().await?.success() { Ok(()) } else { Err(io::ErrorKind::Other.into()) }
}

#[cfg(test)]
mod tests;
