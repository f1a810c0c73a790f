//! Doing what would keep the screen waiting: copying and exporting. Uses `app`, `clipboard` and `private_file`.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinSet;

use super::clipboard::Ways;
use super::private_file;
use crate::app::export::Export;
use crate::app::{FileChoice, Msg, ToastKind};
use crate::domain::text::clean;

/// How long the end of the program waits for what is still under way.
const PATIENCE_AT_END: Duration = Duration::from_secs(5);

/// The most names that are tried for one export.
const MOST_NAMES: u32 = 99;

/// Where the program may leave things.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folders {
    /// What `~` stands for.
    pub home: Option<PathBuf>,
    /// The program's own, for what can be left nowhere else.
    pub state: Option<PathBuf>,
}

/// Does things beside the drawing, and tells by message what became of them.
#[derive(Debug)]
pub struct Effects {
    ways: Arc<Ways>,
    folders: Arc<Folders>,
    tell: UnboundedSender<Msg>,
    under_way: JoinSet<()>,
}

impl Effects {
    /// Nothing is under way yet. Must be used inside of an event loop.
    pub fn new(ways: Ways, folders: Folders, tell: UnboundedSender<Msg>) -> Self {
        Self { ways: Arc::new(ways), folders: Arc::new(folders), tell, under_way: JoinSet::new() }
    }

    /// Copies a text. `to_terminal` writes bytes to the terminal between two frames.
    ///
    /// # Errors
    /// What `to_terminal` reports.
    pub fn copy(
        &mut self,
        what: String,
        text: String,
        to_terminal: impl FnOnce(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let sequence = self.ways.sequence(&text);
        if let Some(sequence) = &sequence {
            to_terminal(sequence)?;
        }
        let is_sent = sequence.is_some();
        let (ways, folders, tell) = (Arc::clone(&self.ways), Arc::clone(&self.folders), self.tell.clone());
        self.start(async move {
            let taken = ways.offer(&text).await;
            let message = match taken.as_slice() {
                [] if is_sent => done(format!("sent {what} to the terminal's clipboard (OSC 52)")),
                [] => beside(move || keep(&what, &text, &folders)).await,
                tools => done(format!("copied {what} with {}", tools.join(" and "))),
            };
            // Nobody listens once the program ends.
            let _ = tell.send(message);
        });
        Ok(())
    }

    /// Writes an export.
    pub fn write_file(&mut self, file: FileChoice, what: String, export: Export) {
        let (folders, tell) = (Arc::clone(&self.folders), self.tell.clone());
        self.start(async move {
            let message = beside(move || write(&file, &what, &export, &folders)).await;
            let _ = tell.send(message);
        });
    }

    /// Waits for what is under way, so that a quick quit loses neither a copy nor a file.
    pub async fn finish(&mut self) {
        let all = async { while self.under_way.join_next().await.is_some() {} };
        // What hangs longer, for instance on a network drive, is left behind.
        let _ = tokio::time::timeout(PATIENCE_AT_END, all).await;
    }

    fn start(&mut self, task: impl Future<Output = ()> + Send + 'static) {
        while self.under_way.try_join_next().is_some() {}
        self.under_way.spawn(task);
    }
}

fn done(text: String) -> Msg {
    Msg::Toast(ToastKind::Done, text)
}

fn failed(text: String) -> Msg {
    Msg::Toast(ToastKind::Failed, text)
}

/// Runs what waits for a disk on a thread of its own.
async fn beside(work: impl FnOnce() -> Msg + Send + 'static) -> Msg {
    let outcome = tokio::task::spawn_blocking(work).await;
    outcome.unwrap_or_else(|_| failed("a background task failed, which is a defect of this program".to_owned()))
}

/// Leaves a text that no clipboard took in a file.
fn keep(what: &str, text: &str, folders: &Folders) -> Msg {
    let Some(folder) = &folders.state else {
        return failed(format!("cannot copy {what}: no clipboard is within reach"));
    };
    let path = folder.join("clipboard.txt");
    let written = private_file::make_folder(folder)
        .and_then(|()| private_file::replace(&path, |out| out.write_all(text.as_bytes())));
    match written {
        Ok(()) => done(format!("in {}, for no clipboard is within reach: {what}", shown(&path, folders))),
        Err(error) => {
            failed(format!("cannot copy {what}: no clipboard is within reach, and {}: {error}", shown(&path, folders)))
        }
    }
}

fn write(file: &FileChoice, what: &str, export: &Export, folders: &Folders) -> Msg {
    let outcome = match file {
        FileChoice::Typed(typed) => {
            let path = typed_path(typed, folders);
            create(&path, export).map(|()| path.clone()).map_err(|error| (path, error))
        }
        FileChoice::Made(name) => create_made(Path::new("."), name, export).or_else(|(path, error)| {
            // The current folder may be somebody else's.
            let own = folders.state.as_ref().map(|folder| folder.join("exports"));
            let in_own = own.filter(|own| private_file::make_folder(own).is_ok());
            in_own.map_or(Err((path, error)), |own| create_made(&own, name, export))
        }),
    };
    match outcome {
        Ok(path) => done(format!("wrote {what} to {}", shown(&path, folders))),
        Err((path, error)) if error.kind() == io::ErrorKind::AlreadyExists => {
            failed(format!("{} is there already; nothing was written", shown(&path, folders)))
        }
        Err((path, error)) => failed(format!("cannot write {}: {}", shown(&path, folders), reason(&error))),
    }
}

/// Why a file was not written, without the name of the unfinished one beside it.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "its folder is not there".to_owned(),
        kind => kind.to_string(),
    }
}

fn create(path: &Path, export: &Export) -> io::Result<()> {
    private_file::create(path, |out| export.write(out))
}

/// Writes into a folder under a name, or where that is taken under the same with a number.
fn create_made(folder: &Path, name: &str, export: &Export) -> Result<PathBuf, (PathBuf, io::Error)> {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "txt"));
    let mut path = folder.join(name);
    for number in 2..=MOST_NAMES {
        match create(&path, export) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                path = folder.join(format!("{stem}-{number}.{extension}"));
            }
            Err(error) => return Err((path, error)),
        }
    }
    Err((path, io::ErrorKind::AlreadyExists.into()))
}

fn typed_path(typed: &str, folders: &Folders) -> PathBuf {
    let below_home = if typed == "~" { Some("") } else { typed.strip_prefix("~/") };
    match (below_home, &folders.home) {
        (Some(below), Some(home)) => home.join(below),
        _ => PathBuf::from(typed),
    }
}

/// A path for a message: short and harmless.
fn shown(path: &Path, folders: &Folders) -> String {
    let below_home = folders.home.as_ref().and_then(|home| path.strip_prefix(home).ok());
    let text = match below_home {
        Some(below) => format!("~/{}", below.display()),
        None => path.display().to_string(),
    };
    clean(&text).into_owned()
}

#[cfg(test)]
mod tests;
