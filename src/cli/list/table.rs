//! Tasks as a table for people: aligned by display width. Uses `domain`, `history`, and `view` for colours.

use std::io::{self, Write};
use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::cli::derived::{Derived, HEADS, Moment};
use crate::domain::text::clean;
use crate::domain::time::{at_offset, zone_label};
use crate::domain::{ApiTime, Task};
use crate::history::History;
use crate::view::{ColourSupport, GlyphSet, Theme, ThemeChoice};

/// The widest name, in columns: one long name shall not push every other column off the screen.
const WIDEST_NAME: usize = 44;

/// The widest strategy, in columns: one long text shall not pad every row.
const WIDEST_STRATEGY: usize = 24;

/// How a table is to look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// Whether statuses have colours.
    pub(super) is_coloured: bool,
    /// Whether only ASCII signs are added.
    pub(super) is_ascii: bool,
    /// The moment for which it is printed, and the user's zone.
    pub(super) moment: Moment,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Align {
    Left,
    Right,
}

/// The column before which the derived ones stand, where there are any.
const DERIVED_AT: usize = 7;

/// How a column is aligned: text to the left, figures to the right.
fn align(column: usize, has_derived: bool) -> Align {
    let last_figure = DERIVED_AT + if has_derived { HEADS.len() } else { 0 };
    if (2..last_figure).contains(&column) { Align::Right } else { Align::Left }
}

/// Writes the head and all rows.
pub(super) fn write(
    tasks: &[Arc<Task>],
    history: Option<&History>,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let has_derived = history.is_some();
    let head = head(look, has_derived);
    let rows: Vec<Vec<String>> = tasks.iter().map(|task| cells(task, history, look)).collect();
    let mut widths: Vec<usize> = head.iter().map(|cell| cell.width()).collect();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let bold = |text: String| if look.is_coloured { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text };
    writeln!(out, "{}", bold(line(&head, &widths, has_derived)))?;
    // Every terminal has these 16, and a line in a file may be read on any.
    let theme = Theme::new(ThemeChoice::default(), ColourSupport::Ansi16, GlyphSet::Ascii);
    for (task, row) in tasks.iter().zip(&rows) {
        let line = line(row, &widths, has_derived);
        match task.status.and_then(|status| theme.status_code(status)).filter(|_| look.is_coloured) {
            Some(colour) => {
                // The status comes first and is ASCII, so that its columns are its bytes.
                let (status, rest) =
                    line.split_at_checked(widths.first().copied().unwrap_or(0)).unwrap_or((line.as_str(), ""));
                writeln!(out, "\u{1b}[{colour}m{status}\u{1b}[0m{rest}")?;
            }
            None => writeln!(out, "{line}")?,
        }
    }
    Ok(())
}

fn head(look: &Look, has_derived: bool) -> Vec<String> {
    let created = format!("CREATED {}", zone_label(look.moment.offset_seconds.into()));
    let mut head = ["STATUS", "NAME", "DONE", "TOTAL", "DONE%", "CALLS", "ASR", &created, "STRATEGY", "ID"]
        .map(str::to_owned)
        .to_vec();
    if has_derived {
        head.splice(DERIVED_AT..DERIVED_AT, HEADS.map(str::to_owned));
    }
    head
}

fn cells(task: &Task, history: Option<&History>, look: &Look) -> Vec<String> {
    let count = |count: Option<i64>| count.map_or_else(|| "-".to_owned(), |count| count.to_string());
    let text = |text: Option<&str>| match text.map(clean) {
        Some(text) if !text.trim().is_empty() => text.trim().to_owned(),
        _ => "-".to_owned(),
    };
    let stat = &task.stat;
    let mut cells = vec![
        task.status.map_or_else(|| "-".to_owned(), |status| status.to_string()),
        name(task, look),
        count(stat.finish_order_count),
        count(stat.total_order_count),
        stat.completion().percent(true),
        count(stat.total_call),
        stat.answer_share().rate_percent(true),
        created(task, look.moment.offset_seconds),
        cut(&text(task.texts.strategy()), WIDEST_STRATEGY, look),
        text(task.texts.user_task_id().filter(|id| !id.trim().is_empty()).or_else(|| task.texts.task_id())),
    ];
    if let Some(history) = history {
        let derived = history.task(&task.key).and_then(Derived::of);
        let derived = derived.map_or_else(|| HEADS.map(|_| "-".to_owned()), |derived| derived.cells(look.moment));
        cells.splice(DERIVED_AT..DERIVED_AT, derived);
    }
    cells
}

/// The name, with the board's mark where part of the row is doubtful.
fn name(task: &Task, look: &Look) -> String {
    let name = cut(&clean(task.display_name()), WIDEST_NAME, look);
    if task.issues.is_empty() { name } else { format!("{name} !") }
}

fn cut(text: &str, columns: usize, look: &Look) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |grapheme: &&str| {
        used += grapheme.width();
        used <= columns
    };
    let kept: String = text.graphemes(true).take_while(fits).collect();
    format!("{kept}{}", if look.is_ascii { "~" } else { "…" })
}

fn created(task: &Task, offset_seconds: i32) -> String {
    let at = task.created.and_then(ApiTime::unix_seconds).and_then(|seconds| at_offset(seconds, offset_seconds));
    at.map_or_else(|| "-".to_owned(), |at| at.format("%Y-%m-%d %H:%M").to_string())
}

fn line(cells: &[String], widths: &[usize], has_derived: bool) -> String {
    let mut line = String::new();
    for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
        // The ids come last and stay whole, however long, so that they can be copied; nothing stands behind them.
        let gap = if column + 1 == cells.len() { 0 } else { width.saturating_sub(cell.width()) };
        let gap = " ".repeat(gap);
        match align(column, has_derived) {
            Align::Left => line.extend([cell, gap.as_str()]),
            Align::Right => line.extend([gap.as_str(), cell]),
        }
        line.push_str("  ");
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{TaskKey, TaskStat, TaskStatus, TaskTexts};

    fn task(name: &str, status: TaskStatus) -> Arc<Task> {
        Arc::new(Task {
            texts: TaskTexts::new(Some(name), Some("u-1"), Some("t-1"), None, Some("default")),
            status: Some(status),
            created: Some(ApiTime(1_790_149_567)),
            stat: TaskStat {
                total_order_count: Some(5000),
                finish_order_count: Some(640),
                total_call: Some(700),
                total_answer_call: Some(70),
                ..TaskStat::default()
            },
            ..Task::empty(TaskKey::new(Some("t-1"), None, String::new))
        })
    }

    fn table(tasks: &[Arc<Task>], is_coloured: bool) -> Vec<String> {
        let look = Look {
            is_coloured,
            is_ascii: false,
            moment: Moment { now_unix_seconds: 1_790_149_567, offset_seconds: 28_800 },
        };
        let mut out = Vec::new();
        write(tasks, None, &look, &mut out).unwrap();
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn columns_stand_below_each_other_in_any_script() {
        let lines = table(
            &[
                task("plain", TaskStatus::Running),
                task("客户回访 第三季度", TaskStatus::Completed),
                task(&"long ".repeat(20), TaskStatus::Unknown(6)),
            ],
            false,
        );
        let column_of = |line: &String, text: &str| line.split(text).next().unwrap().width();
        let created: Vec<usize> = lines[1..].iter().map(|line| column_of(line, "2026-09-23 15:46")).collect();
        assert!(created.windows(2).all(|pair| pair[0] == pair[1]), "{lines:#?}");
        assert_eq!(column_of(&lines[0], "CREATED +08:00"), created[0]);
        assert!(lines[3].starts_with("status 6 ") && lines[3].contains('…'), "{lines:#?}");
        assert!(lines[1].contains("12.8%") && lines[1].contains("10.0%"), "{lines:#?}");
    }

    #[test]
    fn one_long_text_does_not_pad_the_other_rows() {
        let long = "x".repeat(10_000);
        let texts = TaskTexts::new(Some(&long), Some(&long), None, None, Some(&long));
        let hostile = Arc::new(Task { texts, ..Task::empty(TaskKey::new(Some("t-2"), None, String::new)) });
        let lines = table(&[task("plain", TaskStatus::Running), hostile], false);
        assert!(lines[0].len() < 200 && lines[1].len() < 200, "{}", lines[1].len());
        assert!(lines[2].ends_with(&long), "ids stay whole");
    }

    #[test]
    fn names_cannot_write_to_the_terminal() {
        let lines = table(&[task("evil\u{1b}]0;owned\u{7}\nname", TaskStatus::Failed)], false);
        assert_eq!(lines.len(), 2);
        assert!(!lines.concat().contains('\u{1b}'));
    }

    #[test]
    fn colours_are_put_around_the_status_only() {
        let plain = table(&[task("a", TaskStatus::Failed)], false);
        let coloured = table(&[task("a", TaskStatus::Failed)], true);
        assert!(coloured[1].starts_with("\u{1b}[91mfailed\u{1b}[0m"), "{coloured:?}");
        let stripped = coloured[1].replace("\u{1b}[91m", "").replace("\u{1b}[0m", "");
        assert_eq!(stripped, plain[1]);
    }
}
