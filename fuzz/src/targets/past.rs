//! The stored history: packed days, rows that nobody wrote, whole files that are damaged.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use callbot_tui::domain::{Task, TaskKey, TaskStatus};
use callbot_tui::history::{AlertSettings, Counters, History, Link, Past, Record, Sample};
use callbot_tui::store::pack::{pack, unpack};
use callbot_tui::store::thin::{PACKED_STEP_MS, in_order, relink, thin};
use callbot_tui::store::{Coverage, Limits, Store, read_past};
use rusqlite::{Connection, params};

use super::answers::look;
use super::words::{NOW_MS, feed};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The most steps of upkeep in a row: a file may not keep the program busy for ever.
const MOST_STEPS: usize = 400;

/// A packed day.
pub(super) fn blob(data: &[u8]) {
    let Some(mut samples) = unpack(data) else {
        return;
    };
    assert_eq!(unpack(&pack(&samples)).as_ref(), Some(&samples), "what was unpacked packs again");
    in_order(&mut samples);
    relink(&mut samples, &[(0, NOW_MS)]);
    let before = samples.len();
    thin(&mut samples, |_| PACKED_STEP_MS);
    assert!(samples.len() <= before && samples.windows(2).all(|pair| pair[0].unix_ms < pair[1].unix_ms));
}

/// Numbers from bytes, those at which something may go wrong among them.
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn raw(&mut self) -> Option<i64> {
        let (bytes, rest) = self.0.split_first_chunk::<8>()?;
        self.0 = rest;
        Some(i64::from_le_bytes(*bytes))
    }

    /// A counter, mostly.
    fn next(&mut self) -> Option<i64> {
        match self.byte()? {
            250 => Some(i64::MAX),
            251 => Some(i64::MIN),
            252 => Some(-1),
            253 => Some(99_999),
            254 => Some(1 << 53),
            255 => self.raw(),
            small => Some(small.into()),
        }
    }

    /// A moment, mostly of the last days.
    fn moment(&mut self) -> Option<i64> {
        let back = i64::from(self.byte()?);
        Some(match self.byte()? {
            0..=99 => NOW_MS - back * 15_000,
            100..=179 => NOW_MS - back * HOUR_MS,
            180..=219 => NOW_MS - back * DAY_MS,
            220..=229 => NOW_MS + back * DAY_MS,
            _ => self.next()?,
        })
    }

    fn sample(&mut self) -> Option<Sample> {
        let unix_ms = self.moment()?;
        let [orders, finished, answered_orders, calls, answered_calls] =
            [self.next()?, self.next()?, self.next()?, self.next()?, self.next()?];
        let counters = Counters { orders, finished, answered_orders, calls, answered_calls };
        let link = [Link::Continues, Link::Gap, Link::Reset].get(usize::from(self.byte()? % 3)).copied()?;
        Some(Sample { unix_ms, counters, status: self.byte()? % 7, settings: u32::from(self.byte()? % 3), link })
    }
}

/// A small history, as this release writes it: rows, packed days, what was watched.
fn template() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("history.db");
        let mut store = Store::open(&path, Coverage::Whole).expect("a new store");
        for day in (0..6).rev() {
            let at = NOW_MS - day * DAY_MS;
            let counters =
                Counters { orders: 100, finished: 60 - day, answered_orders: 20, calls: 90 - day, answered_calls: 30 };
            let sample = |unix_ms| Sample { unix_ms, counters, status: 2, settings: 1, link: Link::Continues };
            let samples = ["t0", "t1", "t2"].map(|id| (key(id), sample(at)));
            let record = Record { reading: (at - 1000, at), gap_ms: 45_000, samples: samples.into() };
            store.append(&[record]).expect("an append");
        }
        while store.keep_up(NOW_MS, &Limits::default()).expect("upkeep") {}
        drop(store);
        fs::read(&path).expect("the file")
    })
}

fn key(id: &str) -> TaskKey {
    TaskKey::new(Some(id), None, String::new)
}

/// A folder of this thread, for one file that is written again and again.
fn file() -> PathBuf {
    thread_local! {
        static FOLDER: tempfile::TempDir = tempfile::tempdir().expect("a folder");
    }
    let path = FOLDER.with(|folder| folder.path().join("history.db"));
    for end in ["", "-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(path.with_file_name(format!("history.db{end}")));
    }
    path
}

/// A history whose file is whole and whose rows are anything. The first byte of each row says which table it goes to.
pub(super) fn rows(data: &[u8]) {
    let path = file();
    fs::write(&path, template()).expect("the folder can be written");
    let connection = Connection::open(&path).expect("the template opens");
    connection.execute_batch("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN").expect("a transaction");
    insert(&connection, &mut Numbers(data));
    connection.execute_batch("COMMIT").expect("an end");
    drop(connection);
    use_it(&path);
}

fn insert(connection: &Connection, numbers: &mut Numbers<'_>) -> Option<()> {
    loop {
        // Rows that a table refuses are none.
        let _ = match numbers.byte()? % 8 {
            0 => {
                let row = [numbers.moment()?, numbers.next()?, numbers.next()?, numbers.next()?, numbers.next()?];
                let more = [numbers.next()?, numbers.next()?, numbers.next()?, numbers.next()?, numbers.next()?];
                let all = row.into_iter().chain(more);
                connection.execute("INSERT INTO recent VALUES (?,?,?,?,?,?,?,?,?,?)", rusqlite::params_from_iter(all))
            }
            1..=3 => {
                let task = i64::from(numbers.byte()? % 4);
                let day = numbers.moment()?.div_euclid(DAY_MS);
                let samples: Vec<Sample> = (0..numbers.byte()? % 8).map_while(|_| numbers.sample()).collect();
                connection.execute("INSERT INTO days VALUES (?, ?)", params![(day << 32) | task, pack(&samples)])
            }
            4 => {
                let length = usize::from(numbers.byte()?).min(numbers.0.len());
                let (blob, rest) = numbers.0.split_at(length);
                numbers.0 = rest;
                connection.execute("INSERT INTO days VALUES (?, ?)", params![numbers.next()?, blob])
            }
            5 => connection.execute(
                "INSERT INTO watched (begin_ms, end_ms) VALUES (?, ?)",
                params![numbers.moment()?, numbers.moment()?],
            ),
            6 => connection.execute(
                "UPDATE tasks SET last_day = ?, id = ? WHERE id = ?",
                params![numbers.next()?, numbers.next()?, numbers.byte()?],
            ),
            _ => {
                let sample = numbers.sample()?;
                let Counters { orders, finished, answered_orders, calls, answered_calls } = sample.counters;
                connection.execute(
                    "INSERT INTO recent VALUES (?,?,?,?,?,?,?,?,?,?)",
                    params![
                        sample.unix_ms,
                        numbers.byte()? % 4,
                        orders,
                        finished,
                        answered_orders,
                        calls,
                        answered_calls,
                        sample.status,
                        sample.settings,
                        0
                    ],
                )
            }
        };
    }
}

/// A whole file: as it is where it looks like one, else places and bytes to put over one that is whole. A file may be
/// followed by what lies beside it, the log, after a line `-- wal --`.
pub(super) fn store(data: &[u8]) {
    let path = file();
    if data.starts_with(b"SQLite format 3\0") {
        const BORDER: &[u8] = b"\n-- wal --\n";
        let border = data.windows(BORDER.len()).position(|window| window == BORDER);
        let (main, log) = data.split_at(border.unwrap_or(data.len()));
        fs::write(&path, main).expect("the folder can be written");
        if let Some(log) = log.get(BORDER.len()..) {
            fs::write(path.with_file_name("history.db-wal"), log).expect("the folder can be written");
        }
    } else {
        let mut whole = template().to_vec();
        let mut rest = data;
        while let Some(([page, high, low, length], after)) = rest.split_first_chunk::<4>() {
            let length = usize::from(length % 32).min(after.len());
            let (bytes, after) = after.split_at(length);
            // The heads of pages are where a file is most easily broken.
            let start = usize::from(*page) * 4096 + (usize::from(*high) % 16 * 256 + usize::from(*low));
            for (offset, byte) in bytes.iter().enumerate() {
                if let Some(place) = whole.get_mut(start + offset) {
                    *place = *byte;
                }
            }
            rest = after;
        }
        fs::write(&path, whole).expect("the folder can be written");
    }
    use_it(&path);
}

/// Does with a file what the program does: the headless commands first, then the dashboard.
fn use_it(path: &Path) {
    let mut pasts: Vec<Past> = Vec::new();
    pasts.extend(read_past(path, NOW_MS - 26 * HOUR_MS..NOW_MS + 1, None));
    pasts.extend(read_past(path, NOW_MS - 7 * DAY_MS..i64::MAX, Some(&key("t1"))));
    pasts.extend(read_past(path, 0..NOW_MS + 1, Some(&key("t2"))));
    if let Ok(mut store) = Store::open(path, Coverage::Whole) {
        let _ = store.read_parts(NOW_MS, |part| pasts.push(part));
        let counters = Counters { orders: 100, finished: 70, answered_orders: 20, calls: 99, answered_calls: 30 };
        let sample = Sample { unix_ms: NOW_MS, counters, status: 2, settings: 1, link: Link::Continues };
        let samples = vec![(key("t1"), sample), (key("new"), sample)];
        let _ = store.append(&[Record { reading: (NOW_MS, NOW_MS), gap_ms: 45_000, samples }]);
        let limits = Limits { days: 5, detail_hours: 1, ..Limits::default() };
        for _ in 0..MOST_STEPS {
            if !store.keep_up(NOW_MS, &limits).unwrap_or(false) {
                break;
            }
        }
        let _ = store.bytes();
    }
    for past in pasts {
        restore(past);
    }
}

/// Works a past in, before and after the first reading.
fn restore(past: Past) {
    let task = |id: &str| Arc::new(Task { status: Some(TaskStatus::Running), ..Task::empty(key(id)) });
    let tasks = ["t0", "t1", "t2"].map(task);
    judge_with(past, &tasks);
}

fn judge_with(past: Past, tasks: &[Arc<Task>]) {
    let mut history = History::new(AlertSettings::default());
    history.restore(past.clone());
    for number in 1..=2 {
        let at = NOW_MS + 15_000 * i64::try_from(number).unwrap_or(0);
        let mut published = (*feed(tasks.to_vec(), number)).clone();
        published.reading = Some(callbot_tui::domain::Reading {
            number,
            lane: callbot_tui::domain::SweepLane::Full,
            began_unix_ms: at - 100,
            ended_unix_ms: at,
        });
        published.poll_interval_seconds = 15;
        history.observe(&published, at);
    }
    history.restore(past);
    for task in tasks {
        look(task, &history);
    }
}
