//! Where copies and exports end up, and what is told about it.

use std::fs;
use std::io::Write as _;

use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::*;
use crate::app::export::Format;
use crate::app::{Column, ZoneChoice};
use crate::domain::{Task, TaskKey, TaskTexts};

/// Effects with a home of their own and no clipboard but what the variables say.
struct Bench {
    home: TempDir,
    effects: Effects,
    told: UnboundedReceiver<Msg>,
}

impl Bench {
    fn new(variables: &[(&str, &str)]) -> Self {
        let home = TempDir::new().unwrap();
        let (tell, told) = unbounded_channel();
        let folders = Folders { home: Some(home.path().to_owned()), state: Some(home.path().join("state")) };
        let value =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Self { effects: Effects::new(Ways::of(value), folders, tell), home, told }
    }

    async fn told(&mut self) -> (ToastKind, String) {
        match self.told.recv().await {
            Some(Msg::Toast(kind, text)) => (kind, text),
            other => panic!("{other:?}"),
        }
    }

    async fn write(&mut self, file: FileChoice) -> (ToastKind, String) {
        self.effects.write_file(file, "2 rows".to_owned(), export());
        self.told().await
    }

    fn typed(&self, name: &str) -> FileChoice {
        FileChoice::Typed(self.home.path().join(name).to_str().unwrap().to_owned())
    }
}

fn export() -> Export {
    let task = |id: &str| {
        let texts = TaskTexts::new(Some(id), None, Some(id), None, None);
        Arc::new(Task { texts, ..Task::empty(TaskKey::new(Some(id), None, String::new)) })
    };
    Export {
        format: Format::Markdown,
        rows: vec![task("a"), task("b")],
        derived: Vec::new(),
        columns: vec![Column::Name],
        zone: ZoneChoice::Mine,
        local_offset_seconds: 0,
        now_seconds: 0,
    }
}

#[tokio::test]
async fn without_a_tool_the_terminal_is_asked_and_the_message_claims_no_more() {
    let mut bench = Bench::new(&[("TERM", "xterm")]);
    let mut sent = Vec::new();
    bench.effects.copy("taskID t".to_owned(), "t".to_owned(), |bytes| sent.write_all(bytes)).unwrap();
    assert_eq!(sent, b"\x1b]52;c;dA==\x07");
    assert_eq!(bench.told().await, (ToastKind::Done, "sent taskID t to the terminal's clipboard (OSC 52)".to_owned()));
}

#[tokio::test]
async fn where_no_clipboard_is_within_reach_a_file_takes_the_text() {
    let mut bench = Bench::new(&[("TERM", "linux")]);
    for text in ["first", "second"] {
        bench.effects.copy("JSON of x".to_owned(), text.to_owned(), |_| panic!("the console has none")).unwrap();
        let (kind, told) = bench.told().await;
        assert_eq!(kind, ToastKind::Done);
        assert!(told.starts_with("in ~/state/clipboard.txt,") && told.ends_with("JSON of x"), "{told}");
        assert_eq!(fs::read_to_string(bench.home.path().join("state/clipboard.txt")).unwrap(), text);
    }
    fs::remove_dir_all(bench.home.path().join("state")).unwrap();
    fs::write(bench.home.path().join("state"), "a file").unwrap();
    bench.effects.copy("x".to_owned(), "x".to_owned(), |_| Ok(())).unwrap();
    assert_eq!(bench.told().await.0, ToastKind::Failed);
}

#[tokio::test]
async fn a_typed_file_is_written_once_and_never_over_another() {
    let mut bench = Bench::new(&[]);
    assert_eq!(bench.write(FileChoice::Typed("~/out.md".to_owned())).await.1, "wrote 2 rows to ~/out.md");
    let path = bench.home.path().join("out.md");
    assert_eq!(fs::read_to_string(&path).unwrap(), "| NAME |\n| --- |\n| a |\n| b |\n");
    fs::write(&path, "mine").unwrap();
    let (kind, told) = bench.write(bench.typed("out.md")).await;
    assert_eq!((kind, told.as_str()), (ToastKind::Failed, "~/out.md is there already; nothing was written"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    let (kind, told) = bench.write(bench.typed("no/such/folder.md")).await;
    assert!(kind == ToastKind::Failed && told.starts_with("cannot write ~/no/such/folder.md: "), "{told}");
}

#[test]
fn a_name_that_is_taken_gets_a_number() {
    let folder = TempDir::new().unwrap();
    let write = || create_made(folder.path(), "a.b.md", &export()).map_err(|(_, error)| error.to_string());
    let wanted = ["a.b.md", "a.b-2.md", "a.b-3.md"].map(|name| Ok(folder.path().join(name)));
    assert_eq!([write(), write(), write()], wanted);
}

#[tokio::test]
async fn the_end_waits_for_a_file_that_is_being_written() {
    let mut bench = Bench::new(&[]);
    let file = bench.typed("late.md");
    bench.effects.write_file(file, "2 rows".to_owned(), export());
    bench.effects.finish().await;
    assert!(bench.home.path().join("late.md").exists());
}
