//! A task's samples of a day in few bytes: column by column, each value as its difference to the one before. Uses
//! `history`.
//!
//! Layout: a format byte, the length of the columns in bytes, then the columns packed by LZ4. Numbers are written seven
//! bits to a byte, the sign last. The times are differences of differences: polls come at nearly equal distances.

use crate::history::{Counters, Link, Sample};

/// The layout that is written.
const LAYOUT: u8 = 1;

/// Columns of a sample; it takes at least so many bytes.
const COLUMNS: usize = 9;

/// The longest that a number can be, in bytes.
const LONGEST_NUMBER: usize = 10;

/// The most samples of a blob: one for each second of a day, and some. A few bytes can claim to be millions.
pub const MOST_SAMPLES: usize = 90_000;

/// The longest columns that are unpacked, in bytes.
const LONGEST_BYTES: usize = LONGEST_NUMBER + MOST_SAMPLES * COLUMNS * LONGEST_NUMBER;

/// Packs samples, in any order. Of more than [`MOST_SAMPLES`] the first are packed.
pub fn pack(samples: &[Sample]) -> Vec<u8> {
    let samples = samples.get(..MOST_SAMPLES).unwrap_or(samples);
    let mut columns = Vec::with_capacity(samples.len() * 12 + 16);
    write(&mut columns, samples.len() as u64);
    let (mut time, mut step) = (0_i64, 0_i64);
    for sample in samples {
        let now = sample.unix_ms.wrapping_sub(time);
        write_signed(&mut columns, now.wrapping_sub(step));
        (time, step) = (sample.unix_ms, now);
    }
    for read in FIELDS {
        let mut before = 0_i64;
        for sample in samples {
            let value = read(sample);
            write_signed(&mut columns, value.wrapping_sub(before));
            before = value;
        }
    }
    let mut packed = vec![LAYOUT];
    write(&mut packed, columns.len() as u64);
    packed.extend(lz4_flex::block::compress(&columns));
    packed
}

/// Unpacks what [`pack`] made; `None` where the bytes are none of its.
pub fn unpack(packed: &[u8]) -> Option<Vec<Sample>> {
    let mut head = packed.strip_prefix(&[LAYOUT])?;
    let length = usize::try_from(read(&mut head)?).ok().filter(|length| *length <= LONGEST_BYTES)?;
    let columns = lz4_flex::block::decompress(head, length).ok()?;
    let mut rest = columns.as_slice();
    let count = usize::try_from(read(&mut rest)?)
        .ok()
        .filter(|count| *count <= MOST_SAMPLES && *count <= columns.len() / COLUMNS)?;
    let blank = Sample { unix_ms: 0, counters: Counters::default(), status: 0, settings: 0, link: Link::Continues };
    let mut samples = vec![blank; count];
    let (mut time, mut step) = (0_i64, 0_i64);
    for sample in &mut samples {
        step = step.wrapping_add(read_signed(&mut rest)?);
        time = time.wrapping_add(step);
        sample.unix_ms = time;
    }
    for set in SETTERS {
        let mut value = 0_i64;
        for sample in &mut samples {
            value = value.wrapping_add(read_signed(&mut rest)?);
            set(sample, value)?;
        }
    }
    rest.is_empty().then_some(samples)
}

/// How a sample hangs together with the one before it, as it is stored.
pub fn link_number(link: Link) -> i64 {
    match link {
        Link::Continues => 0,
        Link::Gap => 1,
        Link::Reset => 2,
        Link::First => 3,
    }
}

/// The link of a stored number.
pub fn link_of(number: i64) -> Option<Link> {
    match number {
        0 => Some(Link::Continues),
        1 => Some(Link::Gap),
        2 => Some(Link::Reset),
        3 => Some(Link::First),
        _ => None,
    }
}

const FIELDS: [fn(&Sample) -> i64; COLUMNS - 1] = [
    |sample| sample.counters.orders,
    |sample| sample.counters.finished,
    |sample| sample.counters.answered_orders,
    |sample| sample.counters.calls,
    |sample| sample.counters.answered_calls,
    |sample| i64::from(sample.status),
    |sample| i64::from(sample.settings),
    |sample| link_number(sample.link),
];

const SETTERS: [fn(&mut Sample, i64) -> Option<()>; COLUMNS - 1] = [
    |sample, value| set(&mut sample.counters.orders, Some(value)),
    |sample, value| set(&mut sample.counters.finished, Some(value)),
    |sample, value| set(&mut sample.counters.answered_orders, Some(value)),
    |sample, value| set(&mut sample.counters.calls, Some(value)),
    |sample, value| set(&mut sample.counters.answered_calls, Some(value)),
    |sample, value| set(&mut sample.status, u8::try_from(value).ok()),
    |sample, value| set(&mut sample.settings, u32::try_from(value).ok()),
    |sample, value| set(&mut sample.link, link_of(value)),
];

fn set<T>(field: &mut T, value: Option<T>) -> Option<()> {
    *field = value?;
    Some(())
}

fn write(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn read(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// The sign goes last, so that small negative numbers are short too.
fn write_signed(out: &mut Vec<u8>, number: i64) {
    write(out, ((number << 1) ^ (number >> 63)) as u64);
}

fn read_signed(bytes: &mut &[u8]) -> Option<i64> {
    let number = read(bytes)?;
    Some((number >> 1) as i64 ^ -((number & 1) as i64))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn samples() -> impl Strategy<Value = Vec<Sample>> {
        let link = prop_oneof![Just(Link::Continues), Just(Link::Gap), Just(Link::Reset), Just(Link::First)];
        let counters = (any::<i64>(), any::<i64>(), any::<i64>(), any::<i64>(), any::<i64>());
        let sample = (any::<i64>(), counters, any::<u8>(), any::<u32>(), link).prop_map(
            |(unix_ms, (orders, finished, answered_orders, calls, answered_calls), status, settings, link)| Sample {
                unix_ms,
                counters: Counters { orders, finished, answered_orders, calls, answered_calls },
                status,
                settings,
                link,
            },
        );
        prop::collection::vec(sample, 0..50)
    }

    proptest! {
        #[test]
        fn whatever_is_packed_comes_back(samples in samples()) {
            prop_assert_eq!(unpack(&pack(&samples)), Some(samples));
        }

        #[test]
        fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..200), samples in samples(), at in any::<usize>()) {
            let _ = unpack(&bytes);
            let mut spoilt = pack(&samples);
            let at = at % spoilt.len();
            spoilt[at] ^= 1 << (at % 8);
            let _ = unpack(&spoilt);
            prop_assert!(unpack(&spoilt[..at]).is_none());
        }
    }

    #[test]
    fn a_minute_of_a_living_task_takes_a_few_bytes() {
        let sample = |minute: i64| Sample {
            unix_ms: 1_790_000_000_000 + minute * 60_000 + minute * 7919 % 1500,
            counters: Counters {
                orders: 20_000,
                finished: minute * 3,
                answered_orders: minute * 2,
                calls: minute * 11 + minute % 3,
                answered_calls: minute * 4,
            },
            status: 2,
            settings: 0xdead_beef,
            link: Link::Continues,
        };
        let day: Vec<_> = (0..600).map(sample).collect();
        assert!(pack(&day).len() < 600 * 5, "{} bytes", pack(&day).len());
    }

    #[test]
    fn a_length_beyond_measure_is_refused_before_memory_is_taken() {
        let mut bytes = vec![LAYOUT];
        write(&mut bytes, u64::MAX);
        assert_eq!(unpack(&bytes), None);
        let mut columns = Vec::new();
        write(&mut columns, 1 << 40);
        let mut bytes = vec![LAYOUT];
        write(&mut bytes, columns.len() as u64);
        bytes.extend(lz4_flex::block::compress(&columns));
        assert_eq!(unpack(&bytes), None);
    }
}
