//! The one line of `check` and what it ends with. Uses `domain` and `history`.

use std::sync::Arc;

use crate::cli::exit::Exit;
use crate::domain::text::clean;
use crate::domain::{Share, Task, TaskStatus};
use crate::history::History;

/// Names beyond this number are only counted: the line goes into messages to telephones.
const MOST_NAMES: usize = 5;

/// What an expression found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finds {
    /// The expression as it was typed.
    pub(super) expression: String,
    /// The names of the tasks.
    pub(super) names: Vec<String>,
}

/// Figures over all tasks that were asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tally {
    statuses: [usize; TaskStatus::DOCUMENTED.len()],
    /// Tasks of another status, or of none.
    others: usize,
    /// `None` where it cannot be told of every task that may still dial.
    orders_left: Option<i64>,
    answers: Share,
    /// Whether the calls of every task that they are asked of are in it.
    has_all_answers: bool,
    calls_per_minute: Option<f64>,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            statuses: [0; TaskStatus::DOCUMENTED.len()],
            others: 0,
            orders_left: Some(0),
            answers: Share::default(),
            has_all_answers: true,
            calls_per_minute: None,
        }
    }
}

impl Tally {
    /// The figures; those over time only where there is a past.
    pub(super) fn of(tasks: &[Arc<Task>], history: Option<&History>) -> Self {
        let mut tally = Self::default();
        for task in tasks {
            for (count, status) in tally.statuses.iter_mut().zip(TaskStatus::DOCUMENTED) {
                *count += usize::from(task.status == Some(status));
            }
            tally.others += usize::from(task.status.is_none_or(|status| !TaskStatus::DOCUMENTED.contains(&status)));
            // Of a task without a status nobody knows whether it may still dial.
            if task.is_active() || task.status.is_none() {
                let left = tally.orders_left.zip(task.stat.left().filter(|_| task.status.is_some()));
                tally.orders_left = left.map(|(sum, left)| sum.saturating_add(left));
            }
            let answers = task.stat.answer_share();
            let has_begun = task.status != Some(TaskStatus::Pending);
            let lacks = answers.part.is_none() || answers.whole.is_none();
            tally.has_all_answers &= !(answers.is_doubtful() || has_begun && lacks);
            tally.answers = tally.answers.plus(answers);
            let pace = history.and_then(|history| history.task(&task.key)?.rates.calls_per_minute);
            if let Some(pace) = pace {
                tally.calls_per_minute = Some(tally.calls_per_minute.unwrap_or(0.0) + pace);
            }
        }
        tally
    }

    fn words(&self) -> String {
        let counted = self.statuses.iter().zip(TaskStatus::DOCUMENTED).filter(|(count, _)| **count > 0);
        let mut words: Vec<_> = counted.map(|(count, status)| format!("{count} {}", status.word())).collect();
        words.extend((self.others > 0).then(|| format!("{} without a known status", self.others)));
        if words.is_empty() { "no tasks".to_owned() } else { words.join(", ") }
    }

    fn performance(&self) -> String {
        let counts = self.statuses.iter().zip(TaskStatus::DOCUMENTED);
        let mut data: Vec<_> = counts.map(|(count, status)| format!("{}={count}", status.word())).collect();
        // U is the plugins' own sign for what cannot be told.
        data.push(self.orders_left.map_or_else(|| "orders_left=U".to_owned(), |left| format!("orders_left={left}")));
        match self.answers.ratio() {
            _ if !self.has_all_answers => data.push("answer_rate=U".to_owned()),
            Some(ratio) => data.push(format!("answer_rate={:.1}%", ratio * 100.0)),
            None => {}
        }
        if let Some(pace) = self.calls_per_minute {
            data.push(format!("calls_per_minute={pace:.1}"));
        }
        data.join(" ")
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Report {
    /// By `--crit`.
    pub(super) critical: Vec<Finds>,
    /// By `--warn`.
    pub(super) warning: Vec<Finds>,
    /// What could not be judged, in words.
    pub(super) unjudged: Option<String>,
    /// Whether that was asked for, so that without any find all is not well.
    pub(super) must_judge: bool,
    /// What a person should know about the list, which changes no verdict.
    pub(super) note: Option<String>,
    /// The figures.
    pub(super) tally: Tally,
}

impl Report {
    /// The exit code by the contract.
    pub(super) fn exit(&self) -> Exit {
        match (self.critical.is_empty(), self.warning.is_empty()) {
            (false, _) => Exit::CRITICAL,
            (true, false) => Exit::WARNING,
            (true, true) if self.must_judge && self.unjudged.is_some() => Exit::Unknown,
            (true, true) => Exit::Fine,
        }
    }

    /// The line: word, what was found, how many tasks there are, performance data.
    pub(super) fn line(&self) -> String {
        let word = match self.exit() {
            Exit::CRITICAL => "CRITICAL",
            Exit::WARNING => "WARNING",
            Exit::Unknown => "UNKNOWN",
            _ => "OK",
        };
        let found = self.critical.iter().chain(&self.warning).map(words);
        let mut parts: Vec<String> = found.collect();
        match (&self.unjudged, self.exit()) {
            // The reason first: it is what the code is about.
            (Some(unjudged), Exit::Unknown) => parts.extend([unjudged.clone(), self.tally.words()]),
            (Some(unjudged), _) => parts.extend([self.tally.words(), unjudged.clone()]),
            (None, _) => parts.push(self.tally.words()),
        }
        parts.extend(self.note.clone());
        let text = parts.join("; ");
        format!("{} | {}", one_line(word, &text), self.tally.performance())
    }
}

fn words(finds: &Finds) -> String {
    let more = finds.names.len().saturating_sub(MOST_NAMES);
    let named = finds.names.iter().take(MOST_NAMES).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{} ({}): {named}{more}", finds.expression, finds.names.len())
}

/// A task's name for the line, of a length that fits into a message.
pub(super) fn task_name(task: &Task) -> String {
    const LONGEST_CHARS: usize = 120;
    let name = clean(task.display_name());
    let name = name.trim();
    match name.char_indices().nth(LONGEST_CHARS) {
        Some((end, _)) => format!("{}...", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}

/// The line without performance data. A bar would begin those, and only one line is read.
pub(super) fn one_line(word: &str, text: &str) -> String {
    let text = clean(text).replace('|', "/");
    format!("CALLBOT {word} - {}", text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{TaskKey, TaskStat};

    fn tasks() -> Vec<Arc<Task>> {
        let task = |status, finished, calls| {
            let stat = TaskStat {
                total_order_count: Some(100),
                finish_order_count: Some(finished),
                total_call: Some(calls),
                total_answer_call: Some(calls / 4),
                ..TaskStat::default()
            };
            let task = Task::empty(TaskKey::new(Some("t"), None, String::new));
            Arc::new(Task { status: Some(status), stat, ..task })
        };
        vec![task(TaskStatus::Running, 40, 80), task(TaskStatus::Running, 100, 120), task(TaskStatus::Failed, 10, 0)]
    }

    fn found(names: &[&str]) -> Vec<Finds> {
        vec![Finds {
            expression: "st:run | x".to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        }]
    }

    #[test]
    fn the_gravest_find_decides_and_comes_first() {
        let report =
            |critical, warning| Report { critical, warning, tally: Tally::of(&tasks(), None), ..Report::default() };
        assert_eq!(report(vec![], vec![]).exit() as u8, 0);
        assert_eq!(report(vec![], found(&["a"])).exit() as u8, 1);
        let both = report(found(&["bad"]), found(&["worse"]));
        assert_eq!(both.exit() as u8, 2);
        assert!(both.line().find("bad") < both.line().find("worse"));
    }

    #[test]
    fn the_line_is_one_line_with_one_bar_whatever_the_names_are() {
        let names = ["a|b\nc", "d\u{1b}[31m", "e", "f", "g", "h", "i"];
        let line = Report { critical: found(&names), tally: Tally::of(&tasks(), None), ..Report::default() }.line();
        assert_eq!((line.matches('|').count(), line.lines().count()), (1, 1), "{line}");
        assert!(line.starts_with("CALLBOT CRITICAL - st:run / x (7): ") && line.contains(" and 2 more; "), "{line}");
        assert!(!line.contains('\u{1b}'));
    }

    #[test]
    fn what_was_asked_for_and_cannot_be_judged_is_not_fine() {
        let unjudged = Some("2 tasks cannot be judged: no history".to_owned());
        let asked = Report { unjudged: unjudged.clone(), must_judge: true, ..Report::default() };
        assert_eq!(
            (asked.exit() as u8, asked.line().split(';').next()),
            (3, Some("CALLBOT UNKNOWN - 2 tasks cannot be judged: no history"))
        );
        let found = Report { warning: found(&["a"]), ..asked };
        assert_eq!(found.exit() as u8, 1);
        let not_asked = Report { unjudged, ..Report::default() };
        assert_eq!(not_asked.exit() as u8, 0);
        assert!(not_asked.line().contains("no tasks; 2 tasks cannot be judged"), "{}", not_asked.line());
    }

    #[test]
    fn a_name_of_a_megabyte_is_cut() {
        let name = format!("e{}", "\u{301}a".repeat(500_000));
        let texts = crate::domain::TaskTexts::new(Some(&name), None, None, None, None);
        let task = Task { texts, ..Task::empty(TaskKey::new(Some("t"), None, String::new)) };
        assert_eq!(task_name(&task).chars().count(), 123);
    }

    #[test]
    fn figures_are_sums_over_tasks() {
        let line = Report { tally: Tally::of(&tasks(), None), ..Report::default() }.line();
        assert_eq!(
            line,
            "CALLBOT OK - 2 running, 1 failed | pending=0 running=2 completed=0 failed=1 paused=0 orders_left=60 answer_rate=25.0%"
        );
        let with = |change: fn(&mut Task)| {
            let mut tasks = tasks();
            change(Arc::make_mut(&mut tasks[0]));
            Report { tally: Tally::of(&tasks, None), ..Report::default() }.line()
        };
        let doubtful = with(|task| task.stat.finish_order_count = Some(200));
        assert!(doubtful.contains("orders_left=U answer_rate=25.0%"), "{doubtful}");
        let missing = with(|task| task.stat.total_answer_call = None);
        assert!(missing.contains("orders_left=60 answer_rate=U"), "{missing}");
        let nameless = with(|task| task.status = None);
        assert!(nameless.contains("1 running, 1 failed, 1 without a known status |"), "{nameless}");
        assert!(nameless.contains("orders_left=U"), "{nameless}");
        let note = Some("The server counts 9 tasks but gave 3".to_owned());
        let noted = Report { note, tally: Tally::of(&tasks(), None), ..Report::default() };
        assert!(noted.line().contains("OK - 2 running, 1 failed; The server counts 9 tasks but gave 3 |"));
        let empty = Report::default().line();
        assert!(empty.starts_with("CALLBOT OK - no tasks | ") && !empty.contains("answer_rate"), "{empty}");
    }
}
