//! The program that is started for alerts: without a shell, with JSON on its standard input and without the account's
//! secrets in its environment. Uses `app`.
//!
//! It never holds anything up: it has ten seconds, at most four run at once, and too many that wait are left out.

use std::ffi::OsString;
use std::io;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinSet;

use crate::app::{Msg, ToastKind};
use crate::domain::text::clean;

/// How long a run may take before it is killed.
const LIMIT: Duration = Duration::from_secs(10);

/// How many run at once.
const SEATS: usize = 4;

/// How many run or wait; more are left out.
const MOST: usize = 64;

/// How long the end of the program waits for runs under way.
const PATIENCE_AT_END: Duration = Duration::from_secs(2);

/// Variables with this beginning belong to this program; the secret key is one of them.
const OWN_VARIABLES: &str = "CALLBOT_";

/// A program that is started for alerts.
#[derive(Debug)]
pub struct Hook {
    run: Arc<Run>,
    seats: Arc<Semaphore>,
    tell: UnboundedSender<Msg>,
    has_told: Arc<AtomicBool>,
    under_way: JoinSet<()>,
}

#[derive(Debug)]
struct Run {
    words: Vec<String>,
    environment: Vec<(OsString, OsString)>,
    limit: Duration,
}

impl Hook {
    /// A program and its arguments, and the environment to start it in, of which this program's own variables are left
    /// out. The first failure is told through `tell`.
    pub fn new(
        words: Vec<String>,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
        tell: UnboundedSender<Msg>,
    ) -> Self {
        let is_own = |name: &OsString| name.to_string_lossy().to_ascii_uppercase().starts_with(OWN_VARIABLES);
        let environment = environment.into_iter().filter(|(name, _)| !is_own(name)).collect();
        Self {
            run: Arc::new(Run { words, environment, limit: LIMIT }),
            seats: Arc::new(Semaphore::new(SEATS)),
            tell,
            has_told: Arc::default(),
            under_way: JoinSet::new(),
        }
    }

    /// Starts it, or lets it wait for a free seat. Must be called inside of an event loop.
    pub fn start(&mut self, json: String) {
        while self.under_way.try_join_next().is_some() {}
        if self.under_way.len() >= MOST {
            return tell_once(&self.run, "too many of its runs wait; one was left out", &self.tell, &self.has_told);
        }
        let (run, seats) = (Arc::clone(&self.run), Arc::clone(&self.seats));
        let (tell, has_told) = (self.tell.clone(), Arc::clone(&self.has_told));
        self.under_way.spawn(async move {
            // Nobody closes the seats.
            let _seat = seats.acquire().await;
            if let Err(reason) = Arc::clone(&run).once(&json).await {
                tell_once(&run, &reason, &tell, &has_told);
            }
        });
    }

    /// Waits a little for what is under way; the rest is ended when this is dropped.
    pub async fn finish(&mut self) {
        let all = async { while self.under_way.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(PATIENCE_AT_END, all).await;
    }
}

impl Drop for Hook {
    /// Logs what is left out at the end.
    fn drop(&mut self) {
        while self.under_way.try_join_next().is_some() {}
        let left = self.under_way.len();
        if left > 0 {
            let running = SEATS.saturating_sub(self.seats.available_permits()).min(left);
            let waiting = left - running;
            tracing::warn!(
                running,
                waiting,
                "the end of the program stops or leaves out runs of the program for alerts"
            );
        }
    }
}

/// Logs every failure, and shows the first. The arguments are not told: they may hold a token.
fn tell_once(run: &Run, reason: &str, tell: &UnboundedSender<Msg>, has_told: &AtomicBool) {
    let program = run.words.first().map(|program| clean(program)).unwrap_or_default();
    tracing::warn!(program = %program, reason, "the program for alerts failed");
    if !has_told.swap(true, Ordering::Relaxed) {
        let text = format!("the alert command {program} failed: {reason}");
        let _ = tell.send(Msg::Toast(ToastKind::Failed, text));
    }
}

impl Run {
    async fn once(self: Arc<Self>, json: &str) -> Result<(), String> {
        let run = Arc::clone(&self);
        // Starting a program from a drive that does not answer takes as long as that.
        let started = tokio::task::spawn_blocking(move || run.spawn()).await.map_err(|_| "it was not started")?;
        let (mut child, mut group) = started.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => "no such program".to_owned(),
            kind => kind.to_string(),
        })?;
        let input = child.stdin.take();
        let feed = async {
            if let Some(mut input) = input {
                // One that does not read its input has what it needs.
                let _ = input.write_all(json.as_bytes()).await;
                let _ = input.write_all(b"\n").await;
            }
        };
        // Together: one that ends early must not be waited for because of a text that nobody reads.
        let ended = tokio::time::timeout(self.limit, async { tokio::join!(feed, child.wait()).1 }).await;
        if matches!(ended, Ok(Ok(_))) {
            // Its number may be another's from now on.
            group.ended();
        }
        match ended {
            Ok(Ok(status)) if status.success() => Ok(()),
            Ok(Ok(status)) => Err(format!("it ended with {status}")),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => {
                drop(group);
                let _ = child.kill().await;
                Err(format!("it took longer than {} s and was killed", self.limit.as_secs_f32()))
            }
        }
    }

    fn spawn(&self) -> io::Result<(Child, Group)> {
        let (program, arguments) = self.words.split_first().ok_or(io::ErrorKind::NotFound)?;
        let mut command = Command::new(program);
        command.args(arguments).env_clear().envs(self.environment.iter().cloned());
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        // Keys such as ctrl-c are not meant for it, and it must not read the dashboard's keyboard.
        #[cfg(unix)]
        command.process_group(0);
        let child = command.spawn()?;
        let group = Group(child.id());
        Ok((child, group))
    }
}

/// A program with what it started itself; ended when this is dropped.
#[derive(Debug)]
struct Group(Option<u32>);

impl Group {
    /// The program ended by itself; what it left running may go on.
    fn ended(&mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(group) = self.0.and_then(|id| rustix::process::Pid::from_raw(i32::try_from(id).ok()?)) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

#[cfg(test)]
mod tests;
