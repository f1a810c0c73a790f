//! How many open minutes the orders left will take: quick, likely and slow. Uses `curve`.

use super::curve::{Curve, Point};

/// So many finished orders must have been seen. The chance error of a count of 10 is a third of it: the least that can
/// still be called a pace; the range is as much wider.
pub(super) const FEWEST_FINISHED: f64 = 10.0;
/// So many open minutes must have been seen: a dozen readings, since the platform may add up its counters in batches.
pub(super) const FEWEST_MINUTES: f64 = 3.0;

/// A pace is never read from fewer orders than this (where there are so many): their chance error is below a fifth.
const SMOOTH_ORDERS: f64 = 30.0;
/// "Just now": long enough for retries and batches to even out, short enough to notice a change of pace.
const RECENT_MINUTES: f64 = 60.0;
/// The share of the recent pace in the likely end; the rest looks as far back as there is work ahead.
const RECENT_SHARE: f64 = 0.3;
/// The range comes from slices of about one day of open time, so that the hours of the day are all in it.
const SLICED_MINUTES: f64 = 600.0;
/// A slice is as short as this where little was seen ...
const SHORTEST_SLICE_MINUTES: f64 = 5.0;
/// ... and as long as this where much was, so that the quarter hours of a day show how much the pace changes ...
const LONGEST_SLICE_MINUTES: f64 = 15.0;
/// ... but never so short that chance decides about the orders in it.
const FEWEST_IN_SLICE: f64 = 10.0;
/// The hours ahead differ from those seen by at least so much, however even those were: answer rates alone
/// swing with the time of day by more.
const LEAST_SPREAD: f64 = 0.18;

/// Orders that are added in fewer slices than this are deliveries ...
const FEWEST_FED_SLICES: usize = 3;
/// ... and in less than a quarter of them.
const FED_SHARE_OF_SLICES: usize = 4;

/// The last orders are those whose retries wait, and no counter tells for how long. Retries commonly come within the hour:
/// by so many minutes the last of them may come after the pace alone would have it end ...
const RETRY_MINUTES: f64 = 60.0;
/// ... though by no larger a share of the open time it took so far: short campaigns have short waits ...
const RETRY_SHARE_OF_DIALLED: f64 = 0.25;
/// ... and of the time it still needs, since the waits run beside the work and are mostly over when the work is.
const RETRY_SHARE_OF_NEEDED: f64 = 0.75;
/// The part of it that is likely.
const RETRY_LIKELY: f64 = 0.3;

/// A falling pace is looked for in the last two hours of open time, one half against the other.
const FALL_MINUTES: f64 = 120.0;
/// It counts where chance would have to reach for so many standard errors.
const FALL_ERRORS: f64 = 2.0;
/// And only where the orders left fell too, by this factor: else the pace did not fall because of them.
const FALL_OF_LEFT: f64 = 1.2;

/// Open minutes until no order is left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Outlook {
    /// At a quick pace.
    pub(super) quick: f64,
    /// As it will likely be.
    pub(super) likely: f64,
    /// At a slow pace, or where the last orders drag on.
    pub(super) slow: f64,
}

/// A pace that just fell may stay so. It is looked for in so many minutes of open time, longer than batches and most lulls
/// between two rounds of redials take; what chance may hide of it is added.
const JUST_NOW_MINUTES: f64 = 15.0;

/// What the curve says about the time ahead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Ahead {
    /// Too little was seen; of what is told.
    TooLittle(&'static str),
    /// Orders come in as fast as they are finished.
    Growing,
    /// It ends.
    Ends(Outlook),
}

/// Looks ahead: `left` orders, after `done`, with what was seen so far of how they were done.
pub(super) fn ahead(curve: &Curve, left: f64, done: f64) -> Ahead {
    let end = curve.end();
    if end.open_minutes < FEWEST_MINUTES {
        return Ahead::TooLittle("too short a time of dialling seen");
    }
    if end.finished < FEWEST_FINISHED {
        return Ahead::TooLittle("too few finished orders seen");
    }
    let slices = slices(curve);
    let recent = recent_pace(curve);
    let inflow = steady_inflow(&slices);
    let likely = if inflow > 0.0 {
        let drain = end.finished / end.open_minutes;
        let net = RECENT_SHARE * recent + (1.0 - RECENT_SHARE) * drain - inflow;
        if net <= 0.0 {
            return Ahead::Growing;
        }
        left / net
    } else {
        RECENT_SHARE * left / recent + (1.0 - RECENT_SHARE) * mirrored_minutes(curve, left)
    };
    let (quick, slow) = spread(&slices, end.finished);
    // What was done before the program looked took its time too.
    let dialled = end.open_minutes * (done / end.finished).max(1.0);
    let waits = RETRY_MINUTES.min(RETRY_SHARE_OF_DIALLED * dialled).min(RETRY_SHARE_OF_NEEDED * likely);
    Ahead::Ends(Outlook {
        quick: likely * quick,
        likely: likely + RETRY_LIKELY * waits,
        slow: (likely * slow + waits).max(dragging_minutes(curve, left)).max(slowed_minutes(curve, left)),
    })
}

/// The time that the last `left` orders took: as far back as there is work ahead. Where less was seen, the whole of it in
/// proportion. It grows with `left`, whatever the pace was.
fn mirrored_minutes(curve: &Curve, left: f64) -> f64 {
    let seen = curve.end().finished;
    let orders = left.max(SMOOTH_ORDERS).min(seen);
    let minutes = curve.minutes_of_last(orders).unwrap_or(0.0);
    minutes * left / orders
}

/// Orders finished for each open minute just now.
fn recent_pace(curve: &Curve) -> f64 {
    let end = curve.end();
    let minutes = end.open_minutes.min(RECENT_MINUTES);
    let span = end.since(&curve.at_open_minute(end.open_minutes - minutes));
    // None in an hour is still no proof of a pace of zero; half an order is what is usually put in its place.
    span.finished.max(0.5) / minutes
}

/// The time that the orders left take at no more than the pace of just now: as many orders as could have been finished in a
/// quarter of an hour but for chance (two standard errors). A collapse is in the range long before it is in the likely end,
/// which waits for proof that it lasts.
fn slowed_minutes(curve: &Curve, left: f64) -> f64 {
    let end = curve.end();
    if end.open_minutes < 2.0 * JUST_NOW_MINUTES {
        return 0.0;
    }
    let finished = end.since(&curve.at_open_minute(end.open_minutes - JUST_NOW_MINUTES)).finished;
    let at_most = ((finished + 1.0).sqrt() + 1.0).powi(2);
    left * JUST_NOW_MINUTES / at_most
}

/// The curve cut into equal slices of open time, the oldest first.
fn slices(curve: &Curve) -> Vec<Point> {
    let end = curve.end().open_minutes;
    let span = end.min(SLICED_MINUTES);
    let even = end / curve.end().finished.max(1.0) * FEWEST_IN_SLICE;
    let length = (span / 10.0).clamp(SHORTEST_SLICE_MINUTES, LONGEST_SLICE_MINUTES).max(even);
    let count = (span / length).floor().max(1.0);
    let edge = |number: f64| curve.at_open_minute(end - span + span * number / count);
    (0..count as usize).map(|number| edge(number as f64 + 1.0).since(&edge(number as f64))).collect()
}

/// Orders added for each open minute, without the slice that got most; none where few slices got any: deliveries are no
/// stream.
fn steady_inflow(slices: &[Point]) -> f64 {
    let added = |slice: &Point| slice.added.max(0.0);
    let fed = slices.iter().filter(|slice| added(slice) > 0.0).count();
    if fed < FEWEST_FED_SLICES.max(slices.len() / FED_SHARE_OF_SLICES) {
        return 0.0;
    }
    let largest = slices.iter().map(added).fold(0.0, f64::max);
    let sum: f64 = slices.iter().map(added).sum();
    let minutes: f64 = slices.iter().skip(1).map(|slice| slice.open_minutes).sum();
    if minutes > 0.0 { (sum - largest) / minutes } else { 0.0 }
}

/// By how much less and more time than likely the quick and the slow pace take: the quarter of slices that went fastest and
/// the quarter that went slowest, and never less than the chance error of the orders seen.
fn spread(slices: &[Point], seen: f64) -> (f64, f64) {
    let least = (1.0 / seen.max(1.0).sqrt()).hypot(LEAST_SPREAD);
    let mut paces: Vec<f64> = slices.iter().map(|slice| slice.finished / slice.open_minutes.max(1e-9)).collect();
    paces.sort_by(f64::total_cmp);
    let mean = paces.iter().sum::<f64>() / paces.len().max(1) as f64;
    let fast = quantile(&paces, 0.75).max(mean * (1.0 + least));
    let slow = quantile(&paces, 0.25).min(mean / (1.0 + least)).max(mean / 10.0);
    if mean > 0.0 { (mean / fast, mean / slow) } else { (1.0, 1.0) }
}

/// A quantile of sorted numbers, drawn straight between neighbours.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * sorted.len().saturating_sub(1) as f64;
    let low = sorted.get(place.floor() as usize).copied().unwrap_or_default();
    let high = sorted.get(place.ceil() as usize).copied().unwrap_or(low);
    low + (high - low) * place.fract()
}

/// The time to the last order where the pace falls with the orders left; zero where it does not.
///
/// The pace is taken to go with a power of the orders left: 0 is an even pace, 1 a constant chance for each order to end in
/// the next minute, with which the last orders take longest. The power comes from two halves of the recent time.
fn dragging_minutes(curve: &Curve, left: f64) -> f64 {
    let end = curve.end();
    let half = end.open_minutes.min(FALL_MINUTES) / 2.0;
    let middle = curve.at_open_minute(end.open_minutes - half);
    let later = end.since(&middle).finished;
    let earlier = middle.since(&curve.at_open_minute(end.open_minutes - 2.0 * half)).finished;
    let fall_of_left = (left + later + earlier / 2.0) / (left + later / 2.0);
    if earlier - later < FALL_ERRORS * (earlier + later).sqrt() || fall_of_left < FALL_OF_LEFT {
        return 0.0;
    }
    let later = later.max(0.5);
    let power = ((earlier / later).ln() / fall_of_left.ln()).clamp(0.0, 1.0);
    let linear = left * half / later;
    let flat = 1.0 - power;
    // The time down to one order, from the integral of the falling pace.
    let stretch = if flat < 1e-6 { left.ln() } else { (1.0 - left.powf(-flat)) / flat };
    linear * stretch.max(1.0)
}
