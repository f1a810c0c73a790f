//! The fleet: campaigns whose counts are a pure function of the time passed, so that nothing runs between requests and
//! any moment can be asked for. Uses the scenario format, and nothing else of the crate.

mod build;
mod generate;
mod list;
mod noise;
mod past;
mod progress;
mod row;
mod task;
mod window;

pub(super) use list::Fleet;

/// A well-spread number made from two others (the finaliser of SplitMix64): what everything made up begins with.
pub(super) fn mix(seed: u64, number: u64) -> u64 {
    let mut mixed = seed.wrapping_add(number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
