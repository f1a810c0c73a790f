//! A history file that somebody else wrote: it costs neither time nor memory without end, and what is right in it is kept.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of a test fails like the test itself"
)]

use std::fs;
use std::path::{Path, PathBuf};

use callbot_tui::domain::TaskKey;
use callbot_tui::history::{Counters, Link, Record, Sample};
use callbot_tui::store::file::set_aside;
use callbot_tui::store::pack::{MOST_SAMPLES, pack, unpack};
use callbot_tui::store::{Coverage, Identity, Limits, Store, StoreError, read_past};
use rusqlite::Connection;
use tempfile::TempDir;

const DAY_MS: i64 = 86_400_000;
const NOW_MS: i64 = 1_790_149_567_000;

fn key(id: &str) -> TaskKey {
    TaskKey::new(Some(id), None, String::new)
}

fn sample(unix_ms: i64, calls: i64) -> Sample {
    let counters = Counters { orders: 100, calls, ..Counters::default() };
    Sample { unix_ms, counters, status: 2, settings: 7, link: Link::Continues }
}

/// A history of one task: a packed sample three days old, and one of now.
fn history() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.db");
    let mut store = Store::open(&path, Coverage::Whole).unwrap();
    for (unix_ms, calls) in [(NOW_MS - 3 * DAY_MS, 5), (NOW_MS, 9)] {
        let samples = vec![(key("t"), sample(unix_ms, calls))];
        store.append(&[Record { reading: (unix_ms, unix_ms), gap_ms: 45_000, samples }]).unwrap();
    }
    while store.keep_up(NOW_MS, &Limits::default()).unwrap() {}
    (folder, path)
}

fn change(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

fn calls(path: &Path, key: Option<&TaskKey>) -> Vec<i64> {
    let past = read_past(path, 0..i64::MAX, key).unwrap();
    past.tasks.iter().flat_map(|task| &task.samples).map(|sample| sample.counters.calls).collect()
}

/// Reads, writes and keeps up as the dashboard does.
fn run_on(path: &Path) {
    let mut store = Store::open(path, Coverage::Whole).unwrap();
    let mut pieces = Vec::new();
    store.read_parts(NOW_MS, |piece| pieces.push(piece.tasks.len())).unwrap();
    assert_eq!(pieces, [1, 1, 0], "the task of both days, and none that stood still");
    let samples = vec![(key("t"), sample(NOW_MS + 15_000, 12))];
    store.append(&[Record { reading: (NOW_MS, NOW_MS + 15_000), gap_ms: 45_000, samples }]).unwrap();
    for _ in 0..100 {
        if !store.keep_up(NOW_MS + 3 * DAY_MS, &Limits { days: 30, ..Limits::default() }).unwrap() {
            return;
        }
    }
    panic!("upkeep never ends");
}

#[test]
fn rows_of_days_that_no_calendar_has_cost_nothing() {
    let (_folder, path) = history();
    let blob = "x'0101'";
    change(
        &path,
        &format!(
            "INSERT INTO days VALUES (9223372036854775807, {blob}), (-9223372036854775808, {blob}), (-1, {blob}),
             (4611686018427387904, {blob})"
        ),
    );
    assert_eq!(calls(&path, Some(&key("t"))), [5, 9]);
    assert_eq!(calls(&path, None), [5, 9]);
    let last = read_past(&path, NOW_MS - DAY_MS..i64::MAX, Some(&key("t"))).unwrap();
    assert_eq!(last.tasks[0].samples.len(), 2, "the last sample before the span is found");
    run_on(&path);
    assert_eq!(calls(&path, Some(&key("t"))), [5, 9, 12]);
}

#[test]
fn rows_out_of_range_are_left_out_and_the_others_kept() {
    let (_folder, path) = history();
    for (moment, row) in [
        (NOW_MS - 1, "1, 1, 1, 1, 1, 1, 99999, 7, 0"),
        (NOW_MS - 2, "1, 1, 1, 1, 1, 1, 2, -1, 0"),
        (NOW_MS - 3, "1, 1, -1, 1, 1, 1, 2, 7, 0"),
        (NOW_MS - 4, "1, 1, 1, 1, -9223372036854775808, 1, 2, 7, 0"),
        (i64::MIN, "1, 1, 1, 1, 1, 1, 2, 7, 0"),
        (i64::MAX, "1, 1, 1, 1, 1, 1, 2, 7, 0"),
    ] {
        change(&path, &format!("INSERT INTO recent VALUES ({moment}, {row})"));
    }
    change(
        &path,
        "INSERT INTO watched (begin_ms, end_ms) VALUES (-9223372036854775808, 9223372036854775807), (9, 1);
         DELETE FROM counters",
    );
    assert_eq!(calls(&path, None), [5, 9]);
    assert_eq!(calls(&path, Some(&key("t"))), [5, 9]);
    assert!(
        read_past(&path, 0..i64::MAX, None).unwrap().watched.iter().all(|(begin, end)| 0 <= *begin && begin <= end)
    );
    run_on(&path);
    assert_eq!(calls(&path, None), [5, 9, 12]);
}

#[test]
fn tables_that_are_not_the_programs_own_are_damage() {
    for sql in [
        "DROP TABLE recent; CREATE VIEW recent AS WITH RECURSIVE endless(number) AS (SELECT 1 UNION ALL SELECT number FROM \
         endless) SELECT number AS unix_ms, 1 AS task, 1 AS orders, 1 AS finished, 1 AS answered_orders, 1 AS calls, \
         1 AS answered_calls, 1 AS status, 1 AS settings, 1 AS link FROM endless",
        "DROP TABLE days; CREATE TABLE days (place INTEGER PRIMARY KEY, samples AS (zeroblob(1000000000)))",
        "DROP TABLE counters",
        "CREATE TRIGGER more AFTER INSERT ON tasks BEGIN INSERT INTO tasks (key, last_day) VALUES (random(), 1); END",
    ] {
        let (_folder, path) = history();
        change(&path, sql);
        assert!(matches!(read_past(&path, 0..i64::MAX, None), Err(StoreError::Damaged)), "{sql}");
        assert!(matches!(Store::open(&path, Coverage::Whole), Err(StoreError::Damaged)), "{sql}");
    }
}

#[test]
fn what_users_add_for_themselves_is_no_damage() {
    let (_folder, path) = history();
    change(
        &path,
        "CREATE VIEW mine AS SELECT * FROM recent; CREATE INDEX more ON recent (task); CREATE TABLE notes (text); ANALYZE",
    );
    assert_eq!(calls(&path, None), [5, 9]);
    run_on(&path);
}

#[test]
fn few_bytes_that_claim_to_be_many_samples_are_no_packed_day() {
    // Columns of nothing but zeros pack to a 255th.
    let bomb = |samples: usize| {
        let mut columns = vec![0_u8; samples * 9];
        let mut count = Vec::new();
        let mut rest = samples;
        while rest >= 0x80 {
            count.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        count.push(rest as u8);
        columns.splice(0..0, count);
        let mut length = Vec::new();
        let mut rest = columns.len();
        while rest >= 0x80 {
            length.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        length.push(rest as u8);
        [vec![1], length, lz4_flex::block::compress(&columns)].concat()
    };
    assert_eq!(unpack(&bomb(MOST_SAMPLES)).map(|samples| samples.len()), Some(MOST_SAMPLES));
    assert_eq!(unpack(&bomb(MOST_SAMPLES + 1)), None);
    assert_eq!(unpack(&bomb(1_800_000)), None);
    assert_eq!(unpack(&pack(&vec![sample(0, 0); MOST_SAMPLES + 9])).map(|samples| samples.len()), Some(MOST_SAMPLES));
}

#[cfg(unix)]
#[test]
fn a_pipe_beside_the_file_keeps_nobody_waiting() {
    for end in ["-wal", "-shm", "-journal"] {
        let (folder, path) = history();
        let pipe = folder.path().join(format!("history.db{end}"));
        let _ = fs::remove_file(&pipe);
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(matches!(read_past(&path, 0..i64::MAX, None), Err(StoreError::Damaged)), "{end}");
        assert!(matches!(Store::open(&path, Coverage::Whole), Err(StoreError::Damaged)), "{end}");
        let aside = set_aside(&path, Identity::of(&path), NOW_MS).unwrap();
        assert!(
            aside.is_some_and(|aside| aside.exists()) && fs::symlink_metadata(&pipe).is_err(),
            "the pipe goes with the file"
        );
        assert!(Store::open(&path, Coverage::Whole).is_ok(), "a new history begins");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_the_lock_keeps_nobody_waiting() {
    let (folder, path) = history();
    let pipe = folder.path().join("history.db.lock");
    fs::remove_file(&pipe).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    run_on(&path);
}
