//! The first line: whose campaigns, how fresh the data is, when the next reading comes, what time it is. Uses `domain` and
//! `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::number::thousands;
use super::segments::{Segment, Side, draw as draw_segments};
use super::text::cut_middle;
use super::theme::Theme;
use crate::app::Model;
use crate::domain::time::{at_offset, span_label, zone_label};
use crate::domain::{Health, SweepLane};

/// Data older than so many poll intervals is stale.
const STALE_AFTER_INTERVALS: i64 = 3;

/// Longest profile name in the header; a server name may be twice as long.
const NAME_COLUMNS: usize = 24;

/// How fresh the data is, in words.
pub(super) struct Freshness {
    /// One word in capitals.
    pub(super) word: &'static str,
    /// What belongs to it: the age, or the attempt.
    pub(super) detail: String,
    /// Its style.
    pub(super) style: Style,
}

/// The age of the data in seconds; `None` before the first reply.
pub(super) fn data_age_seconds(model: &Model) -> Option<i64> {
    let as_of = model.feed.snapshot.as_of_unix_ms?;
    Some(model.now.unix_ms.saturating_sub(as_of).max(0) / 1000)
}

/// Whether the data on screen is so old that it must look old.
pub(super) fn is_stale(model: &Model) -> bool {
    let interval = i64::try_from(model.feed.poll_interval_seconds).unwrap_or(i64::MAX);
    interval > 0 && data_age_seconds(model).is_some_and(|age| age > interval.saturating_mul(STALE_AFTER_INTERVALS))
}

/// What the header calls the state of the reading.
pub(super) fn freshness(model: &Model, theme: &Theme) -> Freshness {
    let say = |word, detail: String, style| Freshness { word, detail, style };
    if model.setup.is_some() {
        return say("NO CREDENTIALS", String::new(), theme.warn);
    }
    let age = data_age_seconds(model).map(span_label);
    let old = || age.as_deref().map_or_else(|| "no data yet".to_owned(), |age| format!("{age} old"));
    match &model.feed.health {
        Health::Dead { .. } => say("STOPPED", old(), theme.bad),
        Health::Refused { .. } => say("REFUSED", old(), theme.bad),
        Health::Failing { .. } => say("FAILING", old(), theme.bad),
        Health::Starting | Health::Live if age.is_none() => say("LOADING", String::new(), theme.accent),
        Health::Starting | Health::Live if is_stale(model) => say("STALE", old(), theme.warn),
        Health::Starting | Health::Live => say("LIVE", old(), theme.title),
    }
}

/// How fresh the data is in the header's own word, for the window's title; empty where the header has none.
pub fn freshness_word(model: &Model, theme: &Theme) -> &'static str {
    freshness(model, theme).word
}

/// What the poller does next: the page it reads, or when it reads again.
pub(super) fn next_step(model: &Model) -> Option<String> {
    if let Some(sweep) = model.feed.sweep {
        let lane = match sweep.lane {
            SweepLane::Full => "page",
            SweepLane::Fast => "active page",
        };
        return Some(match sweep.pages {
            Some(pages) => format!("{lane} {} of {}", thousands(sweep.page.into()), thousands(pages.into())),
            None => format!("{lane} {}", thousands(sweep.page.into())),
        });
    }
    let wait = next_reading(model)?;
    Some(match &model.feed.health {
        Health::Failing { attempt, .. } => format!("attempt {} {wait}", thousands(i64::from(*attempt) + 1)),
        Health::Refused { .. } => format!("next try {wait}"),
        Health::Starting | Health::Live | Health::Dead { .. } => format!("next {wait}"),
    })
}

/// How long until the poller reads by itself: `in 11s`, or `now`. The rest of a second counts as a whole one, so that
/// `now` is said only once the moment has come.
pub(super) fn next_reading(model: &Model) -> Option<String> {
    let is_reading = model.feed.sweep.is_some() || matches!(model.feed.health, Health::Dead { .. });
    let due = model.feed.next_poll_at.filter(|_| !is_reading)?;
    let left_ms = due.saturating_duration_since(model.now.instant).as_millis();
    Some(match i64::try_from(left_ms.div_ceil(1000)).unwrap_or(i64::MAX) {
        0 => "now".to_owned(),
        seconds => format!("in {}", span_label(seconds)),
    })
}

/// Whether the screen is drawn anew every second. While nothing else on it counts seconds it is not, and a clock with
/// seconds would stand still.
fn ticks(model: &Model) -> bool {
    const MINUTE_SECONDS: i64 = 60;
    let is_young = data_age_seconds(model).is_some_and(|age| age < MINUTE_SECONDS);
    let wait = model.feed.next_poll_at.map(|due| due.saturating_duration_since(model.now.instant).as_secs());
    is_young || wait.is_some_and(|wait| (1..=MINUTE_SECONDS.unsigned_abs()).contains(&wait))
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

    let fresh = freshness(model, theme);
    let mut health = vec![Span::styled(fresh.word, fresh.style)];
    if !fresh.detail.is_empty() {
        health.push(Span::styled(format!(" {}", fresh.detail), theme.text));
    }
    segments.push(Segment::of(Side::Right, 9, health));
    if model.setup.is_none() {
        if let Some(next) = next_step(model) {
            segments.push(Segment::new(Side::Right, 3, next, theme.muted));
        }
        if let Some(milliseconds) = model.feed.round_trip_ms {
            let trip = format!("rtt {} ms", thousands(i64::try_from(milliseconds).unwrap_or(i64::MAX)));
            segments.push(Segment::new(Side::Right, 0, trip, theme.muted));
        }
    }
    if let Some(local) = at_offset(model.now.unix_seconds(), model.local_offset_seconds) {
        let zone = zone_label(model.local_offset_seconds.into());
        let format = if ticks(model) { "%H:%M:%S" } else { "%H:%M" };
        let clock = vec![
            Span::styled(local.format(format).to_string(), theme.text),
            Span::styled(format!(" {zone}"), theme.muted),
        ];
        segments.push(Segment::of(Side::Right, 4, clock));
    }
    draw_segments(buf, area, segments);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::app::Account;
    use crate::domain::{Feed, Now, Snapshot, Sweep};

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
        assert_eq!(next_step(&waiting).as_deref(), Some("next in 11s"));
        let nearly = dashboard(4, |feed, now| feed.next_poll_at = Some(now.instant + Duration::from_millis(300)));
        assert_eq!(next_step(&nearly).as_deref(), Some("next in 1s"));
        let due = dashboard(4, |feed, now| feed.next_poll_at = Some(now.instant));
        assert_eq!(next_step(&due).as_deref(), Some("next now"));
        let sweeping = dashboard(4, |feed, _| {
            feed.sweep = Some(Sweep { lane: SweepLane::Full, page: 3, pages: Some(1_200) });
        });
        assert_eq!(next_step(&sweeping).as_deref(), Some("page 3 of 1,200"));
        assert_eq!(next_step(&dashboard(4, |_, _| ())), None);
    }

    #[test]
    fn seconds_are_shown_only_while_the_screen_ticks() {
        assert!(ticks(&dashboard(4, |_, _| ())));
        assert!(!ticks(&dashboard(90, |_, _| ())));
        let soon = |feed: &mut Feed, now: Now| feed.next_poll_at = Some(now.instant + Duration::from_secs(20));
        assert!(ticks(&dashboard(90, soon)));
    }
}
