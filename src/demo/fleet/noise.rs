//! Chance that is the same whenever it is asked for: calls that come as they do in life, and which of them succeed. Uses
//! nothing of the crate.
//!
//! Both are counted by halving. How many of a block's events fall into its first half is drawn from the block's own number,
//! and so on down to single places. Any moment can be asked for in a dozen steps, counts never fall, and pieces of any size
//! scatter as they would if each event had been drawn alone. Only over whole blocks is the sum fixed.

use super::mix;

/// A block of arrivals: pieces well below it scatter like a Poisson process.
const ARRIVAL_LEVELS: u32 = 13;
/// A block of draws: pieces well below it scatter like independent draws.
const DRAW_LEVELS: u32 = 16;

/// How many calls came by the time at which `expected` were to be expected.
pub(super) fn arrivals(seed: u64, expected: f64) -> u64 {
    let expected = expected.max(0.0);
    let whole = expected as u64;
    let block = whole >> ARRIVAL_LEVELS;
    let block_seed = mix(seed, block);
    let mut before = block << ARRIVAL_LEVELS;
    let mut count = 1_u64 << ARRIVAL_LEVELS;
    let mut node = 1;
    for level in (0..ARRIVAL_LEVELS).rev() {
        let left = half_of(mix(block_seed, node), count);
        let goes_right = whole >> level & 1 == 1;
        if goes_right {
            before += left;
            count -= left;
        } else {
            count = left;
        }
        node = node * 2 + u64::from(goes_right);
    }
    let within = expected - whole as f64;
    let has_come = |number: &u64| fraction(mix(mix(block_seed, node), number + 7)) < within;
    before + (0..count).filter(has_come).count() as u64
}

/// How many of the first `trials` calls succeed, where this share of all does. More trials have at least as many, and never
/// more than one more for each.
pub(super) fn successes(seed: u64, trials: u64, share: f64) -> u64 {
    let share = share.clamp(0.0, 1.0);
    let block = trials >> DRAW_LEVELS;
    let size = 1_u64 << DRAW_LEVELS;
    let in_block = (size as f64 * share).round() as u64;
    let block_seed = mix(seed, block);
    let mut before = block * in_block;
    let (mut size, mut count, mut node) = (size, in_block, 1);
    for level in (0..DRAW_LEVELS).rev() {
        let half = size / 2;
        let left = half_of_draws(mix(block_seed, node), size, count);
        let goes_right = trials >> level & 1 == 1;
        if goes_right {
            before += left;
            count -= left;
        } else {
            count = left;
        }
        size = half;
        node = node * 2 + u64::from(goes_right);
    }
    before
}

/// How many of so many events fall into the first half, each with even odds.
fn half_of(random: u64, count: u64) -> u64 {
    if count <= 64 {
        let bits = if count == 64 { u64::MAX } else { (1 << count) - 1 };
        return u64::from((random & bits).count_ones());
    }
    let count = count as f64;
    // A count within its bounds, so the cast cuts off no more than the fraction.
    (count / 2.0 + count.sqrt() / 2.0 * normal(random)).round().clamp(0.0, count) as u64
}

/// How many of a block's successes fall into its first half.
fn half_of_draws(random: u64, size: u64, count: u64) -> u64 {
    let half = size / 2;
    let (size, hits) = (size as f64, count as f64);
    let spread = (hits * (size - hits) / (4.0 * (size - 1.0))).max(0.0).sqrt();
    let drawn = (hits / 2.0 + spread * normal(random)).round().max(0.0) as u64;
    drawn.clamp(count.saturating_sub(half), count.min(half))
}

/// A number from 0 to just below 1.
fn fraction(random: u64) -> f64 {
    (random >> 11) as f64 / (1_u64 << 53) as f64
}

/// About normal, with mean 0 and spread 1: four sixteenths of a random number, added.
fn normal(random: u64) -> f64 {
    let part = |shift: u32| (random >> shift & 0xffff) as f64 / 65_536.0;
    (part(0) + part(16) + part(32) + part(48) + 2.0 / 65_536.0 - 2.0) * 3.0_f64.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean_and_variance(values: &[f64]) -> (f64, f64) {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        (mean, values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0))
    }

    #[test]
    fn arrivals_scatter_like_a_poisson_process() {
        for step in [0.7, 5.0, 40.0, 200.0] {
            let counts: Vec<f64> = (0..3000_u64)
                .map(|number| {
                    let from = step * (number % 20) as f64 + 11.3;
                    (arrivals(number, from + step) - arrivals(number, from)) as f64
                })
                .collect();
            let (mean, variance) = mean_and_variance(&counts);
            assert!((mean / step - 1.0).abs() < 0.06, "{step}: {mean}");
            assert!((variance / step - 1.0).abs() < 0.15, "{step}: {variance}");
        }
    }

    #[test]
    fn successes_scatter_like_independent_draws() {
        for (trials, share) in [(1, 0.3), (10, 0.3), (100, 0.35), (1000, 0.12), (3000, 0.6)] {
            let counts: Vec<f64> = (0..3000_u64)
                .map(|seed| (successes(seed, 777 + trials, share) - successes(seed, 777, share)) as f64)
                .collect();
            let (mean, variance) = mean_and_variance(&counts);
            let n = trials as f64;
            assert!((mean / (n * share) - 1.0).abs() < 0.06, "{trials}: {mean}");
            assert!((variance / (n * share * (1.0 - share)) - 1.0).abs() < 0.15, "{trials}: {variance}");
        }
    }

    #[test]
    fn counts_never_fall_and_successes_never_exceed_trials() {
        let mut before = 0;
        for step in 0..60_000 {
            let now = arrivals(3, f64::from(step) * 0.29);
            assert!(now >= before);
            before = now;
        }
        for share in [0.0, 0.01, 0.5, 0.999, 1.0] {
            let mut before = 65_400 - successes(9, 65_400, share);
            for trials in 65_400..66_700 {
                let failures = trials - successes(9, trials, share);
                assert!(failures == before || failures == before + 1, "{share} {trials}");
                before = failures;
            }
        }
    }
}
