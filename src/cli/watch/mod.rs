//! `watch`: every change, alert and failure as a line, until stopped. Reads as the dashboard does. Uses `poll`, `history`
//! and `domain`.

mod changes;
mod lines;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::args::Global;
use super::context::Context;
use super::exit::{CliError, Exit};
use super::history::{alert_settings, past_of};
use super::judgement_args::{WatchArgs, WatchFormat};
use super::query;
use super::session::Session;
use crate::api::Client;
use crate::domain::{Feed, Health};
use crate::history::{History, Observed};
use crate::poll;
use crate::runtime::end_signals;
use changes::Known;
use lines::Line;

/// How often the time passes for holds and snoozes of alerts.
const TICK: Duration = Duration::from_secs(1);

/// Reads and prints until a signal comes or the reader goes away. The past is taken from the store where there is one;
/// nothing is added to it, because a dashboard on the same profile does so.
///
/// # Errors
/// When the configuration is wrong, the credentials are refused before anything was read, or the reading dies.
pub async fn run(args: WatchArgs, global: &Global, context: &mut Context<'_>) -> Result<Exit, CliError> {
    // Before anything that takes its time, so that no signal ends the program otherwise than as documented.
    let mut signals = end_signals::listen()?;
    let conditions = query::conditions(&args.query, context.clock.now().unix_seconds(), &chrono::Local)?;
    let session = Session::open(global, context)?;
    let client = session.client_settings(false)?;
    let clock = Arc::clone(&context.clock);
    let make_client = move || Client::new(client.clone(), Arc::clone(&clock)).map_err(|error| error.failure());
    let poller =
        poll::spawn(make_client, session.poll_settings(), conditions, Arc::clone(&context.clock), fastrand::u64(..));
    let mut history = History::new(alert_settings(&session));
    history.restore(past_of(&session, context, None));
    let format = args.format.unwrap_or(if context.out_is_terminal { WatchFormat::Text } else { WatchFormat::Jsonl });
    let mut watcher = Watcher { history, known: Known::default(), health: Health::Starting, format };
    let mut feed = poller.feed();
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let exit = loop {
        tokio::select! {
            biased;
            Some(number) = signals.recv() => break exit_of(number),
            changed = feed.changed() => {
                let newest = Arc::clone(&feed.borrow_and_update());
                watcher.take(&newest, context)?;
                watcher.refused(&newest)?;
                if changed.is_err() {
                    return Err(CliError::new(Exit::Internal, "The background reading ended", "Start the command again"));
                }
            }
            _ = ticks.tick() => watcher.tick(context)?,
        }
    };
    poller.stopped().await;
    Ok(exit)
}

/// What was seen so far, and how it is told.
struct Watcher {
    history: History,
    known: Known,
    health: Health,
    format: WatchFormat,
}

impl Watcher {
    fn take(&mut self, feed: &Feed, context: &mut Context<'_>) -> io::Result<()> {
        let now = context.clock.now().unix_ms;
        let mut lines = Vec::new();
        if lines::health_word(&feed.health) != lines::health_word(&self.health) {
            self.health = feed.health.clone();
            lines.push(Line::Health(feed.health.clone()));
        }
        lines.extend(self.known.compare(&feed.snapshot).into_iter().map(Line::Change));
        let Observed { transitions, .. } = self.history.observe(feed, now);
        lines.extend(transitions.into_iter().map(Line::Alert));
        self.write(&lines, now, context)
    }

    fn tick(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        let now = context.clock.now().unix_ms;
        let lines: Vec<_> = self.history.tick(now).into_iter().map(Line::Alert).collect();
        self.write(&lines, now, context)
    }

    /// Each line leaves at once: whoever waits for it shall not wait for the next.
    fn write(&self, lines: &[Line], now_unix_ms: i64, context: &mut Context<'_>) -> io::Result<()> {
        for line in lines {
            match self.format {
                WatchFormat::Jsonl => line.write_json(now_unix_ms, context.out)?,
                WatchFormat::Text => {
                    writeln!(context.out, "{}", line.text(now_unix_ms, context.local_offset_seconds))?;
                }
            }
            context.out.flush()?;
        }
        Ok(())
    }

    /// Credentials that never worked will not begin to; a refusal later on may pass.
    fn refused(&self, feed: &Feed) -> Result<(), CliError> {
        match &feed.health {
            Health::Refused { fault, .. } if feed.snapshot.as_of_unix_ms.is_none() => Err(CliError::from(fault)),
            Health::Dead { fault } => Err(CliError::from(fault)),
            _ => Ok(()),
        }
    }
}

fn exit_of(signal_number: i32) -> Exit {
    match signal_number {
        15 => Exit::Terminated,
        1 => Exit::HungUp,
        _ => Exit::Interrupted,
    }
}
