//! How long an input takes, and how much memory it asks for. Processor time, because the machine may be busy; memory as it
//! is asked of the allocator, so that a request for too much is caught before it is answered.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};

/// The longest that an input may take, in microseconds of processor time.
const LONGEST_MICROSECONDS: u64 = 1_000_000;

/// The most memory that an input may hold at once, in bytes.
const MOST_BYTES: usize = 64 << 20;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST_HELD: AtomicUsize = AtomicUsize::new(0);
static IS_WATCHING: AtomicBool = AtomicBool::new(false);

static INPUTS: AtomicU64 = AtomicU64::new(0);
static LONGEST: AtomicU64 = AtomicU64::new(0);
static LARGEST: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, counted.
pub struct Counting;

fn took(bytes: usize) {
    let held = HELD.fetch_add(bytes, Relaxed) + bytes;
    MOST_HELD.fetch_max(held, Relaxed);
}

// SAFETY: everything is handed to the system's allocator as it came; counting touches no memory of the caller's.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.size() > MOST_BYTES && IS_WATCHING.load(Relaxed) {
            return std::ptr::null_mut();
        }
        took(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if layout.size() > MOST_BYTES && IS_WATCHING.load(Relaxed) {
            return std::ptr::null_mut();
        }
        took(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Runs one input. A refused allocation ends the process; so does the panic here, and libFuzzer keeps the input.
pub fn watched(name: &'static str, run: impl FnOnce()) {
    static AT_THE_END: Once = Once::new();
    AT_THE_END.call_once(|| {
        // SAFETY: `report` takes nothing and reads atomics and the process's own usage.
        unsafe { libc::atexit(report) };
    });
    let before = HELD.load(Relaxed);
    MOST_HELD.store(before, Relaxed);
    let begin = processor_microseconds();
    IS_WATCHING.store(true, Relaxed);
    run();
    IS_WATCHING.store(false, Relaxed);
    let took = processor_microseconds().saturating_sub(begin);
    let held = MOST_HELD.load(Relaxed).saturating_sub(before);
    INPUTS.fetch_add(1, Relaxed);
    LONGEST.fetch_max(took, Relaxed);
    LARGEST.fetch_max(held, Relaxed);
    assert!(took <= LONGEST_MICROSECONDS, "{name}: an input took {took} microseconds");
    assert!(held <= MOST_BYTES, "{name}: an input held {held} bytes");
}

fn processor_microseconds() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the clock's answer is written into the variable given.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    time.tv_sec as u64 * 1_000_000 + time.tv_nsec as u64 / 1000
}

extern "C" fn report() {
    // SAFETY: all-zero bytes are a valid value, and the answer is written into it.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &mut usage);
        usage
    };
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    println!(
        "FUZZED {name:<9} inputs={} longest_input_ms={:.1} largest_input_kB={} process_peak_MB={}",
        INPUTS.load(Relaxed),
        LONGEST.load(Relaxed) as f64 / 1000.0,
        LARGEST.load(Relaxed) / 1024,
        usage.ru_maxrss / 1024,
    );
}
