//! Clocks that are set: by a user, by a service that corrects them after months, by a laptop whose battery was empty. The
//! data stays, reading goes on once the clock is right, and no age is ever negative.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use callbot_tui::api::{Client, ClientSettings};
use callbot_tui::app::{Model, Msg, update};
use callbot_tui::demo::{DEMO_SECRET, DEMO_UUID, DemoOptions, DemoServer};
use callbot_tui::domain::{Clock, Feed, Health, Now, QueryConditions, Reading, SweepLane};
use callbot_tui::keys::{Chord, Key};
use callbot_tui::poll::{self, PollSettings};
use callbot_tui::runtime::clock::{SystemClock, unix_ms_now};
use callbot_tui::view::{ColourSupport, GlyphSet, Theme, ThemeChoice};
use support::alerts::alarmed_hostile;
use support::fleet::everyday;
use support::frame::{render, text};
use support::scenes::{feed, now};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 1440 * MINUTE_MS;

/// The machine's clock, and how far a user has put it wrong.
#[derive(Debug, Default)]
struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Now {
        let Now { instant, unix_ms } = SystemClock.now();
        Now { instant, unix_ms: unix_ms + self.0.load(Ordering::SeqCst) }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_set_wrong_costs_no_data_and_reading_goes_on_once_it_is_right() {
    let server = DemoServer::start(DemoOptions::new(Arc::new(unix_ms_now))).unwrap();
    let clock = Arc::new(SetClock::default());
    let settings = ClientSettings::new(server.base_url(), DEMO_UUID, DEMO_SECRET.into());
    let of_client: Arc<dyn Clock> = clock.clone();
    let make = move || Client::new(settings.clone(), Arc::clone(&of_client)).map_err(|error| error.failure());
    let each_second = PollSettings {
        active_interval: Duration::from_secs(1),
        full_interval: Duration::from_secs(1),
        max_requests_per_second: 0,
        ..PollSettings::default()
    };
    let poller = poll::spawn(make, each_second, QueryConditions::default(), clock.clone(), 1);
    let mut feeds = poller.feed();
    let is_live = |feed: &Arc<Feed>| feed.health == Health::Live && feed.reading.is_some();
    let tasks = feeds.wait_for(is_live).await.unwrap().snapshot.tasks.len();
    assert!(tasks > 30);
    for step_ms in [10 * MINUTE_MS, -10 * MINUTE_MS, DAY_MS, -DAY_MS, -20_000 * DAY_MS] {
        clock.0.store(step_ms, Ordering::SeqCst);
        poller.refresh();
        let feed = feeds.wait_for(|feed| feed.health != Health::Live).await.unwrap().clone();
        assert_eq!(feed.snapshot.tasks.len(), tasks, "{step_ms}: the last data stays");
        clock.0.store(0, Ordering::SeqCst);
        poller.refresh();
        let feed = feeds.wait_for(is_live).await.unwrap().clone();
        assert_eq!(feed.snapshot.tasks.len(), tasks, "{step_ms}");
    }
}

fn published(model: &Model, read_unix_ms: i64) -> Msg {
    let mut feed = feed(everyday());
    let newest = model.newest_feed();
    feed.snapshot.revision = newest.snapshot.revision + 1;
    feed.snapshot.as_of_unix_ms = Some(read_unix_ms);
    let number = newest.reading.map_or(0, |reading| reading.number) + 1;
    feed.reading =
        Some(Reading { number, lane: SweepLane::Full, began_unix_ms: read_unix_ms - 100, ended_unix_ms: read_unix_ms });
    Msg::Feed(Arc::new(feed))
}

#[test]
fn a_board_draws_under_any_clock_and_shows_no_negative_age() {
    let theme = Theme::new(ThemeChoice::ColourBlind, ColourSupport::Ansi256, GlyphSet::Block);
    let start = now();
    for keys in ["", "\r", "w", "a", "d"] {
        let mut model = alarmed_hostile("");
        for key in keys.chars() {
            let chord = match key {
                '\r' => Chord::plain(Key::Enter),
                letter => Chord::char(letter),
            };
            update(&mut model, Msg::Chord(chord), start);
        }
        let steps =
            [1, -1, 600_000, -600_000, DAY_MS, -DAY_MS, 400 * DAY_MS, -400 * DAY_MS, i64::MAX / 4, i64::MIN / 4, 0];
        for (number, step_ms) in steps.into_iter().enumerate() {
            let instant = start.instant + Duration::from_secs(number as u64);
            let now = Now { instant, unix_ms: start.unix_ms.saturating_add(step_ms) };
            // A tick under the new clock first, with data that is now from the future or long ago; then a reading by it.
            for message in [Msg::Tick, published(&model, now.unix_ms), Msg::Tick] {
                update(&mut model, message, now);
                for (width, height) in [(120, 36), (20, 5)] {
                    let (buffer, drawn) = render(&model, &theme, width, height);
                    update(&mut model, Msg::Drawn(drawn), now);
                    let screen = text(&buffer);
                    let header = screen.lines().next().unwrap_or_default();
                    let has_negative =
                        header.split("LIVE").nth(1).is_some_and(|rest| rest.trim_start().starts_with('-'));
                    assert!(!has_negative, "{keys:?} {step_ms}: {header}");
                }
            }
        }
    }
}
