//! The fuzzer: one target, chosen by the environment, driven by libFuzzer, watched for time and memory. See `run`.

#![no_main]

mod targets;
mod watch;

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

#[global_allocator]
static ALLOCATOR: watch::Counting = watch::Counting;

fn target() -> &'static targets::Target {
    static TARGET: OnceLock<&targets::Target> = OnceLock::new();
    TARGET.get_or_init(|| {
        let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
        targets::named(&name).unwrap_or_else(|| {
            // Nothing is fuzzed then: the targets and the length of their inputs are told, for `run`.
            for target in targets::TARGETS {
                println!("{} {}", target.name, target.longest_bytes);
            }
            std::process::exit(2)
        })
    })
}

fuzz_target!(init: { target(); }, |data: &[u8]| {
    let target = target();
    if data.len() <= target.longest_bytes {
        watch::watched(target.name, || (target.run)(data));
    }
});
