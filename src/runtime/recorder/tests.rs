//! The thread that keeps the history, on a real disk.

use std::fs;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::*;
use crate::domain::TaskKey;
use crate::history::{Counters, Link, Past, Sample};
use crate::runtime::SystemClock;
use crate::store::read_past;

const FAST: Pace =
    Pace { batch: Duration::from_millis(20), retry: Duration::from_millis(20), upkeep: Duration::from_secs(3600) };

struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("state/history-prod.db")
    }

    fn start(&self, pace: Pace) -> (Recorder, UnboundedReceiver<Msg>) {
        let (tell, told) = unbounded_channel();
        let recording = Recording {
            path: self.path(),
            limits: Limits::default(),
            coverage: Coverage::Whole,
            pace,
            clock: Arc::new(SystemClock),
        };
        (Recorder::start(recording, tell).unwrap(), told)
    }

    fn kept(&self) -> Past {
        read_past(&self.path(), 0..i64::MAX, None).unwrap()
    }
}

fn now_ms() -> i64 {
    SystemClock.now().unix_ms
}

fn record(unix_ms: i64, calls: i64) -> Record {
    let counters = Counters { orders: 1000, calls, ..Counters::default() };
    let sample = Sample { unix_ms, counters, status: 2, settings: 1, link: Link::Continues };
    Record { reading: (unix_ms - 100, unix_ms), gap_ms: 45_000, samples: vec![(TaskKey::from_text("a"), sample)] }
}

/// The next message, however long it takes.
fn next(told: &mut UnboundedReceiver<Msg>) -> Msg {
    told.blocking_recv().expect("the recorder lives")
}

fn next_words(told: &mut UnboundedReceiver<Msg>) -> (ToastKind, String) {
    loop {
        if let Msg::Toast(kind, words) = next(told) {
            return (kind, words);
        }
    }
}

fn next_past(told: &mut UnboundedReceiver<Msg>) -> Past {
    match next(told) {
        Msg::Past(past) => past,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_kept_before_the_end_is_read_at_the_next_start() {
    let bench = Bench::new();
    let (mut recorder, mut told) = bench.start(Pace::default());
    for _ in 0..3 {
        assert_eq!(next_past(&mut told), Past::default());
    }
    let now = now_ms();
    for number in 0..100 {
        recorder.keep(record(now - 10_000 + number * 100, number));
    }
    drop(recorder);
    let (_recorder, mut told) = bench.start(Pace::default());
    let past = next_past(&mut told);
    assert_eq!(past.tasks[0].samples.len(), 100);
    assert_eq!(past.watched, [(now - 10_100, now - 100)]);
}

#[test]
fn a_damaged_file_is_set_aside_in_words_and_a_new_one_begun() {
    let bench = Bench::new();
    fs::create_dir_all(bench.path().parent().unwrap()).unwrap();
    fs::write(bench.path(), "no database ".repeat(1000)).unwrap();
    let (mut recorder, mut told) = bench.start(FAST);
    recorder.keep(record(now_ms(), 1));
    let (kind, words) = next_words(&mut told);
    assert_eq!(kind, ToastKind::Failed);
    assert!(words.contains("set aside as history-prod.db.broken-"), "{words}");
    drop(recorder);
    assert_eq!(bench.kept().tasks.len(), 1);
    let aside = words.split_whitespace().find(|word| word.contains(".broken-")).unwrap().trim_end_matches(',');
    assert!(fs::read_to_string(bench.path().with_file_name(aside)).unwrap().starts_with("no database"));
}

#[cfg(unix)]
#[test]
fn a_file_that_another_instance_replaced_is_opened_anew() {
    let bench = Bench::new();
    let (mut recorder, mut told) = bench.start(FAST);
    for _ in 0..3 {
        next_past(&mut told);
    }
    let aside = bench.path().with_extension("aside");
    fs::rename(bench.path(), &aside).unwrap();
    drop(crate::store::Store::open(&bench.path(), Coverage::Whole).unwrap());
    recorder.keep(record(now_ms(), 1));
    drop(recorder);
    assert_eq!(bench.kept().tasks.len(), 1);
}

#[cfg(unix)]
#[test]
fn a_past_that_can_only_be_read_is_sent_and_the_trouble_told() {
    let bench = Bench::new();
    let (mut recorder, _told) = bench.start(FAST);
    recorder.keep(record(now_ms() - 1000, 1));
    drop(recorder);
    let mut beside = bench.path().into_os_string();
    beside.push("-shm");
    std::os::unix::fs::symlink("/no/such/folder/shm", beside).unwrap();
    let (_recorder, mut told) = bench.start(FAST);
    assert_eq!(next_past(&mut told).tasks.len(), 1);
    assert!(next_words(&mut told).1.contains("cannot be kept"));
}

#[test]
fn a_newer_file_is_left_alone() {
    let bench = Bench::new();
    let (recorder, mut told) = bench.start(FAST);
    next_past(&mut told);
    drop(recorder);
    rusqlite::Connection::open(bench.path()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(bench.path()).unwrap();
    let (mut recorder, mut told) = bench.start(FAST);
    recorder.keep(record(now_ms(), 1));
    assert!(next_words(&mut told).1.contains("newer release"));
    recorder.keep(record(now_ms(), 2));
    drop(recorder);
    assert_eq!(fs::read(bench.path()).unwrap(), before);
}

#[test]
fn without_a_place_the_recorder_says_so_once_and_goes_on_when_there_is_one() {
    let bench = Bench::new();
    // A file where the folder should be, as neither a full nor a read-only disk can be had everywhere.
    let folder = bench.path().parent().unwrap().to_owned();
    fs::write(&folder, "in the way").unwrap();
    let (mut recorder, mut told) = bench.start(FAST);
    recorder.keep(record(now_ms(), 1));
    let (kind, words) = next_words(&mut told);
    assert!(kind == ToastKind::Failed && words.contains("cannot be kept"), "{words}");
    fs::remove_file(&folder).unwrap();
    // Nothing between the first failure and this.
    assert_eq!(next_words(&mut told), (ToastKind::Done, "the history is being kept again".to_owned()));
    drop(recorder);
    assert_eq!(bench.kept().tasks[0].samples.len(), 1);
}

#[test]
fn profiles_have_a_file_each_in_the_folder() {
    let of =
        |profile: &str| store_path(Path::new("/s"), &Account { profile: profile.to_owned(), ..Account::default() });
    assert_eq!(of("prod"), Path::new("/s/history-prod.db"));
    let account =
        |digest: &str| Account { profile: "prod".to_owned(), digest: digest.to_owned(), ..Account::default() };
    assert_ne!(store_path(Path::new("/s"), &account("1a")), store_path(Path::new("/s"), &account("2b")));
    for hostile in ["../../x", "a/b", "", "..", "a\0"] {
        assert_eq!(of(hostile).parent(), Some(Path::new("/s")), "{hostile:?}");
    }
    assert_ne!(of("Prod").to_string_lossy().to_lowercase(), of("prod").to_string_lossy());
}
