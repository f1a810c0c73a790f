//! Telling of alerts outside of the screen: log, bell, desktop notice, program. Uses `config`, `app` and the files of this
//! room that do each.

use std::io;
use std::path::{Path, PathBuf};

use tokio::sync::mpsc::UnboundedSender;

use super::alert_log::{self, AlertLog};
use super::alert_record::AlertRecord;
use super::clipboard::Ways;
use super::duty::{self, Duty};
use super::handover::Handover;
use super::hook::Hook;
use super::notice::Notice;
use crate::app::{Account, Msg};
use crate::config::{DesktopNotice, Settings};
use crate::history::Severity;

/// More alerts at once than these are told together.
const MOST_APART: usize = 5;

const BELL: &[u8] = b"\x07";

/// How alerts are told outside of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcing {
    /// Whether the bell rings.
    pub bell: bool,
    /// By which sequence the terminal is asked for a notice.
    pub desktop: DesktopNotice,
    /// A program and its arguments.
    pub command: Option<Vec<String>>,
    /// How grave an alert must be at least for those three.
    pub from: Severity,
    /// The file that gets a line for every change; `None` where there is no place for it.
    pub log: Option<PathBuf>,
    /// The lock that decides which of several dashboards tells; `None` where this one does in any case.
    pub lock: Option<PathBuf>,
}

impl Announcing {
    /// What the settings say, for an account; the log lies below the program's own folder.
    pub fn of(settings: &Settings, account: &Account, state_dir: Option<&Path>) -> Self {
        Self {
            bell: settings.notify_bell.value,
            desktop: settings.notify_desktop.value,
            command: settings.notify_command.as_ref().map(|command| command.value.clone()),
            from: settings.notify_from.value,
            log: state_dir.map(|folder| alert_log::path_of(folder, account)),
            lock: state_dir.and_then(|folder| duty::path_of(folder, account)),
        }
    }
}

/// Tells of alerts while the dashboard runs.
#[derive(Debug)]
pub struct Announcer {
    how: Announcing,
    ways: Ways,
    tell: UnboundedSender<Msg>,
    /// Started by the first change.
    log: Option<AlertLog>,
    hook: Option<Hook>,
    duty: Duty,
    handover: Handover,
    /// Notices so far.
    notices: u64,
}

impl Announcer {
    /// Nothing is told yet. `ways` knows what stands between the program and the terminal; failures are told through
    /// `tell`.
    pub fn new(how: Announcing, ways: Ways, tell: UnboundedSender<Msg>) -> Self {
        let hook = how.command.clone().map(|words| Hook::new(words, std::env::vars_os(), tell.clone()));
        let duty = Duty::begin(how.lock.clone(), tell.clone());
        Self { how, ways, tell, log: None, hook, duty, handover: Handover::default(), notices: 0 }
    }

    /// The program is about to be stopped, and tells nobody meanwhile.
    pub fn rest(&self) {
        self.duty.rest();
    }

    /// The program goes on after a stop.
    pub fn resume(&self) {
        self.duty.take();
    }

    /// Another dashboard told until now: tells what it did not come to tell any more. Must be called inside of an event loop.
    ///
    /// # Errors
    /// What `to_terminal` reports.
    pub fn take_over(&mut self, now_unix_ms: i64, to_terminal: impl FnOnce(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let untold = self.handover.take_over(self.how.log.as_deref(), now_unix_ms);
        self.tell_of(&untold, to_terminal)
    }

    /// Tells of changes that came together, unless another dashboard of the profile does. `to_terminal` writes bytes to the terminal between two frames. Must be called
    /// inside of an event loop.
    ///
    /// # Errors
    /// What `to_terminal` reports.
    pub fn announce(
        &mut self,
        records: &[AlertRecord],
        to_terminal: impl FnOnce(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        if !self.duty.is_ours() {
            self.handover.leave(records);
            return Ok(());
        }
        let records = self.handover.without_told(records);
        self.tell_of(&records, to_terminal)
    }

    fn tell_of(
        &mut self,
        records: &[AlertRecord],
        to_terminal: impl FnOnce(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        self.write_down(records);
        let from = self.how.from;
        let calls: Vec<&AlertRecord> =
            records.iter().filter(|record| record.calls() && record.gravity >= from).collect();
        if calls.is_empty() {
            return Ok(());
        }
        self.start_program(&calls);
        let mut bytes = self.notices_of(&calls);
        if self.how.bell {
            bytes.extend_from_slice(BELL);
        }
        if bytes.is_empty() { Ok(()) } else { to_terminal(&bytes) }
    }

    /// Waits for programs under way and for the log. Where this is given up, programs that still run are ended, and
    /// what was left out is logged.
    pub async fn finish(mut self) {
        let Self { hook, log, .. } = &mut self;
        let hook = async {
            if let Some(hook) = hook {
                hook.finish().await;
            }
        };
        let log = async {
            if let Some(log) = log {
                log.finish().await;
            }
        };
        tokio::join!(hook, log);
    }

    fn write_down(&mut self, records: &[AlertRecord]) {
        if records.is_empty() {
            return;
        }
        if self.log.is_none() {
            self.log = self.how.log.clone().and_then(|path| AlertLog::start(path, self.tell.clone()));
        }
        if let Some(log) = &self.log {
            log.note(records.iter().map(|record| record.json() + "\n").collect());
        }
    }

    fn start_program(&mut self, calls: &[&AlertRecord]) {
        let Some(hook) = &mut self.hook else {
            return;
        };
        if calls.len() > MOST_APART {
            let what = format!("{} alerts", calls.len());
            hook.start(serde_json::json!({ "what": what, "count": calls.len(), "alerts": calls }).to_string());
        } else {
            for record in calls {
                hook.start(record.json());
            }
        }
    }

    fn notices_of(&mut self, calls: &[&AlertRecord]) -> Vec<u8> {
        let notices: Vec<Notice> = if calls.len() > MOST_APART {
            vec![Notice::about_many(calls)]
        } else {
            calls.iter().map(|record| Notice::about(record)).collect()
        };
        let mut bytes = Vec::new();
        for notice in notices {
            self.notices += 1;
            let sequence = notice.sequence(self.how.desktop, self.notices);
            bytes.extend(sequence.and_then(|sequence| self.ways.pass_on(&sequence)).unwrap_or_default());
        }
        bytes
    }
}

#[cfg(test)]
mod tests;
