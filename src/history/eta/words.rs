//! The expected end in words: eight columns for a table, a sentence for the rest. Uses `domain`.

use chrono::{DateTime, Datelike, FixedOffset};

use super::value::{Eta, EtaRange, NeverReason};
use crate::domain::count::thousands;
use crate::domain::time::{at_offset, span_label, zone_name};
use crate::domain::{StartupType, Task, TaskStatus, WindowState};

/// Beyond so many days a weekday could be taken for the wrong week's.
const WEEKDAY_DAYS: i64 = 6;
/// Beyond so many days a day and month could be taken for the wrong year's.
const DATE_DAYS: i64 = 300;

impl Eta {
    /// The expected end in at most eight columns: `15:52`, `Thu 18h`, `12 Oct`, `~15:52` (hardly more than a guess), `tail`,
    /// `STALL`, `never`, `idle`, `paused`, `@18:00` (scheduled start), `manual`, `done`, `failed`, `-`. Moments are told in the zone of the offset.
    pub fn short(&self, task: &Task, now_unix_seconds: i64, offset_seconds: i32) -> String {
        let here = Here { now: now_unix_seconds, offset: offset_seconds };
        match (task.status, self) {
            (Some(TaskStatus::Completed), _) => "done".to_owned(),
            (Some(TaskStatus::Failed), _) => "failed".to_owned(),
            (Some(TaskStatus::Paused), _) => "paused".to_owned(),
            (Some(TaskStatus::Pending), _) => match (task.startup_type, start(task)) {
                (Some(StartupType::Manual), _) => "manual".to_owned(),
                (Some(StartupType::Scheduled), Some(start)) => format!("@{}", here.brief(start).replace(' ', "")),
                _ => "-".to_owned(),
            },
            (_, Self::Range(range)) if range.is_tail => "tail".to_owned(),
            (_, Self::Range(range)) if range.is_vague() => format!("~{}", here.brief(range.likely)),
            (_, Self::Range(range)) => here.brief(range.likely),
            (_, Self::Never(NeverReason::Stalled)) => "STALL".to_owned(),
            (_, Self::Never(NeverReason::InflowExceedsDrain | NeverReason::OutOfSight)) => "never".to_owned(),
            (_, Self::Idle) => "idle".to_owned(),
            (_, Self::Unknown(_) | Self::NotDialling) => "-".to_owned(),
        }
    }

    /// The expected end in a sentence, without a full stop. Moments are told in the zone of the offset, which is named.
    pub fn sentence(&self, task: &Task, now_unix_seconds: i64, offset_seconds: i32) -> String {
        let here = Here { now: now_unix_seconds, offset: offset_seconds };
        match self {
            Self::Range(range) => here.range(range, task),
            Self::Unknown(_) | Self::NotDialling if task.status == Some(TaskStatus::Pending) => here.pending(task),
            Self::Unknown(missing) if task.status == Some(TaskStatus::Paused) => {
                format!("Paused; how long it would take is unknown: {missing}")
            }
            Self::Unknown(missing) => format!("Unknown: {missing}"),
            Self::NotDialling => match task.status {
                Some(TaskStatus::Completed) => "Completed".to_owned(),
                Some(TaskStatus::Failed) => "Failed, it will not go on by itself".to_owned(),
                _ => "Not dialling, so there is no end to expect".to_owned(),
            },
            Self::Idle => "No orders left; the task waits for more (taskKeep)".to_owned(),
            Self::Never(NeverReason::InflowExceedsDrain) => {
                "Never at this pace: orders come in at least as fast as they are finished".to_owned()
            }
            Self::Never(NeverReason::Stalled) => {
                "Stalled: no call is placed although the task runs and its window is open".to_owned()
            }
            Self::Never(NeverReason::OutOfSight) => "Out of sight: more than two years at this pace".to_owned(),
        }
    }
}

fn start(task: &Task) -> Option<i64> {
    task.startup_at?.unix_seconds()
}

/// The reader's place in time.
struct Here {
    now: i64,
    offset: i32,
}

/// How far away a day is, as people tell it.
enum Day {
    Today,
    ThisWeek,
    ThisYear,
    Later,
}

impl Here {
    fn range(&self, range: &EtaRange, task: &Task) -> String {
        let zone = zone_name(self.offset);
        let early = self.full(range.early);
        let span = match range.late {
            Some(late) => format!("{early} .. {}", self.full(late)),
            None => format!("{early} or later"),
        };
        let mut text = if range.is_tail {
            format!("The last orders drag on, {zone} {span}, likely {}", self.full(range.likely))
        } else {
            format!("{} {zone} ({span})", self.full(range.likely))
        };
        let needed = span_label((range.open_minutes_needed * 60.0) as i64);
        text.push_str(&format!(", {needed} of open dial time still needed"));
        if range.if_resumed {
            text.insert_str(0, "If resumed now: ");
        }
        if let (Some(spill), Some(shut)) = (range.spill, self.next_shut(task)) {
            let about = if spill == 1 {
                "about 1 order misses".to_owned()
            } else {
                format!("about {} orders miss", thousands(round_roughly(spill)))
            };
            text.push_str(&format!(", {about} the window that shuts at {}", self.full(shut)));
        }
        text
    }

    fn pending(&self, task: &Task) -> String {
        match (task.startup_type, start(task)) {
            (Some(StartupType::Manual), _) => "Waits for somebody to start it".to_owned(),
            (Some(StartupType::Scheduled), Some(start)) => {
                let verb = if start > self.now { "Starts" } else { "Was to start" };
                format!("{verb} {} {}; no pace is known yet", self.full(start), zone_name(self.offset))
            }
            _ => "Not started yet, so no pace is known".to_owned(),
        }
    }

    /// When the window shuts next.
    fn next_shut(&self, task: &Task) -> Option<i64> {
        let opens = match task.window.state_at(self.now) {
            WindowState::Open { .. } => self.now,
            WindowState::Closed { opens_in_seconds } => self.now.saturating_add(opens_in_seconds?),
            WindowState::Unknown => return None,
        };
        match task.window.state_at(opens) {
            WindowState::Open { shuts_in_seconds } => Some(opens.saturating_add(shuts_in_seconds?)),
            WindowState::Closed { .. } | WindowState::Unknown => None,
        }
    }

    fn local(&self, unix_seconds: i64) -> Option<(DateTime<FixedOffset>, Day)> {
        let moment = at_offset(unix_seconds, self.offset)?;
        let today = at_offset(self.now, self.offset)?;
        let day = match (moment.date_naive() - today.date_naive()).num_days() {
            0 => Day::Today,
            days if days.abs() <= WEEKDAY_DAYS => Day::ThisWeek,
            days if days.abs() <= DATE_DAYS => Day::ThisYear,
            _ => Day::Later,
        };
        Some((moment, day))
    }

    /// A moment in at most seven columns; hours only where it is not today, because no forecast is finer than that.
    fn brief(&self, unix_seconds: i64) -> String {
        let Some((moment, day)) = self.local(unix_seconds) else { return "-".to_owned() };
        let text = match day {
            Day::Today => moment.format("%H:%M"),
            Day::ThisWeek => moment.format("%a %Hh"),
            Day::ThisYear => moment.format("%-d %b"),
            Day::Later => return format!("{} {}", moment.format("%b"), two_digits(moment.year())),
        };
        text.to_string()
    }

    /// A moment to the minute, with its day where it is not today.
    fn full(&self, unix_seconds: i64) -> String {
        let Some((moment, day)) = self.local(unix_seconds) else { return "out of the calendar".to_owned() };
        let text = match day {
            Day::Today => moment.format("%H:%M"),
            Day::ThisWeek => moment.format("%a %H:%M"),
            Day::ThisYear => moment.format("%-d %b %H:%M"),
            Day::Later => moment.format("%-d %b %Y"),
        };
        text.to_string()
    }
}

fn two_digits(year: i32) -> String {
    format!("'{:02}", year.rem_euclid(100))
}

/// A forecast to two digits: more would look as if it were known.
fn round_roughly(count: i64) -> i64 {
    let mut step = 1;
    while count / step >= 100 {
        step *= 10;
    }
    (count + step / 2) / step * step
}
