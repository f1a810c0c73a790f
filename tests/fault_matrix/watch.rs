//! The dashboard without a terminal: the real client and the real poller against a real server, in time that leaps, and
//! what the board draws of it. Requests take no time by the poller's clock, whatever they take in truth.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use callbot_tui::api::{Client, Failure, Page};
use callbot_tui::app::{Account, Model, Msg, update};
use callbot_tui::demo::DemoClock;
use callbot_tui::domain::{Clock, Feed, Health, Now, QueryConditions};
use callbot_tui::keys::{Chord, Key};
use callbot_tui::poll::{PollSettings, TaskSource, spawn};
use callbot_tui::view::{ColourSupport, GlyphSet, Theme, ThemeChoice, freshness_word};
use tokio::runtime::{Builder, Handle, Runtime};

use super::frame;

/// The wall clock at the start: 2026-09-23T07:46:07Z.
const START_MS: i64 = 1_790_149_567_000;

/// When a fault is there, unless it lasts longer: in seconds after the start.
pub const FAULT: Range<u64> = 20..50;

/// Nothing takes longer than this to recover from.
const PATIENCE: Duration = Duration::from_secs(3600);

/// Real time for the client, away from the poller's leaping one.
pub fn real_time() -> &'static Handle {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()).handle()
}

/// The poller's time as the client and the server see it.
pub struct LeapingClock {
    begin: Instant,
    elapsed_ns: AtomicU64,
}

impl LeapingClock {
    pub fn new() -> Arc<Self> {
        Arc::new(Self { begin: Instant::now(), elapsed_ns: AtomicU64::new(0) })
    }

    pub fn elapsed(&self) -> Duration {
        Duration::from_nanos(self.elapsed_ns.load(Ordering::SeqCst))
    }

    /// For a demo server.
    pub fn of_server(self: &Arc<Self>) -> DemoClock {
        let clock = Arc::clone(self);
        Arc::new(move || clock.now().unix_ms)
    }
}

impl Clock for LeapingClock {
    fn now(&self) -> Now {
        let elapsed = self.elapsed();
        Now { instant: self.begin + elapsed, unix_ms: START_MS + elapsed.as_millis() as i64 }
    }
}

/// The same for the poller, which carries tokio's paused time on to it.
struct PollerClock {
    shared: Arc<LeapingClock>,
    begin: tokio::time::Instant,
}

impl Clock for PollerClock {
    fn now(&self) -> Now {
        self.shared.elapsed_ns.store(self.begin.elapsed().as_nanos() as u64, Ordering::SeqCst);
        self.shared.now()
    }
}

/// Asks one client while the fault is there and another before and after it. They may be the same.
#[derive(Clone)]
struct Source {
    usual: Arc<Client>,
    during_the_fault: Arc<Client>,
    clock: Arc<PollerClock>,
    fault: Range<u64>,
}

impl TaskSource for Source {
    async fn list_page(&self, page: u32, size: u32, conditions: &QueryConditions) -> Result<Page, Failure> {
        self.clock.now();
        let is_there = self.fault.contains(&self.clock.shared.elapsed().as_secs());
        let client = Arc::clone(if is_there { &self.during_the_fault } else { &self.usual });
        let conditions = conditions.clone();
        // Paused time stands still while a blocking thread works.
        let asking = tokio::task::spawn_blocking(move || {
            real_time().block_on(async { TaskSource::list_page(&*client, page, size, &conditions).await })
        });
        asking.await.unwrap()
    }
}

/// What a dashboard showed of a fault.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The header's word for the state.
    pub word: &'static str,
    /// What it says below the header: the fault's sentence and hint, or the notice.
    pub words: String,
    /// How long after its end the fault was over for the dashboard, and the step of the back-off that it waited in;
    /// `None` where nothing ever failed.
    pub recovered: Option<(u64, u64)>,
    /// Every screen that was drawn, for searching.
    pub screens: String,
    /// What was wrong with it all.
    pub complaints: Vec<String>,
}

/// Something that happens at a moment, in seconds after the start.
pub type Event = (u64, Box<dyn FnOnce() + Send>);

/// Watches one fault come and go.
pub fn watch(
    clock: &Arc<LeapingClock>,
    fault: &Range<u64>,
    (usual, during_the_fault): (Client, Client),
    base_url: &str,
    events: Vec<Event>,
) -> Seen {
    let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let seen = runtime.block_on(async {
        let poller_clock = Arc::new(PollerClock { shared: Arc::clone(clock), begin: tokio::time::Instant::now() });
        let source = Source {
            usual: Arc::new(usual),
            during_the_fault: Arc::new(during_the_fault),
            clock: Arc::clone(&poller_clock),
            fault: fault.clone(),
        };
        let settings = PollSettings { max_requests_per_second: 0, ..PollSettings::default() };
        let conditions = QueryConditions::default();
        let poller = spawn(move || Ok(source.clone()), settings, conditions, Arc::clone(&poller_clock) as _, 7);
        let mut feed = poller.feed();
        for (second, event) in events {
            let at = poller_clock.begin + Duration::from_secs(second);
            tokio::spawn(async move {
                tokio::time::sleep_until(at).await;
                tokio::task::spawn_blocking(event).await.unwrap();
            });
        }
        let mut board = Board::new(clock, base_url);
        let mut seen =
            Seen { word: "", words: String::new(), recovered: None, screens: String::new(), complaints: Vec::new() };
        let mut tasks_before = None;
        let mut due_after_the_fault = None;
        let ends = Duration::from_secs(fault.end);
        loop {
            poller_clock.now();
            let elapsed = clock.elapsed();
            let now = Arc::clone(&feed.borrow_and_update());
            let fails = now.health.fault().is_some();
            let is_there = fault.contains(&elapsed.as_secs());
            if elapsed.as_secs() < fault.start {
                if fails {
                    seen.complaints.push(format!("failed before the fault: {:?}", now.health));
                }
                if now.snapshot.is_whole {
                    tasks_before = Some(now.snapshot.tasks.len());
                }
            } else if is_there && (now.reading.is_some_and(|reading| is_within(fault, reading.began_unix_ms)) || fails)
            {
                board.draw(&now, &mut seen);
                if tasks_before != Some(now.snapshot.tasks.len()) {
                    let tasks = now.snapshot.tasks.len();
                    seen.complaints.push(format!("{tasks} tasks, {tasks_before:?} before the fault"));
                }
            }
            if fails && elapsed < ends {
                let due = now.next_poll_at.map(|due| due.saturating_duration_since(clock.begin));
                if let Some(due) = due.filter(|due| due_after_the_fault.is_none_or(|(_, known)| known != *due)) {
                    due_after_the_fault = Some((elapsed, due));
                }
            } else if !fails && elapsed >= ends {
                seen.recovered = due_after_the_fault.map(|(failed, due): (Duration, Duration)| {
                    if elapsed > due + Duration::from_secs(1) {
                        seen.complaints.push(format!("recovered at {elapsed:?}, although asked again at {due:?}"));
                    }
                    ((elapsed - ends).as_secs(), (due - failed).as_secs_f64().round() as u64)
                });
                if now.snapshot.tasks.len() != tasks_before.unwrap_or(0) {
                    seen.complaints.push("not all tasks came back".to_owned());
                }
                break;
            }
            if elapsed > PATIENCE {
                seen.complaints.push("never recovered".to_owned());
                break;
            }
            // Health may stay as it is for long; time must go on all the same.
            let _ = tokio::time::timeout(Duration::from_secs(5), feed.changed()).await;
        }
        poller.stopped().await;
        seen
    });
    runtime.shutdown_background();
    seen
}

fn is_within(fault: &Range<u64>, unix_ms: i64) -> bool {
    fault.contains(&(((unix_ms - START_MS) / 1000) as u64))
}

/// A board that is drawn, and looked at closely.
struct Board {
    model: Model,
    clock: Arc<LeapingClock>,
    theme: Theme,
}

impl Board {
    fn new(clock: &Arc<LeapingClock>, base_url: &str) -> Self {
        let account = Account { profile: "prod".to_owned(), base_url: base_url.to_owned(), ..Account::default() };
        let theme = Theme::new(ThemeChoice::Mono, ColourSupport::None, GlyphSet::Ascii);
        Self { model: Model::new(account, None, 0, clock.now()), clock: Arc::clone(clock), theme }
    }

    fn draw(&mut self, feed: &Arc<Feed>, seen: &mut Seen) {
        let now = self.clock.now();
        update(&mut self.model, Msg::Feed(Arc::clone(feed)), now);
        let mut screen = self.screen(120, 36);
        seen.word = freshness_word(&self.model, &self.theme);
        let words = match feed.health.fault() {
            Some(fault) => format!("{}. {}", fault.sentence, fault.hint),
            None => feed.notice.clone().unwrap_or_default(),
        };
        let squeezed = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let sentence = feed.health.fault().map_or(words.as_str(), |fault| &fault.sentence);
        if !squeezed(&screen).contains(&squeezed(sentence).chars().take(60).collect::<String>()) {
            seen.complaints.push(format!("the screen does not say {sentence:?}:\n{screen}"));
        }
        let start_of = |name: &str| name.chars().take(8).collect::<String>();
        if !feed.snapshot.tasks.iter().any(|task| screen.contains(&start_of(task.display_name()))) {
            seen.complaints.push(format!("no task is on the screen:\n{screen}"));
        }
        if let Health::Dead { fault } = &feed.health {
            seen.complaints.push(format!("the poller died: {fault:?}"));
        }
        // The detail of a task, its raw JSON, the help, the alerts: whatever can be seen, once for what is said.
        let tour: &[&str] =
            if words == seen.words { &[] } else { &["\n", "J", "\u{1b}", "\u{1b}", "?", "\u{1b}", "a", "\u{1b}"] };
        seen.words = words;
        for keys in tour {
            for c in keys.chars() {
                let chord = match c {
                    '\n' => Chord::plain(Key::Enter),
                    '\u{1b}' => Chord::plain(Key::Esc),
                    c => Chord::char(c),
                };
                update(&mut self.model, Msg::Chord(chord), now);
            }
            screen.push_str(&self.screen(120, 60));
        }
        seen.screens.push_str(&screen);
    }

    fn screen(&mut self, width: u16, height: u16) -> String {
        let now = self.clock.now();
        let (buffer, drawn) = frame::render(&self.model, &self.theme, width, height);
        update(&mut self.model, Msg::Drawn(drawn), now);
        frame::text(&buffer)
    }
}
