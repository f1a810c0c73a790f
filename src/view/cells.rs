//! What stands in a cell of the task table, and which figures of it have just changed. Uses `domain`,
//! `history` and `app`.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::bar::meter;
use super::columns::{Form, Placed};
use super::number::{Weight, answer_rate, pace, quotient, recent_answer_rate, short};
use super::sparkline::{last_hour, sparkline};
use super::text::{cut_end, cut_middle, pad_left, pad_right};
use super::theme::Theme;
use crate::app::{Change, Column, Model, ZoneChoice};
use crate::domain::count::is_plausible;
use crate::domain::time::{at_offset, span_label, zone_label, zone_name};
use crate::domain::{ApiTime, Share, StartupType, Task, TaskStatus, WindowState};
use crate::history::{Eta, History, Rates, Severity, TaskHistory, Trouble};

/// What a cell needs besides its task.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene<'a> {
    /// How much the columns say.
    pub(super) form: Form,
    /// What is known of the past.
    pub(super) history: &'a History,
    /// The moment, in seconds since 1970.
    pub(super) now_seconds: i64,
    /// In which zone moments are shown.
    pub(super) zone: ZoneChoice,
    /// The user's offset from UTC.
    pub(super) local_offset_seconds: i32,
    /// The look.
    pub(super) theme: &'a Theme,
}

/// The cell of a task in a column.
pub(super) fn cell(task: &Task, placed: Placed, scene: &Scene<'_>) -> Line<'static> {
    let theme = scene.theme;
    let width = usize::from(placed.width);
    match placed.column {
        Column::Status => one(status_text(task.status, scene.form), theme.status(task.status)),
        Column::Name => name(task, width, theme),
        Column::Completion => completion(task, scene),
        Column::Done => done(task.stat.completion(), theme),
        Column::AnswerRate => {
            let (rate, weight) = answer_rate(task.stat.answer_share());
            one(pad_left(&rate, width), weight_style(weight, theme))
        }
        Column::Calls => count(task.stat.total_call, width, theme),
        Column::Left => count(task.stat.left(), width, theme),
        Column::Answered => count(task.stat.total_answer_call, width, theme),
        Column::MaxCall => count(task.max_call, width, theme),
        Column::Reach => reach(task.stat.reach(), width, theme),
        Column::Zone => one(pad_left(&zone(task), width), theme.muted),
        Column::Attention => mark(task, scene),
        Column::Trend => trend(task, width, scene),
        Column::CallsPerMinute => {
            let past = scene.history.task(&task.key);
            running_pace(task, past, |rates| rates.calls_per_minute, width, theme)
        }
        Column::OrdersPerMinute => {
            let past = scene.history.task(&task.key);
            running_pace(task, past, |rates| rates.orders_per_minute, width, theme)
        }
        Column::RecentAnswers => {
            let past = scene.history.task(&task.key).filter(|_| !has_ended(task));
            let (rate, weight) = recent_answer_rate(past.map(|past| past.rates.recent_answers).unwrap_or_default());
            one(pad_left(&rate, width), weight_style(weight, theme))
        }
        Column::Attempts => attempts(task, width, theme),
        Column::Eta => eta(task, width, scene),
        Column::Window => window(task, scene),
        Column::Created => one(pad_left(&moment(task, task.created, scene), width), theme.muted),
        Column::Startup => one(pad_left(&startup(task, scene), width), theme.muted),
        Column::Strategy => {
            let strategy = task.texts.strategy().unwrap_or("-");
            one(cut_end(strategy, width, theme.glyphs.ellipsis).into_owned(), theme.muted)
        }
        Column::Scene => {
            let scene = task.texts.scene_id().unwrap_or("-");
            one(cut_middle(scene, width, theme.glyphs.ellipsis).into_owned(), theme.muted)
        }
        Column::Id => {
            let id = task.texts.task_id().or(task.texts.user_task_id()).unwrap_or("-");
            one(cut_middle(id, width, theme.glyphs.ellipsis).into_owned(), theme.muted)
        }
    }
}

/// The cell of a task whose change still glows: what is written differently than at the reading before shines, figure by
/// figure. A task that is new on the board shines in its name.
pub(super) fn changed_cell(task: &Task, change: &Change, placed: Placed, scene: &Scene<'_>) -> Line<'static> {
    let mut line = cell(task, placed, scene);
    match &change.before {
        None if placed.column == Column::Name => line.spans = shining(line.spans, &[], scene.theme),
        // What the clock moves is no change of the task.
        Some(before) if !matches!(placed.column, Column::Window | Column::Created) => {
            line.spans = shining(line.spans, &cell(before, placed, scene).spans, scene.theme);
        }
        _ => {}
    }
    line
}

/// The pieces, with what is new among them in the style of a change. A bar is made of blocks, not of figures, and stays.
fn shining(spans: Vec<Span<'static>>, before: &[Span<'static>], theme: &Theme) -> Vec<Span<'static>> {
    let is_figure = |text: &str| text.chars().any(char::is_alphanumeric);
    let mut out = Vec::with_capacity(spans.len() + 1);
    for (place, span) in spans.into_iter().enumerate() {
        if !is_figure(&span.content) || before.get(place).is_some_and(|old| old.content == span.content) {
            out.push(span);
            continue;
        }
        // Blanks that only align a figure do not shine: a theme may give changes a background.
        let blanks = span.content.len() - span.content.trim_start().len();
        let (blank, figure) = span.content.split_at(blanks);
        out.push(Span::styled(blank.to_owned(), span.style));
        out.push(Span::styled(figure.to_owned(), span.style.patch(theme.changed)));
    }
    out
}

fn one(content: String, style: Style) -> Line<'static> {
    Line::from(Span::styled(content, style))
}

fn status_text(status: Option<TaskStatus>, form: Form) -> String {
    match status {
        None => "-".to_owned(),
        Some(TaskStatus::Unknown(number)) if !form.has_status_word() => format!("S{number}"),
        Some(status) if form.has_status_word() => status.to_string(),
        Some(status) => status.short().to_owned(),
    }
}

fn name(task: &Task, width: usize, theme: &Theme) -> Line<'static> {
    if task.issues.is_empty() || width < 4 {
        return one(cut_middle(task.display_name(), width, theme.glyphs.ellipsis).into_owned(), theme.text);
    }
    let name = cut_middle(task.display_name(), width - 2, theme.glyphs.ellipsis).into_owned();
    Line::from(vec![Span::styled(name, theme.text), Span::styled(" !", theme.warn)])
}

fn completion(task: &Task, scene: &Scene<'_>) -> Line<'static> {
    let (share, form, theme) = (task.stat.completion(), scene.form, scene.theme);
    let percent = pad_left(&share.percent(form.percent > 4), usize::from(form.percent));
    let style = if share.is_doubtful() { theme.warn } else { theme.text };
    let mut spans = Vec::new();
    if form.bar > 0 {
        // Only what still moves shines.
        let fill = if has_ended(task) { theme.muted } else { theme.accent };
        spans = meter(share, form.bar.into(), fill, theme);
        spans.push(Span::raw(" "));
    }
    spans.push(Span::styled(percent, style));
    Line::from(spans)
}

/// Done and total with the slashes below each other.
fn done(share: Share, theme: &Theme) -> Line<'static> {
    let count = |count: Option<i64>| count.map_or_else(|| "-".to_owned(), short);
    let doubt = if share.is_doubtful() { "?" } else { "" };
    Line::from(vec![
        Span::styled(pad_left(&count(share.part), 5), theme.text),
        Span::styled("/", theme.muted),
        Span::styled(count(share.whole), theme.muted),
        Span::styled(doubt, theme.warn),
    ])
}

fn count(count: Option<i64>, width: usize, theme: &Theme) -> Line<'static> {
    match count {
        None => one(pad_left("-", width), theme.muted),
        Some(count) if !is_plausible(count) => one(pad_left(&format!("{}?", short(count)), width), theme.warn),
        Some(count) => one(pad_left(&short(count), width), theme.text),
    }
}

fn reach(share: Share, width: usize, theme: &Theme) -> Line<'static> {
    let style = if share.is_doubtful() { theme.warn } else { theme.text };
    one(pad_left(&share.rate_percent(true), width), style)
}

/// How grave the task's gravest alert is, else that it is meant to wait for work.
fn mark(task: &Task, scene: &Scene<'_>) -> Line<'static> {
    let theme = scene.theme;
    let (sign, style) = match scene.history.alerts().worst_of(&task.key).map(|alert| alert.severity) {
        Some(Severity::Critical) => ("!!", theme.bad),
        Some(Severity::Warning) => ("!", theme.warn),
        Some(Severity::Info) => ("i", theme.muted),
        None if task.flags.task_keep == Some(true) && !has_ended(task) => ("k", theme.muted),
        None => ("", theme.muted),
    };
    one(sign.to_owned(), style)
}

/// The last hour in as many steps as there are columns.
fn trend(task: &Task, width: usize, scene: &Scene<'_>) -> Line<'static> {
    let Some(past) = scene.history.task(&task.key) else {
        return Line::default();
    };
    let figures = last_hour(past, width);
    let has_moved = figures.iter().flatten().any(|pace| *pace > 0.0);
    let is_live = task.status == Some(TaskStatus::Running);
    // Of a task that need not dial, an hour of nothing is no news.
    if !has_moved && !is_live {
        return Line::default();
    }
    let style = if is_live { scene.theme.accent } else { scene.theme.muted };
    one(sparkline(&figures, &scene.theme.glyphs), style)
}

/// A pace of a running task. A paused one has none, but calls that still come in are told; one
/// that ended is hardly ever read again, so nothing is told of it. Counters that go up and down show none.
fn running_pace(
    task: &Task,
    past: Option<&TaskHistory>,
    figure: fn(&Rates) -> Option<f64>,
    width: usize,
    theme: &Theme,
) -> Line<'static> {
    const SEEN: f64 = 0.05;
    let is_live = task.status == Some(TaskStatus::Running);
    if is_live && past.is_some_and(|past| past.trouble == Some(Trouble::Unsteady)) {
        return one(pad_left("?", width), theme.warn);
    }
    match past.and_then(|past| figure(&past.rates)).filter(|rate| is_live || task.is_active() && *rate >= SEEN) {
        Some(rate) => one(pad_left(&pace(rate), width), if is_live { theme.text } else { theme.muted }),
        None => one(pad_left("-", width), theme.muted),
    }
}

/// Calls for each finished order.
fn attempts(task: &Task, width: usize, theme: &Theme) -> Line<'static> {
    let stat = &task.stat;
    if stat.completion().is_doubtful() || stat.answer_share().is_doubtful() {
        return one(pad_left("?", width), theme.warn);
    }
    let attempts = quotient(stat.total_call, stat.finish_order_count);
    let style = if attempts == "-" { theme.muted } else { theme.text };
    one(pad_left(cut_end(&attempts, width, theme.glyphs.ellipsis).as_ref(), width), style)
}

/// The expected end in a word or a moment.
fn eta(task: &Task, width: usize, scene: &Scene<'_>) -> Line<'static> {
    let theme = scene.theme;
    let is_live = task.status == Some(TaskStatus::Running);
    let eta = match scene.history.task(&task.key) {
        Some(past) => past.eta,
        None if is_live => return one(pad_left("-", width), theme.muted),
        None => Eta::NotDialling,
    };
    let offset = scene.zone.offset_seconds(Some(task), scene.local_offset_seconds);
    let words = eta.short(task, scene.now_seconds, offset);
    let style = match eta {
        Eta::Never(_) if is_live => theme.bad,
        Eta::Range(range) if is_live && range.is_tail => theme.warn,
        Eta::Range(_) if is_live => theme.text,
        _ => theme.muted,
    };
    one(pad_left(cut_end(&words, width, theme.glyphs.ellipsis).as_ref(), width), style)
}

fn zone(task: &Task) -> String {
    task.window.offset_seconds().map_or_else(|| "-".to_owned(), |offset| zone_label(offset.into()))
}

fn weight_style(weight: Weight, theme: &Theme) -> Style {
    match weight {
        Weight::Solid => theme.text,
        Weight::Light | Weight::None => theme.muted,
        Weight::Doubtful => theme.warn,
    }
}

/// Whether a task dials no more, so that its dial window means nothing.
pub(super) fn has_ended(task: &Task) -> bool {
    matches!(task.status, Some(TaskStatus::Completed | TaskStatus::Failed))
}

fn window(task: &Task, scene: &Scene<'_>) -> Line<'static> {
    let theme = scene.theme;
    let (word, sign, change, style) = match task.window.state_at(scene.now_seconds) {
        _ if has_ended(task) => return one("-".to_owned(), theme.muted),
        WindowState::Unknown => return one("?".to_owned(), theme.muted),
        WindowState::Open { shuts_in_seconds } => ("open", theme.glyphs.open, shuts_in_seconds, theme.good),
        WindowState::Closed { opens_in_seconds } => ("shut", theme.glyphs.shut, opens_in_seconds, theme.muted),
    };
    let for_ever = if word == "open" { "24/7" } else { "never" };
    let change = change.map_or_else(|| for_ever.to_owned(), span_label);
    let head = if scene.form.has_window_word() { word } else { sign };
    // Entries that cannot be read may be the very hours that matter.
    let (doubt, style_of_change) = if task.window.skipped_entries() > 0 { ("?", theme.warn) } else { ("", theme.text) };
    // The times end below each other, so that none moves when it gets shorter.
    Line::from(vec![
        Span::styled(pad_right(head, 1), style),
        Span::styled(pad_left(&format!("{doubt}{change}"), 6), style_of_change),
    ])
}

/// The columns that a moment needs: where each task has a zone of its own, the zone stands in the cell.
pub(super) fn moment_columns(model: &Model) -> u16 {
    match model.zone {
        ZoneChoice::Task => 18,
        ZoneChoice::Mine | ZoneChoice::Utc => {
            u16::try_from(moment_title(model, Column::Created).len()).unwrap_or(12).saturating_add(1).max(12)
        }
    }
}

/// The head of a column of moments, with the zone where all cells have the same.
pub(super) fn moment_title(model: &Model, column: Column) -> String {
    let title = column.title();
    match model.zone {
        ZoneChoice::Task => title.to_owned(),
        ZoneChoice::Mine | ZoneChoice::Utc => {
            let zone = zone_name(model.offset_for(None));
            // In as few columns as it takes: `+08`, but `+05:30`.
            format!("{title} {}", zone.strip_suffix(":00").unwrap_or(&zone))
        }
    }
}

fn startup(task: &Task, scene: &Scene<'_>) -> String {
    match task.startup_type {
        None => "-".to_owned(),
        Some(StartupType::Scheduled) if task.startup_at.is_some() => moment(task, task.startup_at, scene),
        Some(other) => other.to_string(),
    }
}

/// A moment of a task; `-` where it is not given.
fn moment(task: &Task, at: Option<ApiTime>, scene: &Scene<'_>) -> String {
    let offset = scene.zone.offset_seconds(Some(task), scene.local_offset_seconds);
    let Some(at) = at.and_then(|time| at_offset(time.unix_seconds()?, offset)) else {
        return "-".to_owned();
    };
    let this_year = at_offset(scene.now_seconds, offset).map(|now| now.format("%Y").to_string());
    let same_year = this_year.is_some_and(|year| year == at.format("%Y").to_string());
    let at = at.format(if same_year { "%d %b %H:%M" } else { "%d %b %Y" });
    match scene.zone {
        ZoneChoice::Task => format!("{at}{}", zone_label(offset.into())),
        ZoneChoice::Mine | ZoneChoice::Utc => at.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::ColumnChoice;
    use crate::domain::{DialWindow, TaskKey};
    use crate::view::columns::plan;
    use crate::view::{ColourSupport, GlyphSet, ThemeChoice};

    fn task(change: impl FnOnce(&mut Task)) -> Task {
        let mut task = Task::empty(TaskKey::new(Some("t"), None, String::new));
        task.status = Some(TaskStatus::Running);
        task.stat.finish_order_count = Some(12_410);
        task.stat.total_order_count = Some(20_000);
        task.stat.total_call = Some(30_000);
        change(&mut task);
        task
    }

    /// What shines in a row of all columns.
    fn shining_texts(before: Option<Task>, after: &Task) -> Vec<String> {
        let theme = Theme::new(ThemeChoice::Dark, ColourSupport::Ansi256, GlyphSet::Block);
        let (form, columns) = plan(200, &ColumnChoice::default(), 12);
        let scene = Scene {
            form,
            history: &History::default(),
            now_seconds: 1_790_149_567,
            zone: ZoneChoice::Mine,
            local_offset_seconds: 0,
            theme: &theme,
        };
        let change = Change::for_test(before.map(Arc::new));
        let lines = columns.iter().map(|placed| changed_cell(after, &change, *placed, &scene));
        let is_shining = |span: &Span<'_>| span.style == span.style.patch(theme.changed);
        let shining = lines.flat_map(|line| line.spans).filter(is_shining);
        let texts = shining.map(|span| span.content.into_owned());
        // The bar of a running task has the accent colour but not its weight; blanks carry no figure.
        texts.filter(|text| !text.trim().is_empty()).collect()
    }

    #[test]
    fn only_figures_that_read_differently_shine() {
        let before = task(|_| ());
        assert_eq!(shining_texts(Some(before.clone()), &task(|_| ())), [""; 0]);
        let unseen = task(|task| task.stat.total_call = Some(30_001));
        assert_eq!(shining_texts(Some(before.clone()), &unseen), [""; 0], "30.0k as before");
        let seen = task(|task| task.stat.finish_order_count = Some(12_500));
        assert_eq!(shining_texts(Some(before.clone()), &seen), ["62.5%", "12.5k"]);
        let paused = task(|task| task.status = Some(TaskStatus::Paused));
        assert_eq!(shining_texts(Some(before), &paused), ["paused", "paused"], "status and expected end");
    }

    #[test]
    fn a_new_task_shines_in_its_name_and_countdowns_never_do() {
        assert_eq!(shining_texts(None, &task(|_| ())), ["t"]);
        let open = DialWindow::parse(Some(0), Some("3"), Some("7"), Some("7"));
        let windowed = task(|task| task.window = Arc::new(open));
        assert_eq!(shining_texts(Some(task(|_| ())), &windowed), [""; 0]);
    }
}
