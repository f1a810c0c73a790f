//! What happens when a thread panics while the dashboard owns the terminal. Uses `terminal` and `panic_report`.
//!
//! A panic on the drawing thread ends the program: the terminal is given back first, so that the report is readable. A
//! panic on any other thread must not touch the terminal, for the drawing thread may be in the middle of a frame; its
//! report is kept, the dashboard is told, ends properly, and the report is printed then.

use std::backtrace::Backtrace;
use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};

use tokio::sync::Notify;

use super::panic_report;
use super::terminal;

/// Reports of panics on background threads, in the order of their happening.
#[derive(Debug, Clone, Default)]
pub struct BackgroundReports {
    reports: Arc<Mutex<Vec<String>>>,
    news: Arc<Notify>,
}

impl BackgroundReports {
    /// Takes the reports out.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.reports.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns when there is a report.
    pub async fn arrived(&self) {
        self.news.notified().await;
    }

    fn add(&self, report: String) {
        self.reports.lock().unwrap_or_else(PoisonError::into_inner).push(report);
        self.news.notify_one();
    }
}

/// Installs the hook. The calling thread is the one that draws. A report of each panic is also left in `folder`, where
/// there is one.
pub fn install(folder: Option<PathBuf>) -> BackgroundReports {
    let reports = BackgroundReports::default();
    let kept = reports.clone();
    let drawing_thread = thread::current().id();
    let previous = take_hook();
    set_hook(Box::new(move |info| {
        let file = folder.as_deref().and_then(|folder| panic_report::write(folder, info));
        let where_to_find = match file {
            Some(path) => format!("A report without any data is in {}\n", path.display()),
            None => String::new(),
        };
        if on(drawing_thread) {
            terminal::restore();
            previous(info);
            panic_report::tell(&where_to_find);
        } else {
            kept.add(format!("{}\n{where_to_find}", describe(info)));
        }
    }));
    reports
}

fn on(thread: ThreadId) -> bool {
    thread::current().id() == thread
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let current = thread::current();
    let name = current.name().unwrap_or("unnamed").to_owned();
    tracing::error!(thread = name, panic = %info, "background panic");
    format!("thread '{name}': {info}\n{}", Backtrace::capture())
}

/// Where a rehearsed panic may happen; see CONTRIBUTING.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// While a frame is drawn.
    Draw,
    /// On a thread in the background.
    Background,
}

/// Panics where `CALLBOT_TUI_PANIC` names this stage (`draw` or `background`), so that the way a panic goes can be tried
/// in a real terminal. Release builds do nothing.
pub fn rehearse(stage: Stage) {
    if !cfg!(debug_assertions) {
        return;
    }
    let wanted = std::env::var("CALLBOT_TUI_PANIC").unwrap_or_default();
    match stage {
        Stage::Draw if wanted == "draw" => rehearsed(),
        Stage::Background if wanted == "background" => {
            // The thread's own end tells nobody; the hook does.
            drop(thread::Builder::new().name("rehearsal".to_owned()).spawn(rehearsed));
        }
        Stage::Draw | Stage::Background => {}
    }
}

#[expect(clippy::panic, reason = "this panic is asked for")]
fn rehearsed() {
    panic!("a rehearsed panic about \"客户 campaign\"");
}
