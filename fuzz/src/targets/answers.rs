//! Answers of the server: the envelope, a whole page, a dial window, any text.

use std::sync::Arc;

use callbot_tui::api::mend::{mend_controls, mend_surrogates, mend_utf8};
use callbot_tui::api::{Decoder, Row, classify};
use callbot_tui::app::export::{csv, json};
use callbot_tui::app::json_lines;
use callbot_tui::domain::text::{clean, is_harmful, mask_address};
use callbot_tui::domain::window::{HALF_HOURS_PER_DAY, HalfHour, WindowState};
use callbot_tui::domain::{DialWindow, Reading, SweepLane, Task, TaskKey};
use callbot_tui::history::{AlertSettings, Chart, ChartSpan, History, Why};

use super::words::{MOMENTS, NOW_MS, feed};

/// The body as the client reads it: as it is, and repaired. The first byte chooses the status and the content type.
pub(super) fn envelope(data: &[u8]) {
    let (first, body) = data.split_first().unwrap_or((&0, &[]));
    let status = [200, 200, 200, 200, 500, 403, 301, 0].get(usize::from(first % 8)).copied().unwrap_or(200);
    let kinds = [Some("application/json"), Some("text/html; charset=utf-8"), None, Some("\u{1b}[2J")];
    let kind = kinds.get(usize::from(first / 8 % 4)).copied().flatten();
    let utf8 = mend_utf8(body);
    let controls = mend_controls(&utf8.text);
    let surrogates = mend_surrogates(&controls.text);
    for text in [&utf8.text, &controls.text, &surrogates.text] {
        let head = match classify(status, kind, text) {
            Ok(envelope) => {
                assert_eq!(status, 200, "only HTTP 200 is success");
                assert!(envelope.rows.iter().map(|row| row.get().len()).sum::<usize>() <= text.len());
                envelope.head
            }
            Err(error) => {
                harmless(&format!("{:?}", error.cause.clone()));
                error.head
            }
        };
        for kept in [head.ret_msg, head.response_id].into_iter().flatten() {
            harmless(&kept);
        }
    }
}

fn harmless(text: &str) {
    assert!(!text.chars().any(is_harmful), "{text:?}");
}

/// A page from its bytes to everything that is made of its tasks.
pub(super) fn page(data: &[u8]) {
    let utf8 = mend_utf8(data);
    let controls = mend_controls(&utf8.text);
    let Ok(envelope) = classify(200, None, &utf8.text).or_else(|_| classify(200, None, &controls.text)) else {
        return;
    };
    let rows = Decoder::new(true).rows(1, &envelope.rows);
    assert!(rows.len() <= envelope.rows.len());
    let task = |row: &Row| match row {
        Row::Task(task) => Some(Arc::clone(task)),
        Row::Unreadable(issue) => {
            harmless(&issue.found);
            None
        }
    };
    // Some of them are enough: each costs as much as the others.
    let tasks: Vec<Arc<Task>> = rows.iter().filter_map(task).take(8).collect();
    let mut out = Vec::new();
    json::write_rows(&tasks, 0, &mut out, &mut Vec::new()).expect("memory takes everything");
    csv::write(&tasks, true, &mut out).expect("memory takes everything");
    for task in &tasks {
        harmless(&json_lines::of(task).concat());
        for issue in &task.issues {
            harmless(&issue.found);
        }
        for share in [task.stat.completion(), task.stat.answer_share(), task.stat.reach()] {
            let percent = format!("{}{}", share.percent(true), share.rate_percent(false));
            assert!(percent.len() < 40, "{percent}");
        }
        let _ = task.stat.left();
        open_and_shut(&task.window);
    }
    // All tasks at once, standing still; then each as what became of the one before.
    judge(&[tasks.clone(), tasks.clone(), tasks.clone()]);
    let key = TaskKey::new(Some("one"), None, String::new);
    let as_one = |task: &Arc<Task>| vec![Arc::new(Task { key: key.clone(), ..(**task).clone() })];
    judge(&tasks.iter().map(as_one).collect::<Vec<_>>());
}

/// Works readings in, so that rates, ends and alerts are worked out.
fn judge(readings: &[Vec<Arc<Task>>]) {
    let mut history = History::new(AlertSettings::default());
    for (number, tasks) in (1..).zip(readings) {
        let at = NOW_MS + 15_000 * i64::try_from(number).unwrap_or(0);
        let mut published = (*feed(tasks.clone(), number)).clone();
        let (began_unix_ms, ended_unix_ms) = (at - 100, at);
        published.reading = Some(Reading { number, lane: SweepLane::Full, began_unix_ms, ended_unix_ms });
        published.poll_interval_seconds = 15;
        history.observe(&published, at);
    }
    for task in readings.last().into_iter().flatten() {
        look(task, &history);
    }
}

/// Looks at everything that is known of a task.
pub(super) fn look(task: &Task, history: &History) {
    harmless(&Why::of(task, history, NOW_MS + 60_000, 28_800).text().replace('\n', " "));
    if let Some(known) = history.task(&task.key) {
        for span in [ChartSpan::Hour, ChartSpan::Day, ChartSpan::Week] {
            let chart = Chart::of(&known.series, &task.window, NOW_MS + 60_000, span, 40);
            assert_eq!(chart.buckets.len(), 40);
        }
        let _ = known.eta.sentence(task, NOW_MS / 1000, 0);
        let _ = known.eta.short(task, NOW_MS / 1000, 0);
        let _ = known.dialling_since(NOW_MS);
    }
}

/// Zone, weekdays and the two lists of hours, a line each.
pub(super) fn window(data: &[u8]) {
    let text = super::text(data);
    let [zone, days, up, down] = super::lines(&text);
    open_and_shut(&DialWindow::parse(zone.and_then(|zone| zone.parse().ok()), days, up, down));
}

fn open_and_shut(window: &DialWindow) {
    for moment in MOMENTS {
        let slot = window.half_hour_at(moment);
        let is_open = slot.map(|slot| window.is_open_at(slot));
        match window.state_at(moment) {
            WindowState::Unknown => assert!(!window.is_known() || slot.is_none()),
            WindowState::Open { shuts_in_seconds } => {
                assert_eq!(is_open, Some(true));
                assert!(shuts_in_seconds.is_none_or(|seconds| (1..=7 * 86_400).contains(&seconds)));
            }
            WindowState::Closed { opens_in_seconds } => {
                assert_eq!(is_open, Some(false));
                assert!(opens_in_seconds.is_some_and(|seconds| (1..=7 * 86_400).contains(&seconds)));
            }
        }
    }
    for weekday in 0..9 {
        let open =
            (0..HALF_HOURS_PER_DAY).filter(|index| window.is_open_at(HalfHour { weekday, index: *index })).count();
        assert_eq!(open, window.open_half_hours_on(weekday));
    }
}

/// Any text on its way to the screen.
pub(super) fn text(data: &[u8]) {
    const MOST_MARKS: usize = 8;
    let text = super::text(data);
    let cleaned = clean(&text);
    harmless(&cleaned);
    assert_eq!(clean(&cleaned), cleaned, "clean text stays as it is");
    assert!(cleaned.len() <= text.len());
    let mut marks = 0_usize;
    for c in cleaned.chars() {
        marks = if unicode_width::UnicodeWidthChar::width(c) == Some(0) { marks + 1 } else { 0 };
        assert!(marks <= MOST_MARKS, "marks pile up");
    }
    harmless(&clean(&mask_address(&text)));
    for line in json_lines::lines(&text) {
        harmless(&line);
    }
}
