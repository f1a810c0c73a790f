//! The first line: whose campaigns, how fresh the data is, when the next reading comes, what time it is. Uses `domain`,
//! `keys` and `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::alert_words::badge;
use super::number::thousands;
use super::segments::{Segment, Side, draw as draw_segments};
use super::text::cut_middle;
use super::theme::Theme;
use crate::app::{Model, ZoneChoice};
use crate::domain::time::{age_seconds, at_offset, countdown_seconds, span_label, zone_name};
use crate::domain::{Health, Sweep, SweepLane};
use crate::keys::Action;

/// Data older than so many poll intervals is stale.
const STALE_AFTER_INTERVALS: i64 = 3;

/// Longest profile name in the header; a server name may be twice as long.
const NAME_COLUMNS: usize = 24;

/// What a frozen display is called.
pub(super) const FROZEN: &str = "FROZEN";

/// How fresh the data is, in words.
pub(super) struct Freshness {
    /// One word in capitals.
    pub(super) word: &'static str,
    /// What belongs to it: the age, or the attempt.
    pub(super) detail: String,
    /// Its style.
    pub(super) style: Style,
}

/// The age of the data on screen in seconds; `None` before the first reply.
pub(super) fn data_age_seconds(model: &Model) -> Option<i64> {
    Some(age_seconds(model.feed.snapshot.as_of_unix_ms?, model.now.unix_ms))
}

/// Whether the data on screen is so old that it must look old. A frozen display looks old only where the reading behind it
/// got stuck as well: that the rows stand still was asked for, and the header says it.
pub(super) fn is_stale(model: &Model) -> bool {
    let feed = model.newest_feed();
    let interval = i64::try_from(feed.poll_interval_seconds).unwrap_or(i64::MAX);
    let age = feed.snapshot.as_of_unix_ms.map(|as_of| age_seconds(as_of, model.now.unix_ms));
    interval > 0 && age.is_some_and(|age| age > interval.saturating_mul(STALE_AFTER_INTERVALS))
}

/// What is said right above rows that are dimmed because they are old: a word for terminals that cannot dim.
pub(super) fn stale_mark(model: &Model) -> Option<String> {
    data_age_seconds(model).filter(|_| is_stale(model)).map(|age| format!("STALE, read {} ago", span_label(age)))
}

/// What the header calls the state of the reading; that the display is frozen only where nothing is wrong behind it.
pub(super) fn freshness(model: &Model, theme: &Theme) -> Freshness {
    let say = |word, detail: String, style| Freshness { word, detail, style };
    if model.setup.is_some() {
        return say("NO CREDENTIALS", String::new(), theme.warn);
    }
    let age = data_age_seconds(model).map(span_label);
    let old = || age.as_deref().map_or_else(|| "no data yet".to_owned(), |age| format!("{age} old"));
    match &model.newest_feed().health {
        Health::Dead { .. } => say("STOPPED", old(), theme.bad),
        Health::Refused { .. } => say("REFUSED", old(), theme.bad),
        Health::Failing { .. } => say("FAILING", old(), theme.bad),
        Health::Starting | Health::Live if age.is_none() => say("LOADING", String::new(), theme.accent),
        Health::Starting | Health::Live if is_stale(model) => say("STALE", old(), theme.warn),
        Health::Starting | Health::Live if model.pause.is_some() => say(FROZEN, old(), theme.tag),
        Health::Starting | Health::Live => say("LIVE", old(), theme.title),
    }
}

/// How fresh the data is in the header's own word, for the window's title; empty where the header has none.
pub fn freshness_word(model: &Model, theme: &Theme) -> &'static str {
    if model.pause.is_some() { FROZEN } else { freshness(model, theme).word }
}

/// That the display is frozen, and for how long.
fn paused(model: &Model, theme: &Theme) -> Option<Vec<Span<'static>>> {
    let since = model.pause.as_ref()?.since;
    let length = span_label(age_seconds(since.unix_ms, model.now.unix_ms));
    Some(vec![Span::styled(FROZEN, theme.tag), Span::styled(format!(" {length}"), theme.text)])
}

/// That newer data waits behind a frozen display, and the key that shows it.
fn waiting(model: &Model, theme: &Theme) -> Option<Vec<Span<'static>>> {
    if !model.holds_newer_data() {
        return None;
    }
    let key = model.keymap.key_of(Action::Pause);
    if key.is_empty() {
        return Some(vec![Span::styled("newer data waits", theme.muted)]);
    }
    Some(vec![Span::styled(key, theme.key), Span::styled(" shows newer data", theme.muted)])
}

/// What the poller does next: what it reads, or when it reads again.
pub(super) fn next_step(model: &Model) -> Option<String> {
    let feed = model.newest_feed();
    if let Some(sweep) = feed.sweep {
        return Some(format!("reading {}", what_is_read(sweep)));
    }
    let wait = next_reading(model)?;
    Some(match &feed.health {
        Health::Failing { attempt, .. } => format!("attempt {} {wait}", thousands(i64::from(*attempt) + 1)),
        Health::Refused { .. } => format!("next try {wait}"),
        Health::Starting | Health::Live | Health::Dead { .. } => format!("next poll {wait}"),
    })
}

/// `page 3 of 12` of all tasks; of the reading in between, which asks for those that may still change, `active tasks`.
fn what_is_read(sweep: Sweep) -> String {
    let page = thousands(sweep.page.into());
    let of_pages = sweep.pages.map(|pages| format!(" of {}", thousands(pages.into()))).unwrap_or_default();
    match sweep.lane {
        SweepLane::Full => format!("page {page}{of_pages}"),
        SweepLane::Fast if sweep.page == 1 && sweep.pages.is_none_or(|pages| pages <= 1) => "active tasks".to_owned(),
        SweepLane::Fast => format!("active tasks, page {page}{of_pages}"),
    }
}

/// How long until the poller reads by itself: `in 11s`, or `now`. The rest of a second counts as a whole one, so that
/// `now` is said only once the moment has come.
pub(super) fn next_reading(model: &Model) -> Option<String> {
    let feed = model.newest_feed();
    let is_reading = feed.sweep.is_some() || matches!(feed.health, Health::Dead { .. });
    let due = feed.next_poll_at.filter(|_| !is_reading)?;
    // Intervals are a little longer or shorter by chance, and a begun second counts as a whole one; who has set 5 s must
    // not read 6.
    let is_planned = matches!(feed.health, Health::Live) && feed.poll_interval_seconds > 0;
    let interval = i64::try_from(feed.poll_interval_seconds).ok().filter(|_| is_planned);
    Some(match countdown_seconds(due, model.now).min(interval.unwrap_or(i64::MAX)) {
        0 => "now".to_owned(),
        seconds => format!("in {}", span_label(seconds)),
    })
}

/// Whether the screen is drawn anew every second. While nothing else on it counts seconds it is not, and a clock with
/// seconds would stand still.
fn ticks(model: &Model) -> bool {
    const MINUTE_SECONDS: i64 = 60;
    let newest = model.newest_feed();
    let since = [
        model.feed.snapshot.as_of_unix_ms,
        newest.snapshot.as_of_unix_ms,
        model.pause.as_ref().map(|pause| pause.since.unix_ms),
    ];
    let is_young = since.into_iter().flatten().any(|since| age_seconds(since, model.now.unix_ms) < MINUTE_SECONDS);
    let wait = newest.next_poll_at.map(|due| countdown_seconds(due, model.now));
    is_young || wait.is_some_and(|wait| (1..MINUTE_SECONDS).contains(&wait))
}

/// The clock with the zone that it shows: the user's, UTC, or that of the task at hand.
fn clock(model: &Model, theme: &Theme) -> Option<Vec<Span<'static>>> {
    let task = model.clock_task().map(AsRef::as_ref);
    let offset = model.offset_for(task);
    let zone = match (model.zone, task) {
        (ZoneChoice::Task, Some(_)) => format!("task {}", zone_name(offset)),
        _ => zone_name(offset),
    };
    let format = if ticks(model) { "%H:%M:%S" } else { "%H:%M" };
    let time = at_offset(model.now.unix_seconds(), offset)?.format(format).to_string();
    Some(vec![Span::styled(time, theme.text), Span::styled(format!(" {zone}"), theme.muted)])
}

/// Whether the platform answers at the moment, so that the time of its last answer means something.
fn is_answering(model: &Model) -> bool {
    model.setup.is_none() && matches!(model.newest_feed().health, Health::Starting | Health::Live)
}

/// Draws the header into the first line of an area.
pub(super) fn draw(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let account = &model.account;
    let ellipsis = theme.glyphs.ellipsis;
    let mut segments = vec![Segment::new(Side::Left, 5, "callbot-tui", theme.title)];
    let profile = cut_middle(&account.profile, NAME_COLUMNS, ellipsis).into_owned();
    let repeats_the_tag = account.is_demo && profile.eq_ignore_ascii_case("demo");
    if !profile.is_empty() && !repeats_the_tag && model.setup.is_none() {
        segments.push(Segment::new(Side::Left, 6, profile, theme.text));
    }
    if account.is_demo {
        segments.push(Segment::new(Side::Left, 7, "DEMO", theme.tag));
    }
    let host = account.base_url.strip_prefix("https://").unwrap_or(&account.base_url);
    if !host.is_empty() {
        let host = cut_middle(host, 2 * NAME_COLUMNS, ellipsis).into_owned();
        segments.push(Segment::new(Side::Left, 1, host, theme.muted));
    }

    // What changes its length most stands leftmost, so that nothing beside it moves.
    if let Some(next) = next_step(model).filter(|_| model.setup.is_none()) {
        // While nothing comes, whether and when it is tried again is worth more than the clock and the profile.
        let rank =
            if matches!(model.newest_feed().health, Health::Failing { .. } | Health::Refused { .. }) { 7 } else { 3 };
        segments.push(Segment::new(Side::Right, rank, next, theme.muted));
    }
    segments.extend(paused(model, theme).map(|paused| Segment::of(Side::Right, 10, paused)));
    segments.extend(waiting(model, theme).map(|waiting| Segment::of(Side::Right, 6, waiting)));
    let fresh = freshness(model, theme);
    let mut health = Vec::new();
    if fresh.word != FROZEN {
        health.push(Span::styled(fresh.word, fresh.style));
    }
    if !fresh.detail.is_empty() {
        let gap = if health.is_empty() { "" } else { " " };
        health.push(Span::styled(format!("{gap}{}", fresh.detail), theme.text));
    }
    segments.push(Segment::of(Side::Right, 9, health));
    if let Some(milliseconds) = model.newest_feed().round_trip_ms.filter(|_| is_answering(model)) {
        let trip = format!("rtt {} ms", thousands(i64::try_from(milliseconds).unwrap_or(i64::MAX)));
        segments.push(Segment::new(Side::Right, 0, trip, theme.muted));
    }
    segments.extend(clock(model, theme).map(|clock| Segment::of(Side::Right, 4, clock)));
    if model.is_history_lost {
        // A message passes; what is lost at a restart must not be forgotten with it.
        segments.push(Segment::new(Side::Right, 5, "NO HISTORY", theme.warn));
    }
    segments.extend(badge(model, theme).map(|(words, style)| Segment::new(Side::Right, 8, words, style)));
    draw_segments(buf, area, segments);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::app::{Account, Pause, Screen, TaskOnScreen};
    use crate::domain::{DialWindow, Fault, FaultKind, Feed, Now, Snapshot, Task, TaskKey};
    use crate::view::{ColourSupport, GlyphSet, ThemeChoice};

    fn dashboard(age_seconds: i64, change: impl FnOnce(&mut Feed, Now)) -> Model {
        #[expect(clippy::disallowed_methods, reason = "any instant will do; only differences are shown")]
        let now = Now { instant: Instant::now(), unix_ms: 1_790_149_567_000 };
        let snapshot = Snapshot { as_of_unix_ms: Some(now.unix_ms - age_seconds * 1000), ..Snapshot::default() };
        let mut feed = Feed { snapshot, health: Health::Live, poll_interval_seconds: 15, ..Feed::default() };
        change(&mut feed, now);
        let mut model = Model::new(Account::default(), None, 28_800, now);
        model.feed = Arc::new(feed);
        model
    }

    #[test]
    fn data_is_stale_after_three_poll_intervals() {
        assert!(!is_stale(&dashboard(45, |_, _| ())));
        assert!(is_stale(&dashboard(46, |_, _| ())));
        assert!(!is_stale(&dashboard(-30, |_, _| ())), "a clock that was set back");
    }

    #[test]
    fn the_header_tells_what_the_poller_does_next() {
        let waiting = dashboard(4, |feed, now| feed.next_poll_at = Some(now.instant + Duration::from_secs(11)));
        assert_eq!(next_step(&waiting).as_deref(), Some("next poll in 11s"));
        let nearly = dashboard(4, |feed, now| feed.next_poll_at = Some(now.instant + Duration::from_millis(300)));
        assert_eq!(next_step(&nearly).as_deref(), Some("next poll in 1s"));
        let jittered = dashboard(4, |feed, now| feed.next_poll_at = Some(now.instant + Duration::from_millis(15_900)));
        assert_eq!(next_step(&jittered).as_deref(), Some("next poll in 15s"), "never above the interval");
        let due = dashboard(4, |feed, now| feed.next_poll_at = Some(now.instant));
        assert_eq!(next_step(&due).as_deref(), Some("next poll now"));
        let sweeping = dashboard(4, |feed, _| {
            feed.sweep = Some(Sweep { lane: SweepLane::Full, page: 3, pages: Some(1_200) });
        });
        assert_eq!(next_step(&sweeping).as_deref(), Some("reading page 3 of 1,200"));
        assert_eq!(next_step(&dashboard(4, |_, _| ())), None);
    }

    fn shown(model: &Model) -> String {
        let theme = Theme::new(ThemeChoice::Mono, ColourSupport::None, GlyphSet::Block);
        let mut buf = Buffer::empty(Rect::new(0, 0, 120, 1));
        draw(model, &theme, &mut buf, Rect::new(0, 0, 120, 1));
        buf.content.iter().map(ratatui::buffer::Cell::symbol).collect()
    }

    #[test]
    fn while_nothing_comes_the_next_try_outlives_clock_and_profile() {
        let mut model = dashboard(59, |feed, now| {
            let fault = Fault::new(FaultKind::Unreachable, "No connection", "");
            feed.health = Health::Failing { since_unix_ms: 0, attempt: 5, fault };
            feed.next_poll_at = Some(now.instant + Duration::from_secs(23));
        });
        model.account.profile = "environment".to_owned();
        let theme = Theme::new(ThemeChoice::Mono, ColourSupport::None, GlyphSet::Block);
        let area = Rect::new(0, 0, 60, 1);
        let mut buf = Buffer::empty(area);
        draw(&model, &theme, &mut buf, area);
        let line: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert!(line.contains("attempt 6 in 23s") && line.contains("FAILING 59s old"), "{line}");
    }

    fn frozen(mut model: Model, seconds: u64) -> Model {
        model.pause = Some(Pause { since: model.now, held: None });
        model.now.instant += Duration::from_secs(seconds);
        model.now.unix_ms += seconds as i64 * 1000;
        model
    }

    #[test]
    fn a_frozen_display_says_so_and_for_how_long_and_what_waits() {
        let mut model = frozen(dashboard(4, |_, _| ()), 75);
        let line = shown(&model);
        assert!(line.contains("FROZEN 1m") && line.contains("1m old") && !line.contains("newer"), "{line}");
        assert!(line.contains("STALE"), "nothing was read meanwhile: {line}");
        let mut newer = (*model.feed).clone();
        newer.snapshot.revision += 1;
        newer.snapshot.as_of_unix_ms = Some(model.now.unix_ms);
        model.pause.as_mut().unwrap().held = Some(Arc::new(newer));
        let line = shown(&model);
        assert!(line.contains("p shows newer data") && line.contains("1m old"), "{line}");
        assert!(!line.contains("LIVE") && !line.contains("STALE"), "{line}");
    }

    #[test]
    fn what_goes_wrong_behind_a_frozen_display_is_told() {
        let mut model = frozen(dashboard(4, |_, _| ()), 5);
        let fault = Fault::new(FaultKind::Busy, "Busy", "Wait");
        let refused = Feed { health: Health::Refused { since_unix_ms: 0, fault }, ..(*model.feed).clone() };
        model.pause.as_mut().unwrap().held = Some(Arc::new(refused));
        let line = shown(&model);
        assert!(line.contains("FROZEN 5s") && line.contains("REFUSED"), "{line}");
    }

    #[test]
    fn the_clock_carries_its_zone() {
        let mut model = dashboard(4, |_, _| ());
        assert!(shown(&model).contains("15:46:07 +08:00"));
        model.zone = ZoneChoice::Utc;
        assert!(shown(&model).contains("07:46:07 UTC"));
        model.zone = ZoneChoice::Task;
        assert!(shown(&model).contains("15:46:07 +08:00"), "no task, no zone of its own");
        let mut task = Task::empty(TaskKey::new(Some("t"), None, String::new));
        task.window = Arc::new(DialWindow::parse(Some(19_800), None, None, None));
        model.screen =
            Screen::Detail { task: Arc::new(TaskOnScreen { task: Arc::new(task), is_gone: false }), scroll: 0 };
        assert!(shown(&model).contains("13:16:07 task +05:30"));
    }

    #[test]
    fn age_and_countdown_move_together_by_one_second() {
        let mut model = dashboard(4, |feed, now| {
            feed.next_poll_at = Some(now.instant + Duration::from_millis(7_300));
            feed.snapshot.as_of_unix_ms = Some(now.unix_ms - 4_001);
        });
        let mut seen = Vec::new();
        for late_ms in [0, 2, 1, 40, 0] {
            let mut at = model.now;
            at.instant += Duration::from_millis(late_ms);
            at.unix_ms += late_ms as i64;
            let on_time = std::mem::replace(&mut model.now, at);
            seen.push((data_age_seconds(&model).unwrap(), next_reading(&model).unwrap()));
            model.now = on_time;
            model.now.instant += Duration::from_secs(1);
            model.now.unix_ms += 1000;
        }
        let counts: Vec<_> = seen.iter().map(|(age, wait)| (*age, wait.as_str())).collect();
        assert_eq!(counts, [(5, "in 8s"), (6, "in 7s"), (7, "in 6s"), (8, "in 5s"), (9, "in 4s")]);
    }

    #[test]
    fn a_newcomer_understands_what_is_read() {
        let reading = |lane, page, pages| {
            next_step(&dashboard(4, |feed, _| feed.sweep = Some(Sweep { lane, page, pages }))).unwrap()
        };
        assert_eq!(reading(SweepLane::Full, 1, None), "reading page 1");
        assert_eq!(reading(SweepLane::Fast, 1, Some(1)), "reading active tasks");
        assert_eq!(reading(SweepLane::Fast, 2, Some(3)), "reading active tasks, page 2 of 3");
    }

    #[test]
    fn seconds_are_shown_only_while_the_screen_ticks() {
        assert!(ticks(&dashboard(4, |_, _| ())));
        assert!(!ticks(&dashboard(90, |_, _| ())));
        let soon = |feed: &mut Feed, now: Now| feed.next_poll_at = Some(now.instant + Duration::from_secs(20));
        assert!(ticks(&dashboard(90, soon)));
    }
}
