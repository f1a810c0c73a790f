//! The shown columns as a Markdown table, with full counts and whole names. Uses `domain` and `column`.

use std::io::{self, Write};

use super::{Derived, Export};
use crate::app::column::Column;
use crate::app::zone::ZoneChoice;
use crate::domain::count::thousands;
use crate::domain::text::clean;
use crate::domain::time::{at_offset, span_label, zone_label};
use crate::domain::{ApiTime, StartupType, Task, TaskStatus, WindowState};
use crate::history::RateFigures;

/// Writes the head and all rows.
pub(super) fn write(export: &Export, out: &mut dyn Write) -> io::Result<()> {
    line(out, export.columns.iter().map(|column| escaped(title(*column))))?;
    line(out, export.columns.iter().map(|column| if is_number(*column) { "---:" } else { "---" }.to_owned()))?;
    let nothing = Derived::default();
    for (task, derived) in export.rows.iter().zip(export.derived.iter().chain(std::iter::repeat(&nothing))) {
        line(out, export.columns.iter().map(|column| escaped(&cell(task, derived, *column, export))))?;
    }
    Ok(())
}

fn line(out: &mut dyn Write, cells: impl Iterator<Item = String>) -> io::Result<()> {
    out.write_all(b"|")?;
    for cell in cells {
        write!(out, " {cell} |")?;
    }
    out.write_all(b"\n")
}

/// What readers make a link, a mention or a reference of by themselves, without any markup around it.
fn is_taken_up(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["@", "://", "www.", "#", "mailto:", "gh-", "$"].iter().any(|sign| lower.contains(sign))
}

/// A text that stays in its cell and is shown as it is: no column border, no link, no picture, no mention, no markup.
/// Underscores stay, because names are full of them and inside a word they mean nothing.
fn escaped(text: &str) -> String {
    let text = clean(text);
    if is_taken_up(&text) {
        return as_code(text.trim());
    }
    let mut safe = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            // Readers differ in what two backslashes before a border mean.
            '\\' => safe.push_str("&#92;"),
            '|' | '`' | '*' | '[' | ']' | '~' => safe.extend(['\\', c]),
            c => safe.push(c),
        }
    }
    safe
}

/// A text as code, in which readers look for nothing but its end and the border of the column.
fn as_code(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 2);
    for c in text.chars() {
        match c {
            '`' => safe.push('\''),
            // Readers differ in what a backslash in front of the border's own means.
            '|' if safe.ends_with('\\') => safe.push_str(" \\|"),
            '|' => safe.push_str("\\|"),
            c => safe.push(c),
        }
    }
    // A backslash in front of the end would be taken for the escape of it by some.
    let gap = if safe.ends_with('\\') { " " } else { "" };
    format!("`{safe}{gap}`")
}

/// The head of a column. A file is read without the screen beside it, and has no pictures of blocks.
fn title(column: Column) -> &'static str {
    match column {
        Column::Attention => "ALERT",
        Column::Trend => "CALLS/MIN NOW",
        other => other.title(),
    }
}

fn is_number(column: Column) -> bool {
    match column {
        Column::Completion
        | Column::Done
        | Column::Left
        | Column::AnswerRate
        | Column::Calls
        | Column::Answered
        | Column::Reach
        | Column::MaxCall
        | Column::Trend
        | Column::CallsPerMinute
        | Column::OrdersPerMinute
        | Column::RecentAnswers
        | Column::Attempts => true,
        Column::Status
        | Column::Name
        | Column::Window
        | Column::Zone
        | Column::Created
        | Column::Startup
        | Column::Strategy
        | Column::Scene
        | Column::Id
        | Column::Attention
        | Column::Eta => false,
    }
}

fn cell(task: &Task, derived: &Derived, column: Column, export: &Export) -> String {
    let rate = |rate: Option<f64>| rate.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.1}"));
    let count = |count: Option<i64>| count.map_or_else(|| "-".to_owned(), thousands);
    let text = |text: Option<&str>| text.filter(|text| !text.trim().is_empty()).unwrap_or("-").to_owned();
    let (stat, figures) = (&task.stat, derived.figures.as_ref());
    match column {
        Column::Status => task.status.map_or_else(|| "-".to_owned(), |status| status.to_string()),
        Column::Name if task.issues.is_empty() => task.display_name().to_owned(),
        // As on the board: part of the row is doubtful.
        Column::Name => format!("{} !", task.display_name()),
        Column::Completion => stat.completion().percent(true),
        Column::Done => format!("{} / {}", count(stat.finish_order_count), count(stat.total_order_count)),
        Column::Left => count(stat.left()),
        Column::AnswerRate => stat.answer_share().rate_percent(true),
        Column::Calls => count(stat.total_call),
        Column::Window => window(task, export.now_seconds),
        Column::Created => moment(task, task.created, export),
        Column::Startup => startup(task, export),
        Column::Answered => count(stat.total_answer_call),
        Column::Reach => stat.reach().rate_percent(true),
        Column::MaxCall => count(task.max_call),
        Column::Zone => task.window.offset_seconds().map_or_else(|| "-".to_owned(), |offset| zone_label(offset.into())),
        Column::Attention => match (derived.alert, &derived.alert_text) {
            (Some(alert), Some(words)) => format!("{alert} {words}"),
            _ => "-".to_owned(),
        },
        Column::Trend | Column::CallsPerMinute => rate(figures.and_then(|figures| figures.calls_per_minute)),
        Column::OrdersPerMinute => rate(figures.and_then(|figures| figures.orders_per_minute)),
        Column::RecentAnswers => {
            figures.map_or_else(|| "-".to_owned(), |figures| recent_answers(&figures.recent_answers))
        }
        Column::Attempts => derived.calls_per_finish.map_or_else(|| "-".to_owned(), |calls| format!("{calls:.2}")),
        Column::Eta => match figures.and_then(|figures| figures.eta.range()) {
            Some(range) => {
                let mark = if range.vague { "~" } else { "" };
                format!("{mark}{}", moment(task, Some(ApiTime(range.likely)), export))
            }
            None => "-".to_owned(),
        },
        Column::Strategy => text(task.texts.strategy()),
        Column::Scene => text(task.texts.scene_id()),
        Column::Id => text(task.texts.task_id().or_else(|| task.texts.user_task_id())),
    }
}

/// The rate with its n, without which it says nothing.
fn recent_answers(answers: &RateFigures) -> String {
    let worth = |rate: f64| format!("{:.1}% (n {})", rate * 100.0, thousands(answers.n));
    answers.rate.map_or_else(|| "-".to_owned(), worth)
}

fn window(task: &Task, now_seconds: i64) -> String {
    if matches!(task.status, Some(TaskStatus::Completed | TaskStatus::Failed)) {
        return "-".to_owned();
    }
    let doubt = if task.window.skipped_entries() > 0 { "?" } else { "" };
    let words = |head: &str, seconds: Option<i64>, for_ever: &str| {
        let words = seconds.map_or_else(|| for_ever.to_owned(), |seconds| format!("{head} {}", span_label(seconds)));
        words + doubt
    };
    match task.window.state_at(now_seconds) {
        WindowState::Open { shuts_in_seconds } => words("open", shuts_in_seconds, "open 24/7"),
        WindowState::Closed { opens_in_seconds } => words("shut", opens_in_seconds, "shut for good"),
        WindowState::Unknown => "?".to_owned(),
    }
}

fn startup(task: &Task, export: &Export) -> String {
    match task.startup_type {
        None => "-".to_owned(),
        Some(StartupType::Scheduled) if task.startup_at.is_some() => moment(task, task.startup_at, export),
        Some(other) => other.to_string(),
    }
}

/// The moment with its zone, which may differ from row to row.
fn moment(task: &Task, at: Option<ApiTime>, export: &Export) -> String {
    let of_task = task.window.offset_seconds();
    let offset = match export.zone {
        ZoneChoice::Mine => export.local_offset_seconds,
        ZoneChoice::Task => of_task.unwrap_or(export.local_offset_seconds),
        ZoneChoice::Utc => 0,
    };
    let at = at.and_then(|time| at_offset(time.unix_seconds()?, offset));
    at.map_or_else(|| "-".to_owned(), |at| format!("{} {}", at.format("%Y-%m-%d %H:%M"), zone_label(offset.into())))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::export::Format;
    use crate::app::fixture::{task, with};
    use crate::domain::{DialWindow, TaskStat};

    fn table(task: Task, columns: &[Column], zone: ZoneChoice) -> Vec<String> {
        let export = Export {
            format: Format::Markdown,
            rows: vec![Arc::new(task)],
            derived: Vec::new(),
            columns: columns.to_vec(),
            zone,
            local_offset_seconds: 28_800,
            now_seconds: 1_790_149_567,
        };
        let mut out = Vec::new();
        export.write(&mut out).unwrap();
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_shown_columns_stand_in_their_order_with_full_counts() {
        let stat = TaskStat {
            total_order_count: Some(100_000),
            finish_order_count: Some(88_120),
            total_call: Some(203_557),
            total_answer_call: Some(49_060),
            ..TaskStat::default()
        };
        let columns = [Column::Calls, Column::Name, Column::Done, Column::Left, Column::AnswerRate];
        let lines = table(with(task("客户回访"), |task| task.stat = stat), &columns, ZoneChoice::Mine);
        assert_eq!(
            lines,
            [
                "| CALLS | NAME | DONE/TOTAL | LEFT | ASR |",
                "| ---: | --- | ---: | ---: | ---: |",
                "| 203,557 | 客户回访 | 88,120 / 100,000 | 11,880 | 24.1% |",
            ]
        );
    }

    #[test]
    fn a_name_cannot_leave_its_cell_or_become_markup() {
        let name = "a|b\\|c\n| d | ![x](t) <img> `|` \u{1b}[31m";
        let lines = table(task(name), &[Column::Name, Column::Status], ZoneChoice::Mine);
        assert_eq!(lines.len(), 3, "{lines:#?}");
        let bare = |sign: char| lines[2].replace(&format!("\\{sign}"), "").matches(sign).count();
        assert_eq!(bare('|'), 3, "{lines:#?}");
        assert_eq!([bare('['), bare(']'), bare('`'), bare('<'), bare('\u{1b}')], [0; 5], "{lines:#?}");
    }

    #[test]
    fn nothing_in_a_name_becomes_a_link_or_a_mention() {
        for name in
            ["@all https://evil.example/?a=1", "www.evil.example", "a@b.example", "fixes #1 | x", "$x$ \\| `@team` y\\"]
        {
            let line = table(task(name), &[Column::Name], ZoneChoice::Mine)[2].clone();
            let inside = line.strip_prefix("| `").and_then(|line| line.strip_suffix("` |")).unwrap_or_default();
            assert!(!inside.is_empty() && !inside.contains('`') && !inside.ends_with('\\'), "{line}");
            let borders = line.replace("\\|", "").matches('|').count();
            assert_eq!(borders, 2, "{line}");
        }
    }

    #[test]
    fn times_carry_the_chosen_zone() {
        let window = DialWindow::parse(Some(19_800), Some("1"), Some("1"), None);
        let made = with(task("a"), |task| task.window = Arc::new(window));
        let created = |zone| table(made.clone(), &[Column::Created], zone)[2].clone();
        assert_eq!(created(ZoneChoice::Mine), "| 2026-09-21 22:13 +08:00 |");
        assert_eq!(created(ZoneChoice::Task), "| 2026-09-21 19:43 +05:30 |");
        assert_eq!(created(ZoneChoice::Utc), "| 2026-09-21 14:13 +00:00 |");
    }
}
