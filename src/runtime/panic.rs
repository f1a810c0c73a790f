//! What happens when a thread panics while the dashboard owns the terminal. Uses `terminal`.
//!
//! A panic on the drawing thread ends the program: the terminal is given back first, so that the report is readable. A
//! panic on any other thread must not touch the terminal, for the dashboard goes on drawing; its report is kept and
//! printed at the end.

use std::backtrace::Backtrace;
use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};

use super::terminal;

/// Reports of panics on background threads, in the order of their happening.
#[derive(Debug, Clone, Default)]
pub struct BackgroundReports(Arc<Mutex<Vec<String>>>);

impl BackgroundReports {
    /// Takes the reports out.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, report: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(report);
    }
}

/// Installs the hook. The calling thread is the one that draws.
pub fn install() -> BackgroundReports {
    let reports = BackgroundReports::default();
    let kept = reports.clone();
    let drawing_thread = thread::current().id();
    let previous = take_hook();
    set_hook(Box::new(move |info| {
        if on(drawing_thread) {
            terminal::restore();
            previous(info);
        } else {
            kept.add(describe(info));
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
