//! Which samples may go as they age, and how the rest hangs together. Uses `history`.

use crate::history::series::is_edge;
use crate::history::{Link, Sample};

/// Samples older than the detailed ones keep this step, in milliseconds: a minute.
pub const PACKED_STEP_MS: i64 = 60_000;

/// Thins samples in the order of time. `step_ms` tells for a moment how fine the samples around it shall stay.
///
/// Kept are the last sample of each step; the first after a pause longer than a step, so that a start stays where it was
/// after hours of stillness; both sides of every gap, reset, and change of status or settings; the first and the last of
/// all. The counters only ever grow in between, so that no more than a step's distribution is lost.
pub fn thin(samples: &mut Vec<Sample>, step_ms: impl Fn(i64) -> i64) {
    let before: Vec<Option<Sample>> =
        std::iter::once(None).chain(samples.iter().copied().map(Some)).take(samples.len()).collect();
    let after: Vec<Option<Sample>> = samples.iter().skip(1).copied().map(Some).chain([None]).collect();
    let mut around = before.into_iter().zip(after);
    samples.retain(|sample| match around.next() {
        Some((Some(before), Some(after))) => is_edge(&before, sample, &after, step_ms(sample.unix_ms).max(1)),
        _ => true,
    });
}

/// Brings samples of several writers into the order of time, each moment once.
pub fn in_order(samples: &mut Vec<Sample>) {
    samples.sort_by_key(|sample| sample.unix_ms);
    samples.dedup_by_key(|sample| sample.unix_ms);
}

/// Mends how ordered samples hang together, given when somebody was looking.
///
/// An instance that starts has no sample before its first and says `Reset`, although another run or another instance saw
/// the task before; and where a clock stepped back, samples of two times lie between each other. What the counters say
/// decides: where one fell, no difference means anything; elsewhere it does.
pub fn relink(samples: &mut [Sample], watched: &[(i64, i64)]) {
    let mut before: Option<Sample> = None;
    for sample in samples {
        sample.link = match before {
            // Of a span's first sample nobody here knows more than its writer did.
            None => sample.link,
            Some(before) if sample.counters.fell_since(&before.counters) => Link::Reset,
            Some(before) => match sample.link {
                Link::Reset if is_watched(watched, before.unix_ms, sample.unix_ms) => Link::Continues,
                Link::Reset => Link::Gap,
                link => link,
            },
        };
        before = Some(*sample);
    }
}

fn is_watched(watched: &[(i64, i64)], from_ms: i64, to_ms: i64) -> bool {
    let last = watched.partition_point(|(begin, _)| *begin <= from_ms).checked_sub(1);
    last.and_then(|last| watched.get(last)).is_some_and(|(_, end)| to_ms <= *end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::history::Counters;

    fn sample(unix_ms: i64, calls: i64) -> Sample {
        let counters = Counters { calls, ..Counters::default() };
        Sample { unix_ms, counters, status: 2, settings: 7, link: Link::Continues }
    }

    fn series() -> impl Strategy<Value = Vec<Sample>> {
        let link = prop_oneof![20 => Just(Link::Continues), 1 => Just(Link::Gap), 1 => Just(Link::Reset)];
        let step = (prop_oneof![9 => 1_i64..20_000, 1 => 60_000_i64..9_000_000], 0_i64..5, link, 0_u8..20);
        prop::collection::vec(step, 0..200).prop_map(|steps| {
            let mut last = sample(1_790_000_000_000, 0);
            let next = |(wait, calls, link, status): (i64, i64, Link, u8)| {
                last.unix_ms += wait;
                last.counters.calls = if link == Link::Reset { 0 } else { last.counters.calls + calls };
                last.link = link;
                last.status = if status == 0 { 5 } else { 2 };
                last
            };
            steps.into_iter().map(next).collect()
        })
    }

    proptest! {
        #[test]
        fn what_goes_lies_between_two_like_neighbours_near_it(samples in series()) {
            let mut kept = samples.clone();
            thin(&mut kept, |_| PACKED_STEP_MS);
            for gone in samples.iter().filter(|sample| !kept.contains(sample)) {
                let after = kept.partition_point(|sample| sample.unix_ms <= gone.unix_ms);
                let (before, after) = (kept[after - 1], kept[after]);
                prop_assert!(after.unix_ms - before.unix_ms <= 3 * PACKED_STEP_MS);
                prop_assert!(after.unix_ms - gone.unix_ms < PACKED_STEP_MS, "its minute's last one stays");
                prop_assert_eq!((after.link, gone.link), (Link::Continues, Link::Continues));
                prop_assert_eq!((before.status, after.status), (gone.status, gone.status));
                prop_assert!((before.counters.calls..=after.counters.calls).contains(&gone.counters.calls));
            }
            let links = |samples: &[Sample]| samples.iter().filter(|s| s.link != Link::Continues).count();
            prop_assert_eq!(links(&samples), links(&kept));
            prop_assert_eq!((samples.first(), samples.last()), (kept.first(), kept.last()));
        }

        #[test]
        fn thinning_again_after_more_came_loses_nothing_that_matters(samples in series(), cut in any::<prop::sample::Index>()) {
            let cut = if samples.is_empty() { 0 } else { cut.index(samples.len()) };
            let mut whole = samples.clone();
            thin(&mut whole, |_| PACKED_STEP_MS);
            let mut parts = samples[..cut].to_vec();
            thin(&mut parts, |_| PACKED_STEP_MS);
            parts.extend(&samples[cut..]);
            thin(&mut parts, |_| PACKED_STEP_MS);
            for sample in &parts {
                prop_assert!(samples.contains(sample));
            }
            let ends = |kept: &[Sample]| -> Vec<Sample> {
                let minute = |sample: &Sample| sample.unix_ms.div_euclid(PACKED_STEP_MS);
                kept.chunk_by(|a, b| minute(a) == minute(b)).filter_map(|minute| minute.last().copied()).collect()
            };
            prop_assert_eq!(ends(&parts), ends(&whole));
        }

        #[test]
        fn no_difference_is_negative_after_mending(times in prop::collection::vec((0_i64..1_000_000, 0_i64..100), 0..50)) {
            let mut samples: Vec<_> = times.into_iter().map(|(unix_ms, calls)| sample(unix_ms, calls)).collect();
            in_order(&mut samples);
            relink(&mut samples, &[]);
            for pair in samples.windows(2) {
                prop_assert!(pair[1].link == Link::Reset || pair[1].counters.calls >= pair[0].counters.calls);
                prop_assert!(pair[0].unix_ms < pair[1].unix_ms);
            }
        }
    }

    #[test]
    fn a_start_after_hours_of_stillness_stays_where_it_was() {
        let mut samples = vec![sample(0, 0), sample(7_200_000, 0), sample(7_215_000, 9), sample(7_230_000, 20)];
        let all = samples.clone();
        thin(&mut samples, |_| PACKED_STEP_MS);
        assert_eq!(samples, [all[0], all[1], all[3]]);
    }

    #[test]
    fn a_restart_that_somebody_watched_is_none() {
        let reset = |unix_ms, calls| Sample { link: Link::Reset, ..sample(unix_ms, calls) };
        let links = |watched: &[(i64, i64)], calls| {
            let mut samples = [sample(0, 5), reset(60_000, calls)];
            relink(&mut samples, watched);
            samples[1].link
        };
        assert_eq!(links(&[(0, 90_000)], 5), Link::Continues);
        assert_eq!(links(&[(0, 15_000), (50_000, 90_000)], 9), Link::Gap);
        assert_eq!(links(&[(0, 90_000)], 4), Link::Reset);
    }
}
