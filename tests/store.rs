//! The history on disk, with real files and real processes: nothing that was kept is lost to a sudden end, a full disk, a
//! second instance or a clock that steps back.
//!
//! Children are this very program with one ignored test and its orders in the environment.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may fail loudly, and children talk on standard output"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use callbot_tui::domain::TaskKey;
use callbot_tui::history::{Counters, Link, Past, Record, Sample};
use callbot_tui::store::{Coverage, Identity, Limits, Store, StoreError, file, read_past};
use proptest::prelude::*;
use rusqlite::Connection;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Noon of a day.
const START_MS: i64 = 20_700 * DAY_MS + 12 * HOUR_MS;

fn key(number: usize) -> TaskKey {
    TaskKey::from_text(&format!("task-{number}"))
}

fn sample(unix_ms: i64, calls: i64) -> Sample {
    let counters =
        Counters { orders: 100_000, finished: calls / 3, answered_orders: calls / 4, calls, answered_calls: calls / 2 };
    Sample { unix_ms, counters, status: 2, settings: 0x1234_5678, link: Link::Continues }
}

/// A reading of so many tasks that all moved.
fn record(unix_ms: i64, tasks: usize, calls: i64) -> Record {
    let samples = (0..tasks).map(|number| (key(number), sample(unix_ms, calls))).collect();
    Record { reading: (unix_ms - 200, unix_ms), gap_ms: 45_000, samples }
}

fn open(path: &Path) -> Store {
    Store::open(path, Coverage::Whole).expect("the store opens")
}

struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("history-prod.db")
    }

    fn all(&self) -> Past {
        read_past(&self.path(), i64::MIN..i64::MAX, None).unwrap()
    }

    fn samples(&self) -> usize {
        self.all().tasks.iter().map(|task| task.samples.len()).sum()
    }

    fn is_whole(&self) -> bool {
        let connection = Connection::open(self.path()).unwrap();
        connection.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap() == "ok"
    }
}

/// What the dashboard reads.
fn parts(store: &Store, now_unix_ms: i64) -> [Past; 3] {
    let mut parts = Vec::new();
    store.read_parts(now_unix_ms, |past| parts.push(past)).unwrap();
    parts.try_into().unwrap()
}

/// Upkeep until there is nothing more to do.
fn keep_up(store: &mut Store, now_unix_ms: i64, limits: &Limits) {
    let mut steps = 0;
    while store.keep_up(now_unix_ms, limits).unwrap() {
        steps += 1;
        assert!(steps < 100_000, "upkeep never ends");
    }
}

#[test]
fn what_is_kept_comes_back_and_a_file_that_is_not_there_is_no_error() {
    let bench = Bench::new();
    assert_eq!(bench.all(), Past::default());
    let mut store = open(&bench.path());
    assert_eq!(bench.all(), Past::default());
    let records: Vec<_> = (0..40).map(|number| record(START_MS + number * 15_000, 3, number * 7)).collect();
    store.append(&records).unwrap();
    store.append(&records[20..]).unwrap();
    let past = bench.all();
    assert_eq!(past, store.read_past(i64::MIN..i64::MAX, None).unwrap());
    assert_eq!(past.tasks.len(), 3);
    for task in &past.tasks {
        let expected: Vec<_> = (0..40).map(|number| sample(START_MS + number * 15_000, number * 7)).collect();
        assert_eq!(task.samples, expected);
    }
    assert_eq!(past.watched, [(START_MS - 200, START_MS + 39 * 15_000)]);
    let one = read_past(&bench.path(), START_MS + 30 * 15_000..i64::MAX, Some(&key(1))).unwrap();
    assert_eq!(one.tasks.len(), 1);
    // The one before holds until the first of them.
    assert_eq!(one.tasks[0].samples.len(), 11);
    assert_eq!(read_past(&bench.path(), 0..i64::MAX, Some(&key(9))).unwrap().tasks, []);
}

#[test]
fn gaps_in_watching_are_kept_and_short_ones_are_none() {
    let bench = Bench::new();
    let mut store = open(&bench.path());
    let at = |seconds: i64| Record { samples: Vec::new(), ..record(START_MS + seconds * 1000, 0, 0) };
    store.append(&[at(0), at(15), at(30), at(100), at(115)]).unwrap();
    drop(store);
    let mut store = open(&bench.path());
    store.append(&[at(140)]).unwrap();
    let seconds = |ms: i64| (ms - START_MS) / 1000;
    let spans: Vec<_> =
        bench.all().watched.into_iter().map(|(begin, end)| (seconds(begin + 200), seconds(end))).collect();
    assert_eq!(spans, [(0, 30), (100, 140)]);
}

#[test]
fn a_run_that_asks_for_some_tasks_only_claims_no_stillness() {
    let bench = Bench::new();
    let mut store = Store::open(&bench.path(), Coverage::Part).unwrap();
    store.append(&[record(START_MS, 2, 1)]).unwrap();
    let past = bench.all();
    assert_eq!((past.tasks.len(), past.watched), (2, Vec::new()));
}

#[test]
fn a_row_without_an_id_is_not_kept() {
    let bench = Bench::new();
    let mut store = open(&bench.path());
    let place = TaskKey::new(None, None, || "3".to_owned());
    let record = Record { samples: vec![(place, sample(START_MS, 1))], ..record(START_MS, 0, 0) };
    store.append(&[record]).unwrap();
    assert_eq!(bench.samples(), 0);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_any_of_its_files() {
    use std::os::unix::fs::PermissionsExt as _;

    let bench = Bench::new();
    let mut store = open(&bench.path());
    store.append(&[record(START_MS, 2, 1)]).unwrap();
    let files: Vec<_> = fs::read_dir(bench.folder.path()).unwrap().map(|entry| entry.unwrap()).collect();
    assert_eq!(files.len(), 4, "the file, its log, the log's index and the lock");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
}

#[test]
fn a_newer_file_and_somebody_elses_are_left_as_they_are() {
    let bench = Bench::new();
    drop(open(&bench.path()));
    Connection::open(bench.path()).unwrap().pragma_update(None, "user_version", 7).unwrap();
    let before = fs::read(bench.path()).unwrap();
    for error in [
        Store::open(&bench.path(), Coverage::Whole).unwrap_err(),
        read_past(&bench.path(), 0..i64::MAX, None).unwrap_err(),
    ] {
        assert!(matches!(error, StoreError::Newer { found: 7, .. }), "{error}");
    }
    assert_eq!(fs::read(bench.path()).unwrap(), before);

    let other = bench.folder.path().join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    let before = fs::read(&other).unwrap();
    assert!(matches!(Store::open(&other, Coverage::Whole), Err(StoreError::Damaged)));
    assert_eq!(fs::read(&other).unwrap(), before);
    fs::write(&other, "this is a text, and much too long for an empty database ".repeat(99)).unwrap();
    assert!(matches!(Store::open(&other, Coverage::Whole), Err(StoreError::Damaged)));
    assert!(matches!(read_past(&other, 0..i64::MAX, None), Err(StoreError::Damaged)));
    assert!(matches!(Store::open(bench.folder.path(), Coverage::Whole), Err(StoreError::Damaged)));
}

#[test]
fn a_page_that_was_overwritten_is_noticed_and_the_file_set_aside_whole() {
    let bench = Bench::new();
    let mut store = open(&bench.path());
    store.append(&[record(START_MS, 5000, 1)]).unwrap();
    drop(store);
    let mut bytes = fs::read(bench.path()).unwrap();
    let length = bytes.len();
    bytes[8192..length - 4096].fill(0xa5);
    fs::write(bench.path(), &bytes).unwrap();
    assert!(matches!(read_past(&bench.path(), 0..i64::MAX, None), Err(StoreError::Damaged)));
    let aside = set_aside(&bench.path(), START_MS);
    assert_eq!(aside.file_name().unwrap(), "history-prod.db.broken-20260904-120000");
    assert_eq!(fs::read(&aside).unwrap(), bytes);
    assert_eq!(bench.samples(), 0);
    drop(open(&bench.path()));
    let again = set_aside(&bench.path(), START_MS);
    assert_ne!(again, aside);
    // The newest two are enough to look into.
    drop(open(&bench.path()));
    let last = set_aside(&bench.path(), START_MS + 1000);
    assert_eq!([&aside, &again, &last].map(|path| path.exists()), [false, true, true]);
}

fn set_aside(path: &Path, now_unix_ms: i64) -> PathBuf {
    file::set_aside(path, Identity::of(path), now_unix_ms).unwrap().expect("nobody was faster")
}

#[cfg(unix)]
#[test]
fn the_healthy_file_that_took_the_place_of_a_damaged_one_is_left_alone() {
    let bench = Bench::new();
    fs::write(bench.path(), "no database ".repeat(1000)).unwrap();
    // Two instances found it.
    let found = Identity::of(&bench.path());
    assert!(file::set_aside(&bench.path(), found, START_MS).unwrap().is_some());
    open(&bench.path()).append(&[record(START_MS, 1, 1)]).unwrap();
    assert_eq!(file::set_aside(&bench.path(), found, START_MS).unwrap(), None);
    assert_eq!(bench.samples(), 1);
}

#[test]
fn what_a_wrong_clock_left_in_the_future_is_not_read_and_not_lost() {
    let bench = Bench::new();
    let mut store = open(&bench.path());
    let future = START_MS + 400 * DAY_MS;
    store.append(&[record(START_MS, 1, 5), record(future, 1, 900)]).unwrap();
    for now in [START_MS, START_MS + HOUR_MS / 2] {
        let [first, ..] = parts(&store, now);
        assert_eq!((first.tasks[0].samples.as_slice(), first.watched.len()), (&[sample(START_MS, 5)][..], 1));
        assert_eq!(read_past(&bench.path(), 0..now + 1, None).unwrap(), first);
    }
    assert_eq!(bench.samples(), 2);
    // A span of watching that reaches into the future ends now.
    store.append(&[Record { reading: (START_MS - 200, future), ..record(START_MS + 15_000, 1, 6) }]).unwrap();
    let past = read_past(&bench.path(), 0..START_MS + 30_001, None).unwrap();
    assert_eq!(past.watched, [(START_MS - 200, START_MS + 30_001)]);
}

#[test]
fn a_task_that_is_written_for_months_keeps_its_number_and_no_number_is_given_twice() {
    let bench = Bench::new();
    let mut store = open(&bench.path());
    store.append(&[record(START_MS, 2, 1)]).unwrap();
    // The first task goes on under the number that was given at the start; nothing is packed, so that nothing but the
    // writing itself can note the day.
    for day in 1..=120 {
        let at = START_MS + day * DAY_MS;
        store.append(&[Record { samples: vec![(key(0), sample(at, 10 + day))], ..record(at, 0, 0) }]).unwrap();
    }
    let mut other = open(&bench.path());
    let last_days = || {
        let connection = Connection::open(bench.path()).unwrap();
        let mut query = connection.prepare("SELECT last_day FROM tasks ORDER BY id").unwrap();
        query.query_map([], |row| row.get(0)).unwrap().collect::<Result<Vec<i64>, _>>().unwrap()
    };
    assert_eq!(last_days(), [20_820, 20_700]);
    // Samples of a task that was forgotten stay behind: they belong to nobody, however many tasks come.
    Connection::open(bench.path())
        .unwrap()
        .execute_batch("DELETE FROM tasks WHERE key = 'task-1'; UPDATE counters SET value = value + 1")
        .unwrap();
    let at = START_MS + 121 * DAY_MS;
    for number in [7, 8, 1] {
        let store = if number == 8 { &mut store } else { &mut other };
        store.append(&[Record { samples: vec![(key(number), sample(at, 3))], ..record(at, 0, 0) }]).unwrap();
    }
    let past = bench.all();
    let of = |number: usize| past.tasks.iter().find(|task| task.key == key(number)).unwrap().samples.len();
    assert_eq!([of(0), of(7), of(8), of(1)], [121, 1, 1, 1]);
}

#[cfg(unix)]
#[test]
fn a_file_beside_which_nothing_can_be_written_is_read_all_the_same() {
    let bench = Bench::new();
    open(&bench.path()).append(&[record(START_MS, 3, 1)]).unwrap();
    // As on a full or read-only disk: SQLite cannot make the file that it shares with others.
    std::os::unix::fs::symlink("/no/such/folder/shm", bench.folder.path().join("history-prod.db-shm")).unwrap();
    assert!(Store::open(&bench.path(), Coverage::Whole).is_err());
    assert_eq!(bench.samples(), 3);
    let mut parts = Vec::new();
    callbot_tui::store::read_parts(&bench.path(), START_MS, |past| parts.push(past)).unwrap();
    assert_eq!((parts.len(), parts[0].tasks.len()), (3, 3));
}

#[test]
fn the_parts_for_the_dashboard_are_one_view_of_the_file() {
    let bench = Bench::new();
    let now = START_MS + 5 * HOUR_MS;
    open(&bench.path()).append(&[record(START_MS, 1, 1)]).unwrap();
    let (store, mut other) = (open(&bench.path()), open(&bench.path()));
    let mut seen = Vec::new();
    store
        .read_parts(now, |past| {
            seen.push(past.tasks.iter().map(|task| task.samples.len()).sum::<usize>());
            other.append(&[record(START_MS + seen.len() as i64 * 60_000, 1, 1)]).unwrap();
        })
        .unwrap();
    assert_eq!(seen, [0, 0, 1]);
}

#[test]
fn a_full_disk_is_an_error_and_what_was_there_stays() {
    let bench = Bench::new();
    let mut store = open(&bench.path());
    store.append(&[record(START_MS, 100, 1)]).unwrap();
    drop(store);
    // As little room as can be: SQLite's own limit stands for the disk's.
    let limited = Connection::open(bench.path()).unwrap();
    let pages: i64 = limited.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    drop(limited);
    let mut store = open(&bench.path());
    store.limit_pages(pages + 5).unwrap();
    let error = (1..200).find_map(|number| store.append(&[record(START_MS + number * 15_000, 100, number)]).err());
    assert!(matches!(error, Some(StoreError::Full)), "{error:?}");
    let before = bench.samples();
    assert!(before >= 100 && before.is_multiple_of(100), "whole batches only: {before}");
    store.limit_pages(pages + 1000).unwrap();
    store.append(&[record(START_MS + 9_000_000, 100, 999)]).unwrap();
    assert_eq!(bench.samples(), before + 100);
    drop(store);
    assert!(bench.is_whole());
}

#[test]
fn a_clock_that_steps_back_gives_no_negative_difference() {
    let bench = Bench::new();
    let mut store = open(&bench.path());
    for number in 0..20 {
        store.append(&[record(START_MS + number * 15_000, 1, number * 10)]).unwrap();
    }
    for number in 20..60 {
        store.append(&[record(START_MS - HOUR_MS + number * 100_001, 1, number * 10)]).unwrap();
    }
    let past = bench.all();
    let samples = &past.tasks[0].samples;
    assert_eq!(samples.len(), 60);
    for pair in samples.windows(2) {
        assert!(pair[0].unix_ms < pair[1].unix_ms);
        let fell = pair[1].counters.fell_since(&pair[0].counters);
        assert_eq!(fell, pair[1].link == Link::Reset, "{pair:?}");
    }
}

#[test]
fn a_clock_that_is_wrong_for_a_moment_costs_a_day_at_most() {
    let bench = Bench::new();
    let mut store = open(&bench.path());
    for day in 0..30 {
        store.append(&[record(START_MS + day * DAY_MS, 3, day)]).unwrap();
    }
    let limits = Limits::default();
    keep_up(&mut store, START_MS + 30 * DAY_MS, &limits);
    assert_eq!(bench.samples(), 90);
    keep_up(&mut store, START_MS + 4000 * DAY_MS, &limits);
    assert_eq!(bench.samples(), 87);
}

#[test]
fn what_is_too_old_goes_and_tasks_with_it() {
    let bench = Bench::new();
    let mut store = open(&bench.path());
    let limits = Limits { days: 10, ..Limits::default() };
    store.append(&[record(START_MS, 5, 1)]).unwrap();
    for day in 1..60 {
        store.append(&[record(START_MS + day * DAY_MS, 2, day)]).unwrap();
        keep_up(&mut store, START_MS + day * DAY_MS, &limits);
    }
    let past = bench.all();
    assert_eq!(past.tasks.len(), 2);
    assert_eq!(past.tasks[0].samples.first().unwrap().unix_ms, START_MS + 49 * DAY_MS);
    assert!(past.watched.first().unwrap().0 >= START_MS + 48 * DAY_MS);
    let count = |table: &str| {
        let connection = Connection::open(bench.path()).unwrap();
        connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!(count("tasks"), 2, "forgotten tasks give their numbers up");
    // A task that comes back under a number that another instance gave up is not mixed with anybody.
    let mut other = open(&bench.path());
    other.append(&[record(START_MS + 60 * DAY_MS, 4, 5)]).unwrap();
    store.append(&[record(START_MS + 60 * DAY_MS + 15_000, 5, 6)]).unwrap();
    let past = read_past(&bench.path(), START_MS + 60 * DAY_MS..i64::MAX, None).unwrap();
    let counts: Vec<_> = past.tasks.iter().map(|task| (task.key.as_str().to_owned(), task.samples.len())).collect();
    let expected = [("task-0", 2), ("task-1", 2), ("task-2", 2), ("task-3", 2), ("task-4", 1)];
    assert_eq!(counts, expected.map(|(key, count)| (key.to_owned(), count)));
}

#[test]
fn a_file_that_is_too_large_loses_its_oldest_days_and_shrinks() {
    let bench = Bench::new();
    let mut store = open(&bench.path());
    let days = 12;
    for quarter in 0..days * 96 {
        store.append(&[record(START_MS + quarter * 900_000, 300, quarter * 37 % 9973)]).unwrap();
    }
    let now = START_MS + days * DAY_MS;
    drop(store);
    let length = || fs::metadata(bench.path()).unwrap().len();
    let unpacked = length();
    let mut store = open(&bench.path());
    let limits = Limits { detail_hours: 6, ..Limits::default() };
    keep_up(&mut store, now, &limits);
    let before = store.bytes().unwrap();
    let most_bytes = before * 3 / 5;
    keep_up(&mut store, now, &Limits { most_bytes, ..limits });
    assert!(store.bytes().unwrap() <= most_bytes, "{} of {before}", store.bytes().unwrap());
    let past = bench.all();
    let oldest = past.tasks.iter().map(|task| task.samples[0].unix_ms).min().unwrap();
    assert!(oldest > START_MS + DAY_MS && oldest < now - 2 * DAY_MS, "the newest stay: {}", (now - oldest) / HOUR_MS);
    let newest = past.tasks.iter().map(|task| task.samples.last().unwrap().unix_ms).min().unwrap();
    assert_eq!(newest, now - 900_000);
    // Smaller than what is not packed yet: even that goes, but never the last hour.
    keep_up(&mut store, now, &Limits { most_bytes: 1, ..limits });
    let past = bench.all();
    let oldest = past.tasks.iter().map(|task| task.samples[0].unix_ms).min().unwrap();
    assert!(oldest >= now - HOUR_MS, "{}", now - oldest);
    drop(store);
    assert!(bench.is_whole());
    assert!(length() < unpacked / 4, "pages went back to the file system: {} of {unpacked}", length());
}

#[test]
fn both_parts_for_the_dashboard_cover_a_week_and_thin_with_age() {
    let bench = Bench::new();
    let mut store = open(&bench.path());
    let now = START_MS + 9 * DAY_MS;
    let readings = 9 * DAY_MS / 30_000;
    let records: Vec<_> = (0..=readings).map(|number| record(START_MS + number * 30_000, 2, number)).collect();
    for batch in records.chunks(5000) {
        store.append(batch).unwrap();
    }
    let whole = store.read_past(now - 7 * DAY_MS..i64::MAX, None).unwrap();
    for is_packed in [false, true] {
        if is_packed {
            keep_up(&mut store, now, &Limits::default());
        }
        let [first, second, still] = parts(&store, now);
        assert_eq!(first.tasks[0].samples.len(), 131, "65 minutes, every 30 seconds");
        assert_eq!(still.tasks, []);
        let samples = &second.tasks[1].samples;
        assert!(samples.last().unwrap().unix_ms < first.tasks[1].samples[0].unix_ms);
        let between =
            |from: i64, to: i64| samples.iter().filter(|s| (now - to..now - from).contains(&s.unix_ms)).count() as i64;
        let minute = 60_000;
        for (from, to, step) in
            [(65 * minute, 6 * HOUR_MS, minute), (6 * HOUR_MS, DAY_MS, 5 * minute), (DAY_MS, 7 * DAY_MS, 30 * minute)]
        {
            let fair = (to - from) / step;
            assert!((fair - 2..=fair + 10).contains(&between(from, to)), "{} of {fair}", between(from, to));
        }
        for sample in samples {
            let before = whole.tasks[1].samples.iter().find(|one| one.unix_ms == sample.unix_ms).unwrap();
            assert_eq!(sample, before);
        }
        assert_eq!(still.watched, whole.watched);
        assert_eq!(second.watched, [(whole.watched[0].0, now - 65 * minute)]);
    }
}

#[test]
fn a_task_that_stands_still_since_before_the_first_part_is_known_to_stand_still() {
    let bench = Bench::new();
    let mut store = open(&bench.path());
    let now = START_MS + 3 * HOUR_MS;
    store.append(&[record(START_MS, 2, 5)]).unwrap();
    for number in 1..=720 {
        store.append(&[record(START_MS + number * 15_000, 1, 5 + number)]).unwrap();
    }
    let [first, moved, still] = parts(&store, now);
    let keys = |past: &Past| past.tasks.iter().map(|task| task.key.as_str().to_owned()).collect::<Vec<_>>();
    assert_eq!([keys(&first), keys(&moved), keys(&still)], [["task-0"], ["task-0"], ["task-1"]]);
    assert_eq!(still.watched, [(START_MS - 200, now)]);
    assert_eq!(moved.watched, [(START_MS - 200, now - 65 * 60_000)]);
    let headless = read_past(&bench.path(), now - HOUR_MS..i64::MAX, Some(&key(1))).unwrap();
    assert_eq!(headless.tasks, still.tasks);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn upkeep_at_any_pace_keeps_each_minutes_end_and_every_break(
        steps in prop::collection::vec((1_i64..400_000, 0_i64..5, 0_u8..30), 1..400),
        pauses in prop::collection::vec(0_i64..100 * HOUR_MS, 0..6),
    ) {
        let bench = Bench::new();
        let mut store = open(&bench.path());
        let mut last = sample(START_MS, 0);
        let all: Vec<Sample> = steps.into_iter().map(|(wait, calls, kind)| {
            last.unix_ms += wait;
            last.counters.calls += calls;
            last.link = Link::Continues;
            match kind {
                0 => last.link = Link::Gap,
                1 => (last.link, last.counters) = (Link::Reset, sample(0, 0).counters),
                2 => last.status = 7 - last.status,
                _ => {}
            }
            last
        }).collect();
        let end = last.unix_ms;
        let mut pauses = pauses;
        pauses.sort_unstable();
        pauses.push(100 * HOUR_MS);
        for (number, chunk) in all.chunks(100).enumerate() {
            let samples = chunk.iter().map(|sample| (key(0), *sample)).collect();
            store.append(&[Record { reading: (chunk[0].unix_ms, chunk[0].unix_ms), gap_ms: 1, samples }]).unwrap();
            keep_up(&mut store, end + pauses[number % pauses.len()], &Limits::default());
        }
        keep_up(&mut store, end + 100 * HOUR_MS, &Limits::default());
        let kept = bench.all().tasks.remove(0).samples;
        let strip = |sample: &Sample| Sample { link: Link::Continues, ..*sample };
        let present: BTreeSet<i64> = kept.iter().map(|sample| sample.unix_ms).collect();
        for sample in &kept {
            prop_assert!(all.iter().any(|one| strip(one) == strip(sample)));
        }
        let minute = |sample: &Sample| sample.unix_ms.div_euclid(60_000);
        for pair in all.windows(2) {
            let is_end = minute(&pair[0]) != minute(&pair[1]);
            let is_break = pair[1].link != Link::Continues || pair[0].status != pair[1].status;
            if is_end || is_break {
                prop_assert!(present.contains(&pair[0].unix_ms), "the one before a break or a new minute");
            }
            if is_break {
                prop_assert!(present.contains(&pair[1].unix_ms), "the one after a break");
            }
        }
        prop_assert!(present.contains(&end));
    }
}

/// The orders of a child, in the environment.
const ORDERS: &str = "CALLBOT_TUI_STORE_TEST";

/// What the work comes to once the file is free. Two children that write without a pause can keep each other out for
/// longer than the store waits; the recorder tries again then, and so do they.
fn once_free<T>(mut work: impl FnMut() -> Result<T, StoreError>) -> Result<T, StoreError> {
    loop {
        match work() {
            Err(StoreError::Locked) => {}
            outcome => return outcome,
        }
    }
}

/// A child: appends without end, and tells after each batch how many samples are kept. `number` tells its samples from
/// those of others.
#[test]
#[ignore = "runs as a child of other tests"]
fn child_that_writes() {
    let Ok(orders) = std::env::var(ORDERS) else {
        return;
    };
    let (number, path) = orders.split_once(' ').unwrap();
    let (number, path): (i64, _) = (number.parse().unwrap(), Path::new(path));
    if let Err(error) = write_without_end(path, number) {
        println!("\nstopped: {error}");
    }
}

fn write_without_end(path: &Path, number: i64) -> Result<(), StoreError> {
    let mut store = once_free(|| Store::open(path, Coverage::Whole))?;
    for batch in 0_i64.. {
        let at = START_MS + batch * 15_000 + number;
        once_free(|| store.append(&[record(at, 50, batch)]))?;
        println!("\nkept {}", batch + 1);
        if batch % 20 == 19 {
            // Far ahead, so that most of what was written is packed at once.
            while once_free(|| store.keep_up(at + 49 * HOUR_MS, &Limits::default()))? {}
        }
    }
    Ok(())
}

struct Writer {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Writer {
    fn start(path: &Path, number: i64, shell: &str) -> Self {
        let program = std::env::current_exe().unwrap();
        let script = format!("{shell} exec \"$0\" --ignored --exact child_that_writes --nocapture");
        let mut child = Command::new("/bin/sh")
            .args(["-c", &script])
            .arg(program)
            .env(ORDERS, format!("{number} {}", path.display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// Batches that the child says it has kept, once there are so many; or why it stopped.
    fn kept(&mut self, least: i64) -> Result<i64, String> {
        loop {
            let line = self.lines.next().expect("the child goes on").unwrap();
            if let Some(why) = line.strip_prefix("stopped: ") {
                return Err(why.to_owned());
            }
            if let Some(batches) = line.strip_prefix("kept ").and_then(|text| text.parse().ok())
                && batches >= least
            {
                return Ok(batches);
            }
        }
    }

    /// Kills the child and returns the last batch that it told.
    fn kill(mut self, least: i64) -> i64 {
        let mut kept = self.kept(least).unwrap();
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        while let Some(Ok(line)) = self.lines.next() {
            kept = line.strip_prefix("kept ").and_then(|text| text.parse().ok()).unwrap_or(kept);
        }
        kept
    }
}

/// The batches whose last reading of each minute must be there: all of them, but those that upkeep thinned out.
fn has_all(bench: &Bench, number: i64, batches: i64) -> bool {
    let past = bench.all();
    assert_eq!(past.tasks.len(), 50);
    past.tasks.iter().all(|task| {
        let present: BTreeSet<i64> = task.samples.iter().map(|sample| sample.unix_ms).collect();
        (0..batches).filter(|batch| batch % 4 == 3).all(|batch| present.contains(&(START_MS + batch * 15_000 + number)))
    })
}

#[cfg(unix)]
#[test]
fn a_kill_in_the_middle_of_writing_loses_nothing_that_was_kept() {
    for round in 0_i64..12 {
        let bench = Bench::new();
        let kept = Writer::start(&bench.path(), 0, "").kill(1 + round * 5);
        assert!(has_all(&bench, 0, kept), "round {round}, {kept} batches");
        assert!(bench.is_whole());
        let mut store = open(&bench.path());
        store.append(&[record(START_MS + DAY_MS, 50, 1)]).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn two_instances_write_at_once_and_neither_loses_or_doubles_anything() {
    let bench = Bench::new();
    let mut first = Writer::start(&bench.path(), 1, "");
    let mut second = Writer::start(&bench.path(), 2, "");
    for least in [5, 25, 45] {
        first.kept(least).unwrap();
        second.kept(least).unwrap();
        assert!(bench.samples() > 0);
    }
    let (kept_by_first, kept_by_second) = (first.kill(50), second.kill(50));
    assert!(has_all(&bench, 1, 0) && bench.is_whole());
    let past = bench.all();
    assert_eq!(past.watched.len(), 1);
    // Thinned to each minute's last sample, which is the second's where both had one.
    let of = |number: i64| {
        past.tasks[0].samples.iter().filter(|sample| (sample.unix_ms - START_MS) % 15_000 == number).count() as i64
    };
    assert!(of(2) >= kept_by_second.min(kept_by_first) / 4, "{} of {kept_by_second}", of(2));
    let times: BTreeSet<i64> = past.tasks[0].samples.iter().map(|sample| sample.unix_ms).collect();
    assert_eq!(times.len(), past.tasks[0].samples.len());
}

#[cfg(unix)]
#[test]
fn a_disk_that_takes_no_more_is_told_and_the_file_stays_whole() {
    let bench = Bench::new();
    // Files of 300 blocks at most, and an error instead of a signal beyond.
    let mut writer = Writer::start(&bench.path(), 0, "trap '' XFSZ; ulimit -f 300;");
    let why = writer.kept(i64::MAX).unwrap_err();
    assert!(!why.is_empty());
    writer.child.wait().unwrap();
    assert!(bench.samples() > 0, "{why}");
    assert!(bench.is_whole());
    open(&bench.path()).append(&[record(START_MS + DAY_MS, 50, 1)]).unwrap();
}
