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
/// Slices at most; each is at least five minutes long.
const MOST_SLICES: f64 = 10.0;
const SHORTEST_SLICE_MINUTES: f64 = 5.0;

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

/// What the curve says about the time ahead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Ahead {
    /// Too little was seen.
    TooLittle,
    /// Orders come in as fast as they are finished.
    Growing,
    /// It ends.
    Ends(Outlook),
}

/// Looks ahead: `left` orders, with what was seen so far.
pub(super) fn ahead(curve: &Curve, left: f64) -> Ahead {
    let end = curve.end();
    if end.finished < FEWEST_FINISHED || end.open_minutes < FEWEST_MINUTES {
        return Ahead::TooLittle;
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
    Ahead::Ends(Outlook { quick: likely * quick, likely, slow: (likely * slow).max(dragging_minutes(curve, left)) })
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

/// The curve cut into equal slices of open time, the oldest first.
fn slices(curve: &Curve) -> Vec<Point> {
    let end = curve.end().open_minutes;
    let span = end.min(SLICED_MINUTES);
    let count = (span / SHORTEST_SLICE_MINUTES).floor().clamp(1.0, MOST_SLICES);
    let edge = |number: f64| curve.at_open_minute(end - span + span * number / count);
    (0..count as usize).map(|number| edge(number as f64 + 1.0).since(&edge(number as f64))).collect()
}

/// Orders added for each open minute, without the slice that got most: one delivery is no stream.
fn steady_inflow(slices: &[Point]) -> f64 {
    let added = |slice: &Point| slice.added.max(0.0);
    let largest = slices.iter().map(added).fold(0.0, f64::max);
    let sum: f64 = slices.iter().map(added).sum();
    let minutes: f64 = slices.iter().skip(1).map(|slice| slice.open_minutes).sum();
    if minutes > 0.0 { (sum - largest) / minutes } else { 0.0 }
}

/// By how much less and more time than likely the quick and the slow pace take: the quarter of slices that went fastest and
/// the quarter that went slowest, and never less than the chance error of the orders seen.
fn spread(slices: &[Point], seen: f64) -> (f64, f64) {
    let chance = 1.0 / seen.max(1.0).sqrt();
    let mut paces: Vec<f64> = slices.iter().map(|slice| slice.finished / slice.open_minutes.max(1e-9)).collect();
    paces.sort_by(f64::total_cmp);
    let mean = paces.iter().sum::<f64>() / paces.len().max(1) as f64;
    let fast = quantile(&paces, 0.75).max(mean * (1.0 + chance));
    let slow = quantile(&paces, 0.25).min(mean / (1.0 + chance)).max(mean / 10.0);
    if mean > 0.0 { (mean / fast, mean / slow) } else { (1.0, 1.0) }
}

/// A quantile of sorted numbers, drawn straight between neighbours.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * sorted.len().saturating_sub(1) as f64;
    let low = sorted.get(place.floor() as usize).copied().unwrap_or_default();
    let high = sorted.get(place.ceil() as usize).copied().unwrap_or(low);
    low + (high - low) * place.fract()
}

/// The time to the last order where the pace falls with the number of orders left; zero where it does not.
fn dragging_minutes(_curve: &Curve, _left: f64) -> f64 {
    0.0
}
